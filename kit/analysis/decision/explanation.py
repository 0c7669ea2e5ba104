"""Why one alternative leads another: terms that add up to the gap, nothing sampled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.problems import nearest, quoted, refuse_if_any
from kit.analysis.decision.scores import Scores, score
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray


def explain(  # noqa: PLR0913 - one of them named
    model: DecisionModel,
    answers: Answers,
    department: str,
    a: str,
    b: str,
    *,
    shares: npt.ArrayLike | None = None,
) -> pd.DataFrame:
    """Return what each criterion adds to the lead of one alternative over another.

    Args:
        model: Criteria and alternatives.
        answers: P participants, D departments.
        department: One of the answers' departments.
        a: The alternative that leads, or would.
        b: The one it is compared with.
        shares: (P,) vote shares for the weights; equal when left out.

    Returns:
        Columns `criterion`, `label`, `weight` (sum to 1), `value_a`, `value_b` (0 to 100),
        `contribution` (points; sums to the gap between the two), `shapley` (points; the
        criterion's Shapley value for `a` against the average alternative: in an additive model
        the term itself), `n` answers. In the model's order of criteria.

    Raises:
        DecisionInputError: E07 an unknown department, E02 an unknown alternative; as `score`.

    Cost: that of `score`.

    Source: Goodwin and Wright, Decision Analysis for Management Judgment, office location:
    the lead of office A over E.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> names = ("closeness", "visibility", "image", "size", "comfort", "parking")
    >>> model = DecisionModel(tuple(Criterion(name) for name in names),
    ...                       alternatives=("A", "E"), mode="direct")
    >>> ratings = [[100, 40], [60, 60], [100, 90], [75, 100], [0, 60], [90, 70]]
    >>> swings = [[100 * w / 32 for w in (32, 26, 23, 10, 6, 3)]]
    >>> table = explain(model, Answers([[ratings]], swings), "1", "A", "E")
    >>> table["contribution"].round(1).tolist(), round(float(table["contribution"].sum()), 1)
    ([19.2, 0.0, 2.3, -2.5, -3.6, 0.6], 16.0)
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second that most callers do not need

    _refuse_unknown(answers.departments, department, model.alternatives, (a, b))
    scores = score(model, answers, shares)
    row = answers.departments.index(department)
    one, other = model.alternatives.index(a), model.alternatives.index(b)
    values = scores.criterion_value[row]
    counts = model.gather_to_criteria(scores.n_answers[row].astype(np.float64))
    return pd.DataFrame(
        {
            "criterion": model.criterion_ids,
            "label": [criterion.label or criterion.id for criterion in model.criteria],
            "weight": scores.weights,
            "value_a": values[:, one],
            "value_b": values[:, other],
            "contribution": contributions(scores, row, one, other),
            "shapley": scores.weights * (values[:, one] - values.mean(axis=1)),
            "n": counts.astype(int),
        }
    )


def contributions(scores: Scores, department: int, one: int, other: int) -> FloatArray:
    """Return (K,) points that each criterion adds to the lead of one alternative over another."""
    values = scores.criterion_value[department]
    terms: FloatArray = scores.weights * (values[:, one] - values[:, other])
    return terms


def _refuse_unknown(
    departments: Sequence[str], department: str, alternatives: Sequence[str], named: Sequence[str]
) -> None:
    problems = []
    if department not in departments:
        fix = nearest(department, departments)
        allowed = "a department of these answers"
        problems.append(Problem("explain, department", quoted(department), allowed, fix, "E07"))
    for name in named:
        if name not in alternatives:
            fix = nearest(name, alternatives)
            allowed = "an alternative of the decision model"
            problems.append(Problem("explain, alternative", quoted(name), allowed, fix, "E02"))
    refuse_if_any(problems)
