"""Scenarios to rehearse: what happens, and what a workshop must hold to stand it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """How a need is looked for.

    row: enough rows fit and have every column filled. every: each fitting row has. none: no row
    fits. fresh: a fitting row whose date is not too old. number: each fitting row's number lies
    between two limits, and there is one. clash: the calendar has no open clash of these kinds,
    about the fitting items or subjects where a register is named.
    """

    ROW = "row"
    EVERY = "every"
    NONE = "none"
    FRESH = "fresh"
    NUMBER = "number"
    CLASH = "clash"


@dataclass(frozen=True, slots=True)
class Inject:
    """What happens in a rehearsal, and which department is asked; hours from the start."""

    hour: float
    what: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """The commitment proposed where a need is not met; departments are ids of presets."""

    what: str
    giver: str
    receiver: str = ""
    days: int = 14


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a workshop must hold to stand a scenario.

    Attributes:
        where: Column to the values that fit, any of them; all columns must fit.
        columns: What must be filled in.
        column: The date or number that is looked at.
        rules: For a clash, the kinds of clash.
        missing: The sentence said when it is not met.
    """

    id: str
    check: Check
    missing: str
    promise: Promise
    register: str = ""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    columns: tuple[str, ...] = ()
    column: str = ""
    days: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    count: int = 1
    rules: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """Something that may happen, to be rehearsed before it does.

    Attributes:
        sample: The folder of sample_data it is told with, or empty.
    """

    id: str
    place: int
    title: str
    minutes: int
    story: str
    source: str
    sample: str = ""
    discussion: tuple[str, ...] = ()
    injects: tuple[Inject, ...] = ()
    needs: tuple[Need, ...] = ()
    serves: tuple[str, ...] = ()
