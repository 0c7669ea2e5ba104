"""What the sources of one import have said so far, so that none contradicts another unseen.

An answer said twice alike is taken once. Said differently by one person in one round, it is
refused. A row that two worksheets change is no mistake of either: the later one stands, the
reader is told, and the store keeps both. What a folder, a JSON file or another workshop of the
same import says is not overwritten by a worksheet: that is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kit.answers import RawAnswer, Refusal, folded, one_line, parse
from kit.answers import lines as wording
from kit.answers.states import state_of
from kit.answers.values import shown
from kit.exchange.returned import WAS_READ, Returned
from kit.exchange.worksheet_pages import subject_of
from kit.model.content import About, Bank
from kit.model.workshop import Answer, AnswerState, Entry, Row, Snapshot

ONE_AFTER_THE_OTHER = (
    "Make the two say the same, or import one after the other: what comes later stands."
)
Place = tuple[str, str, str, int]
"""Participant, question, subject where the question is asked about each department, round."""


class _Told(NamedTuple):
    """Where a column of a row was said, and whether no worksheet may change it."""

    where: str
    firm: bool


class Said:
    """Answers and rows of one import, by the place they have in the workshop."""

    def __init__(self, bank: Bank) -> None:
        """Begin with nothing said."""
        self.questions = bank.questions
        self.bank = bank
        self.answers: dict[Place, tuple[str, object]] = {}
        self.columns: dict[tuple[str, str, str], _Told] = {}

    def begin_with(self, entries: Iterable[Entry], where: str) -> None:
        """Learn what the folders, JSON files and workshops of the same import say."""
        for entry in entries:
            if isinstance(entry, Answer):
                given = entry.state is AnswerState.GIVEN
                place = (entry.participant, entry.question, self._subject(entry.question,
                         entry.subject), entry.round)  # fmt: skip
                self.answers[place] = (where, entry.value if given else entry.state)
            elif isinstance(entry, Row):
                for column in entry.values:
                    self.columns[entry.register, entry.id, column] = _Told(where, firm=True)

    def leave_out_repeats(self, found: Returned, present: Snapshot) -> None:
        """Leave out answers said already; note those that were said otherwise."""
        if not self.answers:
            return
        kept: list[RawAnswer] = []
        for raw in found.answers:
            place = self._place(raw, present)
            before = self.answers.get(place)
            if before is None:
                kept.append(raw)
            elif self._says(before[1], raw, present):
                found.used -= 1
                found.skipped[WAS_READ] += 1
            else:
                found.note(
                    raw.where,
                    f"another answer of '{place[0]}', the first being in {before[0]},",
                    "allowed in one round",
                    "Send one of the two files, or let two people give two names.",
                )
        found.answers = kept

    def check_rows(self, found: Returned, rows: Sequence[Row], present: Snapshot) -> None:
        """Note where rows change what a folder says; remark where they change a worksheet's."""
        for raw, row in zip(found.rows, rows, strict=True):
            for column, told, before in self._changed(row, present):
                where = found.cells.get(f"{raw.where}, {column}", raw.where)
                now = shown(row.values.get(column))
                if told.firm:
                    says = f"{now}, where {told.where} says {shown(before)},"
                    found.note(where, says, "allowed in one import", ONE_AFTER_THE_OTHER)
                else:
                    found.remarks.append(
                        f"{where}: {now} takes the place of {shown(before)} from {told.where}, "
                        "which the row's history keeps."
                    )

    def learn(self, found: Returned, rows: Sequence[Row], present: Snapshot) -> None:
        """Keep in mind what an admitted file says.

        Args:
            found: The file's account; its answers are those admitted.
            rows: Its rows as admitted.
            present: The workshop as it was before them.
        """
        for answer in found.answers:
            self.answers.setdefault(self._place(answer, present), (answer.where, answer))
        for row in rows:
            for column, _, _ in list(self._changes(row, present)):
                place = (row.register, row.id, column)
                if place not in self.columns or not self.columns[place].firm:
                    self.columns[place] = _Told(found.file, firm=False)

    def _changed(self, row: Row, present: Snapshot) -> Iterator[tuple[str, _Told, object]]:
        """Yield the columns in which a row differs from what this import said before."""
        for column, _, before in self._changes(row, present):
            told = self.columns.get((row.register, row.id, column))
            if told is not None:
                yield column, told, before

    @staticmethod
    def _changes(row: Row, present: Snapshot) -> Iterator[tuple[str, object, object]]:
        stood = next((one.values for one in present.rows(row.register) if one.id == row.id), {})
        for column in sorted({*row.values, *stood}):
            now, before = row.values.get(column), stood.get(column)
            if now != before:
                yield column, now, before

    def _place(self, raw: RawAnswer, present: Snapshot) -> Place:
        cells = raw.cells
        question = one_line(str(cells.get("question") or ""))
        round_no = str(cells.get("round") or 1)
        return (
            one_line(str(cells.get("participant") or "")),
            question,
            self._subject(question, str(cells.get("subject") or ""), present),
            int(round_no) if round_no.isdigit() else 1,
        )

    def _subject(self, question: str, subject: str, present: Snapshot | None = None) -> str:
        asked = self.questions.get(question)
        if asked is None or asked.about is not About.EACH_DEPARTMENT:
            _, at, platform = subject.partition("@")
            return folded(f"{at}{platform}")  # one's own department, said or not
        return folded(subject_of(subject, present) if present else subject)

    def _says(self, before: object, raw: RawAnswer, present: Snapshot) -> bool:
        """Say whether an answer says what was said before: a raw answer, or its value."""
        if isinstance(before, RawAnswer):
            if before.cells.get("answer") == raw.cells.get("answer"):
                return True
            before = self._value(before, wording.names_of(self.bank, present))
        return before == self._value(raw, wording.names_of(self.bank, present))

    def _value(self, raw: RawAnswer, names: wording.Names) -> object:
        """Return what an answer means, so that '12,5' and 12.5 are the same."""
        given, asked = raw.cells.get("answer"), self.questions.get(str(raw.cells.get("question")))
        if isinstance(given, str) and (state := state_of(given)):
            return state
        try:
            return parse(asked.format, given, names) if asked else given
        except Refusal:
            return given
