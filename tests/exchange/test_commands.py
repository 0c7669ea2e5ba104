"""The commands, from a worksheet made to a worksheet imported, as people type them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from kit.cli import app
from kit.errors import InputError
from kit.workshop import new_workshop, open_workshop

RUN = CliRunner()


def kit(*arguments: str) -> str:
    result = RUN.invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    new_workshop("w.kit", "Copper Quince", ["human_resources", "marketing"]).close()
    return "w.kit"


def fill(file: Path, replies: dict[str, str], to: Path) -> Path:
    book = openpyxl.load_workbook(file)
    for sheet in book:
        for row in sheet.iter_rows(min_row=4):
            if (
                len(row) > 4
                and str(row[0].value) in replies
                and (sheet.title == "Start here" or not str(row[0].value).startswith("who."))
            ):
                row[4].value = replies[str(row[0].value)]
    book.save(to)
    return to


def test_a_worksheet_goes_out_and_comes_back(workshop: str, tmp_path: Path) -> None:
    made = kit("worksheets", workshop, "--format", "xlsx", "--out", "out")
    assert made.split() == ["out/worksheet-human_resources.xlsx", "out/worksheet-marketing.xlsx"]
    sheet = tmp_path / "out" / "worksheet-marketing.xlsx"
    back = fill(sheet, {"who.name": "Max", "goals.idea": "A cook a day"}, tmp_path / "max.xlsx")

    preview = kit("import", workshop, str(back), "--dry-run")
    first = kit("import", workshop, str(back))
    second = kit("import", workshop, str(back))

    assert preview.splitlines()[-1].startswith("2 answers and rows can be imported; nothing was")
    assert "Read 2 answers and rows: 2 new or changed, 0 there already." in first
    assert "Read 1 answer or row: 0 new or changed, 1 there already." in second
    with open_workshop(workshop) as opened:
        assert [one.value for one in opened.snapshot.answers] == ["A cook a day"]


def test_a_bad_cell_is_named_and_a_copy_to_correct_is_written(
    workshop: str, tmp_path: Path
) -> None:
    kit("worksheets", workshop, "--format", "xlsx", "--out", "out", "--department", "Marketing")
    sheet = tmp_path / "out" / "worksheet-marketing.xlsx"
    back = fill(sheet, {"who.name": "Max", "goals.difference": "lots"}, tmp_path / "max.xlsx")

    with pytest.raises(InputError) as refused:
        RUN.invoke(app, ["import", workshop, str(back)], catch_exceptions=False)

    assert all("cell E" in problem.where for problem in refused.value.problems)
    assert (tmp_path / "to_correct" / "max (to correct).xlsx").is_file()
    with open_workshop(workshop) as opened:
        assert opened.snapshot.answers == ()


def test_a_survey_waits_for_its_mapping_to_be_confirmed(workshop: str, tmp_path: Path) -> None:
    survey = tmp_path / "forms.csv"
    survey.write_text(
        "Timestamp,Your department,An idea you had?\n2026/09/01,Marketing,More cooks\n",
        encoding="utf-8",
    )

    with pytest.raises(InputError, match="columns"):
        RUN.invoke(app, ["import", workshop, str(survey)], catch_exceptions=False)
    mapping = tmp_path / "to_correct" / "forms.mapping.toml"
    text = mapping.read_text(encoding="utf-8").replace("confirmed = false", "confirmed = true")
    mapping.write_text(text.replace('question = "" ', 'question = "goals.idea" '), encoding="utf-8")
    said = kit("import", workshop, str(survey), "--mapping", str(mapping))

    assert "Read 2 answers and rows: 2 new or changed" in said


def test_calendars_are_written_and_read(workshop: str, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("Name,Date\nFair,2026-09-14\n", encoding="utf-8")

    kit("import", workshop, str(plan), "--department", "marketing", "--kind", "post")
    files = kit("calendar", workshop, "--out", "ics").split()

    assert "ics/calendar-marketing.ics" in files
    assert "SUMMARY:Fair" in (tmp_path / "ics" / "calendar-marketing.ics").read_text("utf-8")
