"""The room as it stands: the events of the store, told again. Rules of the room live here.

Silence comes before the reveal: a round is open or it has been shown, never both. What comes in
for a round that the room has seen counts in the next one, so that nobody answers the first round
knowing what the others said, and no answer is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kit.analysis.reveal import Reveal
from kit.facilitation import Block, Plan, Step
from kit.model.encoding import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kit.store import Note

ALWAYS_OPEN = ("account_decision.dissent",)
"""The dissent box is one click away on every screen."""
MOST_ROUNDS = 9
MOST_PARKED = 500
PARKED_LENGTH = 500


@dataclass(slots=True)
class Asked:
    """One question in the room.

    Attributes:
        round: The round that is open or was shown last.
        open: Whether it is being answered.
    """

    round: int = 1
    open: bool = True


@dataclass(slots=True)
class Room:
    """Everything that happened, as it stands.

    Attributes:
        plan: The agenda that is walked through.
        code: With which participants join.
        block, step: Where the room is in the plan.
        began: When the present step began, ISO 8601.
        asked: Question id to its state; questions nobody opened are not there.
        revealed: (question, round) to what was shown, fixed when it was shown.
        parked: Id to a thought in the parking lot.
    """

    plan: Plan
    code: str = ""
    block: int = 0
    step: int = 0
    began: str = ""
    started: bool = False
    asked: dict[str, Asked] = field(default_factory=dict)
    revealed: dict[tuple[str, int], Reveal] = field(default_factory=dict)
    parked: dict[str, str] = field(default_factory=dict)

    @property
    def present_block(self) -> Block:
        """Return the block the room is in."""
        return self.plan.blocks[self.block]

    @property
    def present_step(self) -> Step:
        """Return the step the room is in."""
        return self.present_block.steps[self.step]

    def heard(self, notes: Iterable[Note]) -> Room:
        """Take in what happened, oldest first, and return the room itself."""
        for note in notes:
            self.hear(note.kind, note.data, note.written_at)
        return self

    def hear(self, kind: str, data: Any, at: str) -> None:  # noqa: ANN401  from JSON
        """Take in one event; events of a newer release are passed over."""
        match kind:
            case "code":
                self.code = data["code"]
            case "moved":
                self.block = max(0, min(data["block"], len(self.plan.blocks) - 1))
                self.step = max(0, min(data["step"], len(self.present_block.steps) - 1))
                self.began, self.started = at, True
            case "opened":
                for question in data["questions"]:
                    self.asked[question] = Asked(data["round"])
            case "revealed":
                shown = decode(Reveal, data)
                self.revealed[shown.question, shown.round] = shown
                self.asked[shown.question] = Asked(shown.round, open=False)
            case "parked":
                self.parked[data["id"]] = data["text"]
            case "unparked":
                self.parked.pop(data["id"], None)
            case _:
                pass

    def to_open(self, questions: Iterable[str], round_no: int) -> list[str]:
        """Return those of the questions that may be opened for this round."""
        found = []
        for question in questions:
            asked = self.asked.get(question)
            if asked is None or (not asked.open and round_no > asked.round):
                found.append(question)
        return found

    def round_for(self, question: str, wanted: int) -> tuple[int, str]:
        """Return the round in which a reply counts, and what to tell whoever gave it.

        Round 0 means that it cannot be taken, and the words say why.
        """
        asked = self.asked.get(question)
        if question in ALWAYS_OPEN and (asked is None or not asked.open):
            return (asked.round + 1 if asked else 1), ""
        if asked is None:
            return 0, "This question is not open. What you typed stays here until it is."
        if asked.open and wanted == asked.round:
            return asked.round, ""
        if wanted > asked.round:
            return 0, f"Round {wanted} is not open yet. What you typed stays here until it is."
        now = asked.round if asked.open else min(asked.round + 1, MOST_ROUNDS)
        return now, f"The room has seen round {wanted} already: your answer counts in round {now}."


def reveal_data(shown: Reveal) -> object:
    """Return what is kept of a reveal."""
    return encode(shown)
