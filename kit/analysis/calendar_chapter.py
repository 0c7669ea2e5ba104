"""The chapter on the shared calendar: lanes, clashes, and what a fact that ends takes with it."""

from __future__ import annotations

from datetime import date, timedelta

from kit.analysis.calendar import Clash, Effect, ripple
from kit.analysis.calendar.days import day_in, day_of
from kit.analysis.calendar.nouns import ALL_TIME, MINUTES_A_DAY, Calendar, Constraint, Item
from kit.analysis.calendar.reading import read_calendar
from kit.analysis.looking import labels
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, counted_words, long_date, sentence
from kit.model.report import (
    Block,
    CalendarLanes,
    Lane,
    LaneItem,
    LaneWindow,
    Paragraph,
    Table,
    TableColumn,
    TableRow,
)

TOPIC = "shared_calendar"
DONE = ("calendar_subjects", "calendar_items", "calendar_constraints", "clash_decisions")
MOST_CLASHES = 40
MOST_DAYS = 370
WORDS = {
    Effect.BLOCK: "stop",
    Effect.REVIEW: "look again",
    Effect.WARN: "take care",
    Effect.INFO: "note",
}


@section(TOPIC, "How many planned things clash, in one sentence", "S3-03", "S0-43")
def headline(situation: Situation) -> str:
    """Return what the calendar says, in one sentence."""
    items = situation.shown.rows("calendar_items")
    if not items:
        return "Nothing is planned in the shared calendar yet"
    urgent = [one for one in situation.clashes if one.effect in {Effect.BLOCK, Effect.REVIEW}]
    touched = {item for one in urgent for item in one.items}
    if touched:
        verb = "needs" if len(touched) == 1 else "need"
        return f"{len(touched)} of {counted(len(items), 'planned item')} {verb} a change or a look"
    return "Nothing in the calendar has to change"


def blocks(situation: Situation) -> tuple[Block, ...]:
    """Return the lanes, the clashes and the ripples; nothing when no item is planned."""
    if not situation.shown.rows("calendar_items"):
        return ()
    calendar = read_calendar(situation.shown, situation.bank)
    found = (_lanes(situation, calendar), _clashes(situation), *_ripples(situation, calendar))
    return tuple(block for block in found if block is not None)


@section(
    TOPIC, "One calendar of all departments, clashes marked", "S3-03", "S0-43", "S1-04", "S1-18"
)
def _lanes(situation: Situation, calendar: Calendar) -> Block | None:
    dated = [
        item for item in calendar.items if item.start is not None and item.status != "cancelled"
    ]
    if not dated:
        return None
    begin = min(day_of(item.local_start) for item in dated)
    if calendar.today is not None:
        begin = max(begin, day_in(calendar.today, calendar.zone) - timedelta(days=7))
    last = max(begin, *(day_of(item.local_start) for item in dated))
    days = min(MOST_DAYS, max(28, (last - begin).days + 3))
    inside = [item for item in dated if 0 <= (day_of(item.local_start) - begin).days < days]
    clash = {item: one.sentence for one in reversed(situation.clashes) if one.effect in {
        Effect.BLOCK, Effect.REVIEW} for item in one.items}  # fmt: skip
    rows = tuple(
        Lane(
            name,
            tuple(_mark(item, begin, clash) for item in mine),
            counted(sum(item.id in clash for item in mine), "clash", "clashes")
            if any(item.id in clash for item in mine)
            else "",
        )
        for key, name in situation.names.items()
        if (mine := [item for item in inside if item.department == key])
    )
    shown = [
        _window(one, begin, days, calendar.zone) for one in calendar.constraints if not one.subjects
    ]
    return CalendarLanes(
        title="Who plans what, and when",
        how_to_read=(
            "One lane a department. A red ring has to change or be looked at again; the list below "
            f"says why. Days without a zone of their own are those of {calendar.zone}."
        ),
        start=begin.isoformat(),
        days=days,
        rows=rows,
        windows=tuple(window for window in shown if window is not None),
    )


def _mark(item: Item, begin: date, clash: dict[str, str]) -> LaneItem:
    minutes = (item.end or 0) - (item.start or 0)
    return LaneItem(
        item.title,
        (day_of(item.local_start) - begin).days,
        max(1, round(minutes / MINUTES_A_DAY)),
        clash.get(item.id, ""),
    )


def _window(one: Constraint, begin: date, days: int, zone: str) -> LaneWindow | None:
    if one.start <= 0 and one.end >= ALL_TIME:
        return None
    first = (day_in(one.start, zone) - begin).days if one.start > 0 else 0
    last = (day_in(one.end, zone) - begin).days if one.end < ALL_TIME else days
    first, last = max(0, first), min(days, last)
    if last <= first:
        return None
    strict = one.effect in {Effect.BLOCK, Effect.REVIEW}
    return LaneWindow(one.title, first, last - first, strict)


@section(TOPIC, "Every clash with the way out and whom to ask", "S4-20", "S3-17", "S3-18", "S1-11")
def _clashes(situation: Situation) -> Block | None:
    found = situation.clashes
    if not found:
        return Paragraph("No clash was found among the planned items.")
    shown = found[:MOST_CLASHES]
    rest = len(found) - len(shown)
    more = f" {counted_words(rest, 'more is', 'more are')} not printed." if rest else ""
    notes = sum(one.effect is Effect.INFO for one in found)
    counts = (
        counted(len(found) - notes, "clash", "clashes") if len(found) > notes else "",
        counted(notes, "note", "notes") if notes else "",
    )
    return Table(
        caption="What clashes" if len(found) > notes else "What to know about the calendar",
        columns=(
            TableColumn("What was found", wide=True),
            TableColumn("What to do", wide=True),
            TableColumn("Ask"),
        ),
        rows=tuple(
            TableRow(
                (sentence(one.sentence), sentence(one.fix), _ask(situation, one)),
                group=WORDS[one.effect].capitalize(),
            )
            for one in shown
        ),
        note=f"{' and '.join(filter(None, counts))}.{more}",
    )


def _ask(situation: Situation, clash: Clash) -> str:
    key = clash.owner or clash.department
    return situation.names.get(key, key)


@section(TOPIC, "Ripple: what depends on a fact that ends or changed, by owner", "S4-20", "S4-19")
def _ripples(situation: Situation, calendar: Calendar) -> tuple[Block, ...]:
    kinds = labels(situation, "item_kinds")
    titles = {one.id: one.title for one in situation.bank.registers.values()}
    tables = []
    for subject in calendar.subjects:
        if subject.ends is None and subject.changed is None:
            continue
        found = ripple(situation.shown, situation.bank, calendar, subject.id)
        if not found:
            continue
        why = "changed" if subject.ends is None else "ends"
        minute = subject.changed if subject.ends is None else subject.ends - 1
        when = long_date(day_in(minute or 0, calendar.zone).isoformat())
        tables.append(
            Table(
                caption=f"{subject.name} {why} on {when}: what depends on it",
                columns=(
                    TableColumn("Who"),
                    TableColumn("What", wide=True),
                    TableColumn("Kind"),
                    TableColumn("When"),
                ),
                rows=tuple(
                    TableRow(
                        (
                            situation.names.get(one.owner, one.owner) or "nobody named",
                            one.name + (" (found in the text)" if one.found else ""),
                            kinds.get(one.kind, titles.get(one.kind, one.kind.capitalize())),
                            long_date(day_of(one.day).isoformat()) if one.day is not None else "",
                        )
                    )
                    for one in found
                ),
                note=f"{counted(len(found), 'thing')}, by owner.",
            )
        )
    return tuple(tables)
