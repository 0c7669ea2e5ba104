"""Every public function says what it was given, what it takes and what to do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    Resources,
    Study,
    ahp_priorities,
    evpi,
    evppi_discrete,
    explain,
    halfspace_volume,
    hub_frontier,
    icc,
    joint_answer_flip,
    krippendorff_alpha,
    portfolio,
    roc_weights,
    score,
    smaa2,
    support,
    value_of_settling,
)
from kit.errors import DecisionInputError

from .cases import company, default_model

MODEL, ANSWERS = default_model(), company()
TABLES = [[50.0, 60.0, 70.0]] * 2
INFINITE = float("inf")

REFUSED: list[tuple[Callable[[], object], str, str]] = [
    (
        lambda: explain(MODEL, ANSWERS, "d8", "own", "centrl"),
        "E07 E02",
        "explain, department: 'd8' is not a department of these answers. "
        "Allowed: 'd0', 'd1', 'd2', 'd3', 'd4'.\n"
        "explain, alternative: 'centrl' is not an alternative of the decision model. "
        "Did you mean 'central'?",
    ),
    (
        lambda: joint_answer_flip(MODEL, ANSWERS, "d0", "owned"),
        "E02",
        "joint flip, rival: 'owned' is not an alternative of the model. Did you mean 'own'?",
    ),
    (
        lambda: joint_answer_flip(MODEL, ANSWERS, "x", "own"),
        "E07",
        "joint flip, department: 'x' is not a department asked about. "
        "Allowed: 'd0', 'd1', 'd2', 'd3', 'd4'.",
    ),
    (
        lambda: score(MODEL, ANSWERS, shares=[1, -1]),
        "E02",
        "shares: '[1.0, -1.0]' is not 12 numbers, zero or more. Give one share per participant.",
    ),
    (
        lambda: value_of_settling(MODEL, ANSWERS, stakes=-1),
        "E10",
        "stakes: '-1.0' is not zero or more. Correct the numbers.",
    ),
    (
        lambda: value_of_settling(MODEL, ANSWERS, settled={("d0", "goals"): 7}),
        "E01",
        "settled item 'd0', 'goals': 7 is not a level from 0 to 4. Give the level agreed on.",
    ),
    (
        lambda: support(MODEL, ANSWERS.only([0, 1]), draws=Study(MODEL, ANSWERS).draws),
        "E02",
        "draws: 'of 03, 04, 05, 06, 07, 08, 09, 10, 11, 12' is not draws for these answers. "
        "Draw anew after participants or questions changed.",
    ),
    (
        lambda: smaa2(np.ones(3)),
        "E02",
        "values: 'shape (3,)' is not draws x alternatives x criteria. Give two or three axes.",
    ),
    (
        lambda: smaa2(np.ones((2, 3)), np.ones((4, 2))),
        "E02",
        "weights: 'shape (4, 2)' is not draws x 3 criteria. Give one row per draw.",
    ),
    (
        lambda: smaa2([[1, INFINITE], [0, 1]]),
        "E09",
        "values: inf is not a finite number. Correct it.",
    ),
    (
        lambda: halfspace_volume([]),
        "E02",
        "differences: '[]' is not finite numbers. Give one a criterion.",
    ),
    (
        lambda: roc_weights([1, float("nan")]),
        "E02",
        "ranks: '[1.0, nan]' is not one finite rank per criterion. Rank them all.",
    ),
    (
        lambda: evpi([1, 2]),
        "E02",
        "net_benefit: 'shape (2,)' is not states x alternatives. Give both.",
    ),
    (
        lambda: evpi([[1, INFINITE]]),
        "E09",
        "net_benefit: 'not finite' is not finite. Correct the values.",
    ),
    (
        lambda: evppi_discrete([[1, 2], [3, 4]], ["a"]),
        "E02",
        "parameter: 'shape (1,)' is not 2 values, one per state. Give one for each.",
    ),
    (
        lambda: krippendorff_alpha([1, 2]),
        "E02",
        "data: 'shape (2,)' is not raters x units. Give two axes.",
    ),
    (
        lambda: krippendorff_alpha([[1, INFINITE], [1, 2]]),
        "E09",
        "data: 'inf' is not a finite number. Correct the value.",
    ),
    (
        lambda: krippendorff_alpha([[1, 2], [1, 3]], "cardinal"),
        "E02",
        "level: 'cardinal' is not nominal, ordinal, interval or ratio. "
        "Use ordinal for a scale of levels.",
    ),
    (
        lambda: icc([[1, 2]]),
        "E02",
        "ratings: 'table of shape (1, 2)' is not two or more targets x two or more judges, "
        "no gaps. Leave out the gaps.",
    ),
    (
        lambda: ahp_priorities([[1, 2]], "median", "random"),
        "E02 E02 E08",
        "method: 'median' is not eigenvector or geometric_mean. Use eigenvector when in doubt.\n"
        "random_index: 'random' is not a table known here. Use saaty1980.\n"
        "pairwise comparisons: a table of 1 x 2 is not a square. "
        "Compare every criterion with every other.",
    ),
    (
        lambda: portfolio(MODEL, TABLES, Resources(), stakes=[1, 2, 3]),
        "E02",
        "stakes: 'a table of 3' is not one number or a table of 2. Give one for each.",
    ),
    (
        lambda: portfolio(MODEL, TABLES, Resources(department_hours=-1)),
        "E10",
        "department_hours: '-1.0' is not zero or more. Correct the numbers.",
    ),
    (
        lambda: portfolio(MODEL, [[1, 2, INFINITE]], Resources()),
        "E09",
        "scores: 'not finite' is not finite values. Correct the values.",
    ),
    (
        lambda: portfolio(MODEL, TABLES, Resources(), departments=["hr"]),
        "E02",
        "departments: 1 names is not 2, as the scores. Name each department.",
    ),
    (
        lambda: DecisionModel((), alternatives=("own",), indifference=-1),
        "E02 E02 E02",
        "decision model: no criterion is not a decision. Give at least one criterion.\n"
        "decision model: 1 alternative(s) is not a choice. Give at least two alternatives.\n"
        "decision model, indifference: -1 is not a number of points, zero or more. "
        "Use 3 when in doubt.",
    ),
    (
        lambda: DecisionModel((Criterion("goals", values=[[1, 2]] * 5, anchors=("a", "b")),)),
        "E05",
        "criterion 'goals', values: 5 x 2 numbers is not two or more levels x 3 alternatives. "
        "Give one row per level, lowest first.",
    ),
    (
        lambda: DecisionModel((Criterion("goals", values=[[1, 2, 3]] * 5, anchors=("a", "b")),)),
        "E02",
        "criterion 'goals': 2 anchors is not one of 5 levels. "
        "Word every level, or leave the anchors empty.",
    ),
    (
        lambda: Answers([[[1]]], groups=["a", "b"], dont_know=[[True]]),
        "E02 E02",
        "groups: a list of 2 is not 1 of them. "
        "Give one for each of the participants of the answers.\n"
        "dont_know: a table of 1 x 1 is not a table of 1 x 1 x 1. "
        "Give one yes or no for each answer.",
    ),
    (
        lambda: Answers([[[1]]], [[1], [2]]),
        "E02",
        "swings: a table of 2 x 1 is not 1 participants x the criteria. "
        "Give one row per participant.",
    ),
    (
        lambda: Answers.from_frame(pd.DataFrame({"participant": []}), MODEL),
        "E02",
        "answers table: 'without department, question, answer' is not a table with the columns "
        "participant, department, question, answer. Rename or add the columns.",
    ),
    (
        lambda: Answers.from_json(
            {
                "departments": ["hr"],
                "participants": [
                    {"id": "ann", "answers": {"hr": {"goals": "x"}}, "swings": {"goals": "y"}}
                ],
            },
            MODEL,
        ),
        "E01 E01",
        "participant 1, hr, goals: 'x' is not a number. "
        'Correct the cell, or leave it empty for "not answered".\n'
        "participant 1, swings, goals: 'y' is not a number. "
        'Correct the cell, or leave it empty for "not answered".',
    ),
]


@pytest.mark.parametrize(("call", "codes", "message"), REFUSED)
def test_refusal_says_everything_at_once(
    call: Callable[[], object], codes: str, message: str
) -> None:
    with pytest.raises(DecisionInputError) as refused:
        call()

    assert str(refused.value) == message
    assert [problem.code for problem in refused.value.problems] == codes.split()


def test_one_answer_given_twice_is_refused_by_its_row() -> None:
    row = {"participant": "ann", "department": "hr", "question": "goals", "answer": 1}

    with pytest.raises(DecisionInputError) as refused:
        Answers.from_frame(pd.DataFrame([row, row]), MODEL)

    assert str(refused.value) == (
        "answers row 2: 'ann / hr / goals' is not answered once. Keep one of the two answers."
    )


def test_frontier_never_falls_as_hours_grow() -> None:
    scores = score(MODEL, ANSWERS)
    resources = Resources(hub_hours_by_mode={"central": 2, "contributor": 1.5, "own": 0.5})

    table = hub_frontier(MODEL, scores, resources, [0, 3, 6, 12])

    assert table["status"].tolist()[0] == "short"
    assert table["shortfall"][0].endswith("hub hours a week short")
    worth = table.loc[table["status"] == "optimal", "value"].tolist()
    assert worth == sorted(worth)


def test_recommendation_is_one_plain_sentence() -> None:
    from kit.analysis.decision import Gate, recommend  # noqa: PLC0415  only this needs it

    admin = Gate("admin", ("own",), "Second administrator", "Name one.")
    liaison = Gate("liaison", ("contributor",), "Named liaison", "Name one.")
    answers = Answers(np.full((4, 1, 5), 4.0), departments=["hr"])

    found = recommend(default_model(gates=(admin, liaison)), answers, {"hr": {"admin": False}})[0]

    assert found.sentence == (
        f"hr: contributor (blocked); in {found.support['own']} of 100 ways of pairing one "
        "colleague's priorities with another's assessment, own comes first; own is blocked by "
        "'Second administrator'; on condition of 'Named liaison'."
    )
