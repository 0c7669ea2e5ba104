"""The optimiser's own lines kept off the terminal.

HiGHS writes a line straight to the process's output whenever it mends a solution, whatever it was
told about silence (HiGHS issue 2783: an unconditional printf, with presolving and without). One
such line in front of `kit decide --json` and it is JSON no longer.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import contextmanager
from tempfile import TemporaryFile
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTPUT = 1
SOLVER = b"Highs"
_one_at_a_time = Lock()


@contextmanager
def without_solver_lines() -> Iterator[None]:
    """Drop what the optimiser writes to the process's output meanwhile.

    What other threads write is kept and written afterwards. Where there is no output, as in a
    service, there is nothing to guard.
    """
    with _one_at_a_time:
        try:
            real = os.dup(OUTPUT)
        except OSError:
            yield
            return
        with os.fdopen(real, "wb") as output, TemporaryFile() as caught:
            _flush()
            os.dup2(caught.fileno(), OUTPUT)
            try:
                yield
            finally:
                _flush()
                os.dup2(real, OUTPUT)
                caught.seek(0)
                output.writelines(line for line in caught if not line.startswith(SOLVER))


def _flush() -> None:
    """Write out what C's own buffer still holds, or it would turn up after the guard is gone."""
    ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).fflush(None)
