"""Who tells whom: protocols, contacts, routes for feedback, access to numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from kit.analysis.looking import day, label, lacks, named, number, several, started, text, today
from kit.analysis.presets import department_for
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, counted_words, listed, listed_few
from kit.model.decision import Evidence, Severity

HOURS_A_DAY = 24
LONG_WEEKEND = 4
DAYS_BETWEEN = {
    "daily": 1,
    "weekly": 7,
    "two_weeks": 14,
    "monthly": 31,
    "quarterly": 92,
    "twice_a_year": 184,
    "yearly": 366,
}
"""The longest time between two rounds of a rhythm; what happens on occasion has none."""
TOGETHER = ("asks", "protocols", "contacts", "roles", "feedback_routes", "give_and_get")


@rule(Severity.WARN, "article-communication", "S0-49")
def isolated_department(situation: Situation) -> Iterator[Spotted]:
    """A department that no protocol lets tell, or be told, anything."""
    rows = situation.snapshot.rows("protocols")
    if not rows:
        return
    tells = {text(row, "from_department") for row in rows}
    told = {text(row, "to_department") for row in rows}
    for one in situation.departments:
        if one.id in tells & told:
            continue
        lack = "tells nobody anything" if one.id in told else "is told nothing by anybody"
        if one.id not in tells | told:
            lack = "neither tells nor is told anything"
        yield Spotted(
            f"By the table of who tells whom, {one.name} {lack}",
            "ask what it knows first and what it learns last, and add a line for each",
            Evidence(rows=len(rows), from_=("protocols",)),
            one.id,
        )


@rule(Severity.NOTE, "article-communication", "S0-05")
def protocol_incomplete(situation: Situation) -> Iterator[Spotted]:
    """A line of who tells whom without channel, time to answer or backup."""
    rows = situation.snapshot.rows("protocols")
    loose = [
        text(row, "topic") for row in rows if lacks(row, "channel", "answer_within_hours", "backup")
    ]
    if loose:
        verb = "lacks" if len(loose) == 1 else "lack"
        yield Spotted(
            f"{listed_few(loose, 3)} {verb} a channel, a time to answer or a backup person",
            "fill the gaps: people are away exactly when it matters",
            Evidence(rows=len(rows), from_=("protocols",)),
        )


@rule(Severity.WARN, "article-communication", "S0-20")
def fast_answers_without_deputy(situation: Situation) -> Iterator[Spotted]:
    """A contact for fast answers without a deputy or a time."""
    rows = [
        row
        for row in situation.snapshot.rows("contacts")
        if text(row, "purpose") == "fast_answer" and lacks(row, "deputy", "within_hours")
    ]
    if rows:
        names = named(situation, dict.fromkeys(text(row, "department") for row in rows))
        verb = "has" if len(names) == 1 else "have"
        yield Spotted(
            f"{listed_few(names)} {verb} no deputy or no target time for fast answers",
            "name who answers when the contact is away, and within how many hours",
            Evidence(rows=len(rows), from_=("contacts",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-20")
def department_without_fast_answers(situation: Situation) -> Iterator[Spotted]:
    """A department that nobody can ask quickly, although others can be asked."""
    rows = [
        row for row in situation.snapshot.rows("contacts") if text(row, "purpose") == "fast_answer"
    ]
    known = {text(row, "department") for row in rows}
    silent = [one.name for one in situation.departments if one.id not in known]
    if rows and silent:
        yield Spotted(
            f"Nobody is named who gives fast answers for {listed_few(silent)}",
            "name one person and a deputy, with a target time",
            Evidence(rows=len(rows), from_=("contacts",)),
        )


@rule(Severity.WARN, "article-communication", "S0-36")
def nobody_receives_red_flags(situation: Situation) -> Iterator[Spotted]:
    """Colleagues who find something problematic have nobody to tell."""
    if not started(situation, *TOGETHER, "red_flags"):
        return
    rows = situation.snapshot.rows("contacts")
    if not any(
        text(row, "purpose") == "red_flag" and not lacks(row, "person", "within_hours")
        for row in rows
    ):
        yield Spotted(
            "Nobody is named who receives red flags and answers within a set time",
            "name a person every colleague may write to, a deputy and a reply time",
            Evidence(rows=len(rows), from_=("contacts",)),
        )


@rule(Severity.STOP, "article-communication", "S0-36")
def red_flag_unanswered(situation: Situation) -> Iterator[Spotted]:
    """A red flag that should have had its answer by the day of the workshop."""
    now = today(situation)
    for row in situation.snapshot.rows("red_flags"):
        raised, hours = day(row, "raised_on"), number(row, "answer_within_hours")
        if now is None or raised is None or day(row, "answered_on") or text(row, "state") != "open":
            continue
        if raised + timedelta(hours=hours or HOURS_A_DAY) < now:
            yield Spotted(
                f"A red flag of {raised.day} {raised:%B %Y} has had no answer: {text(row, 'what')}",
                "answer the person who raised it today, whatever the answer is",
                Evidence(rows=1, from_=("red_flags",)),
            )


@rule(Severity.WARN, "article-communication", "S0-28", "S4-18")
def department_hears_nothing(situation: Situation) -> Iterator[Spotted]:
    """A department to which nobody passes on what people say about it."""
    rows = situation.snapshot.rows("feedback_routes")
    reached = {text(row, "department") for row in rows if text(row, "cadence")}
    deaf = [one.name for one in situation.departments if one.id not in reached]
    if rows and deaf:
        verb = "hears" if len(deaf) == 1 else "hear"
        yield Spotted(
            f"{listed_few(deaf, 5)} never {verb} what people say about "
            f"{'it' if len(deaf) == 1 else 'them'}",
            "add a line for each: which subject, how often, by whom",
            Evidence(rows=len(rows), from_=("feedback_routes",)),
        )


@rule(Severity.WARN, "article-communication", "S0-27")
def access_refused_without_reason(situation: Situation) -> Iterator[Spotted]:
    """A department may not see numbers and nobody wrote down why."""
    rows = situation.snapshot.rows("data_access")
    for row in rows:
        if text(row, "access") == "no" and not text(row, "reason"):
            who = situation.names.get(text(row, "department"), "A department")
            data = label(situation, "data_access", "data", text(row, "data"))
            yield Spotted(
                f"{who} may not see this and no reason is given: {data}",
                "give access, or write down why not: equal access is the rule",
                Evidence(rows=len(rows), from_=("data_access",)),
                text(row, "department"),
            )


@rule(Severity.NOTE, "article-communication", "S0-28")
def feedback_not_sent(situation: Situation) -> Iterator[Spotted]:
    """What people say was to be sent on and a whole round of it has been left out."""
    now, rows = today(situation), situation.snapshot.rows("feedback_routes")
    late: dict[str, None] = {}
    for row in rows:
        sent, every = day(row, "last_sent"), DAYS_BETWEEN.get(text(row, "cadence"))
        if now and sent and every and (now - sent).days > max(2 * every, LONG_WEEKEND):
            subject = label(situation, "feedback_routes", "subject", text(row, "subject"))
            (name,) = named(situation, [text(row, "department")])
            late[f"“{subject}” to {name}"] = None
    if late:
        yield Spotted(
            f"What people say was not sent on for a whole round: {listed_few(list(late), 3)}",
            "send it, or agree on a rhythm that can be kept",
            Evidence(rows=len(rows), from_=("feedback_routes",)),
        )


@rule(Severity.STOP, "article-questions", "S4-18", "S4-22")
def customer_service_without_part(situation: Situation) -> Iterator[Spotted]:
    """Customer service has no part in the plan although complaints arrive there."""
    service = department_for(situation, "customer_service")
    registers = ("roles", "decision_roles", "feedback_routes")
    if service is None or not started(situation, *registers):
        return
    rows = [row for register in registers for row in situation.snapshot.rows(register)]
    if not any(text(row, "department") == service.id for row in rows):
        yield Spotted(
            f"{service.name} has no part in who does what, who decides or who hears what",
            "give it a role in the strategy and in its upkeep: what people say arrives there",
            Evidence(rows=len(rows), from_=registers),
            service.id,
        )


@rule(Severity.WARN, "article-silo", "S1-26")
def no_path_for_legal_questions(situation: Situation) -> Iterator[Spotted]:
    """Nobody knows whom to ask before posting when unsure what the law says."""
    if not started(situation, "contacts", "posting_checks", "contests", "partner_deals"):
        return
    rows = situation.snapshot.rows("contacts")
    if not any(
        text(row, "purpose") == "legal_question" and not lacks(row, "person", "within_hours")
        for row in rows
    ):
        yield Spotted(
            "Nobody is named to ask, with a time to answer, when somebody is unsure about the law",
            "name a person in legal or outside counsel, and how soon an answer comes",
            Evidence(rows=len(rows), from_=("contacts",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-44")
def meeting_in_a_busy_time(situation: Situation) -> Iterator[Spotted]:
    """A series of meetings that falls into a time in which a department asked to be left alone."""
    for meeting in situation.snapshot.rows("meetings"):
        dates = meeting.values.get("dates")
        if not isinstance(dates, dict):
            continue
        busy = [
            situation.names.get(text(row, "department"), "")
            for row in situation.snapshot.rows("busy_periods")
            if text(row, "effect") == "no_requests"
            and text(row, "department") in several(meeting, "departments")
            and isinstance(when := row.values.get("when"), dict)
            and str(when.get("from")) <= str(dates.get("to"))
            and str(when.get("to")) >= str(dates.get("from"))
        ]
        if busy:
            yield Spotted(
                f"{text(meeting, 'meeting')} falls into busy times of {listed(sorted(set(busy)))}",
                "move it, or let them send what they have beforehand",
                Evidence(rows=1, from_=("meetings", "busy_periods")),
            )


@rule(Severity.NOTE, "article-communication", "S0-42")
def need_nobody_meets(situation: Situation) -> Iterator[Spotted]:
    """A need that was said out loud and that nobody has agreed to meet."""
    rows = situation.snapshot.rows("needs_and_offers")
    unmet = [
        f"{situation.names.get(text(row, 'department'), '?')}: {text(row, 'what')}"
        for row in rows
        if text(row, "sort") == "need" and text(row, "state") not in {"agreed", "declined"}
    ]
    if unmet:
        yield Spotted(
            f"{counted_words(len(unmet), 'need').capitalize()} "
            f"{'has' if len(unmet) == 1 else 'have'} no answer yet: {listed_few(unmet, 3)}",
            "find who can give it, or say no today: an open no is better than a quiet one",
            Evidence(rows=len(rows), from_=("needs_and_offers",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-13")
def risk_nobody_owns(situation: Situation) -> Iterator[Spotted]:
    """A risk without somebody who does something about it."""
    rows = situation.snapshot.rows("risks")
    loose = [
        label(situation, "risks", "risk", text(row, "risk"))
        for row in rows
        if lacks(row, "owner", "mitigation")
    ]
    if loose:
        yield Spotted(
            f"{counted(len(loose), 'risk has', 'risks have')} no owner or nothing done about it: "
            f"{listed_few(loose, 3)}",
            "name who watches it and the one thing that makes it less likely",
            Evidence(rows=len(rows), from_=("risks",)),
        )
