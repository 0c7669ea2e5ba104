"""A secret told in other words is asked about, for whoever holds the file; nothing is decided."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kit.analysis.calendar import known_whole, may_give_away
from kit.checking import check_lines
from kit.model.content import Bank
from kit.model.workshop import Snapshot
from kit.workshop import open_workshop

HOLD = {
    "id": "sale",
    "name": "The lodge is sold",
    "kind": "embargo",
    "effect": "block",
    "subjects": "lodge",
    "from_day": "2027-01-01",
    "to_day": "2027-04-19",
    "may_know": "pr",
    "reason_restricted": "The owners have sold it to Zanzibar Estates for flats",
    "owner": "Una Finch",
}
ROWS: dict[str, list[dict[str, str]]] = {
    "departments": [{"id": "pr", "name": "Press"}, {"id": "marketing", "name": "Marketing"}],
    "participants": [
        {"id": "una", "name": "Una", "department": "pr"},
        {"id": "mo", "name": "Mo", "department": "marketing"},
    ],
    "calendar_subjects": [{"id": "lodge", "name": "Moor Lodge", "kind": "location"}],
    "calendar_constraints": [HOLD],
    "calendar_items": [
        {
            "id": "spring",
            "title": "Spring at Moor Lodge",
            "kind": "post",
            "department": "marketing",
            "start": "2027-03-01",
        }
    ],
    "commitments": [
        {"what": "Speak to staff before Zanzibar does", "giver": "pr", "receiver": "marketing"},
        {"what": "Post the spring pictures", "giver": "marketing", "receiver": "pr"},
    ],
    "risks": [{"risk": "late_news", "note": "The lodge is sold before anybody is told"}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "inns"
    place.mkdir()
    settings = ['name = "Harrow Inns"', 'country = "GB"', 'workshop_date = "2027-02-08"']
    (place / "organisation.toml").write_text("\n".join(settings), encoding="utf-8")
    for register, rows in ROWS.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        lines = [columns, *([row.get(key, "") for key in columns] for row in rows)]
        text = "\n".join(",".join(line) for line in lines)
        (place / f"{register}.csv").write_text(text, encoding="utf-8")
    return place


def test_a_word_that_only_the_hold_uses_is_asked_about(folder: Path) -> None:
    with open_workshop(folder) as workshop:
        (hint,) = may_give_away(workshop.snapshot, workshop.bank)
    assert (hint.where, hint.text, hint.words, hint.ask) == (
        "Commitments",
        "Speak to staff before Zanzibar does",
        ("zanzibar",),
        "Una Finch",
    )


def test_a_word_that_outsiders_use_too_gives_nothing_away(folder: Path) -> None:
    more = "\nmarketing,need,The number of Zanzibar Street\n"
    (folder / "needs_and_offers.csv").write_text(f"department,sort,what{more}", encoding="utf-8")
    with open_workshop(folder) as workshop:
        assert may_give_away(workshop.snapshot, workshop.bank) == ()


def test_without_holds_nothing_is_asked(make_snapshot: Callable[..., Snapshot], bank: Bank) -> None:
    assert may_give_away(make_snapshot({}), bank) == ()


def test_the_check_asks_and_the_report_prints_on(folder: Path) -> None:
    asked = [line for line in check_lines(str(folder)) if "May give something away" in line]
    assert asked == [
        "  May give something away, Commitments: “Speak to staff before Zanzibar does” says "
        "“zanzibar”. Everybody reads it; say it otherwise, or ask Una Finch."
    ]


def test_the_check_says_what_has_to_stop(folder: Path) -> None:
    assert (
        "  Stop: “Spring at Moor Lodge” (Marketing, 1 March 2027) is on hold. Hold, ask Una Finch."
        in list(check_lines(str(folder)))
    )


@pytest.mark.parametrize("department", ["", "marketing"])
def test_rows_that_tell_are_neither_printed_nor_picked_by_outsiders(
    folder: Path, department: str
) -> None:
    with open_workshop(folder) as workshop:
        known = known_whole(workshop.snapshot, workshop.bank, department)
    assert known.rows("calendar_constraints") == ()
    assert known.rows("risks") == ()
    assert [row.id for row in known.rows("calendar_items")] == ["spring"]


@pytest.mark.parametrize(("person", "sees"), [("una", True), ("mo", False), ("", False)])
def test_a_notebooks_form_shows_what_its_reader_may_know(
    folder: Path, person: str, *, sees: bool
) -> None:
    registers = ["calendar_constraints", "calendar_items", "risks"]
    with open_workshop(folder) as workshop:
        form = workshop.ask(participant=person, registers=registers)
    told = str({name: getattr(form, name) for name in form.trait_names() if name[0] != "_"})
    assert ("The owners have sold it" in told) is sees
    assert ("The lodge is sold before anybody" in told) is sees
    assert "Spring at Moor Lodge" in told


def test_a_reveal_shows_nothing_of_a_hold(folder: Path) -> None:
    (folder / "answers.csv").write_text(
        "participant,question,subject,answer\n"
        "una,working_together.gain,pr,The lodge is sold\n"
        "mo,working_together.gain,marketing,Fewer surprises\n",
        encoding="utf-8",
    )
    with open_workshop(folder) as workshop:
        shown = workshop.reveal("working_together.gain")._repr_html_()
    assert "The lodge is sold" not in shown
    assert "On hold, ask Una Finch" in shown
    assert "Fewer surprises" in shown
