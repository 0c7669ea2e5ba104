"""Is a question read alike by everybody? Do people weigh alike? Coefficients, not for slides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.agreement_measures import concordance, krippendorff_alpha
from kit.analysis.decision.answers_check import refuse_mismatch
from kit.analysis.decision.weights import has_weights

if TYPE_CHECKING:
    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray

RELIABLE = 0.667
"""Krippendorff's lowest alpha for tentative conclusions (Content Analysis, 2004)."""
TWO = 2


@dataclass(frozen=True, eq=False)
class Understanding:
    """How alike people read each question across departments, and how alike they weigh.

    Attributes:
        questions: Ids in the model's order.
        alpha: (Q,) Krippendorff's alpha, ordinal: 1 alike, 0 as by chance; NaN where fewer than
            two departments have two answers, or nothing varies.
        weights: Kendall's W of the swing ratings, 0 to 1; NaN below two people or two criteria.
    """

    questions: tuple[str, ...]
    alpha: FloatArray
    weights: float

    @property
    def reword(self) -> tuple[str, ...]:
        """Questions whose alpha is below 0.667: ask what people understood before deciding."""
        return tuple(
            name for name, one in zip(self.questions, self.alpha, strict=True) if one < RELIABLE
        )

    def to_dict(self) -> dict[str, object]:
        """Return plain numbers ready for JSON; what has no meaning is null."""
        known = {
            name: None if np.isnan(one) else float(one)
            for name, one in zip(self.questions, self.alpha, strict=True)
        }
        weights = None if np.isnan(self.weights) else self.weights
        return {"alpha": known, "reword": list(self.reword), "kendall_w_of_weights": weights}


def understanding(model: DecisionModel, answers: Answers) -> Understanding:
    """Return whether questions, and weights, are understood alike.

    People who agree about each department, and see departments differently from each other, have
    understood a question alike. In a direct model the ratings of the last alternative stand for
    the item.

    Args:
        model: Gives the questions.
        answers: P participants, D departments.

    Raises:
        DecisionInputError: As `score`.

    Cost: Q x that of `krippendorff_alpha`; 4 ms for 30 x 50 x 6.

    Source: Krippendorff 2011; Kendall and Babington Smith 1939; threshold as Krippendorff 2004.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[level] * 3 for level in range(5)]),))
    >>> alike = [[[0], [2], [4]]] * 3
    >>> understanding(model, Answers(alike)).alpha.tolist()
    [1.0]
    """
    refuse_mismatch(model, answers)
    table = answers.answers if model.mode == "questions" else answers.answers[..., -1]
    several = (~np.isnan(table)).sum(axis=0) >= TWO
    alpha = np.full(len(model.questions), np.nan)
    for question in range(len(model.questions)):
        if several[:, question].sum() >= TWO:
            alpha[question] = krippendorff_alpha(table[:, :, question], "ordinal")
    ratings = answers.swings[has_weights(answers)]
    weights = concordance(ratings) if min(ratings.shape) >= TWO else float("nan")
    return Understanding(model.questions, alpha, weights)
