"""Workers of many machines: the same tasks on a Dask cluster, with the same results.

Each Dask worker keeps one warm process of its own; a task is plain data and doing it twice gives
the same bytes, so what a lost worker was doing is done again by another.
"""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING, Any

from kit.batch.pool import Pool
from kit.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kit.batch.pool import Task

AHEAD = 3
LOST_WORKERS = 2
LOCAL = "local"


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
            self._here = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
            )
        try:
            self._client = Client(self._here or address, timeout=20)  # type: ignore[no-untyped-call]
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
        from distributed import as_completed  # noqa: PLC0415

        waiting = iter(tasks)
        first = next(waiting, None)
        if first is None:
            return
        if first["do"] != "render":
            # Sources and the manifest lie here; only reports travel, each with its own data.
            self._pool = self._pool or Pool(os.cpu_count() or 1)
            yield from self._pool.run(chain([first], waiting), seconds, stop)
            return
        waiting = chain([first], waiting)
        given: dict[str, Task] = {}
        done = as_completed(raise_errors=False)  # type: ignore[no-untyped-call]

        def give() -> None:
            task = None if stop() else next(waiting, None)
            if task is not None:
                future = self._client.submit(do_here, task, pure=False, retries=LOST_WORKERS)
                given[future.key] = task  # type: ignore[index]
                done.add(future)  # type: ignore[no-untyped-call]

        for _ in range(max(1, AHEAD * len(self._client.scheduler_info()["workers"]))):
            give()
        for future in done:
            task = given.pop(future.key)
            yield task, future.result() if future.status == "finished" else None
            give()

    def close(self) -> None:
        """Let go of the cluster, and end one that was started here."""
        if self._pool is not None:
            self._pool.close()
        self._client.close()  # type: ignore[no-untyped-call]
        if self._here is not None:
            self._here.close()


def do_here(task: Task) -> Task:
    """Do one task in the process that this is called in; it keeps a warm process for the next."""
    from kit.batch.running import starter_for  # noqa: PLC0415  papermill, on the worker only
    from kit.batch.warm.orders import NotWarmError  # noqa: PLC0415
    from kit.batch.worker import do_task  # noqa: PLC0415

    try:
        starter = starter_for(["import kit"])
    except NotWarmError:
        starter = None
    return do_task(task, starter)
