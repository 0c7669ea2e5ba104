"""The best plan from one choice a department: partial plans that no other beats are gone on with.

Department by department every partial plan is continued in every way, and those are dropped that
another beats in worth and in everything taken (Nemhauser and Ullmann 1969). What is left at the
end is exact, shortfalls included. A report asks for some thirty plans, and an optimiser would spend
more time on them than on everything else in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.portfolio_choices import SURE_DIGITS, nondominated
from kit.analysis.decision.portfolio_solving import (
    SAME_SHORTFALL,
    SAME_VALUE,
    Solution,
    solve,
    solve_elastic,
)

if TYPE_CHECKING:
    from kit.analysis.decision.model import FloatArray, IntArray
    from kit.analysis.decision.portfolio_choices import Choices
    from kit.analysis.decision.portfolio_parts import Programme

MOST_PARTIAL_PLANS = 600


def best_plan(programme: Programme, choices: Choices | None) -> Solution:
    """Return the best plan within all limits, or the one that oversteps them by the least.

    Args:
        programme: What to solve.
        choices: Its departments' choices, or those of the same programme with other values or
            other shared limits; None where they are too many: an optimiser solves it then.
    """
    combined = combine(programme, choices) if choices is not None else None
    return combined or solve(programme) or solve_elastic(programme)


def combine(programme: Programme, choices: Choices) -> Solution | None:
    """Return the plan that is short by the least, the best of those, with the fewest accounts.

    Overstepping each limit is weighed by one over the limit, so that ten hours of a hundred weigh
    like one of ten.

    Returns:
        The plan; None where too many partial plans are left to go on with.
    """
    worth, taken = np.zeros(1), np.zeros((1, len(choices.shared) + 2))
    steps: list[IntArray] = []
    for mine, each in zip(choices.departments, choices.worth(programme), strict=True):
        worth = (worth[:, None] + each).ravel()
        if len(worth) > MOST_PARTIAL_PLANS:
            return None
        taken = (taken[:, None] + mine.taken).reshape(len(worth), -1).round(SURE_DIGITS)
        kept = nondominated(worth, taken)
        worth, taken = worth[kept], taken[kept]
        steps.append(kept)
    at, short = _best(worth, taken, choices.limits(programme))
    plan = programme.in_a_row(choices.plan(_way(steps, choices, at)))
    return Solution(plan, float(programme.objective @ plan), short or not choices.musts_kept)


def _best(worth: FloatArray, taken: FloatArray, limits: FloatArray) -> tuple[int, bool]:
    """Return the position of the plan to take, and whether it is short of anything."""
    weights = 1.0 / np.maximum(limits, 1.0)
    shortfall = np.maximum(taken - limits, 0.0) @ weights
    good = shortfall <= shortfall.min() + SAME_SHORTFALL
    best = worth[good].max()
    good &= worth >= best - SAME_VALUE * max(abs(best), 1.0)
    accounts = np.where(good, taken[:, -1], np.inf)
    return int(accounts.argmin()), bool(shortfall.min() > SAME_SHORTFALL)


def _way(steps: list[IntArray], choices: Choices, at: int) -> IntArray:
    """Return (D,) the choices that led to a plan, followed back from the last department."""
    chosen = []
    for kept, mine in zip(reversed(steps), reversed(choices.departments), strict=True):
        at, choice = divmod(int(kept[at]), len(mine.plan))
        chosen.append(choice)
    return np.array(chosen[::-1], dtype=np.int64)
