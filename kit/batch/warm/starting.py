"""Starting a notebook's process: forked from a zygote, or one that stands by, by what there is.

Both give the same thing, a `Started` shell at the other end of a socket; who runs notebooks does
not see the difference.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PACKET = 1 << 20
READY_SECONDS = 60.0
GRACE_SECONDS = 2.0


class NotWarmError(RuntimeError):
    """A warm start is not to be had; says why, and the caller starts another way."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a shell is to be started with.

    Attributes:
        cwd: Its working directory; empty for the caller's.
        env: Its whole environment.
        memory: Bytes it may take beyond what it starts with; 0 for no limit.
    """

    cwd: str
    env: Mapping[str, str]
    memory: int = 0


class Started(Protocol):
    """A running shell."""

    pid: int
    end: socket.socket

    def signal(self, number: int) -> None:
        """Signal the shell and every process it started."""

    def exit_status(self, seconds: float) -> int | None:
        """Return the status it ended with, waiting at most so long; None while it runs."""


class Starter(Protocol):
    """Starts shells."""

    how: str

    def start(self, order: Order) -> Started:
        """Start a fresh shell.

        Raises:
            NotWarmError: It cannot be started.
        """

    def close(self) -> None:
        """End every shell and whatever kept them warm."""


@cache
def fork_problem() -> str:
    """Return why processes cannot be forked from a warm one here; empty when they can."""
    if os.environ.get("KIT_NO_FORK"):
        return "KIT_NO_FORK is set"
    if not sys.platform.startswith("linux"):
        return f"forking is not safe on {sys.platform}"
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return "the system has no process descriptors"
    return ""


class Zygote:
    """The near end of a zygote, started by exec and never by a fork of this process."""

    how = "forked from a warm process"

    def __init__(self, packages: Iterable[str] = ()) -> None:
        """Start it; it imports while this process goes on.

        Raises:
            NotWarmError: Processes cannot be forked safely here.
        """
        if problem := fork_problem():
            raise NotWarmError(problem)
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        code = f"from kit.batch.warm.zygote import main; main({far.fileno()})"
        with far:
            self.process = subprocess.Popen(  # noqa: S603  our own interpreter and code
                [sys.executable, "-c", code, *packages],
                pass_fds=[far.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self.link = Link(near)
        self._ready = False

    def start(self, order: Order) -> Started:
        """Fork a shell."""
        self.wait_until_warm()
        return self.link.start("shell", order)

    def wait_until_warm(self) -> None:
        """Return once it has imported everything.

        Raises:
            NotWarmError: It did not come up.
        """
        if not self._ready:
            answer = self.link.answer(0, "ready", READY_SECONDS)
            if "ready" not in answer:
                raise NotWarmError(answer["refused"])
            self._ready = True

    def start_worker(self) -> ForkedShell:
        """Fork a worker: it does tasks, and has shells of its own forked for them.

        Raises:
            NotWarmError: The zygote is gone, or refuses.
        """
        self.wait_until_warm()
        return self.link.start("worker", Order("", os.environ))

    def close(self) -> None:
        """End it with everything it started."""
        self.link.close()
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Link:
    """A connection to a zygote: asks for children and hears when they end."""

    def __init__(self, near: socket.socket) -> None:
        """Speak over a connected SOCK_SEQPACKET socket."""
        self._near = near
        self._ids = itertools.count(1)
        self._heard: dict[tuple[int, str], Any] = {}
        self._closed = False

    def start(self, kind: str, order: Order, **more: object) -> ForkedShell:
        """Ask for a child that does `kind`.

        Raises:
            NotWarmError: The zygote is gone, or refuses.
        """
        number = next(self._ids)
        here, there = socket.socketpair()
        request = {
            "id": number,
            "do": kind,
            "cwd": order.cwd or os.getcwd(),  # noqa: PTH109  a string for JSON
            "env": dict(order.env),
            "memory": order.memory,
            **more,
        }
        with there:
            try:
                socket.send_fds(self._near, [json.dumps(request).encode()], [there.fileno()])
                answer = self.answer(number, "pid", READY_SECONDS)
            except OSError as error:
                here.close()
                message = f"the warm process is gone ({error})"
                raise NotWarmError(message) from error
        if "pid" not in answer:
            here.close()
            raise NotWarmError(answer["refused"])
        return ForkedShell(answer["pid"], here, self, number)

    def answer(self, number: int, kind: str, seconds: float) -> dict[str, Any]:
        """Return what was said about a child: `kind`, or why not."""
        deadline = time.monotonic() + seconds
        while True:
            for word in (kind, "refused"):
                if (number, word) in self._heard:
                    return {word: self._heard.pop((number, word))}
            if self._closed:
                return {"refused": "the warm process ended"}
            if not self._listen(deadline - time.monotonic()):
                return {"refused": f"the warm process was silent for {seconds:g} seconds"}

    def _listen(self, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._near, select.POLLIN)
        if not poll.poll(max(0, seconds) * 1000):
            return False
        try:
            data = self._near.recv(PACKET)
        except OSError:
            data = b""
        if not data:
            self._closed = True
            return True
        answer = json.loads(data)
        number = answer.pop("id")
        self._heard.update({(number, word): said for word, said in answer.items()})
        return True

    def signal(self, number: int, signal_number: int) -> None:
        """Signal a child's process group."""
        request = {"id": number, "signal": signal_number}
        with contextlib.suppress(OSError):
            self._near.send(json.dumps(request).encode())

    def close(self) -> None:
        """Hang up; the zygote kills this connection's children."""
        self._near.close()
        self._closed = True


@dataclass
class LinkStarter:
    """Starts shells for a process that is a zygote's child itself."""

    near: socket.socket
    how = "forked from a warm process"

    def __post_init__(self) -> None:
        """Speak over the connection the zygote gave."""
        self._link = Link(self.near)

    def start(self, order: Order) -> Started:
        """Fork a shell."""
        return self._link.start("shell", order)

    def close(self) -> None:
        """Hang up."""
        self._link.close()


@dataclass
class ForkedShell:
    """A child of a zygote."""

    pid: int
    end: socket.socket
    link: Link
    number: int

    def signal(self, number: int) -> None:
        """Signal the child and all it started."""
        self.link.signal(self.number, number)

    def exit_status(self, seconds: float) -> int | None:
        """Return the status it ended with, negative for a signal; None while it runs."""
        return self.link.answer(self.number, "ended", seconds).get("ended")


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
        near, far = socket.socketpair()
        code = f"from kit.batch.warm.standby import main; main({far.fileno()})"
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
        process, near = self._next
        cwd = order.cwd or os.getcwd()  # noqa: PTH109  a string for JSON
        request = {"cwd": cwd, "env": dict(order.env), "memory": order.memory}
        line = json.dumps(request).encode() + b"\n"
        try:
            near.sendall(line)
        except OSError as error:
            message = f"the process that stood by ended ({error})"
            raise NotWarmError(message) from error
        self._next = self._launch()
        return SpawnedShell(process.pid, near, process)

    def close(self) -> None:
        """End the one that stands by."""
        process, near = self._next
        near.close()
        process.kill()
        process.wait()


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
