"""Kill writers at random moments: `storm.py FILE ACKNOWLEDGED WRITERS SECONDS SEED`.

Each writer records an answer and a row at a time, and notes them once they are acknowledged.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from itertools import count

import kit.store
from kit.model.workshop import Answer, Row


def write(path: str, acknowledged: str, who: str) -> None:
    """Record until killed."""
    notes = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with kit.store.open_store(path) as store:
        for number in count():
            row = Row("log", f"{who}-{number}", {"text": "x" * 300})
            store.record([Answer(who, f"q{number}", value=number), row])
            os.write(notes, f"{who} q{number}\n".encode())


def start(path: str, acknowledged: str, who: str) -> int:
    """Return the process of a new writer."""
    child = os.fork()
    if not child:
        write(path, acknowledged, who)
    return child


def main(path: str, acknowledged: str, writers: int, kills: int, seed: int) -> None:
    """Let the storm pass: kill so many of the writers one by one, at last all that run."""
    chance = random.Random(seed)  # noqa: S311  a storm, not a secret
    names = (f"w{number}" for number in count())
    running = [start(path, acknowledged, next(names)) for _ in range(writers)]
    for _ in range(kills):
        time.sleep(chance.random() * 0.03)
        victim = running.pop(chance.randrange(len(running)))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        running.append(start(path, acknowledged, next(names)))
    for victim in running:
        os.kill(victim, signal.SIGKILL)
    for victim in running:
        os.waitpid(victim, 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
