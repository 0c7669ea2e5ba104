"""Workshops as folders: written whole or not at all, never over somebody else's files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from kit.answers import Intake, admit
from kit.errors import KitError, StoreError
from kit.exchange import placed, read_folder, unread_files, write_folder
from kit.model.content import Bank
from kit.model.workshop import Organisation, Snapshot

ALLOWED = "one that `kit export` wrote for this organisation"
FIX = "Name an empty folder, or move that file away."


@pytest.fixture
def folder(tmp_path: Path, present: Snapshot, bank: Bank) -> Path:
    write_folder(present, bank, tmp_path / "out")
    return tmp_path / "out"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def refused(call: Callable[[], object]) -> list[str]:
    with pytest.raises(KitError) as error:
        call()
    return [str(problem) for problem in error.value.problems]


def problems(folder: Path, bank: Bank) -> list[str]:
    return [str(problem) for problem in read_folder(folder, bank).problems]


def test_an_export_replaces_an_earlier_one(folder: Path, present: Snapshot, bank: Bank) -> None:
    fewer = replace(present, registers={**present.registers, "goals": ()})
    write_folder(fewer, bank, folder)
    assert not (folder / "goals.csv").exists()
    assert (folder / "departments.csv").exists()


def test_blank_tables_are_there_to_be_filled_in_and_say_nothing_themselves(
    tmp_path: Path, present: Snapshot, bank: Bank
) -> None:
    bare = replace(present, registers={"departments": present.rows("departments")}, answers=())
    write_folder(bare, bank, tmp_path / "out", blank=True)

    written = {file.stem for file in (tmp_path / "out").glob("*.csv")}
    assert written == {*bank.registers, "answers"}
    read = read_folder(tmp_path / "out", bank)
    assert not read.problems
    assert {row.register for row in read.rows} == {"departments"}


def test_files_of_somebody_else_are_neither_replaced_nor_removed(
    tmp_path: Path, present: Snapshot, bank: Bank
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "contacts.csv").write_text("Mother,555\n")
    (theirs / "goals.csv").write_text("id,goal\n")
    before = contents(theirs)
    assert refused(lambda: write_folder(present, bank, theirs)) == [
        f"{theirs / name}: a file that is there already is not {ALLOWED}. {FIX}"
        for name in ("goals.csv", "contacts.csv")
    ]
    assert contents(theirs) == before


def test_a_table_of_somebody_else_in_our_folder_stays(
    folder: Path, present: Snapshot, bank: Bank
) -> None:
    (folder / "contacts.csv").write_text("Mother,555\n")
    assert refused(lambda: write_folder(present, bank, folder)) == [
        f"{folder / 'contacts.csv'}: a file that is there already is not {ALLOWED}. {FIX}"
    ]


def test_another_organisations_export_stays(folder: Path, present: Snapshot, bank: Bank) -> None:
    other = replace(present, organisation=replace(present.organisation, name="Iron Pear"))
    before = contents(folder)
    found = refused(lambda: write_folder(other, bank, folder))
    assert found[0] == (
        f"{folder / 'organisation.toml'}: a file of 'Copper Quince' is not {ALLOWED}. {FIX}"
    )
    assert contents(folder) == before


def test_a_disk_that_fills_up_changes_nothing(
    folder: Path, present: Snapshot, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real, calls = contents(folder), os.fsync, []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 2:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    changed = replace(present, organisation=replace(present.organisation, decider="Ruth"))
    (message,) = refused(lambda: write_folder(changed, bank, folder))
    assert message.endswith("a full disk is not enough for this. Free some space and try again.")
    assert contents(folder) == before


def test_a_file_where_the_folder_should_be_is_refused(
    tmp_path: Path, present: Snapshot, bank: Bank
) -> None:
    file = tmp_path / "out"
    file.write_text("mine")
    with pytest.raises(StoreError):
        write_folder(present, bank, file)
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (Path.mkdir, "goals.csv: a folder is not a file. Name a file, or take the folder away."),
        (os.mkfifo, "goals.csv: a device or a pipe is not a plain file. Put a file there."),
        (
            lambda file: file.symlink_to("nowhere"),
            "goals.csv: nothing is there; it should be a file or a folder. Check the path.",
        ),
        (
            lambda file: file.symlink_to("goals.csv"),
            "goals.csv: a link that leads in a circle is not a file or a folder. Mend the link.",
        ),
        (
            lambda file: file.symlink_to("/dev/zero"),
            "goals.csv: a device or a pipe is not a plain file. Put a file there.",
        ),
    ],
    ids=["folder", "pipe", "dangling", "circle", "device"],
)
def test_what_is_no_plain_file_is_refused_at_once(
    folder: Path, bank: Bank, make: Callable[[Path], object], said: str
) -> None:
    (folder / "goals.csv").unlink()
    make(folder / "goals.csv")
    assert problems(folder, bank) == [said]


def test_names_in_capitals_are_read_and_others_are_named(folder: Path, bank: Bank) -> None:
    (folder / "goals.csv").rename(folder / "Goals.CSV")
    (folder / "notes.txt").write_text("hello")
    (folder / "answers.xlsx").write_text("x")
    (folder / ".git").mkdir()
    assert len([raw for raw in read_folder(folder, bank).rows if raw.register == "goals"]) == 2
    assert unread_files(folder) == ["answers.xlsx", "notes.txt"]


def test_one_table_in_two_files_is_refused(folder: Path, bank: Bank) -> None:
    shutil.copy(folder / "goals.csv", folder / "GOALS.CSV")
    assert problems(folder, bank) == [
        "goals.csv: the same table as GOALS.CSV, is not allowed in one folder. "
        "Bring the two together in one file."
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"sep=,\nid,goal\na,Grow\n",
        b'"sep=;"\r\nid;goal\r\na;Grow\r\n',
        "id\tgoal\na\tGrow\n".encode("utf-16-le"),
        "id,goal\na,Grow\n".encode("utf-16-be"),
    ],
    ids=["excel", "excel semicolon", "little", "big"],
)
def test_what_spreadsheets_write_is_understood(folder: Path, bank: Bank, data: bytes) -> None:
    (folder / "goals.csv").write_bytes(data)
    found = read_folder(folder, bank)
    assert found.problems == ()
    assert [dict(raw.cells) for raw in found.rows if raw.register == "goals"] == [
        {"id": "a", "goal": "Grow"}
    ]


@pytest.mark.parametrize("text", ["Ann,hr\nBo,sales\n", "\ufffd\n", '"x\ny"\n'])
def test_a_table_without_its_header_is_one_problem(folder: Path, bank: Bank, text: str) -> None:
    (folder / "participants.csv").write_text(text, encoding="utf-8")
    found = read_folder(folder, bank)
    assert [str(problem) for problem in found.problems] == [
        "participants.csv row 1: a first row without a column of this table is not a header. "
        "Put the names of the columns in the first row: id, name, department, level."
    ]
    assert found.unread == {"participants"}


def test_rows_are_counted_as_a_spreadsheet_counts_them(folder: Path, bank: Bank) -> None:
    (folder / "goals.csv").write_text('id,goal\na,"Grow\nand stay"\n\nb,x,y\nc,"open\nto the end\n')
    found = read_folder(folder, bank)
    assert [problem.where for problem in found.problems] == ["goals.csv row 4", "goals.csv row 5"]


def test_a_blank_names_the_settings_that_nobody_gave(tmp_path: Path, bank: Bank) -> None:
    known = Snapshot(Organisation("Kestrel", country="GB", accounts_max=4), (), {})
    write_folder(known, bank, tmp_path / "known")
    write_folder(known, bank, tmp_path / "blank", blank=True)
    short = (tmp_path / "known" / "organisation.toml").read_text()
    long = (tmp_path / "blank" / "organisation.toml").read_text()
    assert short == 'name = "Kestrel"\ncountry = "GB"\naccounts_max = 4\n'
    assert long.startswith(short)
    offered = "\n".join(line.removeprefix("# ") for line in long.splitlines()[5:])
    (tmp_path / "blank" / "organisation.toml").write_text(short + offered)
    intake = read_folder(tmp_path / "blank", bank)
    assert set(intake.organisation) == {part.name for part in fields(Organisation)}
    intake = replace(intake, organisation={**intake.organisation, "central_department": ""})
    assert isinstance(admit(bank, intake)[0], Organisation)


def test_a_row_too_short_is_counted_in_good_english(folder: Path, bank: Bank) -> None:
    (folder / "goals.csv").write_text("id,goal\na\n")
    found = read_folder(folder, bank)
    assert [str(problem) for problem in found.problems] == [
        "goals.csv row 2: a row of 1 cell is not one of 2, as the header has. "
        "Look for a missing or extra separator, or quote the text."
    ]
    assert found.unread == {"goals"}


def test_places_of_one_source_among_others_name_it(folder: Path, bank: Bank) -> None:
    found: Intake = placed(read_folder(folder, bank), folder)
    assert found.where == str(folder)
    assert found.rows[0].where == f"{folder}/departments.csv row 2"
