"""Going on where a run was stopped, and rendering only what is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from kit.batch.checking import check, stamp_of
from kit.batch.jobs import Status
from kit.batch.places import notebook as kit_notebook
from kit.batch.pool import Pool
from kit.batch.runner import Batch, Choices, Outcome

FAILS_ONCE = """
from pathlib import Path
if workshop.snapshot.organisation.name.startswith("Twice") and not Path({flag!r}).exists():
    raise ValueError("not yet")
"""


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.close()


def run(
    pool: Pool,
    out: Path,
    sources: list[Path],
    **more: Any,  # noqa: ANN401  passed on as it is
) -> tuple[Outcome, list[dict[str, Any]]]:
    events: list[dict[str, Any]] = []
    batch = Batch(Choices(str(out), index=False, **more), pool, events.append, lambda: False)
    return batch.run([str(source) for source in sources]), events


def rendered(events: list[dict[str, Any]]) -> int:
    return sum(event["event"] == "finished" for event in events)


def named(file: Path, name: str) -> None:
    told = json.loads(file.read_text())
    told["organisation"]["name"] = name
    file.write_text(json.dumps(told))


def test_a_source_that_is_known_is_not_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("this would be refused")
    known = {"id": "acme-1", "name": "Acme", "sha256": "0", "stamp": stamp_of(str(file))}

    assert check(str(file), known=known).name == "Acme"
    assert check(str(file), known={**known, "stamp": "1"}).problems


def test_a_second_run_knows_its_sources_by_their_bytes(
    pool: Pool, tmp_path: Path, invented: Callable[..., list[Path]]
) -> None:
    files = invented(tmp_path / "in", range(3))
    out = tmp_path / "out"
    run(pool, out, files)
    manifest = (out / "manifest.json").read_bytes()

    same, events = run(pool, out, files)

    assert same.counts == {Status.UNCHANGED: 3}
    assert rendered(events) == 0
    assert (out / "manifest.json").read_bytes() == manifest
    told = json.loads(manifest)
    assert all(len(line["stamp"]) == 64 for line in told["organisations"])

    (out / "manifest.json").unlink()  # the journal alone is enough
    assert run(pool, out, files)[0].counts == {Status.UNCHANGED: 3}
    named(files[0], "Another name")
    assert run(pool, out, files)[0].counts == {Status.UNCHANGED: 2, Status.OK: 1}
    assert run(pool, out, files, force=True)[0].counts == {Status.OK: 3}


def test_only_failed_renders_what_failed_and_keeps_the_rest(
    pool: Pool, tmp_path: Path, invented: Callable[..., list[Path]]
) -> None:
    files = invented(tmp_path / "in", range(3))
    named(files[1], "Twice")
    flag = tmp_path / "now"
    made = nbformat.reads(kit_notebook("strategy_report").read_text(), as_version=4)
    made.cells.append(new_code_cell(FAILS_ONCE.format(flag=str(flag)), id="extra"))
    own = nbformat.writes(made)
    out = tmp_path / "out"
    first, _ = run(pool, out, files, notebook=own)
    assert first.counts == {Status.OK: 2, Status.FAILED: 1}
    failed = next(entry for entry in first.entries if entry.status is Status.FAILED)
    assert "\x1b" not in (out / failed.log).read_text()
    pages = list(out.glob("*/strategy.html"))
    before = {page: page.stat().st_mtime_ns for page in pages}

    flag.touch()
    (files[2]).write_text(files[2].read_text() + " ")  # changed, but it did not fail
    second, events = run(pool, out, files, notebook=own, only_failed=True)

    assert second.exit_code == 0
    assert rendered(events) == 1
    assert len(list(out.glob("*/strategy.html"))) == 3
    assert {page: page.stat().st_mtime_ns for page in pages} == before


def test_a_batch_stops_after_as_many_failures_as_it_may_have(
    pool: Pool, tmp_path: Path, invented: Callable[..., list[Path]]
) -> None:
    files = invented(tmp_path / "in", range(6))
    for place, file in enumerate(files):
        named(file, f"Twice {place}")
    made = nbformat.reads(kit_notebook("strategy_report").read_text(), as_version=4)
    made.cells.append(new_code_cell(FAILS_ONCE.format(flag="/nowhere"), id="extra"))
    out = tmp_path / "out"

    stopped, _ = run(pool, out, files, notebook=nbformat.writes(made), failures=1)

    assert stopped.exit_code == 3
    assert 1 <= stopped.counts[Status.FAILED] <= 2  # what ran beside it is finished
    assert stopped.counts[Status.NOT_RUN] == 6 - stopped.counts[Status.FAILED]
    told = json.loads((out / "manifest.json").read_text())
    assert len(told["organisations"]) == 6


def test_what_is_logged_is_found_in_the_manifest_and_names_nobody(
    pool: Pool, tmp_path: Path, invented: Callable[..., list[Path]]
) -> None:
    files = invented(tmp_path / "in", range(2))
    named(files[0], "Secret Society")

    outcome, events = run(pool, tmp_path / "out", files)

    digits = {event["key"] for event in events if event["event"] == "finished"}
    assert digits == {entry.id[-8:] for entry in outcome.entries}
    assert "ecret" not in json.dumps(events)


def test_an_output_that_leads_elsewhere_is_refused_and_the_rest_rendered(
    pool: Pool, tmp_path: Path, invented: Callable[..., list[Path]]
) -> None:
    files = invented(tmp_path / "in", range(2))
    out, other = tmp_path / "out", tmp_path / "other"
    first, _ = run(pool, out, files)
    victim = out / first.entries[0].id
    for file in victim.iterdir():
        file.unlink()
    victim.rmdir()
    other.mkdir()
    victim.symlink_to(other)

    second, _ = run(pool, out, files)

    assert not list(other.iterdir())
    assert second.counts == {Status.UNCHANGED: 1, Status.FAILED: 1}
