"""The stress test itself: colleagues' priorities paired with colleagues' answers, many times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from kit.analysis.decision.draws import draw_colleagues, draw_weights, even_points
from kit.analysis.decision.person_rows import PersonRows, person_rows
from kit.analysis.decision.rank_tally import RankTally
from kit.analysis.decision.weights import person_weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import BoolArray, DecisionModel, FloatArray, IntArray

CHUNK = 1024
"""Draws per product: leads of 50 departments then fit in the second-level cache."""
BLOCK = 64
"""Departments per product, so that memory does not grow with theirs."""
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
    """

    n: int = 8192
    seed: int = 0
    answer_error: float = 0.5
    swing_error: float = 10.0
    unheard: float = 1.0
    joint: bool = False


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


def stress(model: DecisionModel, answers: Answers, draws: StressDraws) -> RankTally:
    """Return the counts of ranks over all draws, for every department.

    Departments that the same people assessed share one product per chunk of draws.
    """
    sizes = len(answers.departments), len(model.alternatives), len(model.criteria)
    total = RankTally(*sizes)
    total.draws = draws.settings.n
    for columns, weights, rows, indices in sparse_parts(model, answers, draws):
        tally = RankTally(len(columns), *sizes[1:])
        spread = model.spread_over_questions(weights).astype(np.float32)
        for at in range(0, len(weights), CHUNK):
            leads = sparse_leads(spread[at : at + CHUNK], indices[at : at + CHUNK], rows.leads)
            shaped = leads.reshape(len(leads), -1, len(columns))
            tally.count(shaped, weights[at : at + CHUNK])
        total.ranks[columns] = tally.ranks
        total.wins[columns] = tally.wins
        total.weight_sums[columns] = tally.weight_sums
    return total


def sparse_parts(
    model: DecisionModel, answers: Answers, draws: StressDraws
) -> Iterator[tuple[IntArray, FloatArray, PersonRows, npt.NDArray[np.int32]]]:
    """Yield for departments that the same people assessed: which, weights, rows, row indices."""
    settings = draws.settings
    unheard = 0.0 if len(answers.ids) == 1 else settings.unheard
    for columns, people in same_people(answers.heard):
        chosen = np.flatnonzero(people)
        even = np.full(len(chosen), 1.0 / max(len(chosen), 1))
        who = draw_colleagues(draws.points[:, 1], even, unheard)
        weights = _joint_weights(draws, answers, chosen, who) if settings.joint else draws.weights
        for at in range(0, len(columns), BLOCK):
            part = columns[at : at + BLOCK]
            asked = answers.only(chosen).about([answers.departments[one] for one in part])
            rows = person_rows(model, asked, settings.answer_error)
            yield part, weights, rows, rows.indices(who, draws.slips)


def same_people(heard: BoolArray) -> Iterator[tuple[IntArray, BoolArray]]:
    """Yield (departments, mask of people) for each set of people that assessed departments."""
    patterns: dict[bytes, list[int]] = {}
    for department in range(heard.shape[1]):
        patterns.setdefault(heard[:, department].tobytes(), []).append(department)
    for columns in patterns.values():
        yield np.array(columns, dtype=np.int64), heard[:, columns[0]]


def sparse_leads(
    weights: npt.NDArray[np.float32],
    indices: npt.NDArray[np.int32],
    rows: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    """Return (C, columns) weighted sums of rows: one sparse product is the whole model."""
    draws, questions = indices.shape
    ends = np.arange(0, draws * questions + 1, questions, dtype=np.int32)
    picked = csr_array((weights.ravel(), indices.ravel(), ends), shape=(draws, len(rows)))
    leads: npt.NDArray[np.float32] = picked @ rows
    return leads


def _joint_weights(
    draws: StressDraws, answers: Answers, people: IntArray, who: IntArray
) -> FloatArray:
    """Return (S, K) weights of the same colleague whose answers are drawn.

    Somebody who gave no weights is paired with a colleague's, as when they are not joint.
    """
    places = {name: at for at, name in enumerate(draws.raters)}
    nobody = -1
    rows = np.array([places.get(answers.ids[one], nobody) for one in people], dtype=np.int64)
    of_person = np.append(rows, len(draws.ratings))[np.minimum(who, len(rows))]
    drawn = draw_weights(
        draws.shakes, np.maximum(of_person, 0), draws.ratings, draws.settings.swing_error
    )
    drawn[of_person == nobody] = draws.weights[of_person == nobody]
    return drawn
