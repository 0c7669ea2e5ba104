"""What notebooks put on the desk: who answers, where it is kept, what cannot be kept, a slider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kit.desk import COPY, READ_ONLY
from kit.errors import InputError, SourceError
from kit.workshop import Workshop, new_workshop, open_workshop, work_on

SAMPLE = Path(__file__).parents[1] / "sample_data" / "pip_and_bramble"
REPLY = {
    "kind": "answer", "question": "goals.difference", "subject": "pr", "round": 1,
    "state": "given", "value": 4, "answer_id": "a1",
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "w.kit"
    with new_workshop(made, "Harbour & <Pine>", ("pr", "marketing")) as workshop:
        cells = {"name": "Ada", "department": "pr"}
        row = {"kind": "row", "register": "participants", "id": "p1", "cells": cells}
        assert workshop.record([row], "")[0]["ok"]
    return made


@pytest.fixture
def workshop(file: Path) -> Iterator[Workshop]:
    with work_on(file) as opened:
        yield opened


def test_a_notebook_opens_with_who_decides_who_answers_and_where_it_is_kept(
    workshop: Workshop, file: Path
) -> None:
    assert workshop.about("goals", participant="ada").lines == (
        "About 22 minutes.",
        "Who decides in the end: nobody is named yet.",
        "Ada answers here, for Public relations.",
        f"Answers are kept in {file}.",
    )


def test_somebody_who_is_not_listed_can_still_open_the_page_that_lists_them(
    workshop: Workshop,
) -> None:
    said = workshop.about("start_here", participant="Zoe").lines[2]

    assert said.startswith("participant: 'Zoe' is not listed in this workshop. Add them to")
    with pytest.raises(InputError, match="'Zoe' is not listed"):
        workshop.ask("start_here", participant="Zoe")


def test_words_of_a_workshop_are_shown_as_words(workshop: Workshop) -> None:
    page = workshop.about("goals")._repr_html_()

    assert "Harbour &amp; &lt;Pine&gt;" in page
    assert "<Pine>" not in page
    assert "<details>" in workshop.wrap_up("goals")._repr_html_()
    assert "<details open" not in workshop.wrap_up("goals")._repr_html_()


def test_a_copy_in_memory_says_that_nothing_is_kept() -> None:
    with work_on(SAMPLE) as copied:
        assert copied.ask("goals", participant="p01").told["note"] == COPY


def test_a_workshop_that_may_only_be_read_opens_and_says_so_at_each_answer(file: Path) -> None:
    with open_workshop(file) as reading:
        assert reading.ask("goals", participant="p1").told["note"] == READ_ONLY
        (result,) = reading.record([REPLY], "p1")
        assert (result["ok"], result["message"]) == (False, f"{READ_ONLY}.")
        assert reading.snapshot.answers == ()


def test_a_file_that_cannot_be_written_opens_for_reading(file: Path) -> None:
    # An administrator may write anywhere; nobody can write where a folder stands in the way.
    turn = file.with_name("w.kit-turn")
    turn.unlink()
    turn.mkdir()
    with work_on(file) as reading:
        assert not reading.writable
        assert reading.about("goals").lines[-1] == f"{READ_ONLY}."


def test_a_broken_file_is_told_in_plain_words_instead_of_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "w.kit").write_text("nonsense")
    with pytest.raises(SourceError) as refused:
        work_on(tmp_path / "w.kit")

    assert refused.value._render_traceback_() == [str(one) for one in refused.value.problems]
    assert "is not a workshop file" in refused.value._render_traceback_()[0]


def test_without_an_earlier_copy_nothing_is_compared_and_that_is_said(workshop: Workshop) -> None:
    assert "No earlier copy is named" in repr(workshop.changed_since(""))


def test_a_slider_with_nothing_to_try_says_so(workshop: Workshop) -> None:
    assert workshop.what_if().told["nothing"].startswith("Nothing can be tried yet")


def answered(form: Any, entry: dict[str, object]) -> dict[str, Any]:  # noqa: ANN401  a widget
    told: list[Any] = []
    form.send = told.append
    form._heard(form, {"ticket": "t", "entries": [entry]}, [])
    found: dict[str, Any] = told[0]["results"][0]
    return found


def test_a_slider_tells_the_advice_and_draws_the_map_with_it() -> None:
    with work_on(SAMPLE) as sample:
        slider = sample.what_if()
        first = slider.told["items"][0]
        entry = {"subject": first["subject"], "question": first["question"]}
        as_it_is = answered(slider, {**entry, "level": None})
        changed = answered(slider, {**entry, "level": 5})

    stands = {one.subject: one.model for one in sample.recommendations}
    assert as_it_is["model"] == stands[first["subject"]]
    assert as_it_is["answer"] == "as answered"
    assert sum(changed["support"].values()) == 100
    assert changed["map"]["wide"].startswith("<svg")


@pytest.mark.parametrize(
    "wrong", [{"level": 99}, {"level": True}, {"level": "5"}, {"question": "x"}, {"subject": "x"}]
)
def test_a_slider_answers_nothing_that_does_not_exist(wrong: dict[str, object]) -> None:
    with work_on(SAMPLE) as sample:
        slider = sample.what_if()
        first = slider.told["items"][0]
        entry = {"subject": first["subject"], "question": first["question"], "level": 1, **wrong}

        assert answered(slider, entry)["message"].startswith("There is no such department")
