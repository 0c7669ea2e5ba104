"""`kit live` as people run it, killed as a power cut kills it, while answers are on their way."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from serving_helpers import DEPARTMENTS, Client

from kit.model.workshop import Answer
from kit.workshop import new_workshop, open_workshop

QUESTION = "goals.difference"
SEATS, TURNS = 12, 10
PATIENCE = 60
pytestmark = pytest.mark.slow


class Process:
    """`kit live` in a process of its own."""

    def __init__(self, file: Path, port: int = 0) -> None:
        """Start it and read where it listens."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kit", "live", str(file), "--no-browser", "--k", "3",
             "--address", "127.0.0.1", "--port", str(port), "--facilitator-port", "0"],
            stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stderr is not None
        self.told = ""
        while "Stop with" not in self.told:
            line = self.process.stderr.readline()
            assert line, self.told
            self.told += line
        self.code = self._found(r"code (\w+)\.")
        self.port = int(self._found(r"join at http://127\.0\.0\.1:(\d+)"))
        self.lead_port = int(self._found(r"only: http://127\.0\.0\.1:(\d+)"))
        self.key = self._found(r"/#(\S+)")

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, self.told)
        assert found, self.told
        return found[1]

    def lead(self) -> Client:
        """Return the facilitator."""
        client = Client(self.lead_port)
        assert client.post("/enter", {"key": self.key})[0] == 200
        return client

    def kill(self) -> None:
        """End it without a word of warning."""
        self.process.kill()
        self.process.communicate(timeout=20)

    def stop(self) -> str:
        """Stop it as Ctrl+C does and return what it has written to its log."""
        self.process.send_signal(signal.SIGINT)
        _, log = self.process.communicate(timeout=30)
        return log


class Device:
    """A seat that keeps what is not acknowledged and sends it again, as the page does."""

    def __init__(self, client: Client, number: int) -> None:
        """Answer about each department in turn, again and again."""
        self.client = client
        self.pending = [
            {
                "kind": "answer", "question": QUESTION, "subject": DEPARTMENTS[turn % 4],
                "round": 1, "state": "given", "value": 1 + (number + turn) % 5,
                "answer_id": f"{number}-{turn}",
            }
            for turn in range(TURNS)
        ]  # fmt: skip
        self.acknowledged: list[dict[str, Any]] = []
        self.failures = 0

    def send_all(self, ends: float) -> None:
        """Send until everything is acknowledged."""
        while self.pending and time.monotonic() < ends:
            try:
                status, told = self.client.post("/replies", {"entries": self.pending[:1]})
            except OSError:
                status, told = 0, {}
            if status == 200 and told["results"][0]["ok"]:
                self.acknowledged.append(self.pending.pop(0))
                time.sleep(0.02)  # a thumb is slower; the kills must find some on their way
            else:
                self.failures += 1
                time.sleep(0.1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = new_workshop(tmp_path / "w.kit", "Harbour & Pine", DEPARTMENTS)
    made.close()
    return tmp_path / "w.kit"


def test_killed_twice_in_the_middle_nobody_loses_a_seat_or_an_answer(file: Path) -> None:
    server = Process(file)
    lead = server.lead()
    lead.post("/do", {"do": "move", "block": 2, "step": 0})
    devices = [Device(sat_down(server, n), n) for n in range(SEATS)]
    ids = [device.client.id for device in devices]
    code, port = server.code, server.port
    ends = time.monotonic() + PATIENCE
    threads = [threading.Thread(target=device.send_all, args=(ends,)) for device in devices]
    for thread in threads:
        thread.start()
    for share in (0.25, 0.6):
        wait_until(lambda: sum(len(one.acknowledged) for one in devices) > share * SEATS * TURNS)  # noqa: B023  waited for at once
        server.kill()
        server = Process(file, port)
    for thread in threads:
        thread.join(PATIENCE)
    reseated = [device.client.get("/me")[1] for device in devices]
    log = server.stop()

    assert [device.pending for device in devices] == [[]] * SEATS
    assert sum(device.failures for device in devices) > 0
    assert [told["id"] for told in reseated] == ids
    assert server.code == code
    with open_workshop(file) as after:
        kept = after.store.history(Answer)
        stands = {one.place: one.value for one in after.snapshot.answers}
    for number, device in enumerate(devices):
        mine = {one["subject"]: one["value"] for one in device.acknowledged}
        assert mine == {
            subject: value for (who, _, subject, _), value in stands.items() if who == ids[number]
        }
    keys = [(version.entry.participant, version.entry.answer_id) for version in kept]
    assert len(keys) == len(set(keys))
    assert {key for _, key in keys} <= {one["answer_id"] for d in devices for one in d.acknowledged}
    assert log == "" or "seat-" not in log


def test_what_was_acknowledged_the_moment_before_the_kill_is_on_disk(file: Path) -> None:
    server = Process(file)
    server.lead().post("/do", {"do": "move", "block": 2, "step": 0})
    seat = sat_down(server, 0)
    result = seat.answer(QUESTION, 4, subject="pr")
    server.kill()

    assert result["ok"]
    with open_workshop(file) as after:
        assert [(one.subject, one.value) for one in after.snapshot.answers] == [("pr", 4)]


def test_a_room_killed_after_a_reveal_shows_the_same_picture_again(file: Path) -> None:
    server = Process(file)
    lead = server.lead()
    lead.post("/do", {"do": "move", "block": 2, "step": 0})
    seats = [sat_down(server, n) for n in range(4)]
    for number, seat in enumerate(seats):
        seat.answer(QUESTION, 1 + number, subject="pr")
    lead.post("/do", {"do": "reveal", "question": QUESTION})
    before = seats[0].get(f"/picture/{QUESTION}/1")
    server.kill()
    again = Process(file, server.port)

    assert before[0] == 200
    assert seats[0].get(f"/picture/{QUESTION}/1") == before
    assert again.key != server.key
    assert Client(again.lead_port).post("/enter", {"key": server.key})[0] == 403
    again.stop()


def sat_down(server: Process, number: int) -> Client:
    """Return somebody who has just sat down."""
    client = Client(server.port)
    sent = {"code": server.code, "name": f"P{number}", "department": DEPARTMENTS[number % 4]}
    status, told = client.post("/join", sent)
    assert status == 200, told
    client.id = told["id"]
    return client


def wait_until(true: Any) -> None:  # noqa: ANN401  any question
    """Wait for something to become true, for a minute at most."""
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--groups", "teams"], "'teams' is not one of families, departments, none. Use one."),
        (["--port", "70000"], "65535"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_served(
    file: Path, options: list[str], told: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "kit", "live", str(file), "--no-browser", *options],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert ended.returncode == 2
    assert told in ended.stderr


def test_a_looser_promise_than_people_sat_down_under_is_not_taken(file: Path) -> None:
    first = Process(file)
    sat_down(first, 0)
    first.stop()
    again = subprocess.Popen(
        [sys.executable, "-m", "kit", "live", str(file), "--no-browser", "--k", "3",
         "--groups", "departments", "--address", "127.0.0.1", "--port", "0",
         "--facilitator-port", "0"],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert again.stderr is not None
    told = again.stderr.readline()
    again.kill()
    again.communicate(timeout=30)

    assert told == (
        "Anonymous answers stay shown by families: people sat down under that promise.\n"
    )
