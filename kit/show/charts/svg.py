"""The few shapes that charts are drawn with, as SVG text; every word is escaped here."""

from __future__ import annotations

import re
from collections import defaultdict
from html import escape
from typing import TypeAlias

from kit.model.content import AccountModel
from kit.show import lettering, palette
from kit.show.cleaning import clean

WIDE, NARROW, MARGIN = 692, 335, 3
SIZE, SMALL = 12.5, 11.5
LOOSE_TEXT = re.compile("\1([^\2]*)\2([^\3]*)\3")
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefe]+")
FAMILY = "Inter, Noto Sans Arabic, Noto Sans Hebrew, system-ui, sans-serif"


def fixed(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def text(  # noqa: PLR0913  a line of text has this many properties
    x: float,
    y: float,
    words: str,
    *,
    size: float = SIZE,
    bold: bool = False,
    fill: str = palette.INK,
    anchor: str = "start",
    room: float | None = None,
) -> str:
    """Return one line of text on the baseline `y`, shortened to `room` where it is given.

    It stands between control characters until `drawing` gathers texts of the same look.
    """
    words = clean(words)
    if room is not None:
        words = lettering.shorten(words, size, room, bold=bold)
    if not words:
        return ""
    weight = ' font-weight="600"' if bold else ""
    size_given = "" if size == SIZE else f' font-size="{fixed(size)}"'
    colour = "" if fill == palette.INK else f' fill="{fill}"'
    anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
    place = f'y="{fixed(y)}"' if fixed(x) == "0" else f'x="{fixed(x)}" y="{fixed(y)}"'
    look = f"{size_given}{weight}{colour}{anchored}"
    return f"\1{look}\2<text {place}>{lettered(words)}</text>\3"


def lettered(words: str) -> str:
    """Return escaped text; Arabic names its font, since printing joins letters only then."""
    return ARABIC.sub(r'<tspan font-family="Noto Sans Arabic">\g<0></tspan>', escape(words))


def paragraph(  # noqa: PLR0913  as for text
    x: float,
    y: float,
    lines: list[str],
    *,
    size: float = SIZE,
    bold: bool = False,
    fill: str = palette.INK,
    anchor: str = "start",
) -> str:
    """Return lines of text, the first on the baseline `y`."""
    return "".join(
        text(x, y + place * size * 1.25, line, size=size, bold=bold, fill=fill, anchor=anchor)
        for place, line in enumerate(lines)
    )


def rect(  # noqa: PLR0913  a rectangle has this many properties
    x: float, y: float, wide: float, high: float, fill: str, *, radius: float = 0, stroke: str = ""
) -> str:
    """Return a rectangle."""
    rounded = f' rx="{fixed(radius)}"' if radius else ""
    edge = f' stroke="{stroke}"' if stroke else ""
    size = f'width="{fixed(max(0, wide))}" height="{fixed(high)}"'
    return f'<rect x="{fixed(x)}" y="{fixed(y)}" {size} fill="{fill}"{rounded}{edge}/>'


def circle(  # noqa: PLR0913  a circle has this many properties
    x: float, y: float, radius: float, fill: str, *, stroke: str = "", weight: float = 1.5
) -> str:
    """Return a circle."""
    edge = f' stroke="{stroke}" stroke-width="{fixed(weight)}"' if stroke else ""
    return f'<circle cx="{fixed(x)}" cy="{fixed(y)}" r="{fixed(radius)}" fill="{fill}"{edge}/>'


Box: TypeAlias = tuple[float, float, float, float]
Spot: TypeAlias = tuple[float, float]


def boxes(fill: str, found: list[Box]) -> str:
    """Return many rectangles (left, top, width, height) of one colour, one path a height."""
    return "".join(
        _strokes(fill, high, [box for box in found if box[3] == high])
        for high in dict.fromkeys(box[3] for box in found)
    )


def _strokes(fill: str, high: float, found: list[Box]) -> str:
    """Return boxes of one height as thick lines, which take half the letters of outlines."""
    drawn = "".join(f"M{fixed(x)} {fixed(y + high / 2)}h{fixed(wide)}" for x, y, wide, _ in found)
    return f'<path stroke="{fill}" stroke-width="{fixed(high)}" d="{drawn}"/>'


def dots(colour: str, across: float, found: list[Spot], *, square: bool = False) -> str:
    """Return many discs, or squares, of one colour and size as a single path."""
    cap = "square" if square else "round"
    drawn = "".join(f"M{fixed(x)} {fixed(y)}h.01" for x, y in found)
    look = f'stroke="{colour}" stroke-width="{fixed(across)}" stroke-linecap="{cap}"'
    return f'<path {look} d="{drawn}"/>' if found else ""


def rows_of_dots(
    colour: str, across: float, pitch: float, rows: list[tuple[float, float, int]]
) -> str:
    """Return rows of discs (first, height, how many) as dashed lines with round ends."""
    drawn = "".join(
        f"M{fixed(x)} {fixed(y)}h{fixed((count - 1) * pitch + 0.1)}"
        for x, y, count in rows
        if count
    )
    dashes = f'stroke-linecap="round" stroke-dasharray=".1 {fixed(pitch - 0.1)}"'
    return f'<path stroke="{colour}" stroke-width="{fixed(across)}" {dashes} d="{drawn}"/>'


def marks(model: AccountModel | None, found: list[Spot], radius: float) -> str:
    """Return one account model's shape at many places, as `mark` draws it at one."""
    fill = palette.LOOKS[model].fill
    if model is AccountModel.OWN:
        return dots(fill, radius * 1.8, found, square=True)
    if model is AccountModel.CENTRAL:
        return dots(fill, radius * 2, found)
    if model is AccountModel.CONTRIBUTOR:
        ring = dots(fill, radius * 2 + 0.2, found) + dots(palette.WHITE, radius * 2 - 3.4, found)
        return ring + dots(fill, radius * 0.8, found)
    return "".join(mark(model, x, y, radius) for x, y in found)


def figures(fill: str, found: list[tuple[float, float, str]], *, size: float = SMALL) -> str:
    """Return many short bold texts, each centred on its place."""
    drawn = "".join(
        f'<text x="{fixed(x)}" y="{fixed(y)}">{lettered(clean(words))}</text>'
        for x, y, words in found
    )
    look = f'fill="{fill}" font-size="{fixed(size)}" font-weight="600" text-anchor="middle"'
    return f"<g {look}>{drawn}</g>" if found else ""


def line(  # noqa: PLR0913  a line has this many properties
    x1: float, y1: float, x2: float, y2: float, stroke: str, *, weight: float = 1, dash: str = ""
) -> str:
    """Return a straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    ends = f'x1="{fixed(x1)}" y1="{fixed(y1)}" x2="{fixed(x2)}" y2="{fixed(y2)}"'
    return f'<line {ends} stroke="{stroke}" stroke-width="{fixed(weight)}"{dashed}/>'


def path(points: str, *, fill: str = "none", stroke: str = "", weight: float = 1.5) -> str:
    """Return a path of SVG commands."""
    edge = f' stroke="{stroke}" stroke-width="{fixed(weight)}"' if stroke else ""
    return f'<path d="{points}" fill="{fill}"{edge}/>'


def mark(model: AccountModel | None, x: float, y: float, radius: float = 5) -> str:
    """Return an account model's shape: square, ring with dot, disc; a diamond for not decided."""
    fill = palette.LOOKS[model].fill
    if model is AccountModel.OWN:
        side = radius * 1.8
        return rect(x - side / 2, y - side / 2, side, side, fill, radius=1)
    if model is AccountModel.CONTRIBUTOR:
        ring = circle(x, y, radius - 0.8, palette.WHITE, stroke=fill, weight=1.8)
        return ring + circle(x, y, radius * 0.4, fill)
    if model is AccountModel.CENTRAL:
        return circle(x, y, radius, fill)
    reach = radius - 0.3
    corners = ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))
    points = " ".join(f"{fixed(a)},{fixed(b)}" for a, b in corners)
    return f'<polygon points="{points}" fill="#ffffff" stroke="{palette.INK}" stroke-width="1.4"/>'


def key(items: list[tuple[str, str]], wide: float) -> tuple[str, float]:
    """Return a key in reading order and its height; each item is a shape round 0,0 and a word."""
    parts: list[str] = []
    x, y = 0.0, 8.0
    for shape, words in items:
        shown = lettering.shorten(words, SMALL, wide - 18)
        taken = 18 + lettering.width(shown, SMALL)
        if x and x + taken > wide:
            x, y = 0.0, y + 18
        parts.append(f'<g transform="translate({fixed(x + 6)} {fixed(y)})">{shape}</g>')
        parts.append(text(x + 17, y + 4, shown, size=SMALL))
        x += taken + 18
    return "".join(parts), y + 16


def _gathered(parts: list[str]) -> str:
    """Return the parts with all texts at the end, those of one look in one group."""
    groups: defaultdict[str, list[str]] = defaultdict(list)

    def take(found: re.Match[str]) -> str:
        groups[found.group(1)].append(found.group(2))
        return ""

    shapes = LOOSE_TEXT.sub(take, "".join(parts))
    return shapes + "".join(f"<g{look}>{''.join(said)}</g>" for look, said in groups.items())


def drawing(wide: float, high: float, title: str, alt: str, parts: list[str]) -> str:
    """Return the whole picture with its name and description for those who cannot see it."""
    left = MARGIN if wide == NARROW else 0
    wide += 2 * left
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{-left} 0 {fixed(wide)} '
        f'{fixed(high)}" width="{fixed(wide)}" height="{fixed(high)}" font-family="{FAMILY}" '
        f'font-size="{fixed(SIZE)}" fill="{palette.INK}"><title>{escape(clean(title))}</title>'
        f"<desc>{escape(clean(alt))}</desc>{_gathered(parts)}</svg>"
    )
