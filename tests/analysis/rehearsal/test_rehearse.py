"""Each scenario with the organisation it is told with: gaps it must show, and the others."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import kit
from kit.analysis.rehearsal import Rehearsal, rehearse
from kit.bank import load_folder
from kit.model.content import Bank
from kit.model.workshop import Snapshot
from kit.workshop import open_workshop

CONTENT = Path(kit.__file__).parent / "content"
# Needs each scenario's own organisation must lack, and needs it must not be told of.
EXPECTED = {
    "closing_site": ({"days_ahead", "nothing_after", "reactions"}, {"end_date", "constraint"}),
    "coming_law": ({"warned", "nothing_after", "legal_contact"}, {"on_horizon", "claims"}),
    "product_launch": (
        {"pack_positioning", "pack_main_message", "pack_creatives", "media_earned", "clashes"},
        {"pack_product_content", "media_owned", "media_paid", "launch"},
    ),
    "social_cause": ({"deeds", "verified", "approver", "flags_answered"}, {"read_outside"}),
    "crisis_at_night": (
        {"plan", "cover_weekday_night", "cover_sunday", "may_pause", "level_four"},
        {"first_line"},
    ),
    "contest": ({"terms", "contract", "accountable", "disclosure", "clashes"}, {"privacy"}),
    "explained_to_outsiders": ({"clear", "words", "outsider_check"}, {"readers", "expert"}),
    "restaurant_chain": ({"jobs_route", "service_role"}, {"pictures", "second_admin", "review"}),
}


def run(samples: Path, bank: Bank, scenario_id: str, sample: str = "") -> Rehearsal:
    scenario = next(one for one in bank.scenarios if one.id == scenario_id)
    with open_workshop(samples / (sample or scenario.sample)) as workshop:
        return rehearse(workshop.snapshot, bank, scenario)


def test_every_scenario_has_an_organisation_of_its_own(samples: Path, bank: Bank) -> None:
    folders = [one.sample for one in bank.scenarios]
    assert len(set(folders)) == len(folders) == 8
    assert [name for name in folders if not (samples / name).is_dir()] == []


@pytest.mark.parametrize("scenario", sorted(EXPECTED))
def test_its_own_organisation_meets_some_needs_and_not_others(
    samples: Path, bank: Bank, scenario: str
) -> None:
    found = run(samples, bank, scenario)
    missing, present = EXPECTED[scenario]
    gaps = {gap.need for gap in found.gaps}
    assert missing <= gaps
    assert not present & gaps
    assert found.met + len(found.gaps) == found.needs


@pytest.mark.parametrize("scenario", sorted(EXPECTED))
def test_every_gap_is_a_promise_with_an_owner_and_a_day(
    samples: Path, bank: Bank, scenario: str
) -> None:
    for gap in run(samples, bank, scenario).gaps:
        assert gap.giver
        assert gap.giver_name != "nobody yet"
        assert gap.giver != gap.receiver
        assert gap.due > "2026"
        row = gap.commitment()
        assert (row.register, row.values["giver"]) == ("commitments", gap.giver)


def test_the_closing_sites_reason_stays_with_those_who_may_know(samples: Path, bank: Bank) -> None:
    found = run(samples, bank, "closing_site")
    with open_workshop(samples / "tannery_row_coffee") as workshop:
        reasons = [
            str(row.values.get("reason_restricted") or "")
            for row in workshop.snapshot.rows("calendar_constraints")
        ]
    said = " ".join(text for gap in found.gaps for text in gap.shown)
    assert any(reasons)
    assert [reason for reason in reasons if reason and reason in said] == []


def test_an_empty_workshop_lacks_nearly_everything(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    rows = {"departments": [{"id": "pr", "name": "PR"}]}
    snapshot = make_snapshot(rows, workshop_date="2027-01-15", central_department="pr")
    for scenario in bank.scenarios:
        found = rehearse(snapshot, bank, scenario)
        assert found.gaps, scenario.id
        assert all(gap.giver == "pr" and not gap.receiver for gap in found.gaps)


SEASON = {"id": "summer", "name": "Summer menu", "kind": "product", "valid_to": "2027-02-01"}
SHOP = {"id": "shop", "name": "Dock shop", "kind": "location", "valid_to": "2027-02-01"}


def closing(
    make_snapshot: Callable[..., Snapshot], bank: Bank, **more: list[dict[str, object]]
) -> Rehearsal:
    rows = {
        "departments": [{"id": "pr", "name": "PR"}, {"id": "marketing", "name": "Marketing"}],
        "calendar_subjects": [SEASON, SHOP],
        **more,
    }
    snapshot = make_snapshot(rows, workshop_date="2027-01-15")
    scenario = next(one for one in bank.scenarios if one.id == "closing_site")
    return rehearse(snapshot, bank, scenario)


@pytest.mark.parametrize(("subject", "shown"), [("shop", True), ("summer", False)])
def test_only_clashes_about_what_the_scenario_means_are_read_aloud(
    make_snapshot: Callable[..., Snapshot], bank: Bank, subject: str, *, shown: bool
) -> None:
    post = {
        "title": "Come again",
        "kind": "post",
        "department": "marketing",
        "start": "2027-03-01",
        "subjects": [subject],
    }
    found = closing(make_snapshot, bank, calendar_items=[post])
    assert ("nothing_after" in {gap.need for gap in found.gaps}) is shown


def test_whoever_carries_the_plan_is_proposed_as_owner(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    carried = [{"department": "pr", "carried_by": "Ann Vale"}]
    asked = [
        {"department": "pr", "purpose": "fast_answer", "person": "Bo"},
        {"department": "marketing", "purpose": "fast_answer", "person": "Cy"},
    ]
    found = closing(make_snapshot, bank, sign_offs=carried, contacts=asked)
    owners = {gap.giver: gap.commitment().values.get("owner") for gap in found.gaps}
    assert owners == {"pr": "Ann Vale", "marketing": "Cy"}


def test_a_department_that_is_not_there_is_called_by_its_name(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    absent = {one.asked for one in closing(make_snapshot, bank).moments if one.absent}
    assert absent == {"Executives", "Customer service"}


def test_a_scenario_is_one_file_and_no_code(
    tmp_path: Path, make_snapshot: Callable[..., Snapshot]
) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    (content / "scenarios" / "strike.toml").write_text(
        'title = "A strike"\nplace = 90\nminutes = 10\nstory = "The drivers stop."\n'
        'source = "our-judgement"\n'
        '[[needs]]\nid = "line"\ncheck = "row"\nregister = "faq"\ncolumns = ["answer"]\n'
        'missing = "No answer is ready"\n'
        '[needs.promise]\nwhat = "Write one"\ngiver = "pr"\ndays = 3\n',
        encoding="utf-8",
    )
    bank = load_folder(content)
    strike = next(one for one in bank.scenarios if one.id == "strike")
    snapshot = make_snapshot(
        {"departments": [{"id": "pr", "name": "PR"}]}, workshop_date="2027-01-15"
    )
    (gap,) = rehearse(snapshot, bank, strike).gaps
    assert (gap.sentence, gap.giver, gap.due) == ("No answer is ready", "pr", "2027-01-18")
