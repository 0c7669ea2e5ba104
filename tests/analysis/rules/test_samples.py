"""Each sample organisation: the findings it must raise, and those it must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.analysis.rules import find
from kit.analysis.situation import Situation
from kit.model.decision import Finding
from kit.workshop import open_workshop

# Folder: rules that must see something; rules that must not.
EXPECTED: dict[str, tuple[set[str], set[str]]] = {
    "tannery_row_coffee": (
        {
            "calendar_on_hold",
            "calendar_maybe_about",
            "customer_service_not_told",
            "reactions_not_prepared",
            "voice_not_heard",
            "site_not_heard",
            "message_without_majority",
        },
        {"calendar_after_end", "calendar_before_lift", "no_crisis_plan", "cause_without_deeds"},
    ),
    "larkfield_clinics": (
        {"change_ahead_nobody_warned_of", "calendar_after_end", "no_path_for_legal_questions"},
        {"calendar_before_lift", "contest_without_reviewed_terms", "no_crisis_plan"},
    ),
    "halden_pumps": (
        {
            "launch_pack_incomplete",
            "communications_told_late",
            "launch_on_one_leg",
            "activity_without_goal",
            "calendar_missing_partner",
            "calendar_duplicate",
            "calendar_contradiction",
            "partner_without_one_accountable",
            "message_held_by_its_readers",
            "reactions_not_prepared",
        },
        {"calendar_after_end", "no_crisis_plan", "contest_without_reviewed_terms"},
    ),
    "mossfield_sportswear": (
        {
            "cause_without_deeds",
            "message_held_by_its_readers",
            "red_flag_unanswered",
            "nobody_receives_red_flags",
            "marketing_less_mixed_than_company",
        },
        {"launch_pack_incomplete", "contest_without_reviewed_terms", "calendar_after_end"},
    ),
    "skerry_line_ferries": (
        {
            "hours_without_cover",
            "reply_promised_when_nobody_is_there",
            "escalation_level_without_contact",
            "no_crisis_plan",
            "crisis_plan_not_practised",
            "nobody_may_pause",
            "accounts_without_second_login",
        },
        {"calendar_after_end", "cause_without_deeds", "triage_goes_in_circles"},
    ),
    "pip_and_bramble": (
        {
            "contest_without_reviewed_terms",
            "deal_signed_before_review",
            "partner_without_one_accountable",
            "partner_not_disclosed",
            "influencer_not_checked",
            "calendar_missing_partner",
            "campaign_misses_a_contributor",
        },
        {"no_crisis_plan", "cause_without_deeds", "calendar_after_end"},
    ),
    "quillmere_university": (
        {"message_held_by_its_readers", "message_without_majority", "brief_not_checked"},
        {"contest_without_reviewed_terms", "no_crisis_plan", "cause_without_deeds"},
    ),
    "restaurant_chain": (
        {"no_crisis_plan", "reply_promised_when_nobody_is_there"},
        {"triage_goes_in_circles", "calendar_before_lift", "cause_without_deeds"},
    ),
    "poor_data": (
        {"triage_goes_in_circles", "two_accountable"},
        {"calendar_before_lift"},
    ),
}


def findings(folder: Path) -> list[Finding]:
    with open_workshop(folder) as workshop:
        situation = Situation(workshop.snapshot, workshop.bank, workshop.recommendations)
        return list(find(situation))


@pytest.mark.parametrize("sample", sorted(EXPECTED))
def test_a_sample_raises_what_it_must_and_nothing_it_must_not(samples: Path, sample: str) -> None:
    must, must_not = EXPECTED[sample]
    seen = {one.rule for one in findings(samples / sample)}
    assert sorted(must - seen) == []
    assert sorted(must_not & seen) == []


def test_the_kiosk_in_leeds_is_not_the_shop_that_closes(samples: Path) -> None:
    said = " ".join(one.sentence for one in findings(samples / "tannery_row_coffee"))
    assert "Kirkgate" not in said


def test_evenings_and_saturdays_are_covered_on_the_ferries(samples: Path) -> None:
    (one,) = [
        one
        for one in findings(samples / "skerry_line_ferries")
        if one.rule == "hours_without_cover"
    ]
    assert "evening" not in one.sentence
    assert "Saturday" not in one.sentence


@pytest.mark.parametrize("sample", sorted(EXPECTED))
def test_every_sentence_reads_like_one(samples: Path, sample: str) -> None:
    for one in findings(samples / sample):
        assert "  " not in one.sentence
        assert "None" not in one.sentence
        assert not one.sentence.endswith((".", ",", " "))
        assert one.advice
        assert one.serves
