"""The rows of a plan's programme: what always holds, and what each resource is used by.

Sparse, for a department's rows know nothing of the others' variables: written out, 800 departments
would take a gigabyte of zeros.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.sparse import csr_array, vstack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kit.analysis.decision.model import BoolArray, FloatArray, IntArray
    from kit.analysis.decision.portfolio_amounts import PlanAmounts, PlanNames
    from kit.analysis.decision.portfolio_parts import Limits, Resources

SparseRows: TypeAlias = csr_array
NO_HOURS: Mapping[str, float] = {}


def structure_rows(
    modes: tuple[int, ...], accounts: tuple[int, ...], gates: BoolArray
) -> tuple[SparseRows, FloatArray, FloatArray]:
    """Return rows: one mode each; accounts only with the most committed, and at least one.

    Args:
        modes: D departments, A alternatives.
        accounts: D departments, F platforms.
        gates: (D, A) False where a gate fails.

    Returns:
        (D (2 + F), D (A + F)) coefficients with the lower and upper limits of the rows.
    """
    (departments, alternatives), platforms = modes, accounts[1]
    mine = np.arange(departments)[:, None]
    mode = mine * alternatives + np.arange(alternatives)
    account = departments * alternatives + mine * platforms + np.arange(platforms)
    own, first = mode[:, -1:], mine * (2 + platforms)
    only = first + 2 + np.arange(platforms)
    entries = (
        (first, mode, 1.0),  # one mode each
        (first + 1, own, 1.0),  # own means at least one account
        (first + 1, account, -1.0),
        (only, account, 1.0),  # an account only where own
        (only, own, -1.0),
    )
    shape = (departments * (2 + platforms), departments * (alternatives + platforms))
    lower, upper = (
        np.full((departments, 2 + platforms), -1.0),
        np.zeros((departments, 2 + platforms)),
    )
    some = gates.any(axis=1)
    lower[:, 0], upper[:, 0], lower[:, 1] = some, some, -float(platforms)
    return _sparse(entries, shape), lower.ravel(), upper.ravel()


def resource_rows(
    names: PlanNames, resources: Resources, limits: Limits, plan: PlanAmounts
) -> tuple[tuple[str, ...], SparseRows, FloatArray, BoolArray]:
    """Return names, rows, limits and whether shared, of every resource that is counted."""
    none = np.zeros(plan.fit.shape)

    def row(by_mode: Mapping[str, float], an_account: FloatArray) -> FloatArray:
        return np.concatenate([_by_mode(names, by_mode).ravel(), an_account.ravel()])

    found = [
        (
            "hub hours a week",
            row(resources.hub_hours_by_mode, plan.hub_hours_an_account),
            resources.hub_hours,
        ),
        ("budget", row(NO_HOURS, plan.cost_an_account), resources.budget),
        ("accounts", row(NO_HOURS, none + 1), limits.accounts),
        (
            "departments with their own accounts",
            row({names.alternatives[-1]: 1.0}, none),
            limits.own_departments,
        ),
    ]
    for at, name in enumerate(names.platforms):
        on = none.copy()
        on[:, at] = 1
        if name in limits.on_platform:
            found.append((f"accounts on {name}", row(NO_HOURS, on), limits.on_platform[name]))
    limited = np.flatnonzero(np.isfinite(plan.hours))
    labels = [name for name, _, _ in found]
    labels += [f"hours a week of {names.departments[at]}" for at in limited]
    shared = np.arange(len(labels)) < len(found)
    rows = vstack(
        [
            csr_array(np.array([one for _, one, _ in found])),
            _department_rows(names, resources, plan, limited),
        ],
        format="csr",
    )
    amounts = np.concatenate([[limit for _, _, limit in found], plan.hours[limited]])
    return tuple(labels), rows, amounts, shared


def _by_mode(names: PlanNames, by_mode: Mapping[str, float]) -> FloatArray:
    """Return (D, A) what each alternative takes, the same in every department."""
    hours = [by_mode.get(name, 0.0) for name in names.alternatives]
    return np.tile(hours, (len(names.departments), 1))


def _department_rows(
    names: PlanNames, resources: Resources, plan: PlanAmounts, limited: IntArray
) -> SparseRows:
    """Return one row for each department that has a limit of its own hours."""
    departments, alternatives = len(names.departments), len(names.alternatives)
    platforms = len(names.platforms)
    own = np.arange(len(limited))[:, None]
    mode = limited[:, None] * alternatives + np.arange(alternatives)
    first = departments * alternatives
    account = first + limited[:, None] * platforms + np.arange(platforms)
    entries = (
        (own, mode, _by_mode(names, resources.department_hours_by_mode)[limited]),
        (own, account, plan.hours_an_account[limited]),
    )
    return _sparse(entries, (len(limited), departments * (alternatives + platforms)))


def _sparse(
    entries: tuple[tuple[IntArray, IntArray, FloatArray | float], ...], shape: tuple[int, int]
) -> SparseRows:
    """Return rows from (row, column, value) arrays that fit each other."""
    spread = [[part.ravel() for part in np.broadcast_arrays(*entry)] for entry in entries]
    row, column, value = (np.concatenate(parts) for parts in zip(*spread, strict=True))
    table = csr_array((value, (row, column)), shape=shape)
    table.eliminate_zeros()
    return table
