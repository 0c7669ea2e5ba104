"""What can be wrong with the input of a portfolio."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kit.analysis.decision.problems import nearest, quoted, refuse
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from kit.analysis.decision.model import BoolArray, FloatArray
    from kit.analysis.decision.portfolio_parts import Limits, Resources


class PlanNames(NamedTuple):
    """The departments, platforms and alternatives of a plan, by name and in order."""

    departments: tuple[str, ...]
    platforms: tuple[str, ...]
    alternatives: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Everything a must can ask for."""
        return (*self.alternatives, *self.platforms)


def amounts(name: str, given: npt.ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """Return numbers of a shape; one per department where it may be one per account too.

    Raises:
        DecisionInputError: E02 another shape, E10 negative or missing numbers.
    """
    table = np.asarray(given, dtype=np.float64)
    two = 2
    if len(shape) == two and table.shape == (shape[0],) and shape[1] == 1:
        table = table[:, None]
    if table.shape not in ((), shape, shape[1:]):
        allowed = f"one number or a table of {' x '.join(map(str, shape))}"
        found = f"a table of {' x '.join(map(str, table.shape))}"
        refuse("E02", name, found, allowed, "Give one for each.")
    if np.isnan(table).any() or (table < 0).any():
        refuse("E10", name, table.tolist(), "zero or more", "Correct the numbers.")
    return np.broadcast_to(table, shape).copy()


def portfolio_problems(
    value: FloatArray,
    resources: Resources,
    names: PlanNames,
    limits: Limits,
    *,
    musts: Sequence[tuple[str, str]],
) -> Iterator[Problem]:
    """Yield wrong names, lengths and negative amounts, all of them."""
    if len(names.departments) != len(value):
        found, allowed = f"{len(names.departments)} names", f"{len(value)}, as the scores"
        yield Problem("departments", found, allowed, "Name each department.", "E02")
    single = {
        "hub_hours": resources.hub_hours,
        "budget": resources.budget,
        "limit on accounts": limits.accounts,
        "limit on departments with their own": limits.own_departments,
        **{f"limit on {name}": most for name, most in limits.on_platform.items()},
        **_named("department_hours_by_mode", resources.department_hours_by_mode),
        **_named("hub_hours_by_mode", resources.hub_hours_by_mode),
    }
    for name, number in single.items():
        if np.isnan(number) or number < 0:
            yield Problem(name, f"{number:g}", "zero or more", "Correct the number.", "E10")
    yield from _unknown("hours by mode", [*resources.department_hours_by_mode], names.alternatives)
    yield from _unknown("hours by mode", [*resources.hub_hours_by_mode], names.alternatives)
    yield from _unknown("limits on platforms", [*limits.on_platform], names.platforms)
    columns = names.columns
    for department, wanted in musts:
        if department not in names.departments:
            fix = nearest(department, names.departments)
            yield Problem("musts", quoted(department), "a department of this plan", fix, "E07")
        yield from _unknown(f"musts of {quoted(department)}", [wanted], columns)


def must_contradictions(
    names: PlanNames, musts: Sequence[tuple[str, str]], gates: BoolArray
) -> tuple[str, ...]:
    """Return in words what no plan can keep, whatever the resources."""
    found = [
        f"{names.departments[int(row)]}: no alternative passes its gates"
        for row in np.flatnonzero(~gates.any(axis=1))
    ]
    for department, wanted in musts:
        place = min(names.columns.index(wanted), len(names.alternatives) - 1)
        if not gates[names.departments.index(department), place]:
            found.append(f"{department}: must have {wanted}, but a gate forbids it")
    modes: dict[str, set[str]] = {}
    for department, wanted in musts:
        mode = wanted if wanted in names.alternatives else names.alternatives[-1]
        modes.setdefault(department, set()).add(mode)
    found += [
        f"{department}: must be {' and '.join(sorted(several))} at once"
        for department, several in modes.items()
        if len(several) > 1
    ]
    return tuple(found)


def _named(name: str, by_mode: Mapping[str, float]) -> dict[str, float]:
    return {f"{name} of {mode}": hours for mode, hours in by_mode.items()}


def _unknown(where: str, names: Sequence[str], allowed: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        if name not in allowed:
            fix = nearest(name, allowed)
            yield Problem(where, quoted(name), "a name of this plan", fix, "E02")
