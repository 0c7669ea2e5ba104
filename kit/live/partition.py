"""The one partition by which a room's anonymous answers are shown: fixed before any is shown."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, assert_never

from kit.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kit.model.workshop import Row


class Partition(StrEnum):
    """By what anonymous answers may be shown apart; never by two things in one workshop."""

    FAMILIES = "families"
    DEPARTMENTS = "departments"
    NONE = "none"


def partition(name: str) -> Partition:
    """Return a partition by its name.

    Raises:
        InputError: There is none of that name.
    """
    try:
        return Partition(name)
    except ValueError:
        known = ", ".join(Partition)
        raise InputError(
            [Problem("--groups", f"'{name}'", f"one of {known}", "Use one.")]
        ) from None


def groups(chosen: Partition, departments: Iterable[Row]) -> Mapping[str, str]:
    """Return a department's id to the name of its group; those of no group are left out."""
    match chosen:
        case Partition.NONE:
            return {}
        case Partition.DEPARTMENTS:
            return {row.id: str(row.values.get("name") or row.id) for row in departments}
        case Partition.FAMILIES:
            family = families()
            return {
                row.id: family[work]
                for row in departments
                if (work := str(row.values.get("work"))) in family
            }
        case never:
            assert_never(never)


@cache
def families() -> dict[str, str]:
    """Return kinds of work to the family they belong to, in the order of the file."""
    found = _told()["families"]
    return {work: family["label"] for family in found for work in family["work"]}


@cache
def whole_room_only() -> frozenset[str]:
    """Return the questions whose own wording promises that only the whole room is shown."""
    return frozenset(_told()["whole_room_only"])


@cache
def _told() -> dict[str, Any]:
    text = (files("kit") / "content" / "families.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
