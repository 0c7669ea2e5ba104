"""Worksheets for people who are not in the room: spreadsheets, paper, and a guide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.show.worksheets.form import Form

__all__ = ["draw"]


def draw(form: Form, wanted: str) -> Iterator[tuple[str, bytes]]:
    """Yield a worksheet's files: the end of the file's name and its bytes.

    Args:
        form: What is asked and what is known.
        wanted: `xlsx`.
    """
    if wanted == "xlsx":
        from kit.show.worksheets.book import draw_book  # noqa: PLC0415  XlsxWriter when drawn

        yield ".xlsx", draw_book(form)
