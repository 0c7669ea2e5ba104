"""Record under a limit of the file size: `full_disk.py FILE LIMIT`, as if the disk were full."""

from __future__ import annotations

import resource
import signal
import sys

import kit.store
from kit.errors import KitError
from kit.model.workshop import Answer


def main(path: str, limit: int) -> None:
    """Print what was said when the disk was full, and how many answers were acknowledged."""
    # Without this the system ends the process where a full disk would give an error.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft = resource.getrlimit(resource.RLIMIT_FSIZE)
    acknowledged, said = 0, ""
    store = kit.store.open_store(path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, soft[1]))
    for number in range(200):
        try:
            store.record([Answer("ana", f"q{number}", value="x" * 2000)])
        except KitError as error:
            said = said or f"{type(error).__name__} {error.problems[0].code}"
        else:
            acknowledged += 1
    seen = len(store.snapshot().answers)
    resource.setrlimit(resource.RLIMIT_FSIZE, soft)
    again = store.record([Answer("ben", "q1", value="there is room again")]).new
    store.close()
    print(said or "room enough", acknowledged, seen, again, sep="\n")  # noqa: T201  the test reads it


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
