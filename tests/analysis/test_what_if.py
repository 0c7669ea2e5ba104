"""The slider moves one department's advice, and one person's answers point somewhere."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kit.analysis.decide import Decision
from kit.analysis.one_view import one_view
from kit.analysis.situation import Situation
from kit.analysis.what_if import changed_map, what_if
from kit.bank import load
from kit.model.content import AccountModel
from kit.model.decision import Label
from kit.model.report import AccountMap, MapAccount, MapDepartment
from kit.model.workshop import Answer, Organisation, Row, Snapshot
from kit.workshop import open_workshop

SAMPLE = Path(__file__).parents[2] / "sample_data" / "brackwater_outfitters"
CRITERIA = (
    "goals.difference",
    "audiences.distinct",
    "resources.readiness",
    "content.original",
    "account_decision.voice",
)


@cache
def sample() -> Decision:
    return open_workshop(SAMPLE).decided


def decided(levels: list[list[int]], *rows: Row) -> Decision:
    answers = [
        Answer(f"p{n}", question, "pr", 1, level)
        for n, levels_of_one in enumerate(levels)
        for question, level in zip(CRITERIA, levels_of_one, strict=True)
    ]
    people = tuple(
        Row("participants", f"p{n}", {"name": f"P{n}", "department": "pr"})
        for n in range(len(levels))
    )
    registers: dict[str, tuple[Row, ...]] = {
        "departments": (Row("departments", "pr", {"name": "PR"}),),
        "participants": people,
        "capacity": rows,
    }
    return Decision(Situation(Snapshot(Organisation("Acme"), tuple(answers), registers), load()))


def test_as_answered_is_what_is_advised() -> None:
    found = what_if(sample(), "marketing", "goals.difference", None)
    advised = next(one for one in sample().recommendations if one.subject == "marketing")

    assert (found.model, found.label, found.support) == (
        advised.model,
        advised.label,
        advised.support,
    )


def test_agreeing_on_own_content_raises_the_support_for_an_own_account() -> None:
    low = what_if(sample(), "marketing", "content.original", 1)
    high = what_if(sample(), "marketing", "content.original", 5)

    assert low.support["own"] < high.support["own"]
    assert low.scores["central"] > high.scores["central"]


def test_one_move_of_the_slider_takes_well_under_a_tenth_of_a_second() -> None:
    taken = []
    for level in (1, 2, 3, 4, 5):
        begun = time.process_time()
        what_if(sample(), "marketing", "content.original", level)
        taken.append(time.process_time() - begun)

    assert min(taken) < 0.05


@pytest.mark.parametrize(("subject", "question"), [("nowhere", CRITERIA[0]), ("marketing", "x.y")])
def test_what_is_not_there_is_not_worked_out(subject: str, question: str) -> None:
    with pytest.raises(KeyError):
        what_if(sample(), subject, question, 1)


def test_the_map_moves_with_the_slider() -> None:
    chart = AccountMap(
        "Map", "", (MapDepartment("PR", AccountModel.CENTRAL, open=False, account="main"),),
        (MapAccount("main", "Acme", (), "us", "all", main=True),),
    )  # fmt: skip
    found = what_if(sample(), "marketing", "content.original", None)
    own = changed_map(
        chart, "PR", type(found)("pr", "q", 5, AccountModel.OWN, Label.CLEAR, {}, {}, 9.0)
    )
    back = changed_map(own, "PR", type(found)("pr", "q", 1, None, Label.CONTESTED, {}, {}, None))

    assert [(one.model, one.account) for one in own.departments] == [(AccountModel.OWN, "own-pr")]
    assert [one.id for one in own.accounts] == ["main", "own-pr"]
    assert [(one.model, one.open) for one in back.departments] == [(None, True)]
    assert [one.id for one in back.accounts] == ["main"]


def test_one_person_is_told_where_the_answers_point_and_that_it_is_one_view() -> None:
    found = one_view(decided([[1, 1, 1, 1, 1]]), "pr")

    assert found.model is AccountModel.CENTRAL
    assert found.certainty == (
        "One person's view, 5 of 5 questions about it answered. "
        "Three people are needed before the kit advises."
    )
    assert found.reasons == (
        "It would mostly repeat the main account",
        "Its people are not ready to run an account",
    )
    assert found.look_again_if
    assert found.gap is not None
    assert found.gap > 0


def test_one_person_for_an_own_account_hears_what_is_missing() -> None:
    found = one_view(decided([[5, 5, 5, 5, 5]]), "pr")

    assert found.model is AccountModel.OWN
    assert len(found.reasons) == 2
    assert any("own account" in sentence for sentence in found.missing)


def test_nothing_answered_points_nowhere() -> None:
    found = one_view(decided([]), "pr")

    assert (found.model, found.certainty) == (None, "Nothing is answered yet.")


def test_three_people_hear_what_the_kit_advises() -> None:
    decision = decided([[1, 1, 1, 1, 1]] * 3)
    advised = decision.recommendations[0]
    found = one_view(decision, "pr")

    assert found.model is advised.model
    assert found.certainty == f"From 3 people: {advised.label.value}."


HEAVY_GOALS = {"goals": 100, "audience": 35, "resources": 15, "content": 15, "brand": 15}


@pytest.mark.parametrize("question", CRITERIA)
@pytest.mark.parametrize(
    "levels",
    [
        [[5, 1, 4, 1, 3]] * 5,  # goals alone speak for an own account, and may not decide
        [[5, 2, 2, 4, 3], [5, 2, 3, 4, 3], [5, 3, 2, 4, 3], [5, 2, 2, 4, 2], [4, 2, 2, 3, 3]],
        [[5, 5, 5, 5, 5]] * 2,  # two people are too few for any advice
    ],
)
def test_what_the_slider_says_is_what_is_decided_when_everybody_answers_so(
    question: str, levels: list[list[int]]
) -> None:
    weights = [Answer(f"p{n}", "account_decision.weights", "", 1, HEAVY_GOALS) for n in range(5)]
    before = with_answers(decided(levels), *weights[: len(levels)])
    for level in range(1, 6):
        found = what_if(before, "pr", question, level)
        snapshot = before.situation.snapshot
        changed = tuple(
            replace(one, value=level) if one.question == question else one
            for one in snapshot.answers
        )
        after = Decision(Situation(replace(snapshot, answers=changed), before.bank))
        advice = after.recommendations[0]
        assert (found.model, found.label) == (advice.model, advice.label), level
        assert found.support == advice.support


def with_answers(decision: Decision, *answers: Answer) -> Decision:
    snapshot = decision.situation.snapshot
    more = replace(snapshot, answers=(*snapshot.answers, *answers))
    return Decision(Situation(more, decision.bank))
