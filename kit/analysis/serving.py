"""Which requirements an analysis or a report section serves, said where it is written.

`kit coverage` reads these registrations; nothing is listed by hand elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Served:
    """Something that serves requirements.

    Attributes:
        id: Module and name of the function, or the section's id.
        kind: `analysis` or `section`.
        says: What a user gets, in a few words.
    """

    id: str
    kind: str
    says: str
    serves: tuple[str, ...]


_SERVED: dict[str, Served] = {}


def analysis(says: str, *serves: str) -> Callable[[Function], Function]:
    """Register a function as an analysis that serves requirements."""

    def register(function: Function) -> Function:
        name = f"{function.__module__.removeprefix('kit.analysis.')}.{function.__name__}"
        _SERVED[name] = Served(name, "analysis", says, serves)
        return function

    return register


def section(section_id: str, says: str, *serves: str) -> Callable[[Function], Function]:
    """Register a function as the builder of a report section, or of a part of one."""

    def register(function: Function) -> Function:
        key = f"{section_id}:{function.__name__}"
        _SERVED[key] = Served(section_id, "section", says, serves)
        return function

    return register


def served() -> tuple[Served, ...]:
    """Return every registration, by id; the modules that register must have been imported."""
    return tuple(sorted(_SERVED.values(), key=lambda one: (one.kind, one.id, one.says)))
