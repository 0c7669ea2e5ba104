"""After the plan: check-ins, sign-offs, results, and what was promised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from kit.analysis.looking import (
    account_name,
    as_day,
    day,
    lacks,
    number,
    span,
    started,
    text,
    today,
)
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, counted_words, listed_few
from kit.model.decision import Evidence, Severity

CLOSED = {"done", "dropped", "kept"}
FOLLOW_UP = ("check_ins", "sign_offs", "assessments", "pilot_results", "demand_signals")


@rule(Severity.WARN, "article-questions", "S4-23")
def no_check_in_ahead(situation: Situation) -> Iterator[Spotted]:
    """Departments with which nobody will talk again soon."""
    now, most = today(situation), situation.bank.threshold("check_in_days")
    if now is None or not started(situation, *FOLLOW_UP):
        return
    ahead = {
        text(row, "department")
        for row in situation.snapshot.rows("check_ins")
        if (due := day(row, "date")) and now <= due <= now + timedelta(days=most)
    }
    alone = [one.name for one in situation.departments if one.id not in ahead]
    if alone:
        verb = "has" if len(alone) == 1 else "have"
        yield Spotted(
            f"{listed_few(alone, 5)} {verb} no check-in within {most:.0f} days",
            "put half an hour into the calendar for each: the plan lives on being looked at",
            Evidence(rows=len(situation.snapshot.rows("check_ins")), from_=("check_ins",)),
        )


@rule(Severity.WARN, "article-questions", "S4-16", "S4-25")
def plan_not_signed(situation: Situation) -> Iterator[Spotted]:
    """Departments that have not signed the plan, or in which nobody carries it."""
    rows = situation.snapshot.rows("sign_offs")
    signed = {
        text(row, "department")
        for row in rows
        if not lacks(row, "carried_by", "signed_by", "signed_on")
    }
    missing = [one.name for one in situation.departments if one.id not in signed]
    if rows and missing:
        yield Spotted(
            f"{listed_few(missing, 5)} {'has' if len(missing) == 1 else 'have'} not signed, "
            "or nobody there carries the plan",
            "ask for a name that carries it, a yes and a date",
            Evidence(rows=len(rows), from_=("sign_offs",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-21")
def no_next_assessment(situation: Situation) -> Iterator[Spotted]:
    """Looking at it together once, with no next time."""
    now, rows = today(situation), situation.snapshot.rows("assessments")
    dates = [when for row in rows for column in ("next", "date") if (when := day(row, column))]
    if rows and now and not any(when >= now for when in dates):
        yield Spotted(
            "No day is set on which departments look together at what works",
            "set the next one before you part",
            Evidence(rows=len(rows), from_=("assessments",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-55")
def demand_not_passed_on(situation: Situation) -> Iterator[Spotted]:
    """A wish of the public that its department never heard of."""
    rows = situation.snapshot.rows("demand_signals")
    kept = [text(row, "signal") for row in rows if not day(row, "passed_on")]
    if kept:
        verb = "has" if len(kept) == 1 else "have"
        yield Spotted(
            f"{listed_few(kept, 3)} {verb} not been passed on",
            "send each to its department this week, with how many people said it",
            Evidence(rows=len(rows), from_=("demand_signals",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-56")
def demand_without_outcome(situation: Situation) -> Iterator[Spotted]:
    """A wish that was passed on and of which nothing has come, not even a no."""
    now, most = today(situation), situation.bank.threshold("check_in_days")
    rows = situation.snapshot.rows("demand_signals")
    waiting = [
        text(row, "signal")
        for row in rows
        if now
        and (passed := day(row, "passed_on"))
        and (now - passed).days > most
        and not text(row, "outcome")
        and text(row, "state") not in CLOSED
    ]
    if waiting:
        yield Spotted(
            f"Nobody has said what became of {listed_few(waiting, 3)}",
            "ask for an answer: planned, done, or no and why",
            Evidence(rows=len(rows), from_=("demand_signals",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-22", "S0-23")
def weak_content_not_discussed(situation: Situation) -> Iterator[Spotted]:
    """Content that did not connect, shown to nobody or without anybody's proposal."""
    answered = {text(row, "weak") for row in situation.snapshot.rows("improvements")}
    rows = situation.snapshot.rows("weak_content")
    bare = [text(row, "what") for row in rows if row.id not in answered or lacks(row, "shown_to")]
    if bare:
        yield Spotted(
            f"{counted_words(len(bare), 'piece').capitalize()} that did not connect "
            f"{'has' if len(bare) == 1 else 'have'} not been shown or answered: "
            f"{listed_few(bare, 3)}",
            "show it to the departments and ask why it is unclear and what they would say",
            Evidence(rows=len(rows), from_=("weak_content", "improvements")),
        )


@rule(Severity.WARN, "our-judgement", "S0-04", "S0-31")
def promise_overdue(situation: Situation) -> Iterator[Spotted]:
    """Commitments and expected changes whose day has passed."""
    now = today(situation)
    for register, column in (("commitments", "what"), ("expected_changes", "change")):
        rows = situation.snapshot.rows(register)
        late = [
            text(row, column)
            for row in rows
            if now and (due := day(row, "due")) and due < now and text(row, "state") not in CLOSED
        ]
        if late:
            noun = "commitment" if register == "commitments" else "expected change"
            yield Spotted(
                f"{counted_words(len(late), noun).capitalize()} "
                f"{'is' if len(late) == 1 else 'are'} overdue: {listed_few(late, 3)}",
                "do it, move it or drop it, and say which",
                Evidence(rows=len(rows), from_=(register,)),
            )


@rule(Severity.WARN, "article-accounts", "S2-26")
def pilot_review_due(situation: Situation) -> Iterator[Spotted]:
    """A pilot whose review has come and of which nobody has said how it went."""
    now = today(situation)
    judged = {
        text(row, "pilot")
        for row in situation.snapshot.rows("pilot_results")
        if text(row, "verdict")
    }
    rows = situation.snapshot.rows("pilots")
    for row in rows:
        dates = span(row, "dates")
        due = day(row, "review") or (dates[1] if dates else None)
        if now and due and due <= now and row.id not in judged:
            name = situation.names.get(text(row, "department"), row.id)
            yield Spotted(
                f"The pilot of {name} was to be looked at on {due.day} {due:%B %Y}",
                "count what was agreed, then go on, change it or stop",
                Evidence(rows=len(rows), from_=("pilots", "pilot_results")),
                text(row, "department"),
            )


@rule(Severity.WARN, "our-judgement", "S2-30")
def closing_without_notices(situation: Situation) -> Iterator[Spotted]:
    """An account that closes without telling its followers in time where to go."""
    value = situation.bank.threshold
    for row in situation.snapshot.rows("closings"):
        ends, first = day(row, "closes_on"), day(row, "first_notice")
        if ends is None:
            continue
        name = account_name(situation, text(row, "account"))
        days = value("closing_notice_first_days")
        short = first is None or (ends - first).days < days
        if short or lacks(row, "second_notice", "last_notice", "points_to"):
            yield Spotted(
                f"{name} closes on {ends.day} {ends:%B %Y} without three notices, the first "
                f"{days:.0f} days before, that say where to go",
                f"tell followers {days:.0f} and {value('closing_notice_second_days'):.0f} days and "
                f"{value('closing_notice_last_hours'):.0f} hours before",
                Evidence(rows=1, from_=("closings",)),
            )


@rule(Severity.NOTE, "article-questions", "S4-24")
def forecast_not_counted(situation: Situation) -> Iterator[Spotted]:
    """Something was expected by a day that has passed and nobody counted what came."""
    now, rows = today(situation), situation.snapshot.rows("forecasts")
    loose = [
        text(row, "what")
        for row in rows
        if now
        and (by := as_day(row.values.get("by")))
        and by < now
        and number(row, "happened") is None
    ]
    if loose:
        yield Spotted(
            f"{counted(len(loose), 'forecast has', 'forecasts have')} not been compared with what "
            f"happened: {listed_few(loose, 3)}",
            "count it; a forecast nobody checks teaches nothing",
            Evidence(rows=len(rows), from_=("forecasts",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-30")
def executive_view_not_shared(situation: Situation) -> Iterator[Spotted]:
    """An issue raised by the public on which staff do not know what management thinks."""
    rows = situation.snapshot.rows("executive_answers")
    loose = [text(row, "issue") for row in rows if lacks(row, "view") or lacks(row, "shared_with")]
    if loose:
        yield Spotted(
            f"Staff have not been told what management thinks about {listed_few(loose, 3)}",
            "ask for two sentences and send them to those who are asked about it",
            Evidence(rows=len(rows), from_=("executive_answers",)),
        )
