"""A whole room at once: latecomers, reloads, lost networks, double sends, hostile texts, forgeries.

Everybody types a mark of their own. Somebody who only looks reads all a seat can reach, all the
time; nobody else's mark may be in it before the reveal, and no name, no id, no token ever.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest
from serving_helpers import DEPARTMENTS, Client
from test_killed import Process, wait_until

from kit.answers import clean_text
from kit.model.workshop import Answer
from kit.workshop import new_workshop, open_workshop

pytestmark = pytest.mark.slow
SEATS = 32
HOPES = "start_here.hopes"
DIFFERENCE = "goals.difference"
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7} <%= 7 %>",
    "\u202eevil\u202c \u2066left\u2069 \u200f",
    "lone \ud800 and \udfff surrogates",
    "nul \x00 bell \x07 escape \x1b[31m",
    "'; DROP TABLE answer; --",
    '=HYPERLINK("http://evil.example","x")',
    "👩‍👩‍👧‍👦 🏳️‍🌈 Ω≈ç√ 漢字 עברית العربية",
    "\r\nSet-Cookie: kit_lead=1\r\n\r\ndata: {}\n\nevent: room\n",
    "a" * 19_900,
)  # fmt: skip
FORGED: tuple[dict[str, object], ...] = (
    {"question": "goals.nothing"},
    {"question": "__class__"},
    {"question": "account_decision.weights", "value": {"goals": 10**400}},
    {"round": 2},
    {"round": 10**9},
    {"round": -1, "question": DIFFERENCE, "subject": "pr", "value": 3},
    {"subject": "nowhere"},
    {"subject": "../pr"},
    {"subject": {"$ne": ""}},
    {"value": float("inf")},
    {"value": {"a": {"b": []}}},
    {"state": "owned"},
    {"kind": "row", "register": "participants", "id": "x", "cells": {"name": "forged"}},
    {"kind": "row", "register": "decisions", "id": "x", "cells": {"decision": "own"}},
    {"kind": "row", "register": "departments", "id": "pr", "deleted": True},
)


class Person(threading.Thread):
    """Somebody with a device and habits."""

    def __init__(self, server: Process, number: int) -> None:
        """Come with a mark that nobody else has."""
        super().__init__(name=f"person {number}")
        self.server, self.number = server, number
        self.mark = f"zq{number:02}x{Random(number).getrandbits(40):010x}"  # noqa: S311  no secret
        self.client = Client(server.port)
        self.client.source = f"127.0.1.{number + 1}"
        self.said = f"{self.mark} {HOSTILE[number % len(HOSTILE)]}"
        self.troubles: list[str] = []
        self.out_of_order: list[str] = []

    def run(self) -> None:
        """Do what one does, and keep what went wrong."""
        try:
            self.live()
        except Exception as error:  # noqa: BLE001  a thread's own would be lost
            self.troubles.append(f"{self.name}: {error!r}")

    def live(self) -> None:
        """Sit down late or early, answer, reload, lose the network, answer twice, forge."""
        time.sleep(0.03 * self.number)
        self.expect(*self.client.post("/join", {"code": "WRONG2"}), 403)
        told = {
            "code": self.server.code,
            "name": f"Name {self.mark}",
            "department": self.department,
        }
        self.expect(*self.client.post("/join", told), 200)
        self.client.id = self.client.get("/me")[1]["id"]
        habits = (self.twice, self.changes, self.loses_network, self.forges, self.reloads)
        self.answer(self.said, f"first-{self.number}")
        for at in range(len(habits)):
            habits[(self.number + at) % len(habits)]()

    @property
    def department(self) -> str:
        """Return the department this person speaks for."""
        return DEPARTMENTS[self.number % len(DEPARTMENTS)]

    def expect(self, status: int, told: object, wanted: int) -> None:
        """Keep what came out otherwise than it should."""
        if status != wanted:
            self.out_of_order.append(f"{status} instead of {wanted}: {str(told)[:200]}")

    def answer(self, text: str, key: str) -> None:
        """Give one answer and see it acknowledged."""
        result = self.client.answer(HOPES, text, answer_id=key)
        if not result["ok"]:
            self.out_of_order.append(str(result)[:200])

    def twice(self) -> None:
        """Send one answer three times under one id: a bad network does that."""
        for _ in range(3):
            self.answer(self.said, f"again-{self.number}")

    def changes(self) -> None:
        """Change the mind and change it back, each under an id of its own."""
        self.answer(f"{self.mark} something else", f"other-{self.number}")
        self.answer(self.said, f"back-{self.number}")

    def loses_network(self) -> None:
        """Send and never hear the answer; then send the same again."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=5, source_address=(self.client.source, 0)
        )
        entry = {"kind": "answer", "question": HOPES, "subject": "", "round": 1, "state": "given",
                 "value": self.said, "answer_id": f"lost-{self.number}"}  # fmt: skip
        cookie = f"kit_seat={self.client.cookies['kit_seat']}"
        origin = f"http://127.0.0.1:{self.server.port}"
        headers = {"Content-Type": "application/json", "Origin": origin, "Cookie": cookie}
        connection.request("POST", "/replies", json.dumps({"entries": [entry]}), headers)
        connection.close()
        self.answer(self.said, f"lost-{self.number}")

    def forges(self) -> None:
        """Send what no form sends, and press the facilitator's buttons."""
        for at, forged in enumerate(FORGED):
            base: dict[str, object] = {
                "kind": "answer", "question": HOPES, "subject": "", "round": 1,
                "state": "given", "value": "forged", "participant": "seat-00000000",
                "written_by": "facilitator", "answer_id": f"forged-{self.number}-{at}",
            }  # fmt: skip
            status, told = self.client.post("/replies", {"entries": [{**base, **forged}]})
            if status != 200 or told["results"][0]["ok"]:
                self.out_of_order.append(f"forged {forged}: {status} {str(told)[:200]}")
        for path in ("/do", "/enter", "/rows", "/seat-code", "/what-if"):
            self.expect(*self.client.post(path, {"do": "reveal", "question": HOPES}), 404)
        lead = Client(self.server.lead_port)
        lead.cookies = {"kit_lead": self.client.cookies["kit_seat"], **self.client.cookies}
        self.expect(*lead.post("/do", {"do": "reveal", "question": HOPES}), 401)
        self.expect(*lead.get("/state"), 401)

    def reloads(self) -> None:
        """Load the page anew: my own answer is there."""
        told = self.client.get("/me")[1]
        mine = told["replies"].get(f"{HOPES}||1", {}).get("value", "")
        if mine not in {clean_text(self.said), f"{self.mark} something else"}:
            self.out_of_order.append(f"reload shows {str(mine)[:100]!r}")


class Onlooker(threading.Thread):
    """A seat that answers nothing and reads everything it can reach."""

    def __init__(self, server: Process) -> None:
        """Sit down."""
        super().__init__(name="onlooker", daemon=True)
        self.client = Client(server.port)
        told = {"code": server.code, "name": "Onlooker", "department": "pr"}
        assert self.client.post("/join", told)[0] == 200
        self.client.id = self.client.get("/me")[1]["id"]
        self.port = server.port
        self.read: list[str] = []
        self.done = threading.Event()
        self.stream = threading.Thread(target=self.listen, daemon=True)

    def run(self) -> None:
        """Read again and again."""
        self.stream.start()
        while not self.done.wait(0.4):
            self.look()

    def look(self) -> None:
        """Read everything once."""
        pictures = [f"/picture/{name}/{turn}" for name in (HOPES, DIFFERENCE) for turn in (1, 2)]
        tables = [f"/register/{name}" for name in ("participants", "goals", "asks", "decisions")]
        others = ["/", "/me", "/boards", "/state", "/report", "/section/map", "/disputed",
                  f"/typed/{HOPES}/1", "/events/facilitator", "/replies", "/w.kit"]  # fmt: skip
        for path in (*pictures, *tables, *others):
            status, told = self.client.get(path)
            self.read.append(f"{path} {status} {json.dumps(told)} {self.client.headers}")

    def listen(self) -> None:
        """Keep the stream of changes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookie = f"kit_seat={self.client.cookies['kit_seat']}"
        connection.request("GET", "/events", headers={"Cookie": cookie})
        answer = connection.getresponse()
        with contextlib.suppress(OSError, http.client.HTTPException):  # the server is stopped
            while not self.done.is_set() and (line := answer.readline()):
                self.read.append(f"stream {line.decode()}")
        answer.close()  # a stream without an end has taken the socket over
        connection.close()

    def everything(self) -> str:
        """Return all that was read."""
        return "\n".join(self.read)


def guess(server: Process, found: list[Any]) -> None:
    """Try join codes and resume codes until the door stays shut."""
    client = Client(server.port)
    client.source = "127.0.2.1"
    for number in range(12):
        found.append(client.post("/join", {"code": f"AAAA{number:02}"})[0])
        found.append(client.post("/resume", {"code": f"AAAAA-AAA{number:02}"})[0])


def test_a_whole_room_keeps_its_secrets_and_loses_nothing(tmp_path: Path) -> None:
    new_workshop(tmp_path / "w.kit", "Harbour & Pine", DEPARTMENTS).close()
    server = Process(tmp_path / "w.kit")
    lead = server.lead()
    lead.post("/do", {"do": "move", "block": 1, "step": 0})
    onlooker = Onlooker(server)
    onlooker.start()
    guesses: list[int] = []
    people = [Person(server, number) for number in range(SEATS)]
    guessing = threading.Thread(target=guess, args=(server, guesses))
    for thread in (*people, guessing):
        thread.start()
    for thread in (*people, guessing):
        thread.join(120)
    onlooker.look()
    before = onlooker.everything()
    state = lead.get("/state")[1]
    lead.post("/do", {"do": "reveal", "question": HOPES})
    unread = onlooker.client.get(f"/picture/{HOPES}/1")
    lead.post("/do", {"do": "let", "question": HOPES, "round": 1, "without": []})
    shown = onlooker.client.get(f"/picture/{HOPES}/1")[1]
    wait_until(lambda: f'"question": "{HOPES}", "round": 1' in onlooker.everything())
    onlooker.done.set()
    onlooker.join(60)
    secrets = [
        secret
        for person in people
        for secret in (person.mark, person.client.id, person.client.cookies["kit_seat"])
    ]
    leaver = people[3].client
    assert leaver.post("/leave", {"erase": True})[0] == 200
    log = server.stop()

    assert [trouble for person in people for trouble in person.troubles] == []
    assert [wrong for person in people for wrong in person.out_of_order] == []
    assert guesses[:5] == [403] * 5
    assert set(guesses[6:]) == {429}
    told = {one["question"]: one for one in state["counts"]}
    assert (told[HOPES]["answered"], told[HOPES]["of"]) == (SEATS, SEATS + 1)
    assert unread[0] == 404
    assert shown["people"] == SEATS
    assert sorted(shown["quotes"]) == sorted(clean_text(person.said) for person in people)
    assert [secret for secret in secrets if secret in before or secret in log] == []
    names = [f"Name {person.mark}" for person in people]
    assert [name for name in names if name in onlooker.everything()] == []
    kit_lead = lead.cookies["kit_lead"]
    assert all(secret not in onlooker.everything() + log for secret in (kit_lead, server.key))
    with open_workshop(tmp_path / "w.kit") as after:
        kept = after.store.history(Answer)
        texts = [one.value for one in after.snapshot.answers]
    keys = [(version.entry.participant, version.entry.answer_id) for version in kept]
    assert len(keys) == len(set(keys))
    assert sorted(map(str, texts)) == sorted(
        clean_text(person.said) for person in people if person.number != 3
    )
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert f"{people[3].mark} something else".encode() not in files
