"""The room as it stands: the events of the store, told again. Rules of the room live here.

Silence comes before the reveal: a round is open or it has been shown, never both. What comes in
for a round that the room has seen counts in the next one, so that nobody answers the first round
knowing what the others said, and no answer is lost.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from kit.analysis.reveal import Reveal
from kit.analysis.wording import counted
from kit.facilitation import Block, Plan, Step
from kit.model.encoding import decode, encode
from kit.model.report import Quotes, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kit.store import Note

ALWAYS_OPEN = ("account_decision.dissent",)
"""The dissent box is one click away on every screen."""
Key: TypeAlias = tuple[str, int]
"""A question and a round."""
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


@dataclass(frozen=True, slots=True)
class Thought:
    """Something parked; what participants park is shown once the facilitator has read it."""

    text: str
    shown: bool = True


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
        let: (question, round) to the texts that the facilitator left out when letting the room
            see what people typed, by their place; what is typed and not here is still held.
        versions: How often what a reveal shows was changed by leaving texts out.
        parked: Id to a thought in the parking lot.
        k: The smallest number of people that is shown, as promised; 0: not promised yet.
        groups: By what anonymous answers are shown apart, as promised; empty: not yet.
        members: Participants to their group, empty for none, settled when the first picture after
            they came was shown: whoever changed groups between two pictures could be read off them.
        fresh: What was revealed since the room came to the present step.
        gone: Question to how many of those whose answers were shown have had them deleted.
        closed: Digests of the devices and codes with which nobody has a seat any more.
    """

    plan: Plan
    code: str = ""
    block: int = 0
    step: int = 0
    began: str = ""
    started: bool = False
    asked: dict[str, Asked] = field(default_factory=dict)
    revealed: dict[Key, Reveal] = field(default_factory=dict)
    let: dict[Key, frozenset[int]] = field(default_factory=dict)
    versions: Counter[Key] = field(default_factory=Counter)
    parked: dict[str, Thought] = field(default_factory=dict)
    k: int = 0
    groups: str = ""
    members: dict[str, str] = field(default_factory=dict)
    fresh: set[Key] = field(default_factory=set)
    gone: Counter[str] = field(default_factory=Counter)
    closed: set[str] = field(default_factory=set)

    @property
    def present_block(self) -> Block:
        """Return the block the room is in."""
        return self.plan.blocks[self.block]

    @property
    def present_step(self) -> Step:
        """Return the step the room is in."""
        return self.present_block.steps[self.step]

    def step_at(self, block: int, step: int) -> Step:
        """Return the step at a place of the plan; beyond its end, the last."""
        block, step = self._place(block, step)
        return self.plan.blocks[block].steps[step]

    def _place(self, block: int, step: int) -> tuple[int, int]:
        block = max(0, min(block, len(self.plan.blocks) - 1))
        return block, max(0, min(step, len(self.plan.blocks[block].steps) - 1))

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
            case "rule":
                self.k, self.groups = data["k"], data["groups"]
            case "grouped":
                self.members = data | self.members
            case "moved":
                self.block, self.step = self._place(data["block"], data["step"])
                self.began, self.started = at, True
                self.fresh.clear()
            case "opened" | "revealed" | "let" | "erased":
                self._hear_of_questions(kind, data)
            case "parked" | "unparked" | "parked_shown":
                self._hear_of_thoughts(kind, data)
            case "seat_closed":
                self.closed.update(data["digests"])
            case _:
                pass

    def _hear_of_questions(self, kind: str, data: Any) -> None:  # noqa: ANN401  from JSON
        match kind:
            case "opened":
                for question in data["questions"]:
                    self.asked[question] = Asked(data["round"])
            case "revealed":
                shown = decode(Reveal, data)
                self.revealed[shown.question, shown.round] = shown
                self.asked[shown.question] = Asked(shown.round, open=False)
                self.fresh.add((shown.question, shown.round))
            case "let":
                key = (data["question"], data["round"])
                self.let[key] = frozenset(data["without"])
                self.versions[key] += 1
            case _:
                self.gone.update(data["questions"])

    def _hear_of_thoughts(self, kind: str, data: Any) -> None:  # noqa: ANN401  from JSON
        key = data["id"]
        match kind:
            case "parked":
                self.parked[key] = Thought(data["text"], not data.get("held"))
            case "parked_shown" if key in self.parked:
                self.parked[key] = replace(self.parked[key], shown=data["shown"])
            case _:
                self.parked.pop(key, None)

    def held(self, key: Key) -> bool:
        """Return whether a reveal waits for the facilitator to read what people typed."""
        return self.revealed[key].typed and key not in self.let

    def seen(self) -> list[Key]:
        """Return what the room may look at, the oldest first."""
        return [key for key in self.revealed if not self.held(key)]

    def to_open(self, questions: Iterable[str], round_no: int) -> list[str]:
        """Return those of the questions that may be opened for this round."""
        found = []
        for question in questions if round_no <= MOST_ROUNDS else ():
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


def without(shown: Reveal, left_out: Collection[int]) -> Reveal:
    """Return a reveal without some of its texts, saying how many are left out."""
    if not left_out:
        return shown
    match shown.shape:
        case Quotes() as quotes:
            kept = tuple(one for at, one in enumerate(quotes.texts) if at not in left_out)
            shape: Quotes | Table = replace(quotes, texts=kept)
        case Table() as table:
            rows = tuple(one for at, one in enumerate(table.rows) if at not in left_out)
            shape = replace(table, rows=rows)
        case _:
            return shown
    told = counted(len(left_out), "text is", "texts are").capitalize()
    remark = f"{shown.remark} {told} left out here by the facilitator; the workshop keeps them."
    return replace(shown, shape=shape, remark=remark.strip())


def typed_texts(shown: Reveal) -> list[str]:
    """Return what people typed, in the order in which it is shown."""
    match shown.shape:
        case Quotes() as quotes:
            return list(quotes.texts)
        case Table() as table:
            return [": ".join(filter(None, row.cells)) for row in table.rows]
        case _:
            return []


def reveal_data(shown: Reveal) -> object:
    """Return what is kept of a reveal."""
    return encode(shown)
