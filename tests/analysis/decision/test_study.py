"""From answers to labelled advice, in every corner case."""

from __future__ import annotations

import json

import numpy as np
import pytest

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    Gate,
    StressSettings,
    Study,
    recommend,
)
from kit.errors import DecisionInputError
from kit.model.decision import Label

from .cases import company, default_model, golden_answers, golden_model

ADMIN = Gate("admin", ("own",), "Second administrator", "Name one.")
LIAISON = Gate("liaison", ("contributor",), "Named liaison", "Name one.")
ANYBODY = Gate("anybody", ("central", "contributor", "own"), "Somebody at all", "Hire.")
OWN = np.full((4, 1, 5), 4.0)


def one(answers: object, facts: dict | None = None, **settings: object) -> object:
    model = default_model(**settings)
    return recommend(model, Answers(answers, departments=["hr"]), facts and {"hr": facts}, n=1024)[
        0
    ]


def test_golden_example_g1_is_too_close_to_call_and_names_the_contributor() -> None:
    found = recommend(golden_model(), golden_answers())[0]

    assert (found.label, found.leader, found.alternative) == (Label.TOO_CLOSE, "own", "contributor")
    assert found.votes == {"central": 0, "contributor": 1, "own": 3}
    assert sum(found.support.values()) == 100
    assert sum(reason.points for reason in found.reasons) == pytest.approx(found.gap)


def test_clear_when_three_quarters_of_pairings_agree() -> None:
    found = one(OWN)

    assert (found.label, found.alternative) == (Label.CLEAR, "own")
    assert found.support["own"] >= 75


@pytest.mark.parametrize(
    ("thresholds", "label"),
    [((0.99, 0.0), Label.LEANING), ((0.99, 0.98), Label.CONTESTED), ((0.0, 0.0), Label.CLEAR)],
)
def test_label_follows_the_thresholds(thresholds: tuple[float, float], label: Label) -> None:
    assert one(OWN, thresholds=thresholds).label is label


def test_blocked_names_the_next_feasible_alternative_and_keeps_the_score() -> None:
    found = one(OWN, {"admin": False}, gates=(ADMIN,))

    assert (found.label, found.alternative, found.leader) == (Label.BLOCKED, "contributor", "own")
    assert [gate.gate for gate in found.blocked_by] == ["admin"]
    assert found.blocked_by[0].remedy == "Name one."
    assert found.scores["own"] > found.scores["contributor"]
    assert (found.flips[0].kind, found.flips[0].gates, found.flips[0].to) == (
        "gates",
        ("admin",),
        "own",
    )


def test_blocked_everywhere_names_nothing() -> None:
    found = one(OWN, {"anybody": False}, gates=(ANYBODY,))

    assert (found.label, found.alternative) == (Label.BLOCKED, None)


def test_unknown_gate_makes_the_advice_conditional() -> None:
    found = one(OWN, {}, gates=(ADMIN, LIAISON))

    assert (found.label, found.alternative) == (Label.CLEAR, "own")
    assert [gate.gate for gate in found.conditional_on] == ["admin"]


def test_blocked_with_an_unknown_gate_on_the_next_is_conditional_too() -> None:
    found = one(OWN, {"admin": False}, gates=(ADMIN, LIAISON))

    assert found.alternative == "contributor"
    assert [gate.gate for gate in found.conditional_on] == ["liaison"]


def test_department_nobody_answered_gets_no_silent_default() -> None:
    answers = Answers(np.concatenate([OWN, np.full((4, 1, 5), np.nan)], axis=1))

    found = recommend(default_model(gates=(ADMIN,)), answers, {"2": {"admin": False}}, n=512)[1]

    assert found.label is Label.NOT_ENOUGH_ANSWERS
    assert (found.alternative, found.leader, found.gap) == (None, None, None)
    assert (found.support, found.scores, found.people) == ({}, {}, 0)


@pytest.mark.parametrize("people", [1, 2])
def test_fewer_than_three_people_are_not_enough(people: int) -> None:
    found = one(OWN[:people])

    assert (found.label, found.alternative) == (Label.NOT_ENOUGH_ANSWERS, "own")
    assert bool(found.support) == (people == 2)


def test_nobody_at_all_is_answered_honestly() -> None:
    found = one(np.empty((0, 1, 5)))

    assert (found.label, found.alternative) == (Label.NOT_ENOUGH_ANSWERS, None)


def test_fewer_than_half_of_the_items_answered_are_not_enough() -> None:
    table = OWN.copy()
    table[:, 0, 2:] = np.nan

    assert one(table).label is Label.NOT_ENOUGH_ANSWERS


def test_identical_alternatives_are_too_close_and_go_to_less_commitment() -> None:
    flat = DecisionModel((Criterion("goals", values=[[50, 50, 50]] * 5),))

    found = recommend(flat, Answers(np.full((3, 1, 1), 2.0)), n=512)[0]

    assert (found.label, found.alternative) == (Label.TOO_CLOSE, "central")
    assert found.support == {"central": 34, "contributor": 33, "own": 33}


def test_tie_does_not_name_an_alternative_that_fails_its_gate() -> None:
    model = golden_model()
    gated = DecisionModel(model.criteria, gates=(LIAISON,))

    found = recommend(gated, golden_answers(), {"1": {"liaison": False}})[0]

    assert (found.label, found.alternative) == (Label.TOO_CLOSE, "own")


def test_recommendations_survive_json_with_quotes_emoji_and_markup() -> None:
    name = "R\"&'D 🙂 <script> {{ x }}"
    answers = Answers(OWN, departments=[name], ids=["ann", "b'o", "🙂", "\u202eabc"])

    text = recommend(default_model(gates=(ADMIN,)), answers, n=512)[0].to_json()

    assert json.loads(text)["department"] == name
    assert json.loads(text)["schema"] == "kit.decision.recommendation/2"


def test_whole_study_is_plain_json_and_carries_its_assumptions() -> None:
    study = Study(default_model(table_version="t1"), company(), settings=StressSettings(n=1024))

    whole = json.loads(json.dumps(study.to_dict(), allow_nan=False))

    assert whole["schema"] == "kit.decision.study/1"
    assert whole["assumptions"]["table_version"] == "t1"
    assert whole["assumptions"]["unheard"] == 1.0
    assert len(whole["recommendations"]) == 5


def test_announced_flip_of_people_really_changes_the_leader() -> None:
    model, answers = default_model(), company(people=9, departments=12, missing=0.0, seed=3)
    study = Study(model, answers, settings=StressSettings(n=512))
    tried = 0
    for advice in study.recommendations:
        for flip in (flip for flip in advice.flips if flip.kind == "answers"):
            table = answers.answers.copy()
            row = answers.departments.index(advice.department)
            question = model.questions.index(flip.question)
            rival, leader = (model.alternatives.index(name) for name in (flip.to, advice.leader))
            lead = model.tables[question, :, rival] - model.tables[question, :, leader]
            levels = table[:, row, question].astype(int)
            moved = np.clip(levels + flip.direction, 0, 4)
            best = np.argsort(lead[levels] - lead[moved], kind="stable")[: flip.people]
            table[best, row, question] = moved[best]
            after = Study(
                model, Answers(table, answers.swings, answers.ids, departments=answers.departments)
            )
            assert after.scores.leader[row] != study.scores.leader[row]
            tried += 1
    assert tried > 5


def test_one_criterion_and_one_participant_work() -> None:
    model = DecisionModel((Criterion("goals", values=[[100, 60, 0], [0, 60, 100]]),))

    found = recommend(model, Answers([[[1]]], [[100]]))[0]

    assert (found.label, found.leader) == (Label.NOT_ENOUGH_ANSWERS, "own")


def test_reasons_flips_and_questions_come_most_important_first() -> None:
    study = Study(default_model(), company(people=9, seed=4), settings=StressSettings(n=512))

    for row, advice in enumerate(study.recommendations):
        points = [reason.points for reason in advice.reasons]
        assert points == sorted(points, reverse=True)
        people = [flip.people for flip in advice.flips if flip.kind == "answers"]
        assert people == sorted(people)
        moves = [
            abs(flip.weight_then - flip.weight_now)
            for flip in advice.flips
            if flip.kind == "weight"
        ]
        assert moves == sorted(moves)
        assert {flip.direction for flip in advice.flips} <= {-1, 0, 1}
        assert len(advice.next_questions) == 3
        assert advice.next_questions[0].value == pytest.approx(study.settling.evppi[row].max())
        assert advice.stability == round(100 * study.support.bootstrap_stability[row])
        assert advice.possible == 9 * 5
        assert advice.answered == study.scores.n_answers[row].sum()


def test_wrong_answers_and_wrong_facts_are_refused_together() -> None:
    model = default_model(gates=(ADMIN,))
    answers = Answers(np.full((3, 1, 5), 9.0), departments=["hr"])

    with pytest.raises(DecisionInputError) as refused:
        recommend(model, answers, {"hr": {"admin": "perhaps"}, "it": {"admin": True}})

    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["E01"] * 15 + ["E02", "E07"]
