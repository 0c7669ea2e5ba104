"""What the store gives back besides the nouns: counts, versions, progress and facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from kit.model.workshop import Answer, Organisation, Row

Kept = TypeVar("Kept", Organisation, Answer, Row)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many entries were new, and how many said what stood there already."""

    new: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Version(Generic[Kept]):
    """One entry as it was once written.

    Attributes:
        seq: Grows with every version of this kind of entry; never used twice.
        version: 1 for the first of its place.
        written_by: The participant's id, `facilitator`, or empty for an import.
        written_at: UTC, ISO 8601 with milliseconds; empty when not known.
    """

    entry: Kept
    seq: int
    version: int
    written_by: str
    written_at: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the answering has come; withdrawn answers do not count.

    Attributes:
        participants: How many have answered anything.
        answers: How many places hold an answer.
        answered: (round, question) to the number of participants who have answered it.
    """

    participants: int = 0
    answers: int = 0
    answered: dict[tuple[int, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that happened in the room.

    Attributes:
        kind: One word: `moved`, `opened`, `revealed`, `parked` …
        data: As it was given, from JSON.
        written_by: The participant's id, `facilitator`, or empty.
        written_at: UTC, ISO 8601 with milliseconds; empty when not known.
    """

    kind: str
    data: Any
    written_by: str
    written_at: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a doctor wants to know of a store.

    Attributes:
        place: The file's path, the URL without its password, or `memory`.
        database: `SQLite 3.40.1`, `PostgreSQL 15.5`.
        schema_version: The version of the tables.
        journal: `wal`, `delete`, `memory`; empty for PostgreSQL.
        file_system: `ext4`, `nfs`; empty when not known.
        integrity: `ok`, or what the database's own check found.
        size: Bytes of the file and its side files; 0 in memory.
        notes: What a person should know, as whole sentences.
    """

    place: str
    database: str
    schema_version: int
    journal: str = ""
    file_system: str = ""
    integrity: str = "ok"
    size: int = 0
    notes: tuple[str, ...] = ()
