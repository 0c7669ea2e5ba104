"""What no single table can see: names used twice, references to nothing, formats without limits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from kit.bank.build import LEVELS
from kit.bank.tables import suggestion
from kit.errors import Problem
from kit.model.content import Bank, Format, Kind, Question, Register

NAME = re.compile(r"[a-z][a-z0-9_]*")
QUESTION_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
REQUIREMENT = re.compile(r"S[0-4]-\d\d")
CHOOSING = {Kind.CHOICE, Kind.CHOICES, Kind.RATINGS}
CHOOSING_OR_ROWS = {Kind.POINTS, Kind.RANKING}
CAPACITY_WORDS = re.compile(r"\b(hours?|budgets?|money|euros?|pounds?|dollars?)\b", re.IGNORECASE)


def contradictions(bank: Bank) -> Iterator[Problem]:
    """Yield what is wrong between the tables of a bank."""
    yield from _duplicates(bank)
    yield from _sources(bank)
    yield from _criteria(bank)
    for topic in bank.topics:
        where = f"content/topics/{topic.id}.toml"
        for question in topic.questions:
            yield from _question(question, topic.id, f"{where}, {question.id}", bank)
        for register in topic.registers:
            yield from _register(register, f"{where}, {register.id}", bank)


def _duplicates(bank: Bank) -> Iterator[Problem]:
    kinds: dict[str, Iterable[str]] = {
        "question": (question.id for topic in bank.topics for question in topic.questions),
        "register": (register.id for topic in bank.topics for register in topic.registers),
        "criterion": (criterion.id for criterion in bank.criteria),
        "threshold": (threshold.id for threshold in bank.thresholds),
        "department": (preset.id for preset in bank.departments),
        "source": (source.id for source in bank.sources),
    }
    for kind, ids in kinds.items():
        for name, times in Counter(ids).items():
            if times > 1:
                yield _problem(
                    f"content, {kind} {name}",
                    f"an id used {times} times",
                    "an id used once",
                    "Rename all but one.",
                )


def _sources(bank: Bank) -> Iterator[Problem]:
    known = {source.id for source in bank.sources}
    for where, source, serves in _cited(bank):
        if source not in known:
            yield _problem(
                f"content, {where}, source",
                repr(source),
                "a key of sources.toml",
                suggestion(source, known),
            )
        for requirement in serves:
            if not REQUIREMENT.fullmatch(requirement):
                yield _problem(
                    f"content, {where}, serves",
                    repr(requirement),
                    "a requirement id like S1-06",
                    "Correct it.",
                )


def _cited(bank: Bank) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for topic in bank.topics:
        yield f"topic {topic.id}", topic.source, topic.serves
        for question in topic.questions:
            yield question.id, question.source, question.serves
        for register in topic.registers:
            yield f"register {register.id}", register.source, register.serves
            for column in register.columns:
                source = column.source or register.source
                yield f"register {register.id}, column {column.id}", source, column.serves
    for criterion in bank.criteria:
        yield f"criterion {criterion.id}", criterion.source, criterion.serves
    for threshold in bank.thresholds:
        yield f"threshold {threshold.id}", threshold.source, threshold.serves
    for preset in bank.departments:
        yield f"department {preset.id}", preset.source, preset.serves


def _criteria(bank: Bank) -> Iterator[Problem]:
    asked = {question.criterion for question in bank.questions.values()}
    for criterion in bank.criteria:
        where = f"content/criteria.toml, {criterion.id}"
        if criterion.id not in asked:
            yield _problem(
                where, "no question", "a criterion that is asked about", "Add a scale question."
            )
        for model, values in criterion.values.items():
            if any(not 0 <= value <= 100 for value in values):  # noqa: PLR2004  a value scale
                yield _problem(
                    f"{where}, values.{model}", repr(list(values)), "0 to 100", "Correct it."
                )


def _question(question: Question, topic: str, where: str, bank: Bank) -> Iterator[Problem]:
    if not QUESTION_NAME.fullmatch(question.id) or not question.id.startswith(f"{topic}."):
        yield _problem(
            where,
            repr(question.id),
            f"an id like {topic}.name in lower case",
            "Begin it with the topic's id.",
        )
    if question.criterion:
        known = [criterion.id for criterion in bank.criteria]
        if question.criterion not in known:
            yield _problem(
                f"{where}, criterion",
                repr(question.criterion),
                "a criterion",
                suggestion(question.criterion, known),
            )
        if question.format.kind is not Kind.SCALE:
            yield _problem(where, question.format.kind, "a scale", "A criterion needs kind scale.")
        if found := CAPACITY_WORDS.search(question.text):
            # Hours and money live in gates; asked here they would count twice (decision.md 2.3).
            yield _problem(
                f"{where}, text",
                repr(found.group()),
                "a word for a criterion's question",
                "Ask for hours and money in a register.",
            )
    yield from _format(question.format, where, bank)


def _register(register: Register, where: str, bank: Bank) -> Iterator[Problem]:
    ids = [column.id for column in register.columns]
    if not NAME.fullmatch(register.id):
        yield _problem(where, repr(register.id), "lower-case letters, digits and _", "Rename it.")
    for name, times in Counter(ids).items():
        if times > 1 or not NAME.fullmatch(name) or name == "id":
            yield _problem(
                f"{where}, column {name}",
                f"{name!r}, {times} times",
                "one lower-case name of its own",
                "Rename it; `id` is the kit's.",
            )
    for name in register.key:
        if name not in ids:
            yield _problem(f"{where}, key", repr(name), "a column", suggestion(name, ids))
    if not register.key:
        yield _problem(
            f"{where}, key", "nothing", "a list of columns", "Name what tells rows apart."
        )
    for column in register.columns:
        yield from _format(column.format, f"{where}, column {column.id}", bank)


def _format(form: Format, where: str, bank: Bank) -> Iterator[Problem]:
    kind = form.kind
    if form.refers_to and form.refers_to not in bank.registers:
        yield _problem(
            f"{where}, refers_to",
            repr(form.refers_to),
            "a register",
            suggestion(form.refers_to, bank.registers),
        )
    if kind is Kind.REFERENCE and not form.refers_to:
        yield _problem(where, "no refers_to", "a reference", "Name the register.")
    if kind in CHOOSING and not form.choices:
        yield _problem(where, "no choices", f"a {kind}", "Add choices or choices_from.")
    if kind in CHOOSING_OR_ROWS and bool(form.choices) == bool(form.refers_to):
        yield _problem(
            where, "both or neither", "either choices or refers_to", "Give exactly one of them."
        )
    if kind is Kind.SCALE and len(form.levels) != LEVELS:
        yield _problem(
            f"{where}, levels", f"{len(form.levels)} levels", f"{LEVELS} levels", "Word each level."
        )
    for name, times in Counter(choice.id for choice in form.choices).items():
        if times > 1 or not NAME.fullmatch(name):
            yield _problem(
                f"{where}, choices",
                f"{name!r}, {times} times",
                "one lower-case id of its own",
                "Rename it.",
            )


def _problem(where: str, found: str, allowed: str, fix: str) -> Problem:
    return Problem(where, found, allowed, fix, "content")
