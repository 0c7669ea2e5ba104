"""Writers pass one at a time; nobody waits for ever, and the dead hold nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

import kit.store
from kit.errors import StoreError
from kit.model.workshop import Answer, Organisation
from kit.store.turnstile import Turnstile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLD = (
    "import sys, time; from pathlib import Path; from kit.store.turnstile import Turnstile\n"
    "with Turnstile(Path(sys.argv[1]), 5).passing(): print('in', flush=True); time.sleep(60)\n"
)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Return a process that has passed and does not come out."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "w.kit-turn")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "in\n"
        yield process
        process.kill()


def test_a_stopped_writer_does_not_stop_the_others_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holder: subprocess.Popen[str]
) -> None:
    holder.send_signal(signal.SIGSTOP)
    monkeypatch.setattr("kit.store.sqlite.PATIENCE_SECONDS", 0.2)
    turnstile = Turnstile(tmp_path / "w.kit-turn", 0.2)

    with pytest.raises(StoreError) as refused, turnstile.passing():
        pass

    assert str(refused.value) == (
        f"{tmp_path}/w.kit-turn: a lock that another program has held for 0.2 seconds is not free"
        " for the next writer. Nothing was saved. Send again; if it stays so, end what hangs."
    )
    holder.kill()
    holder.wait()
    with turnstile.passing():
        pass


def test_a_waiting_writer_passes_as_soon_as_the_holder_dies(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    threading.Timer(0.2, holder.kill).start()

    began = time.monotonic()
    with Turnstile(tmp_path / "w.kit-turn", 60).passing():
        assert time.monotonic() - began < 30


def test_reading_goes_on_while_a_writer_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.store.sqlite.PATIENCE_SECONDS", 0.2)
    with kit.store.create(tmp_path / "w.kit", Organisation("Acme")) as store:
        with Turnstile(tmp_path / "w.kit-turn", 1).passing():
            assert store.snapshot().organisation.name == "Acme"
            with pytest.raises(StoreError, match="a lock that another program has held"):
                store.record([Answer("ana", "q1", value=1)])

        assert store.record([Answer("ana", "q1", value=1)]).new == 1


def test_one_who_gave_up_lets_go_of_a_lock_that_comes_later(tmp_path: Path) -> None:
    first, second = (Turnstile(tmp_path / "turn", 0.1) for _ in range(2))
    with first.passing(), pytest.raises(StoreError), second.passing():
        pass

    for thread in threading.enumerate():
        if thread.name == "kit-turnstile":
            thread.join(5)
    with first.passing():
        pass


def test_threads_of_one_store_take_turns(tmp_path: Path) -> None:
    with kit.store.create(tmp_path / "w.kit", Organisation("Acme")) as store:
        threads = [
            threading.Thread(
                target=lambda who: [
                    store.record([Answer(who, f"q{i}", value=i)]) for i in range(10)
                ],
                args=(f"p{number}",),
            )
            for number in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(store.snapshot().answers) == 80


FORK = (
    "import os, sys, kit.store; from kit.errors import StoreError\n"
    "store = kit.store.open_store(sys.argv[1])\n"
    "if not os.fork():\n"
    "    try: store.snapshot()\n"
    "    except StoreError as error: print(error.problems[0].code)\n"
    "    store.close(); sys.exit()\n"
    "os.wait(); print(store.snapshot().organisation.name)\n"
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_store_carried_over_a_fork_is_refused(tmp_path: Path) -> None:
    kit.store.create(tmp_path / "w.kit", Organisation("Acme")).close()
    command = [sys.executable, "-c", FORK, str(tmp_path / "w.kit")]

    result = subprocess.run(command, capture_output=True, text=True, check=True)

    assert result.stdout.split() == ["fork", "Acme"]


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = kit.store.create(tmp_path / "w.kit", Organisation("Acme"))
    store.close()
    store.close()

    with pytest.raises(StoreError, match="a closed store is not open"):
        store.snapshot()
