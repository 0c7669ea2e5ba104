"""The portfolio written as a mixed-integer programme: variables, rows and limits by name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.portfolio_amounts import (
    PlanAmounts,
    PlanNames,
    finite_amounts,
    read_amounts,
)
from kit.analysis.decision.portfolio_check import (
    StructureName,
    must_contradictions,
    open_modes,
    portfolio_problems,
)
from kit.analysis.decision.portfolio_rows import resource_rows, structure_rows
from kit.analysis.decision.problems import Collected, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from kit.analysis.decision.model import BoolArray, DecisionModel, FloatArray, IntArray
    from kit.analysis.decision.portfolio_rows import SparseRows

UNLIMITED = float("inf")


@dataclass(frozen=True, eq=False)
class Resources:
    """What there is and what each thing takes; hours are a week, infinite means no limit.

    Attributes:
        department_hours: (D,) or one number: hours each department has.
        hub_hours: Hours the central team has for all.
        budget: Money for all, a year.
        department_hours_by_mode: Hours an alternative takes of the department, beside accounts.
        hub_hours_by_mode: Hours an alternative takes of the central team per department.
        hours_an_account: (D, F), (F,) or one number: department hours per account.
        hub_hours_an_account: The same of the central team; (D,) when no platforms are named.
        cost_an_account: The same in money.
    """

    department_hours: npt.ArrayLike = UNLIMITED
    hub_hours: float = UNLIMITED
    budget: float = UNLIMITED
    department_hours_by_mode: Mapping[str, float] = field(default_factory=dict)
    hub_hours_by_mode: Mapping[str, float] = field(default_factory=dict)
    hours_an_account: npt.ArrayLike = 0.0
    hub_hours_an_account: npt.ArrayLike = 0.0
    cost_an_account: npt.ArrayLike = 0.0


@dataclass(frozen=True, eq=False)
class Limits:
    """Most there may be; infinite means no limit.

    Attributes:
        accounts: Accounts in total.
        on_platform: Platform to the most accounts on it.
        own_departments: Departments with the most committed alternative.
    """

    accounts: float = UNLIMITED
    on_platform: Mapping[str, float] = field(default_factory=dict)
    own_departments: float = UNLIMITED


@dataclass(frozen=True, slots=True)
class StructureRule:
    """A company structure as a restriction of the portfolio.

    Attributes:
        name: Centralised: the least committed alternative everywhere. Hub-and-spoke: the most
            committed nowhere. Multiple hubs: it in at most `hubs` departments. Decentralised: it
            everywhere. A department whose gates leave it nothing of the kind keeps what it has.
        hubs: Two to five in the literature.
    """

    name: StructureName
    hubs: int = 3


@dataclass(frozen=True, eq=False)
class Programme:
    """max objective . x over yes-or-no x, subject to rows; x is (D x A) modes, then (D x F).

    Attributes:
        rows: (R, D (A + F)) coefficients of the rows that always hold, with `lower`, `upper`;
            sparse, as are the next.
        resource_rows: (N, D (A + F)) what each resource is used by.
        resource_limits: (N,) how much there is.
        shared: (N,) whether all departments draw on it.
        fixed_low, fixed_high: Bounds of the variables: gates, musts and structure.
    """

    value: FloatArray
    fit_value: FloatArray
    stakes: FloatArray
    rows: SparseRows
    lower: FloatArray
    upper: FloatArray
    resource_names: tuple[str, ...]
    resource_rows: SparseRows
    resource_limits: FloatArray
    shared: BoolArray
    fixed_low: FloatArray
    fixed_high: FloatArray
    departments: tuple[str, ...]
    platforms: tuple[str, ...]
    alternatives: tuple[str, ...]
    named_platforms: bool
    contradictions: tuple[str, ...]

    @property
    def objective(self) -> FloatArray:
        """(D (A + F)) what each yes is worth."""
        worth = self.stakes[:, None] * self.value
        fits = self.stakes[:, None] * self.fit_value
        return np.concatenate([worth.ravel(), fits.ravel()])

    @property
    def account_part(self) -> slice:
        """The variables that are accounts."""
        return slice(self.value.size, None)

    def by_department(self, row: FloatArray) -> FloatArray:
        """Return (..., D, A + F) of what is given in a row for every variable (..., D (A + F))."""
        parts = (
            (row[..., : self.value.size], self.value),
            (row[..., self.account_part], self.fit_value),
        )
        tables = [part.reshape(*row.shape[:-1], *like.shape) for part, like in parts]
        return np.concatenate(tables, axis=-1)

    def in_a_row(self, table: FloatArray) -> FloatArray:
        """Return (D (A + F)) of what is given for every department (D, A + F)."""
        modes = self.value.shape[1]
        return np.concatenate([table[:, :modes].ravel(), table[:, modes:].ravel()])

    def read(self, plan: FloatArray) -> tuple[IntArray, BoolArray]:
        """Return (D,) modes, -1 for none, and (D, F) accounts of a solution."""
        chosen = plan[: self.value.size].reshape(self.value.shape) > 0.5  # noqa: PLR2004 - yes
        accounts = plan[self.account_part].reshape(self.fit_value.shape) > 0.5  # noqa: PLR2004 - yes
        return np.where(chosen.any(axis=1), chosen.argmax(axis=1), -1), accounts

    def used(self, plan: FloatArray) -> dict[str, float]:
        """Return what a solution takes of each resource."""
        taken = self.resource_rows @ np.round(plan)
        return {
            name: round(float(amount), 9)
            for name, amount in zip(self.resource_names, taken, strict=True)
        }

    def with_value(self, value: FloatArray) -> Programme:
        """Return the same programme for other values (D, A)."""
        return replace(self, value=value)


def build_programme(  # noqa: PLR0913 - as many as `portfolio`
    model: DecisionModel,
    value: FloatArray,
    resources: Resources,
    *,
    departments: Sequence[str] | None,
    stakes: npt.ArrayLike | None,
    platforms: Sequence[str],
    fit: npt.ArrayLike | None,
    places: npt.ArrayLike | None,
    fit_points: float,
    limits: Limits,
    musts: Sequence[tuple[str, str]],
    allowed: npt.ArrayLike | None,
    structure: StructureRule | None,
) -> Programme:
    """Return the programme of a portfolio, everything checked; see `portfolio`."""
    count = len(value)
    subjects = range(1, count + 1) if departments is None else listed(departments)
    columns = tuple(map(str, listed(platforms))) or ("account",)
    names = PlanNames(tuple(map(str, subjects)), columns, model.alternatives)
    found = Collected()
    found.problems += portfolio_problems(
        value, resources, names, limits, musts=musts, structure=structure
    )
    found.take(lambda: finite_amounts("fit_points", fit_points, ()), np.zeros(()))
    given = {"fit": fit, "stakes": stakes, "allowed": allowed, "places": places}
    plan = read_amounts(names, resources, given, found)
    found.refuse()
    low, high = _bounds(names, musts, plan, structure)
    if structure is not None and structure.name == "multiple hubs":
        limits = replace(limits, own_departments=min(limits.own_departments, structure.hubs))
    resource_names, taken, resource_limits, shared = resource_rows(names, resources, limits, plan)
    rows, lower, upper = structure_rows(value.shape, plan.fit.shape, plan.gates)
    return Programme(
        value=value,
        fit_value=plan.fit * (fit_points if listed(platforms) else 0.0),
        stakes=plan.stakes,
        rows=rows,
        lower=lower,
        upper=upper,
        resource_names=resource_names,
        resource_rows=taken,
        resource_limits=resource_limits,
        shared=shared,
        fixed_low=low,
        fixed_high=high,
        departments=names.departments,
        platforms=columns,
        alternatives=model.alternatives,
        named_platforms=bool(listed(platforms)),
        contradictions=must_contradictions(names, musts, plan, structure),
    )


def _bounds(
    names: PlanNames,
    musts: Sequence[tuple[str, str]],
    plan: PlanAmounts,
    structure: StructureRule | None,
) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and highest value of each yes-or-no variable."""
    alternatives, left = len(names.alternatives), open_modes(plan.gates, structure)
    low = np.zeros((len(names.departments), len(names.columns)))
    high = np.concatenate([left, plan.places], axis=1).astype(np.float64)
    for department, wanted in musts:
        row, column = names.departments.index(department), names.columns.index(wanted)
        needed = column if column < alternatives else alternatives - 1
        if left[row, needed]:
            low[row, column] = 1.0
    low = np.minimum(low, high)
    split = (
        (low[:, :alternatives], low[:, alternatives:]),
        (high[:, :alternatives], high[:, alternatives:]),
    )
    flat = [np.concatenate([modes.ravel(), accounts.ravel()]) for modes, accounts in split]
    return flat[0], flat[1]
