"""The pace fits the plans, and the assessment stays short."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.bank import load
from kit.errors import InputError
from kit.facilitation import MOST_INPUTS, Input, assessment, assessment_problems, plan
from kit.show.worksheets.agenda import agendas


@pytest.mark.parametrize("name", sorted(agendas()))
def test_every_plan_has_a_step_for_each_of_its_parts(name: str) -> None:
    walked, promised = plan(name), agendas()[name]

    assert sum(block.minutes for block in walked.blocks) == promised.minutes
    assert [len(block.steps) for block in walked.blocks] == [
        len(block.parts) for block in promised.blocks
    ]


@pytest.mark.parametrize("name", sorted(agendas()))
def test_nothing_is_shown_that_was_not_asked_and_silence_comes_first(name: str) -> None:
    asked: set[str] = set()
    for block in plan(name).blocks:
        for step in block.steps:
            if step.do == "answer":
                asked |= set(step.questions)
                assert not step.pictures, (name, block.id)
            if step.do == "answer" and step.round == 2 and name != "ninety_minutes":
                assert set(step.questions) & asked


@pytest.mark.parametrize("name", sorted(agendas()))
def test_results_close_every_question_that_feeds_them(name: str) -> None:
    feeding = {one.id for one in load().questions.values() if one.criterion}
    results = next(block for block in plan(name).blocks if block.id == "results")

    assert results.steps[0].do == "reveal"
    assert feeding <= set(results.steps[0].questions)


def test_a_skipped_block_is_not_walked_through() -> None:
    walked = plan("three_hours", ["rehearsal"], {"goals": 30})

    assert "rehearsal" not in [block.id for block in walked.blocks]
    assert next(block.minutes for block in walked.blocks if block.id == "goals") == 30


def test_blocks_begin_where_the_one_before_ends() -> None:
    starts = {block.id: minute for minute, block in plan("three_hours").starts()}

    assert (starts["open"], starts["goals"], starts["weights"], starts["close"]) == (0, 16, 90, 170)


def test_the_assessment_has_34_inputs_at_most_and_25_minutes() -> None:
    full = assessment("full")

    assert full.inputs <= MOST_INPUTS == 34
    assert sum(part.minutes for part in full.parts) == full.minutes == 25


def test_the_quick_mode_has_eight_questions_and_says_what_it_is_worth() -> None:
    quick = assessment("quick")

    assert quick.inputs == 8
    assert "low certainty" in quick.note


def test_a_plan_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="'two_days' is not one of"):
        plan("two_days")
    with pytest.raises(InputError, match="'long' is not one of full, quick"):
        assessment("long")


def test_what_the_content_does_not_have_is_named() -> None:
    full = assessment("full")
    wrong = (
        Input(question="goals.nothing"),
        Input(register="goals", columns=("nothing",)),
        Input(register="nothing"),
        Input(setting="shoe_size"),
    )
    part = replace(full.parts[0], inputs=wrong, minutes=9)
    made = replace(full, parts=(part,))

    assert [str(problem) for problem in assessment_problems(made, load())] == [
        "pace.toml, assessment full: a sum of 9 minutes is not the 25 it promises. "
        "Correct a part or the sum.",
        "pace.toml, assessment full: 'goals.nothing' is not a question. Correct the name.",
        "pace.toml, assessment full: 'goals.nothing' is not a column. Correct the name.",
        "pace.toml, assessment full: 'nothing' is not a register. Correct the name.",
        "pace.toml, assessment full: 'shoe_size' is not a setting. Correct the name.",
    ]
