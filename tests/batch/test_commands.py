"""The command `kit batch` as it is typed: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

KIT = [sys.executable, "-m", "kit", "batch"]
Invented = Callable[..., list[Path]]


def kit(*words: str | Path, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KIT, *map(str, words)], input=said, capture_output=True, text=True, check=False
    )


def test_wrong_use_ends_with_2_and_names_every_problem(tmp_path: Path) -> None:
    for words in (("nowhere",), (tmp_path, "--format", "foo"), (tmp_path, "--workers", "-1")):
        done = kit(*words, "--out", tmp_path / "out")
        assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere: nothing is there" in kit("nowhere", "--out", tmp_path / "out").stderr
    assert not (tmp_path / "out").exists()


def test_only_checking_writes_nothing_and_groups_problems_by_source(
    tmp_path: Path, invented: Invented
) -> None:
    files = invented(tmp_path / "in", range(2))
    files[0].write_text("{")

    done = kit(tmp_path / "in", "--check", "--out", tmp_path / "out")

    assert done.returncode == 1
    assert done.stdout == "1 ok, 1 refused\n"
    assert f"{files[0]}\n  {files[0].name}: the text " in done.stderr
    assert not (tmp_path / "out").exists()
    told = kit(tmp_path / "in", "--check", "--json").stdout.splitlines()
    problems = [json.loads(line) for line in told if '"problem"' in line]
    assert [one["source"] for one in problems] == [str(files[0])]


def test_nothing_rendered_ends_with_3(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")

    done = kit(tmp_path / "bad.json", "--out", tmp_path / "out")

    assert done.returncode == 3
    assert "1 refused: see" in done.stdout
    assert "The source could not be read (1)" in (tmp_path / "out" / "index.html").read_text()


def test_a_list_and_a_workbook_are_sources_and_events_are_json(
    tmp_path: Path, invented: Invented
) -> None:
    files = invented(tmp_path / "in", range(2))

    done = kit("-", "--json", "--out", tmp_path / "out", said="\n".join(map(str, files)))

    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [
        one["event"] for one in events if one["event"] in {"checking", "rendering", "index"}
    ] == [
        "checking",
        "rendering",
        "index",
    ]
    assert events[-1]["ok"] is True
    with xlsxwriter.Workbook(tmp_path / "survey.xlsx") as book:
        sheet = book.add_worksheet()
        head = ("company", "participant", "department", "question", "subject", "answer")
        sheet.write_row(0, 0, head)
        sheet.write_row(1, 0, ("Quay", "p1", "Sales", "audiences.distinct", "sales", "4"))
    table = kit(tmp_path / "survey.xlsx", "--column", "company", "--out", tmp_path / "quay")
    assert table.stdout.startswith("1 ok: see")
    manifest = (tmp_path / "quay" / "manifest.json").read_bytes()
    again = kit(tmp_path / "survey.xlsx", "--column", "company", "--out", tmp_path / "quay")
    assert again.stdout.startswith("1 unchanged: see")
    assert (tmp_path / "quay" / "manifest.json").read_bytes() == manifest


def test_two_batches_never_mix_and_the_second_says_what_to_do(
    tmp_path: Path, invented: Invented
) -> None:
    invented(tmp_path / "in", range(1))
    from kit.batch.outputs import place_at  # noqa: PLC0415  only this needs it

    with place_at(str(tmp_path / "out")).lock():
        done = kit(tmp_path / "in", "--out", tmp_path / "out")

    assert done.returncode == 2
    assert "a folder another `kit batch` is writing to" in done.stderr
    assert "Wait until it has finished, or name another folder." in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_batch_finishes_what_runs_and_ends_with_130(
    tmp_path: Path, invented: Invented, number: int
) -> None:
    invented(tmp_path / "in", range(30))
    out = tmp_path / "out"
    words = [*KIT, str(tmp_path / "in"), "--out", str(out), "--workers", "1"]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    wait_for(lambda: list(out.glob("*/strategy.html")))
    os.kill(process.pid, number)
    said, told = process.communicate(timeout=120)

    assert process.returncode == 130, told
    assert "Stopping when the reports that are being rendered are done" in told
    assert " not rendered: see " in said
    lines = json.loads((out / "manifest.json").read_text())["organisations"]
    assert len(lines) == 30
    pages = {page.parent.name for page in out.glob("*/strategy.html")}
    assert {line["id"] for line in lines if line["status"] == "ok"} == pages


def wait_for(ready: Callable[[], object]) -> None:
    """Wait until it is so, at most two minutes."""
    end = time.monotonic() + 120
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.05)
