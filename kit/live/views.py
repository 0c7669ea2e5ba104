"""What each department may see of the registers: what is on hold leaves no trace on its pages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kit.analysis.calendar.secrets import Reader
    from kit.model.content import Bank
    from kit.model.workshop import Snapshot

HOLDS = "calendar_constraints"
EVERYBODY = ""


class Views:
    """The registers as they stand, seen by each department; worked out once for each state."""

    def __init__(self, bank: Bank) -> None:
        """Look at workshops with this content."""
        self._bank = bank
        self._present: Snapshot | None = None
        self._readers: dict[str, Reader] = {}
        self._seen: dict[str, Snapshot] = {}

    @cached_property
    def tied(self) -> frozenset[str]:
        """Return the registers in which a hold can hide anything: the calendar, what names it."""
        from kit.analysis.calendar.secrets import CALENDAR  # noqa: PLC0415  as below

        found = {one.id for one in self._bank.registers.values() if one.id in CALENDAR}
        while more := {
            one.id
            for one in self._bank.registers.values()
            if one.id not in found and any(part.format.refers_to in found for part in one.columns)
        }:
            found |= more
        return frozenset(found)

    def seen(
        self, present: Snapshot, registers: Iterable[str], department: str = EVERYBODY
    ) -> Snapshot:
        """Return the registers as a department may see them.

        Args:
            present: The registers as they stand.
            registers: Which of them are looked at; where none of them can hide anything, nothing
                is worked out, for that takes a tenth of a second and people type faster.
            department: Whose eyes; empty: everybody's, as on a page that all departments share.
        """
        if not present.rows(HOLDS) or self.tied.isdisjoint(registers):
            return present
        whose = self._whose(present, department)
        if whose not in self._seen:
            self._seen[whose] = self._reader(present, whose).seen()
        return self._seen[whose]

    def may_change(self, present: Snapshot, department: str, register: str, row: str) -> bool:
        """Return whether a department sees all of a row: what it cannot see it cannot change."""
        stands = {one.id: one for one in present.rows(register)}.get(row)
        if stands is None:
            return True
        visible = self.seen(present, [register], department).rows(register)
        seen = {one.id: one for one in visible}.get(row)
        return seen is not None and seen.values == stands.values

    def _whose(self, present: Snapshot, department: str) -> str:
        """Return the department whose eyes are the same: whoever may know nothing is anybody."""
        if present is not self._present:
            self._present, self._readers, self._seen = present, {}, {}
        holds = self._reader(present, EVERYBODY).kept
        insider = any(department in hold.may_know for hold in holds)
        return department if insider else EVERYBODY

    def _reader(self, present: Snapshot, department: str) -> Reader:
        from kit.analysis.calendar.secrets import Reader  # noqa: PLC0415  numpy only where holds are

        if department not in self._readers:
            self._readers[department] = Reader(present, self._bank, department)
        return self._readers[department]
