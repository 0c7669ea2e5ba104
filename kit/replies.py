"""What a form sends becomes answers and rows here, by the same door as every import.

One reply is judged by itself, so that a refusal stands beside its field and the rest is saved.
Who answers is said by whoever calls, never by the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from kit.answers import Intake, RawAnswer, RawRow, admit, one_line
from kit.errors import InputError
from kit.model.content import Bank, Privacy
from kit.model.workshop import Answer, AnswerState, Row, Snapshot

Reply: TypeAlias = Mapping[str, Any]
LONGEST_ID = 80
STATES = {
    AnswerState.DONT_KNOW.value: "don't know",
    AnswerState.DOES_NOT_APPLY.value: "does not apply",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a reply cannot be kept, as a sentence for the person who gave it."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Judge:
    """The one door for the replies of forms.

    Attributes:
        bank: The content.
        present: The workshop's registers as they stand; its answers are not looked at.
    """

    bank: Bank
    present: Snapshot

    def answer(self, reply: Reply, participant: str) -> Answer | Refused:
        """Return the answer to keep; an empty one takes back what stood there."""
        told = reply.get("state")
        state = told if isinstance(told, str) else ""
        cells: dict[str, object] = {
            "participant": participant,
            "question": _id(reply.get("question")),
            "subject": _id(reply.get("subject")),
            "round": reply.get("round") if isinstance(reply.get("round"), int) else 1,
            "answer_id": _id(reply.get("answer_id")),
            "answer": STATES.get(state, reply.get("value")),
        }
        taken_back = state == AnswerState.WITHDRAWN.value or _blank(cells["answer"])
        if taken_back:
            cells["answer"] = STATES[AnswerState.DONT_KNOW.value]
        elif not (state in STATES or state == AnswerState.GIVEN.value):
            return Refused("This is no answer that a form of ours sends. Reload the page.")
        found = self._admitted(Intake("form", answers=(RawAnswer(cells, "form"),)))
        if isinstance(found, Refused):
            return found
        answer = found[0] if found else None
        if not isinstance(answer, Answer):
            return Refused("Nothing is there to keep. Fill it in, or leave it empty.")
        if taken_back:
            return replace(answer, state=AnswerState.WITHDRAWN, value=None)
        return answer

    def row(self, reply: Reply, written_by: str) -> Row | Refused:
        """Return the row to keep; a deletion is a version like any other."""
        register, row_id = _id(reply.get("register")), _id(reply.get("id"))
        known = self.bank.registers.get(register)
        if known is None or not row_id:
            return Refused("This row belongs to no table of this workshop. Reload the page.")
        if reply.get("deleted") is True:
            return Row(register, row_id, deleted=True, written_by=written_by)
        cells = reply.get("cells")
        if not isinstance(cells, dict):
            return Refused("This row came without its cells. Reload the page.")
        # A form sends its whole row: what is not among the cells was emptied.
        raw = {**{column.id: None for column in known.columns}, **cells, "id": row_id}
        found = self._admitted(Intake("form", rows=(RawRow(register, raw, "form"),)))
        if isinstance(found, Refused):
            return found
        row = found[0]
        return replace(row, written_by=written_by) if isinstance(row, Row) else Refused("")

    def stamped(self, answer: Answer, now: str) -> Answer:
        """Return the answer with its time: to the minute only where it is anonymous."""
        question = self.bank.questions[answer.question]
        exact = question.privacy is Privacy.ATTRIBUTED
        return replace(answer, written_at=now if exact else f"{now[:16]}:00Z")

    def _admitted(self, intake: Intake) -> list[Any] | Refused:
        try:
            return list(admit(self.bank, intake, self.present))
        except InputError as error:
            return Refused(" ".join(_sentence(self.bank, problem) for problem in error.problems))
        except (TypeError, AttributeError, RecursionError):
            # A shape no form sends: numbers for names, lists in lists.
            return Refused("This is no answer that a form of ours sends. Reload the page.")


def _sentence(bank: Bank, problem: Any) -> str:  # noqa: ANN401  a Problem
    _, _, place = problem.where.rpartition(", ")
    labels = {
        column.id: column.label
        for register in bank.registers.values()
        for column in register.columns
    }
    label = f"{labels[place]}: " if place in labels else ""
    return f"{label}{problem.found} is not {problem.allowed}. {problem.fix}"


def _id(raw: object) -> str:
    return one_line(raw)[:LONGEST_ID] if isinstance(raw, str) else ""


def _blank(raw: object) -> bool:
    return raw is None or raw in ({}, []) or (isinstance(raw, str) and not raw.strip())
