"""Do the labels mean what they say? Invented companies whose right answer is known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.answers import Answers
from kit.analysis.decision.model_check import direct_problems
from kit.analysis.decision.problems import (
    plain_number,
    refuse_if_any,
    shown,
    whole_number_problems,
)
from kit.analysis.decision.scores import table_values
from kit.analysis.decision.stress_draws import StressSettings
from kit.analysis.decision.study import Study
from kit.errors import Problem
from kit.model.decision import Label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kit.analysis.decision.model import DecisionModel, FloatArray

CERTAINTIES = (Label.CLEAR, Label.LEANING, Label.CONTESTED, Label.TOO_CLOSE)
CLEAR_RIGHT, LEANING_RIGHT = 0.97, 0.88
RATING_NOISE = 15.0
CONCENTRATION = 8.0


@dataclass(frozen=True, slots=True)
class Company:
    """How the people of an invented company err.

    Attributes:
        people: Participants, all of whom answer about every department.
        correlation: How alike a department's criteria are: some are altogether more apart.
        noise: Standard deviation of each single answer, in levels.
        bias: Standard deviation of a person's rosy or gloomy view of a department, in levels.
    """

    people: int
    correlation: float
    noise: float
    bias: float


COMPANIES = tuple(Company(*one) for one in product((6, 9, 12), (0.3, 0.6), (0.6, 1.0), (0.3, 0.5)))


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """How one label fared.

    Attributes:
        label: The label.
        departments: How many departments got it.
        share: Share of all departments, 0 to 1.
        right: Share of them whose score's leader is the true best; NaN when there were none.
    """

    label: Label
    departments: int
    share: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How every label fared over all invented companies.

    Attributes:
        records: One per label, most certain first.
        companies: How many were invented.
        departments: In each.
    """

    records: tuple[LabelRecord, ...]
    companies: int
    departments: int

    @property
    def passes(self) -> bool:
        """Whether `clear` is right at .97, `leaning` at .88 and each label beats the next."""
        right = {record.label: record.right for record in self.records}
        ordered = [right[label] for label in CERTAINTIES if not np.isnan(right[label])]
        falling = all(one > other for one, other in pairwise(ordered))
        clear, leaning = right[Label.CLEAR], right[Label.LEANING]
        return falling and clear >= CLEAR_RIGHT and leaning >= LEANING_RIGHT

    def to_text(self) -> str:
        """Return the records as a small table."""
        lines = [f"{'label':20} {'departments':>11} {'share':>6} {'leader is the true best':>24}"]
        lines += [
            f"{one.label.value:20} {one.departments:11d} {one.share:6.0%} {one.right:24.3f}"
            for one in self.records
        ]
        return "\n".join(lines)


def calibrate(
    model: DecisionModel,
    *,
    companies: tuple[Company, ...] = COMPANIES,
    departments: int = 400,
    n: int = 2048,
    seed: int = 0,
) -> Calibration:
    """Return how often each label's leader is the true best, in companies with known truth.

    The truth of each department is a level per question and one set of weights; its best
    alternative follows from the model's own tables. People see it with noise and personal bias,
    answer in whole levels and rate swings with an error of 15 points. So this calibrates noise
    in answers, not whether the tables are right for social media: only outcomes could.

    Args:
        model: Tables, thresholds and indifference; a direct model has no truth to draw.
        companies: How people err, one company each.
        departments: In each company.
        n: Draws of the stress test.
        seed: Of truth and errors.

    Returns:
        Calibration, its gate in `passes`.

    Raises:
        DecisionInputError: All at once: E02 a direct model, no company or one that cannot be, no
            departments, no such seed.

    Cost: 0.2 s CPU per company of 400 departments.

    Source: our simulation; the design asks for clear >= .97, leaning >= .88, in falling order.

    >>> from kit.analysis.decision import Criterion, DecisionModel
    >>> table = [[100, 70, 0], [75, 65, 25], [50, 60, 50], [25, 55, 75], [0, 50, 100]]
    >>> model = DecisionModel((Criterion("goals", values=table), Criterion("brand", values=table)))
    >>> found = calibrate(model, companies=(Company(9, 0.3, 0.6, 0.3),), departments=50, n=256)
    >>> sum(record.departments for record in found.records)
    50
    """
    refuse_if_any(
        [
            *direct_problems(model),
            *whole_number_problems("companies", len(companies), 1),
            *(problem for one in companies for problem in _impossible(one)),
            *whole_number_problems("departments", departments, 1),
            *whole_number_problems("seed", seed, 0),
        ]
    )
    labels: list[Label] = []
    right: list[bool] = []
    for number, company in enumerate(companies):
        generator = np.random.Generator(np.random.PCG64([seed, number]))
        answers, best = _invent(model, company, departments, generator)
        study = Study(model, answers, settings=StressSettings(n=n, seed=seed))
        labels += [advice.label for advice in study.recommendations]
        right += (study.scores.leader == best).tolist()
    given, hit = np.array([label.value for label in labels]), np.array(right)
    records = []
    for label in CERTAINTIES:
        mine = given == label.value
        share = float(hit[mine].mean()) if mine.any() else float("nan")
        records.append(LabelRecord(label, int(mine.sum()), float(mine.mean()), share))
    return Calibration(tuple(records), len(companies), departments)


def _impossible(company: Company) -> Iterator[Problem]:
    """Yield what no company can be."""
    yield from whole_number_problems("company, people", company.people, 1)
    for name, most in (("correlation", 1.0), ("noise", np.inf), ("bias", np.inf)):
        given = getattr(company, name)
        if not (0 <= plain_number(given) <= most and plain_number(given) < np.inf):
            allowed = "a number from 0 to 1" if most == 1 else "a number of levels, zero or more"
            fix = "See `Company` for what it means."
            yield Problem(f"company, {name}", shown(given), allowed, fix, "E02")


def _invent(
    model: DecisionModel, company: Company, departments: int, generator: np.random.Generator
) -> tuple[Answers, FloatArray]:
    """Return what people answer and which alternative is truly best for each department."""
    from scipy.special import ndtr  # noqa: PLC0415  loaded when it is needed

    size = (departments, len(model.questions))
    shared = generator.standard_normal((departments, 1))
    mixed = np.sqrt(company.correlation) * shared
    mixed = mixed + np.sqrt(1 - company.correlation) * generator.standard_normal(size)
    truth = ndtr(mixed) * (model.levels - 1)
    weights = generator.dirichlet(np.full(len(model.criteria), CONCENTRATION))
    value = np.einsum("q,dqa->da", model.spread_over_questions(weights), table_values(model, truth))
    bias = generator.normal(0, company.bias, (company.people, departments, 1))
    noise = generator.normal(0, company.noise, (company.people, *size))
    answers = np.clip(np.round(truth + bias + noise), 0, model.levels - 1)
    shake = generator.normal(0, RATING_NOISE, (company.people, len(weights)))
    ratings = np.clip(100 * weights / weights.max() + shake, 1.0, 100.0)
    swings = ratings / ratings.max(axis=1, keepdims=True) * 100
    return Answers(answers, np.minimum(swings, 100.0)), value.argmax(axis=1)
