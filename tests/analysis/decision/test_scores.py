"""The score, checked by hand and against published totals."""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import Answers, Criterion, DecisionModel, explain, score, votes
from kit.errors import DecisionInputError

from .cases import company, default_model, golden_answers, golden_model, tied_answers, tied_model


def test_score_reproduces_golden_example_g1() -> None:
    scores = score(golden_model(), golden_answers())

    assert scores.weights == pytest.approx([397 / 1140, 477 / 1520, 1541 / 4560], abs=1e-12)
    exact = [12223 / 304, 113749 / 1824, 57613 / 912]
    assert scores.value[0] == pytest.approx(exact, abs=1e-10)
    assert scores.gap[0] == pytest.approx(57613 / 912 - 113749 / 1824, abs=1e-10)
    assert (scores.leader[0], scores.runner_up[0], scores.default[0]) == (2, 1, 1)


def test_votes_reproduce_golden_example_g1() -> None:
    choices = votes(golden_model(), golden_answers())[:, 0]

    assert np.bincount(choices, minlength=3).tolist() == [0, 1, 3]


def test_ties_reproduce_golden_example_g3() -> None:
    model, answers = tied_model(), tied_answers()

    assert score(model, answers).value[0] == pytest.approx([125 / 3, 50, 175 / 3])
    assert votes(model, answers)[:, 0].tolist() == [0, 0, 2]


def test_office_location_reproduces_goodwin_and_wright() -> None:
    # Goodwin & Wright, Decision Analysis for Management Judgment, SMART chapter; the table is
    # recalled, and confirmed by all seven published totals
    columns = {
        "closeness": (32, (100, 20, 80, 70, 40, 0, 60)),
        "visibility": (26, (60, 80, 70, 50, 60, 0, 100)),
        "image": (23, (100, 10, 0, 30, 90, 70, 20)),
        "size": (10, (75, 30, 0, 55, 100, 0, 50)),
        "comfort": (6, (0, 100, 10, 30, 60, 80, 50)),
        "parking": (3, (90, 30, 100, 90, 70, 0, 80)),
    }
    model = DecisionModel(
        tuple(Criterion(name) for name in columns), alternatives=tuple("ABCDEFG"), mode="direct"
    )
    answers = Answers(
        [[[values for _, values in columns.values()]]],
        [[weight / 32 * 100 for weight, _ in columns.values()]],
        departments=["office"],
    )

    scores = score(model, answers)
    table = explain(model, answers, "office", "A", "E")

    published = [80.8, 39.4, 47.4, 52.3, 64.8, 20.9, 60.2]
    assert scores.value[0].round(1).tolist() == published
    assert table["contribution"].round(1).tolist() == [19.2, 0.0, 2.3, -2.5, -3.6, 0.6]
    assert table["contribution"].sum() == pytest.approx(16.0, abs=0.05)


def test_adding_a_copy_of_b_reverses_nothing_unlike_belton_and_gear_1983() -> None:
    # Belton & Gear 1983: in AHP a copy of B turns the winner from B to A
    three = [[10, 90, 10], [90, 10, 10], [45, 50, 5]]
    before = DecisionModel(
        tuple(Criterion(f"c{at}", values=[row, row]) for at, row in enumerate(three)),
        alternatives=("A", "B", "C"),
    )
    after = DecisionModel(
        tuple(Criterion(f"c{at}", values=[[*row, row[1]]] * 2) for at, row in enumerate(three)),
        alternatives=("A", "B", "C", "D"),
    )
    answers = Answers([[[0, 0, 0]]])

    assert score(before, answers).value.tobytes() == score(after, answers).value[:, :3].tobytes()


def test_blank_answer_is_not_zero_and_keeps_the_weights() -> None:
    model = default_model()
    answers = company(missing=0.0)
    table = answers.answers.copy()
    table[3, 1, 2] = np.nan
    with_gap = Answers(table, answers.swings, answers.ids, departments=answers.departments)

    full, gap = score(model, answers), score(model, with_gap)

    others = np.delete(np.arange(12), 3)
    mean = model.tables[2, answers.answers[others, 1, 2].astype(int)].mean(axis=0)
    assert gap.question_value[1, 2] == pytest.approx(mean)
    assert gap.weights.tolist() == full.weights.tolist()
    assert gap.n_answers[1, 2] == 11


def test_item_nobody_answered_takes_the_mean_over_the_levels() -> None:
    scores = score(default_model(), Answers(np.full((3, 1, 5), np.nan)))

    assert scores.no_answers.all()
    assert scores.question_value[0] == pytest.approx(default_model().tables.mean(axis=1))


def test_questions_of_one_criterion_share_its_weight() -> None:
    table = np.array([[100.0, 70, 0], [0, 50, 100]])
    model = DecisionModel(
        (Criterion("goals", values=table, questions=("g1", "g2")), Criterion("brand", values=table))
    )

    scores = score(model, Answers([[[0, 1, 1]]], [[100, 100]]))

    assert scores.question_weights.tolist() == [0.25, 0.25, 0.5]
    assert scores.value[0].tolist() == [25.0, 55.0, 75.0]
    assert scores.criterion_value[0, 0].tolist() == [50.0, 60.0, 50.0]


def test_answer_between_two_levels_is_valued_between_them() -> None:
    model = DecisionModel((Criterion("goals", values=[[100, 0], [50, 10], [0, 90]]),), ("a", "b"))

    assert score(model, Answers([[[1.5]]])).value[0].tolist() == [25.0, 50.0]


@pytest.mark.parametrize("people", [0, 1, 2])
def test_few_people_are_scored_too(people: int) -> None:
    answers = company(people=12, missing=0).only(range(people))

    assert score(default_model(), answers).people.tolist() == [people] * 5


def test_answer_off_the_scale_is_refused_with_every_place() -> None:
    answers = Answers([[[0, 0, 5, 0, 0]], [[-1, 0, 0, 0, 0]]], ids=["ann", "b'o 🙂"])

    with pytest.raises(DecisionInputError) as refused:
        score(default_model(), answers)

    assert str(refused.value) == (
        "answer of 'ann' about '1', 'resources': 5 is not a level from 0 to 4. "
        "Correct it, or leave it out for not answered.\n"
        "answer of 'b'o 🙂' about '1', 'goals': -1 is not a level from 0 to 4. "
        "Correct it, or leave it out for not answered."
    )
    assert [problem.code for problem in refused.value.problems] == ["E01", "E01"]
