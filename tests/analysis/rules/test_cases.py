"""Every rule has, as data, a case in which it fires and one in which it is silent.

cases/<module>.toml: a table named for the rule, `fires` and `silent`, and more that fire
under names of their own, each with `rows` by register,
`answers` (participant, question, subject, answer), `advice` (what the account decision gave) and
what of the organisation differs, and `viewer`, the department for whose eyes it is told. `says` is
the whole sentence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kit.analysis.rules import rules
from kit.analysis.situation import Situation
from kit.model.content import AccountModel, Bank
from kit.model.decision import Label, Recommendation, Step, Transition
from kit.model.workshop import Snapshot

CASES = {
    rule: table
    for file in sorted((Path(__file__).parent / "cases").glob("*.toml"))
    for rule, table in tomllib.loads(file.read_text(encoding="utf-8")).items()
}
RULES = {rule.id: rule for rule in rules()}
NAMES = {
    "pr": "PR",
    "marketing": "Marketing",
    "customer_service": "Customer service",
    "legal": "Legal",
    "hr": "People",
}
PEOPLE = dict(zip(("p1", "p2", "p3", "p4", "p5"), NAMES, strict=True))
ORGANISATION = {"workshop_date": "2027-01-15", "country": "GB"}


def test_every_rule_has_a_case_that_fires_and_one_that_does_not() -> None:
    lacking = [rule for rule in RULES if set(CASES.get(rule, ())) < {"fires", "silent"}]
    assert lacking == []


def test_every_case_names_a_rule() -> None:
    assert sorted(set(CASES) - set(RULES)) == []


def situation(
    case: Mapping[str, Any], make_snapshot: Callable[..., Snapshot], bank: Bank
) -> Situation:
    rows = dict(case.get("rows", {}))
    rows.setdefault("departments", [{"id": key, "name": name} for key, name in NAMES.items()])
    answers = [tuple(answer) for answer in case.get("answers", ())]
    people = case.get("people", PEOPLE if "departments" not in case.get("rows", {}) else {})
    settings = ORGANISATION | case.get("organisation", {})
    snapshot = make_snapshot(rows, answers, people, **settings)
    names = {str(row["id"]): str(row["name"]) for row in rows["departments"]}
    advice = tuple(_advice(one, names) for one in case.get("advice", ()))
    return Situation(snapshot, bank, advice, case.get("viewer", ""))


def _advice(one: Mapping[str, str], names: Mapping[str, str]) -> Recommendation:
    department, platform = one["department"], one.get("platform", "")
    model = AccountModel(one["model"])
    steps = (Transition(Step.OPEN, "open an account"),) if one.get("opens") else ()
    return Recommendation(
        subject=f"{department}@{platform}" if platform else department,
        department=department,
        department_name=names[department],
        platform=platform,
        platform_name=platform.capitalize(),
        model=model,
        leader=model,
        label=Label.CLEAR,
        because="",
        look_again_if="",
        transitions=steps,
    )


@pytest.mark.parametrize(
    ("rule", "name"),
    [(rule, name) for rule in sorted(CASES) for name in CASES[rule] if name != "silent"],
)
def test_fires(rule: str, name: str, make_snapshot: Callable[..., Snapshot], bank: Bank) -> None:
    case = CASES[rule][name]
    found = list(RULES[rule].look(situation(case, make_snapshot, bank)))
    assert found, "the rule saw nothing"
    for one in found:
        assert one.sentence[:1] == one.sentence[:1].upper()
        assert one.sentence[-1] not in "., "
        assert one.advice
        assert one.evidence.from_
    if "says" in case:
        assert case["says"] in [one.sentence for one in found]
    if "department" in case:
        assert case["department"] in {one.department for one in found}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_is_silent(rule: str, make_snapshot: Callable[..., Snapshot], bank: Bank) -> None:
    case = CASES[rule]["silent"]
    found = list(RULES[rule].look(situation(case, make_snapshot, bank)))
    assert [one.sentence for one in found] == []
