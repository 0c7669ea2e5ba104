"""What the stress test assumes, and the points and weights it draws once for all departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.draws import (
    HIGHEST_POINT,
    draw_colleagues,
    draw_weights,
    even_points,
)
from kit.analysis.decision.problems import (
    is_whole,
    plain_number,
    refuse,
    refuse_if_any,
    shown,
    whole_number_problems,
)
from kit.analysis.decision.weights import person_weights
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray

FIRST_AXES = 2


@dataclass(frozen=True)
class StressSettings:
    """What is assumed about errors and about who was not heard; printed with every result.

    Attributes:
        n: Draws.
        seed: Shift of the points; the same seed gives the same figures.
        answer_error: Half-width of a slip of an answer, in levels, truncated to the scale.
        swing_error: Half-width of a slip of a swing rating, in points, clipped at 0.
        unheard: How many people the unheard colleague counts as; 0 when one person answers.
        joint: True pairs each colleague's priorities with the same colleague's answers.

    Raises:
        DecisionInputError: E02 draws or seed out of range, E10 a negative error or head count.
    """

    n: int = 8192
    seed: int = 0
    answer_error: float = 0.5
    swing_error: float = 10.0
    unheard: float = 1.0
    joint: bool = False

    def __post_init__(self) -> None:
        """Refuse settings that mean nothing, all at once; take NumPy's whole numbers for plain."""
        refuse_if_any(self._problems())
        for name in ("n", "seed"):
            object.__setattr__(self, name, int(getattr(self, name)))

    def _problems(self) -> Iterator[Problem]:
        if not (is_whole(self.n) and 0 < self.n <= HIGHEST_POINT):
            allowed = f"a whole number of draws from 1 to {HIGHEST_POINT:,}"
            yield Problem("n", f"{self.n}", allowed, "Use 8192 when in doubt.", "E02")
        yield from whole_number_problems("seed", self.seed, 0)
        for name in ("answer_error", "swing_error", "unheard"):
            given = getattr(self, name)
            if not 0 <= plain_number(given) < np.inf:
                fix = "Leave it out for the default."
                yield Problem(name, shown(given), "a number, zero or more", fix, "E10")


@dataclass(frozen=True, eq=False)
class StressDraws:
    """Points and weights, drawn once and shared by all departments and all later changes.

    Sharing leaves each department's figures as they would be with draws of its own.

    Attributes:
        settings: As asked.
        points: (S, 2 + K + Q): whose weights, whose answers, shakes of ratings, slips of answers.
        ratings: (W, K) swing ratings of those who gave any.
        shares: (W,) their vote shares.
        raters: (W,) ids of the same people.
        weights: (S, K) drawn weights.
    """

    settings: StressSettings
    points: FloatArray
    ratings: FloatArray
    shares: FloatArray
    raters: tuple[str, ...]
    weights: FloatArray

    @property
    def shakes(self) -> FloatArray:
        """(S, K) points that shake the ratings."""
        return self.points[:, FIRST_AXES : FIRST_AXES + self.ratings.shape[1]]

    @property
    def slips(self) -> FloatArray:
        """(S, Q) points that slip the answers."""
        return self.points[:, FIRST_AXES + self.ratings.shape[1] :]


def refuse_other_draws(model: DecisionModel, answers: Answers, draws: StressDraws) -> None:
    """Refuse draws that were made for other people or another model.

    Raises:
        DecisionInputError: E02 draws of other participants' weights, or of other questions.
    """
    axes = FIRST_AXES + len(model.criteria) + len(model.questions)
    strangers = [name for name in draws.raters if name not in answers.ids]
    if strangers or draws.points.shape[1] != axes:
        fix = "Draw anew after participants or questions changed."
        found = f"of {', '.join(strangers)}" if strangers else "of another model"
        refuse("E02", "draws", found, "draws for these answers", fix)


def draw_stress(
    model: DecisionModel,
    answers: Answers,
    settings: StressSettings,
    shares: npt.ArrayLike | None = None,
) -> StressDraws:
    """Return the draws for these people's weights; they do not depend on any answer."""
    axes = FIRST_AXES + len(model.criteria) + len(model.questions)
    points = even_points(settings.n, axes, settings.seed)
    weights, votes = person_weights(model, answers, shares)
    ratings = np.empty((0, len(model.criteria)))
    raters: tuple[str, ...] = ()
    if len(weights):
        asked = np.ones(len(answers.ids)) if shares is None else np.asarray(shares)
        rated = ~np.isnan(answers.swings).any(axis=1) & (asked > 0)
        ratings = answers.swings[rated]
        raters = tuple(answers.ids[at] for at in np.flatnonzero(rated))
    unheard = 0.0 if len(answers.ids) == 1 else settings.unheard
    who = draw_colleagues(points[:, 0], votes, unheard)
    shakes = points[:, FIRST_AXES : FIRST_AXES + len(model.criteria)]
    drawn = draw_weights(shakes, who, ratings, settings.swing_error)
    return StressDraws(settings, points, ratings, votes, raters, drawn)
