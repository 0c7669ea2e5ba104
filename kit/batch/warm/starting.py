"""Starting a notebook's process: forked from a zygote, or one that stands by, by what there is.

Both give the same thing, a `Started` shell at the other end of a socket; who runs notebooks does
not see the difference.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.batch.warm.freshness import code_on_disk
from kit.batch.warm.link import READY_SECONDS, ForkedShell, Link
from kit.batch.warm.orders import (
    NotWarmError,
    Order,
    Started,
    fork_problem,
    own_code,
    read_at_start,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

GRACE_SECONDS = 2.0
READY = b"\n"


class Zygote:
    """The near end of a zygote, started by exec and never by a fork of this process."""

    how = "forked from a warm process"

    def __init__(self, packages: Iterable[str] = (), module: str = "kit.batch.warm.zygote") -> None:
        """Start it; it imports while this process goes on.

        Args:
            packages: What it imports ahead.
            module: Whose `main` it runs; that says what its children can be told to do.

        Raises:
            NotWarmError: Processes cannot be forked safely here.
        """
        if problem := fork_problem():
            raise NotWarmError(problem)
        self._code = code_on_disk()
        self._env = read_at_start(os.environ)
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            self.process = subprocess.Popen(  # noqa: S603  our own interpreter and code
                [sys.executable, "-c", own_code(module, far.fileno()), *packages],
                pass_fds=[far.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # Whoever kills a whole group kills this process: the zygote has to outlive it by
                # a moment, to end what it started.
                start_new_session=True,
            )
        self.link = Link(near)

    def start(self, order: Order) -> Started:
        """Fork a shell."""
        self.wait_until_warm()
        return self.link.start("shell", order)

    def wait_until_warm(self, seconds: float = READY_SECONDS) -> None:
        """Return once it can start something.

        Raises:
            NotWarmError: It did not come up.
        """
        self.link.hello(seconds)

    def start_worker(self, kind: str) -> ForkedShell:
        """Fork what does a batch's tasks; see `kit.batch.warm.crew`.

        Raises:
            NotWarmError: The zygote is gone, or refuses.
        """
        self.wait_until_warm()
        return self.link.start(kind, Order("", os.environ), READY_SECONDS)

    def started_otherwise(self) -> bool:
        """Whether this process' environment has changed in what only a new process reads."""
        return self._env != read_at_start(os.environ)

    def stale(self) -> bool:
        """Whether it is gone, or holds code that was changed since it started."""
        return self.link.hung_up() or self._code != code_on_disk()

    def retire(self) -> None:
        """Let it end with the last of its children."""
        self.link.retire()

    def close(self) -> None:
        """End it with everything it started."""
        self.link.close()
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Standby:
    """Where nothing can be forked: a process that imports ahead, runs one notebook and ends."""

    how = "a process that stood by"

    def __init__(self, packages: Iterable[str] = ()) -> None:
        """Start the first one.

        Raises:
            NotWarmError: The system cannot hand a socket to a new process.
        """
        if sys.platform == "win32":
            raise NotWarmError("a process cannot be handed a socket on Windows")
        self._packages = tuple(packages)
        self._next = self._launch()

    def _launch(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        self._code = code_on_disk()
        near, far = socket.socketpair()
        code = own_code("kit.batch.warm.standby", far.fileno())
        with far:
            process = subprocess.Popen(  # noqa: S603  our own interpreter and code
                [sys.executable, "-c", code, *self._packages],
                pass_fds=[far.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        return process, near

    def start(self, order: Order) -> Started:
        """Give out the one that stands by and start the next."""
        if self._code != code_on_disk():
            self.close()
            self._next = self._launch()
        process, near = self._next
        started = SpawnedShell(process.pid, near, process)
        try:
            _hear_ready(near)
            near.sendall(json.dumps(order.plain()).encode() + b"\n")
        except OSError as error:
            started.signal(signal.SIGKILL)
            started.exit_status(GRACE_SECONDS)
            started.close()
            message = f"the process that stood by did not come up ({error})"
            raise NotWarmError(message) from error
        finally:
            self._next = self._launch()
        return started

    def close(self) -> None:
        """End the one that stands by."""
        process, near = self._next
        near.close()
        process.kill()
        process.wait()


def _hear_ready(near: socket.socket) -> None:
    near.settimeout(READY_SECONDS)
    if near.recv(1) != READY:
        message = "it ended while it imported"
        raise ConnectionError(message)
    near.settimeout(None)


@dataclass
class SpawnedShell:
    """A process of our own."""

    pid: int
    end: socket.socket
    process: subprocess.Popen[bytes]

    def signal(self, number: int) -> None:
        """Signal the process and all it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def exit_status(self, seconds: float) -> int | None:
        """Return the status it ended with; None while it runs."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        self.signal(signal.SIGKILL)
        return status

    def close(self) -> None:
        """Hang up."""
        self.end.close()
