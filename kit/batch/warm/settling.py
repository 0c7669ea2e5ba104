"""What has to be so before a process forks, and in its child before that does anything."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import threading
from pathlib import Path
from typing import Any

GRACE_SECONDS = 5.0
OOM_SCORE = "500"


def refuse_threads() -> None:
    """Refuse to fork beside other threads.

    Raises:
        RuntimeError: There are others; says how many.
    """
    count = len(list(Path("/proc/self/task").iterdir()))
    if count != 1:
        message = f"{count} threads run where only one may"
        raise RuntimeError(message)


def let_threads_end() -> None:
    """Wait for threads that are about to end: matplotlib times how long its font cache takes."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(GRACE_SECONDS)


def settle_memory() -> None:
    """Let children share what is in memory now: collecting garbage would write to all of it."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.disable()


def settle(request: dict[str, Any]) -> None:
    """Give a child its own session, place, environment and limits."""
    os.setsid()
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="utf-8")
    if "env" in request:
        os.environ.clear()
        os.environ.update(request["env"])
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    if request.get("cwd"):
        os.chdir(request["cwd"])
    if request.get("memory"):
        limit_memory(request["memory"])
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)


def limit_memory(more: int) -> None:
    """Let this process take so many bytes more than it has now; more raises MemoryError."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
    limit = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
