"""Answers read from a long table or from JSON, with every wrong cell named at once."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from math import isinf
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.analysis.decision.answers import Answers
from kit.analysis.decision.model_check import direct_problems
from kit.analysis.decision.problems import is_whole, listed, nearest, quoted, refuse, refuse_if_any
from kit.errors import NOTHING, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from kit.analysis.decision.model import DecisionModel

DONT_KNOW = frozenset({"don't know", "don\u2019t know", "dont know", "dont_know"})
HIGHEST = 100.0
ANSWER_COLUMNS = ("participant", "department", "question", "answer")
SWING_COLUMNS = ("participant", "criterion", "rating")


@dataclass
class _Cells:
    """Answers as they come in, one cell at a time, with what is wrong with each."""

    model: DecisionModel
    departments: list[str]
    first_level: int
    people: dict[str, str] = field(default_factory=dict)
    answers: dict[tuple[str, str, str], float] = field(default_factory=dict)
    unsure: set[tuple[str, str, str]] = field(default_factory=set)
    swings: dict[tuple[str, str], float] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def answer(self, where: str, cell: tuple[str, str, str], found: object) -> None:
        """Take one answer, or note why it cannot be taken."""
        person, department, question = cell
        self.people.setdefault(person, "")
        if department not in self.departments:
            fix = nearest(department, self.departments)
            self._note("E07", where, department, "a department of this workshop", fix)
        if question not in self.model.questions:
            fix = nearest(question, self.model.questions)
            self._note("E02", where, question, "a question of the decision model", fix)
        if cell in self.answers or cell in self.unsure:
            fix = "Keep one of the two answers."
            self._note("E06", where, " / ".join(cell), "answered once", fix)
        if str(found).strip().lower() in DONT_KNOW:
            self.unsure.add(cell)
        elif (number := self._number(where, found)) is not None:
            self.answers[cell] = number - self.first_level
            self._check_level(where, question, number)

    def swing(self, where: str, person: str, criterion: str, found: object) -> None:
        """Take one swing rating, or note why it cannot be taken."""
        self.people.setdefault(person, "")
        if criterion not in self.model.criterion_ids:
            fix = nearest(criterion, self.model.criterion_ids)
            self._note("E02", where, criterion, "a criterion of the decision model", fix)
        elif (person, criterion) in self.swings:
            fix = "Keep one of the two ratings."
            self._note("E06", where, f"{person} / {criterion}", "rated once", fix)
        elif (number := self._number(where, found)) is not None:
            self.swings[person, criterion] = number
            if not 0 <= number <= HIGHEST:
                code = "E09" if isinf(number) else "E03"
                fix = "Rate the most wanted swing 100."
                self._note(code, where, found, "a number from 0 to 100", fix)

    def tables(self) -> Answers:
        """Return everything as tables.

        Raises:
            DecisionInputError: Anything was wrong.
        """
        refuse_if_any(self.problems)
        ids = sorted(self.people)
        shape = (len(ids), len(self.departments), len(self.model.questions))
        table, unsure = np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_)
        rows = {person: at for at, person in enumerate(ids)}
        columns = {name: at for at, name in enumerate(self.departments)}
        deep = {name: at for at, name in enumerate(self.model.questions)}
        for (person, department, question), number in self.answers.items():
            table[rows[person], columns[department], deep[question]] = number
        for person, department, question in self.unsure:
            unsure[rows[person], columns[department], deep[question]] = True
        swings = np.full((len(ids), len(self.model.criteria)), np.nan)
        for (person, criterion), number in self.swings.items():
            swings[rows[person], self.model.criterion_ids.index(criterion)] = number
        groups = [self.people[person] for person in ids]
        return Answers(
            table, swings, ids, groups if any(groups) else None, self.departments, dont_know=unsure
        )

    def member(self, where: str, person: str, group: object) -> None:
        """Take somebody's group, or note that it is another than before."""
        if _blank(group):
            return
        before = self.people.setdefault(person, "")
        if before and before != str(group):
            found = f"{before} / {group}"
            self._note("E06", where, found, f"one group of {quoted(person)}", "Keep one of them.")
        self.people[person] = str(group)

    def _check_level(self, where: str, question: str, number: float) -> None:
        """Note an answer off its question's scale."""
        if question not in self.model.questions:
            return
        count = int(self.model.levels[self.model.questions.index(question)])
        if not 0 <= number - self.first_level <= count - 1:
            code = "E09" if isinf(number) else "E01"
            allowed = f"a level from {self.first_level} to {self.first_level + count - 1}"
            fix = 'Correct the cell, or leave it empty for "not answered".'
            self._note(code, where, f"{number:g}", allowed, fix)

    def _number(self, where: str, found: object) -> float | None:
        if _blank(found):
            return None
        try:
            return float(str(found))
        except ValueError:
            fix = 'Correct the cell, or leave it empty for "not answered".'
            self._note("E01", where, found, "a number", fix)
            return None

    def _note(self, code: str, where: str, found: object, allowed: str, fix: str) -> None:
        self.problems.append(Problem(where, quoted(found), allowed, fix, code))


def read_frame(
    frame: pd.DataFrame,
    model: DecisionModel,
    swings: pd.DataFrame | None,
    departments: Sequence[str] | None,
    first_level: int,
) -> Answers:
    """Return the answers of a long table; see `Answers.from_frame`."""
    found = [*_missing_columns("answers", frame, ANSWER_COLUMNS), *direct_problems(model)]
    if swings is not None:
        found += _missing_columns("swings", swings, SWING_COLUMNS)
    refuse_if_any([*found, *_no_level(first_level)])
    named = [str(name) for name in frame["department"] if not _blank(name)]
    asked = sorted(set(named)) if departments is None else map(str, listed(departments))
    cells = _Cells(model, [*asked], first_level)
    for place, row in _rows("answers", frame):
        if missing := [*_nameless(place, row, ANSWER_COLUMNS[:-1])]:
            cells.problems += missing
            continue
        person = str(row["participant"])
        cells.answer(place, (person, str(row["department"]), str(row["question"])), row["answer"])
        cells.member(place, person, row.get("group"))
    for place, row in _rows("swings", swings) if swings is not None else ():
        if missing := [*_nameless(place, row, SWING_COLUMNS[:-1])]:
            cells.problems += missing
            continue
        cells.swing(place, str(row["participant"]), str(row["criterion"]), row["rating"])
    return cells.tables()


def read_json(source: str | Mapping[str, Any], model: DecisionModel, first_level: int) -> Answers:
    """Return the answers of a JSON text or object; see `Answers.from_json`."""
    if isinstance(source, str):
        try:
            source = json.loads(source, object_pairs_hook=_each_once)
        except json.JSONDecodeError as error:
            place = f"answers, line {error.lineno} column {error.colno}"
            refuse("E02", place, error.msg, "JSON", "Export the answers again.")
    refuse_if_any([*direct_problems(model), *_no_level(first_level)])
    parts = source if isinstance(source, dict) else {}
    people, asked = parts.get("participants"), parts.get("departments")
    if not isinstance(people, list) or not isinstance(asked, list):
        allowed = 'an object with the lists "departments" and "participants"'
        refuse("E02", "answers", type(source).__name__, allowed, "Export the answers again.")
        return Answers(np.empty((0, 0, len(model.questions))))
    cells = _Cells(model, [str(name) for name in asked], first_level)
    for number, person in enumerate(people, start=1):
        _read_person(cells, f"participant {number}", person)
    return cells.tables()


def _read_person(cells: _Cells, place: str, person: object) -> None:
    if not isinstance(person, dict) or _blank(person.get("id")):
        cells.problems.append(
            Problem(place, quoted(person), 'an object with an "id"', "Give each an id.", "E02")
        )
        return
    name = str(person["id"])
    if name in cells.people:
        fix = "Keep one of them."
        cells.problems.append(Problem(place, quoted(name), "a new participant", fix, "E06"))
        return
    cells.people[name] = ""
    cells.member(place, name, person.get("group"))
    for department, replies in _named(cells, f"{place}, answers", person.get("answers")):
        for question, found in _named(cells, f"{place}, {department}", replies):
            where = f"{place}, {department}, {question}"
            cells.answer(where, (name, str(department), str(question)), found)
    for criterion, found in _named(cells, f"{place}, swings", person.get("swings")):
        cells.swing(f"{place}, swings, {criterion}", name, str(criterion), found)


def _named(cells: _Cells, place: str, part: object) -> list[tuple[Any, Any]]:
    """Return the names and values of a part of the JSON; none, and a problem, for other things."""
    if part is None or isinstance(part, dict):
        return list((part or {}).items())
    fix = "Give each value under its name."
    cells.problems.append(Problem(place, quoted(part), "an object with names", fix, "E02"))
    return []


def _blank(found: object) -> bool:
    """Say whether a cell of a table is empty, however the table says so."""
    return found is None or str(found).strip() in ("", "nan", "<NA>", "NaT")


def _nameless(place: str, row: dict[Any, Any], columns: Sequence[str]) -> Iterator[Problem]:
    """Yield the empty cells of a row that have to name something."""
    for column in columns:
        if _blank(row[column]):
            fix = "Fill it in, or take the row away."
            yield Problem(f"{place}, {column}", NOTHING, "a name", fix, "E02")


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of the JSON; a name given twice would hide what came first."""
    refuse_if_any(
        Problem("answers", quoted(name), "named once in its object", "Keep one of them.", "E06")
        for name, count in Counter(name for name, _ in pairs).items()
        if count > 1
    )
    return dict(pairs)


def _no_level(first_level: object) -> Iterator[Problem]:
    if not is_whole(first_level):
        fix = "Use 1 when the lowest level is called 1."
        yield Problem("first_level", quoted(first_level), "a whole number", fix, "E02")


def _rows(name: str, frame: pd.DataFrame) -> Iterator[tuple[str, dict[Any, Any]]]:
    """Yield the rows in which there is anything, each with its place."""
    for number, row in enumerate(frame.to_dict("records"), start=1):
        if not all(map(_blank, row.values())):
            yield f"{name} row {number}", row


def _missing_columns(name: str, frame: pd.DataFrame, wanted: Sequence[str]) -> Iterator[Problem]:
    present = [str(column) for column in frame.columns]
    missing = [column for column in wanted if column not in present]
    if missing:
        found = quoted(f"without {', '.join(missing)}")
        allowed = f"a table with the columns {', '.join(wanted)}"
        yield Problem(f"{name} table", found, allowed, "Rename or add the columns.", "E02")
