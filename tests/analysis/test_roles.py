"""Roles: who holds which, and what each account model puts on whom."""

from __future__ import annotations

from kit.analysis.roles import Part, holders, load

PARTS = (
    Part("publish", "pr", "accountable", model="central"),
    Part("publish", "shop", "accountable", model="own"),
    Part("publish", "social", "responsible"),
)


def test_a_part_without_a_model_holds_under_every_model() -> None:
    assert holders(PARTS, "responsible") == {
        ("publish", "central"): ["social"],
        ("publish", "own"): ["social"],
    }


def test_two_models_may_have_two_that_answer() -> None:
    assert holders(PARTS, "accountable") == {
        ("publish", "central"): ["pr"],
        ("publish", "own"): ["shop"],
    }


def test_load_is_counted_under_each_model() -> None:
    counts = load(PARTS)
    assert counts["central"]["social"]["responsible"] == 1
    assert "shop" not in counts["central"]
    assert counts["own"]["shop"]["accountable"] == 1
