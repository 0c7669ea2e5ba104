"""Everybody's answers as rows of values, ready for one sparse product over all departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.beliefs import belief_quantiles, level_probabilities
from kit.analysis.decision.scores import level_counts, table_values

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray, IntArray

UNHEARD_ROWS = 60
"""Divides by 2 to 6, so that up to six levels are met exactly equally often."""
ROWS_WANTED, FEWEST_STRATA, MOST_STRATA = 480, 8, 64
POINTS_A_LEVEL = 20.0
"""A level of a direct rating: half a level of doubt is 10 points."""
POOLED_PLACES = 256
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
    leads = (model.tables[:, :, 1:] - model.tables[:, :, :1]).astype(np.float32)
    others = leads.shape[2]
    rows = people * strata + UNHEARD_ROWS
    values = np.empty((questions, rows, others, departments), dtype=np.float32)
    told = values[:, : people * strata].reshape(questions, people, strata, others, departments)
    missing = np.nonzero(~answers.given)
    pooled = _pooled_levels(model, answers, error, missing[0], strata) if len(missing[0]) else None
    for question in range(questions):
        table = leads[question, : model.levels[question]]
        _tell(told[question], table, answers.answers[:, :, question], error)
        if pooled is not None:
            mine = missing[2] == question
            person, department = missing[0][mine], missing[1][mine]
            for other in range(others):
                filled = _between(table[:, other], pooled[mine])
                told[question][person, :, other, department] = filled
    values[:, people * strata :] = _unheard_leads(model, error)[..., None]
    return values


def _tell(
    told: npt.NDArray[np.float32],
    table: npt.NDArray[np.float32],
    answered: FloatArray,
    error: float,
) -> None:
    """Write the leads (P, S, A-1, D) of one question's answers (P, D) at every slip."""
    strata = told.shape[1]
    middle = (np.arange(strata) + 0.5) / strata
    known = np.nan_to_num(answered)
    whole = known.astype(np.intp)
    straight = bool((whole == known).all())
    # whole levels, as nearly always: look the slips of each level up instead of computing them
    levels = np.arange(float(len(table))) if straight else known
    low, high = np.maximum(levels - error, 0.0), np.minimum(levels + error, len(table) - 1.0)
    slips = low + (high - low) * middle.reshape(-1, *[1] * levels.ndim)
    for other in range(told.shape[2]):
        found = _between(table[:, other], slips)
        told[:, :, other] = (found[:, whole] if straight else found).swapaxes(0, 1)


def _between(column: npt.NDArray[np.float32], levels: FloatArray) -> npt.NDArray[np.float32]:
    """Return a column's value at any level, on straight lines between whole ones."""
    values: npt.NDArray[np.float32] = np.interp(levels, np.arange(len(column)), column).astype(
        np.float32
    )
    return values


def _pooled_levels(
    model: DecisionModel, answers: Answers, error: float, people: IntArray, strata: int
) -> FloatArray:
    """Return (N, S) levels that stand for N missing answers: strata of the pooled ones.

    Each person's strata start elsewhere, by the golden ratio, so that several missing people
    together follow the pool more closely than the strata of one.
    """
    _, department, question = np.nonzero(~answers.given)
    chances = level_probabilities(model, level_counts(model, answers), 0.0)
    fine = (np.arange(POOLED_PLACES) + 0.5) / POOLED_PLACES
    pooled = belief_quantiles(model, chances, error, fine)
    start = ((people + 1) * GOLDEN) % 1.0
    places = (np.arange(strata) + start[:, None]) / strata
    levels: FloatArray = pooled[
        department[:, None], question[:, None], (places * POOLED_PLACES).astype(np.intp)
    ]
    return levels


def _unheard_leads(model: DecisionModel, error: float) -> npt.NDArray[np.float32]:
    """Return (Q, U, A-1) leads of the colleague who may give any level."""
    questions = len(model.questions)
    even = level_probabilities(model, np.zeros((1, questions, model.tables.shape[1])), 1.0)
    places = (np.arange(UNHEARD_ROWS) + 0.5) / UNHEARD_ROWS
    levels = belief_quantiles(model, even, error, places)[0]
    values = table_values(model, levels.T).swapaxes(0, 1)
    leads: npt.NDArray[np.float32] = (values[..., 1:] - values[..., :1]).astype(np.float32)
    return leads


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
