"""Workers of this machine: each does one task at a time, and its death is that task's alone."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from kit.batch.warm.crew import CHECKER, WORKER
from kit.batch.warm.orders import NotWarmError, fork_problem, own_code
from kit.batch.warm.starting import SpawnedShell, Zygote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kit.batch.warm.orders import Started

log = logging.getLogger("kit.batch")
Task = dict[str, Any]
RECYCLE_AFTER = 50
CHUNK = 1 << 20
ZYGOTES = 3


class Executor(Protocol):
    """Does tasks somewhere."""

    def run(
        self, tasks: Iterable[Task], seconds: float, stop: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[Task, Task | None]]:
        """Yield each task with its result as it is done, in any order; None when its worker died.

        Args:
            tasks: Taken one by one, as workers become free.
            seconds: What a task may take before its worker is killed.
            stop: Asked before each new task; when it says yes, what runs is finished.
        """

    def close(self) -> None:
        """End all workers."""


@dataclass
class Worker:
    """One process and what it is doing.

    Attributes:
        kind: What it was started for: checkers are there before anything can be rendered.
    """

    process: Started
    kind: str
    task: Task | None = None
    deadline: float = 0.0
    done: int = 0
    heard: bytearray = field(default_factory=bytearray)

    def give(self, task: Task, seconds: float) -> None:
        """Hand over a task."""
        self.task = task
        self.deadline = time.monotonic() + seconds
        with contextlib.suppress(OSError):  # a dead worker is noticed where all are listened to
            self.process.end.sendall(json.dumps(task).encode() + b"\n")

    def listen(self) -> Task | None:
        """Return the result if it is whole now.

        Raises:
            EOFError: The worker is gone.
        """
        try:
            data = self.process.end.recv(CHUNK)
        except OSError:
            data = b""
        if not data:
            raise EOFError
        self.heard += data
        if not self.heard.endswith(b"\n"):
            return None
        result: Task = json.loads(self.heard)
        self.heard.clear()
        self.task = None
        self.done += 1
        return result


class Pool:
    """Some workers, forked from one warm process where that can be had."""

    def __init__(self, size: int, *, only_checks: bool = False) -> None:
        """Warm up, for checks alone or for reports too; workers start with the first task."""
        self.size = size
        self._only_checks = only_checks
        self._zygote = self._warm()
        self._zygotes_left = ZYGOTES
        self._workers: list[Worker] = []

    def run(
        self, tasks: Iterable[Task], seconds: float, stop: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[Task, Task | None]]:
        """Yield each task with its result as it is done; see `Executor`."""
        waiting = iter(tasks)
        while True:
            self._hand_out(waiting, seconds, stop)
            busy = [worker for worker in self._workers if worker.task is not None]
            if not busy:
                return
            for worker in self._ready(busy):
                task = worker.task
                if task is None:
                    continue
                try:
                    result = worker.listen()
                except EOFError:
                    self._bury(worker)
                    yield task, None
                    continue
                if result is not None:
                    yield task, result
            for worker in busy:
                if worker.task is not None and time.monotonic() > worker.deadline:
                    worker.process.signal(signal.SIGKILL)

    def _hand_out(self, waiting: Iterator[Task], seconds: float, stop: Callable[[], bool]) -> None:
        for _ in range(self.size):
            free = next((worker for worker in self._workers if worker.task is None), None)
            if (free is None and len(self._workers) >= self.size) or stop():
                return
            task = next(waiting, None)
            if task is None:
                return
            self._fit_for(task, free).give(task, seconds)

    def _fit_for(self, task: Task, free: Worker | None) -> Worker:
        """Return a worker for a task: the one that is free, or a fresh one in its place."""
        kind = CHECKER if task["do"] == "check" else WORKER
        if free is not None and (free.kind != kind or free.done >= RECYCLE_AFTER):
            self._bury(free)
            free = None
        if free is None:
            free = Worker(self._start_worker(kind), kind)
            self._workers.append(free)
        return free

    @staticmethod
    def _ready(busy: list[Worker]) -> list[Worker]:
        by_number = {worker.process.end.fileno(): worker for worker in busy}
        poll = select.poll()  # unlike select, it knows more than 1,024 descriptors
        for number in by_number:
            poll.register(number, select.POLLIN)
        first = min(worker.deadline for worker in busy)
        wait = max(0.05, min(1.0, first - time.monotonic()))
        return [by_number[number] for number, _ in poll.poll(wait * 1000)]

    def _warm(self) -> Zygote | None:
        problem = fork_problem()
        if not problem:
            return Zygote(() if self._only_checks else (WORKER,), "kit.batch.warm.crew")
        log.warning("Workers start one by one: %s.", problem)
        return None

    def _start_worker(self, kind: str) -> Started:
        while self._zygote is not None:
            try:
                return self._zygote.start_worker(kind)
            except NotWarmError as reason:
                self._zygote.close()
                self._zygotes_left -= 1
                self._zygote = self._warm() if self._zygotes_left else None
                log.warning("A warm process was lost: %s.", reason)
        return _spawned()

    def _bury(self, worker: Worker) -> None:
        self._workers.remove(worker)
        worker.process.signal(signal.SIGKILL)
        worker.process.close()

    def close(self) -> None:
        """End all workers and what kept them warm."""
        for worker in list(self._workers):
            self._bury(worker)
        if self._zygote is not None:
            self._zygote.close()


def _spawned() -> SpawnedShell:
    near, far = socket.socketpair()
    code = own_code("kit.batch.worker", far.fileno())
    with far:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and code
            [sys.executable, "-c", code],
            pass_fds=[far.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
    return SpawnedShell(process.pid, near, process)
