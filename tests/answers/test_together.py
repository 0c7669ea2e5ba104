"""Several sources at once, and sources that come to a workshop that is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.answers import Intake, RawAnswer, RawRow, admit, admit_together
from kit.errors import InputError
from kit.model.content import Bank
from kit.model.workshop import Answer, Organisation, Row, Snapshot

PRESENT = Snapshot(
    Organisation("Copper Quince", decider="Ruth", accounts_max=4),
    (Answer("ann", "goals.difference", "hr", value=4),),
    {
        "departments": (
            Row("departments", "hr", {"name": "HR", "work": "people", "regulated": True}),
            Row("departments", "sales", {"name": "Sales"}),
        ),
        "participants": (Row("participants", "ann", {"name": "Ann", "department": "hr"}),),
    },
)
REPLY = {"participant": "ann", "question": "goals.difference", "subject": "hr"}


def source(
    name: str,
    *rows: tuple[str, dict[str, object]],
    answer: object = None,
    organisation: dict[str, object] | None = None,
) -> Intake:
    return Intake(
        name,
        organisation,
        tuple(RawRow(register, cells, f"{name}/{register}") for register, cells in rows),
        (RawAnswer({**REPLY, "answer": answer}, f"{name}/answers"),) if answer else (),
    )


def said(bank: Bank, *intakes: Intake, rename: bool = False) -> list[str]:
    with pytest.raises(InputError) as refused:
        admit_together(bank, intakes, PRESENT, rename=rename)
    return [str(problem) for problem in refused.value.problems]


def test_what_is_not_named_stays_and_what_is_empty_is_cleared(bank: Bank) -> None:
    part = source("o", ("departments", {"id": "hr", "work": ""}), organisation={"accounts_max": ""})
    organisation, row = admit(bank, part, PRESENT)
    assert organisation == replace(PRESENT.organisation, accounts_max=None)
    assert isinstance(row, Row)
    assert row.values == {"name": "HR", "regulated": True}


def test_another_organisation_is_refused_unless_it_is_renamed(bank: Bank) -> None:
    other = source("o", organisation={"name": "Iron Pear"})
    assert said(bank, other) == [
        "o, organisation, name: 'Iron Pear' is not the organisation of this workshop, "
        "'Copper Quince'. Import it into a workshop of its own, or with --rename to give this one "
        "the new name."
    ]
    (renamed,) = admit_together(bank, [other], PRESENT, rename=True)
    assert renamed == replace(PRESENT.organisation, name="Iron Pear")


def test_another_workshop_brings_its_settings(bank: Bank) -> None:
    kept = replace(PRESENT, organisation=Organisation("Copper Quince", decider="The board"))
    entries = admit_together(bank, [Intake("old.workshop", kept=kept)], PRESENT)
    assert entries[0] == replace(PRESENT.organisation, decider="The board")
    assert entries[-1] == PRESENT.answers[0]


def test_two_people_under_one_id_are_refused_with_both_places(bank: Bank) -> None:
    first = source("o1", ("participants", {"id": "p1", "name": "Bo", "department": "hr"}))
    second = source("o2", ("participants", {"id": "p1", "name": "Cy", "department": "sales"}))
    fix = "Make the two say the same, or give one of the two an id other than 'p1'."
    assert said(bank, first, second, rename=True) == [
        "o2/participants, name: 'Cy', where o1/participants says 'Bo', is not allowed in one "
        f"import. {fix}",
        "o2/participants, department: 'sales', where o1/participants says 'hr', is not allowed in "
        f"one import. {fix}",
    ]


def test_somebody_elses_id_is_refused_later_too(bank: Bank) -> None:
    later = source("o", ("participants", {"id": "ann", "department": "sales"}))
    assert said(bank, later) == [
        "o/participants, department: 'sales' is not what 'ann' has in this workshop, 'hr'. "
        "Give another person another id; if it is the same one, import with --rename."
    ]
    (moved,) = admit_together(bank, [later], PRESENT, rename=True)
    assert isinstance(moved, Row)
    assert moved.values == {"name": "Ann", "department": "sales"}


def test_two_answers_of_one_person_are_refused_and_one_twice_is_taken_once(bank: Bank) -> None:
    assert said(bank, source("o1", answer=4), source("o2", answer=2)) == [
        "o2/answers, goals.difference: the answer 2 of 'ann', where o1/answers has the answer 4, "
        "is not allowed in one round. Take one of the two out, or give one of the two people an "
        "id of their own."
    ]
    assert len(admit_together(bank, [source("o1", answer=4), source("o2", answer=4)], PRESENT)) == 1


def test_one_source_may_say_what_the_other_leaves_out(bank: Bank) -> None:
    first = source("o1", ("departments", {"id": "new", "name": "New", "work": ""}))
    second = source("o2", ("departments", {"id": "new", "work": "service"}))
    (row,) = admit_together(bank, [first, second], PRESENT)
    assert isinstance(row, Row)
    assert row.values == {"name": "New", "work": "service"}


def test_a_wrong_header_is_one_problem(bank: Bank) -> None:
    people: tuple[tuple[str, dict[str, object]], ...] = tuple(
        ("participants", {"idd": f"p{place}", "name": f"P {place}", "department": "hr"})
        for place in range(5)
    )
    answers = tuple(
        RawAnswer({"particpant": f"p{place}", "question": "x", "answer": "1"}, f"row {place}")
        for place in range(5)
    )
    assert said(bank, replace(source("o", *people), answers=answers)) == [
        "o/participants, idd: the column 'idd' is not a column of People in the room. "
        "Did you mean 'id'?",
        "row 0, particpant: the column 'particpant' is not a column of answers. "
        "Did you mean 'participant'?",
    ]


def test_a_header_without_a_needed_column_is_said_once(bank: Bank) -> None:
    answers = tuple(RawAnswer({"participant": "ann", "answer": "1"}, "row") for _ in range(5))
    assert said(bank, Intake("o", answers=answers)) == [
        "row: nothing is there; it should be a column 'question'. "
        "Put it in the header, and fill it in for every answer."
    ]


def test_answers_of_people_that_could_not_be_read_are_not_judged(bank: Bank) -> None:
    answers = (RawAnswer({**REPLY, "participant": "zoe", "answer": 3}, "row 2"),)
    with pytest.raises(InputError) as refused:
        admit(
            bank,
            Intake(
                "o",
                answers=answers,
                rows=(RawRow("participants", {"id": "a b"}, "people"),),
            ),
            PRESENT,
        )
    assert len(refused.value.problems) == 1


def test_a_question_that_is_not_asked_by_platform_offers_the_department(bank: Bank) -> None:
    question = next(
        q for q in bank.questions.values() if not q.by_platform and q.about == "each_department"
    )
    cells = {**REPLY, "question": question.id, "subject": "hr@linkedin", "answer": "don't know"}
    assert said(bank, Intake("o", answers=(RawAnswer(cells, "row 2"),))) == [
        "row 2, subject: 'hr@linkedin' is not a department alone "
        f"({question.id} is not asked by platform). Write 'hr'."
    ]


def test_a_name_of_another_kind_is_one_problem(bank: Bank) -> None:
    with pytest.raises(InputError) as refused:
        admit(bank, Intake("o", {"name": 5}))
    assert str(refused.value) == (
        "o, organisation, name: 5 is not a text. Put it in quotes or correct it."
    )


def test_without_people_answers_are_one_problem(bank: Bank) -> None:
    answers = tuple(
        RawAnswer({**REPLY, "round": 9 - at, "answer": 3}, f"row {at}") for at in range(9)
    )
    with pytest.raises(InputError) as refused:
        admit(
            bank, replace(source("o", ("departments", {"id": "hr", "name": "HR"})), answers=answers)
        )
    assert str(refused.value) == (
        "row 0, participant: the participant 'ann' is not listed in participants. "
        "Add the participants register first."
    )


def test_a_row_given_in_part_is_still_known_by_its_name(bank: Bank) -> None:
    part = source("o", ("departments", {"id": "hr", "work": "service"}))
    cells = {**REPLY, "subject": "HR", "answer": 3}
    found = admit(bank, replace(part, answers=(RawAnswer(cells, "row 2"),)), PRESENT)
    assert isinstance(found[-1], Answer)
    assert found[-1].subject == "hr"
