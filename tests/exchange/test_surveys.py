"""Exports of survey tools, laid out as those tools lay them out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from kit.bank import load
from kit.errors import InputError
from kit.exchange.inbox import Received, Wishes, propose_mappings
from kit.exchange.survey_matching import read_mapping
from kit.exchange.surveys import SurveyWishes, moment_key
from kit.model.workshop import Answer, Row, Snapshot

Take = Callable[..., Received]
MakeBook = Callable[..., Path]
DIFFERENCE = "How far do {}'s goals for social media differ from the company's?"
LEVEL = "Half shared, half its own"


def answers(received: Received) -> list[tuple[str, str, object]]:
    return [
        (one.question, one.subject, one.value)
        for one in received.entries
        if isinstance(one, Answer)
    ]


def people(received: Received) -> list[Row]:
    return [one for one in received.entries if isinstance(one, Row)]


def adds_up(received: Received) -> bool:
    return received.read == received.used + sum(received.skipped.values())


def test_google_forms_takes_checkboxes_apart_by_the_known_choices(
    tmp_path: Path, take: Take
) -> None:
    question = load().questions["account_decision.for_one_account"]
    labels = [choice.label for choice in question.format.choices[:3]]
    joined = ", ".join(labels)
    file = tmp_path / "google.csv"
    file.write_text(
        "Timestamp,Email Address,The department you speak for,"
        f'"{question.text}","{DIFFERENCE.format("Marketing")}"\n'
        f'2026/09/01 10:00:00 AM GMT+2,ana@example.org,Human resources,"{joined}","{LEVEL}"\n',
        encoding="utf-8",
    )

    received = take(file)

    assert answers(received) == [
        (question.id, "", [choice.id for choice in question.format.choices[:3]]),
        ("goals.difference", "marketing", 3),
    ]
    assert received.skipped == {"personal data, not kept": 1}
    assert adds_up(received)
    assert not any("ana" in str(row.values) for row in people(received))


def test_google_grid_lines_name_departments(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "grid.csv"
    text = DIFFERENCE.format("your department")
    file.write_text(
        f'Timestamp,Your department,"{text} [Marketing]","{text} [Human resources]"\n'
        "2026/09/01,Marketing,4,2\n",
        encoding="utf-8",
    )

    assert answers(take(file)) == [
        ("goals.difference", "marketing", 4),
        ("goals.difference", "hr", 2),
    ]


def test_microsoft_forms_loses_its_email_and_name_columns(make_book: MakeBook, take: Take) -> None:
    question = load().questions["audiences.same_people"]
    file = make_book(
        {
            "Form1": [
                ["ID", "Start time", "Completion time", "Email", "Name", "Your department",
                 question.text.replace("{department}", "your department"),
                 DIFFERENCE.format("Human\nresources")],
                [1, "7/2/26 11:00:22", "7/2/26 11:02:22", "anonymous", "Ana Ek", "Human resources",
                 "Marketing;Human resources;", "3 – " + LEVEL],
            ]
        }
    )  # fmt: skip

    received = take(file)

    assert answers(received) == [
        ("audiences.same_people", "hr", ["marketing", "hr"]),
        ("goals.difference", "hr", 3),
    ]
    assert "Ana" not in str(received.entries)


@pytest.mark.parametrize("condensed", [False, True])
def test_surveymonkey_questions_reach_over_blank_headers(
    tmp_path: Path, take: Take, *, condensed: bool
) -> None:
    question = load().questions["account_decision.for_one_account"]
    first, second = (choice.label for choice in question.format.choices[:2])
    file = tmp_path / "monkey.csv"
    head = f'Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,Your department,"{question.text}",'  # noqa: E501  looser than the type, for this test
    below = f',,,,,,,,,Response,"{first}","{second}"'
    row = f'118001,9,09/01/2026,09/01/2026,10.0.0.1,a@example.org,Ana,Ek,,Marketing,"{first}","{second}"'  # noqa: E501  looser than the type, for this test
    if condensed:
        head = head.removesuffix(",")
        below = "," * 10
        row = f'118001,9,09/01/2026,09/01/2026,10.0.0.1,a@example.org,Ana,Ek,,Marketing,"{first}, {second}"'  # noqa: E501  looser than the type, for this test
    file.write_text(f"{head}\n{below}\n{row}\n", encoding="utf-8")

    received = take(file)

    ids = [choice.id for choice in question.format.choices[:2]]
    assert answers(received) == [(question.id, "", ids)]
    assert received.skipped == {"personal data, not kept": 4}
    assert adds_up(received)


def test_qualtrics_leaves_out_previews_and_unfinished_rows(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "qualtrics.csv"
    text = DIFFERENCE.format("Marketing")
    file.write_text(
        "StartDate,EndDate,Status,IPAddress,Progress,Finished,RecordedDate,ResponseId,"
        "LocationLatitude,LocationLongitude,Q1,Q2\n"
        f'Start Date,End Date,Response Type,IP Address,Progress,Finished,Recorded Date,Response ID,Location Latitude,Location Longitude,Your department,"{text}"\n'  # noqa: E501  looser than the type, for this test
        '"{""ImportId"":""startDate""}",' + ",".join(['"{""ImportId"":""x""}"'] * 11) + "\n"
        "a,b,IP Address,10.0.0.1,100,True,c,R_1,1.5,2.5,Marketing,4\n"
        "a,b,Survey Preview,10.0.0.1,100,True,c,R_2,1.5,2.5,Marketing,5\n"
        "a,b,IP Address,10.0.0.1,40,False,c,R_3,1.5,2.5,Marketing,1\n",
        encoding="utf-8",
    )

    received = take(file)

    assert answers(received) == [("goals.difference", "marketing", 4)]
    assert received.skipped == {"personal data, not kept": 3, "unfinished or a preview": 4}
    assert adds_up(received)


def test_limesurvey_subquestions_are_parts(tmp_path: Path, take: Take) -> None:
    question = load().questions["account_decision.for_one_account"]
    first, second = question.format.choices[:2]
    file = tmp_path / "lime.csv"
    file.write_text(
        '"id. Response ID","submitdate. Date submitted","lastpage. Last page",'
        '"ipaddr. IP address","DEP. Your department",'
        f'"ONE[SQ001]. {question.text} [{first.label}]","ONE[SQ002]. {question.text} [{second.label}]"\n'  # noqa: E501  looser than the type, for this test
        '"7","2026-09-01 10:00:00","3","10.0.0.1","hr","Yes","No"\n',
        encoding="utf-8",
    )

    assert answers(take(file)) == [(question.id, "", [first.id])]


def test_kobo_names_come_back_through_groups_and_semicolons(tmp_path: Path, take: Take) -> None:
    question = load().questions["account_decision.for_one_account"]
    first, second = question.format.choices[:2]
    file = tmp_path / "kobo.csv"
    file.write_text(
        "start;end;who__name;who__department;topic_goals/goals__difference___marketing;"
        "topic_goals/goals__difference___hr;topic_account_decision/"
        "account_decision__for_one_account;_id;_uuid;_submission_time;_submitted_by\n"
        f"x;y;Ana Ek;hr;4;dont_know;{first.id} {second.id};1;u-1;2026-09-01;ana\n",
        encoding="utf-8",
    )

    received = take(file)

    assert answers(received) == [
        ("goals.difference", "marketing", 4),
        ("goals.difference", "hr", None),
        (question.id, "", [first.id, second.id]),
    ]
    assert "Ana" not in str(received.entries)


def test_names_are_kept_when_they_are_asked_for(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "named.csv"
    file.write_text(
        f'Timestamp,Your name,Your department,"{DIFFERENCE.format("Marketing")}"\n'
        "2026/09/01,Ana Ek,Marketing,4\n",
        encoding="utf-8",
    )

    received = take(file, wishes=Wishes(survey=SurveyWishes(keep_personal=True)))

    assert people(received)[0].values["name"] == "Ana Ek"


def test_a_column_like_a_question_waits_until_somebody_confirms_it(
    tmp_path: Path, take: Take, present: Snapshot
) -> None:
    bank = load()
    file = tmp_path / "reworded.csv"
    text = DIFFERENCE.format("Marketing").replace("How far", "How much")
    file.write_text(
        f'Timestamp,Your department,"{text}",Anything else?\n2026/09/01,Marketing,4,no\n',
        encoding="utf-8",
    )

    with pytest.raises(InputError) as refused:
        take(file)

    assert [problem.code for problem in refused.value.problems] == ["mapping"]
    assert "2 of 3 columns" in str(refused.value)
    proposal = dict(propose_mappings([(file, file.name)], bank, present))["reworded.csv"]
    assert 'question = "goals.difference"  # 9' in proposal
    with pytest.raises(InputError, match="nobody confirmed"):
        read_mapping(proposal, "m.toml", bank)
    confirmed = read_mapping(
        proposal.replace("confirmed = false", "confirmed = true"), "m.toml", bank
    )
    received = take(file, wishes=Wishes(survey=SurveyWishes(mapping=confirmed)))
    assert answers(received) == [("goals.difference", "marketing", 4)]
    assert received.skipped == {"in a column matched to no question": 1}
    assert adds_up(received)


def test_the_same_export_twice_gives_the_same_people(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "google.csv"
    file.write_text(
        f'Timestamp,Your department,"{DIFFERENCE.format("Marketing")}"\n'
        "2026/09/01 10:00,Marketing,4\n2026/09/01 10:00,hr,2\n",
        encoding="utf-8",
    )

    first, second = take(file), take(file)

    assert first.entries == second.entries
    assert len({row.id for row in people(first)}) == 2


def test_an_answer_that_is_no_choice_names_its_cell(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "google.csv"
    file.write_text(
        f'Timestamp,Your department,"{DIFFERENCE.format("Marketing")}"\n'
        "2026/09/01,Marketing,lots\n",
        encoding="utf-8",
    )

    with pytest.raises(InputError) as refused:
        take(file)

    assert str(refused.value) == (
        "google.csv, sheet google, cell C2, goals.difference: 'lots' is not a number from 1 to 5. "
        'Correct it, or leave it empty for "not answered".'
    )


@pytest.mark.parametrize(
    ("head", "personal"),
    [
        (["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name"], ["E-Mail", "Name"]),
        (["ID", "Heure de début", "Heure de fin",
          "Adresse de messagerie", "Nom"],  # codespell:ignore
         ["Adresse de messagerie", "Nom"]),  # codespell:ignore
        (["ID", "Hora de inicio", "Hora de finalización", "Correo electrónico", "Nombre"],
         ["Correo electrónico", "Nombre"]),
    ],
)  # fmt: skip
def test_microsoft_forms_is_known_in_other_languages(
    head: list[str], personal: list[str], make_book: MakeBook, take: Take
) -> None:
    asked = ["Which department do you work in?", DIFFERENCE.format("Marketing")]
    rows = [[*head, *asked], [1, "x", "y", "ida@example.org", "Ida Ek", "Marketing", "4"]]

    received = take(make_book({"Sheet1": rows}))

    assert answers(received) == [("goals.difference", "marketing", 4)]
    assert "Ida" not in str(received.entries)
    names = ", ".join(f"'{name}'" for name in personal)
    assert received.remarks[-1] == f"sent.xlsx: not kept, personal data: {names}."


@pytest.mark.parametrize("first", ["Zeitstempel", "Informazioni cronologiche", "タイムスタンプ"])
def test_google_forms_is_known_in_other_languages(first: str, tmp_path: Path, take: Take) -> None:
    file = tmp_path / "google.csv"
    asked = DIFFERENCE.format("Marketing")
    file.write_text(
        f'{first},E-Mail-Adresse,Your department,"{asked}"\n2026/09/01,a@b.org,Marketing,2\n',
        encoding="utf-8",
    )

    received = take(file)

    assert answers(received) == [("goals.difference", "marketing", 2)]
    assert "a@b.org" not in str(received.entries)


def test_a_qualtrics_matrix_is_taken_apart_by_its_lines(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "qualtrics.csv"
    asked = DIFFERENCE.format("your department")
    file.write_text(
        "Status,Finished,ResponseId,Q1,Q2_1,Q2_2\n"
        f'Response Type,Finished,Response ID,Your department,"{asked} - Marketing",'
        f'"{asked} - Human resources"\n'
        '"{""ImportId"":""status""}",x,x,x,x,x\n'
        "IP Address,True,R_1,Marketing,Mostly its own,1\n",
        encoding="utf-8",
    )

    assert answers(take(file)) == [
        ("goals.difference", "marketing", 4),
        ("goals.difference", "hr", 1),
    ]


def test_limesurvey_rows_never_handed_in_are_left_out_and_counted(
    tmp_path: Path, take: Take
) -> None:
    file = tmp_path / "lime.csv"
    asked = DIFFERENCE.format("Marketing")
    file.write_text(
        f'id. Antwort ID,submitdate. Datum Abgeschickt,D1. Your department,"G1. {asked}"\n'
        "1,1980-01-01 00:00:00,Marketing,4\n2,,Marketing,1\n",
        encoding="utf-8",
    )

    received = take(file)

    assert answers(received) == [("goals.difference", "marketing", 4)]
    assert received.skipped == {"unfinished or a preview": 2}


@pytest.mark.parametrize("summary", ["a summary", ""])
def test_kobo_choices_may_stand_in_one_column_in_several_or_in_both(
    summary: str, tmp_path: Path, take: Take
) -> None:
    question = load().questions["account_decision.for_one_account"]
    first, second, third = (choice.id for choice in question.format.choices[:3])
    name = "topic_account_decision/account_decision__for_one_account"
    heads = ["who__department", *([name] if summary else []), f"{name}/{first}",
             f"{name}/{second}", f"{name}/{third}", "_uuid"]  # fmt: skip
    cells = ["hr", *([f"{first} {third}"] if summary else []), "1", "0", "1", "u-1"]
    file = tmp_path / "kobo.csv"
    file.write_text(f"{';'.join(heads)}\n{';'.join(cells)}\n", encoding="utf-8")

    received = take(file)

    assert answers(received) == [(question.id, "", [first, third])]
    assert received.skipped == ({"said already in another column": 3} if summary else {})


def test_odk_central_parts_groups_with_dashes(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "central.csv"
    file.write_text(
        "SubmissionDate,who__department,topic_goals-goals__difference___marketing,"
        "meta-instanceID,KEY,SubmitterName,DeviceID\n"
        "2026-09-01T08:10:00.000Z,marketing,4,uuid:9,uuid:9,ana,collect:1\n",
        encoding="utf-8",
    )

    received = take(file)

    assert answers(received) == [("goals.difference", "marketing", 4)]
    assert "ana" not in str(received.entries)


def test_copies_of_one_form_number_different_people(make_book: MakeBook, take: Take) -> None:
    head = ["ID", "Start time", "Completion time", "Email", "Name", "Your department",
            "Which idea for our social media have you never had the chance to say?"]  # fmt: skip
    files = [
        make_book({"Sheet1": [head, [1, began, began, "", "", "Marketing", idea]]}, name)
        for name, began, idea in (
            ("first.xlsx", "2026-03-02 09:14:00", "Films"),
            ("second.xlsx", "2026-03-02 14:09:00", "Tours"),
        )
    ]

    received = take(*files)

    assert [value for _, _, value in answers(received)] == ["Films", "Tours"]
    assert len({row.id for row in people(received)}) == 2


@pytest.mark.parametrize("shown", ["3/2/26 14:09:11", "02.03.2026 14:09", "3/2/2026 2:09 pm"])
def test_a_moment_is_one_however_a_spreadsheet_shows_it(shown: str) -> None:
    assert moment_key(shown) == moment_key("2026-03-02 14:09:11")


def test_two_columns_of_one_question_do_not_overwrite_each_other(
    tmp_path: Path, take: Take
) -> None:
    file = tmp_path / "branches.csv"
    asked = f'"{DIFFERENCE.format("Marketing")}"'
    head = f"Timestamp,Your department,{asked},{asked}\n"
    file.write_text(head + "2026/09/01,Marketing,4,\n2026/09/02,hr,,2\n2026/09/03,hr,3,3\n")

    received = take(file)

    assert [value for _, _, value in answers(received)] == [4, 2, 3]
    assert (received.used, dict(received.skipped)) == (3, {"said already in another column": 1})
    file.write_text(head + "2026/09/01,Marketing,4,1\n")
    with pytest.raises(InputError) as refused:
        take(file)
    assert str(refused.value) == (
        "branches.csv, sheet branches, cell D2: a second answer, '1', is not allowed beside the "
        "first, '4' in branches.csv, sheet branches, cell C2. Take one of the two out."
    )


def test_a_survey_that_asks_nobody_for_the_department_asks_for_it_once(
    tmp_path: Path, take: Take, present: Snapshot
) -> None:
    file = tmp_path / "google.csv"
    file.write_text(f'Timestamp,"{DIFFERENCE.format("Marketing")}"\n2026/09/01,4\n2026/09/02,3\n')

    with pytest.raises(InputError) as refused:
        take(file)

    assert str(refused.value) == (
        "google.csv: a survey that does not ask people for their department is not one whose "
        "answers are known to be from a department. Write the department into the proposal that "
        'was written (department = "…"), set confirmed = true, and import it with --mapping.'
    )
    assert [problem.code for problem in refused.value.problems] == ["mapping"]
    proposal = dict(propose_mappings([(file, file.name)], load(), present))["google.csv"]
    confirmed = read_mapping(
        proposal.replace("confirmed = false", "confirmed = true").replace(
            'department = ""', 'department = "hr"'
        ),
        "m.toml",
        load(),
    )
    received = take(file, wishes=Wishes(survey=SurveyWishes(mapping=confirmed)))
    assert {row.values["department"] for row in people(received)} == {"hr"}


def test_a_sheet_beside_the_survey_is_counted_and_named(make_book: MakeBook, take: Take) -> None:
    rows = [["Timestamp", "Your department", DIFFERENCE.format("Marketing")],
            ["2026/09/01", "Marketing", "4"]]  # fmt: skip

    received = take(make_book({"Form responses 1": rows, "Form responses 2": rows}))

    assert received.skipped == {"not part of the form": 2}
    assert received.remarks[0] == (
        "sent.xlsx, sheet Form responses 2 is another one than the survey's; its 2 rows were not "
        "read."
    )
    assert adds_up(received)


def test_a_per_cent_and_an_error_in_a_survey_are_named(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "sent.xlsx"
    idea = "Which idea for our social media have you never had the chance to say?"
    with Workbook(file) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        sheet.write_row(
            0, 0, ["Timestamp", "Your department", DIFFERENCE.format("Marketing"), idea]
        )
        sheet.write_row(1, 0, ["2026/09/01", "Marketing"])
        sheet.write_number(1, 2, 4, workbook.add_format({"num_format": "0%"}))
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")

    with pytest.raises(InputError) as refused:
        take(file)

    assert str(refused.value) == (
        "sent.xlsx, sheet Sheet1, cell C2: '4' is not a plain number. Write the figure you mean "
        "without the % sign: 40, not 40%.\n"
        "sent.xlsx, sheet Sheet1, cell D2: an error value is not a value. Correct the formula, or "
        "type the value."
    )
