"""All pairs of one colleague's priorities with another's answers, counted exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kit.analysis.decision.combinations import combined_values
from kit.analysis.decision.rank_tally import RankTally
from kit.analysis.decision.scores import table_values
from kit.analysis.decision.weights import person_weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import DecisionModel, FloatArray

TIE = 1e-9
PAIRS_AT_ONCE = 1 << 14


class _Priorities(NamedTuple):
    """Some people's weights by question (W, Q) and by criterion (W, K), and their shares (W,)."""

    spread: FloatArray
    weights: FloatArray
    votes: FloatArray


class _Assessment(NamedTuple):
    """One person's possible answers: for each question (m, A) values and their (m,) chances."""

    person: int
    values: list[FloatArray]
    chances: list[FloatArray]
    share: float


def count_pairs(
    model: DecisionModel,
    answers: Answers,
    shares: npt.ArrayLike | None = None,
    *,
    joint: bool = False,
) -> RankTally:
    """Return the ranks over all pairs as shares (they sum to 1), without any error or chance.

    A missing answer takes every pooled answer to its item, by how often it was given. Somebody
    who answered nothing about a department has no assessment to pair. Pairs are looked at a
    block at a time, so memory does not grow with their number.
    """
    weights, votes = person_weights(model, answers, shares)
    if not len(weights):
        weights, votes = np.full((1, len(model.criteria)), 1.0 / len(model.criteria)), np.ones(1)
    spread = model.spread_over_questions(weights)
    sizes = len(answers.departments), len(model.alternatives), len(model.criteria)
    tally = RankTally(*sizes)
    tally.draws = 1
    raters = _rater_of_person(answers, shares) if joint else {}
    for department in range(sizes[0]):
        one = RankTally(1, *sizes[1:])
        for assessment in _assessments(model, answers, department):
            person = assessment.person
            rows = [raters[person]] if person in raters else list(range(len(weights)))
            own = votes[rows] / votes[rows].sum()
            _count(one, _Priorities(spread[rows], weights[rows], own), assessment)
        tally.ranks[department] = one.ranks[0]
        tally.wins[department] = one.wins[0]
        tally.weight_sums[department] = one.weight_sums[0]
    return tally


def _assessments(model: DecisionModel, answers: Answers, department: int) -> Iterator[_Assessment]:
    """Yield each person's answers, gaps filled; one silent person when nobody was heard."""
    given = answers.given[:, department]
    heard = np.flatnonzero(given.any(axis=1))
    pools = [
        _pool(model, answers, department, question, given[:, question])
        for question in range(len(model.questions))
    ]
    everybody = heard if len(heard) else [-1]
    for person in everybody:
        choices = [
            (
                values_chances
                if person < 0 or not given[person, question]
                else (_own(model, answers, int(person), department, question), np.ones(1))
            )
            for question, values_chances in enumerate(pools)
        ]
        values, chances = ([choice[part] for choice in choices] for part in (0, 1))
        yield _Assessment(int(person), values, chances, 1.0 / len(everybody))


def _pool(
    model: DecisionModel,
    answers: Answers,
    department: int,
    question: int,
    given: npt.NDArray[np.bool_],
) -> tuple[FloatArray, FloatArray]:
    """Return the different (n, A) values given to an item and how often each was."""
    column = answers.answers[given, department, question]
    if model.mode == "direct":
        if not len(column):
            return model.neutral_values[question : question + 1], np.ones(1)
        found, counts = np.unique(column, axis=0, return_counts=True)
        return found, counts / counts.sum()
    if not len(column):
        column = np.arange(model.levels[question], dtype=np.float64)
    found, counts = np.unique(column, return_counts=True)
    return _values_at(model, question, found), counts / counts.sum()


def _own(
    model: DecisionModel, answers: Answers, person: int, department: int, question: int
) -> FloatArray:
    """Return (1, A) the values of one given answer."""
    answer = answers.answers[person, department, question]
    if model.mode == "direct":
        return np.asarray(answer)[None]
    return _values_at(model, question, np.array([answer]))


def _values_at(model: DecisionModel, question: int, levels: FloatArray) -> FloatArray:
    """Return (n, A) values of one question at n levels."""
    every = np.tile(levels[:, None], (1, len(model.questions)))
    values: FloatArray = table_values(model, every)[:, question]
    return values


def _rater_of_person(answers: Answers, shares: npt.ArrayLike | None) -> dict[int, int]:
    """Return for each participant who gave weights the row of these weights."""
    asked = np.ones(len(answers.ids)) if shares is None else np.asarray(shares)
    if not answers.swings.shape[1]:
        return {}
    rated = ~np.isnan(answers.swings).any(axis=1) & (asked > 0)
    return {int(person): row for row, person in enumerate(np.flatnonzero(rated))}


def _count(tally: RankTally, priorities: _Priorities, told: _Assessment) -> None:
    """Add one person's answers under everybody's weights, each pair by its probability."""
    combinations = int(np.prod([len(one) for one in told.chances]))
    step = max(PAIRS_AT_ONCE // combinations, 1)
    for at in range(0, len(priorities.spread), step):
        part = slice(at, at + step)
        value, chances = combined_values(priorities.spread[part], told.values, told.chances)
        mass = told.share * priorities.votes[part, None] * chances
        for one in range(value.shape[2]):
            over = value[:, :, one, None] - value
            better, equal = (over < -TIE).sum(axis=2), (np.abs(over) <= TIE).sum(axis=2)
            for rank in range(value.shape[2]):
                hit = (better <= rank) & (rank < better + equal)
                share = np.where(hit, mass / equal, 0.0)
                tally.ranks[0, one, rank] += share.sum()
                if not rank:
                    tally.weight_sums[0, one] += share.sum(axis=1) @ priorities.weights[part]
            won = np.where(over > TIE, 1.0, np.where(np.abs(over) <= TIE, 0.5, 0.0))
            wins = (won * mass[..., None]).sum(axis=(0, 1))
            wins[one] = 0.0
            tally.wins[0, one] += wins
