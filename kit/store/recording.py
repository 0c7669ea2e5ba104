"""Compare entries with what stands there, and append what is new."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kit.errors import InputError, Problem
from kit.model.encoding import decode
from kit.model.workshop import Answer, AnswerState, Organisation, Row
from kit.store.kept import Recorded
from kit.store.schema import marks
from kit.store.shape import moment, name_of, organisation_text, shape_problems, text_of

if TYPE_CHECKING:
    from kit.model.workshop import Entry
    from kit.store.backend import Link

MOST_IDS_TO_NAME: Final = 400
"""A batch that names more ids than this is compared with the whole table, in one sweep."""


@dataclass(slots=True)
class Batch:
    """What one call appends, gathered before anything is written.

    Attributes:
        by: Who records, where an entry does not say it.
        at: When, where an entry does not say it.
    """

    by: str
    at: str
    new: defaultdict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, table: str, *columns: object) -> None:
        """Keep one line for a table."""
        self.new[table].append(columns)


class _Said(NamedTuple):
    """An answer as it stands, as far as comparing needs it."""

    place: tuple[str, str, str, int]
    state: str
    text: str | None
    form_version: str
    answer_id: str
    version: int


class _Stands(NamedTuple):
    """A row as it stands, as far as comparing needs it."""

    version: int
    deleted: bool
    text: str


def record(link: Link, entries: Sequence[Entry], *, by: str, at: str) -> Recorded:
    """Append what is new among the entries, within the link's transaction.

    Raises:
        InputError: Some entries cannot be kept; nothing is written.
    """
    if problems := [problem for entry in entries for problem in shape_problems(entry)]:
        raise InputError(problems)
    batch = Batch(by, moment(at))
    _compare_organisations(link, [e for e in entries if isinstance(e, Organisation)], batch)
    _compare_answers(link, [e for e in entries if isinstance(e, Answer)], batch)
    _compare_rows(link, [e for e in entries if isinstance(e, Row)], batch)
    if batch.problems:
        raise InputError(batch.problems)
    for table, lines in batch.new.items():
        link.append(table, lines)
    # A receipt is a line of its own, yet its answer said nothing new.
    new = sum(len(lines) for table, lines in batch.new.items() if table != "receipt")
    return Recorded(new, batch.unchanged)


def _compare_organisations(link: Link, organisations: list[Organisation], batch: Batch) -> None:
    if not organisations:
        return
    found = link.lines("SELECT version, data FROM organisation ORDER BY version DESC LIMIT 1")
    version, present = 0, None
    if found:
        version, present = found[0][0], decode(Organisation, json.loads(found[0][1]))
    for organisation in organisations:
        if organisation == present:
            batch.unchanged += 1
            continue
        version, present = version + 1, organisation
        batch.add("organisation", version, organisation_text(organisation), batch.by, batch.at)


def _compare_answers(link: Link, answers: list[Answer], batch: Batch) -> None:
    if not answers:
        return
    _refuse_erased(link, answers, batch)
    latest = {said.place: said for said in _latest_answers(link, answers)}
    sent = {(said.place[0], said.answer_id): said for said in _sent_answers(link, answers)}
    for answer in answers:
        _compare_answer(answer, latest, sent, batch)


def _compare_answer(
    answer: Answer,
    latest: dict[tuple[str, str, str, int], _Said],
    sent: dict[tuple[str, str], _Said],
    batch: Batch,
) -> None:
    place, state = answer.place, answer.state.value
    text = text_of(answer.value) if answer.state is AnswerState.GIVEN else None
    answer_id = answer.answer_id
    if answer_id and (before := sent.get((answer.participant, answer_id))):
        if (before.place, before.state, before.text) == (place, state, text):
            batch.unchanged += 1
        else:
            batch.problems.append(_another_answer(answer, before))
        return
    written_at = moment(answer.written_at) or batch.at
    stands = latest.get(place)
    if stands and _says_the_same(stands, state, text, answer.form_version):
        batch.unchanged += 1
        if answer_id:
            sent[answer.participant, answer_id] = stands
            batch.add("receipt", answer.participant, answer_id, stands.answer_id, written_at)
        return
    version = stands.version + 1 if stands else 1
    answer_id = answer_id or _derived_id(*place, version, state, text, answer.form_version)
    said = _Said(place, state, text, answer.form_version, answer_id, version)
    latest[place] = sent[answer.participant, answer_id] = said
    written = (state, text, answer.form_version, answer_id, batch.by, written_at)
    batch.add("answer", *place, version, *written)


def _says_the_same(stands: _Said, state: str, text: str | None, form_version: str) -> bool:
    # The same reply to a newer wording of the question is news; an import that does not know
    # under which wording the question was asked is not.
    same_form = form_version in {"", stands.form_version}
    return same_form and stands.state == state and stands.text == text


def _derived_id(*parts: str | int | None) -> str:
    """Return an id made of an answer and its version, so that going back has an id of its own."""
    import hashlib  # noqa: PLC0415  loads OpenSSL, for which who only reads should not wait

    return hashlib.sha256(text_of(parts).encode()).hexdigest()[:32]


def _another_answer(answer: Answer, before: _Said) -> Problem:
    return Problem(
        where=name_of(answer),
        found=f"the id {answer.answer_id!r} of an earlier answer ({before.text or before.state})",
        allowed="an id of its own, which a changed answer needs",
        fix="Send the changed answer under a new answer_id, or without one.",
        code="answer-id",
    )


def _refuse_erased(link: Link, answers: list[Answer], batch: Batch) -> None:
    erased = {who for (who,) in link.lines("SELECT participant FROM erasure")}
    for who in dict.fromkeys(a.participant for a in answers if a.participant in erased):
        problem = Problem(
            where=f"answers of {who}",
            found="an erased participant",
            allowed="somebody whose answers are kept",
            fix="Leave these answers out: the participant has asked for them to be erased.",
            code="erased",
        )
        batch.problems.append(problem)


def _latest_answers(link: Link, answers: list[Answer]) -> list[_Said]:
    where, ids = _among(
        participant={answer.participant for answer in answers},
        question={answer.question for answer in answers},
    )
    latest = (
        f"JOIN (SELECT max(seq) AS latest FROM answer {where}"  # noqa: S608  names are ours
        " GROUP BY participant, question, subject, round) AS newest ON latest = answer.seq"
    )
    return _said(link, latest, "answer_id", ids)


def _sent_answers(link: Link, answers: list[Answer]) -> list[_Said]:
    named = [answer for answer in answers if answer.answer_id]
    if not named:
        return []
    where, ids = _among(
        participant={answer.participant for answer in named},
        answer_id={answer.answer_id for answer in named},
    )
    receipts = (
        f"JOIN (SELECT participant AS who, answer_id AS also, same_as FROM receipt {where})"  # noqa: S608  our own text; values travel as parameters
        " AS again ON who = answer.participant AND same_as = answer.answer_id"
    )
    return _said(link, where, "answer_id", ids) + _said(link, receipts, "also", ids)


def _said(link: Link, clause: str, answer_id: str, ids: list[str]) -> list[_Said]:
    place = "participant, question, subject, round"
    rest = f"state, value, form_version, {answer_id}, version"
    found = link.lines(f"SELECT {place}, {rest} FROM answer {clause}", ids)  # noqa: S608  names are ours
    return [_Said((who, what, about, turn), *rest) for who, what, about, turn, *rest in found]


def _compare_rows(link: Link, rows: list[Row], batch: Batch) -> None:
    if not rows:
        return
    present = _present_rows(link, rows)
    for row in rows:
        key, text = (row.register, row.id), text_of(row.values)
        stands = present.get(key)
        both_deleted = stands is not None and stands.deleted and row.deleted
        if both_deleted or (stands and (stands.deleted, stands.text) == (row.deleted, text)):
            batch.unchanged += 1
            continue
        version = stands.version + 1 if stands else 1
        present[key] = _Stands(version, row.deleted, text)
        written = (row.written_by or batch.by, moment(row.written_at) or batch.at)
        batch.add("register_row", *key, version, int(row.deleted), text, *written)


def _present_rows(link: Link, rows: list[Row]) -> dict[tuple[str, str], _Stands]:
    where, ids = _among(register={row.register for row in rows}, row_id={row.id for row in rows})
    found = link.lines(
        "SELECT register, row_id, version, deleted, data FROM register_row"  # noqa: S608  names are ours
        f" WHERE seq IN (SELECT max(seq) FROM register_row {where} GROUP BY register, row_id)",
        ids,
    )
    return {
        (register, row_id): _Stands(version, bool(deleted), data)
        for register, row_id, version, deleted, data in found
    }


def _among(**ids: Iterable[str]) -> tuple[str, list[str]]:
    """Return a condition that keeps to the ids given, or none when they are many."""
    lists = {column: sorted(set(some)) for column, some in ids.items()}
    if sum(map(len, lists.values())) > MOST_IDS_TO_NAME:
        return "", []
    parts = (f"{column} IN ({marks(len(some))})" for column, some in lists.items())
    return f"WHERE {' AND '.join(parts)}", [one for some in lists.values() for one in some]
