"""Open pages that are told of changes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass(eq=False)
class Listener:
    """One open page that is told of changes; only the latest state matters.

    Attributes:
        audience: `participants`, `screen` or `facilitator`.
        seat: The participant's id; empty for the other two.
    """

    audience: str
    seat: str = ""
    pending: dict[tuple[str, str], str] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False

    def tell(self, event: str, data: str, about: str = "") -> None:
        """Put one event; an older one of the same name about the same is of no interest."""
        self.pending[event, about] = data
        self.news.set()
