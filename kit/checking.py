"""What `kit check` says: what is readable, what is missing, what the tables say alone."""

from __future__ import annotations

from collections.abc import Iterator

from kit.bank import load
from kit.exchange import unread_files
from kit.model.content import Bank
from kit.model.decision import GateState, Severity
from kit.workshop import Workshop, open_workshop

MOST_NAMES = 8
MOST_LETTERS = 80
MOST_FINDINGS = 20


def check_lines(source: str) -> Iterator[str]:
    """Yield what is to say about a source, line by line.

    Raises:
        SourceError, InputError, ContentError: With every problem; nothing else is said then.
    """
    with open_workshop(source) as workshop:
        snapshot = workshop.snapshot
        rows = sum(len(lines) for lines in snapshot.registers.values())
        counts = f"{_count(len(snapshot.answers), 'answer')}, {_count(rows, 'row')}"
        yield f"{snapshot.organisation.name}: {counts}."
        if others := unread_files(source):
            yield f"  Not read: {_few(others)}."
        yield from _missing(workshop)
        yield from _found(workshop)
        yield from _hints(workshop)
    yield from table_lines(load())


def _missing(workshop: Workshop) -> Iterator[str]:
    snapshot, bank = workshop.snapshot, workshop.bank
    if not snapshot.rows("departments"):
        yield "  No department is listed yet: nothing can be decided."
        return
    answered = {answer.question for answer in snapshot.answers}
    for topic in bank.topics:
        silent = [question.id for question in topic.questions if question.id not in answered]
        empty = [register.title for register in topic.registers if not snapshot.rows(register.id)]
        if silent:
            yield f"  {topic.title}: nobody answered {_few(silent)}."
        if empty:
            yield f"  {topic.title}: nothing in {_few(empty)}."
    for one in workshop.recommendations:
        name = f"{one.department_name} {one.platform_name}".strip()
        unknown = [gate.sentence for gate in one.gates if gate.state is GateState.UNKNOWN]
        if one.answered < one.possible:
            yield f"  {name}: {one.possible - one.answered} of {one.possible} answers are missing."
        if unknown:
            yield f"  {name}: {'; '.join(unknown)}."


def _found(workshop: Workshop) -> Iterator[str]:
    """Yield what the rules see, as everybody may read it, notes left to the report."""
    from kit.analysis.wording import sentence  # noqa: PLC0415  numpy only when checking

    words = {Severity.STOP: "Stop", Severity.WARN: "Take care"}
    found = workshop.strategy().findings
    for severity, word in words.items():
        mine = [one for one in found if one.severity is severity]
        for one in mine[:MOST_FINDINGS]:
            yield f"  {word}: {sentence(one.sentence)} {sentence(one.advice)}"
        if (more := len(mine) - MOST_FINDINGS) > 0:
            yield f"  {word}: {more:,} more in the report."


def _hints(workshop: Workshop) -> Iterator[str]:
    """Yield which texts may give a hold away; for whoever holds the file and may read all of it."""
    from kit.analysis.calendar import may_give_away  # noqa: PLC0415  numpy only when checking

    found = may_give_away(workshop.snapshot, workshop.bank)
    for one in found[:MOST_NAMES]:
        words = ", ".join(f"“{word}”" for word in one.words)
        text = one.text if len(one.text) <= MOST_LETTERS else f"{one.text[:MOST_LETTERS]} …"
        yield (
            f"  May give something away, {one.where}: “{text}” says {words}. Everybody reads it; "
            f"say it otherwise, or ask {one.ask}."
        )
    if (more := len(found) - MOST_NAMES) > 0:
        yield f"  {_count(more, 'more text')} may give something away."


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _few(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def table_lines(bank: Bank) -> Iterator[str]:
    """Yield what the value tables say before anybody answers: their two hidden defaults."""
    from kit.analysis.decision import (  # noqa: PLC0415  numpy only when checking
        compromise_pull,
        no_information_recommendation,
    )
    from kit.analysis.tables import decision_model  # noqa: PLC0415  as above

    model = decision_model(bank)
    yield f"Value tables: {no_information_recommendation(model).sentence}"
    for row in compromise_pull(model).to_dict("records"):
        shares = ", ".join(f"{name} {100 * row[name]:.0f}" for name in model.alternatives)
        shift = (
            f"with {row['shift']:+g} points for {model.alternatives[1]}"
            if row["shift"]
            else "as they are"
        )
        yield f"  Of 100 departments that could be anything, {shift}: {shares}."
