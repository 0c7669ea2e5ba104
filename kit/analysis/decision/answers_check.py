"""What can be wrong with answers, with ratings, and with answers given to a model."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, SupportsInt

import numpy as np

from kit.analysis.decision.problems import quoted, refuse_if_any
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import BoolArray, DecisionModel, FloatArray, IntArray

HIGHEST = 100.0
BY_LEVEL, BY_RATING = 3, 4


def answers_problems(
    table: FloatArray,
    ids: Sequence[str],
    groups: Sequence[str],
    departments: Sequence[str],
    dont_know: BoolArray,
) -> list[Problem]:
    """Return what is wrong with the shapes, the names and the finiteness of the answers."""
    if table.ndim not in (BY_LEVEL, BY_RATING):
        allowed = "participants x departments x questions"
        return [
            Problem("answers", _shape(table.shape), allowed, "Give three axes.", "E02"),
        ]
    found = []
    lengths = (("ids", ids, 0), ("departments", departments, 1), ("groups", groups, 0))
    for name, names, axis in lengths:
        if len(names) != table.shape[axis] and not (name == "groups" and not names):
            fix = f"Give one for each of the {_axis(axis)} of the answers."
            allowed = f"{table.shape[axis]} of them"
            found.append(Problem(name, f"a list of {len(names)}", allowed, fix, "E02"))
    if dont_know.shape != table.shape[:BY_LEVEL]:
        allowed = _shape(table.shape[:BY_LEVEL])
        fix = "Give one yes or no for each answer."
        found.append(Problem("dont_know", _shape(dont_know.shape), allowed, fix, "E02"))
    else:
        found += _twofold(table, ids, departments, dont_know)
    found += _twice("participant", ids, "E06")
    found += _twice("department", departments, "E02")
    for place in np.argwhere(np.isinf(table)):
        where = _place(ids, departments, place)
        fix = "Correct it, or leave it out for not answered."
        found.append(Problem(where, str(table[tuple(place)]), "a finite number", fix, "E09"))
    return found


def _twofold(
    table: FloatArray, ids: Sequence[str], departments: Sequence[str], dont_know: BoolArray
) -> Iterator[Problem]:
    """Yield every item that has an answer and a don't know at once."""
    told = ~np.isnan(table) if table.ndim == BY_LEVEL else ~np.isnan(table).all(axis=-1)
    for place in np.argwhere(dont_know & told):
        where = _place(ids, departments, place)
        fix = "Take away the answer, or the don't know."
        yield Problem(where, "an answer and a don't know", "one of the two", fix, "E02")


def swings_problems(rows: FloatArray, ids: Sequence[str]) -> Iterator[Problem]:
    """Yield what is wrong with the swing ratings."""
    if rows.ndim != 2 or len(rows) != len(ids):  # noqa: PLR2004 - two axes
        allowed = f"{len(ids)} participants x the criteria"
        yield Problem("swings", _shape(rows.shape), allowed, "Give one row per participant.", "E02")
        return
    for row, column in np.argwhere(np.isinf(rows)):
        where = f"swing ratings of {_name(ids, row)}, criterion {column + 1}"
        fix = "Give a rating from 0 to 100."
        yield Problem(where, str(rows[row, column]), "a finite number", fix, "E09")
    outside = np.isfinite(rows) & ((rows < 0) | (rows > HIGHEST))
    for row, column in np.argwhere(outside):
        where = f"swing ratings of {_name(ids, row)}, criterion {column + 1}"
        found = f"{rows[row, column]:g}"
        yield Problem(
            where, found, "a number from 0 to 100", "Rate the most wanted swing 100.", "E03"
        )
    if rows.shape[1]:
        for row in np.flatnonzero((rows == 0).all(axis=1)):
            where = f"swing ratings of {_name(ids, row)}"
            fix = "Rate the most wanted swing 100, or leave the row empty for no weights."
            yield Problem(where, "a row of zeros", "a statement of what matters", fix, "E04")


def refuse_mismatch(model: DecisionModel, answers: Answers) -> None:
    """Refuse answers that do not fit a model, with every place.

    Raises:
        DecisionInputError: E01 an answer off its scale, E02 another number of questions,
            criteria or alternatives.
    """
    refuse_if_any([*_axes(model, answers)] or [*_off_scale(model, answers)])


def _axes(model: DecisionModel, answers: Answers) -> Iterator[Problem]:
    table = answers.answers
    axes = BY_RATING if model.mode == "direct" else BY_LEVEL
    expected = table.shape[:2] + (len(model.questions), len(model.alternatives))[: axes - 2]
    if table.shape != expected:
        allowed = f"{_shape(expected)}, as the decision model asks"
        fix = f"Give the answers in the order {', '.join(map(quoted, model.questions))}."
        yield Problem("answers", _shape(table.shape), allowed, fix, "E02")
    if answers.swings.shape[1] not in (0, len(model.criteria)):
        found = f"{answers.swings.shape[1]} ratings per participant"
        allowed = f"{len(model.criteria)}, one per criterion"
        fix = f"Give them in the order {', '.join(map(quoted, model.criterion_ids))}."
        yield Problem("swings", found, allowed, fix, "E02")


def _off_scale(model: DecisionModel, answers: Answers) -> Iterator[Problem]:
    table = answers.answers
    highest = HIGHEST if model.mode == "direct" else (model.levels - 1.0)[None, None, :]
    with np.errstate(invalid="ignore"):
        outside = (table < 0) | (table > highest)
    for place in np.argwhere(outside):
        person, department = answers.ids[place[0]], answers.departments[place[1]]
        question = model.questions[place[2]]
        top = HIGHEST if model.mode == "direct" else model.levels[place[2]] - 1
        where = f"answer of {quoted(person)} about {quoted(department)}, {quoted(question)}"
        fix = "Correct it, or leave it out for not answered."
        found = f"{table[tuple(place)]:g}"
        yield Problem(where, found, f"a level from 0 to {top:g}", fix, "E01")


def _twice(noun: str, names: Sequence[str], code: str) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            where = f"{noun} {quoted(name)}"
            yield Problem(where, f"given {count} times", "given once", "Keep one of them.", code)


def _name(names: Sequence[str], at: SupportsInt) -> str:
    return quoted(names[int(at)]) if int(at) < len(names) else f"number {int(at) + 1}"


def _place(ids: Sequence[str], departments: Sequence[str], place: IntArray) -> str:
    person, department = _name(ids, place[0]), _name(departments, place[1])
    return f"answer of {person} about {department}, question {place[2] + 1}"


def _shape(shape: Sequence[int]) -> str:
    if not shape:
        return "a single thing"
    return f"a table of {' x '.join(map(str, shape))}"


def _axis(axis: int) -> str:
    return ("participants", "departments")[axis]
