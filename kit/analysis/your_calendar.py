"""What one department plans, and the clashes that touch it."""

from __future__ import annotations

from collections.abc import Sequence

from kit.analysis.calendar import Clash
from kit.analysis.calendar.days import day_of
from kit.analysis.calendar.nouns import Item
from kit.analysis.calendar.reading import read_calendar
from kit.analysis.calendar_chapter import MOST_CLASHES, WORDS
from kit.analysis.looking import labels
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted_words, long_date, sentence
from kit.model.report import Section, Table, TableColumn, TableRow


@section(
    "your_calendar", "A department's own items, and the clashes that touch them", "S4-20", "S3-03"
)
def your_calendar(situation: Situation, department: str) -> Section | None:
    """Return what a department plans and what clashes with it; None when it plans nothing."""
    calendar = read_calendar(situation.shown, situation.bank)
    mine = [
        item
        for item in calendar.items
        if item.department == department and (item.live or item.open_at(calendar.today))
    ]
    if not mine:
        return None
    ids = {item.id for item in mine}
    touching = [one for one in situation.clashes if ids & set(one.items)]
    headline, tables = "Nothing in your calendar clashes", [_planned(situation, mine)]
    if touching:
        count = counted_words(len(touching), "clash touches", "clashes touch").capitalize()
        headline, tables = f"{count} what you plan", [_clashing(touching), *tables]
    return Section(
        "your_calendar",
        "Your calendar",
        headline,
        "Calendar",
        tuple(tables),
        department=department,
    )


def _planned(situation: Situation, mine: Sequence[Item]) -> Table:
    kinds, states = labels(situation, "item_kinds"), labels(situation, "item_states")
    return Table(
        caption="What you plan",
        columns=(
            TableColumn("Day"),
            TableColumn("What", wide=True),
            TableColumn("Kind"),
            TableColumn("State"),
        ),
        rows=tuple(
            TableRow(
                (
                    long_date(day_of(item.local_start).isoformat()) if item.start else "no day",
                    item.title,
                    kinds.get(item.sort, item.sort),
                    states.get(item.status, item.status),
                )
            )
            for item in sorted(mine, key=lambda item: item.local_start)
        ),
        folded=True,
    )


def _clashing(touching: Sequence[Clash]) -> Table:
    return Table(
        caption="What clashes with it",
        columns=(TableColumn("What was found", wide=True), TableColumn("What to do", wide=True)),
        rows=tuple(
            TableRow(
                (sentence(one.sentence), sentence(one.fix)), group=WORDS[one.effect].capitalize()
            )
            for one in touching[:MOST_CLASHES]
        ),
    )
