"""Worksheets, paper, guide and agendas as they are made from the content."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kit.analysis import who_is_heard
from kit.answers.lines import code_of, form_name, from_form_name
from kit.errors import InputError
from kit.exchange import read_snapshot
from kit.exchange.inbox import receive
from kit.model.content import Bank
from kit.model.workshop import Organisation, Row, Snapshot
from kit.sending import SheetFormat, known_to, write_worksheets
from kit.show.forms.items import question_item
from kit.show.worksheets import draw
from kit.show.worksheets.agenda import Agenda, agenda_markdown, agendas, plan, starts
from kit.show.worksheets.book import draw_book, sheet_title
from kit.show.worksheets.form import make_form
from kit.show.worksheets.guide import guide_markdown
from kit.show.worksheets.notes import note_blocks, runs
from kit.show.worksheets.paper import print_notes, print_questions
from kit.workshop import open_workshop

ROOT = Path(__file__).parent.parent.parent
BLANKS = ROOT / "worksheets"


@pytest.fixture(scope="module")
def snapshot(bank: Bank, samples: Path) -> Snapshot:
    return read_snapshot(samples / "restaurant_chain", bank)


@pytest.fixture(scope="module")
def book(bank: Bank, snapshot: Snapshot) -> openpyxl.Workbook:
    data = draw_book(make_form(bank, snapshot, "human_resources"))
    return openpyxl.load_workbook(BytesIO(data))


def shown_sheets(book: openpyxl.Workbook) -> Iterator[openpyxl.worksheet.worksheet.Worksheet]:
    return (sheet for sheet in book if sheet.sheet_state == "visible")


def test_every_question_and_register_has_its_cells(book: openpyxl.Workbook, bank: Bank) -> None:
    ids = {
        str(cell.value).partition("#")[0]
        for sheet in shown_sheets(book)
        for cell in sheet["A"]
        if cell.value
    }

    assert set(bank.questions) <= ids
    assert {f"{register}:id" for register in bank.registers} <= ids


def test_what_the_report_shows_by_department_every_form_says_beforehand(
    book: openpyxl.Workbook, bank: Bank, snapshot: Snapshot
) -> None:
    by_group = {
        key for key, one in bank.questions.items() if question_item(one, bank, snapshot)["by_group"]
    }
    said = {
        str(row[0].value).partition("#")[0]
        for sheet in shown_sheets(book)
        for row in sheet.iter_rows()
        if any("for large groups" in str(cell.value) for cell in row)
    }

    assert by_group == said == {who_is_heard.WALLS}


def test_answer_cells_are_text_cells_that_keep_what_is_typed(book: openpyxl.Workbook) -> None:
    for sheet in shown_sheets(book):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.fill.fgColor.rgb == "FFFFF6D6":
                    assert cell.number_format == "@"


def test_lists_are_defined_names_of_the_same_book(book: openpyxl.Workbook) -> None:
    lists = [
        check
        for sheet in shown_sheets(book)
        for check in sheet.data_validations.dataValidation
        if check.type == "list"
    ]

    assert len(lists) > 50
    for check in lists:
        assert check.formula1 in book.defined_names
        area = book.defined_names[check.formula1].attr_text
        assert area.startswith("'_lists'!")
        cells = book["_lists"][area.partition("!")[2].replace("$", "")]
        assert all(row[0].value for row in cells)


def test_no_cell_is_a_formula_and_the_same_form_gives_the_same_bytes(
    bank: Bank, snapshot: Snapshot
) -> None:
    form = make_form(bank, snapshot, "human_resources")
    data = draw_book(form)

    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in archive.read(name)
    assert data == draw_book(form)


def test_a_worksheet_sent_back_untouched_changes_nothing(
    bank: Bank, snapshot: Snapshot, tmp_path: Path
) -> None:
    for row in snapshot.rows("departments"):
        file = tmp_path / f"{row.id}.xlsx"
        file.write_bytes(draw_book(make_form(bank, snapshot, row.id)))

    received = receive([tmp_path], bank, snapshot)

    assert received.entries == []
    assert set(received.skipped) == {"as it was printed", "left empty"}
    assert received.used == 0


def test_a_department_sees_its_own_rows_and_those_of_nobody(bank: Bank, snapshot: Snapshot) -> None:
    form = make_form(bank, snapshot, "human_resources")

    assert {row.values["department"] for row in form.rows["capacity"]} == {"human_resources"}
    company = [row.id for row in snapshot.rows("goals") if not row.values.get("department")]
    assert set(company) <= {row.id for row in form.rows["goals"]}


def test_what_is_on_hold_stands_in_no_other_departments_worksheet(bank: Bank) -> None:
    secret = "The Leeds shop closes in March"  # noqa: S105  a reason, not a password
    rows = {
        "departments": [("pr", {"name": "Press"}), ("hr", {"name": "People"})],
        "calendar_subjects": [("leeds", {"name": "Leeds shop", "kind": "location", "owner": "pr",
                                         "valid_to": "2027-03-01"})],
        "calendar_constraints": [("hush", {"name": "Leeds closing", "kind": "embargo",
            "subjects": ["leeds"], "to_day": "2026-11-01", "effect": "block", "may_know": ["pr"],
            "reason_restricted": secret})],
    }  # fmt: skip
    registers = {
        key: tuple(Row(key, name, values) for name, values in lines)  # type: ignore[arg-type]  # looser than the type, for this test
        for key, lines in rows.items()
    }
    organisation = Organisation("Copper Quince", workshop_date="2026-09-01")
    snapshot = Snapshot(organisation, (), registers)

    def sheets(department: str) -> bytes:
        data = draw_book(make_form(bank, known_to(snapshot, bank, department), department))
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())

    assert secret.encode() in sheets("pr")
    assert b"closes in March" not in sheets("hr")
    assert b"Leeds closing" not in sheets("hr")
    assert b"2027-03-01" not in sheets("hr")


def test_sheet_titles_are_valid_and_their_own() -> None:
    taken: set[str] = set()
    names = ["a/b:c*d?e[f]g\\h", "History", "x" * 60, "x" * 60, "🚀" * 40, "  ", "A", "a"]

    titles = [sheet_title(name, taken) for name in names]

    assert len({title.casefold() for title in titles}) == len(names)
    for title in titles:
        assert 1 <= len(title.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", title)
        assert title.casefold() != "history"


# --- codes and names ----------------------------------------------------------------------------


def test_every_question_and_register_has_a_code_of_its_own(bank: Bank) -> None:
    ids = [*bank.questions, *bank.registers]

    codes = {code_of(one) for one in ids}

    assert len(codes) == len(set(ids))
    assert all(re.fullmatch("[A-HJ-NP-Z2-9]{4}", code) for code in codes)


ROW_IDS = st.from_regex(r"[a-z][a-z0-9]{0,9}(_[a-z0-9]{1,9}){0,3}", fullmatch=True)


@given(place=st.integers(0, 10**6), subject=st.just("") | ROW_IDS, part=st.just("") | ROW_IDS)
def test_form_names_can_be_turned_back(place: int, subject: str, part: str, bank: Bank) -> None:
    questions = list(bank.questions)
    question = questions[place % len(questions)]
    name = form_name(question, subject, part)

    assert from_form_name(name, bank.questions) == (question, subject, part)
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name)


def test_the_xlsform_names_everything_once_and_every_list_exists(
    bank: Bank, snapshot: Snapshot
) -> None:
    ((_, data),) = draw(make_form(bank, snapshot), "xlsform")
    book = openpyxl.load_workbook(BytesIO(data))
    survey = list(book["survey"].iter_rows(min_row=2, values_only=True))
    names = [row[1] for row in survey if row[0] != "end_group"]
    lists = {row[0] for row in book["choices"].iter_rows(min_row=2, values_only=True)}

    assert len(names) == len(set(names))
    used = {row[0].split()[1] for row in survey if row[0].startswith("select_")}
    assert used == lists
    asked = {found[0] for name in names if (found := from_form_name(name, bank.questions))}
    assert set(bank.questions) <= asked


# --- paper --------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_paper_is_tagged_and_of_its_size(bank: Bank, snapshot: Snapshot, paper: str) -> None:
    data = print_questions(make_form(bank, snapshot, "human_resources"), paper)

    with pikepdf.open(BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert "/StructTreeRoot" in pdf.Root
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
        width = float(pdf.pages[0].MediaBox[2])
    assert round(width) == {"a4": 595, "letter": 612}[paper]


def test_paper_survives_hostile_names(bank: Bank, snapshot: Snapshot) -> None:
    rows = tuple(
        replace(row, values={**row.values, "name": f"🚀 #panic() $x$ 日本 {'w' * 300}{row.id}"})
        for row in snapshot.rows("departments")
    )
    hostile = replace(snapshot, registers={**snapshot.registers, "departments": rows})

    assert print_questions(make_form(bank, hostile, rows[0].id)).startswith(b"%PDF")


def test_the_guide_names_every_question_code_and_every_discussion(bank: Bank) -> None:
    text = guide_markdown(bank)

    for topic in bank.topics:
        assert f"## {topic.title}" in text
        for question in topic.questions:
            assert f"| {code_of(question.id)} |" in text
        for line in topic.discussion:
            assert f"- {line}" in text


def test_the_guide_prints(bank: Bank) -> None:
    assert print_notes(make_form(bank), "Guide", guide_markdown(bank)).startswith(b"%PDF")


def test_notes_become_blocks() -> None:
    text = "# Title\n\nA *b* **c** `d`.\n\n- one\n- two\n\n1. x\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    blocks = note_blocks(text)

    assert [block.kind for block in blocks] == [
        "heading", "paragraph", "bullets", "numbers", "table",
    ]  # fmt: skip
    assert blocks[1].lines[0] == runs("A *b* **c** `d`.")
    assert runs("A *b*") == (("plain", "A "), ("italic", "b"))
    assert [len(row) for row in blocks[4].rows] == [2, 2]


# --- agendas ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "minutes"), [("three_hours", 180), ("ninety_minutes", 90), ("full_day", 420)]
)
def test_a_plan_adds_up(name: str, minutes: int) -> None:
    agenda = agendas()[name]

    assert agenda.minutes == minutes
    assert sum(part.minutes for block in agenda.blocks for part in block.parts) == minutes


def test_the_three_hours_are_those_of_the_design() -> None:
    agenda = plan("three_hours")

    assert [block.minutes for block in agenda.blocks] == [
        10, 6, 22, 22, 8, 22, 15, 10, 7, 28, 12, 8, 10,
    ]  # fmt: skip
    assert starts(agenda)[:4] == [0, 10, 16, 38]


def test_every_topic_of_a_plan_exists(bank: Bank) -> None:
    known = {topic.id for topic in bank.topics} | {""}

    for agenda in agendas().values():
        assert {block.topic for block in agenda.blocks} <= known


@given(
    name=st.sampled_from(sorted(agendas())),
    extra=st.lists(st.integers(0, 90), min_size=20, max_size=20),
)
def test_a_stretched_plan_still_adds_up(name: str, extra: list[int]) -> None:
    blocks = agendas()[name].blocks
    wanted = {block.id: len(block.parts) + more for block, more in zip(blocks, extra, strict=False)}

    stretched: Agenda = plan(name, stretch=wanted)

    assert {block.id: block.minutes for block in stretched.blocks} == wanted
    assert all(part.minutes >= 1 for block in stretched.blocks for part in block.parts)
    assert starts(stretched, 5)[-1] + stretched.blocks[-1].minutes == 5 + sum(wanted.values())


def test_skipping_a_block_moves_the_rest() -> None:
    text = agenda_markdown(plan("three_hours", skip=["first_break"]), 9 * 60)

    assert "172 minutes" in text
    assert "| 10:00 | 22 | Resources and content |" in text


@pytest.mark.parametrize(
    ("skip", "stretch", "said"),
    [
        (["lunch"], {}, "agenda: the block 'lunch' is not one of open, hopes_and_fears"),
        ([], {"goals": 3}, "agenda, goals: 3 minutes is not at least 6, a minute for each part."),
        ([], {"goals": 1}, "agenda, goals: 1 minute is not at least 6, a minute for each part."),
        ([], {"goals": 481}, "agenda, goals: 481 minutes is not at most 480, a long day."),
        (["goals"], {"goals": 30}, "agenda, goals: a block that is left out is not one that can"),
        (
            [block.id for block in agendas()["three_hours"].blocks],
            {},
            "agenda: every block left out is not a workshop. Keep at least one block.",
        ),
    ],
)
def test_a_plan_says_what_it_cannot_do(skip: list[str], stretch: dict[str, int], said: str) -> None:
    with pytest.raises(InputError) as refused:
        plan("three_hours", skip, stretch)

    assert str(refused.value).startswith(said)


# --- the blanks in the repository ---------------------------------------------------------------


def said(name: str, data: bytes) -> object:
    """Return what a file says, whatever version of typst or XlsxWriter made it."""
    if name.endswith(".pdf"):
        with pikepdf.open(BytesIO(data)) as pdf:
            return str(pdf.docinfo["/Keywords"])
    if name.endswith(".xlsx"):
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return {one: book.get_sheet_by_name(one).to_python() for one in book.sheet_names}
    return data


def test_the_blanks_are_those_of_the_content(bank: Bank, tmp_path: Path) -> None:
    formats = [SheetFormat.XLSX, SheetFormat.PDF, SheetFormat.MARKDOWN]
    made = {
        file.name: file.read_bytes() for file in write_worksheets(None, bank, tmp_path, formats)
    }

    assert {file.name for file in BLANKS.iterdir()} - {"README.md"} == set(made)
    old = [name for name, data in made.items()
           if said(name, (BLANKS / name).read_bytes()) != said(name, data)]  # fmt: skip
    assert old == [], "The content has changed: run `kit worksheets --out worksheets`."


def test_worksheets_are_written_for_every_department(
    bank: Bank, samples: Path, tmp_path: Path
) -> None:
    with open_workshop(samples / "poor_data") as workshop:
        files = list(write_worksheets(workshop, bank, tmp_path, [SheetFormat.XLSX]))

    departments = [row.id for row in read_snapshot(samples / "poor_data", bank).rows("departments")]
    assert [file.name for file in files] == [f"worksheet-{key}.xlsx" for key in departments]


def test_only_the_topics_asked_for_are_on_the_sheets(bank: Bank, snapshot: Snapshot) -> None:
    form = replace(make_form(bank, snapshot, "human_resources"), chosen=("goals",))
    book = openpyxl.load_workbook(BytesIO(draw_book(form)))
    titles = [sheet.title for sheet in shown_sheets(book)]

    wanted = next(topic for topic in bank.topics if topic.id == "goals")
    assert titles == ["Start here", "Goals (questions)", *(one.title for one in wanted.registers)]


def test_a_topic_that_does_not_exist_is_named(bank: Bank, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        list(write_worksheets(None, bank, tmp_path, [SheetFormat.XLSX], topics=["goal"]))

    assert str(refused.value).startswith("--topic: 'goal' is not a topic. Use one of: start_here")
