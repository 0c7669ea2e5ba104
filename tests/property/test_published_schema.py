"""What the published JSON Schema allows, the door admits: no reader of the schema is surprised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allowed_by import allowed_by
from hypothesis import HealthCheck, given, settings

from kit.answers import Intake, RawAnswer, RawRow, admit
from kit.bank import load
from kit.exchange import workshop_schema
from kit.model.content import Format, Kind

BANK = load()
SCHEMA = workshop_schema(BANK)
REGISTERS = SCHEMA["properties"]["registers"]["properties"]
LENIENT = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
QUESTIONS = {
    one["properties"]["question"]["const"]: one
    for one in SCHEMA["properties"]["answers"]["items"]["oneOf"]
}


def points_to_rows(form: Format) -> bool:
    return bool(form.refers_to)


@pytest.mark.parametrize("register", sorted(REGISTERS))
def test_every_row_the_schema_allows_is_admitted(register: str) -> None:
    row: dict[str, Any] = json.loads(json.dumps(REGISTERS[register]["items"]))
    for column in BANK.registers[register].columns:
        # References and sums of 100 are what a schema cannot say; they are tried elsewhere.
        if points_to_rows(column.format) or column.format.kind is Kind.POINTS:
            row["properties"].pop(column.id)
            row["required"] = [name for name in row["required"] if name != column.id]

    @LENIENT
    @given(allowed_by(row))
    def admitted(cells: dict[str, Any]) -> None:
        _fix_order(cells)
        admit(BANK, Intake("x", {"name": "n"}, (RawRow(register, cells, "row"),)))

    if not any(
        points_to_rows(one.format) and one.required for one in BANK.registers[register].columns
    ):
        admitted()


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_every_answer_the_schema_allows_is_admitted(question: str) -> None:
    form = BANK.questions[question].format
    if points_to_rows(form) or form.kind is Kind.POINTS:
        pytest.skip("refers to rows, or adds up to 100: tried in the door's own tests")
    subject = {"organisation": "", "own_department": "", "each_department": "hr"}
    rows = (
        RawRow("departments", {"id": "hr", "name": "HR"}, "row 2"),
        RawRow("participants", {"id": "ann", "department": "hr"}, "row 3"),
    )

    @LENIENT
    @given(allowed_by(QUESTIONS[question]["properties"]["answer"]))
    def admitted(answer: Any) -> None:  # noqa: ANN401  whatever the schema allows
        if form.kind is Kind.RATINGS and isinstance(answer, dict) and not any(answer.values()):
            return  # all zero says nothing: a schema cannot rule it out
        cells = {
            "participant": "ann",
            "question": question,
            "subject": subject[BANK.questions[question].about],
            "answer": answer,
        }
        admit(BANK, Intake("x", {"name": "n"}, rows, (RawAnswer(cells, "answer"),)))

    admitted()


@LENIENT
@given(allowed_by(SCHEMA["properties"]["organisation"]))
def test_every_organisation_the_schema_allows_is_admitted(organisation: dict[str, Any]) -> None:
    organisation.pop("central_department", None)
    admit(BANK, Intake("x", organisation))


def _fix_order(cells: dict[str, Any]) -> None:
    """Put the two ends of a range in order, which a schema cannot ask for."""
    for value in cells.values():
        if isinstance(value, dict) and {"from", "to"} <= set(value):
            value["from"], value["to"] = sorted((value["from"], value["to"]))


def test_the_schema_is_itself_valid() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
