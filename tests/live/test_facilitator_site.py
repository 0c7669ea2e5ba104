"""The facilitator's site: on loopback, behind a key, and bound by the room's rules."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any

import pytest
from serving_helpers import Client, Served

from kit.analysis.decision import advice
from kit.live import serving
from kit.model.workshop import Answer

if TYPE_CHECKING:
    from kit.analysis.decision.recommendation import Recommendation
    from kit.analysis.decision.study import Study

QUESTION = "content.original"
SUBJECTS = ("marketing", "pr", "human_resources", "customer_service")


def answered(served: Served) -> Client:
    """Return the facilitator of a room in which four people are answering."""
    lead = served.lead()
    lead.post("/do", {"do": "move", "block": 5, "step": 0})
    for number in range(4):
        seat = served.seat(f"P{number}", SUBJECTS[number])
        for subject in SUBJECTS:
            for question in (QUESTION, "resources.readiness"):
                level = 1 + (number + len(subject)) % 5
                assert seat.answer(question, level, subject=subject, answer_id=question + subject)[
                    "ok"
                ]
    return lead


@pytest.mark.parametrize(
    "path", ["/state", "/disputed", "/report", "/section/map", "/register/goals"]
)
def test_nothing_is_told_without_the_key(served: Served, path: str) -> None:
    assert Client(served.lead_port).get(path)[0] == 401


def test_a_wrong_key_opens_nothing(served: Served) -> None:
    client = Client(served.lead_port)

    assert client.post("/enter", {"key": "x"})[0] == 403
    for key in (None, 5, ["x"], "é", "\ud800", "\x00"):
        assert client.post("/enter", {"key": key})[0] == 403
    assert client.get("/state")[0] == 401


def test_only_this_machine_is_answered(served: Served) -> None:
    lead = served.lead()

    assert lead.get("/state", Host="192.168.1.7")[0] == 403
    assert lead.get("/state", Host="evil.example")[0] == 403
    assert lead.get("/state", Host=f"localhost:{served.lead_port}")[0] == 200


def test_a_participants_page_cannot_press_the_facilitators_buttons(served: Served) -> None:
    lead = served.lead()
    origin = f"http://127.0.0.1:{served.port}"

    assert lead.post("/do", {"do": "move", "block": 1, "step": 0}, Origin=origin)[0] == 403
    assert served.hall.room.started is False


def test_results_wait_while_the_room_is_silent(served: Served) -> None:
    lead = answered(served)
    sentence = "Silence first: reveal what is open, then look at this."
    sent = {"subject": "pr", "question": QUESTION, "level": 3}

    assert lead.get("/section/map") == (409, {"message": sentence})
    assert lead.get("/section/content") == (409, {"message": sentence})
    assert lead.get("/disputed") == (409, {"message": sentence})
    assert lead.post("/what-if", sent) == (409, {"message": sentence})


def test_disputed_items_come_in_order_of_what_settling_them_is_worth(served: Served) -> None:
    lead = answered(served)
    lead.post("/do", {"do": "move", "block": 5, "step": 1})
    status, told = lead.get("/disputed")

    assert status == 200
    assert {item["question"] for item in told["items"]} >= {QUESTION}
    study = served.workshop.decided.study
    assert [(item["subject"], item["question"]) for item in told["items"]] == [
        (item.department, item.question) for item in study.settling.plan[:12]
    ]


def test_the_slider_works_out_one_department_and_moves_the_map(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out: list[int] = []
    really = advice._advise_one

    def counted(study: Study, row: int, *given: Any) -> Recommendation:  # noqa: ANN401  passed on as it is
        worked_out.append(row)
        return really(study, row, *given)

    lead = answered(served)
    lead.post("/do", {"do": "move", "block": 5, "step": 1})
    lead.get("/disputed")
    sent = {"subject": "pr", "question": QUESTION, "level": 5}
    lead.post("/what-if", sent)
    monkeypatch.setattr(advice, "_advise_one", counted)
    for level in (2, 3, 1):
        status, told = lead.post("/what-if", {**sent, "level": level})
    slid = len(worked_out)
    served.hall.fresh().strategy()

    assert (status, told["name"], told["answer"]) == (
        200,
        "Public relations",
        "It would repeat the main account",
    )
    assert "<svg" in told["map"]["wide"]
    assert slid == 3
    assert len(worked_out) - slid == len(SUBJECTS)


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "move"},
        {"do": "move", "block": "1", "step": 0},
        {"do": "move", "block": True, "step": 0},
        {"do": "fly"},
        {},
    ],
)
def test_buttons_that_do_not_exist_do_nothing(served: Served, sent: dict[str, object]) -> None:
    assert served.lead().post("/do", sent)[0] == 400
    assert served.hall.room.started is False


def test_a_step_beyond_the_plan_is_its_last(served: Served) -> None:
    lead = served.lead()
    lead.post("/do", {"do": "move", "block": 99, "step": 99})

    assert served.hall.room.present_block.id == "close"


def test_a_round_that_no_page_can_show_is_never_opened(served: Served) -> None:
    sent = {"do": "open", "question": "goals.difference", "round": 10}
    served.lead().post("/do", sent)

    assert "goals.difference" not in served.hall.room.asked


def test_what_is_revealed_comes_on_the_screen_wherever_it_was_turned(served: Served) -> None:
    lead = served.lead()
    for block, step in ((2, 0), (2, 2)):
        lead.post("/do", {"do": "move", "block": block, "step": step})
    lead.post("/do", {"do": "look", "at": "picture/goals.importance/1"})
    lead.post("/do", {"do": "open", "question": "goals.difference", "round": 2})
    held = lead.get("/state")[1]["look"]
    lead.post("/do", {"do": "reveal", "question": "goals.difference"})
    shown = lead.get("/state")[1]["look"]
    lead.post("/do", {"do": "look", "at": "board/parking"})
    lead.post("/do", {"do": "reveal", "question": "goals.difference"})

    assert (held, shown) == ("picture/goals.importance/1", "picture/goals.difference/2")
    assert lead.get("/state")[1]["look"] == "board/parking"


def test_an_unknown_question_is_never_opened(served: Served) -> None:
    served.lead().post("/do", {"do": "open", "question": "goals.nothing", "round": 1})

    assert served.hall.room.asked == {}


def test_the_decision_log_is_the_facilitators(served: Served) -> None:
    lead = served.lead()
    entry = {
        "kind": "row", "register": "decisions", "id": "d1", "version": 0, "answer_id": "a",
        "cells": {"department": "pr", "decision": "own", "reason": "It has its own people"},
    }  # fmt: skip
    status, told = lead.post("/rows", {"entries": [entry]})

    assert (status, told["results"][0]["ok"]) == (200, True)
    (row,) = served.workshop.store.snapshot().rows("decisions")
    assert (row.written_by, row.values["decision"]) == ("facilitator", "own")


def test_the_shared_screen_is_told_counts_and_never_names(served: Served) -> None:
    lead = served.lead()
    lead.post("/do", {"do": "move", "block": 2, "step": 0})
    seat = served.seat("Zebedee Quill")
    connection = http.client.HTTPConnection("127.0.0.1", served.lead_port, timeout=10)
    cookie = f"kit_lead={lead.cookies['kit_lead']}"
    connection.request("GET", "/events/screen", headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.readline()
    first = answer.readline().decode()
    seat.answer("goals.difference", 3, subject="pr")
    told = ""
    while '"answered": 1' not in told:
        told = answer.readline().decode()
    answer.close()  # a stream without an end has taken the socket over
    connection.close()

    assert "Zebedee" not in first + told
    assert seat.id not in first + told
    assert serving.SOON < 0.5  # what is measured is in benchmarks/live.py


def test_a_parked_thought_carries_no_name(served: Served) -> None:
    seat = served.seat("Zebedee Quill")
    for _ in range(2):
        assert seat.post("/park", {"text": "Budget?", "id": "once"})[0] == 200
    assert seat.post("/park", {"text": " ", "id": "x"})[0] == 400
    assert seat.post("/park", {"text": "x" * 501, "id": "y"})[0] == 400

    told = {"id": "once", "text": "Budget?", "shown": False}
    assert served.lead().get("/state")[1]["parking"] == [told]
    assert [note.written_by for note in served.workshop.store.notes() if note.kind == "parked"] == [
        ""
    ]


def test_a_seat_that_is_closed_turns_its_devices_out_and_keeps_what_was_said(
    served: Served,
) -> None:
    lead = answered(served)
    seat = served.seat("Troll", "pr")
    code = seat.post("/resume-code", {})[1]["code"]
    said = seat.answer(QUESTION, 1, subject="pr", answer_id="said")
    others = [one["id"] for one in lead.get("/state")[1]["people"] if one["seated"]]

    assert lead.post("/do", {"do": "close_seat", "participant": seat.id})[0] == 200

    assert said["ok"]
    assert seat.get("/me")[1] == {"id": ""}
    assert seat.post("/replies", {"entries": []})[0] == 401
    assert Client(served.port).post("/resume", {"code": code})[0] == 403
    history = served.workshop.store.history(Answer, participant=seat.id)
    assert [version.entry.value for version in history] == [1]
    people = lead.get("/state")[1]["people"]
    assert [one["id"] for one in people if one["seated"]] == [
        one for one in others if one != seat.id
    ]


def test_a_closed_seat_stays_closed_after_a_restart_until_its_person_gets_a_code(
    served: Served,
) -> None:
    seat, lead = served.seat(), served.lead()
    lead.post("/do", {"do": "close_seat", "participant": seat.id})
    served.stop()
    again = Served(served.file)
    try:
        seat.port, device = again.port, Client(again.port)
        code = again.lead().post("/seat-code", {"participant": seat.id})[1]["code"]

        assert seat.get("/me")[1] == {"id": ""}
        assert device.post("/resume", {"code": code})[1]["id"] == seat.id
        assert seat.get("/me")[1] == {"id": ""}
    finally:
        again.stop()


def test_a_seat_in_which_nobody_sits_cannot_be_closed(served: Served) -> None:
    status, told = served.lead().post("/do", {"do": "close_seat", "participant": "nobody"})

    assert (status, told["message"]) == (400, "A seat in which nobody sits is not allowed.")


def test_a_listed_person_gets_a_seat_from_the_facilitator(served: Served) -> None:
    lead = served.lead()
    row = {"kind": "row", "register": "participants", "id": "p1", "answer_id": "a",
           "cells": {"name": "Ben", "department": "pr"}}  # fmt: skip
    lead.post("/rows", {"entries": [row]})
    status, told = lead.post("/seat-code", {"participant": "p1"})
    client = Client(served.port)

    assert status == 200
    assert client.post("/resume", {"code": told["code"]})[1]["id"] == "p1"
    assert lead.post("/seat-code", {"participant": "nobody"})[0] == 404
