"""Whatever is thrown at the public functions, they answer in the same four parts, all at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kit.analysis.decision import (
    Answers,
    Company,
    Criterion,
    DecisionModel,
    Gate,
    Limits,
    Resources,
    StructureRule,
    Study,
    ahp_priorities,
    bootstrap_stability,
    calibrate,
    check_gates,
    compromise_pull,
    evpi,
    evppi_discrete,
    halfspace_volume,
    icc,
    joint_answer_flip,
    joint_weight_flip,
    kendall_w,
    krippendorff_alpha,
    ordinal_stress,
    out_of_100,
    portfolio,
    roc_weights,
    smaa2,
    support,
    swing_weights,
    value_of_settling,
    weight_flip,
)
from kit.errors import DecisionInputError

from .cases import DEFAULT_TABLES, company, default_model

INFINITE, MISSING = float("inf"), float("nan")
MODEL, ANSWERS = default_model(), company()
TABLE = np.array(DEFAULT_TABLES["goals"]).T
WORTH = [[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]
DIRECT = DecisionModel((Criterion("worth"),), mode="direct")
RATED = Answers([[[[1, 2, 3]]]], departments=["hr"])


def model(**settings: object) -> DecisionModel:
    return DecisionModel((Criterion("goals", values=TABLE),), **settings)  # type: ignore[arg-type]  # wrong on purpose


def read(**person: object) -> Answers:
    source = {"departments": ["hr"], "participants": [{"id": "ann", **person}]}
    return Answers.from_json(source, MODEL)


def rows(**columns: object) -> Answers:
    row = {"participant": "ann", "department": "hr", "question": "goals", "answer": 1, **columns}
    return Answers.from_frame(pd.DataFrame([row]), MODEL, first_level=1)


def plan(**settings: object) -> object:
    return portfolio(DIRECT, WORTH, Resources(), **settings)  # type: ignore[arg-type]  # wrong on purpose


HOSTILE: list[tuple[Callable[[], object], str, str]] = [
    (lambda: Answers([[["lots"]]]), "E02", "answers: 'lots' is not a number"),
    (lambda: Answers([[[1], [2, 3]]]), "E02", "answers: rows of several lengths is not a table"),
    (lambda: Answers([[["a"]]], [["b"]]), "E02 E02", "swings: 'b' is not a number"),
    (
        lambda: Answers([[[3]]], dont_know=[[[True]]], ids=["ann"], departments=["hr"]),
        "E02",
        "answer of 'ann' about 'hr', question 1: an answer and a don't know is not one of the two",
    ),
    (lambda: Criterion("goals", values=[[1, 2], [3]]), "E05", "criterion 'goals', values"),
    (lambda: Criterion("goals", values=[["a"]]), "E05", "criterion 'goals', values: 'a'"),
    (
        lambda: Criterion.from_columns("goals", {"central": [1, 2], "owned": [1, 2]}),
        "E05 E05 E05",
        "criterion 'goals', columns: 'owned' is not one column per alternative. Did you mean 'own'",
    ),
    (
        lambda: model(mode="direkt", thresholds=(1, 2, 3), min_people=-1, min_answered=2),
        "E02 E02 E02 E02",
        "decision model, mode: 'direkt' is not questions or direct. Did you mean 'direct'?",
    ),
    (
        lambda: model(gates=(Gate("hours", (), check="max", threshold=3),)),  # type: ignore[arg-type]  # wrong on purpose
        "E02 E02",
        "gate 'hours', check: 'max' is not min or flag",
    ),
    (
        lambda: Study(MODEL, ANSWERS).with_answer("zoe", "d9", "goals", 1),
        "E02 E07",
        "participant: 'zoe' is not a participant",
    ),
    (lambda: Study(MODEL, ANSWERS).with_answer("01", "d0", "goal", 1), "E02", "'goals'"),
    (lambda: Study(MODEL, ANSWERS).about("d9"), "E07", "'d9' is not a department asked about"),
    (lambda: support(MODEL, ANSWERS, n=True), "E02", "n: True is not a whole number"),
    (
        lambda: value_of_settling(
            MODEL, ANSWERS, n=0, seed=-1, answer_error=-1, unheard=INFINITE,
            stakes=[1, 2], minutes=0, settled={("d9", "goals"): 9},
        ),
        "E02 E02 E10 E10 E02 E10 E07 E01",
        "minutes: '0.0' is not above zero",
    ),
    (
        lambda: bootstrap_stability(MODEL, ANSWERS, replicates=0, seed=-1),
        "E02 E02",
        "replicates: 0 is not a whole number, one or more",
    ),
    (lambda: ordinal_stress(DIRECT, RATED, readings=0), "E02 E02", "a model with tables"),
    (
        lambda: compromise_pull(DIRECT, alternative="owned", departments=0),
        "E02 E02 E02",
        "alternative: 'owned' is not an alternative of the model. Did you mean 'own'?",
    ),
    (lambda: calibrate(DIRECT, companies=()), "E02 E02", "companies: 0 is not a whole number"),
    (
        lambda: joint_answer_flip(DIRECT, RATED, "it", "owned"),
        "E02 E07 E02",
        "joint flip, department: 'it' is not a department asked about",
    ),
    (lambda: joint_weight_flip([0.5, 0.5], [1, 2, 3]), "E02", "shape (2,) and shape (3,)"),
    (lambda: weight_flip(["a"], ["b"], 0), "E02 E02", "leads: 'b' is not a number"),
    (lambda: weight_flip([0.5, 0.5], [1, 2], 7), "E02", "'7' is not a position from 0 to 1"),
    (
        lambda: swing_weights([[-1, 2], [0, 0], [INFINITE, 1]]),
        "E03 E09 E04",
        "swing ratings row 2: a row of zeros",
    ),
    (lambda: roc_weights(["first"]), "E02", "ranks: 'first' is not a number"),
    (
        lambda: ahp_priorities([[1, "much"], [1, 1]], method="guess"),  # type: ignore[arg-type]  # wrong on purpose
        "E02 E08",
        "pairwise comparisons: 'much' is not a number",
    ),
    (lambda: kendall_w([["a", "b"]]), "E02", "ranks: 'a' is not a number"),
    (lambda: icc([[1, 2], [3]]), "E02", "ratings: rows of several lengths"),
    (
        lambda: krippendorff_alpha([[MISSING, 2], [1, MISSING]], "guess"),  # type: ignore[arg-type]  # wrong on purpose
        "E02",
        "level: 'guess'",
    ),
    (lambda: evpi([[1, 2], [2, 1]], [INFINITE, 1]), "E02", "probabilities"),
    (lambda: smaa2(np.zeros((0, 2, 2))), "E02", "values"),
    (lambda: smaa2([[1, 2], [2, 1]], [[-1, 2]]), "E10", "weights"),
    (lambda: out_of_100([-1, 2]), "E10", "shares"),
    (
        lambda: read(answers=["x"], swings=[1]),
        "E02 E02",
        "participant 1, answers: '['x']' is not an object with names",
    ),
    (
        lambda: read(answers={"hr": {"goals": 9}}, swings={"goals": 300, "brand": INFINITE}),
        "E01 E03 E09",
        "participant 1, hr, goals: '9' is not a level from 0 to 4",
    ),
    (lambda: rows(answer=0), "E01", "answers row 1: '0' is not a level from 1 to 5"),
    (
        lambda: Answers.from_json({"departments": [], "participants": []}, DIRECT),
        "E02",
        "'direct' is not a model with tables",
    ),
    (
        lambda: plan(
            departments=["hr", "hr"], platforms=["own", "x"], stakes=INFINITE, fit=2,
            limits=Limits(accounts=-1), musts=[("it", "own")], structure=StructureRule("flat", 0),  # type: ignore[arg-type]  # wrong on purpose
        ),
        "E02 E02 E10 E07 E02 E02 E02 E09",
        "department 'hr': named 2 times is not named once",
    ),
    (
        lambda: portfolio(
            DIRECT, WORTH,
            Resources(hub_hours_by_mode={"own": INFINITE}, cost_an_account=INFINITE),
        ),
        "E09 E09",
        "hub_hours_by_mode of own: inf is not finite. Forbid what nobody can afford",
    ),
    (lambda: plan(core_samples=5), "E02", "answers: nothing is there"),
    (lambda: plan(core_samples=5, answers=RATED), "E02", "those of 1 other departments"),
    (lambda: portfolio(DIRECT, np.zeros((0, 3)), Resources()), "E02", "no department"),
    (
        lambda: model(indifference=None, min_people="3", min_answered="half", thresholds=0.75),
        "E02 E02 E02 E02",
        "decision model, min_people: '3' is not a number of people, zero or more",
    ),
    (
        lambda: DecisionModel(("goals",), gates="admin"),  # type: ignore[arg-type]  # wrong on purpose
        "E02 E02",
        "criterion 1: 'goals' is not a Criterion. Make it with `Criterion(...)`.",
    ),
    (lambda: model(gates=Gate("hours", "own", check="min", threshold="3")), "E02", "'3'"),  # type: ignore[arg-type]  # wrong on purpose
    (lambda: model(alternatives="own"), "E02 E05", "1 alternative(s) is not a choice"),
    (
        lambda: support(MODEL, ANSWERS, answer_error="half", swing_error=None, unheard=[1]),  # type: ignore[arg-type]  # wrong on purpose
        "E10 E10 E10",
        "answer_error: 'half' is not a number, zero or more",
    ),
    (
        lambda: portfolio(
            DIRECT, WORTH, Resources(hub_hours="ten", budget=None),  # type: ignore[arg-type]  # wrong on purpose
            limits=Limits(accounts=MISSING), musts=("hr", "own"), seed=0,  # type: ignore[arg-type]  # wrong on purpose
        ),
        "E10 E10 E10 E02 E02",
        "hub_hours: 'ten' is not zero or more",
    ),
    (lambda: plan(seed=-1), "E02", "seed: -1 is not a whole number, zero or more"),
    (lambda: kendall_w([[1, 2], [2, 1]], seed=0.5), "E02", "seed: 0.5"),  # type: ignore[arg-type]  # wrong on purpose
    (lambda: smaa2([[1, 2], [2, 1]], seed=-1), "E02", "seed: -1"),
    (
        lambda: smaa2([[INFINITE, 2], [2, 1]], [[0, 0]]),
        "E09 E10",
        "weights: a draw of zeros is not zero or more, some above zero in each draw",
    ),
    (
        lambda: calibrate(MODEL, companies=(Company("many", 2, -1, MISSING),), seed=-1),  # type: ignore[arg-type]  # wrong on purpose
        "E02 E02 E02 E02 E02",
        "company, correlation: 2 is not a number from 0 to 1",
    ),
    (lambda: halfspace_volume(["a"]), "E02", "differences: 'a' is not a number"),
    (lambda: evppi_discrete(WORTH, ["good", None]), "E02", "parameter"),
    (lambda: out_of_100([[1, 2], [3, 4]]), "E02", "shares: 'shape (2, 2)' is not one row"),
    (lambda: out_of_100([10**400]), "E02", "is not a number"),
    (lambda: weight_flip([2, 2], [3, -1], 0), "E02", "numbers, zero or more, that sum to 1"),
    (lambda: joint_weight_flip([-1, 2], [3, -1]), "E02", "numbers, zero or more, that sum to 1"),
    (lambda: compromise_pull(MODEL, shifts="five"), "E02", "shifts: 'five' is not a number"),  # type: ignore[arg-type]  # wrong on purpose
    (
        lambda: check_gates(model(gates=(Gate("admin", "own"),)), ["hr"], {"hr": True}),  # type: ignore[arg-type, dict-item]  # wrong on purpose
        "E02",
        "gate facts of 'hr': 'True' is not an object with gates",
    ),
    (lambda: check_gates(MODEL, ["hr"], [1]), "E02", "is not an object with departments"),  # type: ignore[arg-type]  # wrong on purpose
    (
        lambda: ANSWERS.with_answer("zoe", "d9", 7, "lots"),
        "E02 E07 E02 E02",
        "question: '7' is not a position from 0 to 4. Count from 0.",
    ),
    (lambda: Study(MODEL, ANSWERS).with_answer("01", "d0", "goals", "lots"), "E02", "'lots'"),
    (lambda: RATED.with_answer("1", "hr", 0, 50), "E02", "answer: '50' is not 3 ratings"),
    (lambda: rows(participant=None, question=MISSING), "E02 E02", "answers row 1, participant: "),
    (
        lambda: Answers.from_json('{"participants": [{"id": 1, "id": 2}]}', MODEL),
        "E06",
        "answers: 'id' is not named once in its object",
    ),
    (lambda: read(id=None), "E02", 'is not an object with an "id"'),
    (lambda: Answers([[[1]]], dont_know=[[["no"]]]), "E02", "dont_know: 'no' is not a number"),
    (
        lambda: value_of_settling(MODEL, ANSWERS, settled={("d0", "goals"): "high"}),  # type: ignore[dict-item]  # wrong on purpose
        "E01",
        "'high' is not a level from 0 to 4",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("call", "codes", "said"), HOSTILE)
def test_whatever_is_wrong_is_said_at_once_and_never_as_a_traceback(
    call: Callable[[], object], codes: str, said: str
) -> None:
    with pytest.raises(DecisionInputError) as refused:
        call()

    assert [problem.code for problem in refused.value.problems] == codes.split()
    assert said in str(refused.value)


def test_numpy_numbers_are_as_good_as_plain_ones() -> None:
    found = support(MODEL, ANSWERS, n=np.int64(256), seed=np.int32(1))  # type: ignore[arg-type]  # wrong on purpose

    assert (found.first == support(MODEL, ANSWERS, n=256, seed=1).first).all()
    assert type(found.settings.n) is int


def test_one_name_stands_for_a_list_of_it_and_is_never_taken_letter_by_letter() -> None:
    one = Answers([[[1]]], ids="ann", groups="hr", departments="hr")

    assert Gate("admin", "own").applies_to == ("own",)  # type: ignore[arg-type]  # wrong on purpose
    assert Criterion("goals", values=TABLE, questions="reach").questions == ("reach",)  # type: ignore[arg-type]  # wrong on purpose
    assert (one.ids, one.groups, one.departments) == (("ann",), ("hr",), ("hr",))
    assert one.about("hr").departments == ("hr",)
    assert plan(platforms="LinkedIn").platforms == ("LinkedIn",)  # type: ignore[attr-defined]  # a portfolio


def test_a_department_without_a_place_cannot_have_an_account_and_nobody_else_is_moved() -> None:
    found = portfolio(
        DIRECT, WORTH, Resources(), departments=["hr", "it"], platforms=["x"],
        places=[[False], [True]], musts=[("hr", "own"), ("it", "own")],
    )  # fmt: skip

    assert found.status == "impossible"
    assert found.contradictions == ("hr: must have own, but there is no place for it",)
    assert found.mode.tolist() == [1, 2]
    assert not found.shortfall


def test_a_row_with_nothing_in_it_is_no_answer_and_an_empty_group_is_no_group() -> None:
    frame = pd.DataFrame(
        {
            "participant": ["ann", None, "bo"],
            "department": ["hr", None, "hr"],
            "question": ["goals", None, "goals"],
            "answer": [1, None, 2],
            "group": ["sales", None, None],
        }
    )

    found = Answers.from_frame(frame, MODEL)

    assert found.ids == ("ann", "bo")
    assert found.departments == ("hr",)
    assert found.groups == ("sales", "")


def test_somebody_in_two_groups_is_asked_about_and_never_moved_to_the_last() -> None:
    frame = pd.DataFrame(
        [
            {
                "participant": "ann",
                "department": "hr",
                "question": "goals",
                "answer": 1,
                "group": "a",
            },
            {
                "participant": "ann",
                "department": "hr",
                "question": "brand",
                "answer": 1,
                "group": "b",
            },
        ]
    )

    with pytest.raises(DecisionInputError, match="'a / b' is not one group of 'ann'"):
        Answers.from_frame(frame, MODEL)


def test_a_changed_answer_of_a_direct_model_is_a_rating_of_each_alternative() -> None:
    assert RATED.with_answer("1", "hr", 0, [9, 8, 7]).answers.tolist() == [[[[9, 8, 7]]]]
    assert np.isnan(RATED.with_answer("1", "hr", 0, None).answers).all()
