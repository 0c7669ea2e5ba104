"""The chapter on replies and crises: triage as a picture, cover against promises, escalation."""

from __future__ import annotations

from kit.analysis.cover import HOURS_A_WEEK, promises, slots, somebody, week_of
from kit.analysis.looking import label, number, text
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.triage import Triage, read_triage
from kit.analysis.wording import counted_words, listed_few
from kit.model.report import (
    Block,
    Table,
    TableColumn,
    TableRow,
    TriageAnswer,
    TriageFlow,
    TriageStep,
)
from kit.model.workshop import Row

TOPIC = "replies_and_crises"
DONE = ("triage_questions", "triage_actions", "triage_paths", "escalation")


@section(TOPIC, "Whether somebody is there to answer, in one sentence", "S1-09", "S1-08")
def headline(situation: Situation) -> str:
    """Return what matters most here, in one sentence."""
    plans = {text(row, "plan") for row in situation.snapshot.rows("crisis_plan")}
    broken = promises(situation)
    if broken:
        count = counted_words(len(broken), "reply time is", "reply times are").capitalize()
        return f"{count} promised for hours in which nobody is there"
    if "social" not in plans:
        return "There is no crisis plan for social media"
    there = sum(week_of(situation))
    if there == HOURS_A_WEEK:
        return "Somebody is there at every hour of the week"
    return f"Somebody is there in {there} of {HOURS_A_WEEK} hours a week"


def blocks(situation: Situation) -> tuple[Block, ...]:
    """Return the chapter's picture and tables; what nobody filled is left out."""
    found = (
        _flow(situation),
        _actions(situation),
        _cover(situation),
        _broken(situation),
        _escalation(situation),
    )
    return tuple(block for block in found if block is not None)


@section(TOPIC, "Response triage as a picture", "S1-06", "S1-07", "S0-18")
def _flow(situation: Situation) -> Block | None:
    graph = read_triage(situation)
    if not graph.paths:
        return None
    order = _order(graph)
    place = {key: number for number, key in enumerate(order)}
    actions = {row.id: row for row in situation.snapshot.rows("triage_actions")}
    steps = tuple(
        TriageStep(
            graph.names.get(key, key),
            tuple(
                TriageAnswer(path.answer, to=place[path.to])
                if path.to in place
                else _ending(path.answer, actions.get(path.to))
                for path in graph.paths
                if path.question == key
            ),
        )
        for key in order
    )
    return TriageFlow(
        title="What happens to a message from the public",
        how_to_read=(
            "Begin at question 1. An answer to the right says what is done, by whom and how soon; "
            "an answer that leads on points down or names the next question."
        ),
        rows=steps,
    )


def _order(graph: Triage) -> list[str]:
    """Return the questions so that each follows one that leads to it, where it can."""
    leads: dict[str, list[str]] = {}
    for path in graph.paths:
        leads.setdefault(path.question, []).append(path.to)
    questions = set(graph.questions)
    order: list[str] = []
    ahead = [*reversed([one for one in graph.questions if one != graph.start]), graph.start]
    while ahead:
        key = ahead.pop()
        if key in order or key not in questions:
            continue
        order.append(key)
        ahead += reversed([to for to in leads.get(key, ()) if to in questions])
    return order


def _ending(answer: str, row: Row | None) -> TriageAnswer:
    if row is None:
        return TriageAnswer(answer, action="Nothing is said here yet", owner="", gap=True)
    owner, hours = text(row, "owner"), number(row, "first_reply_hours")
    quiet = text(row, "channel") == "none"
    soon = "" if hours is None else f", within {_hours(hours)}"
    night = text(row, "out_of_hours")
    after = f"; out of hours {night}" if night else ""
    gap = not quiet and not (somebody(owner) and hours is not None and somebody(night))
    said = f"{owner or 'nobody named'}{soon}{after}"
    return TriageAnswer(answer, action=text(row, "action") or row.id, owner=said, gap=gap)


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{round(hours * 60)} minutes"
    return f"{hours:g} {'hour' if hours == 1 else 'hours'}"


@section(TOPIC, "What is done about each sort of message, with an example of the reply", "S1-06")
def _actions(situation: Situation) -> Block | None:
    rows = [row for row in situation.snapshot.rows("triage_actions") if text(row, "example")]
    if not rows:
        return None
    return Table(
        caption="What we answer, for example",
        columns=(
            TableColumn("What is done", wide=True),
            TableColumn("Where"),
            TableColumn("Settled within"),
            TableColumn("For example", wide=True),
        ),
        rows=tuple(
            TableRow(
                (
                    text(row, "action"),
                    label(situation, "triage_actions", "channel", text(row, "channel")),
                    _hours(hours) if (hours := number(row, "resolved_hours")) is not None else "–",
                    text(row, "example"),
                )
            )
            for row in rows
        ),
        folded=True,
    )


@section(TOPIC, "Who is there at which hours, and the gaps", "S1-09", "S0-18")
def _cover(situation: Situation) -> Block | None:
    if not situation.snapshot.rows("cover"):
        return None
    found = slots(situation)
    gaps = [slot.label.lower() for slot in found if not slot.covered]
    hours = sum(slot.hours for slot in found if not slot.covered)
    note = f"No cover: {listed_few(gaps, 6)}, {hours:.0f} of {HOURS_A_WEEK} hours." if gaps else ""
    return Table(
        caption="Who is there, and when",
        columns=(
            TableColumn("Time"),
            TableColumn("Hours a week", number=True),
            TableColumn("On duty"),
            TableColumn("Deputy"),
        ),
        rows=tuple(
            TableRow(
                (
                    slot.label,
                    f"{slot.hours:.0f}" if slot.hours else "–",
                    slot.person if slot.covered else "nobody",
                    slot.deputy or "none",
                )
            )
            for slot in found
        ),
        note=note or "Somebody is named for every part of the week.",
    )


@section(TOPIC, "Reply times that cannot be kept with the cover there is", "S1-09", "S0-18")
def _broken(situation: Situation) -> Block | None:
    found = promises(situation)
    if not found or not situation.snapshot.rows("cover"):
        return None
    return Table(
        caption="Promises that nobody is there to keep",
        columns=(
            TableColumn("What", wide=True),
            TableColumn("Reply promised within"),
            TableColumn("Breaks in hours a week", number=True),
        ),
        rows=tuple(
            TableRow((one.what, _hours(one.hours), f"{one.broken_hours:.0f} of {HOURS_A_WEEK}"))
            for one in sorted(found, key=lambda one: -one.broken_hours)
        ),
        note="Counted by the clock: a message waits until somebody is there again.",
    )


@section(TOPIC, "Escalation levels with contacts and times", "S1-07", "S0-51")
def _escalation(situation: Situation) -> Block | None:
    rows = situation.snapshot.rows("escalation")
    if not rows:
        return None
    column = situation.bank.registers["escalation"].column("level")
    order = [choice.id for choice in column.format.choices] if column else []
    ranked = sorted(rows, key=lambda row: order.index(text(row, "level")) if text(row, "level")
                    in order else len(order))  # fmt: skip
    return Table(
        caption="When and how to escalate",
        columns=(
            TableColumn("Level"),
            TableColumn("When", wide=True),
            TableColumn("Led by"),
            TableColumn("Reached by"),
            TableColumn("Deputy"),
            TableColumn("First reply"),
            TableColumn("Schedule"),
        ),
        rows=tuple(
            TableRow(
                (
                    label(situation, "escalation", "level", text(row, "level")),
                    text(row, "trigger"),
                    text(row, "owner") or "nobody named",
                    text(row, "reached_by") or "no way named",
                    text(row, "deputy") or "none",
                    _hours(hours)
                    if (hours := number(row, "first_reply_hours")) is not None
                    else "no time",
                    label(situation, "escalation", "schedule", text(row, "schedule")),
                )
            )
            for row in ranked
        ),
    )
