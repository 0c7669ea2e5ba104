"""What must hold for any answers whatever."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    StressSettings,
    Study,
    explain,
    out_of_100,
    recommend,
    score,
    support,
    swing_weights,
    value_of_settling,
)

from .cases import company, default_model

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@some.composite
def cases(draw: some.DrawFn) -> tuple[DecisionModel, Answers]:
    """Any model of three alternatives and anybody's answers to it, many of them missing."""
    people, departments, questions = (
        draw(some.integers(0, 5)),
        *(draw(some.integers(1, 3)) for _ in "ab"),
    )
    tables = draw(arrays(float, (questions, 5, 3), elements=some.integers(0, 100).map(float)))
    levels = some.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, float("nan")])
    answers = draw(arrays(float, (people, departments, questions), elements=levels))
    swings = draw(arrays(float, (people, questions), elements=some.integers(1, 100).map(float)))
    model = DecisionModel(tuple(Criterion(f"c{at}", values=one) for at, one in enumerate(tables)))
    return model, Answers(answers, swings, departments=[f"d{at}" for at in range(departments)])


@FEW
@given(cases())
def test_support_shares_ranks_and_repeats_itself(case: tuple[DecisionModel, Answers]) -> None:
    model, answers = case

    found = support(model, answers, n=256)

    for axis in (1, 2):
        assert np.allclose(found.rank_acceptability.sum(axis=axis), 1)
    wins = found.pairwise_winning + found.pairwise_winning.transpose(0, 2, 1)
    assert np.allclose(wins + np.eye(3), 1)
    again = support(model, answers, n=256)
    assert found.rank_acceptability.tobytes() == again.rank_acceptability.tobytes()


@FEW
@given(cases(), some.randoms(use_true_random=False))
def test_order_of_people_changes_no_digit(
    case: tuple[DecisionModel, Answers], dice: object
) -> None:
    model, answers = case
    order = list(range(len(answers.ids)))
    dice.shuffle(order)
    shuffled = Answers(
        answers.answers[order],
        answers.swings[order],
        [answers.ids[at] for at in order],
        departments=answers.departments,
    )

    one, other = (recommend(model, given, n=256) for given in (answers, shuffled))

    assert [advice.to_json() for advice in one] == [advice.to_json() for advice in other]


@FEW
@given(cases())
def test_departments_do_not_know_of_each_other(case: tuple[DecisionModel, Answers]) -> None:
    model, answers = case

    together = support(model, answers, n=256).rank_acceptability

    for row, name in enumerate(answers.departments):
        alone = support(model, answers.about([name]), n=256).rank_acceptability
        assert alone[0].tobytes() == together[row].tobytes()


@FEW
@given(cases(), some.permutations(range(3)))
def test_order_of_criteria_only_reorders(
    case: tuple[DecisionModel, Answers], order: list[int]
) -> None:
    model, answers = case
    order = [at for at in order if at < len(model.criteria)]
    turned = DecisionModel(tuple(model.criteria[at] for at in order))
    given = Answers(
        answers.answers[:, :, order], answers.swings[:, order], answers.ids,
        departments=answers.departments,
    )  # fmt: skip

    one, other = score(model, answers), score(turned, given)

    assert np.allclose(one.value, other.value)
    assert np.allclose(one.weights[order], other.weights)


@FEW
@given(cases())
def test_a_dominated_fourth_alternative_changes_no_value(
    case: tuple[DecisionModel, Answers],
) -> None:
    model, answers = case
    four = DecisionModel(
        tuple(
            Criterion(one.id, values=np.column_stack([one.values, np.zeros(5)]))
            for one in model.criteria
        ),
        alternatives=(*model.alternatives, "worst"),
    )

    assert score(four, answers).value[:, :3].tobytes() == score(model, answers).value.tobytes()


@FEW
@given(cases())
def test_settling_is_worth_between_nothing_and_everything(
    case: tuple[DecisionModel, Answers],
) -> None:
    model, answers = case

    exact = value_of_settling(model, answers, exact=True)
    sampled = value_of_settling(model, answers, n=512)

    assert (exact.evppi >= 0).all()
    assert (exact.evppi <= exact.evpi[:, None] + 1e-9).all()
    assert (sampled.evppi <= sampled.evpi[:, None] + 0.05).all()


@FEW
@given(cases())
def test_everybody_twice_changes_neither_score_nor_exact_support(
    case: tuple[DecisionModel, Answers],
) -> None:
    model, answers = case
    twice = Answers(
        np.concatenate([answers.answers, answers.answers]),
        np.concatenate([answers.swings, answers.swings]),
        departments=answers.departments,
    )

    assert np.allclose(score(model, answers).value, score(model, twice).value, atol=1e-9)
    one, other = (support(model, given, exact=True).first for given in (answers, twice))
    assert np.allclose(one, other)


@FEW
@given(cases())
def test_contributions_add_up_to_the_gap(case: tuple[DecisionModel, Answers]) -> None:
    model, answers = case
    value = score(model, answers).value[0]

    table = explain(model, answers, "d0", "own", "central")

    assert np.isclose(table["contribution"].sum(), value[2] - value[0], atol=1e-9)


@FEW
@given(arrays(float, (3, 4), elements=some.floats(0.1, 100)), some.floats(0.01, 100))
def test_rescaled_ratings_are_the_same_weights(ratings: np.ndarray, factor: float) -> None:
    assert np.allclose(swing_weights(ratings), swing_weights(ratings * factor))


@FEW
@given(some.lists(some.floats(0, 1e6), min_size=1, max_size=6))
def test_integers_out_of_100_add_up(shares: list[float]) -> None:
    whole = out_of_100(shares)

    total = sum(shares)
    assert sum(whole) == (100 if total > 0 else 0)
    if total > 0:
        assert all(
            abs(one - 100 * share / total) < 1 + 1e-6
            for one, share in zip(whole, shares, strict=True)
        )


def test_item_nobody_answered_widens_and_never_shifts_to_zero() -> None:
    model, answers = default_model(), company(departments=1, missing=0.0)
    table = answers.answers.copy()
    table[:, :, 2] = np.nan
    gap = Answers(table, answers.swings, answers.ids, departments=answers.departments)

    scores = score(model, gap)

    assert scores.question_value[0, 2].tolist() == model.neutral_values[2].tolist()
    assert support(model, gap).first.max() <= support(model, answers).first.max()


@FEW
@given(cases())
def test_any_study_can_be_written_as_json(case: tuple[DecisionModel, Answers]) -> None:
    model, answers = case

    whole = Study(model, answers, settings=StressSettings(n=128)).to_dict()

    assert len(whole["recommendations"]) == len(answers.departments)
