"""What is decided and what was found: recommendations, gates, flips, transitions, findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kit.model.content import AccountModel


class Label(StrEnum):
    """How certain a recommendation is; exactly one holds."""

    BLOCKED = "blocked"
    NOT_ENOUGH_ANSWERS = "not enough answers"
    TOO_CLOSE = "too close to call"
    CLEAR = "clear"
    LEANING = "leaning"
    CONTESTED = "contested"


FIRM = frozenset({Label.CLEAR, Label.LEANING})
"""Labels on which people can act."""
UNSETTLED = frozenset({Label.TOO_CLOSE, Label.CONTESTED})
"""Labels of advice that the answers do not settle, though there are enough of them."""


class Severity(StrEnum):
    """How much a finding matters; most first."""

    STOP = "stop"
    WARN = "warn"
    NOTE = "note"
    GOOD = "good"


class GateState(StrEnum):
    """Whether a hard condition is met; unknown makes a recommendation conditional."""

    PASS = "pass"  # noqa: S105  a gate is passed, nothing is secret
    FAIL = "fail"
    UNKNOWN = "unknown"


class Step(StrEnum):
    """What to do with an account that exists, or does not yet."""

    OPEN = "open as pilot"
    KEEP = "keep"
    REVIVE = "revive"
    MERGE = "merge"
    CLOSE = "close"
    REVIVE_OR_CLOSE = "revive, merge or close"
    MERGE_OR_CLOSE = "merge or close"
    NOTHING = "nothing to open or close"
    DECIDE_FIRST = "decide first"


class Operator(StrEnum):
    """Who runs an account."""

    DEPARTMENT = "department"
    CENTRAL_TEAM = "central team"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence rests on.

    Attributes:
        answers: How many answers.
        of: How many there could have been; 0 when that has no meaning.
        rows: How many register rows.
        from_: Ids of the questions and registers read.
    """

    answers: int = 0
    of: int = 0
    rows: int = 0
    from_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence a person would say, with what to do and what it rests on."""

    rule: str
    severity: Severity
    sentence: str
    advice: str
    evidence: Evidence
    source: str
    department: str = ""
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateResult:
    """One hard condition looked at for one account model of one department.

    Attributes:
        gap: How much is missing, in `unit`; 0 when passed, None when unknown or not a number.
        sentence: What was found, in words: `2 of 6.5 hours a week`.
        remedy: What would clear it.
    """

    gate: str
    model: AccountModel
    state: GateState
    sentence: str
    remedy: str
    gap: float | None = None
    unit: str = ""

    @property
    def fact(self) -> str:
        """Return what a condition asks about, of a sentence that it is not known."""
        text = self.sentence.removeprefix("nobody said ").rpartition(", and ")[2]
        for ending in (" are not known", " is not known", " not named yet"):
            text = text.removesuffix(ending)
        return text


@dataclass(frozen=True, slots=True)
class Reason:
    """What one criterion adds to the lead over the next account model, in points of 100."""

    criterion: str
    label: str
    points: float
    weight: float
    mean_level: float | None
    sentence: str
    answers: int


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change on one criterion that gives another recommendation.

    Attributes:
        kind: `answers` (people moving on the scale), `weight` or `gate`.
        people: How many people would have to answer one level differently; None for other kinds.
        weight_now: The criterion's weight today, 0 to 1; None for other kinds.
        weight_then: The weight at which both are equal; None for other kinds.
    """

    kind: str
    criterion: str
    to: AccountModel
    sentence: str
    people: int | None = None
    weight_now: float | None = None
    weight_then: float | None = None
    level_now: float | None = None
    level_then: float | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """What happens to one account, existing or to be opened."""

    step: Step
    sentence: str
    account: str = ""
    platform: str = ""
    state_today: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What is advised for one department, or for one department on one platform.

    Attributes:
        subject: The department's id, or `department@platform`.
        model: None when nothing can honestly be advised.
        leader: The account model with the highest score, gates left aside; None without answers.
        label: How certain.
        scores: Account model to value, 0 to 100; empty without answers.
        gap: Lead of the leader over the next account model in points; None without answers.
        support: Account model to how many of 100 pairings put it first; they add up to 100.
            Empty where a support figure would mislead (fewer than two people).
        votes: Account model to the people whose own weights and answers put it first, ties shared.
        people: How many participants answered at least one question about it.
        answered: Answers given, of `possible`.
        conditional_on: Facts nobody has given yet and without which the advice is provisional.
        because: The reason, in one line.
        look_again_if: What would change it, in one line.
    """

    subject: str
    department: str
    department_name: str
    platform: str
    platform_name: str
    model: AccountModel | None
    leader: AccountModel | None
    label: Label
    because: str
    look_again_if: str
    scores: dict[str, float] = field(default_factory=dict)
    gap: float | None = None
    support: dict[str, int] = field(default_factory=dict)
    votes: dict[str, float] = field(default_factory=dict)
    people: int = 0
    answered: int = 0
    possible: int = 0
    operator: Operator | None = None
    shared_with: tuple[str, ...] = ()
    conditional_on: tuple[str, ...] = ()
    gates: tuple[GateResult, ...] = ()
    reasons: tuple[Reason, ...] = ()
    flips: tuple[Flip, ...] = ()
    transitions: tuple[Transition, ...] = ()

    @property
    def not_known(self) -> tuple[str, ...]:
        """Return the facts nobody has given and without which the advice is provisional."""
        return tuple(
            gate.fact
            for gate in self.gates
            if gate.state is GateState.UNKNOWN and gate.model is self.model
        )
