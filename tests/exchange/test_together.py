"""Several files, and files beside folders, in one import: none overwrites another unseen."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kit.errors import InputError
from kit.exchange.annotated import write_annotated
from kit.exchange.inbox import Received, Wishes, receive
from kit.exchange.reading import Reader
from kit.exchange.sent import sent_files
from kit.model.content import Bank
from kit.model.workshop import Row, Snapshot
from kit.show.worksheets.book import draw_book
from kit.show.worksheets.form import make_form
from kit.workshop import Workshop, new_workshop
from tests.exchange.conftest import MakeBook
from tests.exchange.test_worksheets_back import Take, answers, line, refusals, sheet


@pytest.fixture
def small(bank: Bank) -> Bank:
    """The content with the register of goals alone."""
    topic = next(one for one in bank.topics if any(r.id == "goals" for r in one.registers))
    goals = tuple(register for register in topic.registers if register.id == "goals")
    return replace(bank, topics=(replace(topic, questions=(), registers=goals),))


def returned(
    bank: Bank, present: Snapshot, file: Path, changes: dict[tuple[str, str], str]
) -> Path:
    """Make a worksheet of goals on which somebody changes cells, given as (row, column)."""
    file.write_bytes(draw_book(make_form(bank, present, "hr")))
    book = openpyxl.load_workbook(file)
    goals = book["Goals"]
    rows = list(goals.iter_rows())
    head = next(row for row in rows if str(row[0].value) == "goals:id")
    columns = {str(cell.value): cell.column for cell in head}
    places = {str(row[0].value): row[0].row for row in rows}
    for (row, column), text in changes.items():
        goals.cell(places[row], columns[column]).value = text
    book.save(file)
    return file


def goals(received: Received) -> dict[str, dict[str, object]]:
    """Return the goals as they stand after everything was recorded in order."""
    return {row.id: dict(row.values) for row in received.entries
            if isinstance(row, Row) and row.register == "goals"}  # fmt: skip


def test_two_worksheets_that_change_two_columns_of_one_row_both_count(
    small: Bank, present: Snapshot, tmp_path: Path, reader: Reader
) -> None:
    one = returned(small, present, tmp_path / "a.xlsx", {("cooks", "owner"): "Ruth"})
    two = returned(small, present, tmp_path / "b.xlsx", {("cooks", "due"): "2026-09-01"})

    received = receive([one, two], small, present, None, reader)

    stands = goals(received)["cooks"]
    assert (stands["owner"], stands["due"]) == ("Ruth", "2026-09-01")
    assert received.remarks == []


def test_a_cell_nobody_changed_does_not_undo_what_the_workshop_says_by_now(
    small: Bank, present: Snapshot, tmp_path: Path, reader: Reader
) -> None:
    file = returned(small, present, tmp_path / "a.xlsx", {("cooks", "owner"): "Ruth"})
    later = Row("goals", "cooks", {"goal": "Find ten cooks", "level": "company"})
    rows = (present.rows("goals")[0], later)
    now = replace(present, registers={**present.registers, "goals": rows})

    stands = goals(receive([file], small, now, None, reader))["cooks"]

    assert (stands["goal"], stands["owner"]) == ("Find ten cooks", "Ruth")


def test_a_cell_emptied_on_purpose_is_emptied(
    small: Bank, present: Snapshot, tmp_path: Path, reader: Reader
) -> None:
    owned = Row("goals", "cooks", {"goal": "Find cooks", "level": "company", "owner": "Ida"})
    rows = (present.rows("goals")[0], owned)
    before = replace(present, registers={**present.registers, "goals": rows})
    file = returned(small, before, tmp_path / "a.xlsx", {("cooks", "owner"): ""})

    assert "owner" not in goals(receive([file], small, before, None, reader))["cooks"]


def test_when_two_worksheets_change_one_cell_the_later_stands_and_the_reader_is_told(
    small: Bank, present: Snapshot, tmp_path: Path, reader: Reader
) -> None:
    one = returned(small, present, tmp_path / "a.xlsx", {("cooks", "owner"): "Ruth"})
    two = returned(small, present, tmp_path / "b.xlsx", {("cooks", "owner"): "Ida"})

    received = receive([one, two], small, present, None, reader)

    assert goals(received)["cooks"]["owner"] == "Ida"
    (remark,) = received.remarks
    cell = remark.partition(": ")[0]
    assert cell.startswith("b.xlsx, sheet Goals, cell ")
    assert remark == (
        f"{cell}: 'Ida' takes the place of 'Ruth' from a.xlsx, which the row's history keeps."
    )


def test_a_row_that_is_gone_comes_back_whole(
    small: Bank, present: Snapshot, tmp_path: Path, reader: Reader
) -> None:
    file = returned(small, present, tmp_path / "a.xlsx", {("cooks", "owner"): "Ruth"})
    rows = (present.rows("goals")[0],)
    gone = replace(present, registers={**present.registers, "goals": rows})

    stands = goals(receive([file], small, gone, None, reader))["cooks"]

    assert stands == {"goal": "Find cooks", "level": "company", "owner": "Ruth"}


# --- worksheets beside a folder -----------------------------------------------------------------


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    """A workshop that a folder's tables and worksheets come to."""
    with new_workshop(str(tmp_path / "copper.kit"), "Copper Quince") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as `kit export` writes it: two departments, one person, one goal, one answer."""
    place = tmp_path / "base"
    place.mkdir()
    tables = {
        "organisation.toml": 'name = "Copper Quince"\n',
        "departments.csv": "id,name\nhr,Human resources\nmarketing,Marketing\n",
        "participants.csv": "id,name,department\nruth,Ruth Okafor,hr\n",
        "goals.csv": "id,goal,level\ncooks,Find cooks,company\n",
        "answers.csv": "participant,round,question,subject,answer\n"
                       "ruth,1,goals.difference,marketing,3\n",
    }  # fmt: skip
    for name, text in tables.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def test_a_worksheet_may_speak_of_what_the_folder_beside_it_brings(
    workshop: Workshop, folder: Path, make_book: MakeBook
) -> None:
    file = make_book(sheet(line("goals.difference", 4, "Human resources")))

    workshop.import_from([str(folder), str(file)])

    said = {(one.participant, one.subject): one.value for one in workshop.snapshot.answers}
    assert said == {("ruth", "marketing"): 3, ("ruth", "hr"): 4}


def test_an_answer_the_folder_gives_otherwise_is_refused(
    workshop: Workshop, folder: Path, make_book: MakeBook
) -> None:
    file = make_book(sheet(line("goals.difference", "4", "Marketing")))

    with pytest.raises(InputError) as refused:
        workshop.import_from([str(file), str(folder)])

    assert [str(problem) for problem in refused.value.problems] == [
        "sent.xlsx, sheet Questions, cell E6: another answer of 'ruth', the first being in "
        f"{folder}, is not allowed in one round. Send one of the two files, or let two people "
        "give two names."
    ]
    assert workshop.snapshot.answers == ()


def test_an_answer_the_folder_gives_alike_is_taken_once(
    workshop: Workshop, folder: Path, make_book: MakeBook
) -> None:
    marketing = line("goals.difference", "3 – Half shared, half its own", "Marketing")
    file = make_book(sheet(line("goals.difference", " 3 ", "hr"), marketing))

    told = workshop.import_from([str(file), str(folder)])

    assert told.received is not None
    assert told.received.skipped["read already from another file"] == 1
    assert len(workshop.snapshot.answers) == 2


def test_a_row_the_folder_says_otherwise_is_refused_with_its_cell(
    workshop: Workshop, folder: Path, make_book: MakeBook
) -> None:
    rows = [["goals:id", "goal", "level"], ["cooks", "Find ten cooks", "company"]]

    with pytest.raises(InputError) as refused:
        workshop.import_from([str(folder), str(make_book({"Goals": rows}))])

    assert [str(problem) for problem in refused.value.problems] == [
        f"sent.xlsx, sheet Goals, cell B2: 'Find ten cooks', where {folder} says 'Find cooks', is "
        "not allowed in one import. Make the two say the same, or import one after the other: "
        "what comes later stands."
    ]
    assert workshop.snapshot.rows("goals") == ()


# --- what is set aside, sent twice, or no worksheet ----------------------------------------------


def test_what_a_file_set_aside_says_is_still_taken_from_a_good_one(
    make_book: MakeBook, take: Take
) -> None:
    bad = make_book(sheet(line("goals.difference", 2, "hr"), line("goals.idea", "a"),
                          line("goals.idea", "b")), "a.xlsx")  # fmt: skip
    good = make_book(sheet(line("goals.difference", 2, "hr")), "b.xlsx")

    received = take(bad, good, wishes=Wishes(set_aside=True))

    assert answers(received) == {("goals.difference", "hr"): 2}
    assert len(received.refused) == 1


def test_the_same_number_written_two_ways_is_the_same_answer(
    make_book: MakeBook, take: Take
) -> None:
    others = [line(f"account_decision.weights#{one}", 100)
              for one in ("goals", "brand", "content", "resources")]  # fmt: skip
    audience = "account_decision.weights#audience"
    one = make_book(sheet(line(audience, "12,5"), *others), "a.xlsx")
    two = make_book(sheet(line(audience, 12.5), *others), "b.xlsx")

    received = take(one, two)

    assert len(answers(received)) == 1
    assert received.skipped["read already from another file"] == 1


def test_a_file_sent_twice_under_two_names_is_read_once(make_book: MakeBook, take: Take) -> None:
    who = [["who.department", "", "", "", "hr"]]
    one = make_book(sheet(line("goals.idea", "x"), who=who), "hr.xlsx")
    two = one.with_name("hr (1).xlsx")
    two.write_bytes(one.read_bytes())

    received = take(one, two)

    assert len(answers(received)) == 1
    assert received.ignored == {"hr (1).xlsx": "the same file as hr.xlsx"}


def test_a_known_persons_level_is_not_lost(make_book: MakeBook, take: Take) -> None:
    who = [["who.name", "", "", "", "Ruth Okafor"], ["who.department", "", "", "", "hr"],
           ["who.level", "", "", "", "Staff"]]  # fmt: skip

    received = take(make_book(sheet(line("goals.idea", "x"), who=who)))

    (person,) = [one for one in received.entries if isinstance(one, Row)]
    assert person.id == "ruth"
    assert person.values == {"name": "Ruth Okafor", "department": "hr", "level": "staff"}


def test_a_bad_part_of_a_zip_is_named_beside_all_other_problems(
    make_book: MakeBook, take: Take, tmp_path: Path
) -> None:
    bad = make_book(sheet(line("goals.difference", "lots", "hr")), "hr.xlsx")
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(bad, "hr.xlsx")
    with zipfile.ZipFile(tmp_path / "back.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(bad, "../../hr.xlsx")
        archive.write(inner, "more/inner.zip")
        archive.writestr("bomb.csv", "a" * 30_000_000)
    (tmp_path / "broken.zip").write_bytes(inner.read_bytes()[:40])

    assert refusals(take, tmp_path / "back.zip") == [
        "back.zip/more/inner.zip: a zip within a zip is not a zip of worksheets. Unpack it and "
        "send the folder.",
        "back.zip/bomb.csv: a file that unpacks without end is not a zip of worksheets. Send the "
        "worksheets themselves.",
        "back.zip/../../hr.xlsx, sheet Questions, cell E6, goals.difference: 'lots' is not a "
        'number from 1 to 5. Correct it, or leave it empty for "not answered".',
    ]
    assert refusals(take, tmp_path / "broken.zip") == [
        "broken.zip: a damaged or locked zip is not a zip of worksheets. Make it again, without a "
        "password."
    ]


def test_what_is_no_file_in_a_folder_is_named_and_not_waited_for(
    make_book: MakeBook, take: Take, tmp_path: Path
) -> None:
    back = tmp_path / "back"
    (back / "folder.xlsx").mkdir(parents=True)
    make_book(sheet(line("goals.idea", "x")), "back/folder.xlsx/ruth.xlsx")
    os.mkfifo(back / "pipe.xlsx")
    (back / "gone.xlsx").symlink_to(tmp_path / "nowhere.xlsx")

    received = take(back)

    assert answers(received) == {("goals.idea", ""): "x"}
    nothing = "a pipe, a device or a link to nothing"
    assert received.ignored == {"gone.xlsx": nothing, "pipe.xlsx": nothing}


def test_folders_of_one_name_are_told_apart(make_book: MakeBook, tmp_path: Path) -> None:
    for day in ("monday", "tuesday"):
        (tmp_path / day / ".here" / "back").mkdir(parents=True)
        make_book(sheet(line("goals.idea", day)), f"{day}/.here/back/hr.xlsx")
    sources = [tmp_path / day / ".here" / "back" for day in ("monday", "tuesday")]

    with sent_files(sources) as sent:
        assert [name for _, name in sent.files] == [f"{one}/hr.xlsx" for one in sources]


def test_copies_to_correct_of_files_of_one_name_do_not_overwrite_each_other(
    make_book: MakeBook, take: Take, tmp_path: Path
) -> None:
    back = tmp_path / "back"
    for department in ("hr", "marketing"):
        (back / department).mkdir(parents=True)
        make_book(sheet(line("goals.difference", f"lots, {department}", "hr")),
                  f"back/{department}/sheet.xlsx")  # fmt: skip
    with pytest.raises(InputError) as refused:
        take(back)

    with sent_files([back]) as sent:
        made = write_annotated(sent.files, refused.value.problems, tmp_path / "out")

    assert sorted(file.name for file in made) == [
        "marketing-sheet (to correct).xlsx", "sheet (to correct).xlsx",
    ]  # fmt: skip
    said = {openpyxl.load_workbook(file)["Questions"]["E6"].value for file in made}
    assert said == {"lots, hr", "lots, marketing"}
