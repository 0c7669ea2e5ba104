"""How far people agree, item by item: in steps of the scale, without any p-value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.answers_check import refuse_mismatch

if TYPE_CHECKING:
    import pandas as pd

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import BoolArray, DecisionModel, FloatArray, IntArray

END_LEVELS = 2
SPLIT_SHARE = 0.25
SETTLED_IQR = 1.0


@dataclass(frozen=True, eq=False)
class Agreement:
    """Agreement on every item, as (D, Q) arrays; NaN where nobody answered.

    Attributes:
        n: How many answered.
        dont_know: How many said "don't know".
        median: Middle answer in levels from 0.
        iqr: Distance between the quartiles in levels (linear interpolation).
        mean_abs_difference: By how many levels two colleagues differ on average; NaN below two.
        split: At least a quarter in the bottom two levels and a quarter in the top two. With
            three levels or fewer the bottom and top are one level each.
        settled: The quartiles lie within one level and there is no split (a Delphi habit).
    """

    n: IntArray
    dont_know: IntArray
    median: FloatArray
    iqr: FloatArray
    mean_abs_difference: FloatArray
    split: BoolArray
    settled: BoolArray


def agreement(model: DecisionModel, answers: Answers) -> Agreement:
    """Return how far people agree on every item.

    Args:
        model: Gives the number of levels.
        answers: P participants, D departments. In a direct model the ratings of the last
            alternative stand for the item, a level counting 25 points: 0 to 100 are five levels.

    Raises:
        DecisionInputError: As `score`.

    Cost: proportional to P log P x D x Q; 1 ms for 30 x 50 x 6.

    Source: quartiles within a level as agreement is a habit of Delphi studies; the split flag ours.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[level] * 3 for level in range(5)]),))
    >>> found = agreement(model, Answers([[[1]], [[2]], [[2]]]))
    >>> found.iqr.tolist(), found.settled.tolist()
    ([[0.5]], [[True]])
    """
    refuse_mismatch(model, answers)
    rated = model.mode == "direct"
    table = answers.answers[..., -1] / 25.0 if rated else answers.answers
    levels = np.full(len(model.questions), 5) if rated else model.levels
    table = np.sort(np.where(answers.given, table, np.nan), axis=0)
    counts = answers.given.sum(axis=0)
    several = np.maximum(counts, 1)
    quartiles = [_quantile(table, counts, share) for share in (0.25, 0.5, 0.75)]
    rank = np.arange(len(table))[:, None, None]
    sums = (np.nan_to_num(table) * (2 * rank - counts + 1)).sum(axis=0)
    pairs = several * (several - 1) / 2
    difference = np.where(counts > 1, sums / np.maximum(pairs, 1), np.nan)
    ends = np.minimum(END_LEVELS, np.maximum(levels // 2, 1))
    low = (table <= ends - 1).sum(axis=0) / several
    high = (table >= levels - ends).sum(axis=0) / several
    split = (low >= SPLIT_SHARE) & (high >= SPLIT_SHARE)
    spread = quartiles[2] - quartiles[0]
    return Agreement(
        n=counts,
        dont_know=answers.dont_know.sum(axis=0),
        median=quartiles[1],
        iqr=spread,
        mean_abs_difference=difference,
        split=split,
        settled=(spread <= SETTLED_IQR) & ~split,
    )


def consensus(model: DecisionModel, answers: Answers) -> pd.DataFrame:
    """Return one row per department and question that says how far people agree on it.

    Args:
        model: Gives questions and levels.
        answers: P participants, D departments.

    Returns:
        Columns `department`, `question`, `n`, `dont_know`, `median`, `iqr`,
        `mean_abs_difference` (levels), `split`, `settled`; see `Agreement`. Departments in the
        answers' order, questions in the model's. Across departments, whether a question is
        understood alike: `krippendorff_alpha`; on weights: `kendall_w`.

    Raises:
        DecisionInputError: As `score`.

    Cost: that of `agreement`, and of pandas.

    Source: as `agreement`.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[level] * 3 for level in range(5)]),))
    >>> table = consensus(model, Answers([[[0]], [[0]], [[4]], [[4]]]))
    >>> table[["n", "median", "iqr", "mean_abs_difference", "split"]].values.tolist()
    [[4, 2.0, 4.0, 2.6666666666666665, True]]
    """
    import pandas as pd  # noqa: PLC0415  loaded when it is needed

    found = agreement(model, answers)
    questions = len(model.questions)
    columns = {
        "department": np.repeat(np.array(answers.departments, dtype=object), questions),
        "question": list(model.questions) * len(answers.departments),
        "n": found.n.ravel(),
        "dont_know": found.dont_know.ravel(),
        "median": found.median.ravel(),
        "iqr": found.iqr.ravel(),
        "mean_abs_difference": found.mean_abs_difference.ravel(),
        "split": found.split.ravel(),
        "settled": found.settled.ravel(),
    }
    return pd.DataFrame(columns)


def _quantile(ordered: FloatArray, counts: IntArray, share: float) -> FloatArray:
    """Return (D, Q) quantiles of sorted columns whose first `counts` entries are numbers."""
    if not len(ordered):
        return np.full(counts.shape, np.nan)
    place = share * np.maximum(counts - 1, 0)
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(counts - 1, 0))
    low = np.take_along_axis(ordered, below[None], axis=0)[0]
    high = np.take_along_axis(ordered, above[None], axis=0)[0]
    quantile: FloatArray = low + (place - below) * (high - low)
    return quantile
