"""People rate the alternatives themselves."""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    Study,
    consensus,
    support,
    value_of_settling,
)

MODEL = DecisionModel((Criterion("goals"), Criterion("brand")), mode="direct")


def ratings() -> Answers:
    generator = np.random.default_rng(0)
    table = generator.integers(0, 101, (6, 3, 2, 3)).astype(float)
    table[2, 1, 0, 1] = np.nan
    return Answers(table, departments=["hr", "it", "law"])


def test_rating_with_a_gap_counts_as_not_answered() -> None:
    study = Study(MODEL, ratings())

    assert study.scores.n_answers.tolist() == [[6, 6], [5, 6], [6, 6]]


def test_sampled_support_agrees_with_exact_pairs() -> None:
    answers = ratings()

    exact = support(MODEL, answers, exact=True)
    sampled = support(MODEL, answers, answer_error=0, swing_error=0, unheard=0)

    # no weights: exact pairs use equal ones, samples any; compare with weights given
    weighted = Answers(answers.answers, np.full((6, 2), 100.0), departments=answers.departments)
    same = support(MODEL, weighted, answer_error=0, swing_error=0, unheard=0)
    assert same.first == pytest.approx(exact.first, abs=0.02)
    assert sampled.first.sum(axis=1) == pytest.approx(np.ones(3))


def test_direct_study_works_from_end_to_end() -> None:
    study = Study(MODEL, ratings())

    assert len(study.to_dict()["recommendations"]) == 3
    assert np.isnan(study.flips.people).all()
    assert len(consensus(MODEL, ratings())) == 6


def test_settling_a_rating_is_worth_between_nothing_and_everything() -> None:
    found = value_of_settling(MODEL, ratings())

    assert (found.evppi >= 0).all()
    assert (found.evppi <= found.evpi[:, None]).all()
