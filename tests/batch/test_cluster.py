"""The same batch on a Dask cluster: the same bytes, whoever did them and whoever was lost."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from kit.batch.jobs import Status
from kit.batch.pool import Pool
from kit.batch.runner import Batch, Choices, Outcome
from kit.errors import InputError

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # dask's own: unclosed sockets, event loops
]

from kit.batch.cluster import Cluster  # noqa: E402  found by the line above

REPORTS = 8
TOO_LONG = 180.0


def run(executor: Any, out: Path, sources: list[str], **more: Any) -> Outcome:  # noqa: ANN401  passed on as it is
    try:
        return Batch(Choices(str(out), **more), executor, lambda _: None, lambda: False).run(
            sources
        )
    finally:
        executor.close()


def tree(out: Path) -> dict[str, bytes]:
    """Return every file but the journal, which tells of seconds."""
    return {
        str(file.relative_to(out)): file.read_bytes()
        for file in out.rglob("*")
        if file.is_file() and file.name not in {"run.jsonl", ".lock"}
    }


@pytest.fixture(scope="module")
def sources(
    tmp_path_factory: pytest.TempPathFactory, invented: Callable[..., list[Path]]
) -> list[str]:
    folder = tmp_path_factory.mktemp("in")
    files = invented(folder, range(REPORTS))
    files[3].write_text("{")
    return [str(file) for file in files]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, sources: list[str]) -> dict[str, bytes]:
    """Render all without a cluster."""
    out = tmp_path_factory.mktemp("plain")
    assert run(Pool(2), out, sources).counts == {Status.OK: REPORTS - 1, Status.REFUSED: 1}
    return tree(out)


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """Start a scheduler as people do by hand, and yield its address."""
    file = folder / "scheduler.json"
    with started("dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)):
        wait_for(lambda: file.exists() and file.stat().st_size)
        yield json.loads(file.read_text())["address"]


@contextmanager
def started(program: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{program}", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def worker(address: str) -> Any:  # noqa: ANN401  a context manager
    words = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--death-timeout", "60")
    return started("dask_worker", address, *words)


def kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(ready: Callable[[], object]) -> None:
    end = time.monotonic() + TOO_LONG
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_cluster_started_here_leaves_the_same_files(
    tmp_path: Path, sources: list[str], plain: dict[str, bytes]
) -> None:
    run(Cluster("local", 2), tmp_path, sources)

    assert tree(tmp_path) == plain


def test_a_lost_workers_reports_are_done_again_with_the_same_bytes(
    tmp_path: Path, sources: list[str], plain: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    with scheduler(tmp_path) as address, worker(address) as first, worker(address):
        cluster = Cluster(address, 0)
        wait_for(lambda: len(cluster._client.scheduler_info()["workers"]) == 2)
        killed: list[bool] = []

        def tell(event: dict[str, Any]) -> None:
            if event["event"] == "finished" and not killed:
                killed.append(True)
                kill(first)

        choices = Choices(str(out), send_data=True)
        try:
            outcome = Batch(choices, cluster, tell, lambda: False).run(sources)
        finally:
            cluster.close()

    assert killed
    assert outcome.counts == {Status.OK: REPORTS - 1, Status.REFUSED: 1}
    assert tree(out) == plain


def test_a_worker_that_comes_late_finds_the_work_waiting(
    tmp_path: Path, sources: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with ExitStack() as stack, caplog.at_level(logging.WARNING, "kit.batch"):
        address = stack.enter_context(scheduler(tmp_path))
        cluster = Cluster(address, 0)

        def tell(event: dict[str, Any]) -> None:
            if event["event"] == "rendering":
                stack.enter_context(worker(address))

        choices = Choices(str(tmp_path / "out"), send_data=True, index=False)
        try:
            outcome = Batch(choices, cluster, tell, lambda: False).run(sources[:3])
        finally:
            cluster.close()

    assert outcome.counts == {Status.OK: 3}
    assert "The cluster has no worker now; its reports wait for one." in caplog.text


def test_a_batch_without_workers_can_be_stopped(tmp_path: Path, sources: list[str]) -> None:
    stopped: list[bool] = []
    with scheduler(tmp_path) as address:
        cluster = Cluster(address, 0)
        choices = Choices(str(tmp_path / "out"), send_data=True)

        def tell(event: dict[str, Any]) -> None:
            if event["event"] == "rendering":
                stopped.append(True)

        try:
            outcome = Batch(choices, cluster, tell, lambda: bool(stopped)).run(sources[:2])
        finally:
            cluster.close()

    assert outcome.exit_code == 130
    assert outcome.counts == {Status.NOT_RUN: 2}


def test_a_worker_with_another_kit_is_refused_by_name(
    tmp_path: Path, sources: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.batch.cluster.of_the_kit", lambda: "another release")

    outcome = run(Cluster("local", 1), tmp_path, sources[:1], index=False)

    (entry,) = outcome.entries
    assert entry.message == "it could not be rendered (OtherKitError)"
    assert "Install the same release on every worker" in (tmp_path / entry.log).read_text()


def test_an_address_where_nobody_answers_says_how_to_start_a_cluster() -> None:
    with pytest.raises(InputError, match="Start `dask scheduler`"):
        Cluster("tcp://127.0.0.1:9", 1)


def test_reports_go_to_any_address_that_fsspec_writes(
    tmp_path: Path, sources: list[str], plain: dict[str, bytes]
) -> None:
    out = f"file://{tmp_path}/out"
    executor = Pool(2)
    try:
        outcome = Batch(Choices(out), executor, lambda _: None, lambda: False).run(sources)
        again = Batch(Choices(out), executor, lambda _: None, lambda: False).run(sources)
    finally:
        executor.close()

    assert outcome.counts == {Status.OK: REPORTS - 1, Status.REFUSED: 1}
    assert again.counts == {Status.UNCHANGED: REPORTS - 1, Status.REFUSED: 1}
    assert tree(tmp_path / "out") == plain


def test_the_command_says_what_the_batch_says_and_nothing_of_dasks(
    tmp_path: Path, sources: list[str]
) -> None:
    words = [sources[0], "--out", str(tmp_path / "out"), "--cluster", "local"]

    done = subprocess.run(
        [sys.executable, "-m", "kit", "batch", *words], capture_output=True, text=True, check=True
    )

    said = [line.split(":")[0] for line in (done.stdout + done.stderr).splitlines()]
    assert set(said) == {"checking", "rendering", "1 ok"}
