"""A worker: takes one task after the other from its socket, and answers each with one line."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket

    from kit.batch.warm.orders import Starter


def work(end: socket.socket, starter: Starter | None) -> None:
    """Do tasks until the socket closes.

    A task is {"do": "check", "source": …, "keep": …, "known": …} or {"do": "render", "job": {…}}.
    """
    with end.makefile("rb") as tasks:
        for line in tasks:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                end.sendall(json.dumps(do_task(json.loads(line), starter)).encode() + b"\n")


def do_task(task: dict[str, Any], starter: Starter | None) -> dict[str, Any]:
    """Return the plain result of one task."""
    # What went wrong is in the result; papermill would print it in the middle of the progress.
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    if task["do"] == "check":
        from kit.batch.checking import check  # noqa: PLC0415  loaded when it is needed

        return check(task["source"], task["keep"], task.get("known")).plain()
    if task["do"] == "index":
        from kit.batch.rendering import write_index  # noqa: PLC0415  loaded when it is needed

        return write_index(task["manifest"], task["out"], starter)
    from kit.batch.jobs import Job  # noqa: PLC0415  loaded when it is needed
    from kit.batch.rendering import do  # noqa: PLC0415  loaded when it is needed

    return do(Job.of(task["job"]), starter).plain()


def main(number: int) -> None:
    """Be a worker of the process that started this one, where workers cannot be forked."""
    import signal  # noqa: PLC0415  loaded when it is needed
    import socket  # noqa: PLC0415  loaded when it is needed

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the runner's to answer
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # 1.5 s, unused
    from kit.batch.warm.orders import NotWarmError  # noqa: PLC0415  loaded when it is needed
    from kit.batch.warm.starting import Standby  # noqa: PLC0415  loaded when it is needed

    starter: Standby | None = None
    try:
        starter = Standby(("kit",))
    except NotWarmError as reason:
        os.write(2, f"kit batch: ordinary kernels are used: {reason}\n".encode())
    try:
        work(socket.socket(fileno=number), starter)
    finally:
        if starter is not None:
            starter.close()
