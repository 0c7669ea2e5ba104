"""Work with a workshop, and say what was acknowledged: `session.py FILE ROUNDS ANSWERS SYNCED`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import kit.store
from kit.model.workshop import Answer, Organisation


def say(word: str) -> None:
    """Write one word with one call, which the trace shows among the file's."""
    os.write(1, word.encode())


def main(path: str, rounds: int, answers: int, synced: str) -> None:
    """Create, record, erase, copy and open again."""
    kit.store.create(path, Organisation("Acme")).close()
    say("created")
    for turn in range(rounds):
        with kit.store.open_store(path) as store:
            if synced == "no":
                store._backend._connection.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]  # looser than the type, for this test
            for number in range(answers):
                store.record([Answer(f"p{turn}", f"q{number}", value="x" * 300)])
                say(f"p{turn} q{number}")
            store.save_copy(Path(path).with_name("copy.kit"))
            say(f"copied {(turn + 1) * answers}")
    with kit.store.open_store(path) as store:
        store.erase("p0")
        say("erased")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
