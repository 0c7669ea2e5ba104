"""The rules of the room: silence, one partition, texts read first, holds that leave no trace."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from serving_helpers import DEPARTMENTS, Client, Served, forget_limits

from kit.analysis import who_is_heard
from kit.analysis.calendar.secrets import Reader
from kit.facilitation import plan
from kit.live import promise, telling
from kit.live.hall import Hall
from kit.live.partition import (
    Partition,
    families,
    whole_room_only,
)
from kit.model.workshop import Snapshot
from kit.store import Store
from kit.workshop import new_workshop, open_workshop

DIFFERENCE = "goals.difference"
HOPES = "start_here.hopes"
SAMPLE = Path(__file__).parents[2] / "sample_data" / "brackwater_outfitters"
CALENDAR = ("calendar_items", "calendar_subjects", "calendar_constraints")


def moved(served: Served, block: int, step: int) -> None:
    served.thread.call(served.hall.move, block, step)


def shown(served: Served, question: str, round_no: int = 1) -> dict[str, object]:
    key = (question, round_no)
    if served.hall.room.revealed.get(key) is None:
        served.thread.call(served.hall.reveal, question)
    drawn = served.hall.picture(key)
    assert drawn is not None
    found: dict[str, object] = json.loads(drawn)
    return found


def hoped(served: Served) -> Client:
    """Return one of four seats whose hopes are revealed and wait to be read."""
    moved(served, 1, 0)
    seats = [served.seat(f"P{n}", DEPARTMENTS[n]) for n in range(4)]
    for number, seat in enumerate(seats):
        text = "Ben is to blame" if number == 2 else f"hope number {number}"
        seat.answer(HOPES, text, answer_id=f"h{number}")
    moved(served, 1, 2)
    return seats[0]


def test_what_people_typed_reaches_nobody_before_the_facilitator_has_read_it(
    served: Served,
) -> None:
    seat, lead = hoped(served), served.lead()

    assert seat.get(f"/picture/{HOPES}/1")[0] == 404
    assert lead.get(f"/picture/{HOPES}/1")[0] == 404
    assert [one["question"] for one in lead.get("/state")[1]["waiting"]] == [HOPES]
    texts = lead.get(f"/typed/{HOPES}/1")[1]["texts"]
    assert sorted(texts) == ["Ben is to blame", *(f"hope number {n}" for n in (0, 1, 3))]


def test_a_text_that_is_left_out_is_kept_and_counted(served: Served) -> None:
    seat, lead = hoped(served), served.lead()
    texts = lead.get(f"/typed/{HOPES}/1")[1]["texts"]
    out = [texts.index("Ben is to blame")]
    sent = {"do": "let", "question": HOPES, "round": 1, "without": out}
    assert lead.post("/do", sent)[0] == 200
    told = seat.get(f"/picture/{HOPES}/1")[1]

    assert sorted(told["quotes"]) == [f"hope number {n}" for n in (0, 1, 3)]
    assert told["remark"] == (
        "1 text is left out here by the facilitator; the workshop keeps them."
    )
    assert "Ben is to blame" in str(served.workshop.store.snapshot().answers)
    lead.post("/do", {**sent, "without": []})
    assert "Ben is to blame" in seat.get(f"/picture/{HOPES}/1")[1]["quotes"]


@pytest.mark.parametrize("without", [[99], [-1], ["0"], None, [True]])
def test_only_texts_that_are_there_can_be_left_out(served: Served, without: object) -> None:
    hoped(served)
    sent = {"do": "let", "question": HOPES, "round": 1, "without": without}

    assert served.lead().post("/do", sent)[0] == 400
    assert served.hall.room.held((HOPES, 1))


def test_what_was_let_stays_so_after_a_restart(served: Served) -> None:
    hoped(served)
    served.thread.call(served.hall.let, (HOPES, 1), [0])
    served.stop()
    again = Served(served.file)
    try:
        assert again.hall.room.let[HOPES, 1] == {0}
    finally:
        again.stop()


def test_a_parked_thought_is_on_everybodys_list_once_it_was_read(served: Served) -> None:
    seat, lead = served.seat(), served.lead()
    seat.post("/park", {"text": "Budget?", "id": "once"})
    before = seat.get("/boards")[1]["parked"]
    lead.post("/do", {"do": "show_parked", "id": "once", "shown": True})
    after = seat.get("/boards")[1]["parked"]
    lead.post("/do", {"do": "show_parked", "id": "once", "shown": False})

    assert (before, after, seat.get("/boards")[1]["parked"]) == ([], ["Budget?"], [])


def test_the_decision_log_is_one_click_away_from_every_seat(served: Served) -> None:
    seat, lead = served.seat(), served.lead()
    entry = {
        "kind": "row", "register": "decisions", "id": "d1", "version": 0, "answer_id": "a",
        "cells": {"department": "pr", "decision": "own", "reason": "It has its own people"},
    }  # fmt: skip
    lead.post("/rows", {"entries": [entry]})

    (row,) = seat.get("/boards")[1]["decisions"]["rows"]
    assert row["values"]["reason"] == "It has its own people"


def test_k_and_groups_are_never_loosened_once_somebody_sat_down(tmp_path: Path) -> None:
    workshop = new_workshop(tmp_path / "w.kit", "Acme", DEPARTMENTS)
    first = Hall(workshop, plan("three_hours"), 5, Partition.NONE)
    assert Hall(workshop, plan("three_hours"), 3, Partition.FAMILIES).room.groups == "families"
    Hall(workshop, plan("three_hours"), 5, Partition.NONE)
    first.seats.sit("somebody")
    looser = Hall(workshop, plan("three_hours"), 3, Partition.DEPARTMENTS)
    stricter = Hall(workshop, plan("three_hours"), 8, Partition.FAMILIES)

    assert (looser.k, looser.room.groups) == (5, "none")
    assert (stricter.k, stricter.room.groups) == (8, "none")
    assert Hall(workshop, plan("three_hours"), 3).k == 8
    workshop.close()


def test_a_workshop_of_an_earlier_release_keeps_its_promise_of_the_whole_room(
    tmp_path: Path,
) -> None:
    workshop = new_workshop(tmp_path / "w.kit", "Acme", DEPARTMENTS)
    workshop.store.give_token("somebody", "seat", "digest")

    assert Hall(workshop, plan("three_hours")).room.groups == "none"
    workshop.close()


def test_every_kind_of_work_belongs_to_one_family(served: Served) -> None:
    kinds = {one.id for one in served.workshop.bank.choice_sets["work_kinds"]}

    assert set(families()) == kinds


def test_questions_that_promise_the_whole_room_only_are_never_shown_by_group(
    served: Served,
) -> None:
    promised = {
        question.id
        for question in served.workshop.bank.questions.values()
        if "whole room only" in question.help
    }

    assert promised == whole_room_only()
    assert not any(served.hall.told_by_group(one) for one in promised)


def test_what_the_report_shows_by_department_no_room_is_shown_by_kind_of_work(
    served: Served,
) -> None:
    """Two partitions of one question tell on those whom one of them hides."""
    walls = served.workshop.bank.questions["start_here.walls"]
    room = served.hall.room
    by_kind = promise.shown_by_group(room, walls), promise.told_by_group(room, walls)
    room.groups = Partition.DEPARTMENTS.value
    by_department = promise.shown_by_group(room, walls)

    assert by_kind == (False, True)
    assert by_department
    shown = {key for key, one in served.workshop.bank.questions.items() if one.by_department}
    assert shown == {who_is_heard.WALLS}


def test_the_field_says_beforehand_whether_groups_may_be_shown(served: Served) -> None:
    lead = served.lead()
    moved(served, 2, 0)
    told = {one["id"]: one["by_group"] for one in items(served)}

    assert told == {DIFFERENCE: True, "goals.importance": False, "goals.not_shown": False}
    assert lead.get("/state")[1]["k"] == 3


def items(served: Served) -> list[dict[str, object]]:
    """Return what a seat is asked."""
    found: list[dict[str, object]] = served.thread.call(telling.to_participants, served.hall)[
        "items"
    ]
    return found


def test_groups_are_shown_when_the_round_is_closed_and_not_before(served: Served) -> None:
    moved(served, 2, 0)
    people = [("marketing", 1), ("pr", 2), ("pr", 5)] + [("customer_service", n) for n in (2, 4, 5)]
    for number, (department, level) in enumerate(people):
        served.seat(f"P{number}", department).answer(DIFFERENCE, level, subject="pr")
    told = shown(served, DIFFERENCE)

    groups = told["groups"]
    assert isinstance(groups, dict)
    assert groups["columns"] == ["About", "Brand and sales", "Customers and applicants"]
    assert groups["rows"] == [["Public relations", "2 (3)", "4 (3)"]]


def test_one_latecomer_cannot_be_read_off_two_pictures(served: Served) -> None:
    moved(served, 2, 0)
    for number in range(4):
        served.seat(f"P{number}", "pr").answer(DIFFERENCE, 1 + number, subject="pr")
    first = shown(served, DIFFERENCE)
    late = served.seat("Late", "pr")
    assert late.answer(DIFFERENCE, 5, subject="pr")["round"] == 2
    served.thread.call(served.hall.open, (DIFFERENCE,), 2)
    second = shown(served, DIFFERENCE, 2)

    assert first["table"] == second["table"]
    assert (first["people"], second["people"]) == (4, 5)


def two_families(served: Served) -> list[Client]:
    """Return four of each of two families, whose answers were shown by group."""
    moved(served, 2, 0)
    people = [("pr", n) for n in (1, 2, 4, 5)] + [("customer_service", n) for n in (1, 2, 4, 5)]
    seats = [served.seat(f"P{n}", department) for n, (department, _) in enumerate(people)]
    for seat, (_, level) in zip(seats, people, strict=True):
        seat.answer(DIFFERENCE, level, subject="pr")
    assert "groups" in shown(served, DIFFERENCE)
    return seats


def test_whose_seat_is_closed_cannot_be_read_off_the_groups_of_two_rounds(served: Served) -> None:
    seats = two_families(served)
    served.thread.call(served.hall.close_seat, seats[0].id)
    served.thread.call(served.hall.open, (DIFFERENCE,), 2)

    assert shown(served, DIFFERENCE, 2)["groups"] == shown(served, DIFFERENCE)["groups"]


@pytest.mark.parametrize(
    ("register", "cells"),
    [
        ("participants", {"name": "P0", "department": "customer_service"}),
        ("departments", {"name": "Public relations", "work": "service"}),
    ],
)
def test_whoever_is_listed_elsewhere_stays_in_the_group_they_were_shown_in(
    served: Served, register: str, cells: dict[str, str]
) -> None:
    seats = two_families(served)
    row_id = seats[0].id if register == "participants" else "pr"
    entry = {"kind": "row", "register": register, "id": row_id, "version": 1, "answer_id": "a",
             "cells": cells}  # fmt: skip
    status, told = served.lead().post("/rows", {"entries": [entry]})
    assert (status, told["results"][0]["ok"]) == (200, True)
    served.thread.call(served.hall.open, (DIFFERENCE,), 2)

    assert shown(served, DIFFERENCE, 2)["groups"] == shown(served, DIFFERENCE)["groups"]


def test_groups_that_were_settled_stay_so_after_a_restart(served: Served) -> None:
    seats = two_families(served)
    served.stop()
    again = Served(served.file)
    try:
        assert again.hall.room.members == {
            seat.id: "Brand and sales" if n < 4 else "Customers and applicants"
            for n, seat in enumerate(seats)
        }
    finally:
        again.stop()


def spread_of(told: dict[str, Any]) -> dict[str, str]:
    """Return the words or numbers of the first spread of a section, by line."""
    (block, *_) = [one for one in told["blocks"] if one.get("chart") == "SpreadChart"]
    return {row[0]: " ".join(row[1:]) for row in block["table"]["rows"]}


def test_what_a_room_was_promised_holds_in_sections_and_in_the_report(tmp_path: Path) -> None:
    forget_limits()
    served = Served(tmp_path / "w.kit", k=8)
    try:
        moved(served, 2, 0)
        for number in range(6):
            served.seat(f"P{number}", "pr").answer(DIFFERENCE, 1 + number % 5, subject="pr")
        served.thread.call(served.hall.reveal, *served.hall.room.asked)
        section = json.dumps(served.lead().get("/section/goals")[1])
    finally:
        served.stop()
    with open_workshop(served.file) as workshop:
        report = str(workshop.strategy().sections)

    for words in (section, report):
        assert "Answers of 6 people: too few to show without names." in words
    with open_workshop(served.file) as workshop:
        assert workshop.bank.threshold("anonymity_k") == 8


def test_one_latecomer_cannot_be_read_off_the_report(tmp_path: Path) -> None:
    forget_limits()
    served = Served(tmp_path / "w.kit", k=5)
    try:
        moved(served, 2, 0)
        for number in range(6):
            served.seat(f"P{number}", "pr").answer(DIFFERENCE, 1 + number % 5, subject="pr")
        served.thread.call(served.hall.reveal, *served.hall.room.asked)
        before = spread_of(served.lead().get("/section/goals")[1])
        late = served.seat("Late", "pr")
        assert late.answer(DIFFERENCE, 5, subject="pr")["round"] == 2
        served.thread.call(served.hall.open, (DIFFERENCE,), 2)
        shown(served, DIFFERENCE, 2)
        told = served.lead().get("/section/goals")[1]
    finally:
        served.stop()

    assert spread_of(told) == before
    assert "Fewer than 5 people joined or left since the round before" in json.dumps(told)


def test_an_answer_on_its_way_when_the_round_closes_is_in_the_picture(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be in the round but not in its picture, and be read off the next one."""
    moved(served, 2, 0)
    seats = [served.seat(f"P{number}", "pr") for number in range(4)]
    for number, seat in enumerate(seats[:3]):
        seat.answer(DIFFERENCE, 1 + number, subject="pr")
    commit = served.hall.taking.writer._commit

    def slow(entries: Any) -> Any:  # noqa: ANN401  the writer's own
        time.sleep(0.5)
        return commit(entries)

    monkeypatch.setattr(served.hall.taking.writer, "_commit", slow)
    late = threading.Thread(target=seats[3].answer, args=(DIFFERENCE, 5), kwargs={"subject": "pr"})
    late.start()
    while not served.hall.taking.writer._unsaved:
        time.sleep(0.01)
    told = shown(served, DIFFERENCE)
    late.join()

    assert told["people"] == 4
    assert [one.round for one in served.workshop.store.snapshot().answers] == [1] * 4


def test_no_page_is_told_of_a_reveal_before_its_pictures_are_made(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(served, 2, 0)
    for number in range(4):
        served.seat(f"P{number}", "pr").answer(DIFFERENCE, 1 + number, subject="pr")
    asked, may_go_on, snapshot = threading.Event(), threading.Event(), Store.snapshot

    def slow(store: Store) -> Snapshot:
        asked.set()
        assert may_go_on.wait(20)
        return snapshot(store)

    monkeypatch.setattr(Store, "snapshot", slow)
    moving = threading.Thread(target=moved, args=(served, 2, 2))
    moving.start()
    assert asked.wait(20)
    meanwhile = served.thread.call(telling.to_screen, served.hall)
    may_go_on.set()
    moving.join()
    then = served.thread.call(telling.to_screen, served.hall)

    assert (meanwhile["do"], meanwhile["reveal"]) == ("answer", [])
    assert then["do"] == "reveal"
    assert DIFFERENCE in [one["question"] for one in then["reveal"]]


def test_an_erased_persons_answers_cannot_be_read_off_two_pictures(served: Served) -> None:
    moved(served, 2, 0)
    seats = [served.seat(f"P{number}", "pr") for number in range(5)]
    for number, seat in enumerate(seats):
        seat.answer(DIFFERENCE, 1 + number, subject="pr")
    shown(served, DIFFERENCE)
    assert seats[4].post("/leave", {"erase": True})[0] == 200
    served.thread.call(served.hall.open, (DIFFERENCE,), 2)
    second = shown(served, DIFFERENCE, 2)

    assert "wide" not in second
    assert str(second["remark"]).startswith("Somebody has had their answers deleted")


def test_a_late_answer_moves_no_picture_before_its_round_is_closed(served: Served) -> None:
    moved(served, 5, 0)
    for number in range(4):
        seat = served.seat(f"P{number}", DEPARTMENTS[number])
        for at, subject in enumerate(DEPARTMENTS):
            seat.answer(
                "content.original", 1 + (number + at) % 5, subject=subject, answer_id=subject
            )
    moved(served, 5, 1)
    lead = served.lead()
    before = lead.get("/section/content")[1]
    late = served.seat("Late", "pr")
    for subject in DEPARTMENTS:
        assert late.answer("content.original", 5, subject=subject, answer_id=subject)["ok"]

    assert lead.get("/section/content")[1] == before
    assert len(served.hall.fresh().snapshot.answers) == 16
    assert len(served.workshop.store.snapshot().answers) == 20


@pytest.fixture
def calendar(tmp_path: Path) -> Served:
    """Return a room of the sample at the calendar block of the full day."""
    forget_limits()
    made = new_workshop(tmp_path / "w.kit", "Brackwater Outfitters")
    made.import_from([SAMPLE])
    made.close()
    served = Served(tmp_path / "w.kit", plan("full_day"))
    block = [one.id for one in served.hall.plan.blocks].index("calendar")
    moved(served, block, 0)
    return served


def test_a_seat_reads_nothing_of_what_its_department_may_not_know(calendar: Served) -> None:
    snapshot, bank = calendar.workshop.store.snapshot(), calendar.workshop.bank
    departments = [row.id for row in snapshot.rows("departments")]
    kept = {key: Reader(snapshot, bank, key).kept for key in departments}
    outsiders = [key for key in departments if kept[key]]
    insiders = [key for key in departments if not kept[key]]
    assert outsiders
    assert insiders
    for department in outsiders:
        reader = Reader(snapshot, bank, department)
        seat = calendar.seat(f"In {department}", department)
        status, told = seat.get("/register/calendar_items")
        rows = {row["id"]: row["values"] for row in told["rows"]}
        assert status == 200
        for key in reader.hidden_items:
            real = next(row for row in snapshot.rows("calendar_items") if row.id == key)
            assert rows[key]["title"].startswith("On hold, ask ")
            assert str(real.values["title"]) not in json.dumps(told, ensure_ascii=False)
    inside = calendar.seat("Inside", insiders[0])
    told = json.dumps(inside.get("/register/calendar_items")[1])
    hidden = Reader(snapshot, bank, outsiders[0]).hidden_items
    assert hidden
    assert all(
        json.dumps(row.values["title"]) in told
        for row in snapshot.rows("calendar_items")
        if row.id in hidden
    )
    calendar.stop()


@pytest.mark.parametrize("spelling", ["{}", " {}", "{}\u200b", "{}\n"])
def test_a_row_on_hold_cannot_be_overwritten_or_deleted_from_outside(
    calendar: Served, spelling: str
) -> None:
    snapshot, bank = calendar.workshop.store.snapshot(), calendar.workshop.bank
    outsider = next(
        row.id
        for row in snapshot.rows("departments")
        if Reader(snapshot, bank, row.id).hidden_items
    )
    key = next(iter(Reader(snapshot, bank, outsider).hidden_items))
    seat = calendar.seat("Outside", outsider)
    cells = {"title": "Mine", "start": "2026-11-30", "kind": "post", "department": outsider}
    entry = {
        "kind": "row", "register": "calendar_items", "id": spelling.format(key), "version": 1,
        "answer_id": "a", "cells": cells,
    }  # fmt: skip
    for sent in (entry, {**entry, "deleted": True}):
        result = seat.post("/replies", {"entries": [sent]})[1]["results"][0]
        assert result == {
            "answer_id": "a",
            "ok": False,
            "message": "This row cannot be changed from your seat. Ask whoever keeps it.",
        }
    with open_workshop(calendar.file) as after:
        assert after.snapshot.rows("calendar_items") == snapshot.rows("calendar_items")
    calendar.stop()


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (f"picture/{DIFFERENCE}/1", 200),
        ("section/map/0", 200),
        ("board/parking", 200),
        ("", 200),
        ("picture/../1", 400),
        ("<img src=x>", 400),
        (None, 400),
        ("board/parking\n", 400),
    ],
)
def test_only_pictures_and_boards_are_put_on_the_screen(
    served: Served, at: object, status: int
) -> None:
    assert served.lead().post("/do", {"do": "look", "at": at})[0] == status
    assert served.hall.look == (at if status == 200 else "")


def test_what_is_revealed_out_of_turn_is_on_the_screen_until_the_room_moves_on(
    served: Served,
) -> None:
    from kit.live import telling  # noqa: PLC0415  what is sent is looked at

    moved(served, 2, 0)
    for number in range(3):
        served.seat(f"P{number}", "pr").answer(DIFFERENCE, 1 + number, subject="pr")
    moved(served, 4, 0)
    served.thread.call(served.hall.reveal, DIFFERENCE)
    now = [one["question"] for one in telling.to_screen(served.hall)["reveal"]]
    moved(served, 5, 0)

    assert now == [DIFFERENCE]
    assert telling.to_screen(served.hall)["reveal"] == []


def test_the_screen_counts_who_is_in_the_room_apart_from_who_answered_beforehand(
    calendar: Served,
) -> None:
    from kit.live import telling  # noqa: PLC0415  what is sent is looked at

    calendar.seat("New", "marketing")
    goals = [one.id for one in calendar.hall.plan.blocks].index("goals")
    moved(calendar, goals, 0)
    counts = {one["question"]: one for one in telling.counts(calendar.hall)}

    assert counts[DIFFERENCE]["answered"] == 0
    assert counts[DIFFERENCE]["of"] == 1
    assert counts[DIFFERENCE]["beforehand"] == 27
    calendar.stop()
