"""What a document and a deck both say, in order: the report's view with its charts still charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.model.texts import change_texts
from kit.show import charts
from kit.show.cleaning import clean
from kit.show.office.native import Native, native
from kit.show.report.view import Medium, view

if TYPE_CHECKING:
    from kit.model.report import Block, Chart
    from kit.model.strategy import Strategy
    from kit.show.report.extras import Extra

View = dict[str, Any]
NAME, CELL = 160, 600
TABLES = ("paragraph", "table", "findings", "quotes")


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its words, its table, and bars where office programs can draw it."""

    title: str
    how: str
    alt: str
    svg: str
    table: View
    bars: Native | None


@dataclass(frozen=True, slots=True)
class Told:
    """One section: its small label, its headline, and its blocks as view or figure."""

    label: str
    headline: str
    blocks: tuple[View | Figure, ...]


def reason(row: View) -> str:
    """Return why a decision is as it is, with its remarks as sentences behind it."""
    because, remarks = row["because"], row["remarks"]
    if not remarks:
        return str(because)
    ended = because if because.endswith((".", "!", "?", "…")) or not because else f"{because}."
    return " ".join(filter(None, [ended, *remarks]))


def told(strategy: Strategy, extras: Sequence[Extra] = ()) -> tuple[View, list[Told]]:
    """Return the report's view and its sections."""
    shown = view(strategy, extras, Medium.WIDE)
    sections = [
        Told(seen["label"], seen["headline"], tuple(_blocks(seen["blocks"], section.blocks)))
        for seen, section in zip(
            shown["sections"], change_texts(strategy, clean).sections, strict=True
        )
    ]
    return shown, sections


def _blocks(seen: Sequence[View], blocks: Sequence[Block]) -> Iterator[View | Figure]:
    for one, block in zip(seen, blocks, strict=True):
        if one["kind"] == "chart":
            yield _figure(one, block)  # type: ignore[arg-type]  # a block that holds figures
        else:
            yield one


def _figure(seen: View, chart: Chart) -> Figure:
    readable = change_texts(chart, lambda text: text[:NAME])
    picture = charts.draw(readable)
    return Figure(
        seen["title"], seen["how"], picture.alt, picture.svg, seen["table"], native(readable)
    )
