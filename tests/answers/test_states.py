"""Replies that are no value: what is understood, and what only looks as if it were."""

from __future__ import annotations

import doctest

import pytest

from kit.answers import Intake, RawAnswer, RawRow, admit, states
from kit.answers.states import state_of
from kit.bank import load
from kit.errors import InputError
from kit.model.workshop import Answer, AnswerState, Entry

STAFF = (
    RawRow("departments", {"id": "hr", "name": "HR"}, "departments.csv row 2"),
    RawRow("participants", {"id": "ann", "department": "hr"}, "participants.csv row 2"),
)


def admitted(question: str, reply: str) -> list[Entry]:
    cells = {"participant": "ann", "question": question, "subject": "", "answer": reply}
    if question == "goals.difference":
        cells["subject"] = "hr"
    answers = (RawAnswer(cells, "answers.csv row 2"),)
    return admit(load(), Intake("folder", {"name": "Copper Quince"}, STAFF, answers))


def test_the_examples_hold() -> None:
    tried = doctest.testmod(states)

    assert tried.attempted
    assert not tried.failed


@pytest.mark.parametrize(
    "written",
    [
        "don't know", "dont know", "DON´T KNOW", "Don`t know.", "I don\u02bct know", "don’t know!",
        "Do not know", "I do not know", "\u00a0don\u2032t  know ",
    ],
)  # fmt: skip
def test_dont_know_is_understood_however_its_apostrophe_is_typed(written: str) -> None:
    (answer,) = [one for one in admitted("goals.idea", written) if isinstance(one, Answer)]

    assert (answer.state, answer.value) == (AnswerState.DONT_KNOW, None)


@pytest.mark.parametrize(
    "written", ["We don't know our audience", "don't know, perhaps 4", "not applicable here", "no"]
)
def test_a_sentence_that_holds_the_words_stays_a_sentence(written: str) -> None:
    assert state_of(written) is None


@pytest.mark.parametrize("written", ["n/a", "N.A.", "?", "??", "unsure", "tbc", "-"])
def test_a_word_that_could_mean_three_things_asks_which(written: str) -> None:
    with pytest.raises(InputError) as refused:
        admitted("goals.difference", written)

    assert str(refused.value) == (
        f"answers.csv row 2, goals.difference: '{written}' is not a number from 1 to 5. "
        'Write "don\'t know" or "does not apply", or leave it empty for "not answered".'
    )
