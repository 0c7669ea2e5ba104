"""What is decided between, by which criteria, under which conditions.

Everything here is given by the caller; the engine reads no content of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from kit.analysis.decision.problems import listed, nearest, numbers, quoted, refuse_if_any
from kit.errors import Problem
from kit.model.content import AccountModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

ALTERNATIVES: tuple[str, ...] = tuple(model.value for model in AccountModel)
"""The three account models, least commitment first: that order settles every tie."""


@dataclass(frozen=True, eq=False)
class Criterion:
    """Something the alternatives differ on, with the value of each answer for each of them.

    Attributes:
        id: Short name.
        label: What people call it.
        question: The diagnostic question as it is asked.
        anchors: What each level of the answer means, lowest first; may be empty.
        values: (L, A) value, 0 to 100, of alternative a when the answer is level l (0 to L-1,
            lowest first). Absolute: no value depends on the other alternatives, so adding one
            cannot reverse a rank. None in a direct model, where people rate the alternatives.
        questions: Ids of the questions that feed the criterion; each gets an equal part of its
            weight. One question named like the criterion when left out.
    """

    id: str
    label: str = ""
    question: str = ""
    anchors: tuple[str, ...] = ()
    values: FloatArray | None = None
    questions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the table and name the one question."""
        if self.values is not None:
            table = numbers(f"criterion {quoted(self.id)}, values", self.values, "E05")
            table.setflags(write=False)
            object.__setattr__(self, "values", table)
        object.__setattr__(self, "anchors", listed(self.anchors))
        object.__setattr__(self, "questions", listed(self.questions) or (self.id,))

    @classmethod
    def from_columns(
        cls,
        criterion_id: str,
        columns: Mapping[str, Sequence[float]],
        *,
        alternatives: Sequence[str] = ALTERNATIVES,
        questions: tuple[str, ...] = (),
        label: str = "",
    ) -> Criterion:
        """Return a criterion from one column of values per alternative, as content files keep it.

        Args:
            criterion_id: Short name.
            columns: For each alternative its value at each level, lowest level first.
            alternatives: The order of the columns in the table.
            questions: Ids of the questions that feed it.
            label: What people call it.

        Raises:
            DecisionInputError: E05 a column is missing, unknown, or of another length.

        >>> Criterion.from_columns("audience", {"own": [0, 100], "central": [100, 0],
        ...                                     "contributor": [70, 50]}).values.tolist()
        [[100.0, 70.0, 0.0], [0.0, 50.0, 100.0]]
        """
        where = f"criterion {quoted(criterion_id)}, columns"
        refuse_if_any(
            Problem(where, quoted(name), "one column per alternative", fix, "E05")
            for name, fix in [
                *((name, "Give its values.") for name in alternatives if name not in columns),
                *(
                    (name, nearest(name, alternatives))
                    for name in columns
                    if name not in alternatives
                ),
            ]
        )
        table = numbers(where, [list(columns[name]) for name in alternatives], "E05").T
        return cls(criterion_id, label=label, values=table, questions=questions)


@dataclass(frozen=True, slots=True)
class Gate:
    """A hard condition: good scores elsewhere cannot buy it off.

    Attributes:
        id: Short name, the key of the measured facts.
        applies_to: The alternatives that need it.
        label: The condition in words: `Hours a week for the account`.
        remedy: What would clear it: `Name a second administrator.`
        check: `min` compares a number with the threshold (equal passes); `flag` wants a yes.
        threshold: Lowest number that passes; None for a flag.
        unit: What the number counts: `hours a week`.
    """

    id: str
    applies_to: tuple[str, ...]
    label: str = ""
    remedy: str = ""
    check: Literal["min", "flag"] = "flag"
    threshold: float | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        """Take one alternative's name for a list of it."""
        object.__setattr__(self, "applies_to", listed(self.applies_to))


@dataclass(frozen=True, eq=False)
class DecisionModel:
    """Criteria, alternatives, gates and the thresholds of the labels.

    Attributes:
        criteria: In the order of the swing ratings.
        alternatives: Least commitment first; the order settles ties.
        gates: Conditions of feasibility and safety.
        indifference: Two values closer than this many points are a tie. Our default 3.
        thresholds: Support from which a label says `clear` and `leaning`. Our default .75, .60.
        min_people: Fewer people than this give no advice by their scores alone.
        min_answered: A smaller share of items answered gives none either.
        mode: `questions` (a level per question, values from the tables) or `direct` (people rate
            each alternative 0 to 100).
        table_version: Printed with every result; name your edit here.

    Raises:
        DecisionInputError: All at once: E02 names, shapes or settings disagree, E05 a table
            leaves 0 to 100, E09 a value is not finite.
    """

    criteria: tuple[Criterion, ...]
    alternatives: tuple[str, ...] = ALTERNATIVES
    gates: tuple[Gate, ...] = ()
    indifference: float = 3.0
    thresholds: tuple[float, float] = (0.75, 0.60)
    min_people: int = 3
    min_answered: float = 0.5
    mode: Literal["questions", "direct"] = "questions"
    table_version: str = ""

    def __post_init__(self) -> None:
        """Refuse a model that contradicts itself, with everything that is wrong."""
        from kit.analysis.decision.model_check import model_problems  # noqa: PLC0415  loaded when it is needed

        for name in ("criteria", "alternatives", "gates", "thresholds"):
            object.__setattr__(self, name, listed(getattr(self, name)))
        refuse_if_any(
            [
                *_strangers("criterion", self.criteria, Criterion),
                *_strangers("gate", self.gates, Gate),
            ]
        )
        object.__setattr__(self, "alternatives", tuple(str(one) for one in self.alternatives))
        refuse_if_any(model_problems(self))

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """Question ids in the order of the answers' last axis: Q of them."""
        return tuple(question for criterion in self.criteria for question in criterion.questions)

    @cached_property
    def criterion_ids(self) -> tuple[str, ...]:
        """Criterion ids in the order of the weights: K of them."""
        return tuple(criterion.id for criterion in self.criteria)

    @cached_property
    def criterion_of_question(self) -> IntArray:
        """(Q,) position of the criterion that each question feeds."""
        counts = [len(criterion.questions) for criterion in self.criteria]
        return np.repeat(np.arange(len(self.criteria)), counts).astype(np.int64)

    @cached_property
    def question_share(self) -> FloatArray:
        """(Q,) part of its criterion's weight that a question carries: one by their number."""
        counts = np.bincount(self.criterion_of_question, minlength=len(self.criteria))
        share: FloatArray = 1.0 / counts[self.criterion_of_question]
        return share

    @cached_property
    def levels(self) -> IntArray:
        """(Q,) number of levels of each question."""
        counts = [0 if one.values is None else one.values.shape[0] for one in self.criteria]
        return np.array(counts, dtype=np.int64)[self.criterion_of_question]

    @cached_property
    def tables(self) -> FloatArray:
        """(Q, L, A) values; a shorter scale repeats its last row, which nobody can reach."""
        longest = int(self.levels.max())
        rows = []
        for criterion in self.criteria:
            table = np.asarray(criterion.values, dtype=np.float64)
            rows.append(np.pad(table, ((0, longest - len(table)), (0, 0)), mode="edge"))
        return np.stack(rows)[self.criterion_of_question]

    @cached_property
    def neutral_values(self) -> FloatArray:
        """(Q, A) value of an item about which nothing is known: the mean over its levels."""
        if self.mode == "direct":
            return np.full((len(self.questions), len(self.alternatives)), 50.0)
        return np.stack(
            [
                table[:count].mean(axis=0)
                for table, count in zip(self.tables, self.levels, strict=True)
            ]
        )

    def spread_over_questions(self, weights: FloatArray) -> FloatArray:
        """Return (..., Q) question weights for (..., K) criterion weights."""
        spread: FloatArray = weights[..., self.criterion_of_question] * self.question_share
        return spread

    def gather_to_criteria(self, by_question: FloatArray) -> FloatArray:
        """Return (..., K) sums over each criterion's questions of (..., Q) numbers."""
        starts = np.searchsorted(self.criterion_of_question, np.arange(len(self.criteria)))
        gathered: FloatArray = np.add.reduceat(by_question, starts, axis=-1)
        return gathered


def _strangers(noun: str, given: Sequence[object], kind: type) -> Iterator[Problem]:
    """Yield a problem for each thing that is not of the kind, such as a mere name."""
    for number, one in enumerate(given, start=1):
        if not isinstance(one, kind):
            where, fix = f"decision model, {noun} {number}", f"Make it with `{kind.__name__}(...)`."
            yield Problem(where, quoted(one), f"a {kind.__name__}", fix, "E02")
