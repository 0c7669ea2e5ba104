"""Honest files that others misread in silence: each is right, or a problem with its cell."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import openpyxl.comments
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from kit.errors import InputError
from kit.exchange.annotated import write_annotated
from kit.exchange.inbox import Received, Wishes, receive
from kit.exchange.older import Older
from kit.exchange.reading import Reader
from kit.exchange.shown_cells import comments
from kit.exchange.worksheet_pages import subject_of
from kit.exchange.worksheets import read_worksheet
from kit.model.content import Bank
from kit.model.workshop import Answer, AnswerState, Row, Snapshot

Take = Callable[..., Received]
MakeBook = Callable[..., Path]
RETURNED = Path(__file__).parent / "returned"
HEAD = ["question:id", "code", "about", "prompt", "answer"]
WHO = [["who.name", "", "", "", "Ruth Okafor"], ["who.department", "", "", "", "Human resources"]]


def sheet(*lines: Sequence[object], who: Sequence[Sequence[object]] = WHO) -> dict[str, list]:
    return {"Questions": [["A title"], HEAD, ["(id)", "Code"], *who, *lines]}


def line(question: str, answer: object, about: str = "") -> list[object]:
    return [question, "", about, "", answer]


def answers(received: Received) -> dict[tuple[str, str], object]:
    assert received.read == received.used + sum(received.skipped.values())
    return {
        (one.question, one.subject): one.value if one.state is AnswerState.GIVEN else one.state
        for one in received.entries
        if isinstance(one, Answer)
    }


def refusals(take: Take, file: Path) -> list[str]:
    with pytest.raises(InputError) as refused:
        take(file)
    return [str(problem) for problem in refused.value.problems]


# --- re-saved by LibreOffice --------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_a_worksheet_resaved_by_libreoffice_comes_back_whole(ending: str, take: Take) -> None:
    received = take(RETURNED / f"hr.{ending}")

    assert answers(received) == {
        ("goals.difference", "hr"): 3,
        ("goals.difference", "marketing"): AnswerState.DONT_KNOW,
        ("goals.importance", "hr"): {"bookings": 40.0, "cooks": 60.0},
        ("goals.shared_direction", ""): "people smile – everywhere\n=not a formula",
        ("resources.readiness", "hr"): 4,
        ("resources.readiness", "marketing"): 2,
        ("account_decision.first_position", "hr"): "own",
        ("account_decision.first_position", "marketing"): "central",
        ("account_decision.both_sides_read", ""): "yes",
        ("account_decision.weights", ""): {
            "audience": 100.0, "goals": 12.5, "brand": 80.0, "content": 60.0, "resources": 0.0,
        },
    }  # fmt: skip
    rows = {one.register: one.values for one in received.entries if isinstance(one, Row)}
    assert rows["capacity"] == {
        "department": "hr", "hours_a_week": 6.5, "posts_a_week": 3.0, "life": "permanent",
    }  # fmt: skip
    assert rows["busy_periods"]["when"] == {"from": "2026-06-01", "to": "2026-06-14"}
    assert received.skipped["as it was printed"] == 3
    assert received.skipped["not part of the form"] == 1


def test_one_sheet_saved_as_csv_says_who_and_what(take: Take) -> None:
    received = take(RETURNED / "hr-Goals (questions).csv")

    assert answers(received)[("goals.difference", "hr")] == 3
    assert received.remarks == [
        "hr-Goals (questions).csv, sheet hr-Goals (questions), cell E15: no name is given; kept as "
        "'Human resources (worksheet hr-Goals (questions))'."
    ]


def test_all_formats_of_one_worksheet_are_one_persons_answers(take: Take) -> None:
    received = take(*(RETURNED / f"hr.{ending}" for ending in ("xlsx", "ods", "xls")))

    assert len(answers(received)) == 10
    assert received.skipped["read already from another file"] == 20


# --- what others misread ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kept"),
    [("3", 3), (3, 3), (" 3 ", 3), ("3 – Half shared, half its own", 3), ("Mostly its own", 4),
     ("don't know", AnswerState.DONT_KNOW), ("Does not apply", AnswerState.DOES_NOT_APPLY),
     ("don’t know", AnswerState.DONT_KNOW), ("\u00a03\u200b", 3),
     ("3 - Half shared, half its own", 3), ("3. Half shared, half its own", 3),
     ("3 half shared,  half its own", 3)],
)  # fmt: skip
def test_a_level_is_understood(
    written: object, kept: object, make_book: MakeBook, take: Take
) -> None:
    file = make_book(sheet(line("goals.difference", written, "Marketing")))

    assert answers(take(file)) == {("goals.difference", "marketing"): kept}


@pytest.mark.parametrize(
    ("written", "found"),
    [("3,5", "'3,5'"), (3.5, "'3.5'"), ("0", "'0'"), ("six", "'six'"), (True, "'TRUE'"),
     ("1/2", "'1/2'"), ("9 – Half shared, half its own", "'9 – Half shared, half its own'"),
     ("4 - Half shared, half its own", "'4 - Half shared, half its own'"), ("3-4", "'3-4'"),
     ("=1+1", "'=1+1'"), ("NA", "'NA'"), ("null", "'null'"), (1e300, "'1e+300'")],
)  # fmt: skip
def test_what_is_no_level_is_named_with_its_cell(
    written: object, found: str, make_book: MakeBook, take: Take
) -> None:
    file = make_book(sheet(line("goals.difference", written, "Marketing")))

    problem = refusals(take, file)[0]
    assert problem.startswith("sent.xlsx, sheet Questions, cell E6")
    assert found in problem


def test_a_department_called_na_is_a_name(make_book: MakeBook, take: Take) -> None:
    file = make_book({"departments": [["id", "Name"], ["na", "NA"], ["none", "None"]]})

    rows = [one.values["name"] for one in take(file).entries if isinstance(one, Row)]
    assert rows == ["NA", "None"]


def test_european_decimals_do_not_split_a_row(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "capacity.csv"
    file.write_text("department;hours_a_week\nhr;3,5\nmarketing;4,25\n", encoding="utf-8")

    rows = [one.values for one in take(file).entries if isinstance(one, Row)]
    assert [row["hours_a_week"] for row in rows] == [3.5, 4.25]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"])
def test_accents_survive_every_encoding(encoding: str, tmp_path: Path, take: Take) -> None:
    file = tmp_path / "departments.csv"
    text = (
        "name,merged_from\nKüche – Büro,Café à côté\nLogistique,Entrepôt et été près du château\n"
    )
    file.write_bytes(text.encode(encoding))

    rows = [one.values for one in take(file).entries if isinstance(one, Row)]
    assert rows[0]["name"] == "Küche – Büro"
    assert rows[1]["merged_from"] == "Entrepôt et été près du château"


def test_a_number_with_a_thousands_comma_can_be_two_things(make_book: MakeBook, take: Take) -> None:
    file = make_book({"accounts": [["name", "platform", "followers"], ["a", "x", "1,234"]]})

    assert refusals(take, file) == [
        "sent.xlsx, sheet accounts, cell C2: '1,234' is not a number that can be read one way only."
        " Write it without commas."
    ]


def test_a_per_cent_cell_is_not_a_hundredth(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "p.xlsx"
    with Workbook(file) as workbook:
        page = workbook.add_worksheet("audiences")
        page.write_row(0, 0, ["people", "share"])
        page.write(1, 0, "Cooks")
        page.write(1, 1, 0.4, workbook.add_format({"num_format": "0%"}))

    assert refusals(take, file) == [
        "p.xlsx, sheet audiences, cell B2: '0.4' is not a plain number. "
        "Write the figure you mean without the % sign: 40, not 40%."
    ]


def test_errors_and_formulas_without_a_result_are_not_empty_cells(
    tmp_path: Path, take: Take
) -> None:
    file = tmp_path / "f.xlsx"
    with Workbook(file) as workbook:
        page = workbook.add_worksheet("capacity")
        page.write_row(0, 0, ["department", "hours_a_week", "posts_a_week", "life"])
        page.write(1, 0, "hr")
        page.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        page.write_formula(1, 2, "=A1", None, "")
        page.write_formula(1, 3, '="permanent"', None, "permanent")

    assert refusals(take, file) == [
        "f.xlsx, sheet capacity, cell B2: an error value is not a value. "
        "Correct the formula, or type the value.",
        "f.xlsx, sheet capacity, cell C2: a formula is not a value: its result was not saved. "
        "Type the value, or save it again in Excel.",
    ]


def test_merged_cells_do_not_leave_the_rows_below_empty(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "m.xlsx"
    with Workbook(file) as workbook:
        page = workbook.add_worksheet("capacity")
        page.write_row(0, 0, ["department", "hours_a_week"])
        page.merge_range("A2:A3", "hr")
        page.write(1, 1, 5)
        page.write(2, 1, 6)

    assert refusals(take, file)[0] == (
        "m.xlsx, sheet capacity, cell A2: one cell joined from A2:A3 is not a cell of its "
        "own for each answer. Separate them and fill in each."
    )


def test_a_column_that_stands_twice_is_named(make_book: MakeBook, take: Take) -> None:
    file = make_book({"capacity": [["department", "Hours_a_week", " hours_a_week "], ["hr", 1, 2]]})

    assert refusals(take, file)[0] == (
        "sent.xlsx, sheet capacity, row 1: the column 'hours_a_week', twice, is not a column that "
        "stands once. Take one of the two out."
    )


def test_title_rows_above_and_a_total_below_are_no_departments(
    make_book: MakeBook, take: Take
) -> None:
    rows = [["Our hours"], [], ["department", "hours_a_week"], ["hr", 5], ["Total", 5]]

    assert refusals(take, make_book({"capacity": rows})) == [
        "sent.xlsx, sheet capacity, cell A5: 'Total' is not one of the choices. "
        "Use one of: hr, marketing."
    ]


def test_seven_with_zeros_stays_as_it_was_typed(make_book: MakeBook, take: Take) -> None:
    file = make_book(sheet(line("goals.idea", "007")))

    assert answers(take(file)) == {("goals.idea", ""): "007"}


def test_a_long_number_that_lost_digits_is_not_kept(make_book: MakeBook, take: Take) -> None:
    file = make_book(sheet(line("goals.idea", 122158123456789012)))

    assert refusals(take, file)[0].endswith("Make the cell a text cell and type it again.")


# --- what people do -----------------------------------------------------------------------------


def test_an_inserted_column_and_a_moved_answer_column_change_nothing(
    make_book: MakeBook, take: Take
) -> None:
    head = ["answer", "my notes", "about", "question:id"]
    rows = [head, ["4", "hm", "Marketing", "goals.difference"], ["Ruth", "", "", "who.name"],
            ["Human resources", "", "", "who.department"]]  # fmt: skip

    received = take(make_book({"Anything": rows}))

    assert answers(received) == {("goals.difference", "marketing"): 4}
    assert received.skipped == {"not part of the form": 1}
    assert received.remarks == [
        "sent.xlsx, sheet Anything: the column 'my notes' is not part of the form; its one cell "
        "was not read."
    ]


def test_an_answer_whose_id_was_lost_is_not_dropped(make_book: MakeBook, take: Take) -> None:
    file = make_book(sheet(["", "", "Marketing", "How far …", "4"]))

    assert refusals(take, file) == [
        "sent.xlsx, sheet Questions, cell E6: '4' without an id beside it is not an answer whose "
        "question is known. Put the question's id or code back into its row, or take the answer "
        "out."
    ]


def test_a_code_from_paper_stands_for_its_question(make_book: MakeBook, take: Take) -> None:
    file = make_book(sheet(["", "YMHE", "Marketing", "", "2"]))

    assert answers(take(file)) == {("goals.difference", "marketing"): 2}


def test_two_different_answers_on_two_lines_are_not_one(make_book: MakeBook, take: Take) -> None:
    file = make_book(sheet(line("goals.idea", "one"), line("goals.idea", "two")))

    assert refusals(take, file) == [
        "sent.xlsx, sheet Questions, cell E7: a second answer, 'two', is not allowed beside the "
        "first, 'one' in sent.xlsx, sheet Questions, cell E6. Take one of the two out."
    ]


def test_parts_are_gathered_and_the_bad_one_is_named(make_book: MakeBook, take: Take) -> None:
    good = [line(f"account_decision.weights#{one}", 50)
            for one in ("audience", "goals", "brand", "content")]  # fmt: skip
    file = make_book(sheet(*good, line("account_decision.weights#resources", "much")))

    assert refusals(take, file) == [
        "sent.xlsx, sheet Questions, cell E10: 'much' is not a number. Correct it, or leave it "
        'empty for "not answered".'
    ]


def test_a_worksheet_of_another_organisation_is_not_taken(make_book: MakeBook, take: Take) -> None:
    book = sheet(line("goals.idea", "x")) | {"_meta": [["organisation", "Another firm"]]}

    assert refusals(take, make_book(book))[0].startswith(
        "sent.xlsx: a worksheet of 'Another firm' is not one of 'Copper Quince'."
    )


def test_a_new_person_of_the_same_name_in_another_department_is_somebody_else(
    make_book: MakeBook, take: Take
) -> None:
    who = [["who.name", "", "", "", "Ruth Okafor"], ["who.department", "", "", "", "Marketing"]]
    received = take(make_book(sheet(line("goals.idea", "x"), who=who)))

    added = [one for one in received.entries if isinstance(one, Row)]
    assert [(one.id, one.values["department"]) for one in added] == [("ruth_okafor", "marketing")]


def test_two_people_of_one_department_may_disagree(make_book: MakeBook, take: Take) -> None:
    other = [["who.name", "", "", "", "Max"], ["who.department", "", "", "", "hr"]]
    first = make_book(sheet(line("goals.difference", 1, "hr")), "a.xlsx")
    second = make_book(sheet(line("goals.difference", 5, "hr"), who=other), "b.xlsx")

    found = [one for one in take(first, second).entries if isinstance(one, Answer)]

    assert [(one.participant, one.value) for one in found] == [("ruth", 1), ("max", 5)]


def test_one_person_who_says_two_things_is_asked_which(make_book: MakeBook, take: Take) -> None:
    first = make_book(sheet(line("goals.difference", 1, "hr")), "a.xlsx")
    second = make_book(sheet(line("goals.difference", 5, "hr")), "b.xlsx")

    with pytest.raises(InputError) as refused:
        take(first, second)

    assert str(refused.value) == (
        "b.xlsx, sheet Questions, cell E6: another answer of 'ruth', the first being in a.xlsx, "
        "sheet Questions, cell E6, is not allowed in one round. Send one of the two files, or let "
        "two people give two names."
    )


def test_good_files_can_be_taken_and_bad_ones_set_aside(make_book: MakeBook, take: Take) -> None:
    good = make_book(sheet(line("goals.idea", "x")), "a.xlsx")
    bad = make_book(sheet(line("goals.difference", "lots", "hr")), "b.xlsx")

    received = take(good, bad, wishes=Wishes(set_aside=True))

    assert answers(received) == {("goals.idea", ""): "x"}
    assert [problem.where for problem in received.refused] == [
        "b.xlsx, sheet Questions, cell E6, goals.difference"
    ]


def test_a_row_nobody_changed_does_not_undo_what_others_did(take: Take) -> None:
    received = take(RETURNED / "hr.xlsx")

    assert not [one for one in received.entries if isinstance(one, Row) and one.register == "goals"]


# --- older forms --------------------------------------------------------------------------------


def test_a_moved_question_keeps_its_answer(
    make_book: MakeBook, bank: Bank, present: Snapshot, reader: Reader
) -> None:
    file = make_book(sheet(line("goals.bright_idea", "x"), line("goals.gone", "y")))
    older = Older({"goals.bright_idea": "goals.idea"}, {"goals.gone": "asked no longer"})

    found = read_worksheet(reader.read(file), bank, present, older)

    assert [raw.cells["question"] for raw in found.answers] == ["goals.idea"]
    assert found.skipped == {"asked no longer": 1}
    assert found.read == found.used + sum(found.skipped.values())


def test_a_bare_number_under_other_levels_is_not_taken_for_a_level_of_today(
    make_book: MakeBook, take: Take
) -> None:
    meta = {"_meta": [["form_version", "0ld"], ["goals.difference", "00000000"]]}
    bare = make_book(sheet(line("goals.difference", 4, "hr")) | meta, "bare.xlsx")
    worded = make_book(sheet(line("goals.difference", "Mostly its own", "hr")) | meta, "w.xlsx")

    assert refusals(take, bare) == [
        "bare.xlsx, sheet Questions, cell E6: '4' on an older form, where it meant another thing "
        "is not an answer to the question as it is asked now. Answer it on a fresh worksheet, or "
        "empty the cell."
    ]
    assert answers(take(worded)) == {("goals.difference", "hr"): 4}


def test_a_level_picked_in_a_table_is_understood(
    make_book: MakeBook, bank: Bank, present: Snapshot, reader: Reader
) -> None:
    said = Row("messages", "baked", {"message": "Baked here"})
    workshop = replace(present, registers={**present.registers, "messages": (said,)})
    rows = [["message_reviews:id", "message", "department", "tone", "clarity"],
            ["", "Baked here", "Marketing", "4 – Good", 3]]  # fmt: skip

    received = receive([make_book({"Reviews": rows})], bank, workshop, None, reader)

    (row,) = [one for one in received.entries if isinstance(one, Row)]
    assert (row.values["tone"], row.values["clarity"]) == (4, 3)


def test_csv_files_of_one_workbook_are_one_persons_worksheet(take: Take) -> None:
    one, all_ = take(RETURNED / "hr.xlsx"), take(RETURNED / "sheets")

    assert answers(all_) == answers(one)
    assert all_.skipped == one.skipped
    assert [file.file for file in all_.files] == ["hr-*.csv"]


def test_every_bad_part_is_named_in_the_order_of_the_sheet(make_book: MakeBook, take: Take) -> None:
    typed = {"audience": "x", "goals": 50, "brand": "5O", "content": 1}
    parts = [line(f"account_decision.weights#{one}", text) for one, text in typed.items()]
    file = make_book(sheet(line("goals.difference", "lots", "hr"), *parts))

    assert [one.partition(" is not ")[0] for one in refusals(take, file)] == [
        "sent.xlsx, sheet Questions, cell E6, goals.difference: 'lots'",
        "sent.xlsx, sheet Questions, cell E7: 'x'",
        "sent.xlsx, sheet Questions, cell E9: '5O'",
    ]


def test_a_sheet_of_ours_that_lost_its_header_is_not_taken_for_notes(
    make_book: MakeBook, take: Take
) -> None:
    book = sheet(line("goals.idea", "x")) | {"Audiences": [["Families"], ["Students"]]}

    assert refusals(take, make_book(book)) == [
        "sent.xlsx, sheet Audiences: a sheet of the worksheet without its row of ids and labels is "
        "not readable. Copy the two rows above the answers from another worksheet, or delete the "
        "sheet."
    ]
    notes = make_book(sheet(line("goals.idea", "x")) | {"My notes": [["Families"]]}, "notes.xlsx")
    assert take(notes).remarks == [
        "notes.xlsx, sheet My notes has no form on it; its one row was not read."
    ]


# --- folders, zips, copies to correct -----------------------------------------------------------


def test_a_folder_and_a_zip_give_the_same(tmp_path: Path, take: Take) -> None:
    folder = tmp_path / "back"
    shutil.copytree(RETURNED, folder)
    (folder / "hr.ods").unlink()
    (folder / "hr-Goals (questions).csv").unlink()
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "~$hr.xlsx").write_bytes(b"x")
    shutil.make_archive(str(tmp_path / "back"), "zip", folder)

    from_folder, from_zip = take(folder), take(tmp_path / "back.zip")

    assert from_folder.entries == from_zip.entries
    assert set(from_folder.ignored) == {".DS_Store", "~$hr.xlsx"}


def test_the_copy_to_correct_marks_the_cell_and_can_be_sent_again(
    make_book: MakeBook, take: Take, tmp_path: Path
) -> None:
    bare = {"Audiences": [["Families"]]}
    file = make_book(sheet(line("goals.difference", "lots", "Marketing")) | bare)
    with pytest.raises(InputError) as refused:
        take(file)

    (copy,) = write_annotated([(file, file.name)], refused.value.problems, tmp_path / "out")

    assert copy.name == "sent (to correct).xlsx"
    book = openpyxl.load_workbook(copy)
    marked = book["Questions"]["E6"]
    assert marked.comment.text == (
        "'lots' is not a number from 1 to 5. Correct it, or leave it empty for \"not answered\"."
    )
    assert marked.fill.fgColor.rgb == "FFF6C7C3"
    assert book.sheetnames[0] == "To correct"
    listed = [[cell.value for cell in row] for row in book["To correct"].iter_rows(min_row=2)]
    assert [row[0] for row in listed] == ["Audiences", "Questions, E6"]
    assert all(all(row) for row in listed)
    del book["Audiences"]
    marked.value = "4"
    book.save(tmp_path / "again.xlsx")
    assert answers(take(tmp_path / "again.xlsx")) == {("goals.difference", "marketing"): 4}


# --- anything at all ----------------------------------------------------------------------------

CELLS = st.one_of(
    st.text(max_size=40), st.integers(-(10**18), 10**18), st.floats(allow_nan=False,
    allow_infinity=False), st.booleans(), st.sampled_from(["question:id", "answer", "about",
    "capacity:id", "hours_a_week", "goals.difference", "who.name", "hr", "don't know", "(id)",
    "Respondent ID", "Timestamp", "Start Date", "Subject", "=1+1", ""]),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(CELLS, max_size=6), max_size=8))
def test_whatever_is_sent_is_accounted_for_or_refused(
    rows: list[list[object]], bank: Bank, present: Snapshot, tmp_path: Path, reader: Reader
) -> None:
    file = tmp_path / "any.xlsx"
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as workbook:
        page = workbook.add_worksheet("Any")
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(at, place, value.encode("utf-8", "replace").decode())
                elif isinstance(value, bool):
                    page.write_boolean(at, place, value)
                else:
                    page.write_number(at, place, value)

    try:
        received = receive([file], bank, present, None, reader)
    except InputError as error:
        unclear = [problem for problem in error.problems if not (problem.where and problem.fix)]
        assert unclear == []
        return
    assert received.read == received.used + sum(received.skipped.values())


def test_a_row_without_its_name_is_marked_where_the_name_should_stand(
    make_book: MakeBook, take: Take
) -> None:
    file = make_book({"goals": [["goals:id", "goal", "level"], ["", "", "company"]]}, "goals.xlsx")

    assert refusals(take, file) == [
        "goals.xlsx, sheet goals, cell B2: a row without a name is not allowed. Fill in id or goal."
    ]


def test_a_sheet_that_lost_its_row_of_ids_is_read_by_its_labels(
    make_book: MakeBook, take: Take
) -> None:
    rows = [
        ["(id)", "Code", "About", "Question", "Your answer", "How to answer", "Who sees it"],
        ["goals.difference", "", "Marketing", "How far …", "4", "Pick 1 to 5", "all"],
    ]
    who = [["question:id", "answer"], ["who.department", "hr"]]

    received = take(make_book({"Goals (questions)": rows, "Start here": who}))

    assert answers(received) == {("goals.difference", "marketing"): 4}
    assert not received.skipped


def test_a_table_of_somebody_else_is_not_taken_for_a_register_of_ours(
    make_book: MakeBook, take: Take
) -> None:
    # Both words stand over columns of the register "shareables".
    file = make_book({"Sheet1": [["Title", "Date"], ["Summer fair", "2026-06-01"]]})

    assert refusals(take, file) == [
        "sent.xlsx: an item without a kind is not complete. Add --kind post to the command, or a "
        "column 'kind' to the file.",
        "sent.xlsx: an item without a department is not complete. Add --department and its name "
        "to the command, or a column 'department' to the file.",
    ]


def test_an_exported_table_is_known_by_its_columns_whatever_it_is_called(
    bank: Bank, make_book: MakeBook, take: Take
) -> None:
    columns = [column.id for column in bank.registers["sites"].columns]
    file = make_book({"January (2)": [["id", *columns], ["leeds", "Leeds"]]})

    received = take(file)

    assert [(row.register, row.id) for row in received.entries if isinstance(row, Row)] == [
        ("sites", "leeds")
    ]


def test_a_department_may_have_an_at_sign_in_its_name(present: Snapshot) -> None:
    named = Row("departments", "atwork", {"name": "Fair@Work"})
    known = replace(present, registers={"departments": (named,)})

    assert subject_of("Fair@Work", known) == "atwork"
    assert subject_of("fair@work @ LinkedIn", known) == "atwork@linkedin"
    assert subject_of("Nobody@linkedin", known) == "Nobody@linkedin"


def test_lines_of_two_encodings_are_not_read_as_one(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "sites.csv"
    file.write_bytes(
        "id,site\na,Köln “Süd”\n".encode() + "b,Überlingen\n".encode("cp1252") + b"c,York\n"
    )

    assert refusals(take, file) == [
        "sites.csv: a text in two encodings: line 3 is not UTF-8, as other lines are, is not a "
        "text in one encoding. Save it again from one program and choose the encoding UTF-8."
    ]


def test_a_guessed_encoding_is_shown_with_a_word(tmp_path: Path, take: Take) -> None:
    file = tmp_path / "sites.csv"
    file.write_bytes("id,site\na,Our shop in Köln-Süd\n".encode("cp1252"))

    assert take(file).remarks == [
        "sites.csv: read as windows-1252, such as 'Köln-Süd'; look at accents and dashes."
    ]


def test_comments_on_cells_are_counted_and_told(tmp_path: Path, take: Take) -> None:
    book = openpyxl.Workbook()
    book.active.title = "sites"
    for cells in (["id", "site"], ["a", "Leeds"]):
        book.active.append(cells)
    book.active["B2"].comment = openpyxl.comments.Comment("Really?", "Ana")
    book.save(tmp_path / "sites.xlsx")

    received = take(tmp_path / "sites.xlsx")

    assert received.remarks == [
        "sites.xlsx: 1 comment on a cell was not read; write into the cells what should count."
    ]
    assert [row.id for row in received.entries if isinstance(row, Row)] == ["a"]


def test_comments_of_an_opendocument_spreadsheet_are_counted(tmp_path: Path) -> None:
    note = "<office:annotation><text:p>Really?</text:p></office:annotation>"
    with zipfile.ZipFile(tmp_path / "sites.ods", "w") as archive:
        archive.writestr("content.xml", f"<table:table-cell>{note}</table:table-cell>" * 2)

    assert comments(tmp_path / "sites.ods") == 2


def test_the_notes_of_a_copy_to_correct_are_no_comments_of_people(
    make_book: MakeBook, take: Take, tmp_path: Path
) -> None:
    file = make_book(sheet(line("goals.difference", "lots", "Marketing")))
    with pytest.raises(InputError) as refused:
        take(file)
    (copy,) = write_annotated([(file, file.name)], refused.value.problems, tmp_path / "fix")
    book = openpyxl.load_workbook(copy)
    for cells in book["Questions"].iter_rows():
        for cell in cells:
            if cell.value == "lots":
                cell.value = "4"
    book.save(copy)

    assert not [told for told in take(copy).remarks if "comment" in told]


def test_a_department_nobody_knows_is_shown_where_it_is_written(
    make_book: MakeBook, take: Take
) -> None:
    file = make_book(sheet(line("goals.difference", "4", "Ticket desk")), "m.xlsx")

    assert refusals(take, file) == [
        "m.xlsx, sheet Questions, cell C6: 'Ticket desk' is not one of the choices. Use one of: "
        "hr, marketing."
    ]


def test_a_weight_out_of_its_range_is_shown_in_its_own_cell(
    make_book: MakeBook, take: Take
) -> None:
    weights = [("goals", "100"), ("audience", "-5"), ("content", "120"), ("brand", "forty")]
    lines = [line(f"account_decision.weights#{part}", text) for part, text in weights]

    assert refusals(take, make_book(sheet(*lines), "m.xlsx")) == [
        "m.xlsx, sheet Questions, cell E7: '-5' is not a number from 0 to 100. Correct it.",
        "m.xlsx, sheet Questions, cell E8: '120' is not a number from 0 to 100. Correct it.",
        "m.xlsx, sheet Questions, cell E9: 'forty' is not a number. Correct it, or leave it empty "
        'for "not answered".',
    ]
