"""Take in what a seat sends: judged, written and acknowledged, each entry exactly once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from kit.errors import InputError, StoreError
from kit.live.writer import Writer
from kit.model.workshop import Answer, AnswerState, Row, Snapshot
from kit.replies import Judge, Refused, Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.workshop import Workshop

MOST_ENTRIES = 40
MOST_ROWS = 500
"""Rows of one register; a table of people is shorter, a flood is longer."""
NOT_NOW = "Not saved: the facilitator's machine cannot write just now. It is kept on this device."
NOT_FROM_HERE = "This row cannot be changed from your seat. Ask whoever keeps it."
NOT_YOURS = "This table is not open now. What you typed stays here until it is."


class Rules(Protocol):
    """What may be answered and filled now."""

    def round_for(self, question: str, wanted: int) -> tuple[int, str]:
        """Return the round in which a reply counts, and what to tell; round 0 refuses."""

    def may_write(self, register: str) -> bool:
        """Return whether participants may fill a register now."""

    def may_change(self, participant: str, register: str, row: str) -> bool:
        """Return whether a participant may change a row that stands there."""


class Busy(Exception):  # noqa: N818  not an error of the program
    """The store cannot be written now; whoever sent something keeps it and tries again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One entry that was taken in, for those who count."""

    participant: str
    question: str = ""
    subject: str = ""
    round: int = 0
    register: str = ""
    withdrawn: bool = False


class Taking:
    """The door of a served workshop: replies in, acknowledgements out."""

    def __init__(self, workshop: Workshop, rules: Rules) -> None:
        """Take replies for a workshop that is open for writing."""
        self.workshop = workshop
        self.rules = rules
        self.writer = Writer(workshop.store)
        snapshot = workshop.store.snapshot()
        self.registers = {
            key: {row.id: row for row in rows} for key, rows in snapshot.registers.items()
        }
        self.organisation = snapshot.organisation
        # (question, round) to participant to the subjects answered: what is counted in the room.
        self.answered: dict[tuple[str, int], dict[str, set[str]]] = {}
        for answer in snapshot.answers:
            self._count(answer)
        self._judge: Judge | None = None

    @property
    def present(self) -> Snapshot:
        """Return the registers as they stand; answers are left out."""
        return self.judge.present

    @property
    def judge(self) -> Judge:
        """Return the door, which knows the rows that references may name."""
        if self._judge is None:
            rows = {
                key: tuple(row for row in found.values() if not row.deleted)
                for key, found in self.registers.items()
            }
            self._judge = Judge(self.workshop.bank, Snapshot(self.organisation, (), rows))
        return self._judge

    async def take(
        self, participant: str, entries: Sequence[Reply]
    ) -> tuple[list[dict[str, Any]], list[Taken]]:
        """Return an acknowledgement for each entry, and what was taken in.

        Raises:
            Busy: Nothing of it could be written; it may be sent again as it is.
        """
        found = await asyncio.gather(*(self._take(participant, entry) for entry in entries))
        return [result for result, _ in found], [taken for _, taken in found if taken]

    async def _take(self, participant: str, entry: Reply) -> tuple[dict[str, Any], Taken | None]:
        result: dict[str, Any] = {"answer_id": str(entry.get("answer_id", ""))[:80], "ok": False}
        try:
            if entry.get("kind") == "row":
                return await self._take_row(participant, entry, result)
            return await self._take_answer(participant, entry, result)
        except InputError as error:
            problem = error.problems[0]
            return {
                **result,
                "message": f"{problem.found} is not {problem.allowed}. {problem.fix}",
            }, None
        except StoreError as error:
            raise Busy(NOT_NOW) from error

    async def _take_answer(
        self, participant: str, entry: Reply, result: dict[str, Any]
    ) -> tuple[dict[str, Any], Taken | None]:
        question = entry.get("question")
        wanted = entry.get("round")
        if (
            not isinstance(question, str)
            or not isinstance(entry.get("subject", ""), str)
            or type(wanted) is not int
            or wanted < 1
            or question not in self.workshop.bank.questions
        ):
            return {**result, "message": "This question is not one of ours. Reload the page."}, None
        counts_in, note = self.rules.round_for(question, wanted)
        if not counts_in:
            return {**result, "message": note}, None
        judged = self.judge.answer({**entry, "round": counts_in}, participant)
        if isinstance(judged, Refused):
            return {**result, "message": judged.sentence}, None
        if counts_in != wanted and judged.subject in self.answered.get(
            (question, counts_in), {}
        ).get(participant, ()):
            # Their own later word stands; the late one is not news.
            return {
                **result,
                "ok": True,
                "note": "You have answered again since: that answer stands.",
            }, None
        await self.writer.save(self.judge.stamped(judged, present_time()))
        self._count(judged)
        withdrawn = judged.state is AnswerState.WITHDRAWN
        taken = Taken(
            participant, judged.question, judged.subject, judged.round, withdrawn=withdrawn
        )
        return {**result, "ok": True, "round": judged.round, "note": note}, taken

    async def _take_row(
        self, participant: str, entry: Reply, result: dict[str, Any]
    ) -> tuple[dict[str, Any], Taken | None]:
        register = str(entry.get("register"))
        if not self.rules.may_write(register):
            return {**result, "message": NOT_YOURS}, None
        judged = self.judge.row(entry, participant)
        # The row that was judged, not the id that was sent: blanks around an id are no way in.
        if isinstance(judged, Row) and not self.rules.may_change(participant, register, judged.id):
            return {**result, "message": NOT_FROM_HERE}, None
        return await self._write(judged, entry, result)

    async def write_row(
        self, written_by: str, entry: Reply, result: dict[str, Any]
    ) -> tuple[dict[str, Any], Taken | None]:
        """Write one row, whoever may; two who edit one row keep both versions, the later shows."""
        return await self._write(self.judge.row(entry, written_by), entry, result)

    async def _write(
        self, judged: Row | Refused, entry: Reply, result: dict[str, Any]
    ) -> tuple[dict[str, Any], Taken | None]:
        if isinstance(judged, Refused):
            return {**result, "message": judged.sentence}, None
        written_by = judged.written_by
        rows = self.registers.setdefault(judged.register, {})
        before = rows.get(judged.id)
        if before is None and len(rows) >= MOST_ROWS:
            return {**result, "message": f"This table is full: {MOST_ROWS} rows are enough."}, None
        if before is not None and (before.values, before.deleted) == (
            judged.values,
            judged.deleted,
        ):
            return {**result, "ok": True, "version": before.version}, None
        kept = self._kept_beside(judged, entry, before)
        rows[judged.id] = replace(kept, version=(before.version if before else 0) + 1)
        self._judge = None
        try:
            await self.writer.save(kept)
        except (InputError, StoreError):
            self._restore(judged, before)
            raise
        base = entry.get("version")
        theirs = (
            before is not None
            and not before.deleted
            and base != before.version
            and before.written_by != written_by
        )
        result |= {"ok": True, "version": rows[judged.id].version}
        if theirs and before is not None:
            result["theirs"] = before.values
        return result, Taken(written_by, register=judged.register)

    @staticmethod
    def _kept_beside(row: Row, entry: Reply, before: Row | None) -> Row:
        """Keep the cells of columns that the form did not show."""
        shown = entry.get("columns")
        if before is None or row.deleted or not isinstance(shown, list):
            return row
        rest = {name: value for name, value in before.values.items() if name not in shown}
        return replace(row, values={**rest, **row.values})

    def _restore(self, row: Row, before: Row | None) -> None:
        rows = self.registers[row.register]
        if before is None:
            rows.pop(row.id, None)
        else:
            rows[row.id] = before
        self._judge = None

    def rows(self, register: str) -> list[Row]:
        """Return the rows of a register as they stand."""
        return [row for row in self.registers.get(register, {}).values() if not row.deleted]

    def forget(self, participant: str) -> None:
        """No longer count somebody whose answers were erased."""
        for people in self.answered.values():
            people.pop(participant, None)

    def _count(self, answer: Answer) -> None:
        people = self.answered.setdefault((answer.question, answer.round), {})
        subjects = people.setdefault(answer.participant, set())
        if answer.state is AnswerState.WITHDRAWN:
            subjects.discard(answer.subject)
        else:
            subjects.add(answer.subject)
        if not subjects:
            del people[answer.participant]


def present_time() -> str:
    """Return the present time as the store writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
