"""The store: what everything else in the kit sees of a workshop's file or database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from kit.errors import InputError
from kit.store import erasing, reading, recording, seating
from kit.store.shape import id_problem, now, time_problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from kit.model.workshop import Entry, Snapshot
    from kit.store.backend import Backend
    from kit.store.kept import Facts, Kept, Note, Progress, Recorded, Version


class Store:
    """One workshop: everything ever answered, appended and never overwritten.

    Any number of processes may open the same workshop. Within one process a store may be used
    from several threads: calls take turns. Open a store after a fork, never carry one over it.

    Attributes:
        where: The file or URL as messages name it, without a password.
    """

    def __init__(self, backend: Backend) -> None:
        """Keep the database; use `create`, `open_store` or `in_memory` to get a store."""
        self._backend = backend
        self.where = backend.where

    def record(self, entries: Sequence[Entry], *, by: str = "", at: str = "") -> Recorded:
        """Append what is new among the entries: all of it, or nothing.

        What says the same as what stands there is unchanged. An answer may be sent again under
        its answer_id at any later time, and changes nothing.

        Args:
            entries: In the order they were made.
            by: Who records: a participant's id, `facilitator`, or empty for an import.
            at: When, for entries that do not say so; empty: now, and in memory: not known.

        Raises:
            InputError: Entries that cannot be kept; names every one of them.
            StoreError: The file cannot be written now; nothing was saved.
        """
        problems = [id_problem("record", "by", by, may_be_empty=True), time_problem("record", at)]
        if found := [problem for problem in problems if problem]:
            raise InputError(found)
        with self._backend.writing() as link:
            at = at or (now() if self._backend.keeps_time else "")
            return recording.record(link, entries, by=by, at=at)

    def snapshot(self, at: str | None = None) -> Snapshot:
        """Return the workshop as it stands, or as it stood at a time.

        Answers come sorted by participant, question, subject and round; rows in the order in
        which they were first seen.

        Args:
            at: ISO 8601, taken as UTC when it names no zone; a date alone is taken at its end.

        Raises:
            InputError: The time is no time, or lies before the workshop began.
        """
        with self._backend.reading() as link:
            return reading.snapshot(link, at)

    def history(self, noun: type[Kept], **place: str | int) -> tuple[Version[Kept], ...]:
        """Return every version of one kind of entry, oldest first.

        Args:
            noun: `Answer`, `Row` or `Organisation`.
            place: Fields to narrow it by: participant, question, subject, round; register, id.
        """
        with self._backend.reading() as link:
            return reading.history(link, noun, place)

    def progress(self) -> Progress:
        """Return how many participants have answered what, and nothing of what they said."""
        with self._backend.reading() as link:
            return reading.progress(link)

    def note(self, kind: str, data: object, *, by: str = "") -> None:
        """Append what happened in the room: a step, a reveal, a parked thought.

        Args:
            kind: What happened, one word.
            data: Whatever JSON takes.
            by: A participant's id, `facilitator`, or empty.

        Raises:
            StoreError: The file cannot be written now; nothing was saved.
        """
        with self._backend.writing() as link:
            seating.note(link, kind, data, by, now() if self._backend.keeps_time else "")

    def notes(self) -> tuple[Note, ...]:
        """Return everything that happened in the room, oldest first."""
        with self._backend.reading() as link:
            return seating.notes(link)

    def give_token(self, participant: str, purpose: str, digest: str) -> None:
        """Let whoever holds the token of this digest sit in a participant's seat.

        Args:
            participant: Whose seat.
            purpose: `seat` for a browser, `resume` for a code that is written down.
            digest: Never the token itself.

        Raises:
            StoreError: The participant's answers were erased, or the file cannot be written.
        """
        with self._backend.writing() as link:
            seating.give_token(link, participant, purpose, digest, now())

    def tokens(self) -> dict[tuple[str, str], str]:
        """Return (purpose, digest) to the participant of every seat."""
        with self._backend.reading() as link:
            return seating.tokens(link)

    def erase(self, participant: str) -> int:
        """Delete a participant's answers for good and return how many versions there were.

        Later answers of that participant are refused. Register rows belong to the group and
        stay; their `written_by` is emptied. Saved copies, backups and reports are not reached.
        A second call returns 0, and cleans up what a reader kept in use the first time.

        Raises:
            InputError: Nobody of that id has answered or written anything.
            StoreError: Another program still uses the deleted lines; says what to do.
        """
        with self._backend.writing() as link:
            at = now() if self._backend.keeps_time else ""
            erased = erasing.erase(link, participant, at)
        self._backend.scrub()
        return erased

    def save_copy(self, path: str | Path) -> None:
        """Write the whole workshop to one file that may be mailed or synchronised.

        An earlier copy of a workshop at that path is replaced, at once and whole.

        Raises:
            StoreError: The path holds something else, or cannot be written.
        """
        self._backend.save_copy(Path(path))

    def doctor(self) -> Facts:
        """Return what a doctor wants to know, after a full check of the database."""
        return self._backend.facts()

    def close(self) -> None:
        """Let go of the workshop; a second call does nothing."""
        self._backend.close()

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the store."""
        self.close()
