"""The shape an entry must have to be kept: checked ids, JSON text, one form of time.

Whether an answer makes sense is decided by `kit.answers`; here only what a database could not
hold, or could not give back as it was, is refused.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from kit.errors import Problem
from kit.model.encoding import decode, encode
from kit.model.workshop import Answer, AnswerState, Organisation, Row, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kit.model.workshop import Entry

LONGEST_ID: Final = 200
LONGEST_TEXT: Final = 200_000
"""Characters of JSON in one answer or one row: far above what the door lets in."""

_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":")
)
_ID: Final = f"a printable id of 1 to {LONGEST_ID} characters"
_VALUE: Final = "a text, a number, a list of texts, or an object of texts or numbers"


def text_of(value: object) -> str:
    """Return a value as JSON with sorted keys.

    Raises:
        ValueError: It has no JSON, holds a half of a character (a lone surrogate), or is too long.
    """
    # Most answers are levels of a scale, for which no encoder need be set up.
    text = repr(value) if value.__class__ is int else _ENCODER.encode(value)
    text.encode()
    if len(text) > LONGEST_TEXT:
        message = f"{len(text)} characters"
        raise ValueError(message)
    return text


def organisation_text(organisation: Organisation) -> str:
    """Return the organisation as JSON; 8 and 8.0 hours come out the same.

    Raises:
        ValueError: A field is of another type than it says.
    """
    return text_of(encode(decode(Organisation, encode(organisation))))


@lru_cache(maxsize=4096)
def moment(written_at: str) -> str:
    """Return a time as UTC with milliseconds, so that times sort as texts; "" stays "".

    Raises:
        ValueError: It is not ISO 8601.
    """
    if not written_at:
        return ""
    time = datetime.fromisoformat(written_at)
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> str:
    """Return the present time in the form of `moment`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def name_of(entry: Entry) -> str:
    """Return the words by which a problem points at an entry."""
    match entry:
        case Organisation():
            return "organisation"
        case Answer():
            about = f" about {_shown(entry.subject)}" if entry.subject else ""
            again = f" in round {_shown(entry.round)}" if entry.round != 1 else ""
            asked = f"answer of {_shown(entry.participant)} to {_shown(entry.question)}"
            return f"{asked}{about}{again}"
        case Row():
            return f"register {_shown(entry.register)}, row {_shown(entry.id)}"


def shape_problems(entry: Entry) -> list[Problem]:
    """Return everything about an entry that cannot be kept; nothing when it can."""
    match entry:
        case Answer():
            return [] if _is_plain_answer(entry) else list(_answer_problems(entry))
        case Row():
            return [] if _is_plain_row(entry) else list(_row_problems(entry))
        case Organisation():
            return list(_organisation_problems(entry))


def id_problem(
    where: str, name: str, text: object, *, may_be_empty: bool = False
) -> Problem | None:
    """Return what is wrong with an id, if anything."""
    if _is_id(text) or (may_be_empty and text == ""):
        return None
    return Problem(
        where=f"{where}, {name}",
        found=_shown(text),
        allowed=_ID if not may_be_empty else f"empty or {_ID}",
        fix="Use the id as it stands in the content or in the list of participants.",
        code="id",
    )


def time_problem(where: str, written_at: object) -> Problem | None:
    """Return what is wrong with a time, if anything."""
    try:
        moment(cast("str", written_at))
    except (ValueError, TypeError, OverflowError):
        return Problem(
            where=f"{where}, written_at",
            found=_shown(written_at),
            allowed="a time such as 2026-03-01T09:30:00Z",
            fix="Write it that way, or leave it empty.",
            code="time",
        )
    return None


# Nearly everything passes these two; only the rest is looked at field by field, to say what is
# wrong with it.


def _is_plain_answer(answer: Answer) -> bool:
    return (
        _is_id(answer.participant)
        and _is_id(answer.question)
        and (answer.subject == "" or _is_id(answer.subject))
        and (answer.answer_id == "" or _is_id(answer.answer_id))
        and (answer.form_version == "" or _is_id(answer.form_version))
        and answer.written_at == ""
        and answer.round.__class__ is int
        and answer.round >= 1
        and isinstance(answer.state, AnswerState)
        and (answer.state is AnswerState.GIVEN) == (answer.value is not None)
        and _is_value(answer.value)
        and _has_text(answer.value)
    )


def _is_plain_row(row: Row) -> bool:
    return (
        _is_id(row.register)
        and _is_id(row.id)
        and (row.written_by == "" or _is_id(row.written_by))
        and row.written_at == ""
        and isinstance(row.values, dict)
        and all(map(_is_id, row.values))
        and all(map(_is_value, row.values.values()))
        and _has_text(row.values)
    )


def _answer_problems(answer: Answer) -> Iterator[Problem]:
    where = name_of(answer)
    required = ("participant", "question")
    for name in (*required, "subject", "answer_id", "form_version"):
        text = getattr(answer, name)
        if problem := id_problem(where, name, text, may_be_empty=name not in required):
            yield problem
    if not isinstance(answer.round, int) or isinstance(answer.round, bool) or answer.round < 1:
        yield Problem(
            where=f"{where}, round",
            found=_shown(answer.round),
            allowed="a whole number from 1",
            fix="Count rounds from 1.",
            code="round",
        )
    yield from _state_problems(answer, where)
    if problem := time_problem(where, answer.written_at):
        yield problem


def _state_problems(answer: Answer, where: str) -> Iterator[Problem]:
    if not isinstance(answer.state, AnswerState):
        yield Problem(
            where=f"{where}, state",
            found=_shown(answer.state),
            allowed=f"one of {', '.join(AnswerState)}",
            fix="Use one of these states.",
            code="state",
        )
    elif (answer.state is AnswerState.GIVEN) == (answer.value is None):
        yield Problem(
            where=f"{where}, value",
            found="no value" if answer.value is None else _shown(answer.value),
            allowed=f"what an answer in the state {answer.state} holds",
            fix="Only a given answer has a value; to take one back, use the state withdrawn.",
            code="value",
        )
    elif problem := _value_problem(f"{where}, value", answer.value):
        yield problem


def _row_problems(row: Row) -> Iterator[Problem]:
    where = name_of(row)
    for name in ("register", "id"):
        if problem := id_problem(where, name, getattr(row, name)):
            yield problem
    if problem := id_problem(where, "written_by", row.written_by, may_be_empty=True):
        yield problem
    if problem := time_problem(where, row.written_at):
        yield problem
    if not isinstance(row.values, dict):
        yield _unfit(f"{where}, values", row.values, "an object of columns")
        return
    for column, value in row.values.items():
        if (problem := id_problem(where, "column", column)) or (
            problem := _value_problem(f"{where}, {column}", value)
        ):
            yield problem
    yield from _length_problem(where, row.values)


def _length_problem(where: str, values: dict[str, Value]) -> Iterator[Problem]:
    try:
        text_of(values)
    except (ValueError, TypeError) as why:
        if "characters" in str(why):
            yield _unfit(where, values, f"at most {LONGEST_TEXT} characters together")


def _organisation_problems(organisation: Organisation) -> Iterator[Problem]:
    try:
        organisation_text(organisation)
    except ValueError as why:
        yield Problem(
            where="organisation",
            found=str(why),
            allowed="what the organisation's settings may hold",
            fix="Correct the setting, or leave it out.",
            code="organisation",
        )


def _value_problem(where: str, value: Value) -> Problem | None:
    if not _is_value(value):
        return _unfit(where, value, _VALUE)
    if not _has_text(value):
        return _unfit(where, value, f"whole, finite and at most {LONGEST_TEXT} characters long")
    return None


def _has_text(value: object) -> bool:
    try:
        text_of(value)
    except ValueError:
        return False
    return True


def _is_value(value: object) -> bool:
    if value is None or isinstance(value, (str, int, float)):
        return True
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, dict) and all(
        isinstance(key, str) and isinstance(item, (str, int, float)) for key, item in value.items()
    )


def _is_id(text: object) -> bool:
    # isprintable is False for control characters, lone surrogates and bidirectional overrides.
    return isinstance(text, str) and 0 < len(text) <= LONGEST_ID and text.isprintable()


def _unfit(where: str, value: object, allowed: str) -> Problem:
    return Problem(
        where=where,
        found=_shown(value),
        allowed=allowed,
        fix="Correct the value, or leave it empty.",
        code="value",
    )


def _shown(thing: object) -> str:
    try:
        text = ascii(thing) if isinstance(thing, str) and not thing.isprintable() else repr(thing)
    except ValueError:  # Python writes no whole number of more than some thousand digits
        return "a number too long to be shown"
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004  a line of a message
