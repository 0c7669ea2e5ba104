"""Labels at their exact borders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kit.analysis.decision import Standing, label, recommend
from kit.analysis.decision.scores import standings
from kit.model.decision import Label

from .cases import company, default_model

MODEL = default_model()
OWN_LEADS = Standing(
    value=np.array([40.0, 50.0, 60.0]),
    leader=2,
    gap=10.0,
    believed=2,
    first=np.array([0.1, 0.1, 0.8]),
    allowed=np.ones(3, dtype=bool),
    people=3,
    answered=0.5,
)


def named(**changes: object) -> tuple[Label, int | None]:
    return label(MODEL, replace(OWN_LEADS, **changes))


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.75, Label.CLEAR),
        (0.7451, Label.CLEAR),
        (0.7449, Label.LEANING),
        (0.60, Label.LEANING),
        (0.5951, Label.LEANING),
        (0.5949, Label.CONTESTED),
    ],
)
def test_support_counts_from_its_threshold_on_as_it_is_printed(
    share: float, expected: Label
) -> None:
    assert named(first=np.array([0.0, 1 - share, share])) == (expected, 2)


@pytest.mark.parametrize("seed", range(40))
def test_the_word_never_contradicts_the_support_that_is_printed_beside_it(seed: int) -> None:
    advice = recommend(MODEL, company(people=9, departments=8, seed=seed), n=512)

    for one in advice:
        printed = one.support[one.leader]
        assert (one.label is Label.CLEAR) <= (printed >= 75)
        assert (one.label is Label.LEANING) <= (60 <= printed < 75)
        assert (one.label is Label.CONTESTED) <= (printed < 60)


def test_three_people_and_half_of_the_answers_are_enough() -> None:
    assert named()[0] is Label.CLEAR
    assert named(people=2)[0] is Label.NOT_ENOUGH_ANSWERS
    assert named(answered=0.49)[0] is Label.NOT_ENOUGH_ANSWERS


def test_a_gap_of_exactly_the_indifference_is_enough() -> None:
    assert named(value=np.array([40, 57.0, 60]), gap=3.0) == (Label.CLEAR, 2)
    assert named(value=np.array([40, 57.1, 60]), gap=2.9) == (Label.TOO_CLOSE, 1)


def test_too_close_names_the_least_committed_of_all_that_are_level() -> None:
    assert named(value=np.array([58.0, 59, 60]), gap=1.0) == (Label.TOO_CLOSE, 0)


def test_another_expected_leader_is_too_close_whatever_the_gap() -> None:
    assert named(believed=1) == (Label.TOO_CLOSE, 1)


def test_blocked_comes_before_too_few_people() -> None:
    assert named(people=1, allowed=np.array([True, True, False])) == (Label.BLOCKED, 1)
    assert named(people=0, allowed=np.zeros(3, dtype=bool)) == (Label.NOT_ENOUGH_ANSWERS, None)


def test_a_gap_that_only_rounding_keeps_below_the_indifference_is_enough() -> None:
    value = np.array([0.0, 1.0, 1.0 + (0.1 + 0.2) * 10 - 1e-12])

    assert named(value=value, gap=value[2] - value[1]) == (Label.CLEAR, 2)
    assert standings(value[None], MODEL.indifference)[3].tolist() == [2]
