"""Let writers through one at a time, in the order the system wakes them.

SQLite's own waiting sleeps up to 100 ms between looks and is unfair: with 200 writers the file
lies idle while all of them sleep. A blocking lock on a side file wakes the next one at once, and
the system frees it when its holder dies. It also keeps two checkpoints from ever running at the
same moment, which is what the WAL-reset bug of SQLite before 3.51.3 needs.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kit.errors import Problem, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_SECONDS: Final = 10.0
"""How long a writer waits; 200 answers sent at the same moment need about one second."""

if sys.platform == "win32":
    import msvcrt
    import time

    def _try_to_lock(lock: int) -> bool:
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_to_lock(lock: int) -> None:
        # msvcrt has no lock that waits without looking again and again.
        while not _try_to_lock(lock):
            time.sleep(0.01)

    def _unlock(lock: int) -> None:
        os.lseek(lock, 0, os.SEEK_SET)
        msvcrt.locking(lock, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_to_lock(lock: int) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait_to_lock(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX)

    def _unlock(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_UN)


class Turnstile:
    """A lock between processes on a side file, which gives up after a while."""

    def __init__(self, path: Path, patience: float) -> None:
        """Name the side file; it is made when first needed and stays."""
        self.path = path
        self.patience = patience

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait for the turn, and give it on afterwards.

        Raises:
            StoreError: Nobody gave the turn on in time.
        """
        lock = self._open()
        if not _try_to_lock(lock):
            os.close(lock)
            lock = self._wait()
        try:
            yield
        finally:
            # Unlocked by name, for a child forked meanwhile holds the same open file.
            _unlock(lock)
            os.close(lock)

    def _open(self) -> int:
        return os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)

    def _wait(self) -> int:
        waiting = _Waiting(self._open())
        waiting.thread.start()
        waiting.thread.join(self.patience)
        if waiting.take():
            return waiting.lock
        raise StoreError(
            [
                Problem(
                    where=str(self.path),
                    found=f"a lock that another program has held for {self.patience:g} seconds",
                    allowed="free for the next writer",
                    fix="Nothing was saved. Send again; if it stays so, end what hangs.",
                    code="busy",
                )
            ]
        )


class _Waiting:
    """A thread that waits for the lock: a wait of the system's own cannot be timed."""

    def __init__(self, lock: int) -> None:
        self.lock = lock
        self.thread = threading.Thread(target=self._wait, name="kit-turnstile", daemon=True)
        self._deciding = threading.Lock()
        self._locked = False
        self._given_up = False

    def take(self) -> bool:
        """Return whether the lock is ours; if not, let go of it whenever it comes."""
        with self._deciding:
            self._given_up = not self._locked
            return self._locked

    def _wait(self) -> None:
        _wait_to_lock(self.lock)
        with self._deciding:
            self._locked = not self._given_up
        if not self._locked:
            os.close(self.lock)
