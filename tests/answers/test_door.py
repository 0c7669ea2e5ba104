from __future__ import annotations

import pytest

from kit.answers import Intake, RawAnswer, RawRow, admit
from kit.errors import InputError
from kit.model.content import Bank
from kit.model.workshop import Answer, AnswerState, Organisation, Row

HR = {"id": "hr", "name": "Human resources"}
SALES = {"id": "sales", "name": "Sales"}


def intake(
    rows: list[tuple[str, dict[str, object]]] | None = None,
    answers: list[dict[str, object]] | None = None,
    organisation: dict[str, object] | None = None,
) -> Intake:
    return Intake(
        "test",
        {"name": "Harbour Bakery"} if organisation is None else organisation,
        tuple(
            RawRow(register, cells, f"{register}.csv row {place}")
            for place, (register, cells) in enumerate(rows or [], start=2)
        ),
        tuple(
            RawAnswer(cells, f"answers.csv row {place}")
            for place, cells in enumerate(answers or [], start=2)
        ),
    )


STAFF: list[tuple[str, dict[str, object]]] = [
    ("departments", HR),
    ("departments", SALES),
    ("participants", {"id": "ann", "name": "Ann", "department": "hr"}),
]


def messages(bank: Bank, came_in: Intake) -> list[str]:
    with pytest.raises(InputError) as refused:
        admit(bank, came_in)
    return [str(problem) for problem in refused.value.problems]


def test_answers_and_rows_are_admitted_in_order(bank: Bank) -> None:
    answer = {"participant": "ann", "question": "goals.difference", "subject": "hr", "answer": "4"}
    entries = admit(bank, intake(STAFF, [answer]))
    assert [type(entry) for entry in entries] == [Organisation, Row, Row, Row, Answer]
    assert entries[-1] == Answer("ann", "goals.difference", "hr", 1, 4, form_version=bank.version)


def test_dont_know_is_a_reply_and_has_no_value(bank: Bank) -> None:
    answer = {
        "participant": "ann",
        "question": "goals.difference",
        "subject": "Human Resources",
        "answer": "Don’t know",
    }
    (found,) = [one for one in admit(bank, intake(STAFF, [answer])) if isinstance(one, Answer)]
    assert (found.subject, found.state, found.value) == ("hr", AnswerState.DONT_KNOW, None)


def test_a_blank_answer_is_not_recorded(bank: Bank) -> None:
    answer = {"participant": "ann", "question": "goals.difference", "subject": "hr", "answer": " "}
    entries = admit(bank, intake(STAFF, [answer]))
    assert not [one for one in entries if isinstance(one, Answer)]


def test_own_department_needs_no_subject(bank: Bank) -> None:
    answer = {"participant": "ann", "question": "audiences.insight", "answer": "They read blogs."}
    (found,) = [one for one in admit(bank, intake(STAFF, [answer])) if isinstance(one, Answer)]
    assert found.subject == "hr"


def test_every_problem_is_named_at_once(bank: Bank) -> None:
    bad = [
        {"participant": "ann", "question": "goals.diference", "subject": "hr", "answer": "4"},
        {"participant": "bob", "question": "goals.difference", "subject": "hr", "answer": "4"},
        {"participant": "ann", "question": "goals.difference", "subject": "hrr", "answer": "4"},
        {"participant": "ann", "question": "goals.difference", "subject": "hr", "answer": "lots"},
        {"participant": "ann", "question": "goals.difference", "subject": "sales", "answer": 9},
        {
            "participant": "ann",
            "question": "goals.difference",
            "subject": "hr@myspace",
            "answer": 3,
        },
    ]
    assert messages(bank, intake(STAFF, bad)) == [
        "answers.csv row 2, question: the question 'goals.diference' is not a question of this "
        "kit. Did you mean 'goals.difference'?",
        "answers.csv row 3, participant: the participant 'bob' is not listed in participants. "
        "Use one of: ann.",
        "answers.csv row 4, subject: 'hrr' is not one of the choices. Did you mean 'hr'?",
        "answers.csv row 5, goals.difference: 'lots' is not a number from 1 to 5. "
        'Correct it, or leave it empty for "not answered".',
        "answers.csv row 6, goals.difference: 9 is not a number from 1 to 5. "
        'Correct it, or leave it empty for "not answered".',
        "answers.csv row 7, subject: 'hr@myspace' is not a platform. Use one of: bluesky, "
        "discord, facebook, instagram, linkedin, mastodon, nextdoor, other, pinterest, reddit, "
        "snapchat, threads, tiktok, whatsapp, x, xing, ….",
    ]


def test_an_id_used_twice_is_named_with_both_places(bank: Bank) -> None:
    twice = [("departments", HR), ("departments", {"id": "hr", "name": "Helpers"})]
    assert messages(bank, intake(twice)) == [
        "departments.csv row 3, id: the id 'hr', already used in departments.csv row 2, is not an "
        "id of its own. Rename one of the two, or take one out."
    ]


def test_one_person_answers_once_in_a_round(bank: Bank) -> None:
    cells = {"participant": "ann", "question": "goals.difference", "subject": "hr"}
    again = [{**cells, "answer": 4}, {**cells, "answer": 2}]
    assert messages(bank, intake(STAFF, again)) == [
        "answers.csv row 3, goals.difference: a second answer of 'ann', the first being in "
        "answers.csv row 2, is not allowed in one round. Take one of the two out, or give it "
        "another round."
    ]
    rounds = [{**cells, "answer": 4}, {**cells, "answer": 2, "round": 2}]
    entries = admit(bank, intake(STAFF, rounds))
    assert len([one for one in entries if isinstance(one, Answer)]) == len(rounds)


def test_a_required_cell_must_be_filled(bank: Bank) -> None:
    (message,) = messages(bank, intake([("departments", {"id": "hr", "name": ""})]))
    assert message == (
        "departments.csv row 2, name: an empty cell is not allowed here. Fill in: Department."
    )


def test_a_required_column_that_is_not_there_is_named_once(bank: Bank) -> None:
    nameless: list[tuple[str, dict[str, object]]] = [
        ("departments", {"id": f"d{place}"}) for place in range(9)
    ]
    assert messages(bank, intake(nameless)) == [
        "departments.csv row 2: a row without 'name' is not allowed. Fill in: Department."
    ]


def test_names_that_an_id_cannot_tell_apart_get_ids_of_their_own(bank: Bank) -> None:
    rows = [("departments", {"name": "R&D"}), ("departments", {"name": "R-D"})]
    entries = admit(bank, intake(rows))  # type: ignore[arg-type]  # wrong on purpose
    ids = [entry.id for entry in entries if isinstance(entry, Row)]
    assert ids[0] == "r_d"
    assert ids[1].startswith("r_d_")


def test_an_organisation_needs_a_name(bank: Bank) -> None:
    assert messages(bank, intake(organisation={"industry": "retail"})) == [
        "test, organisation, name: nothing is there; it should be a name. "
        "Write name = the organisation's name."
    ]


def test_an_unknown_column_is_refused_with_the_nearest(bank: Bank) -> None:
    (message,) = messages(bank, intake([("departments", {**HR, "wrok": "service"})]))
    assert message == (
        "departments.csv row 2, wrok: the column 'wrok' is not a column of Departments. "
        "Did you mean 'work'?"
    )


def test_an_answer_of_nobody_is_judged_to_its_last_cell(bank: Bank) -> None:
    answer = {"participant": "bob", "question": "goals.difference", "subject": "hrr", "answer": 7}
    assert messages(bank, intake(STAFF, [answer])) == [
        "answers.csv row 2, participant: the participant 'bob' is not listed in participants. "
        "Use one of: ann.",
        "answers.csv row 2, subject: 'hrr' is not one of the choices. Did you mean 'hr'?",
        "answers.csv row 2, goals.difference: 7 is not a number from 1 to 5. Correct it, or "
        'leave it empty for "not answered".',
    ]


def test_a_row_whose_id_is_taken_is_judged_to_its_last_cell(bank: Bank) -> None:
    again = {"id": "hr", "name": "HR", "work": "publc"}
    found = messages(bank, intake([*STAFF, ("departments", again)]))
    assert [message.split(":")[0] for message in found] == [
        "departments.csv row 5, id",
        "departments.csv row 5, work",
    ]


def test_departments_that_cannot_be_read_make_no_answer_a_second_one(bank: Bank) -> None:
    """Nothing is said of answers that only a table which cannot be read would tell apart."""
    odd = {"id": "hr", "name": "HR", "wrok": "service"}
    answers: list[dict[str, object]] = [
        {"participant": "ann", "question": "goals.difference", "subject": subject, "answer": 3}
        for subject in ("hr", "legal", "press")
    ]
    rows = [("departments", odd), *STAFF[2:]]
    assert messages(bank, intake(rows, answers)) == [
        "departments.csv row 2, wrok: the column 'wrok' is not a column of Departments. "
        "Did you mean 'work'?"
    ]


def test_a_sum_of_points_is_said_as_people_write_it(bank: Bank) -> None:
    mix = "original=0.1; adapted=0.2; repeated=33"
    rows = [*STAFF, ("content_mix", {"department": "hr", "mix": mix})]
    assert messages(bank, intake(rows)) == [
        "content_mix.csv row 5, mix: a sum of 33.3 is not 100 points in all. Share out 66.7 more."
    ]
