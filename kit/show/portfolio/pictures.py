"""The drawings of the portfolio page: colours are classes, so that a dark page has its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from math import ceil, floor
from typing import Any

from markupsafe import Markup

from kit.show import lettering
from kit.show.charts.svg import fixed, lettered
from kit.show.cleaning import clean

Row = dict[str, Any]
WIDE, NARROW = 692, 335
LANES = {
    "own": "Mostly own accounts",
    "contributor": "Mostly contributors",
    "central": "Mostly central",
    "open": "Mostly not decided",
}
NAMED_ROWS = 24
BINS = 50
LANE_HIGH, BIGGEST, SMALLEST = 130.0, 11.0, 3.0
SIZE = 12.5
SMALL = 11.5


def models_bar(models: dict[str, int], wide: int = 112, high: int = 10) -> Markup:
    """Return one organisation's account models as a bar of shares."""
    return _svg(wide, high, _shares(models, 0, 0, wide, high), "bar")


def share_bar(share: float, model: str) -> Markup:
    """Return the small bar beside a certainty, in the colour of what is mostly advised."""
    body = _rect("f-bar", 0, 0, 64, 9) + _rect(f"f-{model}", 0, 0, 0.64 * share, 9)
    return _svg(64, 9, body, "bar")


def gap_bar(missed: int, unknown: int, most: int) -> Markup:
    """Return how many organisations miss a condition, and how many have not said."""
    scale = 200 / most if most else 0
    body = _rect("f-bar", 0, 0, 200, 11) + _rect("f-alert", 0, 0, missed * scale, 11)
    return _svg(200, 11, body + _rect("f-faint", missed * scale, 0, unknown * scale, 11), "bar gap")


def _shares(models: dict[str, int], x: float, y: float, wide: float, high: float) -> str:
    total = sum(models.values())
    parts, at = [], x
    for place, (model, count) in enumerate(models.items()):
        part = wide * count / total
        gap = 1.5 if place < len(models) - 1 else 0
        parts.append(_rect(f"f-{model}", at, y, max(0.5, part - gap), high))
        at += part
    return "".join(parts)


def _rect(look: str, x: float, y: float, wide: float, high: float) -> str:
    size = f'width="{fixed(wide)}" height="{fixed(high)}"'
    return f'<rect class="{look}" x="{fixed(x)}" y="{fixed(y)}" {size}/>' if wide > 0 else ""


def _svg(wide: float, high: float, body: str, look: str) -> Markup:
    return Markup(  # noqa: S704  our own drawing of numbers
        f'<svg class="{look}" width="{fixed(wide)}" height="{fixed(high)}" '
        f'viewBox="0 0 {fixed(wide)} {fixed(high)}" aria-hidden="true">{body}</svg>'
    )


def _text(x: float, y: float, said: str, look: str = "", *, room: float = 0) -> str:
    said = clean(said)
    said = lettering.shorten(said, SIZE, room, bold="b" in look.split()) if room else said
    named = f' class="{look}"' if look else ""
    return f'<text{named} x="{fixed(x)}" y="{fixed(y)}">{lettered(said)}</text>'


# --- the picture that compares ----------------------------------------------------------------


def spread(rows: list[Row], *, narrow: bool = False) -> Markup:
    """Return the picture of all organisations: a line each, or a dot each where there are many."""
    shown = sorted(
        (row for row in rows if row["support"] is not None),
        key=lambda row: (-row["support"], row["name"].casefold()),
    )
    wide = NARROW if narrow else WIDE
    if len(shown) <= NAMED_ROWS:
        body, high = _named_rows(shown, wide, narrow=narrow)
    else:
        body, high = _lanes(shown, wide)
    title, alt = "How certain the advice is, by organisation", _alt(shown)
    return Markup(  # noqa: S704  our own drawing, every word escaped
        f'<svg role="img" class="pic" viewBox="0 0 {wide} {fixed(high)}" width="{wide}" '
        f'height="{fixed(high)}" font-size="{SIZE}"><title>{title}</title>'
        f"<desc>{escape(alt)}</desc>{body}</svg>"
    )


def _alt(shown: list[Row]) -> str:
    said = []
    for model, label in LANES.items():
        found = [row["support"] for row in shown if row["mostly"] == model]
        if found:
            count = f"{len(found)} organisation{'s' if len(found) > 1 else ''}"
            said.append(f"{label}: {count}, from {min(found):.0f} to {max(found):.0f} of 100.")
    return " ".join(said)


def _named_rows(shown: list[Row], wide: int, *, narrow: bool) -> tuple[str, float]:
    """Draw a line an organisation: its account models, and how certain as a place on a scale."""
    step, name_room = (44, wide) if narrow else (27, 210)
    left = 0 if narrow else 222
    bar = 120 if narrow else 190
    start = left + bar + 28
    long = wide - start - 34
    top = 22.0
    parts = [_text(left, 11, "Account models", "m s"), _text(start, 11, "How certain", "m s")]
    high = top + step * len(shown)
    for tick in (0, 25, 50, 75, 100):
        x = start + long * tick / 100
        parts.append(f'<path class="grid" d="M{fixed(x)} {fixed(top - 3)}V{fixed(high + 2)}"/>')
        parts.append(_text(x, high + 16, str(tick), "m s c"))
    for place, row in enumerate(shown):
        y = top + place * step + (26 if narrow else 12)
        parts.append(_text(0, y - 14 if narrow else y + 4, row["name"], "b", room=name_room))
        parts.append(_shares(row["models"], left, y - 5.5, bar, 11))
        x = start + long * row["support"] / 100
        parts.append(f'<path class="stem" d="M{fixed(start)} {fixed(y)}H{fixed(x)}"/>')
        look = f"f-{row['mostly']}{' out' if row['far'] else ''}"
        parts.append(f'<circle class="{look}" cx="{fixed(x)}" cy="{fixed(y)}" r="5.5"/>')
        parts.append(_text(wide, y + 4, f"{row['support']:.0f}", "b s e"))
    return "".join(parts), high + 22


def _lanes(shown: list[Row], wide: int) -> tuple[str, float]:
    """Draw a dot an organisation, stacked over its certainty, one lane a leading account model."""
    scale = Scale.over([row["support"] for row in shown], wide)
    lanes = {model: [row for row in shown if row["mostly"] == model] for model in LANES}
    stacks = {model: Counter(map(scale.bin, lane)) for model, lane in lanes.items()}
    tallest = max(max(stack.values()) for stack in stacks.values() if stack)
    across = max(SMALLEST, min(BIGGEST, scale.step - 1.5, LANE_HIGH / tallest - 1))
    each = max(1, -(-tallest * int(across + 1) // int(LANE_HIGH * 2)))
    parts, y = [], 0.0
    if each > 1:
        y += 16
        parts.append(_text(0, 11, f"One dot is up to {each} organisations.", "m s"))
    for model, lane in lanes.items():
        if not lane:
            continue
        most = -(-max(stacks[model].values()) // each)
        base = y + 26 + most * (across + 1)
        parts.append(_text(0, y + 13, f"{LANES[model]}: {len(lane):,}", "b"))
        parts.append(f'<path class="grid" d="M0 {fixed(base + 1)}H{wide}"/>')
        parts.extend(_dots(model, lane, scale, (base, across, each)))
        y = base + 8
    for at, anchor in ((0.0, ""), (0.5, " c"), (1.0, " e")):
        tick = scale.low + at * (scale.high - scale.low)
        parts.append(_text(wide * at, y + 12, f"{tick:g}", f"m s{anchor}"))
    return "".join(parts), y + 18


@dataclass(frozen=True, slots=True)
class Scale:
    """The part of 0 to 100 that is drawn, and how finely dots are stacked on it."""

    low: int
    high: int
    bins: int
    wide: int

    @classmethod
    def over(cls, values: list[float], wide: int) -> Scale:
        """Return the smallest scale in tens that holds all values."""
        low, high = floor(min(values) / 10) * 10, ceil(max(values) / 10) * 10
        return cls(low, max(high, low + 20), BINS if wide == WIDE else BINS // 2, wide)

    @property
    def step(self) -> float:
        """Return how wide a stack is."""
        return self.wide / self.bins

    def bin(self, row: Row) -> int:
        """Return the stack an organisation belongs to."""
        share = (row["support"] - self.low) / (self.high - self.low)
        return min(self.bins - 1, int(share * self.bins))


def _dots(
    model: str, lane: list[Row], scale: Scale, measures: tuple[float, float, int]
) -> list[str]:
    base, across, each = measures
    taken: Counter[int] = Counter()
    drawn = []
    for row in lane:
        place = scale.bin(row)
        stacked = taken[place]
        taken[place] += 1
        if stacked % each:
            continue
        x = (place + 0.5) * scale.step
        y = base - (stacked // each + 0.5) * (across + 1)
        look = f"f-{model}" + (" out" if row["far"] and each == 1 else "")
        said = f"{row['name']}: {row['support']:g} of 100"
        dot = f'<circle class="{look}" cx="{fixed(x)}" cy="{fixed(y)}" r="{fixed(across / 2)}">'
        drawn.append(f"{dot}<title>{escape(clean(said))}</title></circle>")
    return drawn
