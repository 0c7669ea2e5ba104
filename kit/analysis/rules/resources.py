"""People and hours that do not add up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kit.analysis.cover import slots
from kit.analysis.looking import number, span
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted_words, listed_few
from kit.model.decision import Evidence, Severity
from kit.model.workshop import Row

WEEKS_A_MONTH = 30.4375 / 7
SLOTS_FROM = "cover"


@rule(Severity.WARN, "article-communication", "S0-45", "S0-46")
def more_asked_than_offered(situation: Situation) -> Iterator[Spotted]:
    """A department is asked for more hours than it offers, or than its cap allows."""
    for department in situation.departments:
        facts = situation.capacities[department.id]
        limits = [facts.number("hours_cap_a_week"), facts.number("hours_a_week")]
        limit = min((hours for hours in limits if hours is not None), default=None)
        rows = [
            row
            for row in situation.snapshot.rows("hours_asked")
            if row.values.get("department") == department.id
        ]
        month, asked = _fullest_month(rows)
        if limit is not None and asked > limit * WEEKS_A_MONTH:
            when = f"in {month}" if month else "a month"
            yield Spotted(
                f"{department.name} is asked for {asked:.0f} hours {when} and can give "
                f"{limit * WEEKS_A_MONTH:.0f}",
                "drop or move some of what is asked, or agree on more hours",
                Evidence(rows=len(rows), from_=("hours_asked", "capacity")),
                department.id,
            )


def _fullest_month(rows: list[Row]) -> tuple[str, float]:
    """Return the month in which most hours are asked, and how many; "" where all months are alike.

    Work without dates counts in every month. The fullest month is one in which some work begins.
    """
    work = [
        (hours, span(row, "when"))
        for row in rows
        if (hours := number(row, "hours_a_month")) is not None
    ]
    always = sum(hours for hours, when in work if when is None)
    begins = sorted(when[0].replace(day=1) for _, when in work if when)
    found = [
        (always + sum(h for h, when in work if when and _in_month(first, when)), first)
        for first in begins
    ]
    if not found:
        return "", always
    asked, first = max(found, key=lambda pair: pair[0])
    return f"{first:%B %Y}", asked


def _in_month(first: date, when: tuple[date, date]) -> bool:
    return when[0].replace(day=1) <= first <= when[1]


@rule(Severity.WARN, "article-silo", "S1-09")
def hours_without_cover(situation: Situation) -> Iterator[Spotted]:
    """Times of the week in which nobody would answer in a crisis."""
    rows = situation.snapshot.rows(SLOTS_FROM)
    if not rows:
        return
    open_slots = [slot.label for slot in slots(situation) if not slot.covered]
    if open_slots:
        yield Spotted(
            f"Nobody covers {listed_few([_in_a_sentence(slot) for slot in open_slots], 4)}",
            "name a person and a deputy for each: crises come at any hour",
            Evidence(rows=len(rows), from_=(SLOTS_FROM,)),
        )


def _in_a_sentence(slot: str) -> str:
    """Return a slot's label inside a sentence, where only names of days keep their capital."""
    return slot if slot.startswith("S") else slot[:1].lower() + slot[1:]


@rule(Severity.NOTE, "article-accounts", "S2-17", "S2-18")
def fewer_hours_than_advised_account_takes(situation: Situation) -> Iterator[Spotted]:
    """An account is advised although its department offers less than it takes in full."""
    for advice in situation.recommendations:
        load = situation.loads[advice.subject]
        if advice.model is None or load.offer is None:
            continue
        missing = load.shortfall(advice.model)
        if missing > 0:
            where = f" on {advice.platform_name}" if advice.platform else ""
            yield Spotted(
                f"{advice.department_name}{where} lacks {missing:.1f} of the "
                f"{load.needs[advice.model]:.1f} hours a week its advice takes",
                "find the hours, or plan fewer posts",
                Evidence(rows=situation.capacities[advice.subject].rows, from_=("capacity",)),
                advice.department,
            )


@rule(Severity.NOTE, "article-accounts", "S2-29")
def numbers_nobody_reads(situation: Situation) -> Iterator[Spotted]:
    """Numbers that are kept but read by nobody."""
    rows = situation.snapshot.rows("number_readings")
    unread = [
        str(row.values.get("numbers"))
        for row in rows
        if row.values.get("how_often") == "never" or not row.values.get("read_by")
    ]
    if unread:
        count = counted_words(len(unread), "set of numbers is", "sets of numbers are")
        yield Spotted(
            f"{count.capitalize()} read by nobody: {listed_few(unread, 3)}",
            "name a reader and a day, or stop collecting them",
            Evidence(rows=len(rows), from_=("number_readings",)),
        )
