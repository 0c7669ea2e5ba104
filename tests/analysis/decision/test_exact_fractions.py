"""The engine beside a second one written in plain fractions, from the design's formulas alone.

Answers with gaps, weights with gaps, several seeds: every figure of the exact modes is compared.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    flips,
    score,
    support,
    value_of_settling,
)

LEVELS, QUESTIONS, PEOPLE, WAYS = 3, 3, 4, 3


class Reference:
    """Score, support, values of settling and weight flips of one department, by enumeration."""

    def __init__(self, seed: int) -> None:
        draw = np.random.default_rng(seed)
        self.tables = draw.integers(0, 21, (QUESTIONS, LEVELS, WAYS)) * 5
        answers = draw.integers(0, LEVELS, (PEOPLE, QUESTIONS)).astype(object)
        answers[draw.random(answers.shape) < 0.25] = None
        answers[:, 0] = np.where(answers[:, 0] == None, 1, answers[:, 0])  # noqa: E711 - an array
        self.answers = [[None if one is None else int(one) for one in row] for row in answers]
        self.swings = [[int(one) * 10 for one in row] for row in draw.integers(1, 11, (PEOPLE, 3))]
        for row in self.swings:
            row[int(draw.integers(3))] = 100
        self.model = DecisionModel(
            tuple(Criterion(f"c{at}", values=table) for at, table in enumerate(self.tables))
        )
        table = [[np.nan if one is None else one for one in row] for row in self.answers]
        self.given = Answers(np.array(table, dtype=float)[:, None], self.swings)

    def weights(self) -> list[list[Fraction]]:
        return [[Fraction(one, sum(row)) for one in row] for row in self.swings]

    def value(self, question: int, level: int) -> list[Fraction]:
        return [Fraction(int(one)) for one in self.tables[question][level]]

    def pool(self, question: int) -> list[int]:
        told = [row[question] for row in self.answers if row[question] is not None]
        return told or list(range(LEVELS))

    def group(self) -> list[Fraction]:
        return [sum(column) / PEOPLE for column in zip(*self.weights(), strict=True)]

    def means(self) -> list[list[Fraction]]:
        return [
            [
                sum(self.value(q, x)[a] for x in self.pool(q)) / len(self.pool(q))
                for a in range(WAYS)
            ]
            for q in range(QUESTIONS)
        ]

    def score(self) -> list[Fraction]:
        return [
            sum(w * mean[a] for w, mean in zip(self.group(), self.means(), strict=True))
            for a in range(WAYS)
        ]

    def support(self) -> tuple[list[list[Fraction]], list[list[Fraction]]]:
        """Return rank shares and sums of winning weights, every gap by every pooled answer."""
        ranks = [[Fraction(0)] * WAYS for _ in range(WAYS)]
        sums = [[Fraction(0)] * QUESTIONS for _ in range(WAYS)]
        for weights, told in product(self.weights(), self.answers):
            open_ = [self.pool(q) if x is None else [x] for q, x in enumerate(told)]
            count = len(list(product(*open_)))
            for levels in product(*open_):
                value = [
                    sum(weights[q] * self.value(q, x)[a] for q, x in enumerate(levels))
                    for a in range(WAYS)
                ]
                mass = Fraction(1, PEOPLE * PEOPLE * count)
                for a in range(WAYS):
                    better = sum(other > value[a] for other in value)
                    equal = sum(other == value[a] for other in value)
                    for rank in range(better, better + equal):
                        ranks[a][rank] += mass / equal
                    if not better:
                        for k in range(QUESTIONS):
                            sums[a][k] += mass / equal * weights[k]
        return ranks, sums

    def settling(self) -> tuple[Fraction, list[Fraction]]:
        """Return EVPI over weights and answers, and EVPPI of each item."""
        value = self.score()
        best, informed = max(value), Fraction(0)
        pools = [self.pool(q) for q in range(QUESTIONS)]
        count = len(list(product(*pools))) * PEOPLE
        for weights in self.weights():
            for levels in product(*pools):
                informed += max(
                    sum(weights[q] * self.value(q, x)[a] for q, x in enumerate(levels))
                    for a in range(WAYS)
                )
        partial = []
        for q in range(QUESTIONS):
            told = [
                max(
                    value[a] + self.group()[q] * (self.value(q, x)[a] - self.means()[q][a])
                    for a in range(WAYS)
                )
                for x in pools[q]
            ]
            partial.append(sum(told) / len(told) - best)
        return informed / count - best, partial

    def weight_flip(self, criterion: int, leader: int, rival: int) -> Fraction | None:
        """Return the weight at which both are equal, the others in proportion."""
        group, means = self.group(), self.means()
        lead = [mean[leader] - mean[rival] for mean in means]
        others = sum(w * one for q, (w, one) in enumerate(zip(group, lead, strict=True))
                     if q != criterion) / (1 - group[criterion])  # fmt: skip
        if others == lead[criterion]:
            return None
        found = others / (others - lead[criterion])
        return found if 0 <= found <= 1 else None


SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_score_is_the_fraction(seed: int) -> None:
    made = Reference(seed)

    found = score(made.model, made.given)

    assert found.value[0] == pytest.approx([float(one) for one in made.score()], abs=1e-12)
    assert found.weights == pytest.approx([float(one) for one in made.group()], abs=1e-15)


@pytest.mark.parametrize("seed", SEEDS)
def test_exact_support_and_central_weights_are_the_fractions(seed: int) -> None:
    made = Reference(seed)
    ranks, sums = made.support()

    found = support(made.model, made.given, exact=True)

    assert found.rank_acceptability[0] == pytest.approx(
        np.array([[float(one) for one in row] for row in ranks]), abs=1e-12
    )
    for way in range(WAYS):
        if ranks[way][0]:
            central = [float(one / ranks[way][0]) for one in sums[way]]
            assert found.central_weights[0, way] == pytest.approx(central, abs=1e-12)
        else:
            assert np.isnan(found.central_weights[0, way]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_values_of_settling_are_the_fractions(seed: int) -> None:
    made = Reference(seed)
    whole, items = made.settling()

    found = value_of_settling(made.model, made.given, exact=True, unheard=0)

    assert found.evpi[0] == pytest.approx(float(whole), abs=1e-9)
    assert found.evppi[0] == pytest.approx([float(one) for one in items], abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_weight_flips_are_the_fractions(seed: int) -> None:
    made = Reference(seed)

    found = flips(made.model, made.given)

    leader = int(found.leader[0])
    for criterion, rival in product(range(QUESTIONS), range(WAYS)):
        wanted = None if rival == leader else made.weight_flip(criterion, leader, rival)
        ours = float(found.weight[0, criterion, rival])
        assert (wanted is None) == np.isnan(ours), (criterion, rival)
        if wanted is not None:
            assert ours == pytest.approx(float(wanted), abs=1e-12)
