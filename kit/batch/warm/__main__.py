"""Keep a warm process for every Jupyter program of one account: `python -m kit.batch.warm SOCKET`.

A program that runs one notebook and ends, as a task of Airflow does, has nothing to gain from
keeping a process warm for the next one. This one is kept for all of them, until it is stopped:
they find it where KIT_WARM says the socket is.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

from kit.batch.warm.keeping import Kept
from kit.batch.warm.orders import NotWarmError
from kit.batch.warm.peers import is_own_account
from kit.batch.warm.provisioner import PACKAGES
from kit.batch.warm.starting import Zygote

LOOK_AGAIN_SECONDS = 1.0


def main() -> int:
    """Serve until stopped by a signal; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m kit.batch.warm", description=__doc__)
    parser.add_argument("socket", type=Path, help="where to listen; nobody else can connect to it")
    path = parser.parse_args().socket
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        listening = listen(path)
    except OSError as error:
        sys.stderr.write(
            f"{path}: {error.strerror or error}. Give a path in a folder of your own.\n"
        )
        return 2
    try:
        keep(listening)
    except NotWarmError as reason:
        sys.stderr.write(f"No process can be kept warm: {reason}.\n")
        return 1
    finally:
        path.unlink(missing_ok=True)


def _stop(*_: object) -> None:
    raise SystemExit(0)


def listen(path: Path) -> socket.socket:
    """Return a socket that listens at a path, for this account only.

    Raises:
        OSError: Something else is there, or nothing can be.
    """
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if path.is_socket() and not _somebody_listens(path):
        path.unlink()
    before = os.umask(0o077)
    try:
        listening.bind(os.fspath(path))
    finally:
        os.umask(before)
    listening.listen()
    listening.settimeout(LOOK_AGAIN_SECONDS)
    return listening


def _somebody_listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as trial:
        return trial.connect_ex(os.fspath(path)) == 0


def keep(listening: socket.socket) -> NoReturn:
    """Introduce whoever connects to a warm process that holds the code on disk.

    Raises:
        NotWarmError: None can be had here, or one after the other died.
    """
    kept = Kept(partial(Zygote, PACKAGES, "kit.batch.warm.kernel"))
    while True:
        zygote = kept.current()
        with contextlib.suppress(TimeoutError):
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError):
                if is_own_account(connection):
                    zygote.link.introduce(connection)


if __name__ == "__main__":
    raise SystemExit(main())
