"""What would change the advice itself: people moving on one question, or a weight.

Not the same as a tie of scores: the advice is what `kit.analysis.decision.label` names, and it is
that which must turn. So a reader who changes the answers named here sees exactly the change
announced. The engine's `flips` say when two scores are equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kit.analysis.decision import Study
from kit.analysis.decision.beliefs import level_probabilities, mean_values, smoothed_table
from kit.analysis.decision.scores import level_counts

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
TIE = 1e-9
PER_CENT = 101


@dataclass(frozen=True, slots=True)
class Move:
    """People who would answer one level differently on one question.

    Attributes:
        question: Position of the question in the model's order.
        step: +1 one level higher, -1 one level lower.
        levels: The level (from 0) each of them answers today, in the order in which they move.
        to: Position of the account model that would then be advised, -1 for none.
    """

    question: int
    step: int
    levels: tuple[int, ...]
    to: int


@dataclass(frozen=True, slots=True)
class Reweighting:
    """A weight of one criterion, the others in proportion, from which the advice is another."""

    criterion: int
    now: float
    then: float
    to: int


@dataclass(frozen=True, slots=True)
class Case:
    """What the advice of one department rests on; the last axis is the account models (A).

    Attributes:
        value: (..., A) scores.
        expected: (..., A) expected values with the colleague not heard.
        rest: (..., A) the scores without the one criterion that may not decide alone (see
            `may_lead`).
        allowed: (A) False where a gate fails.
    """

    value: FloatArray
    expected: FloatArray
    rest: FloatArray
    allowed: BoolArray


@dataclass(frozen=True, slots=True)
class _Walk:
    """People who answer one level differently on one question, one after the other (P of them).

    Attributes:
        levels: (P,) the level each of them answers today.
        after: What the advice rests on (P, A) once everybody so far has moved.
    """

    question: int
    step: int
    levels: npt.NDArray[np.intp]
    after: Case


def may_lead(case: Case, guarded: int) -> BoolArray:
    """Return (..., A) which account models may be advised.

    The guarded one (an own account) only while it is not the lone criterion (goals) alone that
    puts it first: without that criterion no other may score higher (requirement S2-12).
    """
    best = np.delete(case.rest, guarded, axis=-1).max(axis=-1)
    allowed = np.broadcast_to(case.allowed, case.value.shape).copy()
    allowed[..., guarded] &= case.rest[..., guarded] >= best - TIE
    return allowed


def advised(case: Case, guarded: int, indifference: float) -> npt.NDArray[np.intp]:
    """Return (...) the position of the account model to advise, -1 where nothing is allowed.

    The rule of `kit.analysis.decision.label` once enough people have answered, for many cases at
    a time.
    """
    allowed, value = may_lead(case, guarded), case.value
    top = value.max(axis=-1, keepdims=True)
    leader = (value >= top - TIE).argmax(axis=-1)
    believed = (case.expected >= case.expected.max(axis=-1, keepdims=True) - TIE).argmax(axis=-1)
    gap = top[..., 0] - np.partition(value, -2, axis=-1)[..., -2]
    places = np.arange(value.shape[-1])
    level = (value > top - max(indifference, TIE)) | (places == believed[..., None])
    close = (level & allowed).argmax(axis=-1)
    open_values = np.where(allowed, value, -np.inf)
    highest = open_values.max(axis=-1, keepdims=True)
    stopped = (open_values >= highest - TIE).argmax(axis=-1)
    choice = np.where((gap < indifference) | (believed != leader), close, leader)
    leads = np.take_along_axis(allowed, leader[..., None], axis=-1)[..., 0]
    choice = np.where(leads, choice, stopped)
    return np.where(allowed.any(axis=-1), choice, -1)


class TurningPoints:
    """The smallest changes that turn each department's advice, from one study's tables."""

    def __init__(self, study: Study, guarded: int, lone: int | None) -> None:
        """Hold the tables.

        Args:
            study: The decision in hand.
            guarded: Position of the account model that the lone criterion may not decide for.
            lone: Position of that criterion; None when there is none.
        """
        self.model, self.scores = study.model, study.scores
        self.guarded, self.lone = guarded, lone
        self.counts = level_counts(study.model, study.answers)
        settings = study.settings
        chances = level_probabilities(study.model, self.counts, settings.unheard)
        self.beliefs = mean_values(study.model, chances, settings.answer_error)
        self.unheard = settings.unheard
        self.smoothed = [
            smoothed_table(table[:count], settings.answer_error)
            for table, count in zip(study.model.tables, study.model.levels, strict=True)
        ]

    def unguarded(self) -> TurningPoints:
        """Return the same, with no criterion that may not decide alone; the tables are shared."""
        free = copy(self)
        free.lone = None
        return free

    def case(self, row: int, allowed: BoolArray) -> Case:
        """Return what the advice of one department rests on today."""
        weights = self.scores.question_weights[:, None]
        expected = (weights * self.beliefs[row]).sum(axis=0)
        rest = self._rest(self.scores.weights[None, :], self.scores.criterion_value[row])[0]
        return Case(self.scores.value[row], expected, rest, allowed)

    def _rest(self, weights: FloatArray, values: FloatArray) -> FloatArray:
        """Return (N, A) scores without the lone criterion, for (N, K) weights of (K, A) values.

        Where it has all the weight the other criteria count equally: they have no weight, but a
        say in whether an own account may come of that one criterion alone.
        """
        if self.lone is None:
            return np.zeros((len(weights), values.shape[1]))
        others = weights.copy()
        others[:, self.lone] = 0.0
        left = others.sum(axis=1)
        others[left < TIE] = np.arange(values.shape[0]) != self.lone
        rest: FloatArray = others @ values
        return rest

    def today(self, row: int, allowed: BoolArray) -> int:
        """Return the position of the account model advised today, -1 for none."""
        return int(advised(self.case(row, allowed), self.guarded, self.model.indifference))

    def moves(self, row: int, allowed: BoolArray) -> list[Move]:
        """Return for each question and direction the fewest people who turn the advice.

        Fewest first; people are taken in the order of what their step changes. Answers between
        two levels do not move.
        """
        case, today = self.case(row, allowed), self.today(row, allowed)
        walks = [
            walk
            for question in range(len(self.model.questions))
            for step in (1, -1)
            for walk in self._walks(case, row, question, step, today)
        ]
        nearest: dict[tuple[int, int], Move] = {}
        advice = self._advised_each([walk.after for walk in walks])
        for walk, then in zip(walks, advice, strict=True):
            turned = np.flatnonzero(then != today)
            if not turned.size:
                continue
            people, place = int(turned[0]) + 1, (walk.question, walk.step)
            if place not in nearest or people < len(nearest[place].levels):
                levels = tuple(walk.levels[:people].tolist())
                nearest[place] = Move(*place, levels, int(then[people - 1]))
        return sorted(nearest.values(), key=lambda move: len(move.levels))

    def reweightings(self, row: int, allowed: BoolArray) -> list[Reweighting]:
        """Return for each criterion the nearest whole per cent of weight that turns the advice.

        The other criteria keep their proportions; criteria that turn nothing are left out.
        """
        today = self.today(row, allowed)
        grid = np.linspace(0, 1, PER_CENT)
        beliefs = self.model.gather_to_criteria(
            (self.beliefs[row] * self.model.question_share[:, None]).T
        ).T
        values, weights = self.scores.criterion_value[row], self.scores.weights
        criteria, cases = [], []
        for criterion, now in enumerate(weights):
            if 1 - now < TIE:
                continue
            others = weights / (1 - now)
            shares = (1 - grid[:, None]) * others
            shares[:, criterion] = grid
            criteria.append((criterion, float(now)))
            rest = self._rest(shares, values)
            cases.append(Case(shares @ values, shares @ beliefs, rest, allowed))
        found = []
        for (criterion, now), turned in zip(criteria, self._advised_each(cases), strict=True):
            changed = np.flatnonzero(turned != today)
            if changed.size:
                at = int(changed[np.abs(grid[changed] - now).argmin()])
                found.append(Reweighting(criterion, now, float(grid[at]), int(turned[at])))
        return sorted(found, key=lambda one: abs(one.then - one.now))

    def _walks(self, case: Case, row: int, question: int, step: int, today: int) -> Iterator[_Walk]:
        """Yield for each rival of today's advice the people in the order that helps it most."""
        answered, count = self.scores.n_answers[row, question], int(self.model.levels[question])
        counts = self.counts[row, question].astype(int)
        able = [level for level in range(count) if 0 <= level + step < count and counts[level]]
        if not able:
            return
        levels = np.array(able)
        weight = self.scores.question_weights[question] / answered
        table, smoothed = self.model.tables[question], self.smoothed[question]
        heard = answered / (answered + self.unheard)
        value = weight * (table[levels + step] - table[levels])
        belief = weight * heard * (smoothed[levels + step] - smoothed[levels])
        rest_stays = self.lone in {None, int(self.model.criterion_of_question[question])}
        for rival in range(len(self.model.alternatives)):
            if rival == today:
                continue
            order = np.argsort(value[:, today] - value[:, rival], kind="stable")
            people = np.repeat(order, counts[levels[order]])
            gained = np.cumsum(value[people], axis=0)
            believed = np.cumsum(belief[people], axis=0)
            rest = case.rest + (0 * gained if rest_stays else gained)
            after = Case(case.value + gained, case.expected + believed, rest, case.allowed)
            yield _Walk(question, step, levels[people], after)

    def _advised_each(self, cases: list[Case]) -> list[npt.NDArray[np.intp]]:
        """Return what is advised in cases that allow the same, looked at all in one go."""
        if not cases:
            return []
        together = Case(
            np.concatenate([case.value for case in cases]),
            np.concatenate([case.expected for case in cases]),
            np.concatenate([case.rest for case in cases]),
            cases[0].allowed,
        )
        then = advised(together, self.guarded, self.model.indifference)
        return np.split(then, np.cumsum([len(case.value) for case in cases])[:-1])
