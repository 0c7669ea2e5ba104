"""Solving portfolios: the best plan, the least short one, and ties towards fewer accounts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import block_array, csr_array, diags_array, vstack

from kit.analysis.decision.solver_lines import without_solver_lines

if TYPE_CHECKING:
    from kit.analysis.decision.model import FloatArray, IntArray
    from kit.analysis.decision.portfolio_parts import Programme
    from kit.analysis.decision.portfolio_rows import SparseRows

SAME_VALUE = 1e-6
SAME_SHORTFALL = 1e-6
EXACT = 1e-9


@dataclass(frozen=True, eq=False)
class Solution:
    """A plan and what it is worth.

    Attributes:
        plan: (D (A + F)) yes or no for each mode and each account.
        objective: Value and fit together.
        short: Whether it oversteps a limit, or leaves musts aside.
    """

    plan: FloatArray
    objective: float
    short: bool = False


class _Rows(NamedTuple):
    """Rows of a programme: lower <= table @ x <= upper."""

    table: SparseRows
    lower: FloatArray
    upper: FloatArray

    def plus(self, row: FloatArray, lower: float, upper: float) -> _Rows:
        """Return the rows with one more."""
        table = vstack([self.table, csr_array(row[None])], format="csr")
        return _Rows(table, np.append(self.lower, lower), np.append(self.upper, upper))


def solve(programme: Programme) -> Solution | None:
    """Return the best plan within all limits, with the fewest accounts; None when there is none."""
    keep = np.isfinite(programme.resource_limits)
    rows = vstack([programme.rows, programme.resource_rows[np.flatnonzero(keep)]], format="csr")
    lower = np.concatenate([programme.lower, np.full(keep.sum(), -np.inf)])
    upper = np.concatenate([programme.upper, programme.resource_limits[keep] + EXACT])
    worth = programme.objective
    bounds = (programme.fixed_low, programme.fixed_high)
    held = _Rows(rows, lower, upper)
    first = _milp(-worth, held, bounds)
    if first is None:
        return None
    objective = float(worth @ first)
    count = np.zeros(len(worth))
    count[programme.account_part] = 1.0
    if count @ first <= (programme.fixed_low[programme.account_part]).sum():
        return Solution(first, objective)
    slack = SAME_VALUE * max(abs(objective), 1.0)
    again = _milp(count, held.plus(worth, objective - slack, np.inf), bounds)
    return Solution(first if again is None else again, objective)


def solve_elastic(programme: Programme) -> Solution:
    """Return the plan that oversteps the limits by the least, and the best among those.

    Overstepping each limit is weighed by one over the limit, so that ten hours of a hundred weigh
    like one of ten. Musts that cannot be kept together are dropped.
    """
    count, size = programme.resource_rows.shape
    keep = np.isfinite(programme.resource_limits)
    slack_columns = diags_array(np.where(keep, -1.0, 0.0), format="csr")
    rows = block_array(
        [[programme.rows, None], [programme.resource_rows, slack_columns]], format="csr"
    )
    lower = np.concatenate([programme.lower, np.full(count, -np.inf)])
    upper = np.concatenate([programme.upper, programme.resource_limits + EXACT])
    finite = np.where(keep, programme.resource_limits, 1.0)
    price = np.concatenate([np.zeros(size), 1.0 / np.maximum(finite, 1.0)])
    whole = np.concatenate([np.ones(size), np.zeros(count)]).astype(np.int64)
    held = _Rows(rows, lower, upper)
    for low in (programme.fixed_low, np.zeros(size)):
        bounds = (
            np.concatenate([low, np.zeros(count)]),
            np.concatenate([programme.fixed_high, np.full(count, np.inf)]),
        )
        least = _milp(price, held, bounds, whole)
        if least is not None:
            break
    if least is None:  # departments without any alternative are let off, so this cannot happen
        message = "a portfolio without any must has no plan"
        raise AssertionError(message)
    shortest = float(price @ least)
    worth = np.concatenate([-programme.objective, np.zeros(count)])
    best = _milp(worth, held.plus(price, -np.inf, shortest + SAME_SHORTFALL), bounds, whole)
    plan = (least if best is None else best)[:size]
    return Solution(plan, float(programme.objective @ plan), short=True)


def with_limit(programme: Programme, row: int, limit: float) -> Programme:
    """Return the same programme with another limit of one resource."""
    limits = programme.resource_limits.copy()
    limits[row] = limit
    return replace(programme, resource_limits=limits)


def _milp(
    cost: FloatArray,
    rows: _Rows,
    bounds: tuple[FloatArray, FloatArray],
    whole: IntArray | None = None,
) -> FloatArray | None:
    """Return the cheapest whole-number solution, rounded, or None when there is none."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  loaded when it is needed

    with without_solver_lines():
        found = milp(
            cost,
            integrality=np.ones(len(cost), dtype=np.int64) if whole is None else whole,
            bounds=Bounds(*bounds),
            constraints=LinearConstraint(rows.table, rows.lower, rows.upper),
            options={"mip_rel_gap": EXACT},
        )
    if found.x is None:
        return None
    solution = np.asarray(found.x, dtype=np.float64)
    return (
        np.where(whole == 0, solution, np.round(solution))
        if whole is not None
        else np.round(solution)
    )
