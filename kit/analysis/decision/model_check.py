"""What can be wrong with a decision model, all of it at once."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.problems import nearest, plain_number, quoted, shown
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kit.analysis.decision.model import Criterion, DecisionModel, Gate

HIGHEST = 100.0
MODES = ("questions", "direct")
CHECKS = ("min", "flag")
FALLING = 4
FEWEST_LEVELS = 2
FEWEST_ALTERNATIVES = 2


def model_problems(model: DecisionModel) -> list[Problem]:
    """Return every contradiction in a model; empty when it can be decided with."""
    found = [*_counts(model)]
    found += _repeated("criterion", [criterion.id for criterion in model.criteria])
    found += _repeated("question", model.questions)
    found += _repeated("alternative", model.alternatives)
    found += _repeated("gate", [gate.id for gate in model.gates])
    found += _settings(model)
    if model.mode == "questions":
        for criterion in model.criteria:
            found += _table(criterion, len(model.alternatives))
    for gate in model.gates:
        found += _gate(gate, model.alternatives)
    return found


def direct_problems(model: DecisionModel) -> Iterator[Problem]:
    """Yield a problem where a model has no value tables, for what works on these."""
    if model.mode == "direct":
        fix = "Ask levels instead of ratings."
        yield Problem("decision model", "'direct'", "a model with tables", fix, "E02")


def _counts(model: DecisionModel) -> Iterator[Problem]:
    if not model.criteria:
        yield Problem(
            "decision model", "no criterion", "a decision", "Give at least one criterion.", "E02"
        )
    if len(model.alternatives) < FEWEST_ALTERNATIVES:
        found = f"{len(model.alternatives)} alternative(s)"
        yield Problem("decision model", found, "a choice", "Give at least two alternatives.", "E02")


def _repeated(noun: str, names: Iterable[str]) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            where = f"decision model, {noun} {quoted(name)}"
            yield Problem(where, f"named {count} times", "named once", "Rename all but one.", "E02")


def _settings(model: DecisionModel) -> Iterator[Problem]:
    if model.mode not in MODES:
        fix = nearest(model.mode, MODES)
        yield Problem("decision model, mode", quoted(model.mode), " or ".join(MODES), fix, "E02")
    falling = (1.0, *map(plain_number, model.thresholds), 0.0)
    if len(falling) != FALLING or not all(one >= other for one, other in pairwise(falling)):
        found = f"({', '.join(map(shown, model.thresholds))})"
        allowed = "two shares from 0 to 1, the higher one first"
        yield Problem(
            "decision model, thresholds", found, allowed, "Use (0.75, 0.60) when in doubt.", "E02"
        )
    if not plain_number(model.min_people) >= 0:
        found, allowed = shown(model.min_people), "a number of people, zero or more"
        yield Problem("decision model, min_people", found, allowed, "Use 3 when in doubt.", "E02")
    if not 0 <= plain_number(model.min_answered) <= 1:
        found, allowed = shown(model.min_answered), "a share from 0 to 1"
        fix = "Use 0.5 when in doubt."
        yield Problem("decision model, min_answered", found, allowed, fix, "E02")
    if not 0 <= plain_number(model.indifference) < np.inf:
        found = shown(model.indifference)
        yield Problem(
            "decision model, indifference",
            found,
            "a number of points, zero or more",
            "Use 3 when in doubt.",
            "E02",
        )


def _table(criterion: Criterion, alternatives: int) -> Iterator[Problem]:
    where = f"criterion {quoted(criterion.id)}, values"
    table = criterion.values
    if table is None:
        yield Problem(where, "no table", "a table", "Give one row of values per level.", "E05")
        return
    if table.ndim != 2 or table.shape[1] != alternatives or table.shape[0] < FEWEST_LEVELS:  # noqa: PLR2004 - two axes
        shape = " x ".join(str(size) for size in table.shape)
        allowed = f"two or more levels x {alternatives} alternatives"
        yield Problem(
            where, f"{shape} numbers", allowed, "Give one row per level, lowest first.", "E05"
        )
        return
    if criterion.anchors and len(criterion.anchors) != table.shape[0]:
        found = f"{len(criterion.anchors)} anchors"
        fix = "Word every level, or leave the anchors empty."
        yield Problem(
            f"criterion {quoted(criterion.id)}",
            found,
            f"one of {table.shape[0]} levels",
            fix,
            "E02",
        )
    for level, alternative in np.argwhere(~np.isfinite(table)):
        at = f"{where}, level {level}, column {alternative}"
        found = str(table[level, alternative])
        yield Problem(at, found, "a finite number", "Give a value from 0 to 100.", "E09")
    with np.errstate(invalid="ignore"):
        outside = np.isfinite(table) & ((table < 0) | (table > HIGHEST))
    for level, alternative in np.argwhere(outside):
        at = f"{where}, level {level}, column {alternative}"
        found = f"{table[level, alternative]:g}"
        yield Problem(at, found, "a value from 0 to 100", "Rescale the table.", "E05")


def _gate(gate: Gate, alternatives: Sequence[str]) -> Iterator[Problem]:
    where = f"gate {quoted(gate.id)}"
    if gate.check not in CHECKS:
        fix = nearest(gate.check, CHECKS)
        yield Problem(f"{where}, check", quoted(gate.check), " or ".join(CHECKS), fix, "E02")
    if not gate.applies_to:
        fix = "Name the alternatives that need it, or leave the gate out."
        yield Problem(f"{where}, applies_to", "an empty list", "alternatives", fix, "E02")
    for name in gate.applies_to:
        if name not in alternatives:
            fix = nearest(name, alternatives)
            yield Problem(f"{where}, applies_to", quoted(name), "an alternative", fix, "E02")
    if gate.check == "min" and not np.isfinite(plain_number(gate.threshold)):
        fix = "Say from which number on the gate passes."
        yield Problem(f"{where}, threshold", shown(gate.threshold), "a finite number", fix, "E02")
