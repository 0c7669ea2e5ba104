"""The participants' answers and swing ratings, as tables in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kit.analysis.decision.answers_check import answers_problems, swings_problems
from kit.analysis.decision.problems import (
    Collected,
    DecisionWarning,
    is_whole,
    listed,
    nearest,
    numbers,
    quoted,
    refuse_if_any,
)
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from kit.analysis.decision.model import BoolArray, DecisionModel, FloatArray, IntArray

FULL_SWING = 100.0
BY_LEVEL = 3
A_DEPARTMENT = "a department asked about"
Table = TypeVar("Table", bound="np.ndarray[Any, Any]")


@dataclass(frozen=True, eq=False, init=False)
class Answers:
    """What everybody answered about every department, and what everybody cares about.

    Participants are sorted by id, so that the order of arrival cannot change a digit.
    A department is any subject of a decision: `hr`, or `hr@linkedin`.

    Attributes:
        answers: (P, D, Q) level from 0 (lowest) to L-1, NaN where not answered: never a zero.
            Q questions in the model's order; with one question per criterion Q is K. A number
            between two levels is allowed and valued between them. In a direct model
            (P, D, Q, A) ratings from 0 to 100.
        swings: (P, K) ratings from 0 to 100 of lifting each criterion from its worst to its best
            level, the most wanted one 100. A row of NaN gave no weights. A row with gaps is left
            out of the weights (W09), a row whose highest is not 100 is rescaled (W01).
        ids: (P) participant ids.
        groups: (P) group of each participant, such as the own department; may be empty.
        departments: (D) names of the subjects, in the caller's order.
        dont_know: (P, D, Q) True where somebody said "don't know": missing like an answer not
            reached, but counted apart.
        warnings: What is worth a remark: W01, W09.

    Raises:
        DecisionInputError: All at once: E02 shapes or labels disagree, E03 a rating outside 0 to
            100, E04 a row of ratings all zero, E06 a participant twice, E09 an infinite number.
            Whether answers fit the scale (E01) is checked with the model, in every analysis.
    """

    answers: FloatArray
    swings: FloatArray
    ids: tuple[str, ...]
    groups: tuple[str, ...]
    departments: tuple[str, ...]
    dont_know: BoolArray
    warnings: tuple[DecisionWarning, ...]

    def __init__(  # noqa: PLR0913 - the tables of one workshop
        self,
        answers: npt.ArrayLike,
        swings: npt.ArrayLike | None = None,
        ids: Iterable[object] | None = None,
        groups: Iterable[object] | None = None,
        departments: Iterable[object] | None = None,
        *,
        dont_know: npt.ArrayLike | None = None,
    ) -> None:
        """Check everything, then sort the participants by id."""
        found = Collected()
        table = found.take(lambda: numbers("answers", answers), np.empty((0, 0, 0)))
        people = len(table) if table.ndim else 0
        none = np.full((people, 0), np.nan)
        rows = none if swings is None else found.take(lambda: numbers("swings", swings), none)
        unsure = np.zeros(table.shape[:BY_LEVEL], dtype=np.bool_)
        if dont_know is not None:
            unsure = found.take(lambda: numbers("dont_know", dont_know) > 0, unsure)
        found.refuse()
        names = _numbered(people) if ids is None else tuple(map(str, listed(ids)))
        asked = table.shape[1] if table.ndim > 1 else 0
        subjects = _numbered(asked) if departments is None else tuple(map(str, listed(departments)))
        teams = tuple(map(str, listed(groups)))
        problems = answers_problems(table, names, teams, subjects, unsure)
        refuse_if_any([*problems, *swings_problems(rows, names)])
        order = sorted(range(people), key=names.__getitem__)
        _set(self, "ids", tuple(names[at] for at in order))
        _set(self, "groups", tuple(teams[at] for at in order) if teams else ())
        _set(self, "departments", subjects)
        _set(self, "answers", _frozen(table[order]))
        _set(self, "dont_know", _frozen(unsure[order]))
        rescaled, remarks = _usable_swings(rows[order], self.ids)
        _set(self, "swings", _frozen(rescaled))
        _set(self, "warnings", remarks)

    @property
    def given(self) -> BoolArray:
        """(P, D, Q) whether there is an answer; a rating with a gap counts as none."""
        answered: BoolArray = np.logical_not(np.isnan(self.answers))
        if self.answers.ndim == BY_LEVEL:
            return answered
        every: BoolArray = np.all(answered, axis=-1)
        return every

    @property
    def heard(self) -> BoolArray:
        """(P, D) whether the participant answered anything about the department."""
        heard: BoolArray = np.any(self.given, axis=2)
        return heard

    def only(self, participants: Sequence[int] | IntArray | BoolArray) -> Answers:
        """Return the answers of some participants, by position or by a mask of length P."""
        rows = np.sort(np.arange(len(self.ids))[participants])
        return self.part(rows, np.arange(len(self.departments)))

    def about(self, departments: Sequence[str]) -> Answers:
        """Return everybody's answers about some departments only, in the order asked for.

        Raises:
            DecisionInputError: E07 a department that was not asked about.
        """
        asked = listed(departments)
        refuse_if_any(unknown("departments", asked, self.departments, A_DEPARTMENT))
        columns = [self.departments.index(name) for name in asked]
        return self.part(np.arange(len(self.ids)), np.array(columns, dtype=np.int64))

    def part(self, rows: IntArray, columns: IntArray) -> Answers:
        """Return the answers of some participants, in ascending order, about some departments."""
        some = object.__new__(Answers)
        place = np.ix_(rows, columns)
        _set(some, "answers", _frozen(self.answers[place]))
        _set(some, "swings", _frozen(self.swings[rows]))
        _set(some, "ids", tuple(self.ids[row] for row in rows))
        _set(some, "groups", tuple(self.groups[row] for row in rows) if self.groups else ())
        _set(some, "departments", tuple(self.departments[column] for column in columns))
        _set(some, "dont_know", _frozen(self.dont_know[place]))
        _set(some, "warnings", tuple(one for one in self.warnings if one.where in some.ids))
        return some

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        model: DecisionModel,
        *,
        swings: pd.DataFrame | None = None,
        departments: Sequence[str] | None = None,
        first_level: int = 0,
    ) -> Answers:
        """Return the answers of a long table, one row per answer.

        Args:
            frame: Columns `participant`, `department`, `question`, `answer`; `group` if known.
                An answer is a number, empty for not answered, or "don't know".
            model: Says which questions and criteria there are and in which order.
            swings: Columns `participant`, `criterion`, `rating` (0 to 100).
            departments: All subjects in order; those in the table, sorted, when left out.
                Name them, or a department about which nobody said anything is not there.
            first_level: How the table numbers the lowest level: 0, or 1 as in a worksheet.

        Raises:
            DecisionInputError: All at once, each with its row of the table: E01 no answer of the
                scale, E02 a missing name or column, or an unknown question or criterion, E03 and
                E09 a rating outside 0 to 100, E06 the same twice, E07 an unknown department.

        >>> import pandas as pd
        >>> from kit.analysis.decision import Criterion, DecisionModel
        >>> model = DecisionModel((Criterion("goals", values=[[100, 0], [0, 100]]),),
        ...                       alternatives=("central", "own"))
        >>> frame = pd.DataFrame({"participant": ["bo", "ann"], "department": ["hr", "hr"],
        ...                       "question": ["goals", "goals"], "answer": [1, "don't know"]})
        >>> answers = Answers.from_frame(frame, model)
        >>> answers.ids, answers.answers.tolist(), answers.dont_know.tolist()
        (('ann', 'bo'), [[[nan]], [[1.0]]], [[[True]], [[False]]])
        """
        from kit.analysis.decision.answers_reading import read_frame  # noqa: PLC0415  loaded when it is needed

        return read_frame(frame, model, swings, departments, first_level)

    @classmethod
    def from_json(
        cls, source: str | Mapping[str, Any], model: DecisionModel, *, first_level: int = 0
    ) -> Answers:
        """Return the answers of a JSON text or of the object it stands for.

        Args:
            source: `{"departments": ["hr"], "participants": [{"id": "ann", "group": "hr",
                "swings": {"goals": 100}, "answers": {"hr": {"goals": 3}}}]}`; null is not
                answered, the text "don't know" is don't know.
            model: Says which questions and criteria there are and in which order.
            first_level: How the source numbers the lowest level.

        Raises:
            DecisionInputError: As `from_frame`, each with its place.

        >>> from kit.analysis.decision import Criterion, DecisionModel
        >>> model = DecisionModel((Criterion("goals", values=[[100, 0], [0, 100]]),),
        ...                       alternatives=("central", "own"))
        >>> Answers.from_json('{"departments": ["hr"], "participants": [{"id": "ann", '
        ...                   '"swings": {"goals": 100}, "answers": {"hr": {"goals": 1}}}]}',
        ...                   model).answers.tolist()
        [[[1.0]]]
        """
        from kit.analysis.decision.answers_reading import read_json  # noqa: PLC0415  loaded when it is needed

        return read_json(source, model, first_level)

    def with_answer(
        self, participant: str, department: str, question: int, answer: npt.ArrayLike | None
    ) -> Answers:
        """Return the same answers but for one, by the question's position; None takes it away.

        An answer is a level; in a direct model (A,) ratings.

        Raises:
            DecisionInputError: All at once: E02 an unknown participant or position, or an answer
                that is no number or not as many, E07 an unknown department.
        """
        found = Collected(
            [
                *unknown("participant", [participant], self.ids, "a participant"),
                *unknown("department", [department], self.departments, A_DEPARTMENT),
                *_no_position(question, self.answers.shape[2]),
            ]
        )
        shape = self.answers.shape[BY_LEVEL:]
        given = np.full(shape, np.nan)
        if answer is not None:
            given = found.take(lambda: numbers("answer", answer), given)
        if given.shape != shape:
            allowed = f"{shape[0]} ratings" if shape else "one number"
            fix = "Give a rating for each alternative." if shape else "Give one level."
            found.problems.append(Problem("answer", quoted(answer), allowed, fix, "E02"))
        found.refuse()
        table = self.answers.copy()
        row, column = self.ids.index(participant), self.departments.index(department)
        table[row, column, question] = given
        changed = replace_table(self, table)
        unsure = self.dont_know.copy()
        unsure[row, column, question] = False
        _set(changed, "dont_know", _frozen(unsure))
        return changed


def unknown(where: str, named: Sequence[str], known: Sequence[str], allowed: str) -> list[Problem]:
    """Return a problem for each name that is not known: E07 for departments, otherwise E02."""
    code = "E07" if allowed == A_DEPARTMENT else "E02"
    return [
        Problem(where, quoted(name), allowed, nearest(name, known), code)
        for name in named
        if name not in known
    ]


def _no_position(question: int, count: int) -> Iterator[Problem]:
    if not (is_whole(question) and 0 <= question < count):
        allowed = f"a position from 0 to {count - 1}"
        yield Problem("question", quoted(question), allowed, "Count from 0.", "E02")


def replace_table(answers: Answers, table: FloatArray) -> Answers:
    """Return the answers with another table of the same shape; the rest was checked before."""
    changed = object.__new__(Answers)
    for name in ("swings", "ids", "groups", "departments", "dont_know", "warnings"):
        _set(changed, name, getattr(answers, name))
    _set(changed, "answers", _frozen(table))
    return changed


def _set(answers: Answers, name: str, value: object) -> None:
    object.__setattr__(answers, name, value)


def _frozen(table: Table) -> Table:
    table.setflags(write=False)
    return table


def _numbered(count: int) -> tuple[str, ...]:
    width = len(str(count))
    return tuple(str(number).zfill(width) for number in range(1, count + 1))


def _usable_swings(
    rows: FloatArray, ids: tuple[str, ...]
) -> tuple[FloatArray, tuple[DecisionWarning, ...]]:
    """Return ratings with each usable row's highest at 100, and remarks on the others."""
    if not rows.shape[1]:
        return rows, ()
    remarks = []
    gaps = np.isnan(rows)
    for row in np.flatnonzero(gaps.any(axis=1) & ~gaps.all(axis=1)):
        message = "rated only some criteria, so these ratings are left out of the weights"
        remarks.append(DecisionWarning("W09", ids[row], f"{ids[row]} {message}."))
    usable = np.where(gaps.any(axis=1, keepdims=True), np.nan, rows)
    highest = usable.max(axis=1, keepdims=True)
    for row in np.flatnonzero((highest[:, 0] != FULL_SWING) & ~np.isnan(highest[:, 0])):
        message = f"{ids[row]}'s highest rating is {highest[row, 0]:g}, rescaled to 100."
        remarks.append(DecisionWarning("W01", ids[row], message))
    # dividing first makes the highest exactly 100, and rows that are so stay as they came
    return np.where(highest == FULL_SWING, usable, usable / highest * FULL_SWING), tuple(remarks)
