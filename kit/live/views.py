"""What each department may see of the registers: what is on hold leaves no trace on its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

    def seen(self, present: Snapshot, department: str = EVERYBODY) -> Snapshot:
        """Return the registers as a department may see them.

        Args:
            present: The registers as they stand.
            department: Whose eyes; empty: everybody's, as on a page that all departments share.
        """
        if not present.rows(HOLDS):
            return present
        whose = self._whose(present, department)
        if whose not in self._seen:
            self._seen[whose] = self._reader(present, whose).seen()
        return self._seen[whose]

    def may_change(self, present: Snapshot, department: str, register: str, row: str) -> bool:
        """Return whether a department sees all of a row: what it cannot see it cannot change."""
        stands = {one.id: one for one in present.rows(register)}.get(row)
        if stands is None or not present.rows(HOLDS):
            return True
        seen = {one.id: one for one in self.seen(present, department).rows(register)}.get(row)
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
