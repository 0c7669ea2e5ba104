"""Batches: poisoned inputs, resuming, and the same bytes however often a run was killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from kit.batch.jobs import Limits, Status
from kit.batch.places import notebook as kit_notebook
from kit.batch.pool import Pool
from kit.batch.runner import Batch, Choices, Outcome
from kit.batch.sources import found_in
from kit.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMMAND = (
    "import typer; from kit.cli import batch_commands as b; a = typer.Typer(); b.add_to(a); a()"
)
HOSTILE = ("../../escape", "-rf {x.__class__} $HOME", "CON", "a\u202eb", "=HYPERLINK(1)", "é" * 300)
EXTRA = """
import os
name = workshop.snapshot.organisation.name
if name.startswith("Loops"):
    while True: pass
if name.startswith("Exits"):
    os._exit(0)
if name.startswith("Eats"):
    kept = [bytearray(16 * 2**20) for _ in range(10_000)]
if name.startswith("Raises"):
    raise ValueError("what a person said: SECRET")
"""


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


def run(pool: Pool, out: Path, sources: list[str], **more: Any) -> tuple[Outcome, list[Any]]:  # noqa: ANN401  passed on as it is
    events: list[Any] = []
    batch = Batch(Choices(str(out), **more), pool, events.append, lambda: False)
    return batch.run(sources), events


def renamed(file: Path, name: str) -> None:
    told = json.loads(file.read_text())
    told["organisation"]["name"] = name
    file.write_text(json.dumps(told))


def report_with(extra: str) -> str:
    made = nbformat.reads(kit_notebook("strategy_report").read_text(), as_version=4)
    made.cells.append(new_code_cell(extra, id="extra"))
    return nbformat.writes(made)


def reports(out: Path) -> dict[str, bytes]:
    return {str(file.relative_to(out)): file.read_bytes() for file in out.glob("*/strategy.*")}


@pytest.mark.slow
def test_poisoned_organisations_are_named_and_all_others_rendered(
    pool: Pool, tmp_path: Path, invented: Callable[..., list[Path]]
) -> None:
    files = invented(tmp_path / "in", range(16))
    for file, name in zip(files, ("Loops", "Exits", "Eats", "Raises", *HOSTILE), strict=False):
        renamed(file, name)
    files[10].write_text(files[10].read_text()[:-200])
    files[11].write_bytes(b"\x00\xff" * 100)
    renamed(files[12], "Twin")
    renamed(files[13], "twin")

    outcome, events = run(
        pool,
        tmp_path / "out",
        found_in([str(tmp_path / "in")]),
        notebook=report_with(EXTRA),
        limits=Limits(15, 600),
    )

    by_name = {entry.name or Path(entry.source).name: entry for entry in outcome.entries}
    assert by_name["Loops"].status is Status.TIMEOUT
    assert by_name["Exits"].status is Status.KILLED
    assert by_name["Eats"].status in {Status.FAILED, Status.KILLED}
    assert by_name["Raises"].message == "a cell failed (cell 13, ValueError)"
    assert by_name["twin"].problems[0].found == f"the same organisation as in {files[12]}"
    assert {entry.tries for entry in outcome.entries if entry.status is Status.TIMEOUT} == {2}
    assert outcome.counts[Status.OK] == 9
    assert outcome.counts[Status.REFUSED] == 3
    assert outcome.exit_code == 1
    assert all(name in by_name for name in HOSTILE[:3])
    assert "SECRET" not in json.dumps(events)
    assert "Raises" not in json.dumps(events)
    assert {file.parent.parent for file in (tmp_path / "out").rglob("*.html")} <= {
        tmp_path / "out",
        tmp_path,
    }


@pytest.mark.slow
def test_a_second_run_renders_nothing_anew_and_a_changed_input_only_itself(
    pool: Pool, tmp_path: Path, invented: Callable[..., list[Path]]
) -> None:
    files = invented(tmp_path / "in", range(4))
    sources = found_in([str(tmp_path / "in")])
    out = tmp_path / "out"
    run(pool, out, sources)
    manifest = (out / "manifest.json").read_bytes()
    first = reports(out)

    again, _ = run(pool, out, sources)

    assert again.counts[Status.UNCHANGED] == 4
    assert (out / "manifest.json").read_bytes() == manifest
    next(out.glob("*/strategy.html")).write_text("damaged")
    mended, _ = run(pool, out, sources)
    assert mended.counts == {Status.UNCHANGED: 3, Status.OK: 1}
    assert reports(out) == first
    renamed(files[0], "Another name")
    changed, _ = run(pool, out, sources)
    assert changed.counts == {Status.UNCHANGED: 3, Status.OK: 1}


@pytest.mark.slow
def test_two_batches_never_write_to_the_same_folder(
    pool: Pool, tmp_path: Path, invented: Callable[..., list[Path]]
) -> None:
    sources = [str(file) for file in invented(tmp_path / "in", range(1))]
    first = Batch(Choices(str(tmp_path / "out")), pool, lambda _: None, lambda: False)

    with first.place.lock(), pytest.raises(StoreError, match="another `kit batch` is writing to"):
        run(pool, tmp_path / "out", sources)


@pytest.mark.slow
def test_runs_killed_at_random_moments_and_resumed_leave_the_same_bytes(
    tmp_path: Path, invented: Callable[..., list[Path]]
) -> None:
    invented(tmp_path / "in", range(8))
    command = [sys.executable, "-c", COMMAND, str(tmp_path / "in"), "--no-index", "--workers", "2"]
    command += ["--format", "html,ipynb", "--out"]
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    subprocess.run([*command, str(whole)], check=True, capture_output=True)
    draw = random.Random(7)  # noqa: S311  a seed, not a secret
    for _ in range(3):
        process = subprocess.Popen(
            [*command, str(broken)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(draw.uniform(1.5, 4))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(0.5)

    done = subprocess.run([*command, str(broken)], check=False, capture_output=True, timeout=60)

    assert done.returncode == 0, done.stderr
    assert reports(broken) == reports(whole)
    theirs, ours = (json.loads((one / "manifest.json").read_text()) for one in (whole, broken))
    if theirs["fingerprint"] == ours["fingerprint"]:  # nobody edited the kit in between
        assert theirs == ours
