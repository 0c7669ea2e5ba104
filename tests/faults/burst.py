"""Let many processes send one answer at the same moment: `burst.py FILE WRITERS`."""

from __future__ import annotations

import os
import sys
import time

import kit.store
from kit.model.workshop import Answer


def send(path: str, who: str, ready: int, go: int) -> int:
    """Send one answer as soon as all are ready; return 0 when it was saved."""
    with kit.store.open_store(path) as store:
        os.write(ready, b".")
        os.read(go, 1)
        return 1 - store.record([Answer(who, "q1", value="x" * 200)], by=who).new


def main(path: str, writers: int) -> None:
    """Print how many answers were saved, and the seconds until the last was."""
    readied, ready = os.pipe()
    going, go = os.pipe()
    children = []
    for number in range(writers):
        child = os.fork()
        if not child:
            os.close(go)  # else its own copy would keep the signal from coming
            os._exit(send(path, f"p{number}", ready, going))
        children.append(child)
    for _ in children:
        os.read(readied, 1)
    began = time.monotonic()
    os.close(go)  # all of them read the end of the pipe at once
    saved = sum(os.waitpid(child, 0)[1] == 0 for child in children)
    print(saved, round(time.monotonic() - began, 3))  # noqa: T201  the test reads it


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
