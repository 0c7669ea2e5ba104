"""How wide text is in the shipped sans, and how to fit it: wrap, or shorten with an ellipsis."""

from __future__ import annotations

from unicodedata import east_asian_width

from kit.show.fonts import widths

ELLIPSIS = "…"
FULL_WIDTH = 1000
UNKNOWN_WIDTH = 640


class _Advances(dict[str, int]):
    """How wide each letter of one weight is; looked up in the fonts when it is first met."""

    def __init__(self, weight: str) -> None:
        super().__init__()
        self.faces = (f"Inter-{weight}", f"NotoSansArabic-{weight}", f"NotoSansHebrew-{weight}")

    def __missing__(self, letter: str) -> int:
        known = (widths()[face].get(letter) for face in self.faces)
        unknown = FULL_WIDTH if east_asian_width(letter) in "WF" else UNKNOWN_WIDTH
        self[letter] = next((one for one in known if one is not None), unknown)
        return self[letter]


_REGULAR, _BOLD = _Advances("Regular"), _Advances("SemiBold")


def width(words: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is, in the unit of `size`."""
    advances = _BOLD if bold else _REGULAR
    return sum(map(advances.__getitem__, words)) * size / 1000


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
    total, advances = 0.0, _BOLD if bold else _REGULAR
    for place, letter in enumerate(words):
        total += advances[letter] * size / 1000
        if total > room:
            return place
    return len(words)
