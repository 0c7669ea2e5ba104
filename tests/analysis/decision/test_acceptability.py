"""Support: sampled, exact, by group, and what must not change it."""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    StressSettings,
    Study,
    bootstrap_stability,
    one_vote_per_group,
    support,
)
from kit.errors import DecisionInputError

from .cases import company, default_model, golden_answers, golden_model, tied_answers, tied_model

PLAIN = {"answer_error": 0.0, "swing_error": 0.0, "unheard": 0.0}


def test_exact_support_reproduces_golden_example_g1() -> None:
    found = support(golden_model(), golden_answers(), exact=True)

    ranks = [[1 / 32, 3 / 32, 7 / 8], [3 / 8, 5 / 8, 0], [19 / 32, 9 / 32, 1 / 8]]
    assert found.rank_acceptability[0] == pytest.approx(np.array(ranks), abs=1e-12)
    central = [
        [1 / 5, 2 / 5, 2 / 5],
        [302 / 855, 223 / 760, 2417 / 6840],
        [637 / 1805, 1163 / 3610, 1173 / 3610],
    ]
    assert found.central_weights[0] == pytest.approx(np.array(central), abs=1e-12)


def test_exact_support_reproduces_ties_of_golden_example_g3() -> None:
    found = support(tied_model(), tied_answers(), exact=True)

    assert found.first[0] == pytest.approx([2 / 9, 2 / 9, 5 / 9], abs=1e-12)
    for axis in (1, 2):
        assert found.rank_acceptability.sum(axis=axis) == pytest.approx(np.ones((1, 3)))


@pytest.mark.parametrize(
    ("model", "answers"),
    [
        (golden_model(), golden_answers()),
        (tied_model(), tied_answers()),
        (default_model(), company()),
    ],
)
def test_sampled_support_is_within_four_standard_errors_of_exact(
    model: DecisionModel, answers: Answers
) -> None:
    exact = support(model, answers, exact=True)
    sampled = support(model, answers, **PLAIN)

    error = np.sqrt(exact.first * (1 - exact.first) / sampled.n)
    assert (np.abs(sampled.first - exact.first) <= 4 * error + 1e-4).all()


def test_identical_alternatives_share_every_rank() -> None:
    table = [[100 - 25 * at, 25 * at, 25 * at] for at in range(5)]
    model = DecisionModel((Criterion("goals", values=table), Criterion("brand", values=table)))

    found = support(model, company(questions=2))

    assert found.rank_acceptability[:, 1].tolist() == found.rank_acceptability[:, 2].tolist()
    assert found.rank_acceptability.sum(axis=1) == pytest.approx(np.ones((5, 3)))


def test_all_equal_answers_without_errors_are_certain() -> None:
    found = support(default_model(), Answers(np.full((4, 2, 5), 4.0)), **PLAIN)

    assert found.first.tolist() == [[0, 0, 1]] * 2


def test_three_unanimous_people_are_less_certain_than_thirty() -> None:
    few, many = (
        support(default_model(), Answers(np.full((people, 1, 5), 3.0))).first[0, 2]
        for people in (3, 30)
    )

    assert few < many - 0.05


def test_order_of_arrival_changes_no_digit() -> None:
    answers, order = company(), np.random.default_rng(5).permutation(12)
    shuffled = Answers(
        answers.answers[order],
        answers.swings[order],
        [answers.ids[at] for at in order],
        departments=answers.departments,
    )

    one, other = support(default_model(), answers), support(default_model(), shuffled)

    for name in ("rank_acceptability", "central_weights", "pairwise_winning", "confidence_factor"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
    assert one.bootstrap_stability.tobytes() == other.bootstrap_stability.tobytes()


def test_a_department_has_the_same_support_alone_as_among_others() -> None:
    model, answers = default_model(), company(departments=7)

    everyone = support(model, answers)
    alone = support(model, answers.about(["d3"]))

    assert alone.rank_acceptability[0].tobytes() == everyone.rank_acceptability[3].tobytes()


def test_people_who_said_nothing_about_a_department_do_not_answer_for_it() -> None:
    model, answers = default_model(), company(missing=0)
    table = answers.answers.copy()
    table[4:, 0] = np.nan
    some = Answers(table, answers.swings, answers.ids, departments=answers.departments)

    found = support(model, some, exact=True)

    only = support(model, some.about(["d0"]), exact=True)
    assert found.first[0].tolist() == only.first[0].tolist()
    whole = count_by_hand(model, some)
    assert found.first[0] == pytest.approx(whole)


def count_by_hand(model: DecisionModel, answers: Answers) -> list[float]:
    """Twelve colleagues' weights, four colleagues' answers: all 48 pairings."""
    wins = np.zeros(3)
    for ratings in answers.swings:
        for levels in answers.answers[:4, 0].astype(int):
            weights = ratings / ratings.sum()
            value = sum(
                weight * table[level]
                for weight, table, level in zip(weights, model.tables, levels, strict=True)
            )
            wins[value.argmax()] += 1 / 48
    return list(wins)


def test_missing_answer_takes_every_pooled_answer_in_proportion() -> None:
    # one criterion: ann says 0, bo 4, cy 4, dee nothing on goals but something on brand
    goals = [[100, 0], [75, 25], [60, 40], [25, 75], [0, 100]]
    model = DecisionModel(
        (Criterion("goals", values=goals), Criterion("brand", values=[[0, 0]] * 5)), ("a", "b")
    )
    answers = Answers([[[0, 0]], [[4, 0]], [[4, 0]], [[np.nan, 0]]])

    found = support(model, answers, exact=True)

    assert found.first[0] == pytest.approx([1 / 3, 2 / 3])  # 1/4 + 1/4 x 1/3 = 1/3


def test_nobody_at_all_leaves_everything_possible() -> None:
    answers = Answers(np.empty((0, 1, 5)))

    found = support(default_model(), answers)

    assert (found.first > 0.1).all()
    assert found.first.sum() == pytest.approx(1)


def test_support_by_group_uses_only_the_groups_people() -> None:
    table = np.zeros((6, 1, 5))
    table[3:] = 4.0
    answers = Answers(table, groups=["legal"] * 3 + ["sales"] * 3)

    found = support(default_model(), answers, by_group=True, exact=True)

    assert found.by_group["legal"][0, :, 0].tolist() == [1, 0, 0]
    assert found.by_group["sales"][0, :, 0].tolist() == [0, 0, 1]


def test_joint_support_pairs_everybody_with_themselves() -> None:
    model = DecisionModel(
        (
            Criterion("goals", values=[[100, 0], [0, 100]]),
            Criterion("brand", values=[[100, 0], [0, 100]]),
        ),
        alternatives=("a", "b"),
    )
    answers = Answers([[[0, 1]], [[1, 0]]], [[100, 10], [10, 100]])

    joint = support(model, answers, joint=True, exact=True).first[0]
    crossed = support(model, answers, exact=True).first[0]

    assert joint.tolist() == [1, 0]
    assert crossed.tolist() == [0.5, 0.5]
    assert support(model, answers, joint=True, **PLAIN).first[0].tolist() == [1, 0]


def test_support_is_within_three_tenths_of_a_point_of_the_limit() -> None:
    model, answers = default_model(), company(people=20, departments=10)

    limit = support(model, answers, n=1 << 17).first
    errors = [support(model, answers, seed=seed).first - limit for seed in range(6)]

    assert 100 * np.sqrt(np.mean(np.square(errors))) <= 0.3


def test_support_agrees_with_plain_monte_carlo_of_the_stated_law() -> None:
    """Persons, slips and the unheard colleague drawn one by one, as the docstring says."""
    model, answers = default_model(), company(people=6, departments=1, missing=0.15)
    generator = np.random.default_rng(11)
    draws, people = 60_000, 6
    table = answers.answers[:, 0]
    pools = [column[~np.isnan(column)] for column in table.T]
    rater, teller = generator.integers(0, people + 1, (2, draws))
    ratings = answers.swings[np.minimum(rater, people - 1)]
    ratings = np.maximum(ratings + generator.uniform(-10, 10, ratings.shape), 0)
    ratings[rater == people] = generator.standard_exponential(((rater == people).sum(), 5))
    weights = ratings / ratings.sum(axis=1, keepdims=True)
    levels = table[np.minimum(teller, people - 1)]
    for question, pool in enumerate(pools):
        gaps = np.isnan(levels[:, question])
        levels[gaps, question] = generator.choice(pool, gaps.sum())
    levels[teller == people] = generator.integers(0, 5, ((teller == people).sum(), 5))
    low, high = np.maximum(levels - 0.5, 0), np.minimum(levels + 0.5, 4)
    levels = low + (high - low) * generator.random(levels.shape)
    value = np.stack(
        [
            sum(
                weights[:, q] * np.interp(levels[:, q], range(5), model.tables[q, :, a])
                for q in range(5)
            )
            for a in range(3)
        ],
        axis=1,
    )
    plain = np.bincount(value.argmax(axis=1), minlength=3) / draws

    found = support(model, answers, n=1 << 15)

    assert found.first[0] == pytest.approx(plain, abs=0.008)


def test_one_changed_answer_changes_its_department_as_a_whole_new_study_would() -> None:
    model, answers = default_model(), company()
    study = Study(model, answers, settings=StressSettings(n=2048))

    after = study.with_answer(answers.ids[2], "d3", "audience", 4)

    whole = Study(model, answers.with_answer(answers.ids[2], "d3", 1, 4), settings=study.settings)
    assert after.recommendations[0].to_json() == whole.recommendations[3].to_json()


def test_settings_that_mean_nothing_are_refused_all_at_once() -> None:
    with pytest.raises(DecisionInputError) as refused:
        support(default_model(), company(), n=0, seed=-1, answer_error=float("nan"), unheard=-2)

    assert str(refused.value) == (
        "n: 0 is not a whole number of draws from 1 to 1,048,576. Use 8192 when in doubt.\n"
        "seed: -1 is not a whole number, zero or more. Use 0 when in doubt.\n"
        "answer_error: nan is not a number, zero or more. Leave it out for the default.\n"
        "unheard: -2 is not a number, zero or more. Leave it out for the default."
    )


def test_too_many_gaps_to_enumerate_are_refused_not_waited_for() -> None:
    criteria = tuple(Criterion(f"c{at}", values=[[at, 5 - at]] * 5) for at in range(5))
    wide = tuple(Criterion(f"w{at}", values=[[5, at]] * 5) for at in range(8))
    model = DecisionModel((*criteria, *wide), alternatives=("a", "b"))
    table = np.tile(np.arange(5.0)[:, None, None], (1, 1, 13))
    table[0, 0, 1:] = np.nan

    with pytest.raises(DecisionInputError, match="Leave exact out"):
        support(model, Answers(table), exact=True)

    assert support(model, Answers(table), n=256).first.sum() == pytest.approx(1)


def test_no_departments_at_all_give_no_recommendations() -> None:
    study = Study(default_model(), Answers(np.empty((3, 0, 5))), settings=StressSettings(n=64))

    assert study.recommendations == ()
    assert study.to_dict()["agenda"] == []


def test_more_sub_questions_than_lattice_axes_still_count_evenly() -> None:
    table = [[100, 0], [0, 100]]
    names = tuple(f"q{at}" for at in range(20))
    model = DecisionModel((Criterion("goals", values=table, questions=names),), ("a", "b"))
    answers = Answers(np.tile([[[0.0]], [[1.0]]], (1, 1, 20)))

    found = support(model, answers)

    assert found.first[0] == pytest.approx([0.5, 0.5], abs=0.01)


def test_shares_give_a_group_its_one_vote() -> None:
    model = DecisionModel(
        (
            Criterion("goals", values=[[100, 0], [0, 100]]),
            Criterion("brand", values=[[0, 100], [100, 0]]),
        ),
        alternatives=("a", "b"),
    )
    answers = Answers([[[0, 0]]] * 4, [[100, 0]] * 3 + [[0, 100]], groups=["sales"] * 3 + ["legal"])

    plain = support(model, answers, exact=True).first[0]
    fair = support(model, answers, exact=True, shares=one_vote_per_group(answers)).first[0]

    assert plain.tolist() == [0.75, 0.25]
    assert fair == pytest.approx([0.5, 0.5])


def test_answers_between_levels_are_sampled_as_well() -> None:
    model = DecisionModel((Criterion("goals", values=[[0, 40], [50, 45], [100, 50]]),), ("a", "b"))
    answers = Answers([[[0.5]], [[1.5]], [[1.25]], [[np.nan]]])

    assert support(model, answers, **PLAIN).first[0] == pytest.approx(
        support(model, answers, exact=True).first[0], abs=0.02
    )
    assert support(model, answers).first.sum() == pytest.approx(1)


def test_exact_pairwise_wins_count_ties_half() -> None:
    found = support(tied_model(), tied_answers(), exact=True).pairwise_winning[0]

    # two of three answer sheets tie all three alternatives, the third puts them in order
    assert found == pytest.approx(
        np.array([[0, 1 / 3, 1 / 3], [2 / 3, 0, 1 / 3], [2 / 3, 2 / 3, 0]]), abs=1e-12
    )


def test_sampled_pairwise_wins_follow_the_exact_ones() -> None:
    model, answers = default_model(), company()

    exact = support(model, answers, exact=True).pairwise_winning
    sampled = support(model, answers, **PLAIN).pairwise_winning

    assert sampled == pytest.approx(exact, abs=0.02)


def test_stability_is_certain_when_unanimous_and_even_when_two_disagree_alike() -> None:
    goals = [[100 - 25 * at, 25 * at] for at in range(5)]
    model = DecisionModel((Criterion("goals", values=goals),), ("a", "b"))
    answers = Answers([[[0 ], [4 ]], [[0 ], [1 ]], [[0 ], [1 ]]]).answers  # fmt: skip

    found = bootstrap_stability(model, Answers(answers), replicates=4000)

    # department 2: one says 4 (+100), two say 1 (-50 each): b leads when the one's share > 1/3,
    # which a Dirichlet share of three exceeds with (1 - 1/3) squared; the score itself ties, so a
    assert found[0] == 1
    assert found[1] == pytest.approx(1 - (2 / 3) ** 2, abs=0.03)


def test_scales_of_different_lengths_live_in_one_model() -> None:
    short = Criterion("short", values=[[100, 0], [50, 50], [0, 100]])
    long = Criterion("long", values=[[100 - 25 * at, 25 * at] for at in range(5)])
    model = DecisionModel((short, long), alternatives=("a", "b"))
    answers = Answers([[[2, 0]], [[np.nan, 4]], [[1, np.nan]]], [[100, 90]] * 3)

    exact, sampled = support(model, answers, exact=True), support(model, answers, **PLAIN)
    nobody = support(model, Answers(np.empty((0, 1, 2))))

    assert sampled.first.sum() == pytest.approx(1)
    assert sampled.first == pytest.approx(exact.first, abs=0.02)
    assert nobody.first[0] == pytest.approx([0.5, 0.5], abs=0.01)
    assert model.neutral_values.tolist() == [[50, 50], [50, 50]]


def test_sampled_confidence_factors_follow_the_exact_ones() -> None:
    model, answers = golden_model(), golden_answers()

    exact = support(model, answers, exact=True).confidence_factor
    sampled = support(model, answers, **PLAIN).confidence_factor

    assert sampled == pytest.approx(exact, abs=0.02)


def test_stability_reweights_the_people_behind_the_weights_too() -> None:
    one = [[100, 0], [0, 100]]
    model = DecisionModel(
        (Criterion("goals", values=one), Criterion("brand", values=one)), alternatives=("a", "b")
    )
    # all answer alike: goals speaks for a, brand for b; only the weights differ
    answers = Answers([[[0, 1]]] * 3, [[100, 50], [100, 50], [25, 100]])

    found = bootstrap_stability(model, answers, replicates=4000)

    # a's weight is 2/3 for two people, 1/5 for the third: b leads when the third's share s has
    # 2/3 (1 - s) + s / 5 < 1/2, so s > 5/14
    assert found[0] == pytest.approx(1 - (1 - 5 / 14) ** 2, abs=0.03)
