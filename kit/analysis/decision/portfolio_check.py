"""What can be wrong with the input of a portfolio."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from kit.analysis.decision.problems import (
    nearest,
    plain_number,
    quoted,
    shown,
    whole_number_problems,
)
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kit.analysis.decision.model import BoolArray, FloatArray
    from kit.analysis.decision.portfolio_amounts import PlanAmounts, PlanNames
    from kit.analysis.decision.portfolio_parts import Limits, Resources, StructureRule

StructureName = Literal["centralised", "hub-and-spoke", "multiple hubs", "decentralised"]


def portfolio_problems(  # noqa: PLR0913 - two of them named
    value: FloatArray,
    resources: Resources,
    names: PlanNames,
    limits: Limits,
    *,
    musts: Sequence[tuple[str, str]],
    structure: StructureRule | None,
) -> Iterator[Problem]:
    """Yield wrong names, lengths, negative and endless amounts, all of them."""
    yield from _not_once(names)
    if not len(value):
        yield Problem("scores", "no department", "one or more", "Plan for at least one.", "E02")
    if len(names.departments) != len(value):
        found, allowed = f"{len(names.departments)} names", f"{len(value)}, as the scores"
        yield Problem("departments", found, allowed, "Name each department.", "E02")
    takes = {
        **_named("department_hours_by_mode", resources.department_hours_by_mode),
        **_named("hub_hours_by_mode", resources.hub_hours_by_mode),
    }
    single = {
        "hub_hours": resources.hub_hours,
        "budget": resources.budget,
        "limit on accounts": limits.accounts,
        "limit on departments with their own": limits.own_departments,
        **{f"limit on {name}": most for name, most in limits.on_platform.items()},
        **takes,
    }
    for name, given in single.items():
        number = plain_number(given)
        if not number >= 0:
            found = shown(given) if np.isnan(number) else f"{number:g}"
            yield Problem(name, found, "zero or more", "Correct the number.", "E10")
        elif name in takes and np.isinf(number):
            fix = "Forbid what nobody can afford with `allowed`."
            yield Problem(name, "inf", "finite", fix, "E09")
    yield from _unknown("hours by mode", [*resources.department_hours_by_mode], names.alternatives)
    yield from _unknown("hours by mode", [*resources.hub_hours_by_mode], names.alternatives)
    yield from _unknown("limits on platforms", [*limits.on_platform], names.platforms)
    for must in musts:
        yield from _wrong_must(must, names)
    if structure is not None:
        yield from _unknown("structure", [structure.name], get_args(StructureName))
        yield from whole_number_problems("structure, hubs", structure.hubs, 1)


def _wrong_must(must: object, names: PlanNames) -> Iterator[Problem]:
    """Yield what is wrong with one must."""
    if not isinstance(must, Sequence) or isinstance(must, str) or len(must) != len(("who", "what")):
        fix = "Give a list of such pairs."
        allowed = "a department and what it has to have"
        yield Problem("musts", quoted(must), allowed, fix, "E02")
        return
    department, wanted = must
    if department not in names.departments:
        fix = nearest(department, names.departments)
        yield Problem("musts", quoted(department), "a department of this plan", fix, "E07")
    yield from _unknown(f"musts of {quoted(department)}", [wanted], names.columns)


def _not_once(names: PlanNames) -> Iterator[Problem]:
    """Yield names that two departments share, or a platform with anything else of the plan."""
    fix = "Give each a name of its own."
    for noun, listed in (("department", names.departments), ("platform", names.columns)):
        for name, count in Counter(listed).items():
            if count > 1:
                where = f"{noun} {quoted(name)}"
                yield Problem(where, f"named {count} times", "named once", fix, "E02")


def open_modes(gates: BoolArray, structure: StructureRule | None) -> BoolArray:
    """Return (D, A) the alternatives that gates and a structure leave open to each department.

    A department whose gates leave it nothing that the structure wants keeps what it has.
    """
    left = gates.copy()
    if structure is not None and structure.name == "centralised":
        left[:, 1:] &= ~gates[:, :1]
    elif structure is not None and structure.name == "hub-and-spoke":
        left[:, -1] &= ~gates[:, :-1].any(axis=1)
    elif structure is not None and structure.name == "decentralised":
        left[:, :-1] &= ~gates[:, -1:]
    return left


def must_contradictions(
    names: PlanNames,
    musts: Sequence[tuple[str, str]],
    plan: PlanAmounts,
    structure: StructureRule | None,
) -> tuple[str, ...]:
    """Return in words what no plan can keep, whatever the resources."""
    left = open_modes(plan.gates, structure)
    found = [
        f"{names.departments[int(row)]}: no alternative passes its gates"
        for row in np.flatnonzero(~plan.gates.any(axis=1))
    ]
    last = len(names.alternatives) - 1
    for department, wanted in musts:
        row, column = names.departments.index(department), names.columns.index(wanted)
        there = plan.places[row] if column <= last else plan.places[row, [column - last - 1]]
        if column >= last and not there.any():
            found.append(f"{department}: must have {wanted}, but there is no place for it")
        elif not plan.gates[row, min(column, last)]:
            found.append(f"{department}: must have {wanted}, but a gate forbids it")
        elif structure is not None and not left[row, min(column, last)]:
            found.append(f"{department}: must have {wanted}, which is not {structure.name}")
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
