"""The form in a notebook: an anywidget, which is an ipywidget, around the one renderer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from kit.show.forms.assets import script, style

if TYPE_CHECKING:
    from kit.show.forms.items import Item

MOST_ENTRIES = 100
"""More replies in one message come from no form of ours."""

Recorder = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
"""Takes replies, returns for each whether it is saved or why not."""


class Form(anywidget.AnyWidget):
    """A form whose replies are recorded by the kernel, one acknowledgement each.

    The browser is never trusted: what it may say is decided by the recorder, and nothing it sets
    changes who is answering.
    """

    _esm = script("widget")
    _css = style()
    told = traitlets.Dict().tag(sync=True)

    def __init__(self, told: dict[str, Any], record: Recorder) -> None:
        """Show what is told and hand replies to the recorder."""
        self._record = record
        super().__init__(told=told)
        self.on_msg(self._heard)

    def _heard(self, _: object, content: Any, buffers: object) -> None:  # noqa: ANN401, ARG002  as sent
        ticket = content.get("ticket") if isinstance(content, dict) else None
        entries = content.get("entries") if isinstance(content, dict) else None
        if not isinstance(ticket, str) or not isinstance(entries, list):
            return
        known = [entry for entry in entries[:MOST_ENTRIES] if isinstance(entry, dict)]
        self.send({"ticket": ticket[:64], "results": self._record(known)})


class WhatIf(Form):
    """A slider whose every position the kernel answers with the advice and the map."""

    _esm = script("pages", "trying")
    _css = style("trying")


def told(
    heading: str, items: Sequence[Item], replies: dict[str, Item], key: str, note: str
) -> dict[str, Any]:
    """Return what the widget is told; see `Form`."""
    return {
        "heading": heading,
        "items": list(items),
        "replies": replies,
        "key": key,
        "note": note,
    }
