"""Content is looked up by its id; what is looked up belongs to the bank that is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kit.model.content import Choice, Format, Kind

if TYPE_CHECKING:
    from kit.model.content import Bank


def test_questions_and_registers_are_gathered_once(bank: Bank) -> None:
    assert bank.questions is bank.questions
    assert bank.registers is bank.registers


def test_a_bank_made_of_another_looks_up_its_own_content(bank: Bank) -> None:
    asked = set(bank.questions)
    only = bank.topics[0]
    limit = replace(bank.thresholds[0], value=bank.thresholds[0].value + 1)

    other = replace(bank, topics=(only,), thresholds=(limit,))

    assert set(other.questions) == {question.id for question in only.questions} < asked
    assert set(other.registers) == {register.id for register in only.registers}
    assert other.threshold(limit.id) == limit.value == bank.threshold(limit.id) + 1
    with pytest.raises(KeyError):
        other.threshold(bank.thresholds[1].id)


def test_choices_are_labelled_in_their_order() -> None:
    form = Format(Kind.CHOICE, choices=(Choice("pear", "A pear"), Choice("apple", "An apple")))

    assert list(form.labels.items()) == [("pear", "A pear"), ("apple", "An apple")]
