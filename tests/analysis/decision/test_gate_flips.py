"""Clearing the gates that a flip names gives exactly the advice it announces."""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import Answers, Gate, recommend

from .cases import company, default_model

GATES = (
    Gate("hours", ("own",), "Hours", "Free some.", "min", 3.0, "hours a week"),
    Gate("admin", ("own",), "Second administrator", "Name one."),
    Gate("rights", ("contributor", "own"), "Rights to the pictures", "Clear them."),
    Gate("liaison", ("contributor",), "Named liaison", "Name one."),
)
MODEL = default_model(gates=GATES)


def facts_of(generator: np.random.Generator, departments: tuple[str, ...]) -> dict[str, object]:
    return {
        name: {
            "hours": float(generator.choice([0, 2, 5])),
            **{gate: bool(generator.random() < 0.5) for gate in ("admin", "rights", "liaison")},
        }
        for name in departments
    }


@pytest.mark.parametrize("seed", range(6))
def test_clearing_what_a_flip_names_gives_the_advice_it_announces(seed: int) -> None:
    answers = company(8, 12, seed=seed)
    facts = facts_of(np.random.default_rng(seed), answers.departments)

    found = recommend(MODEL, answers, facts, n=256)

    announced = 0
    for one in found:
        for flip in (flip for flip in one.flips if flip.kind == "gates"):
            cleared = {gate: 9.0 if gate == "hours" else True for gate in flip.gates}
            mended = {**facts, one.department: {**facts[one.department], **cleared}}
            again = {two.department: two for two in recommend(MODEL, answers, mended, n=256)}
            assert again[one.department].alternative == flip.to != one.alternative
            announced += 1
    assert announced > 1


@pytest.mark.parametrize("seed", range(3))
def test_gates_that_no_flip_names_would_change_nothing(seed: int) -> None:
    answers = company(8, 12, seed=seed)
    facts = facts_of(np.random.default_rng(seed + 50), answers.departments)

    for one in recommend(MODEL, answers, facts, n=256):
        told = {frozenset(flip.gates) for flip in one.flips if flip.kind == "gates"}
        for name in MODEL.alternatives:
            failed = frozenset(
                gate.gate for gate in one.gates if gate.alternative == name and gate.state == "fail"
            )
            if failed and failed not in told:
                cleared = {gate: 9.0 if gate == "hours" else True for gate in failed}
                mended = {**facts, one.department: {**facts[one.department], **cleared}}
                again = {two.department: two for two in recommend(MODEL, answers, mended, n=256)}
                assert again[one.department].alternative == one.alternative


def test_a_gate_that_always_fails_leaves_the_next_and_is_named_whole() -> None:
    answers = Answers(np.full((5, 1, 5), 4.0), departments=["hr"])
    facts = {"hr": {"hours": 0.0, "admin": False, "rights": True, "liaison": True}}

    found = recommend(MODEL, answers, facts)[0]

    assert (found.label.value, found.alternative, found.leader) == ("blocked", "contributor", "own")
    assert [(flip.gates, flip.to) for flip in found.flips if flip.kind == "gates"] == [
        (("hours", "admin"), "own")
    ]
