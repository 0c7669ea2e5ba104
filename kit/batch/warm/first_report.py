"""A report that nobody reads, drawn before any is asked for.

A process forked from a warm one finds its modules imported, but whatever code works out once and
keeps, patterns, holidays, templates, schemas, each fork would work out anew. So the warm process
decides, writes and draws one report first, of a small organisation made up from the content: every
register has rows, every question an answer. Nothing of it is kept but what any report would.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.answers import Intake, RawAnswer, RawRow, admit
from kit.bank import load
from kit.exchange import published
from kit.model.content import Bank, Format, Kind, Register
from kit.model.encoding import decode, encode
from kit.model.strategy import Strategy
from kit.model.workshop import Organisation
from kit.store import in_memory
from kit.workshop import open_workshop

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPARTMENTS, PEOPLE, ROWS = 3, 6, 3
SHOWN = ("decision", "certainty", "agenda")
SETTINGS = {"name": "Nobody", "workshop_date": "2026-03-02", "country": "GB"}


def draw_first_report() -> None:
    """Do what a report takes, from recording answers to the page, and forget it.

    Raises:
        InputError: The content does not accept what was made from it.
    """
    from kit.show.report import html  # noqa: PLC0415  jinja2 when it draws

    bank = load()
    entries = admit(bank, made_up(bank))
    organisation = next(entry for entry in entries if isinstance(entry, Organisation))
    with tempfile.TemporaryDirectory(prefix="kit-") as folder:
        copy = Path(folder) / "first.workshop"
        with in_memory(organisation) as store:
            store.record(entries)
            store.save_copy(copy)
        workshop = open_workshop(copy)
        published(workshop.snapshot)
        workshop.close()
    for part in SHOWN:
        workshop.show(part)._repr_html_()
    html(decode(Strategy, json.loads(json.dumps(encode(workshop.strategy())))))


def made_up(bank: Bank) -> Intake:
    """Return an organisation that the content accepts, as somebody might have sent it."""
    many = {"departments": DEPARTMENTS, "participants": PEOPLE}
    rows = [
        RawRow(register.id, _cells(register, place), f"{register.id} {place}")
        for register in bank.registers.values()
        for place in range(1, 1 + many.get(register.id, ROWS))
    ]
    for row in rows:
        _settle(row)
    return Intake("first report", dict(SETTINGS), tuple(rows), tuple(_answers(bank)))


def _cells(register: Register, place: int) -> dict[str, Any]:
    """Return a row: every second one says only what it must."""
    said = [column for column in register.columns if column.required or place % 2]
    cells = {column.id: _value(column.format, place + number) for number, column in enumerate(said)}
    return {"id": f"{register.id}_{place}", **cells}


def _settle(row: RawRow) -> None:
    """Name departments apart, merge none, and seat everybody in one of them."""
    cells: dict[str, Any] = row.cells  # type: ignore[assignment]  # made above, as a dict
    if row.register == "departments":
        cells["name"] = row.where
        cells.pop("merged_from", None)
    if row.register == "participants":
        number = int(row.where.split()[-1])
        cells["department"] = f"departments_{1 + number % DEPARTMENTS}"


def _answers(bank: Bank) -> Iterator[RawAnswer]:
    """Yield an answer of everybody to everything, so that people agree here and differ there."""
    for question in bank.questions.values():
        each = question.about == "each_department"
        for person in range(1, PEOPLE + 1):
            for about in range(1, DEPARTMENTS + 1) if each else (0,):
                cells = {
                    "participant": f"participants_{person}",
                    "question": question.id,
                    "subject": f"departments_{about}" if about else "",
                    "answer": _value(question.format, person * about),
                }
                yield RawAnswer(cells, f"{question.id} of {person} about {about}")


def _value(form: Format, number: int) -> Any:  # noqa: ANN401, C901, PLR0911  one case a kind
    ids = [choice.id for choice in form.choices]
    one = ids[number % len(ids)] if ids else f"{form.refers_to}_1"
    match form.kind:
        case Kind.DATE:
            return f"2026-03-{1 + number % 28:02}"
        case Kind.DATE_RANGE:
            return {"from": "2026-04-01", "to": f"2026-05-{1 + number % 28:02}"}
        case Kind.LINK:
            return "https://example.org"
        case Kind.NUMBER:
            return max(form.minimum or 0, min(number % 10, form.maximum or 10))
        case Kind.SCALE:
            return 1 + number % len(form.levels)
        case Kind.CHOICES:
            return [one]
        case Kind.REFERENCE:
            return [one] if form.several else one
        case Kind.CHOICE:
            return one
        case Kind.RANKING:
            return ids or [one]
        case Kind.POINTS:
            return {one: 100}
        case Kind.RATINGS:
            return dict.fromkeys(ids or [one], 100)
        case _:
            return "harbour"
