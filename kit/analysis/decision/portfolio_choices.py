"""What every department can do within a plan, one choice at a time, and what each choice takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kit.analysis.decision.model import BoolArray, FloatArray, IntArray
    from kit.analysis.decision.portfolio_parts import Programme

MOST_CHOICES = 64
SURE_DIGITS = 9
"""Amounts are added in any order: what differs beyond these digits is the same amount."""


class DepartmentChoices(NamedTuple):
    """One department's choices: an alternative, the most committed one with its accounts.

    Left out are accounts that take no less and fit no better than others: whatever the values,
    nobody needs them.

    Attributes:
        plan: (C, A + F) yes or no to each alternative and each account.
        taken: (C, S + 2) what a choice takes of each shared resource that is limited, how far it
            oversteps the department's own hours, weighed by one over them, and its accounts.
    """

    plan: BoolArray
    taken: FloatArray


@dataclass(frozen=True, eq=False)
class Choices:
    """Every department's choices, whatever the values and however much the shared limits allow.

    Attributes:
        departments: D of them.
        shared: (S,) positions of the shared resources that are limited.
        musts_kept: False where musts leave a department nothing, and all of them were let go.
    """

    departments: tuple[DepartmentChoices, ...]
    shared: IntArray
    musts_kept: bool

    def worth(self, programme: Programme) -> Iterator[FloatArray]:
        """Yield (C,) for each department: value and fit of its choices together."""
        each = programme.by_department(programme.objective)
        return (mine.plan @ row for mine, row in zip(self.departments, each, strict=True))

    def limits(self, programme: Programme) -> FloatArray:
        """Return (S + 2,) how much there is of what choices take; accounts as such are free."""
        return np.append(programme.resource_limits[self.shared], [0.0, np.inf])

    def plan(self, chosen: IntArray) -> FloatArray:
        """Return (D, A + F) yes or no to everything, from one choice (D,) a department."""
        rows = [mine.plan[at] for mine, at in zip(self.departments, chosen, strict=True)]
        return np.array(rows, dtype=np.float64)


class _Terms(NamedTuple):
    """What one department's choices are made from; one number a column, A + F of them.

    Attributes:
        low, high: Lowest and highest yes or no.
        fit: (F,) what an account is worth by itself.
        uses: (A + F, S) what is taken of each shared resource.
        hours: What is taken of the department's own hours.
        most: How many of those there are.
    """

    low: BoolArray
    high: BoolArray
    fit: FloatArray
    uses: FloatArray
    hours: FloatArray
    most: float


def choices_of(programme: Programme) -> Choices | None:
    """Return every department's choices; None where one has too many to write them down."""
    shared = np.flatnonzero(programme.shared & np.isfinite(programme.resource_limits))
    uses = programme.by_department(programme.resource_rows[shared].toarray())
    hours, most = _own_hours(programme)
    high = programme.by_department(programme.fixed_high) > 0
    low = programme.by_department(programme.fixed_low) > 0
    for kept in (True, False):
        found = []
        for row, fit in enumerate(programme.fit_value):
            terms = _Terms(
                low[row] & kept, high[row], fit, uses[:, row].T, hours[row], float(most[row])
            )
            if (mine := _department(terms)) is None:
                return None
            found.append(mine)
        if all(len(mine.plan) for mine in found):
            break
    return Choices(tuple(found), shared, kept)


def _own_hours(programme: Programme) -> tuple[FloatArray, FloatArray]:
    """Return (D, A + F) what is taken of a department's own hours, and (D,) how many it has."""
    own = np.flatnonzero(~programme.shared)
    entries = programme.resource_rows[own].tocoo()
    tables = (programme.value, programme.fit_value)
    of_column = np.concatenate([np.repeat(np.arange(len(one)), one.shape[1]) for one in tables])
    most = np.full(len(programme.value), np.inf)
    most[of_column[entries.col]] = programme.resource_limits[own][entries.row]
    hours = np.zeros(len(of_column))
    hours[entries.col] = entries.data
    return programme.by_department(hours), most


def _department(terms: _Terms) -> DepartmentChoices | None:
    alternatives = len(terms.low) - len(terms.fit)
    forced, possible = terms.low[:alternatives], terms.high[:alternatives]
    if forced.any():
        possible = possible & forced & (forced.sum() == 1)
    one_each = np.eye(alternatives, len(terms.low), dtype=np.bool_)
    served = one_each[:-1][possible[:-1] & ~terms.low[alternatives:].any()]
    own = np.zeros((0, len(terms.low)), dtype=np.bool_)
    if possible[-1]:
        sets = _account_sets(terms, slice(alternatives, None))
        if sets is None:
            return None
        own = np.concatenate([np.repeat(one_each[-1:, :alternatives], len(sets), 0), sets], axis=1)
    nothing = np.zeros((int(not terms.high[:alternatives].any()), len(terms.low)), dtype=np.bool_)
    plan = np.concatenate([served, own, nothing])
    over = np.maximum(plan @ terms.hours - terms.most, 0.0) / max(terms.most, 1.0)
    taken = [plan @ terms.uses, over[:, None], plan[:, alternatives:].sum(axis=1)[:, None]]
    return DepartmentChoices(plan, np.round(np.concatenate(taken, axis=1), SURE_DIGITS))


def _account_sets(terms: _Terms, part: slice) -> BoolArray | None:
    """Return (n, F) sets of one account or more that may be needed; None where they are many."""
    must, open_to = terms.low[part], terms.high[part]
    costs = np.concatenate(
        [terms.uses[part], terms.hours[part, None], np.ones((len(must), 1))], axis=1
    )
    some = must.any()
    sets = must[None] if some else np.zeros((0, len(must)), dtype=np.bool_)
    for at in np.flatnonzero(open_to & ~must):
        alone = (np.arange(len(must)) == at)[None]
        sets = np.concatenate([sets, sets | alone, alone[int(some) :]])
        sets = sets[nondominated(sets @ terms.fit, np.round(sets @ costs, SURE_DIGITS))]
        if len(sets) > MOST_CHOICES:
            return None
    return sets


def nondominated(worth: FloatArray, taken: FloatArray) -> IntArray:
    """Return positions of those that no other beats: worth as much, and taking no more of anything.

    Of equals the first stays.

    Args:
        worth: (n,) more is better.
        taken: (n, m) less is better.

    >>> nondominated(np.array([3.0, 3, 5, 4]), np.array([[1.0], [2], [2], [3]])).tolist()
    [2, 0]
    """
    order = np.lexsort((taken.sum(axis=1), -worth))
    costs = taken[order].T
    costs = costs[np.ptp(costs, axis=1) > 0] if len(order) else costs
    no_less = np.ones((len(order), len(order)), dtype=np.bool_)
    for cost in costs:
        no_less &= cost[:, None] >= cost
    beaten = np.tril(no_less, -1).any(axis=1)
    return order[~beaten]
