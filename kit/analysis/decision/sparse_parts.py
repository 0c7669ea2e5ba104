"""The stress test cut into products: departments that the same people assessed, a block each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from kit.analysis.decision.draws import draw_colleagues, draw_weights
from kit.analysis.decision.person_rows import PersonRows, person_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import BoolArray, DecisionModel, FloatArray, IntArray
    from kit.analysis.decision.stress_draws import StressDraws

CHUNK = 1024
"""Draws per product: leads of 50 departments then fit in the second-level cache."""
BLOCK = 64
"""Departments per product, so that memory does not grow with theirs."""


@dataclass(frozen=True, eq=False)
class SparsePart:
    """A block of departments with everything its products need.

    Attributes:
        columns: Positions of the departments.
        weights: (S, K) drawn weights.
        rows: Values of every answer of the people who assessed them.
        indices: (S, Q) rows of the drawn answers.
    """

    columns: IntArray
    weights: FloatArray
    rows: PersonRows
    indices: npt.NDArray[np.int32]


def sparse_parts(
    model: DecisionModel, answers: Answers, draws: StressDraws
) -> Iterator[SparsePart]:
    """Yield the blocks of departments, in an order that does not matter."""
    settings = draws.settings
    unheard = 0.0 if len(answers.ids) == 1 else settings.unheard
    for columns, people in same_people(answers.heard):
        chosen = np.flatnonzero(people)
        even = np.full(len(chosen), 1.0 / max(len(chosen), 1))
        who = draw_colleagues(draws.points[:, 1], even, unheard)
        weights = _joint_weights(draws, answers, chosen, who) if settings.joint else draws.weights
        for at in range(0, len(columns), BLOCK):
            part = columns[at : at + BLOCK]
            asked = answers.part(chosen, part)
            rows = person_rows(model, asked, settings.answer_error)
            yield SparsePart(part, weights, rows, rows.indices(who, draws.slips))


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
