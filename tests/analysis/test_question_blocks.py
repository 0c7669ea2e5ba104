"""Answers of small groups as blocks: what all of them said is not printed of each."""

from __future__ import annotations

import pytest

from kit.analysis.question_blocks import question_blocks
from kit.analysis.situation import Situation
from kit.model.content import Bank
from kit.model.report import Paragraph, SpreadChart, Table
from kit.model.workshop import Answer, Organisation, Row, Snapshot, Value


def answered(bank: Bank, question: str, values: list[Value], subject: str = "") -> Situation:
    answers = tuple(Answer(f"p{n}", question, subject, 1, value) for n, value in enumerate(values))
    departments = (Row("departments", "hr", {"name": "Human resources"}),)
    return Situation(Snapshot(Organisation("A"), answers, {"departments": departments}), bank)


@pytest.mark.parametrize(("people", "counts"), [(9, ()), (10, (10, 0, 0, 0, 0))])
def test_what_all_of_a_small_group_said_is_not_printed_of_each(
    bank: Bank, people: int, counts: tuple[int, ...]
) -> None:
    question = bank.questions["start_here.trust"]
    (chart,) = question_blocks(question, answered(bank, question.id, [1] * people))

    assert isinstance(chart, SpreadChart)
    assert chart.rows[0].counts == counts


def test_one_choice_of_all_of_a_small_group_is_not_tallied(bank: Bank) -> None:
    question = bank.questions["account_decision.structure_wanted"]
    wanted = question.format.choices[0].id
    (told,) = question_blocks(question, answered(bank, question.id, [wanted] * 6))
    (tally,) = question_blocks(question, answered(bank, question.id, [wanted] * 10))

    assert told == Paragraph(f"{question.text} All answers are close together.")
    assert isinstance(tally, Table)
