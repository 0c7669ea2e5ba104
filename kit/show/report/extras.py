"""What a team's own notebook cells add to the report: text, preformatted text, pictures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ExtraKind(StrEnum):
    """How an extra is printed; nothing of it is ever read as HTML or Markdown."""

    HEADING = "heading"
    TEXT = "text"
    PREFORMATTED = "preformatted"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Extra:
    """One piece of the last section.

    Attributes:
        text: What it says; for a picture its description.
        mime: For a picture, `image/png`, `image/jpeg` or `image/svg+xml`.
        data: For a picture, its bytes in base64.
    """

    kind: ExtraKind
    text: str
    mime: str = ""
    data: str = ""
