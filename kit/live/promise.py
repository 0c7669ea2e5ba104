"""What people are promised about anonymous answers before they sit down; it is never loosened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.analysis.privacy import Discretion, allowed_k
from kit.live.partition import (
    Partition,
    groups,
    whole_room_only,
)
from kit.model.content import Kind, Privacy, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kit.live.room import Room
    from kit.model.workshop import Row


def promised(
    room: Room, wanted_k: float, wanted_groups: Partition, *, binding: bool
) -> tuple[int, str]:
    """Return from how many people on, and by which groups, anonymous answers are shown.

    Args:
        room: With what was promised before.
        wanted_k: The smallest number of people that is shown, as the facilitator would have it.
        wanted_groups: The partition, likewise.
        binding: Whether somebody sat down, or something was shown, under the earlier promise.
    """
    k = allowed_k(wanted_k)
    if not binding:
        return k, wanted_groups.value
    # A workshop of an earlier release promised the whole room only.
    return max(k, room.k), room.groups or Partition.NONE.value


def told_by_group(room: Room, question: Question) -> bool:
    """Return whether the field says that groups may be shown: in the room or in the report."""
    return question.by_department or shown_by_group(room, question)


def shown_by_group(room: Room, question: Question) -> bool:
    """Return whether the room may be shown answers for groups: by one partition, not by two."""
    # Beside the report's departments, kinds of work would be a second partition: what one hides
    # could be had from the other.
    if question.by_department and room.groups != Partition.DEPARTMENTS:
        return False
    return (
        room.groups != Partition.NONE
        and question.privacy is Privacy.ANONYMOUS
        and question.format.kind is not Kind.TEXT
        and question.id not in whole_room_only()
    )


def discretion(
    room: Room, question: Question, departments: Iterable[Row], seated: frozenset[str]
) -> Discretion:
    """Return the rule by which the answers to a question are shown."""
    if not shown_by_group(room, question):
        return Discretion(room.k)
    named = groups(Partition(room.groups), departments)
    return Discretion(room.k, named, seated, room.members)


def settled(
    room: Room, departments: Iterable[Row], speaks: Mapping[str, str], seated: frozenset[str]
) -> dict[str, str]:
    """Return the groups of those who belong to one, or to none, from the next picture on.

    Args:
        room: Where others' groups were settled before.
        departments: As they stand.
        speaks: Whoever was there or has answered, to their department.
        seated: Participants who were told of the groups.
    """
    named = groups(Partition(room.groups), departments)
    return {
        who: named.get(department, "") if who in seated else ""
        for who, department in speaks.items()
        if who not in room.members
    }
