"""What a participant's seat can do, and what nobody can do from one."""

from __future__ import annotations

import json

import pytest
from serving_helpers import Client, Served

from kit.live import participant_pages
from kit.live.limits import Allowances
from kit.live.serving import facilitator_site, joining_by
from kit.model.workshop import Answer

GOALS = {"block": 2, "step": 0}
HOPES = "start_here.hopes"
DIFFERENCE = "goals.difference"


def begin(served: Served, block: int = 2, step: int = 0) -> None:
    """Go to a step of the plan."""
    served.thread.call(served.hall.move, block, step)


def kept(served: Served) -> list[tuple[str, str, int, object]]:
    """Return what stands in the store."""
    found = served.workshop.store.snapshot().answers
    return [(one.question, one.subject, one.round, one.value) for one in found]


def test_a_wrong_code_opens_nothing(served: Served) -> None:
    status, told = Client(served.port).post("/join", {"code": "WRONG2"})

    assert (status, told["message"]) == (
        403,
        "This code does not open anything here. Look at it again.",
    )


def test_codes_cannot_be_guessed(served: Served) -> None:
    client = Client(served.port)
    statuses = [client.post("/join", {"code": f"AAAAA{n}"})[0] for n in range(8)]

    assert statuses == [403] * 5 + [429] * 3
    assert client.post("/join", {"code": served.hall.room.code})[0] == 429


def test_a_seat_is_a_cookie_no_script_can_read(served: Served) -> None:
    client = served.seat()

    assert "HttpOnly" in client.set_cookie
    assert "SameSite=Strict" in client.set_cookie
    assert client.get("/me")[1]["department_name"] == "Marketing"


def test_tokens_and_codes_are_nowhere_in_the_file(served: Served) -> None:
    client = served.seat()
    code = client.post("/resume-code", {})[1]["code"]
    served.workshop.store.save_copy(served.file.with_name("copy.kit"))
    content = served.file.with_name("copy.kit").read_bytes()

    assert client.cookies["kit_seat"].encode() not in content
    assert code.replace("-", "").encode() not in content


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": ""}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ({"Host": "evil.example"}, 403),
    ],
)
def test_only_pages_of_ours_may_send(served: Served, headers: dict[str, str], status: int) -> None:
    client = served.seat()
    begin(served)

    own = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{served.port}"}
    sent = {**own, **{key.replace("_", "-"): value for key, value in headers.items()}}
    assert client.ask("POST", "/replies", b'{"entries": []}', sent)[0] == status


def test_a_name_that_points_at_this_machine_is_refused(served: Served) -> None:
    assert Client(served.port).get("/", Host="rebound.example")[0] == 403
    assert Client(served.port).get("/", Host=f"localhost:{served.port}")[0] == 200


def test_a_page_keeps_to_itself(served: Served) -> None:
    client = Client(served.port)
    client.get("/")

    policy = client.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert client.headers["X-Content-Type-Options"] == "nosniff"
    assert client.headers["Referrer-Policy"] == "no-referrer"


def test_every_path_of_the_facilitator_is_missing_from_a_seat(served: Served) -> None:
    client = served.seat()
    site = facilitator_site(served.hall, served.keys, joining_by(("http://x/",)))
    shared = {"/", "/part/([A-Za-z0-9.-]+)", "/register/([a-z_]+)", "/boards"}
    paths = [
        rule.matcher._path or rule.matcher.regex.pattern for rule in site.wildcard_router.rules
    ]
    for path in {path.removesuffix("$") for path in paths} - shared:
        if path.startswith("/picture/"):
            continue
        filled = path.replace("(facilitator|screen)", "facilitator").replace("([a-z_]+)", "map")
        filled = filled.replace(r"([a-z_]+\.[a-z_0-9]+)/([1-9])", f"{HOPES}/1")
        assert client.get(filled)[0] == 404, path
        assert client.post(filled, {"do": "move", "block": 1, "step": 0})[0] == 404, path


def test_a_seat_does_not_open_the_facilitators_site(served: Served) -> None:
    seat = served.seat()
    lead = Client(served.lead_port)
    lead.cookies = {**seat.cookies, "kit_lead": seat.cookies["kit_seat"]}

    assert lead.get("/state")[0] == 401
    assert lead.post("/do", {"do": "move", "block": 0, "step": 0})[0] == 401
    assert not served.hall.room.started


def test_nothing_is_answered_before_it_is_asked(served: Served) -> None:
    result = served.seat().answer(HOPES, "more guests")

    assert result["ok"] is False
    assert result["message"] == "This question is not open. What you typed stays here until it is."
    assert kept(served) == []


def test_an_answer_is_acknowledged_once_it_is_on_disk(served: Served) -> None:
    client = served.seat()
    begin(served)

    assert client.answer(DIFFERENCE, 4, subject="pr")["ok"] is True
    assert kept(served) == [(DIFFERENCE, "pr", 1, 4)]


def test_a_refusal_says_what_is_allowed_and_keeps_the_last_valid_answer(served: Served) -> None:
    client = served.seat()
    begin(served)
    client.answer(DIFFERENCE, 4, subject="pr")
    result = client.answer(DIFFERENCE, 9, subject="pr")

    assert result["message"] == (
        '9 is not a number from 1 to 5. Correct it, or leave it empty for "not answered".'
    )
    assert kept(served) == [(DIFFERENCE, "pr", 1, 4)]


def test_one_bad_answer_does_not_stop_the_others(served: Served) -> None:
    client = served.seat()
    begin(served)
    entries = [
        {
            "kind": "answer", "question": DIFFERENCE, "subject": subject, "round": 1,
            "state": "given", "value": value, "answer_id": f"a{at}",
        }
        for at, (subject, value) in enumerate([("pr", 2), ("nowhere", 3), ("marketing", 5)])
    ]  # fmt: skip
    results = client.post("/replies", {"entries": entries})[1]["results"]

    assert [result["ok"] for result in results] == [True, False, True]
    assert len(kept(served)) == 2


def test_what_is_sent_again_counts_once(served: Served) -> None:
    client = served.seat()
    begin(served)
    for _ in range(3):
        assert client.answer(DIFFERENCE, 3, subject="pr", answer_id="same")["ok"]

    assert len(served.workshop.store.history(Answer)) == 1


def test_another_answer_under_a_known_id_is_refused(served: Served) -> None:
    client = served.seat()
    begin(served)
    client.answer(DIFFERENCE, 3, subject="pr", answer_id="same")
    result = client.answer(DIFFERENCE, 5, subject="pr", answer_id="same")

    assert result["ok"] is False
    assert kept(served) == [(DIFFERENCE, "pr", 1, 3)]


def test_nobody_answers_for_somebody_else(served: Served) -> None:
    ada, ben = served.seat("Ada"), served.seat("Ben", "pr")
    begin(served)
    ben.answer(DIFFERENCE, 1, subject="pr", participant=ada.id)
    own = ben.answer("goals.not_shown", "x", subject="marketing")

    found = served.workshop.store.snapshot().answers
    assert [one.participant for one in found] == [ben.id]
    assert "is not the own department of" in own["message"]


def test_dont_know_and_taking_back_are_kept_apart_from_silence(served: Served) -> None:
    client = served.seat()
    begin(served)
    client.answer(DIFFERENCE, None, subject="pr", state="dont_know", answer_id="a")
    client.answer(DIFFERENCE, 2, subject="marketing", answer_id="b")
    client.answer(DIFFERENCE, None, subject="marketing", state="withdrawn", answer_id="c")

    found = served.workshop.store.snapshot().answers
    assert [(one.subject, one.state.value, one.value) for one in found] == [
        ("pr", "dont_know", None)
    ]


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"kind": "answer"},
        {"kind": "answer", "question": 7, "round": 1},
        {"kind": "answer", "question": DIFFERENCE, "round": "1"},
        {"kind": "answer", "question": DIFFERENCE, "round": 1, "state": "owned", "value": 1},
        {"kind": "answer", "question": DIFFERENCE, "round": 1, "state": ["given"], "value": 1},
        {
            "kind": "answer",
            "question": DIFFERENCE,
            "round": 1,
            "state": "given",
            "value": {"a": []},
        },
        {"kind": "answer", "question": DIFFERENCE, "round": 1, "state": "given", "value": [[1]]},
        {"kind": "row", "register": "goals", "id": "x", "cells": []},
        {"kind": "row", "register": "goals", "id": "../x", "cells": {"goal": "x"}},
        {"kind": "row", "register": "decisions", "id": "x", "cells": {"department": "pr"}},
        {"kind": "row", "register": "participants", "id": "x", "cells": {"name": "x"}},
        {"kind": "row", "register": "nothing", "id": "x", "cells": {}},
    ],
)
def test_what_no_form_sends_is_refused_with_a_sentence(
    served: Served, entry: dict[str, object]
) -> None:
    client = served.seat()
    begin(served)
    before = served.workshop.store.snapshot().registers
    status, told = client.post("/replies", {"entries": [entry]})

    assert status == 200
    assert told["results"][0]["ok"] is False
    assert told["results"][0]["message"].endswith(".")
    assert kept(served) == []
    assert served.workshop.store.snapshot().registers == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"entries": 3}', 400),
        (b'{"entries": [1]}', 400),
        (b"{" * 20000, 400),
        (b'{"entries": ["' + b"x" * 200_000 + b'"]}', 400),
    ],
)
def test_bodies_that_are_no_request_are_refused(served: Served, body: bytes, status: int) -> None:
    client = served.seat()
    own = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{served.port}"}
    try:
        assert client.ask("POST", "/replies", body, own)[0] in {status, 413}
    except ConnectionError:
        assert len(body) > 192 * 1024  # tornado closes the door on a body that is too large


def test_hostile_text_comes_back_as_text(served: Served) -> None:
    client = served.seat()
    begin(served, 1, 0)
    text = "</script><img src=x onerror=alert(1)>\u202egpj.exe {{7*7}} =HYPERLINK(1)"
    assert client.answer(HOPES, text, answer_id="h")["ok"]

    kept_text = "</script><img src=x onerror=alert(1)>gpj.exe {{7*7}} =HYPERLINK(1)"
    assert kept(served) == [(HOPES, "", 1, kept_text)]
    assert client.get("/me")[1]["replies"][f"{HOPES}||1"]["value"] == kept_text


def test_silence_comes_before_the_reveal(served: Served) -> None:
    seats = [served.seat(f"P{n}") for n in range(4)]
    begin(served)
    for at, seat in enumerate(seats):
        seat.answer(DIFFERENCE, 1 + at, subject="pr")
    assert seats[0].get(f"/picture/{DIFFERENCE}/1")[0] == 404

    served.thread.call(served.hall.reveal, DIFFERENCE)
    status, told = seats[0].get(f"/picture/{DIFFERENCE}/1")
    assert (status, told["people"]) == (200, 4)
    assert "<svg" in told["narrow"]


def test_fewer_than_k_are_never_shown(served: Served) -> None:
    seats = [served.seat(f"P{n}") for n in range(2)]
    begin(served)
    for seat in seats:
        seat.answer(DIFFERENCE, 5, subject="pr")
    served.thread.call(served.hall.reveal, DIFFERENCE)
    told = seats[0].get(f"/picture/{DIFFERENCE}/1")[1]

    assert told == {
        "question": DIFFERENCE,
        "round": 1,
        "title": "How far do each department's goals for social media differ from the company's?",
        "people": 2,
        "remark": "2 people have answered. Anonymous answers are shown from 3 people on.",
    }


def test_what_was_shown_never_changes(served: Served) -> None:
    seats = [served.seat(f"P{n}") for n in range(4)]
    begin(served)
    for seat in seats[:3]:
        seat.answer(DIFFERENCE, 2, subject="pr")
        seat.answer(DIFFERENCE, 4, subject="marketing")
    served.thread.call(served.hall.reveal, DIFFERENCE)
    before = seats[0].get(f"/picture/{DIFFERENCE}/1")[1]
    late = seats[3].answer(DIFFERENCE, 5, subject="pr")

    assert late["round"] == 2
    assert late["note"] == "The room has seen round 1 already: your answer counts in round 2."
    assert seats[0].get(f"/picture/{DIFFERENCE}/1")[1] == before
    assert (DIFFERENCE, "pr", 2, 5) in kept(served)


def test_a_late_answer_does_not_undo_a_later_one(served: Served) -> None:
    seats = [served.seat(f"P{n}") for n in range(3)]
    begin(served)
    for seat in seats:
        seat.answer(DIFFERENCE, 2, subject="pr")
    served.thread.call(served.hall.reveal, DIFFERENCE)
    served.thread.call(served.hall.open, (DIFFERENCE,), 2)
    seats[0].answer(DIFFERENCE, 4, subject="pr", round=2, answer_id="now")
    late = seats[0].answer(DIFFERENCE, 1, subject="pr", round=1, answer_id="late")

    assert late["note"] == "You have answered again since: that answer stands."
    mine = [
        one for one in served.workshop.store.snapshot().answers if one.participant == seats[0].id
    ]
    assert [(one.round, one.value) for one in mine] == [(1, 2), (2, 4)]


def test_a_restart_keeps_seats_answers_room_and_reveals(served: Served) -> None:
    seats = [served.seat(f"P{n}") for n in range(3)]
    begin(served)
    for seat in seats:
        seat.answer(DIFFERENCE, 2, subject="pr")
    served.thread.call(served.hall.reveal, DIFFERENCE)
    code = served.hall.room.code
    served.stop()
    again = Served(served.file)
    try:
        seats[0].port = again.port
        told = seats[0].get("/me")[1]

        assert told["id"] == seats[0].id
        assert told["replies"][f"{DIFFERENCE}|pr|1"]["value"] == 2
        assert (again.hall.room.code, again.hall.room.present_block.title) == (code, "Goals")
        assert seats[0].get(f"/picture/{DIFFERENCE}/1")[0] == 200
    finally:
        again.stop()


def test_a_resume_code_takes_the_seat_up_on_another_device(served: Served) -> None:
    first = served.seat()
    code = first.post("/resume-code", {})[1]["code"]
    second = Client(served.port)

    assert second.post("/resume", {"code": code.lower().replace("-", " ")})[0] == 200
    assert second.get("/me")[1]["id"] == first.id
    assert Client(served.port).post("/resume", {"code": "AAAAA-AAAAA"})[0] == 403


def test_deleted_answers_are_gone_and_do_not_come_back(served: Served) -> None:
    client = served.seat()
    begin(served, 1, 0)
    client.answer(HOPES, "a secret hope", answer_id="s")
    cookie = dict(client.cookies)
    assert client.post("/leave", {"erase": True})[0] == 200
    client.cookies = cookie

    assert kept(served) == []
    assert client.get("/me")[1] == {"id": ""}
    assert client.post("/replies", {"entries": []})[0] == 401
    assert b"a secret hope" not in served.file.read_bytes()


def test_two_who_edit_one_row_keep_both_versions(served: Served) -> None:
    ada, ben = served.seat("Ada"), served.seat("Ben", "pr")
    begin(served, 2, 1)

    def row(client: Client, goal: str, version: int, key: str) -> dict[str, object]:
        entry = {
            "kind": "row", "register": "goals", "id": "g1", "cells": {"goal": goal},
            "version": version, "answer_id": key,
        }  # fmt: skip
        found: dict[str, object] = client.post("/replies", {"entries": [entry]})[1]["results"][0]
        return found

    assert row(ada, "Hire cooks", 0, "a")["version"] == 1
    second = row(ben, "Hire chefs", 0, "b")
    assert (second["version"], second["theirs"]) == (2, {"goal": "Hire cooks"})
    assert row(ben, "Hire chefs", 2, "b2")["version"] == 2
    assert json.dumps(ada.get("/register/goals")[1]["rows"]) == json.dumps(
        [{"id": "g1", "values": {"goal": "Hire chefs"}, "version": 2}]
    )


def test_a_flood_has_to_wait(served: Served) -> None:
    client = served.seat()
    begin(served)
    statuses = {client.post("/replies", {"entries": [{}] * 40})[0] for _ in range(4)}

    assert statuses == {200, 429}


def test_one_address_cannot_fill_the_room_with_seats(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participant_pages, "JOINED", Allowances(most=3, a_second=0.001))
    seats = [served.seat(f"P{n}") for n in range(3)]
    sent = {"code": served.hall.room.code, "name": "Crowd", "department": "pr"}

    assert Client(served.port).post("/join", sent)[0] == 429
    assert seats[0].post("/join", sent)[1]["id"] == seats[0].id
    assert len(served.hall.seats.taken()) == 3


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "Eve", "department": "nowhere"},
        {"name": "Eve", "department": {"$ne": ""}},
        {"name": "Eve", "department": ["pr"]},
        {"name": "Eve", "department": None},
        {"name": "", "department": "pr"},
        {"name": "\u200b\u202e", "department": "pr"},
        {"name": {"a": 1}, "department": "pr"},
        {"name": "x" * 25_000, "department": "pr"},
        {"name": "Eve", "department": "pr", "level": "emperor"},
        {"name": "Eve", "department": "pr", "level": {"a": "b"}},
    ],
)
def test_nobody_sits_down_with_a_forged_name_or_department(
    served: Served, sent: dict[str, object]
) -> None:
    client = Client(served.port)
    status, told = client.post("/join", {"code": served.hall.room.code, **sent})

    assert (status, list(told)) == (400, ["message"])
    assert client.cookies == {}
    assert served.hall.seats.taken() == frozenset()
    assert served.workshop.store.snapshot().rows("participants") == ()


def test_a_hostile_name_is_text_on_the_facilitators_page_and_nowhere_else(
    served: Served,
) -> None:
    name = "<img src=x onerror=alert(1)> \ud800 {{7*7}}"
    seat = served.seat(name)
    people = served.lead().get("/state")[1]["people"]

    assert [one["name"] for one in people] == ["<img src=x onerror=alert(1)> \ufffd {{7*7}}"]
    assert "onerror" not in json.dumps(served.seat("Ben", "pr").get("/boards")[1])
    assert seat.get("/me")[0] == 200
