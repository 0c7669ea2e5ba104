"""Answers and models that cannot be decided from, said all at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    Gate,
    remarks,
    score,
    swing_weights,
)
from kit.errors import DecisionInputError

from .cases import default_model

TWO = DecisionModel(
    (Criterion("goals", values=[[100, 0], [0, 100]]), Criterion("brand", values=[[9, 0], [0, 9]])),
    alternatives=("central", "own"),
)


def refusal(*arguments: object, **named: object) -> str:
    with pytest.raises(DecisionInputError) as refused:
        Answers(*arguments, **named)
    return str(refused.value)


def test_everything_wrong_is_said_at_once() -> None:
    answers = [[[0, float("inf")]], [[1, 1]], [[1, 1]]]
    swings = [[0, 0], [120, -5], [float("inf"), 1]]

    assert refusal(answers, swings, ids=["bo", "bo", "cy"], departments=["hr", "it"]) == (
        "departments: a list of 2 is not 1 of them. "
        "Give one for each of the departments of the answers.\n"
        "participant 'bo': given 2 times is not given once. Keep one of them.\n"
        "answer of 'bo' about 'hr', question 2: inf is not a finite number. "
        "Correct it, or leave it out for not answered.\n"
        "swing ratings of 'cy', criterion 1: inf is not a finite number. "
        "Give a rating from 0 to 100.\n"
        "swing ratings of 'bo', criterion 1: 120 is not a number from 0 to 100. "
        "Rate the most wanted swing 100.\n"
        "swing ratings of 'bo', criterion 2: -5 is not a number from 0 to 100. "
        "Rate the most wanted swing 100.\n"
        "swing ratings of 'bo': a row of zeros is not a statement of what matters. "
        "Rate the most wanted swing 100, or leave the row empty for no weights."
    )


def test_two_axes_are_refused() -> None:
    assert refusal([[1, 2]]) == (
        "answers: a table of 1 x 2 is not participants x departments x questions. Give three axes."
    )


def test_participants_are_sorted_by_id() -> None:
    answers = Answers([[[1]], [[0]]], [[50], [100]], ids=["b", "a"], groups=["x", "y"])

    assert answers.ids == ("a", "b")
    assert answers.answers[:, 0, 0].tolist() == [0, 1]
    assert answers.groups == ("y", "x")
    assert answers.swings[:, 0].tolist() == [100, 100]
    assert [one.code for one in answers.warnings] == ["W01"]


def test_half_filled_ratings_are_left_out_and_said() -> None:
    answers = Answers([[[1, 1]]] * 2, [[100, np.nan], [np.nan, np.nan]], ids=["ann", "bo"])

    assert np.isnan(answers.swings).all()
    assert [(one.code, one.where) for one in answers.warnings] == [("W09", "ann")]


def test_frame_with_wrong_cells_names_every_row() -> None:
    frame = pd.DataFrame(
        {
            "participant": ["ann", "ann", "bo", "bo"],
            "department": ["hr", "hr", "hrr", "hr"],
            "question": ["goals", "goals", "goals", "golas"],
            "answer": ["lots", 1, 1, 1],
        }
    )
    swings = pd.DataFrame({"participant": ["ann"], "criterion": ["brnd"], "rating": [100]})

    with pytest.raises(DecisionInputError) as refused:
        Answers.from_frame(frame, TWO, swings=swings, departments=["hr"])

    assert str(refused.value) == (
        "answers row 1: 'lots' is not a number. "
        'Correct the cell, or leave it empty for "not answered".\n'
        "answers row 3: 'hrr' is not a department of this workshop. Did you mean 'hr'?\n"
        "answers row 4: 'golas' is not a question of the decision model. Did you mean 'goals'?\n"
        "swings row 1: 'brnd' is not a criterion of the decision model. Did you mean 'brand'?"
    )
    assert [problem.code for problem in refused.value.problems] == ["E01", "E07", "E02", "E02"]


def test_frame_counts_levels_from_one_and_keeps_silent_departments() -> None:
    frame = pd.DataFrame(
        {
            "participant": ["ann", "bo"],
            "department": ["hr", "hr"],
            "question": ["goals", "brand"],
            "answer": [2, None],
            "group": ["hr", "it"],
        }
    )

    answers = Answers.from_frame(frame, TWO, departments=["hr", "it"], first_level=1)

    assert answers.answers.shape == (2, 2, 2)
    assert answers.answers[0, 0, 0] == 1
    assert np.isnan(answers.answers[1]).all()
    assert answers.groups == ("hr", "it")


def test_json_with_a_participant_twice_is_refused() -> None:
    with pytest.raises(DecisionInputError) as refused:
        Answers.from_json({"departments": [], "participants": [{"id": 1}, {"id": "1"}, 3]}, TWO)

    assert str(refused.value) == (
        "participant 2: '1' is not a new participant. Keep one of them.\n"
        "participant 3: '3' is not an object with an \"id\". Give each an id."
    )


@pytest.mark.parametrize("source", ["{", "[]", "3"])
def test_broken_json_is_refused(source: str) -> None:
    with pytest.raises(DecisionInputError, match="Export the answers again"):
        Answers.from_json(source, TWO)


def test_model_that_contradicts_itself_is_refused_with_everything() -> None:
    with pytest.raises(DecisionInputError) as refused:
        DecisionModel(
            (
                Criterion("goals", values=[[100, 120], [0, float("nan")]]),
                Criterion("goals", values=[[1, 2, 3]] * 2),
                Criterion("brand"),
            ),
            alternatives=("central", "own"),
            gates=(Gate("hours", ("owns",), check="min"),),
            thresholds=(0.6, 0.75),
        )

    assert [problem.code for problem in refused.value.problems] == [
        "E02", "E02", "E02", "E09", "E05", "E05", "E05", "E02", "E02",
    ]  # fmt: skip
    assert str(refused.value).splitlines()[-2:] == [
        "gate 'hours', applies_to: 'owns' is not an alternative. Did you mean 'own'?",
        (
            "gate 'hours', threshold: None is not a finite number. "
            "Say from which number on the gate passes."
        ),
    ]


def test_remarks_name_silence_straight_lining_and_heavy_weights() -> None:
    table = np.full((4, 3, 5), 2.0)
    table[1:, 0] = np.nan
    table[:, 1] = np.nan
    answers = Answers(
        table, [[100, 5, 5, 5, 5]] * 4, ids=["ann", "bo", "cy", "di"], departments=["a", "b", "c"]
    )

    found = [(one.code, one.where) for one in remarks(default_model(), answers)]

    assert found == [("W03", "a"), ("W02", "b"), ("W05", "ann"), ("W06", "goals")]


def test_ratings_all_zero_or_negative_have_no_weights() -> None:
    for ratings, code in (([0, 0], "E04"), ([-1, 2], "E03"), ([float("inf"), 1], "E09")):
        with pytest.raises(DecisionInputError) as refused:
            swing_weights(ratings)
        assert refused.value.problems[0].code == code


def test_answers_to_another_model_are_refused_with_what_it_asks() -> None:
    answers = Answers([[[1, 1, 1]]], [[100, 50, 20]])

    with pytest.raises(DecisionInputError) as refused:
        score(TWO, answers)

    assert str(refused.value) == (
        "answers: a table of 1 x 1 x 3 is not a table of 1 x 1 x 2, as the decision model asks. "
        "Give the answers in the order 'goals', 'brand'.\n"
        "swings: 3 ratings per participant is not 2, one per criterion. "
        "Give them in the order 'goals', 'brand'."
    )
    assert [problem.code for problem in refused.value.problems] == ["E02", "E02"]
