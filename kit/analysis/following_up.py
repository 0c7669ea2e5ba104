"""The chapter on follow-up: what is due, what was expected and what came, what people asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kit.analysis.looking import account_name, day, label, number, span, text, today
from kit.analysis.serving import analysis, section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, counted_words, long_date
from kit.model.report import Block, Table, TableColumn, TableRow

TOPIC = "follow_up"
DONE = ("check_ins", "forecasts", "demand_signals")
CLOSED = {"done", "dropped", "kept"}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to come back to, on a day."""

    day: date
    kind: str
    what: str
    who: str
    overdue: bool


@analysis("Everything that is due, in the order of its days", "S4-23", "S2-26", "S0-21", "S0-31")
def due(situation: Situation) -> tuple[Due, ...]:
    """Return check-ins, reviews, commitments, changes and closings that are still open, by day."""
    now = today(situation)
    found = [*_meetings(situation), *_promises(situation), *_ends(situation)]
    rows = [Due(when, kind, what, who, bool(now and when < now)) for when, kind, what, who in found]
    return tuple(sorted(rows, key=lambda one: (one.day, one.kind, one.what)))


def _meetings(situation: Situation) -> list[tuple[date, str, str, str]]:
    found = []
    for row in situation.snapshot.rows("check_ins"):
        when = day(row, "date")
        if when and text(row, "held") != "yes":
            name = situation.names.get(text(row, "department"), row.id)
            found.append((when, "Check-in", name, text(row, "owner")))
    now = today(situation)
    for row in situation.snapshot.rows("assessments"):
        when = day(row, "next")
        if when and not (now and when < now):
            found.append((when, "Joint assessment", text(row, "what"), ""))
    return found


def _promises(situation: Situation) -> list[tuple[date, str, str, str]]:
    found = []
    for register, kind, column in (
        ("commitments", "Commitment", "what"),
        ("expected_changes", "Expected change", "change"),
    ):
        for row in situation.snapshot.rows(register):
            when = day(row, "due")
            if when and text(row, "state") not in CLOSED:
                found.append((when, kind, text(row, column), text(row, "owner")))
    return found


def _ends(situation: Situation) -> list[tuple[date, str, str, str]]:
    judged = {
        text(row, "pilot")
        for row in situation.snapshot.rows("pilot_results")
        if text(row, "verdict")
    }
    found = []
    for row in situation.snapshot.rows("pilots"):
        dates = span(row, "dates")
        when = day(row, "review") or (dates[1] if dates else None)
        if when and row.id not in judged:
            name = situation.names.get(text(row, "department"), row.id)
            found.append((when, "Pilot review", name, text(row, "owner")))
    for row in situation.snapshot.rows("closings"):
        name = account_name(situation, text(row, "account"))
        for column, words in (
            ("first_notice", "First notice"),
            ("second_notice", "Second notice"),
            ("last_notice", "Last notice"),
            ("closes_on", "Closing"),
        ):
            if when := day(row, column):
                found.append((when, words, name, text(row, "owner")))
    for row in situation.snapshot.rows("forecasts"):
        when = day(row, "by")
        if when and number(row, "happened") is None:
            found.append((when, "Forecast to count", text(row, "what"), ""))
    return found


@section(TOPIC, "What is due next, in one sentence", "S4-23", "S4-24")
def headline(situation: Situation) -> str:
    """Return what is due, in one sentence."""
    found = due(situation)
    late = sum(one.overdue for one in found)
    ahead = [one for one in found if not one.overdue]
    if late:
        count = counted_words(late, "thing is", "things are").capitalize()
        return f"{count} overdue"
    if ahead:
        first = ahead[0]
        return (
            f"Next: {first.kind[:1].lower()}{first.kind[1:]} on {long_date(first.day.isoformat())}"
        )
    return "Nothing has a day on which to come back to it"


def blocks(situation: Situation) -> tuple[Block, ...]:
    """Return what is due, forecasts against what happened, and what became of wishes."""
    found = (_due(situation), _forecasts(situation), _signals(situation))
    return tuple(block for block in found if block is not None)


@section(TOPIC, "Check-ins, reviews, commitments and closings by day", "S4-23", "S2-26", "S0-21")
def _due(situation: Situation) -> Block | None:
    found = due(situation)
    if not found:
        return None
    return Table(
        caption="What is due, and when",
        columns=(
            TableColumn("Day"),
            TableColumn("What"),
            TableColumn("About", wide=True),
            TableColumn("Who"),
        ),
        rows=tuple(
            TableRow(
                (long_date(one.day.isoformat()), one.kind, one.what, one.who or "nobody named"),
                group="Overdue" if one.overdue else "Ahead",
            )
            for one in found
        ),
        note=counted(len(found), "thing") + ".",
    )


@section(TOPIC, "Forecast against outcome", "S4-24")
def _forecasts(situation: Situation) -> Block | None:
    rows = situation.snapshot.rows("forecasts")
    if not rows:
        return None
    return Table(
        caption="What we expected, and what happened",
        columns=(
            TableColumn("What", wide=True),
            TableColumn("By"),
            TableColumn("Expected", number=True),
            TableColumn("Happened", number=True),
            TableColumn("So"),
        ),
        rows=tuple(
            TableRow(
                (
                    text(row, "what"),
                    long_date(text(row, "by")),
                    _expected(number(row, "low"), number(row, "likely"), number(row, "high")),
                    f"{happened:,.10g}"
                    if (happened := number(row, "happened")) is not None
                    else "–",
                    verdict(number(row, "low"), number(row, "high"), number(row, "happened")),
                )
            )
            for row in rows
        ),
    )


def _expected(low: float | None, likely: float | None, high: float | None) -> str:
    middle = f"{likely:,.10g}" if likely is not None else ""
    if low is None or high is None:
        return middle
    return f"{middle} ({low:,.10g} to {high:,.10g})".strip()


def verdict(low: float | None, high: float | None, happened: float | None) -> str:
    """Return whether what happened lies below, within or above what was expected."""
    if happened is None:
        return "not counted yet"
    if low is not None and happened < low:
        return "less than expected"
    if high is not None and happened > high:
        return "more than expected"
    return "as expected" if low is not None or high is not None else ""


@section(TOPIC, "What people asked for and what became of it", "S0-55", "S0-56")
def _signals(situation: Situation) -> Block | None:
    rows = situation.snapshot.rows("demand_signals")
    if not rows:
        return None
    return Table(
        caption="What people ask us for, and what became of it",
        columns=(
            TableColumn("Signal", wide=True),
            TableColumn("Went to"),
            TableColumn("Passed on"),
            TableColumn("What became of it", wide=True),
        ),
        rows=tuple(
            TableRow(
                (
                    text(row, "signal"),
                    situation.names.get(text(row, "receiver"), ""),
                    long_date(text(row, "passed_on")) or "not yet",
                    text(row, "outcome")
                    or label(situation, "demand_signals", "state", text(row, "state"))
                    or "nothing said",
                )
            )
            for row in rows
        ),
    )
