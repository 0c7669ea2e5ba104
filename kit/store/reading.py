"""Turn what is kept back into the nouns: as it stands, as it stood, and how it came about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from kit.errors import InputError, Problem
from kit.model.encoding import decode
from kit.model.workshop import Answer, AnswerState, Organisation, Row, Snapshot
from kit.store.kept import Kept, Progress, Version
from kit.store.shape import moment

if TYPE_CHECKING:
    from kit.model.workshop import Value
    from kit.store.backend import Link

END_OF_TIME: Final = "9999"
"""Sorts after every time."""

_STATES: Final = {state.value: state for state in AnswerState}
_ANSWER: Final = (
    "participant, question, subject, round, value, state, answer_id, form_version, written_at"
)
_ROW: Final = "register, row_id, data, deleted, version, written_by, written_at"


def snapshot(link: Link, at: str | None) -> Snapshot:
    """Return the workshop as it stands, or as it stood at a time (a date alone: at its end).

    Raises:
        InputError: The time is no time, or lies before the workshop was created.
    """
    until = END_OF_TIME if at is None else _end_of(at)
    organisation = link.lines(
        "SELECT data FROM organisation WHERE written_at <= ? ORDER BY version DESC LIMIT 1",
        (until,),
    )
    if not organisation:
        raise InputError([_too_early(link, at or "")])
    return Snapshot(
        decode(Organisation, json.loads(organisation[0][0])),
        _answers(link, until),
        _registers(link, until),
    )


def history(
    link: Link, noun: type[Kept], places: dict[str, str | int]
) -> tuple[Version[Kept], ...]:
    """Return every version of one kind of entry, oldest first, narrowed to the places given."""
    table, columns, make = _KEPT[noun]
    if unknown := places.keys() - _PLACES[noun]:
        message = f"history of {noun.__name__} takes {sorted(_PLACES[noun])}, not {sorted(unknown)}"
        raise TypeError(message)
    narrowed = " AND ".join(f"{'row_id' if name == 'id' else name} = ?" for name in places)
    condition = f"WHERE {narrowed}" if places else ""
    found = link.lines(
        f"SELECT seq, version, written_by, written_at, {columns} FROM {table} {condition}"  # noqa: S608  names are ours
        " ORDER BY seq",
        tuple(places.values()),
    )
    return tuple(Version(make(*line[4:]), *line[:4]) for line in found)


def progress(link: Link) -> Progress:
    """Return how many have answered what, withdrawn answers left out."""
    ((participants, answers),) = link.lines(
        f"SELECT count(DISTINCT participant), count(*) FROM answer {_latest()}"  # noqa: S608  our own text; values travel as parameters
        " WHERE state <> 'withdrawn'",
        (END_OF_TIME,),
    )
    answered = link.lines(
        f"SELECT round, question, count(DISTINCT participant) FROM answer {_latest()}"  # noqa: S608  our own text; values travel as parameters
        " WHERE state <> 'withdrawn' GROUP BY round, question ORDER BY round, question",
        (END_OF_TIME,),
    )
    return Progress(
        participants, answers, {(turn, question): count for turn, question, count in answered}
    )


def _latest() -> str:
    return (
        "JOIN (SELECT max(seq) AS latest FROM answer WHERE written_at <= ?"
        " GROUP BY participant, question, subject, round) AS newest ON latest = answer.seq"
    )


def _answers(link: Link, until: str) -> tuple[Answer, ...]:
    found = link.lines(
        f"SELECT {_ANSWER} FROM answer {_latest()} WHERE state <> 'withdrawn'"  # noqa: S608  our own text; values travel as parameters
        " ORDER BY participant, question, subject, round",
        (until,),
    )
    # Scalars recur by the thousand; lists and objects are made anew, for they can be changed.
    seen: dict[str | None, Value] = {None: None}
    made = []
    for who, what, about, turn, text, state, answer_id, form, at in found:
        if text in seen:
            value = seen[text]
        else:
            value = json.loads(text)
            if value.__class__ not in {list, dict}:
                seen[text] = value
        made.append(Answer(who, what, about, turn, value, _STATES[state], answer_id, form, at))
    return tuple(made)


def _registers(link: Link, until: str) -> dict[str, tuple[Row, ...]]:
    found = link.lines(
        f"SELECT {_ROW} FROM register_row JOIN"  # noqa: S608  our own text; values travel as parameters
        " (SELECT max(seq) AS latest, min(seq) AS first_seq FROM register_row WHERE written_at <= ?"
        " GROUP BY register, row_id) AS newest ON latest = seq"
        " WHERE deleted = 0 ORDER BY register, first_seq",
        (until,),
    )
    registers: dict[str, list[Row]] = {}
    for line in found:
        registers.setdefault(line[0], []).append(_row(*line))
    return {register: tuple(rows) for register, rows in registers.items()}


def _answer(*columns: Any) -> Answer:  # noqa: ANN401  a line of the table
    who, what, about, turn, text, state, answer_id, form, at = columns
    value = None if text is None else json.loads(text)
    return Answer(who, what, about, turn, value, _STATES[state], answer_id, form, at)


def _row(*columns: Any) -> Row:  # noqa: ANN401  a line of the table
    register, row_id, data, deleted, version, by, at = columns
    return Row(register, row_id, json.loads(data), bool(deleted), version, by, at)


def _organisation(data: str) -> Organisation:
    return decode(Organisation, json.loads(data))


_KEPT: Final[dict[type, tuple[str, str, Any]]] = {
    Answer: ("answer", _ANSWER, _answer),
    Row: ("register_row", _ROW, _row),
    Organisation: ("organisation", "data", _organisation),
}
_PLACES: Final[dict[type, set[str]]] = {
    Answer: {"participant", "question", "subject", "round"},
    Row: {"register", "id"},
    Organisation: set(),
}


def _end_of(at: str) -> str:
    try:
        return moment(f"{at}T23:59:59.999Z" if len(at) == len("2026-03-01") else at)
    except (ValueError, OverflowError):
        problem = Problem(
            where="time of the snapshot",
            found=repr(at),
            allowed="a time such as 2026-03-01 or 2026-03-01T09:30:00Z",
            fix="Write it that way, or leave it out for the present state.",
            code="time",
        )
        raise InputError([problem]) from None


def _too_early(link: Link, at: str) -> Problem:
    ((first,),) = link.lines("SELECT min(written_at) FROM organisation")
    return Problem(
        where="time of the snapshot",
        found=repr(at),
        allowed=f"a time since the workshop began ({first})",
        fix="Ask for a later time.",
        code="time",
    )
