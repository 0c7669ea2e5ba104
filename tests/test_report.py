"""The main job, end to end: a source goes in, papermill runs, documents come out."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kit.batch.places import report_folder
from kit.batch.report import ReportFormat, parse_formats, render
from kit.errors import InputError, SourceError

ROOT = Path(__file__).parent.parent
POOR = str(ROOT / "sample_data" / "poor_data")
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% for x in y %}",
    "$(rm -rf /) `id` #let x = 1 *bold* _it_ $a^2$",
    "=cmd|' /C calc'!A0",
    "\"quotes\" and 'quotes' & <b>",
    "🚀 emoji 👩‍💻 ½ ﷽",
    "مرحبا بالعالم \u202eturned",
    "W" * 10_000,
    "# not a heading\n\n- not a list",
)


class Tags(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture
def hostile(tmp_path: Path) -> str:
    """Return a workshop with something nasty in every text there is."""
    departments = [
        {"id": f"d{place}", "name": text, "merged_from": text} for place, text in enumerate(HOSTILE)
    ]
    people = [
        {"id": f"p{place}", "name": text[:200].split("\n")[0], "department": f"d{place}"}
        for place, text in enumerate(HOSTILE)
    ]
    answers = [
        {
            "participant": f"p{place}",
            "question": question,
            "subject": "" if question == "goals.shared_direction" else f"d{about}",
            "answer": text if question == "goals.shared_direction" else 1 + (place + about) % 5,
        }
        for place, text in enumerate(HOSTILE)
        for about in range(3)
        for question in ("goals.shared_direction", "goals.difference", "content.original")
        if question != "goals.shared_direction" or not about
    ]
    goals = [{"id": f"g{place}", "goal": text} for place, text in enumerate(HOSTILE)]
    data = {
        "schema": "social-strategy-kit/workshop/1",
        "organisation": {"name": HOSTILE[0] + " ../../x", "decider": HOSTILE[1]},
        "registers": {"departments": departments, "participants": people, "goals": goals},
        "answers": answers,
    }
    file = tmp_path / "hostile.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return str(file)


def test_the_command_prints_where_the_report_is_and_repeats_it_to_the_byte(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "kit", "report", POOR, "--out"]
    made = []
    for name in ("one", "two"):
        done = subprocess.run(
            [*command, str(tmp_path / name)], capture_output=True, text=True, check=True
        )
        made.append([Path(line) for line in done.stdout.splitlines()])
    assert [file.name for file in made[0]] == ["strategy.html", "strategy.pdf"]
    for first, second in zip(*made, strict=True):
        assert first.read_bytes() == second.read_bytes()
    page = made[0][0].read_text(encoding="utf-8")
    assert "cannot be decided yet" in page
    assert made[0][1].read_bytes().startswith(b"%PDF-")


def test_hostile_text_neither_runs_nor_breaks_a_report(hostile: str, tmp_path: Path) -> None:
    files = render(hostile, tmp_path / "out", parse_formats("html,pdf"))
    page = Tags(files[0].read_text(encoding="utf-8"))
    assert "script" not in page.tags
    assert not {"iframe", "object", "embed", "form", "base", "link"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    links = [value or "" for name, value in page.attributes if name in {"href", "src"}]
    assert all(link.startswith(("#", "data:")) for link in links)
    told = "".join(page.text)
    assert "<script>alert(1)</script>" in told
    assert "{{ 7*7 }}" in told
    assert "=cmd|" in told
    assert files[1].read_bytes().startswith(b"%PDF-")
    assert files[0].resolve().is_relative_to((tmp_path / "out").resolve())


def test_a_department_has_its_own_report(tmp_path: Path) -> None:
    sample = str(ROOT / "sample_data" / "restaurant_chain")
    (file,) = render(sample, tmp_path, [ReportFormat.HTML], department="Human resources")
    assert file.name == "department-human_resources.html"
    assert "should have its own account" in file.read_text(encoding="utf-8")


def test_an_unknown_department_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refused:
        render(POOR, tmp_path / "out", [ReportFormat.HTML], department="marketing")
    assert str(refused.value) == (
        "department: 'marketing' is not a department here. "
        "Use one of: fundraising, projects, volunteers, office, board."
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "name", ["../../x", "CON", "x" * 300, "/etc/passwd", "-rf", "a\x00b", "ACME.", "{2025}", "…"]
)
def test_a_name_never_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    folder = report_folder(tmp_path, name)
    assert folder.parent == tmp_path
    assert len(folder.name) <= 70
    assert folder.name.rpartition("-")[2].isalnum()
    assert not folder.name.startswith("-")


def test_names_that_differ_only_in_signs_get_folders_of_their_own(tmp_path: Path) -> None:
    names = ["ACME", "acme", "Acme.", "acme ", "ÄCME"]
    assert len({report_folder(tmp_path, name).name.casefold() for name in names}) == len(names)


def test_formats_are_read_once_each() -> None:
    assert parse_formats(" HTML, pdf,html") == [ReportFormat.HTML, ReportFormat.PDF]
    with pytest.raises(InputError):
        parse_formats("")
