"""What several sources say of one thing, brought together; where they differ, both are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kit.answers.values import shown
from kit.errors import Problem
from kit.model.workshop import Answer, Value

RENAME = "--rename"


@dataclass(slots=True)
class Line:
    """A row, or the organisation's settings, as far as the sources say it.

    Attributes:
        fix: What to do where two sources differ.
        said: Column to value; a column that no source names is not in it, an emptied one is None.
        at: Column to the place where it was said.
        sources: The numbers of the sources that say something of it.
    """

    where: str
    fix: str
    said: dict[str, Value] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    sources: set[int] = field(default_factory=set)

    def add(self, source: int, said: Mapping[str, Value], where: str) -> Iterable[Problem]:
        """Take in what one source says, and yield where it contradicts another one."""
        self.sources.add(source)
        for column, value in said.items():
            before = self.said.get(column)
            if before is not None and value is not None and before != value:
                found = f"{shown(value)}, where {self.at[column]} says {shown(before)},"
                allowed = "allowed in one import"
                yield Problem(f"{where}, {column}", found, allowed, self.fix, "input")
            elif before is None:
                self.said[column], self.at[column] = value, where

    def over(self, present: Mapping[str, Value]) -> dict[str, Value]:
        """Return what stands once this is said: what is not named stays, what is empty goes."""
        merged = {**present, **self.said}
        return {column: value for column, value in merged.items() if value is not None}


def another_answer(answer: Answer, where: str, first: Answer, first_where: str) -> Problem:
    """Return the refusal of an answer that another source gives differently."""
    return Problem(
        where,
        f"{_reply(answer)} of '{answer.participant}', where {first_where} has {_reply(first)},",
        "allowed in one round",
        "Take one of the two out, or give one of the two people an id of their own.",
        "input",
    )


def another_person(line: Line, person: str, column: str, before: Value) -> Problem:
    """Return the refusal of a participant who was somebody else before."""
    return Problem(
        f"{line.at[column]}, {column}",
        shown(line.said[column]),
        f"what '{person}' has in this workshop, {shown(before)}",
        f"Give another person another id; if it is the same one, import with {RENAME}.",
        "input",
    )


def another_organisation(line: Line, before: str) -> Problem:
    """Return the refusal of a source of another organisation."""
    return Problem(
        f"{line.where}, name",
        shown(line.said["name"]),
        f"the organisation of this workshop, {shown(before)}",
        f"Import it into a workshop of its own, or with {RENAME} to give this one the new name.",
        "input",
    )


def _reply(answer: Answer) -> str:
    if answer.value is None:
        return f"'{answer.state.value.replace('_', ' ')}'"
    return f"the answer {shown(answer.value)}"
