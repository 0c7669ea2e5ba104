"""Who is there, set against what is promised: hours of the week in which a promise breaks.

A promise of an hour with cover from nine to five breaks in 128 of 168 hours. Promises in working
hours or days are not meant here: the first reply of a level is counted by the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit.analysis.facts import NOBODY
from kit.analysis.serving import analysis
from kit.analysis.situation import Situation
from kit.model.content import Bank

HOURS_A_WEEK = 168
HOURS_A_DAY = 24
WORKDAYS = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """One part of the week: whether anybody is there then, and whether somebody stands in."""

    id: str
    label: str
    hours: float
    person: str
    deputy: str

    @property
    def covered(self) -> bool:
        """Return whether somebody is named who is somebody."""
        return somebody(self.person)


def somebody(name: object) -> bool:
    """Return whether a name is written down that is not a word for nobody."""
    text = name.casefold().strip() if isinstance(name, str) else ""
    return bool(text) and text not in NOBODY


@dataclass(frozen=True, slots=True)
class PromisedReply:
    """One promise of a first reply, by the clock."""

    what: str
    hours: float
    register: str
    broken_hours: float


def slot_hours(bank: Bank) -> dict[str, float]:
    """Return the hours of the week in each slot; together 168. Holidays come on top."""
    start, end = bank.threshold("working_day_start"), bank.threshold("working_day_end")
    evening = bank.threshold("evening_end")
    return {
        "working_hours": WORKDAYS * (end - start),
        "weekday_evening": WORKDAYS * (evening - end),
        "weekday_night": WORKDAYS * (HOURS_A_DAY - (evening - start)),
        "saturday": HOURS_A_DAY,
        "sunday": HOURS_A_DAY,
        "public_holiday": 0.0,
    }


@analysis("Who is on duty in each part of the week, in hours", "S1-09", "S0-18")
def slots(situation: Situation) -> tuple[Slot, ...]:
    """Return every slot of the week in content order, covered or not."""
    hours = slot_hours(situation.bank)
    rows = {str(row.values.get("slot")): row for row in situation.snapshot.rows("cover")}
    column = situation.bank.registers["cover"].column("slot")
    found = []
    for choice in column.format.choices if column else ():
        row = rows.get(choice.id)
        person = str(row.values.get("person") or "") if row else ""
        deputy = str(row.values.get("deputy") or "") if row else ""
        found.append(Slot(choice.id, choice.label, hours.get(choice.id, 0.0), person, deputy))
    return tuple(found)


@analysis("Reply times promised, against the hours nobody is there", "S1-09", "S0-18", "S1-07")
def promises(situation: Situation) -> tuple[PromisedReply, ...]:
    """Return the promises of a first reply that break, with the hours a week in which they do.

    A promise holds through a gap that is shorter than itself: of an uncovered night of eleven
    hours, a promise of four hours breaks only in the first seven.
    """
    week = week_of(situation)
    if all(week):
        return ()
    found = []
    for register, name in (("escalation", "level"), ("triage_actions", "action")):
        column = situation.bank.registers[register].column(name)
        words = column.format.labels if column else {}
        for row in situation.snapshot.rows(register):
            hours = row.values.get("first_reply_hours")
            if not isinstance(hours, (int, float)):
                continue
            broken = broken_hours(week, float(hours))
            what = words.get(str(row.values.get(name)), str(row.values.get(name)))
            if broken > 0 and not somebody(row.values.get("out_of_hours")):
                found.append(PromisedReply(what, float(hours), register, broken))
    return tuple(found)


def week_of(situation: Situation) -> list[bool]:
    """Return for each of the 168 hours from Monday midnight whether somebody is there."""
    bank = situation.bank
    covered = {slot.id: slot.covered for slot in slots(situation)}
    start, end = bank.threshold("working_day_start"), bank.threshold("working_day_end")
    evening = bank.threshold("evening_end")
    week = []
    for hour in range(HOURS_A_WEEK):
        day, clock = divmod(hour, HOURS_A_DAY)
        if day >= WORKDAYS:
            slot = "saturday" if day == WORKDAYS else "sunday"
        elif start <= clock < end:
            slot = "working_hours"
        elif end <= clock < evening:
            slot = "weekday_evening"
        else:
            slot = "weekday_night"
        week.append(covered.get(slot, False))
    return week


def broken_hours(week: list[bool], promise: float) -> float:
    """Return the hours of the week in which a message would wait longer than was promised."""
    if not any(week):
        return float(HOURS_A_WEEK)
    broken = 0.0
    for there, ahead in zip(week, _until_covered(week), strict=True):
        # A message inside this hour waits until the next covered hour begins: ahead-1 to ahead.
        broken += 0.0 if there else min(1.0, max(0.0, ahead - promise))
    return broken


def _until_covered(week: list[bool]) -> list[int]:
    """Return how many hours after each hour the next covered one begins; Monday follows Sunday."""
    ahead, found = 0, []
    for there in reversed([*week, *week]):
        found.append(ahead)
        ahead = 1 if there else ahead + 1
    return found[: len(week) - 1 : -1]
