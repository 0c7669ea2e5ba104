"""What one person's own answers point to: advice before anybody else has answered.

The engine rightly advises nothing on one person's word. Whoever assesses alone is told where the
answers point, that it is one view, why, and what would change it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.reasons import MODELS, flips, look_again, reasons
from kit.analysis.wording import MODEL_WORDS, capital
from kit.model.content import AccountModel
from kit.model.decision import GateState, Label, Recommendation

if TYPE_CHECKING:
    from kit.analysis.decide import Decision

MOST_REASONS = 2
SCORED_TOGETHER = "goals_alone"


@dataclass(frozen=True, slots=True)
class OneView:
    """Where answers point.

    Attributes:
        model: None while nothing is answered.
        certainty: How much it can be relied on, as a sentence.
        reasons: At most two sentences, the strongest first.
        look_again_if: What would change it.
        missing: What is not known or not met, as things to do.
        gap: Lead over the next account model, in points of 100.
    """

    model: AccountModel | None
    certainty: str
    reasons: tuple[str, ...]
    look_again_if: str
    missing: tuple[str, ...]
    gap: float | None
    answered: int
    possible: int


def one_view(decision: Decision, subject: str) -> OneView:
    """Return where the answers about a subject point.

    Args:
        decision: The workshop being decided.
        subject: A department's id, or `department@platform`.

    Raises:
        KeyError: No such subject.
    """
    row = next(
        (at for at, one in enumerate(decision.situation.subjects) if one.key == subject), None
    )
    if row is None:
        raise KeyError(subject)
    found = decision.recommendations[row]
    if not found.people:
        return OneView(None, "Nothing is answered yet.", (), "", (), None, 0, found.possible)
    allowed = np.array([model not in _stopped(found) for model in MODELS], dtype=np.bool_)
    if not allowed.any():
        allowed[:] = True
    value = np.where(allowed, decision.study.scores.value[row], -np.inf)
    first = MODELS.index(found.model) if found.model else int(value.argmax())
    rivals = np.where(np.arange(len(MODELS)) == first, -np.inf, decision.study.scores.value[row])
    why = reasons(decision.study, decision.bank, row, first, int(rivals.argmax()))
    strong = [reason.sentence for reason in why if reason.points > 0 and reason.answers]
    changes = flips(decision.turning, decision.bank, row, allowed, found.gates)
    return OneView(
        model=MODELS[first],
        certainty=_certainty(found),
        reasons=tuple(
            capital(sentence) for sentence in (strong or _stopping(found))[:MOST_REASONS]
        ),
        look_again_if=capital(look_again(changes, found.people)),
        missing=tuple(dict.fromkeys(_missing(found, MODELS[first]))),
        gap=float(value[first] - rivals.max()),
        answered=found.answered,
        possible=found.possible,
    )


def _stopped(found: Recommendation) -> set[AccountModel]:
    return {
        gate.model
        for gate in found.gates
        if gate.state is GateState.FAIL and gate.gate != SCORED_TOGETHER
    }


def _stopping(found: Recommendation) -> list[str]:
    return [gate.sentence for gate in found.gates if gate.state is GateState.FAIL]


def _missing(found: Recommendation, model: AccountModel) -> list[str]:
    wanted = {model, found.leader}
    return [
        f"{capital(gate.remedy)} (for: {MODEL_WORDS[gate.model]})"
        for gate in found.gates
        if gate.state is not GateState.PASS and gate.model in wanted and gate.remedy
    ]


def _certainty(found: Recommendation) -> str:
    if found.people == 1:
        part = f"{found.answered} of {found.possible} questions about it answered"
        return f"One person's view, {part}. Three people are needed before the kit advises."
    if found.label is Label.NOT_ENOUGH_ANSWERS:
        return (
            f"{found.people} people have answered {found.answered} of {found.possible} questions."
        )
    return f"From {found.people} people: {found.label.value}."
