"""How a portfolio would change: with a tenth less or more of a resource, in a similar group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.portfolio_combining import best_plan
from kit.analysis.decision.portfolio_solving import with_limit
from kit.analysis.decision.problems import listed, whole_number_problems
from kit.analysis.decision.scores import score
from kit.analysis.decision.stability import sampled_values
from kit.errors import NOTHING, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray
    from kit.analysis.decision.portfolio_choices import Choices
    from kit.analysis.decision.portfolio_parts import Programme
    from kit.analysis.decision.portfolio_solving import Solution

SHADOW = 0.1


def sampling_problems(
    values: FloatArray,
    departments: Sequence[str] | None,
    samples: int,
    answers: Answers | None,
    seed: int,
) -> Iterator[Problem]:
    """Yield what stands in the way of similar groups: their number, seed, answers."""
    yield from whole_number_problems("core_samples", samples, 0)
    yield from whole_number_problems("seed", seed, 0)
    wanted = "the answers of the same departments, in order"
    if samples and answers is None:
        yield Problem("answers", NOTHING, wanted, "Give them, or leave core_samples out.", "E02")
    elif samples and answers is not None:
        asked = answers.departments
        planned = asked if departments is None else tuple(map(str, listed(departments)))
        if len(values) != len(asked) or planned != asked:
            found = f"those of {len(asked)} other departments"
            yield Problem("answers", found, wanted, "Use `Answers.about`.", "E02")


def shadow_prices(
    programme: Programme, choices: Choices | None, best: Solution
) -> dict[str, tuple[float, float]]:
    """Return what a tenth less costs and a tenth more brings, for each shared resource."""
    shadow = {}
    for row, (name, limit) in enumerate(
        zip(programme.resource_names, programme.resource_limits, strict=True)
    ):
        if not np.isfinite(limit) or not programme.shared[row]:
            continue
        worth = []
        for change in (1 - SHADOW, 1 + SHADOW):
            again = best_plan(with_limit(programme, row, limit * change), choices)
            lost = abs(again.objective - best.objective)
            worth.append(float("inf") if again.short else lost)
        shadow[name] = (worth[0], worth[1])
    return shadow


def core_index(
    programme: Programme, choices: Choices | None, values: FloatArray
) -> FloatArray | None:
    """Return (D, A) shares of groups' values (N, D, A) whose best plan picks each alternative."""
    if not len(values):
        return None
    picked = np.zeros(programme.value.shape)
    rows = np.arange(len(picked))
    for value in values:
        mode, _ = programme.read(best_plan(programme.with_value(value), choices).plan)
        here = mode >= 0
        picked[rows[here], mode[here]] += 1.0
    return picked / len(values)


def similar_groups(
    model: DecisionModel, value: FloatArray, answers: Answers | None, samples: int, seed: int
) -> FloatArray:
    """Return (N, D, A) values of similar groups.

    Values that the caller moved from the answers' own score stay moved by as much in every group.
    """
    if not samples or answers is None:
        return np.zeros((0, *value.shape))
    return sampled_values(model, answers, samples, seed) + (value - score(model, answers).value)
