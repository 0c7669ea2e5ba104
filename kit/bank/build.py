"""Tables become nouns: one function a noun, each asking for the keys that noun has."""

from __future__ import annotations

from typing import Any

from kit.bank.tables import Ledger, Reading
from kit.model.content import (
    About,
    AccountModel,
    Bank,
    Choice,
    Column,
    Criterion,
    DepartmentPreset,
    Format,
    Kind,
    Privacy,
    Question,
    Register,
    Source,
    Threshold,
    Topic,
)

LEVELS = 5
ACCOUNT_MODELS = (
    Choice("central", "The main account speaks for it"),
    Choice("contributor", "It contributes to the main account"),
    Choice("own", "It has its own account"),
)
Tables = dict[str, dict[str, Any]]
Sets = dict[str, tuple[Choice, ...]]


def build(
    singles: Tables, topics: Tables, notes: dict[str, str], version: str, ledger: Ledger
) -> Bank:
    """Return the bank of all tables read; what is wrong goes to the ledger."""
    criteria = tuple(
        _criterion(Reading(table, f"content/criteria.toml, criterion {place}", ledger))
        for place, table in _numbered(singles["criteria"], "criteria", ledger)
    )
    criteria = tuple(sorted(criteria, key=lambda criterion: (criterion.place, criterion.id)))
    sets = _choice_sets(singles["choice_sets"], ledger)
    sets["account_models"] = ACCOUNT_MODELS
    sets["criteria"] = tuple(
        Choice(criterion.id, criterion.label, criterion.swing) for criterion in criteria
    )
    built = [_topic(key, table, notes, sets, ledger) for key, table in topics.items()]
    return Bank(
        topics=tuple(sorted(built, key=lambda topic: (topic.place, topic.id))),
        criteria=criteria,
        thresholds=tuple(
            _threshold(Reading(table, f"content/thresholds.toml, threshold {place}", ledger))
            for place, table in _numbered(singles["thresholds"], "thresholds", ledger)
        ),
        departments=tuple(
            _department(Reading(table, f"content/departments.toml, department {place}", ledger))
            for place, table in _numbered(singles["departments"], "departments", ledger)
        ),
        sources=tuple(
            _source(Reading(table, f"content/sources.toml, source {place}", ledger))
            for place, table in _numbered(singles["sources"], "sources", ledger)
        ),
        choice_sets=sets,
        version=version,
    )


def _numbered(data: dict[str, Any], key: str, ledger: Ledger) -> list[tuple[int, Any]]:
    reading = Reading(data, f"content/{key}.toml", ledger)
    numbered = list(enumerate(reading.tables(key), start=1))
    reading.close()
    return numbered


def _choice_sets(data: dict[str, Any], ledger: Ledger) -> Sets:
    reading = Reading(data, "content/choice_sets.toml", ledger)
    sets = Reading(reading.table("sets"), "content/choice_sets.toml, sets", ledger)
    reading.close()
    return {key: _choices(sets, key) for key in list(sets.data)}


def _choices(reading: Reading, key: str) -> tuple[Choice, ...]:
    choices = []
    for place, table in enumerate(reading.tables(key), start=1):
        one = Reading(table, f"{reading.where}, {key} {place}", reading.ledger)
        choice_id = one.text("id", required=True)
        choices.append(Choice(choice_id, one.text("label") or choice_id, one.text("help")))
        one.close()
    return tuple(choices)


def _criterion(reading: Reading) -> Criterion:
    values = Reading(reading.table("values"), f"{reading.where}, values", reading.ledger)
    reasons = Reading(reading.table("reasons"), f"{reading.where}, reasons", reading.ledger)
    criterion = Criterion(
        id=reading.text("id", required=True),
        place=reading.whole("place", required=True),
        label=reading.text("label", required=True),
        low=reading.text("low", required=True),
        high=reading.text("high", required=True),
        swing=reading.text("swing", required=True),
        values={model: values.numbers(model.value, LEVELS) for model in AccountModel},
        reasons={model: reasons.text(model.value, required=True) for model in AccountModel},
        source=reading.text("source", required=True),
        serves=reading.texts("serves"),
    )
    for part in (values, reasons, reading):
        part.close()
    return criterion


def _threshold(reading: Reading) -> Threshold:
    value = reading.number("value")
    if value is None:
        reading.ledger.note(f"{reading.where}, value", "nothing", "a number", "Add value = …")
    threshold = Threshold(
        id=reading.text("id", required=True),
        label=reading.text("label", required=True),
        value=value if value is not None else 0.0,
        unit=reading.text("unit"),
        published_range=reading.text("published_range"),
        use=reading.text("use", required=True),
        source=reading.text("source", required=True),
        note=reading.text("note"),
        serves=reading.texts("serves"),
    )
    reading.close()
    return threshold


def _department(reading: Reading) -> DepartmentPreset:
    preset = DepartmentPreset(
        id=reading.text("id", required=True),
        name=reading.text("name", required=True),
        work=reading.text("work", required=True),
        must_invite=reading.flag("must_invite"),
        role=reading.text("role"),
        source=reading.text("source", required=True),
        serves=reading.texts("serves"),
    )
    reading.close()
    return preset


def _source(reading: Reading) -> Source:
    source = Source(
        id=reading.text("id", required=True),
        title=reading.text("title", required=True),
        author=reading.text("author"),
        year=reading.text("year"),
        kind=reading.text("kind"),
        note=reading.text("note"),
    )
    reading.close()
    return source


def _topic(
    key: str, table: dict[str, Any], notes: dict[str, str], sets: Sets, ledger: Ledger
) -> Topic:
    where = f"content/topics/{key}.toml"
    reading = Reading(table, where, ledger)
    topic = Topic(
        id=key,
        place=reading.whole("place", required=True),
        title=reading.text("title", required=True),
        minutes=reading.whole("minutes"),
        purpose=reading.text("purpose", required=True),
        result=reading.text("result"),
        source=reading.text("source", required=True),
        questions=tuple(
            _question(Reading(part, f"{where}, question {place}", ledger), sets)
            for place, part in enumerate(reading.tables("questions"), start=1)
        ),
        registers=tuple(
            _register(Reading(part, f"{where}, register {place}", ledger), sets)
            for place, part in enumerate(reading.tables("registers"), start=1)
        ),
        discussion=reading.texts("discussion"),
        facilitator_notes=notes.get(key, ""),
        serves=reading.texts("serves"),
    )
    reading.close()
    return topic


def _question(reading: Reading, sets: Sets) -> Question:
    question_id = reading.text("id", required=True)
    reading.where = f"{reading.where} ({question_id})" if question_id else reading.where
    question = Question(
        id=question_id,
        text=reading.text("text", required=True),
        format=_format(reading, sets),
        about=reading.word("about", About),
        by_platform=reading.flag("by_platform"),
        criterion=reading.text("criterion"),
        privacy=reading.word("privacy", Privacy, Privacy.ANONYMOUS),
        why=reading.text("why"),
        help=reading.text("help"),
        good_example=reading.text("good_example"),
        poor_example=reading.text("poor_example"),
        source=reading.text("source", required=True),
        serves=reading.texts("serves"),
        replaces=reading.text("replaces"),
        in_report=reading.flag("in_report", default=True),
        by_department=reading.flag("by_department"),
    )
    reading.close()
    return question


def _register(reading: Reading, sets: Sets) -> Register:
    register_id = reading.text("id", required=True)
    reading.where = f"{reading.where} ({register_id})" if register_id else reading.where
    register = Register(
        id=register_id,
        title=reading.text("title", required=True),
        purpose=reading.text("purpose", required=True),
        columns=tuple(
            _column(Reading(part, f"{reading.where}, column {place}", reading.ledger), sets)
            for place, part in enumerate(reading.tables("columns"), start=1)
        ),
        key=reading.texts("key"),
        in_report=reading.flag("in_report", default=True),
        source=reading.text("source", required=True),
        serves=reading.texts("serves"),
    )
    reading.close()
    return register


def _column(reading: Reading, sets: Sets) -> Column:
    column = Column(
        id=reading.text("id", required=True),
        label=reading.text("label", required=True),
        format=_format(reading, sets),
        required=reading.flag("required"),
        help=reading.text("help"),
        source=reading.text("source"),
        serves=reading.texts("serves"),
    )
    reading.close()
    return column


def _format(reading: Reading, sets: Sets) -> Format:
    choices = _choices(reading, "choices")
    named = reading.text("choices_from")
    if named and named not in sets:
        reading.ledger.note(
            f"{reading.where}, choices_from", repr(named), "a choice set", "Add it or rename it."
        )
    return Format(
        kind=reading.word("kind", Kind),
        choices=choices or sets.get(named, ()),
        levels=reading.texts("levels"),
        unit=reading.text("unit"),
        minimum=reading.number("minimum"),
        maximum=reading.number("maximum"),
        whole=reading.flag("whole"),
        longest=reading.whole("longest", 20_000),
        refers_to=reading.text("refers_to"),
        several=reading.flag("several"),
    )
