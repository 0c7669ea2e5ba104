"""Answering the public and standing a crisis."""

from __future__ import annotations

from collections.abc import Iterator

from kit.analysis.cover import HOURS_A_WEEK, promises, somebody
from kit.analysis.looking import day, label, lacks, number, several, started, text, today
from kit.analysis.presets import department_for
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.triage import read_triage
from kit.analysis.wording import counted, counted_words, listed, listed_few
from kit.model.decision import Evidence, Severity
from kit.model.workshop import Row

REPLIES = ("triage_questions", "triage_actions", "escalation", "crisis_plan", "faq", "must_share")
CASES = ("complaint", "question", "praise")


@rule(Severity.STOP, "article-silo", "S1-06")
def triage_goes_in_circles(situation: Situation) -> Iterator[Spotted]:
    """A triage whose questions lead back to themselves."""
    graph = read_triage(situation)
    if graph.circle:
        names = [f"“{graph.names.get(one, one)}”" for one in graph.circle]
        yield Spotted(
            f"The triage goes in a circle: {' to '.join([*names, names[0]])}",
            "let one of these answers lead to an action",
            Evidence(rows=len(graph.paths), from_=("triage_paths",)),
        )


@rule(Severity.WARN, "article-silo", "S1-06")
def triage_without_one_start(situation: Situation) -> Iterator[Spotted]:
    """A triage with two first questions, or none."""
    graph = read_triage(situation)
    if graph.questions and len(graph.roots) != 1:
        names = [f"“{graph.names[one]}”" for one in graph.roots]
        said = (
            f"begins in {len(names)} places: {listed_few(names)}" if names else "has no beginning"
        )
        yield Spotted(
            f"The triage {said}",
            "choose one first question and lead from it to the others",
            Evidence(rows=len(graph.questions), from_=("triage_questions", "triage_paths")),
        )


@rule(Severity.WARN, "article-silo", "S1-06")
def triage_part_never_reached(situation: Situation) -> Iterator[Spotted]:
    """Questions or actions to which no answer leads."""
    graph = read_triage(situation)
    if graph.questions and graph.unreached:
        names = [f"“{graph.names.get(one, one)}”" for one in graph.unreached]
        yield Spotted(
            f"No answer leads to {listed_few(names)}",
            "add the answer that leads there, or take it out",
            Evidence(rows=len(graph.paths), from_=("triage_paths",)),
        )


@rule(Severity.WARN, "article-silo", "S1-06")
def triage_answer_leads_nowhere(situation: Situation) -> Iterator[Spotted]:
    """Questions without answers, and answers that lead nowhere or to two things."""
    graph = read_triage(situation)
    ends = [f"“{graph.names.get(one, one)}”" for one in graph.dead_ends]
    ends += [f"“{graph.names.get(p.question, p.question)}: {p.answer}”" for p in graph.loose]
    if ends:
        yield Spotted(
            f"These do not lead to exactly one next step: {listed_few(ends)}",
            "give each answer the next question or the action, not both",
            Evidence(rows=len(graph.paths), from_=("triage_questions", "triage_paths")),
        )


@rule(Severity.WARN, "article-silo", "S1-06", "S0-18")
def triage_action_incomplete(situation: Situation) -> Iterator[Spotted]:
    """Something to be done that nobody owns, by no time, or not outside working hours."""
    rows = [row for row in situation.snapshot.rows("triage_actions") if _answers(row)]
    loose = [
        f"“{text(row, 'action')}”"
        for row in rows
        if lacks(row, "first_reply_hours")
        or not somebody(row.values.get("owner"))
        or not somebody(row.values.get("out_of_hours"))
    ]
    if loose:
        count = counted_words(len(loose), "action lacks", "actions lack").capitalize()
        yield Spotted(
            f"{count} an owner, a time or somebody outside working hours: {listed_few(loose, 3)}",
            "fill all three; an action nobody does at night is not done at night",
            Evidence(rows=len(rows), from_=("triage_actions",)),
        )


def _answers(row: Row) -> bool:
    """Return whether an action answers anybody: leaving something alone needs nobody at night."""
    return text(row, "channel") != "none"


@rule(Severity.STOP, "article-silo", "S1-07")
def escalation_level_without_contact(situation: Situation) -> Iterator[Spotted]:
    """A level of escalation at which nobody can be called."""
    rows = situation.snapshot.rows("escalation")
    column = situation.bank.registers["escalation"].column("level")
    if not rows or column is None:
        return
    named = {text(row, "level") for row in rows if not lacks(row, "owner", "reached_by")}
    open_levels = [one.label for one in column.format.choices if one.id not in named]
    if open_levels:
        yield Spotted(
            f"Nobody can be reached at level {listed(open_levels)}",
            "name a person, a deputy and the number that is answered",
            Evidence(rows=len(rows), from_=("escalation",)),
        )


@rule(Severity.WARN, "article-silo", "S1-07", "S1-09")
def escalation_level_without_deputy(situation: Situation) -> Iterator[Spotted]:
    """A serious level that hangs on one person, or without a time."""
    rows = situation.snapshot.rows("escalation")
    serious = [row for row in rows if text(row, "level") in {"issue", "incident", "crisis"}]
    loose = [
        label(situation, "escalation", "level", text(row, "level"))
        for row in serious
        if lacks(row, "deputy", "first_reply_hours", "approver")
    ]
    if loose:
        yield Spotted(
            f"Level {listed(loose)} {'lacks' if len(loose) == 1 else 'lack'} a deputy, somebody "
            "who approves or a reply time",
            "fill all three before they are needed",
            Evidence(rows=len(rows), from_=("escalation",)),
        )


@rule(Severity.STOP, "article-silo", "S1-08")
def no_crisis_plan(situation: Situation) -> Iterator[Spotted]:
    """There is no crisis plan, or none for social media."""
    rows = situation.snapshot.rows("crisis_plan")
    kinds = {text(row, "plan") for row in rows}
    if "social" in kinds or not started(situation, *REPLIES):
        return
    only = ", only one for the company" if "company" in kinds else ""
    yield Spotted(
        f"There is no crisis plan for social media{only}",
        "write two pages: who is called, who may pause, what is said first, who stands in",
        Evidence(rows=len(rows), from_=("crisis_plan",)),
    )


@rule(Severity.WARN, "article-silo", "S1-08")
def crisis_plan_not_practised(situation: Situation) -> Iterator[Spotted]:
    """A crisis plan that nobody has practised lately."""
    now, most = today(situation), situation.bank.threshold("drill_stale_days")
    for row in situation.snapshot.rows("crisis_plan"):
        if text(row, "plan") == "none" or now is None:
            continue
        drill = day(row, "last_drill")
        if drill is None or (now - drill).days > most:
            name = label(situation, "crisis_plan", "plan", text(row, "plan"))
            last = (
                f"was last practised on {drill.day} {drill:%B %Y}" if drill else "was never tried"
            )
            yield Spotted(
                f"The crisis plan ({name[:1].lower()}{name[1:]}) {last}",
                "take an hour for the scenario “A crisis at two in the morning”",
                Evidence(rows=1, from_=("crisis_plan",)),
            )


@rule(Severity.WARN, "article-communication", "S0-51")
def nobody_may_pause(situation: Situation) -> Iterator[Spotted]:
    """Nobody is named who may stop, and start again, what is scheduled."""
    plans = [row for row in situation.snapshot.rows("crisis_plan") if text(row, "plan") != "none"]
    contacts = [
        row for row in situation.snapshot.rows("contacts") if text(row, "purpose") == "pause"
    ]
    if not plans and not contacts:
        return
    may = any(not lacks(row, "may_pause", "may_resume", "deputy") for row in plans)
    if not may and not any(not lacks(row, "person", "deputy") for row in contacts):
        yield Spotted(
            "Nobody is named, with a deputy, who may pause all that is scheduled and resume it",
            "name both today; it takes a minute and saves the worst hour",
            Evidence(rows=len(plans) + len(contacts), from_=("crisis_plan", "contacts")),
        )


@rule(Severity.STOP, "article-silo", "S1-09", "S0-18")
def reply_promised_when_nobody_is_there(situation: Situation) -> Iterator[Spotted]:
    """A first reply is promised within a time in which nobody is there."""
    found = promises(situation)
    if found and started(situation, "cover"):
        worst = max(found, key=lambda one: one.broken_hours)
        rest = f", and {len(found) - 1} more promises break" if len(found) > 2 else ""  # noqa: PLR2004  one, two or many, in words
        rest = ", and one more promise breaks" if len(found) == 2 else rest  # noqa: PLR2004  one, two or many, in words
        yield Spotted(
            f"“{worst.what}” promises a reply within {_hours(worst.hours)}; nobody is there to "
            f"keep it in {worst.broken_hours:.0f} of {HOURS_A_WEEK} hours a week{rest}",
            "find cover for those hours, or promise what can be kept",
            Evidence(rows=len(found), from_=("cover", worst.register)),
        )


def _hours(hours: float) -> str:
    if hours < 1:
        return counted(round(hours * 60), "minute")
    return f"{hours:g} {'hour' if hours == 1 else 'hours'}"


@rule(Severity.WARN, "article-silo", "S1-16")
def faq_entry_old_or_empty(situation: Situation) -> Iterator[Spotted]:
    """Frequent questions whose answer is missing, or was last looked at long ago."""
    rows, now = situation.snapshot.rows("faq"), today(situation)
    most = situation.bank.threshold("faq_stale_days")
    old = [
        f"“{text(row, 'question')}”"
        for row in rows
        if not text(row, "answer")
        or (now and ((seen := day(row, "checked_on")) is None or (now - seen).days > most))
    ]
    if old:
        count = counted_words(len(old), "answer is", "answers are").capitalize()
        yield Spotted(
            f"{count} missing or older than {most:.0f} days: {listed_few(old, 3)}",
            "let each department look at its own and note the day",
            Evidence(rows=len(rows), from_=("faq",)),
        )


@rule(Severity.WARN, "article-silo", "S1-17")
def service_training_missing(situation: Situation) -> Iterator[Spotted]:
    """Nobody has learnt how to answer complaints, questions and praise, or not all three."""
    if not started(situation, "training"):
        return
    booked = [
        row
        for row in situation.snapshot.rows("training")
        if text(row, "kind") == "service" and text(row, "state") != "missing" and day(row, "date")
    ]
    least = situation.bank.threshold("service_training_hours_min")
    covered = {case for row in booked for case in several(row, "cases")}
    left = [f"{one}s" if one != "praise" else one for one in CASES if one not in covered]
    short = booked and all((number(row, "hours") or 0) < least for row in booked)
    if not booked:
        words = "No training by customer service has a date"
    elif left:
        words = f"The training by customer service leaves out {listed(left)}"
    elif short:
        words = f"The training by customer service is shorter than {_hours(least)}"
    else:
        return
    yield Spotted(
        words,
        "book an hour with customer service on complaints, questions and praise",
        Evidence(rows=len(booked), from_=("training",)),
    )


@rule(Severity.WARN, "article-silo", "S1-25")
def copyright_training_missing(situation: Situation) -> Iterator[Spotted]:
    """Nobody has learnt what may be shown, pictures above all."""
    rows = situation.snapshot.rows("training")
    if rows and not any(
        text(row, "kind") == "copyright" and text(row, "state") != "missing" and day(row, "date")
        for row in rows
    ):
        yield Spotted(
            "No training on copyright has a date",
            "ask legal for an hour on pictures, music and quotations",
            Evidence(rows=len(rows), from_=("training",)),
        )


@rule(Severity.WARN, "article-questions", "S4-19")
def event_told_too_late(situation: Situation) -> Iterator[Spotted]:
    """An event that must be shared without anybody to tell it, or without notice."""
    rows = situation.snapshot.rows("must_share")
    loose = [
        label(situation, "must_share", "event", text(row, "event"))
        for row in rows
        if lacks(row, "told_by", "told_to", "owner") or not number(row, "days_ahead")
    ]
    if loose:
        yield Spotted(
            f"Nobody knows who tells it inside, or how long before: {listed_few(loose)}",
            "name who tells whom and how many days ahead of the public",
            Evidence(rows=len(rows), from_=("must_share",)),
        )


@rule(Severity.WARN, "article-questions", "S4-22")
def customer_service_not_told(situation: Situation) -> Iterator[Spotted]:
    """Events that customer service would learn of from customers."""
    service = department_for(situation, "customer_service")
    rows = situation.snapshot.rows("must_share")
    if service is None:
        return
    late = [
        label(situation, "must_share", "event", text(row, "event"))
        for row in rows
        if service.id not in (*several(row, "told_to"), text(row, "told_by"))
    ]
    if late:
        yield Spotted(
            f"{service.name} would hear of it from customers: {listed_few(late)}",
            "tell it first; the complaints arrive there",
            Evidence(rows=len(rows), from_=("must_share",)),
            service.id,
        )


@rule(Severity.WARN, "article-questions", "S4-21")
def reactions_not_prepared(situation: Situation) -> Iterator[Spotted]:
    """Events people will react to, without an approved line for the reaction."""
    ready = {
        text(row, "event")
        for row in situation.snapshot.rows("prepared_reactions")
        if not lacks(row, "line", "approved_by")
    }
    rows = situation.snapshot.rows("must_share")
    bare = [
        label(situation, "must_share", "event", text(row, "event"))
        for row in rows
        if text(row, "event") not in ready and text(row, "reactions") != "yes"
    ]
    if bare:
        yield Spotted(
            f"No answer is ready for how people will react: {listed_few(bare)}",
            "write the three likeliest reactions and an approved line for each",
            Evidence(rows=len(rows), from_=("must_share", "prepared_reactions")),
        )


@rule(Severity.WARN, "article-communication", "S0-50")
def change_ahead_nobody_warned_of(situation: Situation) -> Iterator[Spotted]:
    """A law or change that is near and of which the departments were not warned."""
    now, most = today(situation), situation.bank.threshold("horizon_days")
    for row in situation.snapshot.rows("horizon"):
        comes = day(row, "takes_effect")
        if now is None or comes is None or not now <= comes or (comes - now).days > most:
            continue
        if day(row, "warned_on") is None or lacks(row, "affected", "action", "owner"):
            names = [situation.names.get(key, key) for key in several(row, "affected")]
            whom = listed_few(names) if names else "those it touches"
            yield Spotted(
                f"{text(row, 'signal')} takes effect in {counted((comes - now).days, 'day')} and "
                f"{whom} {'has' if len(names) == 1 else 'have'} not been warned, or nobody acts",
                "tell them now what changes, what to stop and who decides",
                Evidence(rows=1, from_=("horizon",)),
                text(row, "seen_by"),
            )


@rule(Severity.STOP, "article-communication", "S0-29")
def cause_without_deeds(situation: Situation) -> Iterator[Spotted]:
    """A post on a social cause that no deed stands behind, or that nobody has checked."""
    for row in situation.snapshot.rows("social_causes"):
        if text(row, "state") == "dropped":
            continue
        unproved = lacks(row, "deeds") or (lacks(row, "evidence") and lacks(row, "verified_by"))
        unchecked = lacks(row, "verified_by", "approver")
        if unproved or unchecked:
            what = "nothing shows what we do" if unproved else "nobody checked or approved it"
            yield Spotted(
                f"On “{text(row, 'cause')}” {what}",
                "do not post until the deed, who checked it and who approves stand here",
                Evidence(rows=1, from_=("social_causes",)),
            )
