"""Workers of many machines: the same tasks on a Dask cluster, with the same results.

Each Dask worker keeps one warm process of its own; a task is plain data and doing it twice gives
the same bytes, so what a lost worker was doing is done again by another.
"""

from __future__ import annotations

import logging
import os
import platform
import time
from itertools import chain
from typing import TYPE_CHECKING, Any

from kit.batch.fingerprint import of_the_kit
from kit.batch.pool import Pool
from kit.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kit.batch.pool import Task

log = logging.getLogger("kit.batch")
AHEAD = 3
POLL_SECONDS = 0.02
LOCAL = "local"


class OtherKitError(RuntimeError):
    """A worker has another release of the kit, or other content."""


class Cluster:
    """Does tasks on a Dask cluster."""

    def __init__(self, address: str, workers: int) -> None:
        """Connect.

        Args:
            address: The scheduler's, `tcp://host:8786`; or `local` to start a cluster here.
            workers: How many to start here; a cluster that runs has its own number.

        Raises:
            InputError: dask.distributed is not installed, or nobody answers there.
        """
        try:
            from distributed import Client, LocalCluster  # noqa: PLC0415  an optional extra
        except ImportError:
            fix = "Install it: pip install 'social-strategy-kit[cluster]'."
            found = "a cluster, without dask.distributed"
            raise InputError([Problem("--cluster", found, "usable here", fix)]) from None
        self._here: Any = None
        self._pool: Pool | None = None
        if address == LOCAL:
            # One thread a worker: papermill changes the working directory of the whole process.
            self._here = LocalCluster(  # type: ignore[no-untyped-call]  # distributed has no types
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
            )
        try:
            self._client = Client(self._here or address, timeout=20)  # type: ignore[no-untyped-call]  # distributed has no types
        except (OSError, ValueError) as error:
            found = f"an address where nobody answers ({type(error).__name__})"
            fix = "Start `dask scheduler`, and workers with `dask worker ADDRESS --nthreads 1`."
            raise InputError([Problem("--cluster", found, "a Dask scheduler", fix)]) from error

    def run(
        self,
        tasks: Iterable[Task],
        seconds: float,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[tuple[Task, Task | None]]:
        """Yield each task with its result as it is done; see `kit.batch.pool.Executor`.

        A report is ended by its own limit, wherever it runs.
        """
        waiting = iter(tasks)
        first = next(waiting, None)
        if first is None:
            return
        if first["do"] != "render":
            # Sources and the manifest lie here; only reports travel, each with its own data.
            self._pool = self._pool or Pool(os.cpu_count() or 1)
            yield from self._pool.run(chain([first], waiting), seconds, stop)
            return
        yield from self._render(chain([first], waiting), stop)

    def _render(
        self, waiting: Iterator[Task], stop: Callable[[], bool]
    ) -> Iterator[tuple[Task, Task | None]]:
        from distributed import as_completed  # noqa: PLC0415  an optional extra

        ours = of_the_kit()
        given: dict[str, Task] = {}
        done = as_completed(raise_errors=False)  # type: ignore[no-untyped-call]  # distributed has no types
        alone = False
        while True:
            workers = len(self._client.scheduler_info()["workers"])
            if not workers and not alone:
                log.warning("The cluster has no worker now; its reports wait for one.")
            alone = not workers
            # Asked again each time: workers come and go while a long batch runs.
            while len(given) < max(1, AHEAD * workers) and not stop():
                task = next(waiting, None)
                if task is None:
                    break
                future = self._client.submit(do_here, {**task, "kit": ours}, pure=False)
                given[future.key] = task  # type: ignore[index]  # a future that was given
                done.add(future)  # type: ignore[no-untyped-call]  # distributed has no types
            if not given or (alone and stop()):
                return
            finished = done.next_batch(block=False)  # type: ignore[no-untyped-call]  # distributed has no types
            for future in finished:
                yield given.pop(future.key), _result(future)
            if not finished:
                time.sleep(POLL_SECONDS)

    def close(self) -> None:
        """Let go of the cluster, and end one that was started here."""
        if self._pool is not None:
            self._pool.close()
        self._client.close()  # type: ignore[no-untyped-call]  # distributed has no types
        if self._here is not None:
            self._here.close()


def _result(future: Any) -> Task | None:  # noqa: ANN401  distributed has no types
    """Return what a worker answered; None where every worker that tried was lost."""
    from distributed.scheduler import KilledWorker  # noqa: PLC0415  an optional extra

    if future.status == "finished":
        answer: Task = future.result()
        return answer
    error = future.exception() if future.status == "error" else None
    if error is None or isinstance(error, KilledWorker):
        return None
    return {"failed": type(error).__name__, "detail": str(error)}


def do_here(task: Task) -> Task:
    """Do one task in the process that this is called in; it keeps a warm process for the next.

    Raises:
        OtherKitError: This worker's kit is not the one that asks; its bytes would be others.
    """
    from kit.batch.running import starter_for  # noqa: PLC0415  papermill, on the worker only
    from kit.batch.warm.orders import NotWarmError  # noqa: PLC0415  loaded when it is needed
    from kit.batch.worker import do_task  # noqa: PLC0415  loaded when it is needed

    if task["kit"] != of_the_kit():
        message = (
            f"the kit on {platform.node()} is not the one that runs this batch. Install the same "
            "release on every worker and start them again"
        )
        raise OtherKitError(message)
    try:
        starter = starter_for(["import kit"])
    except NotWarmError:
        starter = None
    return do_task(task, starter)
