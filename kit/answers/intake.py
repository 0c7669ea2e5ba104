"""What came in, before the door has looked at it: raw answers and rows with their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kit.errors import Problem
from kit.model.workshop import Snapshot

Raw = Mapping[str, object]
"""Column or setting to what stood there. What is not named is left as it stands; None clears it."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A register's line as it came, and where it stood."""

    register: str
    cells: Raw
    where: str


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it came, and where it stood: participant, question, subject, round, answer."""

    cells: Raw
    where: str


@dataclass(frozen=True, slots=True)
class Intake:
    """All that came from one source.

    Attributes:
        where: The source's name, for problems of the whole.
        organisation: Its settings as they came; None when there are none.
        problems: What its reader found already.
        unread: Registers of which something could not be read: what refers to them is not judged.
        kept: Another workshop, whose answers and rows were admitted when they were recorded.
    """

    where: str
    organisation: Raw | None = None
    rows: tuple[RawRow, ...] = ()
    answers: tuple[RawAnswer, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: frozenset[str] = frozenset()
    kept: Snapshot | None = None
