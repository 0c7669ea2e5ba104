"""Where organisations come from: folders, lists, and tables that name them on each line."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import xlsxwriter

from kit.batch.checking import check, stamp_of
from kit.batch.sources import found_in
from kit.batch.tables import Part, split_tables
from kit.errors import InputError, SourceError

HEAD = "organisation,participant,department,question,subject,answer\n"
LINES = (
    ("Harbour Bakery", "p1", "Shops", "audiences.distinct", "shops", "4"),
    ("Harbour Bakery", "p2", "Human resources", "audiences.distinct", "human_resources", "2"),
    ("Quay & Co", "q1", "Sales", "audiences.distinct", "sales", "5"),
)
TABLE = HEAD + "".join(",".join(line) + "\n" for line in LINES)


def workbook(file: Path, *sheets: tuple[str, list[tuple[str, ...]]]) -> str:
    with xlsxwriter.Workbook(file) as book:
        for name, lines in sheets:
            sheet = book.add_worksheet(name)
            for place, cells in enumerate(lines):
                sheet.write_row(place, 0, cells)
    return str(file)


def test_a_table_becomes_one_readable_source_for_each_organisation(tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text(TABLE, encoding="utf-8")

    found = [
        check(one.folder)
        for one in split_tables(str(tmp_path / "survey.csv"), "organisation", tmp_path / "out")
    ]

    assert [(one.name, one.problems) for one in found] == [
        ("Harbour Bakery", ()),
        ("Quay & Co", ()),
    ]


@pytest.mark.parametrize("kind", ["one sheet", "sheets named for registers"])
def test_a_workbook_is_as_good_as_csv(tmp_path: Path, kind: str) -> None:
    lines = [tuple(HEAD.strip().split(",")), *LINES]
    sheets = [("Sheet1", lines)]
    if kind != "one sheet":
        goals = [("organisation", "id", "goal"), ("Quay & Co", "g1", "Sell more")]
        sheets = [("Answers", lines), ("Goals", goals), ("Empty", [])]
    source = workbook(tmp_path / "survey.xlsx", *sheets)

    folders = [one.folder for one in split_tables(source, "organisation", tmp_path / "out")]

    assert [check(folder).problems for folder in folders] == [(), ()]
    answers = (Path(folders[0]) / "answers.csv").read_text()
    assert answers.splitlines()[1] == "p1,audiences.distinct,shops,4"
    assert (Path(folders[1]) / "goals.csv").exists() == (kind != "one sheet")


def test_a_name_with_strange_signs_never_leads_astray(tmp_path: Path) -> None:
    names = ("../../x", "CON", 'a"b\\n', "é" * 300, "\u202egnp", "=1+1")
    lines = "".join(
        f'"{name.replace(chr(34), chr(34) * 2)}",p,Sales,audiences.distinct,sales,3\n'
        for name in names
    )
    (tmp_path / "t.csv").write_text(HEAD + lines, encoding="utf-8")

    parts = split_tables(str(tmp_path / "t.csv"), "organisation", tmp_path / "out")
    folders = [one.folder for one in parts]

    assert {Path(folder).parent for folder in folders} == {tmp_path / "out"}
    read = [check(folder) for folder in folders]
    assert [one.problems for one in read if len(one.name) < 200] == [()] * len(
        [one for one in read if len(one.name) < 200]
    )
    assert {"../../x", "CON", "=1+1"} <= {one.name for one in read}


def test_every_problem_of_a_table_is_told_at_once(tmp_path: Path) -> None:
    table = HEAD + ",p1,Shops,audiences.distinct,shops,4\nQuay,q1\nQuay,q1,Sales,x,y,5,6\n"
    (tmp_path / "survey.csv").write_text(table, encoding="utf-8")

    with pytest.raises(InputError) as refused:
        split_tables(str(tmp_path / "survey.csv"), "organisation", tmp_path / "out")

    assert [str(problem) for problem in refused.value.problems] == [
        "survey.csv row 2, organisation: nothing is there; it should be an organisation's name. "
        "Fill in the cell.",
        "survey.csv row 3: a row of another length is not as long as the header. "
        "Look for a missing or extra separator, or quote the text.",
        "survey.csv row 4: a row of another length is not as long as the header. "
        "Look for a missing or extra separator, or quote the text.",
    ]


def test_a_table_without_the_column_names_those_it_has(tmp_path: Path) -> None:
    source = workbook(tmp_path / "s.xlsx", ("Sheet1", [("Company", "answer"), ("A", "1")]))

    with pytest.raises(InputError, match="this table has: Company, answer"):
        split_tables(source, "organisation", tmp_path / "out")


def test_a_file_that_only_calls_itself_a_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.xlsx").write_bytes(b"PK\x03\x04 not really")

    with pytest.raises(SourceError):
        split_tables(str(tmp_path / "s.xlsx"), "organisation", tmp_path / "out")


def test_a_list_keeps_its_order_and_names_a_source_once(tmp_path: Path) -> None:
    listed = [f" {tmp_path}/b.json ", "", f"{tmp_path}/a.json", f"{tmp_path}/b.json"]

    assert found_in(["-"], listed) == [f"{tmp_path}/b.json", f"{tmp_path}/a.json"]


def test_a_stamp_follows_the_bytes_and_not_the_clock(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("{}")
    first = stamp_of(str(file))
    file.touch()
    assert stamp_of(str(file)) == first
    file.write_text("[]")
    assert stamp_of(str(file)) != first
    assert first


def test_a_folders_stamp_knows_its_files_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1")
    first = stamp_of(str(tmp_path))
    (tmp_path / "a.csv").rename(tmp_path / "b.csv")
    assert stamp_of(str(tmp_path)) not in {first, ""}


def test_what_changes_beside_its_bytes_has_no_stamp(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.workshop") as database:
        database.execute("create table t (x)")
    database.close()
    (tmp_path / "link.json").symlink_to(tmp_path / "a.workshop")

    for source in (
        "postgresql://db/kit",
        str(tmp_path / "a.workshop"),
        str(tmp_path / "link.json"),
    ):
        assert not stamp_of(source)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_problem_is_told_by_the_tables_own_row(tmp_path: Path, kind: str) -> None:
    wrong = ("Quay & Co", "q1", "Sales", "audiences.distinct", "sales", "lots")
    lines = [tuple(HEAD.strip().split(",")), *LINES, LINES[0], wrong]
    if kind == "csv":
        file = tmp_path / "survey.csv"
        file.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
        source, where = str(file), "survey.csv row 6, audiences.distinct"
    else:
        source = workbook(tmp_path / "survey.xlsx", ("May", lines))
        where = "survey.xlsx, May row 6, audiences.distinct"

    quay: Part = split_tables(source, "organisation", tmp_path / "out")[1]
    told = quay.told(check(quay.folder))

    assert told.source == f"{source}, Quay & Co"
    assert [one.where for one in told.problems] == [where]
