"""What the renderer is told, the widget's replies, and the worksheet as one file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kit.bank import load
from kit.model.content import Kind
from kit.model.workshop import Answer, AnswerState, Organisation, Row, Snapshot
from kit.show.forms import question_item, register_item, replies_of, script, style, worksheet
from kit.show.forms.assets import FORM, STATIC, font_file, notebook_look
from kit.workshop import Workshop, new_workshop

DEPARTMENTS = tuple(Row("departments", key, {"name": key.upper()}) for key in ("pr", "hr"))
SNAPSHOT = Snapshot(Organisation("Acme"), (), {"departments": DEPARTMENTS})
HOSTILE = "</script><!--<img src=x onerror=alert(1)>"


def test_every_kind_has_a_control() -> None:
    kinds = (STATIC / "controls.js").read_text(encoding="utf-8")

    for kind in Kind:
        assert re.search(rf"\b{kind.value}: ", kinds), kind


def test_every_question_and_column_can_be_shown() -> None:
    bank = load()
    for question in bank.questions.values():
        item = question_item(question, bank, SNAPSHOT, department="pr")
        assert "{department}" not in item["text"]
        assert item["subjects"]
        json.dumps(item)
    for register in bank.registers.values():
        item = register_item(register, bank, SNAPSHOT)
        assert len(item["columns"]) == len(register.columns)


def test_a_question_about_every_department_has_a_line_for_each() -> None:
    bank = load()
    item = question_item(bank.questions["goals.difference"], bank, SNAPSHOT, round_no=2)

    assert item["text"].startswith("How far do each department's goals")
    assert item["subjects"] == [{"id": "pr", "label": "PR"}, {"id": "hr", "label": "HR"}]
    assert (item["round"], item["privacy"]) == (2, "anonymous")


def test_points_are_shared_among_the_companys_goals() -> None:
    bank = load()
    goals = (
        Row("goals", "a", {"goal": "Ours"}),
        Row("goals", "b", {"goal": "Theirs", "department": "pr"}),
    )
    rows = {"departments": DEPARTMENTS, "goals": goals}
    snapshot = Snapshot(Organisation("Acme"), (), rows)
    item = question_item(bank.questions["goals.importance"], bank, snapshot, department="pr")

    assert [choice["label"] for choice in item["field"]["choices"]] == ["Ours"]


def test_answers_find_their_place_again() -> None:
    found = replies_of(
        [Answer("p", "q.a", "pr", 2, 4), Answer("p", "q.b", state=AnswerState.DONT_KNOW)]
    )

    assert found == {
        "q.a|pr|2": {"state": "given", "value": 4},
        "q.b||1": {"state": "dont_know", "value": None},
    }


def test_scripts_and_styles_fetch_nothing_and_never_write_markup() -> None:
    hosts = [file.stem for file in STATIC.glob("*.js") if file.stem not in FORM]
    for host in hosts:
        code = script(host)
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", code)
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", code)
    assert "http" not in style("live", "worksheet", "trying", "notebook")
    assert set(re.findall(r"url\((.{5})", notebook_look())) == {"data:"}


def test_only_the_reports_typefaces_are_served() -> None:
    assert font_file("Inter-Regular.latin.woff2") is not None
    assert font_file("../../../../etc/passwd") is None
    assert font_file("widths.json") is None


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    made = new_workshop(tmp_path / "w.kit", "Acme", ("pr", "marketing"))
    cells = {"name": "Ada", "department": "pr"}
    row = {"kind": "row", "register": "participants", "id": "p1", "cells": cells}
    assert made.record([row], "") == [{"answer_id": "", "ok": True, "version": 1}]
    return made


def heard(form: Any, content: object) -> list[Any]:  # noqa: ANN401  a widget
    """Say something to a widget as a browser would, and return what it answers."""
    told: list[Any] = []
    form.send = told.append
    form._heard(form, content, [])
    return told


def test_a_widget_acknowledges_each_reply(workshop: Workshop) -> None:
    form = workshop.ask("goals.difference", participant="Ada")
    reply = {
        "kind": "answer", "question": "goals.difference", "subject": "pr", "round": 1,
        "state": "given", "value": 4, "answer_id": "a1",
    }  # fmt: skip
    told = heard(
        form, {"ticket": "t", "entries": [reply, {**reply, "value": 9, "answer_id": "a2"}]}
    )

    assert told == [
        {
            "ticket": "t",
            "results": [
                {"answer_id": "a1", "ok": True},
                {
                    "answer_id": "a2",
                    "ok": False,
                    "message": "9 is not a number from 1 to 5. "
                    'Correct it, or leave it empty for "not answered".',
                },
            ],
        }
    ]
    assert [one.value for one in workshop.snapshot.answers] == [4]
    workshop.close()


@pytest.mark.parametrize("content", [None, "x", {}, {"ticket": 1, "entries": []}, {"ticket": "t"}])
def test_a_widget_answers_nothing_that_is_no_reply(workshop: Workshop, content: object) -> None:
    assert heard(workshop.ask("goals.difference", participant="p1"), content) == []
    workshop.close()


def test_a_widget_without_a_person_keeps_no_answer(workshop: Workshop) -> None:
    form = workshop.ask("goals.difference")
    reply = {
        "kind": "answer", "question": "goals.difference", "subject": "pr", "round": 1,
        "state": "given", "value": 4, "answer_id": "a1", "participant": "p1",
    }  # fmt: skip
    (told,) = heard(form, {"ticket": "t", "entries": [reply]})

    assert told["results"][0]["message"].startswith("Nobody is named who answers.")
    assert workshop.snapshot.answers == ()
    workshop.close()


def test_the_worksheet_is_one_file_that_no_text_can_break() -> None:
    bank = load()
    item = question_item(bank.questions["goals.difference"], bank, SNAPSHOT)
    page = worksheet(HOSTILE, "p1", [{**item, "text": HOSTILE}], "schema/1")

    assert page.count("</script>") == 2
    assert "default-src 'none'" in page
    told = re.search(r'id="told">(.*?)</script>', page, re.DOTALL)
    assert told is not None
    assert json.loads(told[1])["items"][0]["text"] == HOSTILE
