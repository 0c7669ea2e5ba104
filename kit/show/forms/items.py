"""What the renderer shows, as plain JSON: questions with subjects, registers with rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from kit.model.content import About, Bank, Choice, Format, Kind, Question, Register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kit.model.workshop import Answer, Row, Snapshot

Item: TypeAlias = dict[str, Any]
EVERY = "each department"


def question_item(
    question: Question, bank: Bank, snapshot: Snapshot, *, department: str = "", round_no: int = 1
) -> Item:
    """Return a question as the renderer takes it.

    Args:
        question: What is asked.
        bank: The content.
        snapshot: The workshop, whose rows references name.
        department: Whose view this is; questions about one's own department are about it. Empty:
            the page fills it in, for pages that many departments share.
        round_no: The round that is answered.
    """
    subjects = _subjects(question, snapshot, department)
    whom = subjects[0]["label"] if len(subjects) == 1 and subjects[0]["label"] else EVERY
    if question.about is About.OWN_DEPARTMENT and not department:
        whom = "{department}"
    return {
        "type": "question",
        "id": question.id,
        "text": question.text.replace("{department}", whom),
        "help": question.help,
        "why": question.why,
        "good": question.good_example,
        "poor": question.poor_example,
        "privacy": question.privacy.value,
        "about": question.about.value,
        "round": round_no,
        "field": field(question.format, snapshot, bank),
        "subjects": subjects,
        "by_group": question.by_department,
        "by_platform": question.by_platform,
        "platforms": choices(bank.choice_sets.get("platforms", ())) if question.by_platform else [],
    }


def register_item(
    register: Register, bank: Bank, snapshot: Snapshot, columns: Iterable[str] = ()
) -> Item:
    """Return a register as the renderer takes it.

    Args:
        register: Which.
        bank: The content.
        snapshot: The workshop with the register's rows.
        columns: Only these columns; all when left out.
    """
    wanted = set(columns)
    return {
        "type": "register",
        "id": register.id,
        "title": register.title,
        "purpose": register.purpose,
        "columns": [
            {
                "id": column.id,
                "label": column.label,
                "help": column.help,
                "required": column.required,
                "field": field(column.format, snapshot, bank),
            }
            for column in register.columns
            if not wanted or column.id in wanted or column.required
        ],
        "rows": [row_values(row) for row in snapshot.rows(register.id)],
    }


def row_values(row: Row) -> Item:
    """Return a row as the renderer takes it."""
    return {"id": row.id, "values": row.values, "version": row.version}


def field(form: Format, snapshot: Snapshot, bank: Bank) -> Item:
    """Return what may be answered; references carry the rows they may name."""
    offered = choices(form.choices)
    if form.refers_to and not form.choices:
        offered = _row_choices(form, snapshot, bank)
    return {
        "kind": form.kind.value,
        "choices": offered,
        "levels": list(form.levels),
        "unit": form.unit,
        "longest": form.longest,
        "several": form.several,
    }


def choices(found: Iterable[Choice]) -> list[dict[str, str]]:
    """Return choices as the renderer takes them."""
    return [{"id": one.id, "label": one.label, "help": one.help} for one in found]


def replies_of(answers: Iterable[Answer]) -> dict[str, Item]:
    """Return answers by their place (`question|subject|round`), to be filled into a form."""
    return {
        f"{answer.question}|{answer.subject}|{answer.round}": {
            "state": answer.state.value,
            "value": answer.value,
        }
        for answer in answers
    }


def _subjects(question: Question, snapshot: Snapshot, department: str) -> list[dict[str, str]]:
    rows = [(row.id, str(row.values.get("name") or row.id)) for row in snapshot.rows("departments")]
    match question.about:
        case About.ORGANISATION:
            return [{"id": "", "label": ""}]
        case About.OWN_DEPARTMENT:
            names = dict(rows)
            return [{"id": department, "label": names.get(department, department)}]
        case About.EACH_DEPARTMENT:
            return [{"id": key, "label": name} for key, name in rows]


def _row_choices(form: Format, snapshot: Snapshot, bank: Bank) -> list[dict[str, str]]:
    register = bank.registers.get(form.refers_to)
    name = register.key[0] if register else "name"
    rows = snapshot.rows(form.refers_to)
    if form.kind is Kind.POINTS and form.refers_to == "goals":
        # Points are shared among the company's goals; a department's own are left out (see help).
        company = tuple(row for row in rows if not row.values.get("department"))
        rows = company or rows
    return [
        {"id": row.id, "label": str(row.values.get(name) or row.id), "help": ""} for row in rows
    ]
