"""Where the form begins on a sheet: found by ids and labels, never by an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kit.answers import folded
from kit.answers.lines import ABOUT, ANSWER, ID, PART, QUESTION_SHEET, column_parts
from kit.exchange.reading import Cell, Sheet
from kit.model.content import Bank, Register

ANSWERS_SHEET = "answers"
ANSWER_COLUMNS = frozenset({"participant", "question", "answer"})
ANSWER_EXTRAS = frozenset({"round", "subject", "answer_id"})
ID_MARK = f":{ID}"


@dataclass(frozen=True, slots=True)
class Header:
    """The row that says what stands in each column.

    Attributes:
        form: `question`, `answers`, or a register's id.
        row: From 0; what follows below is filled in by people.
        columns: What a column holds, by its place.
        twice: Names that stand over two columns.
    """

    form: str
    row: int
    columns: dict[str, int]
    twice: tuple[str, ...] = ()


def find_header(sheet: Sheet, bank: Bank) -> Header | None:
    """Return the sheet's header, or None when no form is on it."""
    for at, cells in sheet.rows():
        if any(ID_MARK in cell.text for cell in cells.values()):
            found = _by_ids(at, _texts(cells), bank)
            if found:
                return found
    for at, cells in sheet.rows():
        found = _by_labels(at, _texts(cells), bank, sheet.name)
        if found:
            return found
    return None


def _texts(cells: Mapping[int, Cell]) -> dict[int, str]:
    return {place: cell.text.strip() for place, cell in cells.items()}


def _by_ids(at: int, texts: Mapping[int, str], bank: Bank) -> Header | None:
    for text in texts.values():
        form, colon, word = text.partition(":")
        if colon and word == ID and (form == QUESTION_SHEET or form in bank.registers):
            named = {place: ID if name == text else name for place, name in texts.items()}
            return _header(form, at, named)
    return None


def _by_labels(at: int, texts: Mapping[int, str], bank: Bank, sheet: str) -> Header | None:
    words = {place: folded(text).rstrip(" *") for place, text in texts.items()}
    said = set(words.values())
    if said >= ANSWER_COLUMNS:
        return _header(ANSWERS_SHEET, at, words)
    if {"(id)", "your answer"} <= said or {"code", "your answer"} <= said:
        shown = {"(id)": ID, "code": "code", "about": ABOUT, "question": "prompt",
                 "your answer": ANSWER, "how to answer": "how", "who sees it": "shown"}  # fmt: skip
        return _header(
            QUESTION_SHEET, at, {place: shown.get(word, "") for place, word in words.items()}
        )
    best: tuple[float, Header | None] = (0.0, None)
    for register in bank.registers.values():
        names = column_names(register)
        named = {place: names[word] for place, word in words.items() if word in names}
        share = len(set(named.values()) - {ID}) / max(len(said - {""}), 1)
        needed = {column.id for column in register.columns if column.required}
        # A word of ours over somebody else's table makes it no form: it takes one of these.
        whole = {ID, *(column.id for column in register.columns)}
        named_so = folded(sheet) in {register.id, folded(register.title)}
        own = "(id)" in said or named_so or whole <= said
        if needed <= {name.partition(PART)[0] for name in named.values()} and share > best[0]:
            rest = {place: named.get(place, texts[place]) for place in texts}
            if own:
                best = (share, _header(register.id, at, rest))
    return best[1]


def column_names(register: Register) -> dict[str, str]:
    """Return what a column of a register may be called, folded, to its id."""
    names = {ID: ID, "(id)": ID}
    for column in register.columns:
        names[folded(column.id)] = column.id
        names.setdefault(folded(column.label), column.id)
        for part in column_parts(column.format):
            key = f"{column.id}{PART}{part.id}"
            names[folded(key)] = key
            names.setdefault(folded(f"{column.label}: {part.label}"), key)
    return names


def _header(form: str, at: int, named: Mapping[int, str]) -> Header:
    times = Counter(name for name in named.values() if name)
    columns: dict[str, int] = {}
    for place, name in sorted(named.items()):
        if name:
            columns.setdefault(name, place)
    return Header(form, at, columns, tuple(name for name, often in times.items() if often > 1))


def is_label_row(cells: Mapping[int, Cell]) -> bool:
    """Say whether a row is the form's own labels, wherever sorting has put it."""
    return any(cell.text.strip() == "(id)" for cell in cells.values())
