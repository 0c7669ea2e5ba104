"""One person's assessment: asked about their own department, kept, merged into the company's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving_helpers import Client, alone_site

from kit.live.assessment import Alone
from kit.model.workshop import UNNAMED
from kit.workshop import new_workshop, open_workshop

CRITERIA = (
    "goals.difference",
    "audiences.distinct",
    "resources.readiness",
    "content.original",
    "account_decision.voice",
)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[Client, Alone]]:
    """Yield somebody who has just opened the assessment."""
    thread, person, key = alone_site(tmp_path / "alone.kit")
    client = Client(thread.ports[0])
    assert client.post("/enter", {"key": key})[0] == 200
    yield client, person
    thread.stop()
    person.taking.writer.close()
    person.workshop.close()


def settled(client: Client, organisation: str = "") -> dict[str, object]:
    """Say who answers."""
    sent = {"organisation": organisation, "name": "Ada", "department": "human_resources"}
    status, told = client.post("/settle", sent)
    assert status == 200, told
    found: dict[str, object] = told
    return found


def test_nobody_gets_in_without_the_link(alone: tuple[Client, Alone]) -> None:
    stranger = Client(alone[0].port)

    assert stranger.get("/told")[0] == 401
    for key in ("guess", None, 5, ["the-key"], "é", "\ud800"):
        assert stranger.post("/enter", {"key": key})[0] == 403
    assert stranger.post("/another", {})[0] == 401
    assert stranger.post("/enter", {"key": "the-key"}, Origin="http://evil.example")[0] == 403


def test_a_department_is_needed_and_may_be_a_new_one(alone: tuple[Client, Alone]) -> None:
    client, person = alone
    status, told = client.post("/settle", {"department": "  "})

    assert (status, told["message"]) == (400, "nothing Choose one.")
    assert client.post("/settle", {"department": "Night shift"})[0] == 200
    assert [row.id for row in person.taking.rows("departments")] == ["night_shift"]


def test_everything_is_asked_about_the_own_department(alone: tuple[Client, Alone]) -> None:
    client, _ = alone
    settled(client)
    told = client.get("/told")[1]
    subjects = {
        subject["id"]
        for part in told["parts"]
        for item in part["items"]
        if item["type"] == "question"
        for subject in item["subjects"]
    }

    assert subjects == {"human_resources", ""}
    assert "{department}" not in str(told)


def test_what_is_not_asked_is_not_taken(alone: tuple[Client, Alone]) -> None:
    client, _ = alone
    settled(client)
    result = client.answer("start_here.hopes", "x")

    assert result["message"] == "This question is not part of this assessment."


def test_the_result_names_certainty_two_reasons_and_what_would_change_it(
    alone: tuple[Client, Alone],
) -> None:
    client, _ = alone
    settled(client)
    assert client.get("/result")[1]["headline"] == "Not enough answers yet"
    for question in CRITERIA:
        assert client.answer(question, 1, subject="human_resources")["ok"]
    told = client.get("/result")[1]

    assert told["headline"] == "Your answers point to the main account speaking for you"
    assert told["certainty"].startswith("One person's view, 5 of 5 questions about it answered.")
    assert len(told["reasons"]) == 2
    assert told["look_again_if"]


def test_a_code_goes_on_in_another_browser(alone: tuple[Client, Alone]) -> None:
    client, _ = alone
    settled(client)
    client.answer("goals.difference", 4, subject="human_resources")
    code = client.post("/code", {})[1]["code"]
    other = Client(client.port)

    assert other.post("/code", {"code": "WRONG-CODES"})[0] == 403
    assert other.post("/code", {"code": code})[0] == 200
    assert other.get("/told")[1]["replies"]["goals.difference|human_resources|1"]["value"] == 4


def test_somebody_else_at_the_same_browser_sees_nothing_of_whoever_sat_there(
    alone: tuple[Client, Alone],
) -> None:
    client, person = alone
    settled(client)
    client.answer("goals.difference", 4, subject="human_resources")
    code = client.post("/code", {})[1]["code"]
    assert client.post("/another", {})[0] == 200
    assert client.get("/told")[1]["replies"] == {}
    settled(client)
    client.answer("goals.difference", 1, subject="human_resources")
    assert client.post("/code", {"code": code})[0] == 200

    told = client.get("/told")[1]["replies"]["goals.difference|human_resources|1"]
    assert told["value"] == 4
    answers = person.workshop.store.snapshot().answers
    assert sorted(one.value for one in answers) == [1, 4]


def test_cells_of_a_row_are_kept_beside_those_the_page_does_not_show(
    alone: tuple[Client, Alone],
) -> None:
    client, person = alone
    settled(client)
    part = next(
        one for one in client.get("/told")[1]["parts"] if one["title"] == "People and hours"
    )
    item = next(one for one in part["items"] if one["type"] == "row")
    entry = {
        "kind": "row", "register": "capacity", "id": item["row"]["id"], "version": 0,
        "cells": {**item["row"]["values"], "hours_a_week": "7,5"}, "answer_id": "a",
        "columns": ["hours_a_week"],
    }  # fmt: skip
    assert client.post("/replies", {"entries": [entry]})[1]["results"][0]["ok"]

    (row,) = person.workshop.store.snapshot().rows("capacity")
    assert row.values == {"department": "human_resources", "hours_a_week": 7.5}


@pytest.mark.parametrize("organisation", ["", "Harbour & Pine"])
def test_the_file_merges_into_the_companys_once(
    alone: tuple[Client, Alone], tmp_path: Path, organisation: str
) -> None:
    client, person = alone
    settled(client, organisation)
    client.answer("goals.difference", 4, subject="human_resources")
    with new_workshop(tmp_path / "co.kit", "Harbour & Pine", ("marketing",)) as company:
        for _ in range(2):
            company.import_from([person.workshop.store.where])
        assert company.snapshot.organisation.name == "Harbour & Pine"
        assert [one.value for one in company.snapshot.answers] == [4]
        assert {row.id for row in company.snapshot.rows("departments")} == {
            "marketing",
            "human_resources",
        }
    with open_workshop(person.workshop.store.where) as mine:
        assert mine.snapshot.organisation.name == (organisation or UNNAMED)
