"""The condition that goals alone never make an own account, looked at with and without it."""

from __future__ import annotations

import numpy as np

from kit.analysis.decision import Study
from kit.analysis.reasons import MODELS
from kit.analysis.turning_points import BoolArray, TurningPoints, may_lead
from kit.model.content import AccountModel
from kit.model.decision import GateResult, GateState

OWN = AccountModel.OWN
GOALS = "goals"
GOALS_ALONE = "goals_alone"


def turning_points(study: Study) -> TurningPoints:
    """Return what would change each row's advice, the condition kept."""
    criteria = study.model.criterion_ids
    goals = criteria.index(GOALS) if GOALS in criteria and len(criteria) > 1 else None
    return TurningPoints(study, MODELS.index(OWN), goals)


class Guard:
    """The condition that unaligned goals alone never make an own account (requirement S2-12).

    The articles contradict each other there; the other criteria decide.
    """

    def __init__(self, study: Study) -> None:
        """Hold what the advice would be with the guard and without."""
        self.own = MODELS.index(OWN)
        self.guarded = turning_points(study)
        self.free = self.guarded.unguarded()
        self.everything: BoolArray = np.ones(len(MODELS), dtype=np.bool_)

    def bars(self, row: int) -> bool:
        """Say whether without its goals another account model would score higher than its own."""
        return not may_lead(self.guarded.case(row, self.everything), self.own)[self.own]

    def shown(self, row: int, allowed: BoolArray) -> tuple[GateResult, ...]:
        """Return the condition where it makes a difference: own would lead or be advised."""
        scores = self.guarded.scores
        if not scores.people[row] or not self.bars(row):
            return ()
        if self.own not in {int(scores.leader[row]), self.free.today(row, allowed)}:
            return ()
        gate = GateResult(
            gate=GOALS_ALONE,
            model=OWN,
            state=GateState.FAIL,
            sentence="only its goals speak for it; the other criteria do not",
            remedy="find out whether audience, resources, content or voice differ as well",
        )
        return (gate,)
