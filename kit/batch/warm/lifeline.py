"""A process that ends with whoever asked for it, even one that was killed and could not say so."""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
import time

GRACE_SECONDS = 1.0


def end_with(end: socket.socket) -> None:
    """Kill this process and all it started once the other side of its wire is closed.

    ipykernel looks once a second whether its parent is still the same. A forked kernel's parent
    is the zygote, which may end before the kernel does, and after whoever asked for it.
    """
    threading.Thread(target=_watch, args=(end,), name="life line", daemon=True).start()


def _watch(end: socket.socket) -> None:
    poll = select.poll()
    poll.register(end, 0)  # that it was closed is told in any case, and nothing else is wanted
    poll.poll()
    time.sleep(GRACE_SECONDS)  # it may be ending by itself, which is tidier
    os.killpg(0, signal.SIGKILL)
