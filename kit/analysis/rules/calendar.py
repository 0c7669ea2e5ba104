"""The calendar's clashes as findings: one rule a kind of clash, told to whoever may know."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kit.analysis.calendar.days import known_country, known_zone
from kit.analysis.calendar.nouns import Clash, Conflict
from kit.analysis.calendar.reading import clock
from kit.analysis.looking import day, text
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted_words, listed_few
from kit.model.decision import Evidence, Severity
from kit.model.workshop import Row

MOST_SAID, FEWER_SAID = 5, 2
SPANS = {
    "calendar_items": ("title", "start", "end"),
    "calendar_constraints": ("name", "from_day", "to_day"),
    "calendar_subjects": ("name", "valid_from", "valid_to"),
}
"""Registers with a first and a last day in two columns: what they are called, and the two."""
KINDS: dict[Conflict, tuple[Severity, str, tuple[str, ...]]] = {
    Conflict.AFTER_END: (Severity.STOP, "article-questions", ("S4-20",)),
    Conflict.BEFORE_END: (Severity.WARN, "article-questions", ("S4-20", "S4-21")),
    Conflict.BEFORE_LIFT: (Severity.STOP, "article-questions", ("S4-19", "S4-20")),
    Conflict.ON_HOLD: (Severity.STOP, "article-questions", ("S4-20",)),
    Conflict.IN_BLACKOUT: (Severity.STOP, "article-communication", ("S0-51",)),
    Conflict.APPROVAL_LATE: (Severity.WARN, "article-silo", ("S1-11",)),
    Conflict.APPROVER_OVERLOADED: (Severity.WARN, "article-silo", ("S1-11",)),
    Conflict.CROWDED: (Severity.NOTE, "article-launch", ("S3-03",)),
    Conflict.DUPLICATE: (Severity.WARN, "article-launch", ("S3-17",)),
    Conflict.CONTRADICTION: (Severity.WARN, "article-launch", ("S3-18",)),
    Conflict.KEYWORD_CLASH: (Severity.NOTE, "article-silo", ("S1-22", "S1-21")),
    Conflict.MISSING_PARTNER: (
        Severity.WARN,
        "article-silo",
        ("S1-05", "S1-27", "S1-28", "S1-13", "S1-04"),
    ),
    Conflict.ASSET_LATE: (Severity.WARN, "article-silo", ("S1-03",)),
    Conflict.HOLIDAY_OR_NIGHT: (Severity.NOTE, "our-judgement", ("S3-03",)),
    Conflict.GAP: (Severity.NOTE, "article-launch", ("S3-03", "S3-15")),
    Conflict.STALE_FACT: (Severity.WARN, "article-questions", ("S4-20",)),
    Conflict.MAYBE_ABOUT: (Severity.NOTE, "our-judgement", ("S4-20",)),
}


def _look(conflict: Conflict) -> Callable[[Situation], Iterator[Spotted]]:
    def look(situation: Situation) -> Iterator[Spotted]:
        found = [clash for clash in situation.clashes if clash.conflict is conflict]
        by_department: dict[str, list[Clash]] = {}
        for clash in found:
            by_department.setdefault(clash.department, []).append(clash)
        for department, clashes in by_department.items():
            most = MOST_SAID if KINDS[conflict][0] is Severity.STOP else FEWER_SAID
            left = len(clashes) - most
            for place, clash in enumerate(clashes[:most]):
                more = ""
                if left > 0 and place == most - 1:
                    more = f"; {counted_words(left, 'more like it', 'more like it')}"
                yield Spotted(
                    f"{clash.sentence}{more}",
                    clash.fix,
                    Evidence(rows=max(1, len(clash.items)), from_=("calendar_items",)),
                    department,
                )

    look.__name__ = f"calendar_{conflict.value}"
    look.__doc__ = conflict.name.replace("_", " ").capitalize() + "."
    return look


for _conflict, (_severity, _source, _serves) in KINDS.items():
    rule(_severity, _source, *_serves)(_look(_conflict))


@rule(Severity.NOTE, "our-judgement", "S3-03")
def calendar_time_unreadable(situation: Situation) -> Iterator[Spotted]:
    """Hours, time zones and countries that cannot be read; the organisation's are taken instead."""
    rows = situation.shown.rows("calendar_items")
    wrong = [
        f"“{text(row, 'title')}” ({found})" for row in rows if (found := next(_unreadable(row), ""))
    ]
    if wrong:
        zone = situation.reader.calendar.zone
        yield Spotted(
            f"{counted_words(len(wrong), 'item has', 'items have').capitalize()} an hour, a time "
            f"zone or a country that cannot be read: {listed_few(wrong, 3)}",
            "write hours like 09:30, zones like Europe/London and countries like GB; until then "
            f"the day counts as one of {zone} and no holiday is known",
            Evidence(rows=len(rows), from_=("calendar_items",)),
        )


@rule(Severity.WARN, "article-questions", "S4-19", "S4-20")
def calendar_lift_unreadable(situation: Situation) -> Iterator[Spotted]:
    """Holds whose hour of lifting cannot be read: they end when their last day does."""
    rows = situation.shown.rows("calendar_constraints")
    wrong = [
        f"“{text(row, 'name')}” ({hour})"
        for row in rows
        if (hour := text(row, "lift_time")) and clock(hour) is None
    ]
    if wrong:
        verb = "is lifted at an hour" if len(wrong) == 1 else "are lifted at hours"
        yield Spotted(
            f"{listed_few(wrong, 3)} {verb} that cannot be read",
            "write the hour like 09:30; until then the hold ends at midnight after its last day",
            Evidence(rows=len(rows), from_=("calendar_constraints",)),
        )


def _unreadable(row: Row) -> Iterator[str]:
    zone = text(row, "zone")
    if zone and not known_zone(zone):
        yield zone
    for column in ("start_time", "end_time"):
        hour = text(row, column)
        if hour and clock(hour) is None:
            yield hour
    country = text(row, "country")
    if country and not known_country(country):
        yield country


@rule(Severity.WARN, "our-judgement", "S3-03", "S4-20")
def calendar_ends_before_it_begins(situation: Situation) -> Iterator[Spotted]:
    """Items, windows and facts whose last day lies before their first: nothing is checked there."""
    for register, (name, first, last) in SPANS.items():
        rows = situation.shown.rows(register)
        wrong = [
            f"“{text(row, name)}”"
            for row in rows
            if (begins := day(row, first)) and (ends := day(row, last)) and ends < begins
        ]
        if wrong:
            verb = "ends before it begins" if len(wrong) == 1 else "end before they begin"
            yield Spotted(
                f"{listed_few(wrong, 3)} {verb}",
                "correct one of the two days; as it stands the calendar checks nothing there",
                Evidence(rows=len(rows), from_=(register,)),
            )
