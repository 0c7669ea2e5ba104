"""One process that imports everything, waits for one order, runs one notebook and ends."""

from __future__ import annotations

import json
import os
import socket
import sys


def main(number: int) -> None:
    """Stand by at a connected stream socket; the first line says where and how to run."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # 1.5 s, unused
    from kit.batch.warm.lifeline import end_with  # noqa: PLC0415  loaded when it is needed
    from kit.batch.warm.shell import prepare, serve  # noqa: PLC0415  loaded when it is needed
    from kit.batch.warm.warming import fresh_state, warm_up  # noqa: PLC0415  loaded when it is needed

    end = socket.socket(fileno=number)
    kernel = prepare()
    warm_up(sys.argv[1:])
    end.sendall(b"\n")
    line = _line(end)
    if not line:
        return
    request = json.loads(line)
    os.environ.clear()
    os.environ.update(request["env"])
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    os.chdir(request["cwd"])
    if request["memory"]:
        _limit(request["memory"])
    fresh_state(kernel.shell)
    end_with(end)
    serve(kernel, end)
    os._exit(0)


def _line(end: socket.socket) -> bytes:
    """Read up to a line's end and not a byte further: what follows is the shell's."""
    line = bytearray()
    while not line.endswith(b"\n"):
        letter = end.recv(1)
        if not letter:
            return b""
        line += letter
    return bytes(line)


def _limit(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415  not on every system
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    limit = 4 * used + memory
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
