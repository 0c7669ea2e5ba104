"""How wide text is in the shipped sans, and how to fit it: wrap, or shorten with an ellipsis."""

from __future__ import annotations

from functools import cache
from unicodedata import east_asian_width

from kit.show.fonts import widths

ELLIPSIS = "…"
FULL_WIDTH = 1000
UNKNOWN_WIDTH = 640


@cache
def _advance(letter: str, *, bold: bool) -> int:
    for face in _faces(bold=bold):
        known = widths()[face].get(letter)
        if known is not None:
            return known
    return FULL_WIDTH if east_asian_width(letter) in "WF" else UNKNOWN_WIDTH


def _faces(*, bold: bool) -> tuple[str, str, str]:
    weight = "SemiBold" if bold else "Regular"
    return f"Inter-{weight}", f"NotoSansArabic-{weight}", f"NotoSansHebrew-{weight}"


def width(words: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is, in the unit of `size`."""
    return sum(_advance(letter, bold=bold) for letter in words) * size / 1000


def shorten(words: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis where it would be wider than `room`."""
    words = " ".join(words[:400].split())
    if width(words, size, bold=bold) <= room:
        return words
    room -= width(ELLIPSIS, size, bold=bold)
    return words[: _fitting(words, size, room, bold=bold)].rstrip() + ELLIPSIS


def wrap(words: str, size: float, room: float, lines: int, *, bold: bool = False) -> list[str]:
    """Return at most `lines` lines no wider than `room`; the last is shortened if need be."""
    left = " ".join(words[:2000].split())
    wrapped: list[str] = []
    while left and len(wrapped) < lines - 1 and width(left, size, bold=bold) > room:
        most = max(1, _fitting(left, size, room, bold=bold))
        at = most if left[most : most + 1] == " " else left.rfind(" ", 0, most)
        at = at if at > 0 else most
        wrapped.append(left[:at].rstrip())
        left = left[at:].lstrip()
    return [*wrapped, shorten(left, size, room, bold=bold)] if left else wrapped or [""]


def _fitting(words: str, size: float, room: float, *, bold: bool) -> int:
    """Return how many letters fit."""
    total = 0.0
    for place, letter in enumerate(words):
        total += _advance(letter, bold=bold) * size / 1000
        if total > room:
            return place
    return len(words)
