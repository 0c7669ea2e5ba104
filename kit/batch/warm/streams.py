"""Standard output and error of a shell without sockets: ipykernel's own streams on a wire.

ipykernel publishes what is printed from a thread that owns a ZeroMQ socket. Here the same
streams write to the wire themselves; one small thread sends what has waited for 0.2 seconds, as
ipykernel does, and one a stream collects what C code and child processes write to the file
descriptors.
"""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from ipykernel.iostream import IOPubThread, OutStream

if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK = 65_536


class Outlet(IOPubThread):
    """Stands where streams expect the publishing thread; what it is told to run, it runs now."""

    def __init__(self) -> None:
        """Begin without a thread; it starts with the first line that has to wait."""
        self.thread = None  # type: ignore[assignment]  # ipykernel is typed in part
        self.socket = None
        self.io_loop = self  # type: ignore[assignment]  # ipykernel is typed in part
        self._due: dict[Callable[[], None], float] = {}
        self._changed = threading.Condition()
        self._later: threading.Thread | None = None

    def schedule(self, call: Callable[[], None]) -> None:
        """Run a call."""
        call()

    def call_later(self, delay: float, call: Callable[[], None]) -> None:
        """Run a call after some seconds, unless it waits already."""
        with self._changed:
            self._due.setdefault(call, time.monotonic() + delay)
            if self._later is None:
                self._later = threading.Thread(target=self._run_due, name="Outlet", daemon=True)
                self._later.start()
            self._changed.notify()

    def _run_due(self) -> None:
        while True:
            with self._changed:
                while not self._due:
                    self._changed.wait()
                call, when = min(self._due.items(), key=lambda item: item[1])
                wait = when - time.monotonic()
                if wait > 0:
                    self._changed.wait(wait)
                    continue
                del self._due[call]
            call()


class WireStream(OutStream):
    """A stream that sends before anything else is shown, what C code printed included."""

    def _setup_stream_redirects(self, name: str) -> None:
        out, into = os.pipe()
        number = self._original_stdstream_fd = getattr(sys, f"__{name}__").fileno()
        self._original_stdstream_copy = os.dup(number)
        os.dup2(into, number)
        os.close(into)
        os.set_blocking(out, False)
        self._fid = out
        self._collecting = threading.RLock()
        self._exc = None
        self.watch_fd_thread = threading.Thread(target=self._watch_pipe_fd, daemon=True)
        self.watch_fd_thread.start()

    def _watch_pipe_fd(self) -> None:
        poll = select.poll()
        poll.register(self._fid, select.POLLIN)  # type: ignore[arg-type]  # ipykernel is typed in part
        while self._should_watch:
            poll.poll()
            self._collect()

    def _collect(self) -> None:
        """Write to the stream whatever lies in the pipe."""
        with self._collecting:
            try:
                while data := os.read(self._fid, CHUNK):  # type: ignore[arg-type]  # ipykernel is typed in part
                    self.write(data.decode(errors="replace"))
            except BlockingIOError:
                return

    def flush(self) -> None:
        """Send what was printed, by Python and by everything beneath it."""
        if self._should_watch and self._is_master_process():  # type: ignore[no-untyped-call]  # ipykernel is typed in part
            self._collect()
        super().flush()  # type: ignore[no-untyped-call]  # ipykernel is typed in part


def take_over(session: Any) -> None:  # noqa: ANN401  ipykernel's own type
    """Let everything printed from now on go over the session's wire."""
    for name in ("stdout", "stderr"):
        getattr(sys, name).flush()
        setattr(sys, name, WireStream(session, Outlet(), name))  # type: ignore[no-untyped-call]  # ipykernel is typed in part
