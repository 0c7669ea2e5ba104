"""Everybody's answers as rows of values, ready for one sparse product over all departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.beliefs import belief_quantiles, item_quantiles, level_probabilities
from kit.analysis.decision.scores import level_counts

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray, IntArray

UNHEARD_ROWS = 60
"""Divides by 2 to 6, so that up to six levels are met exactly equally often."""
ROWS_WANTED, FEWEST_STRATA, MOST_STRATA = 480, 8, 64
POINTS_A_LEVEL = 20.0
"""A level of a direct rating: half a level of doubt is 10 points."""
GOLDEN = 0.6180339887498949
MIDDLE = 50.0


@dataclass(frozen=True, eq=False)
class PersonRows:
    """The value leads of every answer, every possible slip of it, and of the unheard colleague.

    Attributes:
        leads: (Q x M, (A-1) x D) value minus that of the first alternative; M rows a question:
            `strata` for each person in order, then those of the unheard colleague.
        people: How many people's answers are there.
        strata: Rows per person and question.
    """

    leads: npt.NDArray[np.float32]
    people: int
    strata: int

    def indices(self, who: IntArray, places: FloatArray) -> npt.NDArray[np.int32]:
        """Return (S, Q) the row of each drawn person's drawn slip on each question.

        Args:
            who: (S,) person; `people` itself is the unheard colleague.
            places: (S, Q) in [0, 1): which slip.
        """
        questions = places.shape[1]
        rows_a_question = len(self.leads) // questions
        strata = np.where(who < self.people, self.strata, UNHEARD_ROWS)[:, None]
        base = (who * self.strata)[:, None] + np.arange(questions) * rows_a_question
        rows: npt.NDArray[np.int32] = (base + (places * strata).astype(np.int32)).astype(np.int32)
        return rows


def person_rows(model: DecisionModel, answers: Answers, error: float) -> PersonRows:
    """Return the rows of people who all answered something about every department given.

    Args:
        model: Tables and alternatives.
        answers: P people x D departments; a missing answer is drawn from the pooled answers.
        error: Half-width of a slip in levels.
    """
    people = len(answers.ids)
    strata = min(MOST_STRATA, max(FEWEST_STRATA, ROWS_WANTED // max(people, 1)))
    if not error and answers.given.all():
        strata = 1
    if model.mode == "direct":
        values = _rated_values(answers, error, strata)
    else:
        values = _answered_values(model, answers, error, strata)
    rows = values.shape[0] * values.shape[1]
    return PersonRows(values.reshape(rows, -1), people, strata)


def _answered_values(
    model: DecisionModel, answers: Answers, error: float, strata: int
) -> npt.NDArray[np.float32]:
    """Return (Q, M, A-1, D) leads at every slip of every answer."""
    people, departments, questions = answers.answers.shape
    middle = (np.arange(strata) + 0.5) / strata
    low = np.maximum(answers.answers - error, 0.0)
    high = np.minimum(answers.answers + error, model.levels - 1.0)
    levels = low[:, None] + (high - low)[:, None] * middle[:, None, None]
    if people and not answers.given.all():
        _fill_from_pool(model, answers, error, levels)
    even = level_probabilities(model, np.zeros((1, questions, model.tables.shape[1])), 1.0)
    places = (np.arange(UNHEARD_ROWS) + 0.5) / UNHEARD_ROWS
    silent = belief_quantiles(model, even, error, places)[0]
    leads = model.tables[:, :, 1:] - model.tables[:, :, :1]
    scale = np.arange(model.tables.shape[1])
    alternatives = leads.shape[2]
    values = np.empty(
        (questions, people * strata + UNHEARD_ROWS, alternatives, departments), dtype=np.float32
    )
    for question in range(questions):
        asked = levels[..., question].reshape(people * strata, departments)
        for other in range(alternatives):
            column = leads[question, :, other]
            values[question, :-UNHEARD_ROWS, other] = np.interp(asked, scale, column)
            values[question, -UNHEARD_ROWS:, other] = np.interp(silent[question], scale, column)[
                :, None
            ]
    return values


def _fill_from_pool(
    model: DecisionModel, answers: Answers, error: float, levels: FloatArray
) -> None:
    """Give each missing answer strata of the pooled answers, from another start per person.

    The starts follow the golden ratio, so that several missing people together follow the pool
    more closely than the strata of one.
    """
    strata = np.arange(levels.shape[1])
    chances = level_probabilities(model, level_counts(model, answers), 0.0)
    starts = ((np.arange(len(answers.ids)) + 1) * GOLDEN) % 1.0
    for department, question in np.argwhere(~answers.given.all(axis=0)):
        people = np.flatnonzero(~answers.given[:, department, question])
        places = (strata + starts[people, None]) / len(strata)
        item = chances[department, question]
        levels[people, :, department, question] = item_quantiles(
            item, int(model.levels[question]), error, places
        )


def _rated_values(answers: Answers, error: float, strata: int) -> npt.NDArray[np.float32]:
    """Return (Q, M, A-1, D) leads of direct ratings, each alternative slipping on its own."""
    people, departments, questions, alternatives = answers.answers.shape
    ratings = np.where(answers.given[..., None], answers.answers, np.nan)
    silent = scattered_points(UNHEARD_ROWS, alternatives) * 2 * MIDDLE
    slips = (scattered_points(strata, alternatives) * 2 - 1) * error * POINTS_A_LEVEL
    values = np.empty((questions, people * strata + UNHEARD_ROWS, alternatives, departments))
    for question in range(questions):
        for department in range(departments):
            rated = ratings[:, department, question]
            known = rated[~np.isnan(rated[:, 0])]
            pool = known if len(known) else np.full((1, alternatives), MIDDLE)
            for person in range(people):
                own = rated[person : person + 1]
                turn = (np.arange(strata) * len(pool)) // strata
                source = pool[turn] if np.isnan(own[0, 0]) else own
                slipped = np.clip(source + slips, 0.0, 2 * MIDDLE)
                rows = slice(person * strata, (person + 1) * strata)
                values[question, rows, :, department] = slipped
            values[question, people * strata :, :, department] = silent
    return (values[:, :, 1:] - values[:, :, :1]).astype(np.float32)


def scattered_points(count: int, axes: int) -> FloatArray:
    """Return (count, axes) points, each axis covered evenly and in another order."""
    steps = np.arange(count)[:, None] + 0.5
    ratios = (GOLDEN ** np.arange(1, axes + 1))[None, :]
    order = np.argsort(np.argsort((steps * ratios) % 1.0, axis=0), axis=0)
    scattered: FloatArray = (order + 0.5) / count
    return scattered
