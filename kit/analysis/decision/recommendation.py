"""What is advised for one department, with everything that speaks for and against it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kit.analysis.decision.agenda import AgendaItem
    from kit.analysis.decision.gates import GateResult
    from kit.model.decision import Label

SCHEMA = "kit.decision.recommendation/2"


@dataclass(frozen=True, slots=True)
class Reason:
    """What one criterion adds to the leader's lead over the next alternative.

    Attributes:
        criterion: Its id.
        label: What people call it.
        points: Points of 100; all reasons of a department add up to the gap.
        weight: The criterion's weight, 0 to 1.
        mean_level: Mean answer over its questions, in levels from 0; None where nobody answered.
        answers: How many answers it rests on.
    """

    criterion: str
    label: str
    points: float
    weight: float
    mean_level: float | None
    answers: int


@dataclass(frozen=True, slots=True)
class Flip:
    """One smallest change that brings another alternative level with the leader, or into advice.

    Attributes:
        kind: `answers`, `weight` or `gates`.
        criterion: The criterion whose answers or weight change; empty for gates.
        question: The question whose answers change; empty otherwise.
        to: The alternative that draws level; for gates the one that would then be advised.
        gates: Ids of the gates that have to be cleared, all of them together; otherwise empty.
        people: How many would have to answer one level differently; None for other kinds.
        of: How many answered that question; None for other kinds.
        direction: +1 one level higher, -1 one level lower, 0 for other kinds.
        weight_now: Today's weight, 0 to 1; None for other kinds.
        weight_then: The weight at which both are equal; None for other kinds.
        level_now: Today's mean level; None for other kinds.
        level_then: The mean level, if all answered alike, at which both are equal; None if none.
    """

    kind: str
    criterion: str
    to: str
    question: str = ""
    gates: tuple[str, ...] = ()
    people: int | None = None
    of: int | None = None
    direction: int = 0
    weight_now: float | None = None
    weight_then: float | None = None
    level_now: float | None = None
    level_then: float | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The advice for one department (or one department on a platform).

    Attributes:
        department: The subject, as given.
        label: How certain; exactly one holds.
        alternative: What is advised; None when nothing can honestly be advised.
        leader: The alternative with the highest score, gates left aside; None without answers.
        runner_up: The next; None without answers.
        gap: Lead of the leader in points of 100; None without answers.
        scores: Alternative to value, 0 to 100; empty without answers.
        support: Alternative to whole numbers that add up to 100: in how many of 100 pairings of
            one colleague's priorities with another's assessment it comes first. Empty below two
            people.
        votes: Alternative to how many people's own weights and answers put it first.
        people: How many answered anything about the department.
        answered: Answers given, of `possible` by these people.
        possible: Answers these people could have given.
        stability: In how many of 100 similar groups the same alternative leads; None below two
            people.
        conditional_on: Gates of the advised alternative that nobody has given the fact for.
        blocked_by: Gates the leader fails; clearing them all makes the leader possible.
        gates: Every gate's result for the department.
        reasons: What makes up the leader's lead, most points first.
        flips: What would change it, the easiest first.
        next_questions: Its items worth settling, best first, with what to do about each.
    """

    department: str
    label: Label
    alternative: str | None
    leader: str | None
    runner_up: str | None
    gap: float | None
    scores: dict[str, float] = field(default_factory=dict)
    support: dict[str, int] = field(default_factory=dict)
    votes: dict[str, int] = field(default_factory=dict)
    people: int = 0
    answered: int = 0
    possible: int = 0
    stability: int | None = None
    conditional_on: tuple[GateResult, ...] = ()
    blocked_by: tuple[GateResult, ...] = ()
    gates: tuple[GateResult, ...] = ()
    reasons: tuple[Reason, ...] = ()
    flips: tuple[Flip, ...] = ()
    next_questions: tuple[AgendaItem, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return plain lists, texts and numbers, with the schema's name and version."""
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("conditional_on", "blocked_by", "gates", "next_questions"):
            parts[name] = [one.to_dict() for one in parts[name]]
        for name in ("reasons", "flips"):
            parts[name] = [asdict(one) for one in parts[name]]
        return {"schema": SCHEMA, **parts, "label": self.label.value}

    def to_json(self) -> str:
        """Return one line of JSON, readable as it stands in any language."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    @property
    def sentence(self) -> str:
        """The advice in one plain English sentence, figures as whole numbers.

        A sentence for logs and notebooks; reports word it with the department's own names.
        """
        named = self.alternative or "nothing yet"
        head = f"{self.department}: {named} ({self.label.value})"
        if self.leader and self.leader in self.support:
            head += (
                f"; in {self.support[self.leader]} of 100 ways of pairing one colleague's "
                f"priorities with another's assessment, {self.leader} comes first"
            )
        if self.blocked_by:
            head += f"; {self.leader} is blocked by {_labels(self.blocked_by)}"
        if self.conditional_on:
            head += f"; on condition of {_labels(self.conditional_on)}"
        return f"{head}."


def _labels(gates: Iterable[GateResult]) -> str:
    return ", ".join(f"'{gate.label}'" for gate in gates)
