"""What a plan counts with: names in order, and amounts as tables of full shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kit.analysis.decision.problems import Collected, numbers, refuse
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from kit.analysis.decision.model import BoolArray, FloatArray
    from kit.analysis.decision.portfolio_parts import Resources


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
    table = numbers(name, given)
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


def finite_amounts(name: str, given: npt.ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """Return amounts none of which is endless, as what things take and weigh must be.

    Raises:
        DecisionInputError: E09 an infinite number; as `amounts`.
    """
    table = amounts(name, given, shape)
    if np.isinf(table).any():
        fix = "Forbid what nobody can afford with `allowed` or `places`."
        refuse("E09", name, "inf", "finite", fix)
    return table


@dataclass(frozen=True, eq=False)
class PlanAmounts:
    """Everything a plan counts with, as tables of full shape.

    Attributes:
        fit: (D, F) 0 to 1.
        stakes: (D,) importance.
        gates: (D, A) False where a gate fails, or where no place is open to an account.
        places: (D, F) False where there can be no account.
        hours: (D,) what each department has, infinite for no limit.
        hours_an_account: (D, F) what an account takes of its department.
        hub_hours_an_account: (D, F) what it takes of the central team.
        cost_an_account: (D, F) what it takes of the budget.
    """

    fit: FloatArray
    stakes: FloatArray
    gates: BoolArray
    places: BoolArray
    hours: FloatArray
    hours_an_account: FloatArray
    hub_hours_an_account: FloatArray
    cost_an_account: FloatArray


def read_amounts(
    names: PlanNames,
    resources: Resources,
    given: Mapping[str, npt.ArrayLike | None],
    found: Collected,
) -> PlanAmounts:
    """Return the amounts of a plan; what is wrong with them is added to what was found.

    Args:
        names: Of departments, platforms and alternatives.
        resources: What there is and what things take.
        given: `fit`, `stakes`, `allowed`, `places`; 1 or True where it is None.
        found: Takes the problems.
    """
    count = len(names.departments)
    accounts, modes = (count, len(names.platforms)), (count, len(names.alternatives))

    def read(name: str, table: npt.ArrayLike | None, shape: tuple[int, ...]) -> FloatArray:
        amount = 1.0 if table is None else table
        return found.take(lambda: finite_amounts(name, amount, shape), np.ones(shape))

    fit = read("fit", given["fit"], accounts)
    if (fit > 1).any():
        fix = "Give the share of the audience that is there."
        found.problems.append(Problem("fit", f"{fit.max():g}", "a share from 0 to 1", fix, "E02"))
    places = read("places", given["places"], accounts) > 0
    gates = read("allowed", given["allowed"], modes) > 0
    gates[:, -1] &= places.any(axis=1)
    hours = found.take(
        lambda: amounts("department_hours", resources.department_hours, (count,)), np.ones(count)
    )
    needs = {
        name: read(name, getattr(resources, name), accounts)
        for name in ("hours_an_account", "hub_hours_an_account", "cost_an_account")
    }
    return PlanAmounts(
        fit=fit,
        stakes=read("stakes", given["stakes"], (count,)),
        gates=gates,
        places=places,
        hours=hours,
        **needs,
    )
