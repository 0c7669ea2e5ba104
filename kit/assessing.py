"""What one person is asked about their own department, on a page or in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.model.workshop import Row, Value
from kit.show.forms import question_item, register_item

if TYPE_CHECKING:
    from kit.facilitation import Input
    from kit.model.content import Bank
    from kit.model.workshop import Snapshot


def input_item(
    one: Input, bank: Bank, present: Snapshot, department: str, person: str
) -> dict[str, Any]:
    """Return a question about one department, or a row of it, as the renderer takes it.

    Args:
        one: What is asked; not a setting.
        bank: The content.
        present: The workshop's registers.
        department: The department it is asked about.
        person: Whoever answers.
    """
    if one.question:
        question = bank.questions[one.question]
        item = question_item(question, bank, present, department=department)
        own = [subject for subject in item["subjects"] if subject["id"] in {"", department}]
        name = next((subject["label"] for subject in own), "") or "your department"
        text = question.text.replace("{department}", name)
        return {**item, "subjects": own, "text": text, "platforms": []}
    item = register_item(bank.registers[one.register], bank, present)
    row = own_row(one.register, bank, present, department, person)
    named = {"title": one.title, "purpose": ""} if one.title else {}
    return {
        **item,
        **named,
        "type": "row",
        "columns": [column for column in item["columns"] if column["id"] in one.columns],
        "row": {"id": row.id, "values": row.values, "version": row.version},
    }


def own_row(register: str, bank: Bank, present: Snapshot, department: str, person: str) -> Row:
    """Return the row this person fills in: the one they began, or a new one of the department."""
    key = department if register == "departments" else f"{register[:20]}-{department[:30]}"
    if register != "departments":
        key = f"{key}-{person[-8:]}"
    found = next((row for row in present.rows(register) if row.id == key), None)
    fixed: dict[str, Value] = {}
    if bank.registers[register].column("department") is not None:
        fixed["department"] = department
    return found or Row(register, key, fixed)
