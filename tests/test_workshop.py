from __future__ import annotations

import json
from pathlib import Path

import pytest

from kit.errors import SourceError
from kit.workshop import Workshop, open_workshop

CRITERIA = ("goals.difference", "audiences.distinct", "content.original")


def saved(folder: Path, registers: dict[str, object], answers: list[object]) -> Workshop:
    """Return the workshop of a JSON file."""
    data = {
        "schema": "social-strategy-kit/workshop/1",
        "organisation": {"name": "Harbour Bakery"},
        "registers": registers,
        "answers": answers,
    }
    file = folder / "workshop.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return open_workshop(file)


DEPARTMENTS = [
    {"id": "a", "name": "Alpha"},
    {"id": "sales", "name": "hr"},
    {"id": "hr", "name": "sales"},
]
PEOPLE = [{"id": f"p{place}", "department": "a"} for place in range(6)]
UNSURE = [
    {"participant": person["id"], "question": question, "subject": "a", "answer": "don't know"}
    for person in PEOPLE
    for question in CRITERIA
]
ON_A_PLATFORM = [
    {"participant": person["id"], "question": question, "subject": "a@instagram", "answer": 5}
    for person in PEOPLE
    for question in CRITERIA
]


@pytest.mark.parametrize(
    ("registers", "answers"),
    [
        ({}, []),
        ({"departments": DEPARTMENTS[:1]}, []),
        ({"departments": DEPARTMENTS, "participants": PEOPLE}, UNSURE),
        ({"departments": DEPARTMENTS, "participants": PEOPLE}, ON_A_PLATFORM),
    ],
)
def test_every_workshop_has_a_decision_and_a_strategy_however_little_was_said(
    tmp_path: Path, registers: dict[str, object], answers: list[object]
) -> None:
    with saved(tmp_path, registers, answers) as workshop:
        data = json.loads(json.dumps(workshop.decision(), allow_nan=False))
        assert data["schema"] == "social-strategy-kit/decision/1"
        for part in ("decision", "certainty", "agenda", "goals", "company"):
            assert workshop.show(part)._repr_html_()


def test_a_department_is_found_by_its_id_before_its_name(tmp_path: Path) -> None:
    with saved(tmp_path, {"departments": DEPARTMENTS}, []) as workshop:
        assert workshop.department_id("hr") == "hr"
        assert workshop.department_id("ALPHA") == "a"
        with pytest.raises(SourceError) as refused:
            workshop.department_id("beta")
    assert str(refused.value) == (
        "department: 'beta' is not a department here. Use one of: a, sales, hr."
    )


def test_two_departments_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    same = [{"id": "one", "name": "Same"}, {"id": "two", "name": "Same"}]
    with (
        saved(tmp_path, {"departments": same}, []) as workshop,
        pytest.raises(SourceError) as refused,
    ):
        workshop.department_id("same")
    assert str(refused.value) == (
        "department: 'same' is not the name of one department only. Use one of: one, two."
    )
