"""What settling an item could turn out to be: a handful of equally, or not so, likely answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.beliefs import belief_quantiles, level_probabilities, mean_values
from kit.analysis.decision.person_rows import POINTS_A_LEVEL, UNHEARD_ROWS, scattered_points
from kit.analysis.decision.problems import nearest, plain_number, quoted, shown
from kit.analysis.decision.scores import level_counts, table_values
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray

    Settled = Mapping[tuple[str, str], float]

QUANTILES = 64
WHOLE_ROWS = 720
EVERY = slice(None)


@dataclass(frozen=True, eq=False)
class Beliefs:
    """The pooled belief about every item, as a list of possible values.

    Attributes:
        outcomes: (D, Q, M, A) value of each alternative by each possible answer.
        chances: (D, Q, M) how probable each is; sums to 1 over M.
        means: (D, Q, A) expected values, in closed form where there is one.
    """

    outcomes: FloatArray
    chances: FloatArray
    means: FloatArray

    @property
    def swings(self) -> FloatArray:
        """(D, Q, M, A) how far each possible answer lies from the expected value."""
        centre = np.einsum("dqm,dqma->dqa", self.chances, self.outcomes)
        lie: FloatArray = self.outcomes - centre[:, :, None]
        return lie

    def equal_rows(self, departments: slice = EVERY) -> FloatArray:
        """Return (D, Q, M, A) values that are all equally probable, for sampling."""
        outcomes = self.outcomes[departments]
        if self.chances.size == 0 or np.ptp(self.chances) == 0:
            return outcomes
        places = (np.arange(WHOLE_ROWS) + 0.5) / WHOLE_ROWS
        upto = np.cumsum(self.chances[departments], axis=2)
        at = (upto[..., None] < places).sum(axis=2).clip(max=upto.shape[2] - 1)
        rows: FloatArray = np.take_along_axis(outcomes, at[..., None], axis=2)
        return rows


def pooled_beliefs(
    model: DecisionModel,
    answers: Answers,
    error: float,
    unheard: float,
    settled: Settled | None = None,
) -> Beliefs:
    """Return what the group believes about every item.

    Args:
        model: Tables and alternatives.
        answers: P participants, D departments.
        error: Half-width of a slip in levels; 0 leaves the whole levels with their frequencies.
        unheard: How many people the unheard colleague counts as.
        settled: For (department, question) the level agreed on in the room: no doubt remains;
            checked by `settled_problems`.
    """
    if model.mode == "direct":
        beliefs = _rated_beliefs(answers, error, unheard)
    else:
        beliefs = _answered_beliefs(model, answers, error, unheard)
    if settled:
        _settle(model, answers, beliefs, settled)
    return beliefs


def _answered_beliefs(
    model: DecisionModel, answers: Answers, error: float, unheard: float
) -> Beliefs:
    chances = level_probabilities(model, level_counts(model, answers), unheard)
    means = mean_values(model, chances, error)
    if not error:
        departments = len(answers.departments)
        values = np.broadcast_to(model.tables, (departments, *model.tables.shape)).copy()
        return Beliefs(values, chances, means)
    places = (np.arange(QUANTILES) + 0.5) / QUANTILES
    levels = np.moveaxis(belief_quantiles(model, chances, error, places), 2, 1)
    values = np.moveaxis(table_values(model, levels), 1, 2)
    return Beliefs(values, np.full(values.shape[:3], 1.0 / QUANTILES), means)


def _rated_beliefs(answers: Answers, error: float, unheard: float) -> Beliefs:
    """Return beliefs of a direct model: each person's ratings are one possible outcome."""
    people, departments, questions, alternatives = answers.answers.shape
    rows = people + UNHEARD_ROWS
    values = np.zeros((departments, questions, rows, alternatives))
    values[:, :, people:] = 2 * 50.0 * scattered_points(UNHEARD_ROWS, alternatives)
    values[:, :, :people] = np.moveaxis(np.nan_to_num(answers.answers), 0, 2)
    if error:
        slips = (scattered_points(people, alternatives) * 2 - 1) * error * POINTS_A_LEVEL
        values[:, :, :people] = np.clip(values[:, :, :people] + slips, 0.0, 100.0)
    given = np.moveaxis(answers.given, 0, 2)
    silent = np.where(given.any(axis=2), unheard, 1.0)[..., None] / UNHEARD_ROWS
    masses = np.concatenate([given, np.broadcast_to(silent, (*silent.shape[:2], UNHEARD_ROWS))], 2)
    chances = masses / masses.sum(axis=2, keepdims=True)
    return Beliefs(values, chances, np.einsum("dqm,dqma->dqa", chances, values))


def _settle(model: DecisionModel, answers: Answers, beliefs: Beliefs, settled: Settled) -> None:
    """Replace the belief about each settled item by what was agreed."""
    for (department, question), level in settled.items():
        row, item = answers.departments.index(department), model.questions.index(question)
        agreed = table_values(model, np.full(len(model.questions), float(level)))[item]
        beliefs.outcomes[row, item] = agreed
        beliefs.means[row, item] = agreed


def settled_problems(model: DecisionModel, answers: Answers, settled: Settled) -> list[Problem]:
    """Return what is wrong with items said to be settled: E07, E02, E01."""
    return [
        problem
        for place, level in settled.items()
        for problem in _wrong(model, answers, place, level)
    ]


def _wrong(
    model: DecisionModel, answers: Answers, place: tuple[str, str], level: float
) -> list[Problem]:
    department, question = place
    where = f"settled item {quoted(department)}, {quoted(question)}"
    found = []
    if department not in answers.departments:
        fix = nearest(department, answers.departments)
        found.append(Problem(where, quoted(department), "a department asked about", fix, "E07"))
    if question not in model.questions:
        fix = nearest(question, model.questions)
        found.append(Problem(where, quoted(question), "a question of the model", fix, "E02"))
        return found
    highest = model.levels[model.questions.index(question)] - 1
    if model.mode == "direct" or not 0 <= plain_number(level) <= highest:
        allowed = f"a level from 0 to {highest}"
        found.append(Problem(where, shown(level), allowed, "Give the level agreed on.", "E01"))
    return found
