"""Rehearse, compare and starters, as commands say them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kit.analysis.rehearsal import rehearse
from kit.errors import SourceError
from kit.model.content import Bank
from kit.model.workshop import Snapshot
from kit.planning import (
    comparison_lines,
    rehearsal_lines,
    scenario_lines,
    scenario_named,
    take_starters,
)
from kit.workshop import new_workshop, open_workshop


def test_a_scenario_is_found_by_its_id_and_by_its_title() -> None:
    assert scenario_named("contest") is scenario_named(
        "A contest without terms, and an influencer without a contract"
    )


def test_an_unknown_scenario_is_refused_with_the_nearest() -> None:
    with pytest.raises(SourceError) as caught:
        scenario_named("contests")
    assert str(caught.value) == (
        "scenario: 'contests' is not a scenario of the kit. Did you mean 'contest'?"
    )


def test_the_list_names_every_scenario() -> None:
    assert len(list(scenario_lines())) == 8


def test_a_rehearsal_reads_from_story_to_promises(samples: Path) -> None:
    lines = list(rehearsal_lines(samples / "pip_and_bramble", "contest"))
    assert lines[0].startswith("A contest without terms")
    assert any(line.startswith("- A contest is being prepared or runs") for line in lines)
    assert any(line.startswith("    Promise: Legal") for line in lines)


def test_promises_can_be_written_into_the_workshop(tmp_path: Path) -> None:
    file = tmp_path / "plan.kit"
    with new_workshop(file, "Harbour Bakery", ["pr", "customer_service"]):
        pass
    lines = list(rehearsal_lines(file, "closing_site", add=True))
    with open_workshop(file) as workshop:
        rows = workshop.snapshot.rows("commitments")
    assert lines[-1] == f"{len(rows)} proposed commitments written."
    assert {row.values.get("giver", "") for row in rows} <= {"", "pr", "customer_service"}


def test_rehearsing_again_keeps_what_was_agreed(tmp_path: Path) -> None:
    file = tmp_path / "plan.kit"
    with new_workshop(file, "Harbour Bakery", ["pr", "customer_service"]):
        pass
    list(rehearsal_lines(file, "closing_site", add=True))
    with open_workshop(file, write=True) as workshop:
        first, *others = workshop.snapshot.rows("commitments")
        agreed = replace(first, values={**first.values, "owner": "Ann", "due": "2027-02-01"})
        workshop.store.record([agreed])
    lines = list(rehearsal_lines(file, "closing_site", add=True))
    with open_workshop(file) as workshop:
        rows = {row.id: row.values for row in workshop.snapshot.rows("commitments")}
    assert rows[first.id]["owner"] == "Ann"
    assert len(rows) == 1 + len(others)
    assert lines[-2:] == [
        "0 proposed commitments written.",
        f"{len(rows)} commitments of an earlier rehearsal left as they stand.",
    ]


def test_two_scenarios_promise_apart(bank: Bank, make_snapshot: Callable[..., Snapshot]) -> None:
    snapshot = make_snapshot({"departments": [{"id": "pr", "name": "PR"}]})
    ids = [
        gap.commitment().id
        for scenario in bank.scenarios
        for gap in rehearse(snapshot, bank, scenario).gaps
    ]
    assert len(ids) == len(set(ids))


def test_comparing_two_organisations_or_backwards_is_asked_about(samples: Path) -> None:
    lines = comparison_lines(samples / "tannery_row_coffee_april", samples / "halden_pumps")
    assert [line for line in lines if line.endswith("Is that what you meant?")] == [
        "Two organisations: Tannery Row Coffee, then Halden Pumps. Is that what you meant?",
        "The first is the later one. Is that what you meant?",
    ]


def test_a_comparison_says_what_is_due(samples: Path) -> None:
    lines = list(
        comparison_lines(samples / "tannery_row_coffee", samples / "tannery_row_coffee_april")
    )
    assert lines[0] == "From 2027-01-20 to 2027-04-21"
    assert "Due" in lines


def test_starters_fill_what_is_empty_and_nothing_else(tmp_path: Path) -> None:
    from kit.analysis.situation import Situation  # noqa: PLC0415  numpy when needed
    from kit.analysis.triage import read_triage  # noqa: PLC0415  as above

    file = tmp_path / "plan.kit"
    with new_workshop(file, "Harbour Bakery", ["pr"]):
        pass
    lines = list(take_starters(file))
    assert any(line.startswith("Triage: questions: ") for line in lines)
    with open_workshop(file) as workshop:
        graph = read_triage(Situation(workshop.snapshot, workshop.bank))
        before = workshop.snapshot.registers
    assert len(graph.roots) == 1
    assert graph.circle == graph.unreached == graph.loose == graph.dead_ends == ()
    assert list(take_starters(file)) == ["Every register has rows already; nothing was written."]
    with open_workshop(file) as workshop:
        assert workshop.snapshot.registers == before
