"""The tables of a workshop, once for both databases.

What is kept is appended: triggers refuse every change and every deletion but those that
erasing a participant needs. A new version of the tables is one more entry at the end of
`migrations`; published entries never change.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

APPLICATION_ID: Final = 0x4B697457
"""`KitW` in the header of a workshop file, so that a foreign file is known at a glance."""

NEWEST: Final = 2
"""The version of the tables that this release writes."""

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "organisation": ("version", "data", "written_by", "written_at"),
    "answer": (
        "participant",
        "question",
        "subject",
        "round",
        "version",
        "state",
        "value",
        "form_version",
        "answer_id",
        "written_by",
        "written_at",
    ),
    "receipt": ("participant", "answer_id", "same_as", "written_at"),
    "register_row": (
        "register",
        "row_id",
        "version",
        "deleted",
        "data",
        "written_by",
        "written_at",
    ),
    "erasure": ("participant", "answers", "erased_at"),
    "seat_token": ("participant", "purpose", "digest", "given_at"),
    "room_event": ("kind", "data", "written_by", "written_at"),
}
"""Every table's columns after `seq`, parents before children."""


class Dialect(StrEnum):
    """Which database the SQL is for."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


# `seq` gives one order to all that was ever written. AUTOINCREMENT keeps a number from being
# used again after an erasure. An answer_id is unique per participant and not on its own: with
# a global key one participant could use up another's id, whose answer would silently be dropped.
_TABLES: Final = (
    """CREATE TABLE organisation (
  seq SEQ,
  version INTEGER NOT NULL UNIQUE CHECK (version >= 1),
  data TEXT NOT NULL,
  written_by TEXT NOT NULL,
  written_at TEXT NOT NULL
)STRICT""",
    """CREATE TABLE answer (
  seq SEQ,
  participant TEXT NOT NULL CHECK (participant <> ''),
  question TEXT NOT NULL CHECK (question <> ''),
  subject TEXT NOT NULL,
  round INTEGER NOT NULL CHECK (round >= 1),
  version INTEGER NOT NULL CHECK (version >= 1),
  state TEXT NOT NULL CHECK (state IN ('given', 'dont_know', 'does_not_apply', 'withdrawn')),
  value TEXT CHECK ((state = 'given') = (value IS NOT NULL)),
  form_version TEXT NOT NULL,
  answer_id TEXT NOT NULL CHECK (answer_id <> ''),
  written_by TEXT NOT NULL,
  written_at TEXT NOT NULL,
  UNIQUE (participant, answer_id),
  UNIQUE (participant, question, subject, round, version)
)STRICT""",
    # Ids of answers that said what stood there already: without them a late resend of such an
    # answer would look new and undo what the participant has said since.
    """CREATE TABLE receipt (
  seq SEQ,
  participant TEXT NOT NULL,
  answer_id TEXT NOT NULL,
  same_as TEXT NOT NULL,
  written_at TEXT NOT NULL,
  UNIQUE (participant, answer_id),
  FOREIGN KEY (participant, same_as) REFERENCES answer (participant, answer_id)
)STRICT""",
    """CREATE TABLE register_row (
  seq SEQ,
  register TEXT NOT NULL CHECK (register <> ''),
  row_id TEXT NOT NULL CHECK (row_id <> ''),
  version INTEGER NOT NULL CHECK (version >= 1),
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  data TEXT NOT NULL,
  written_by TEXT NOT NULL,
  written_at TEXT NOT NULL,
  UNIQUE (register, row_id, version)
)STRICT""",
    """CREATE TABLE erasure (
  seq SEQ,
  participant TEXT NOT NULL UNIQUE,
  answers INTEGER NOT NULL,
  erased_at TEXT NOT NULL
)STRICT""",
)

# A seat's tokens are kept as digests only: whoever reads the file cannot sit down in a seat.
_ROOM_TABLES: Final = (
    """CREATE TABLE seat_token (
  seq SEQ,
  participant TEXT NOT NULL CHECK (participant <> ''),
  purpose TEXT NOT NULL CHECK (purpose IN ('seat', 'resume')),
  digest TEXT NOT NULL UNIQUE,
  given_at TEXT NOT NULL
)STRICT""",
    # What happened in the room, in order: the room as it stands is all of it told again.
    """CREATE TABLE room_event (
  seq SEQ,
  kind TEXT NOT NULL CHECK (kind <> ''),
  data TEXT NOT NULL,
  written_by TEXT NOT NULL,
  written_at TEXT NOT NULL
)STRICT""",
)

_ROOM: Final = ("seat_token", "room_event")
_OF_A_PARTICIPANT: Final = ("answer", "receipt", "seat_token")
_WRITTEN_BY: Final = ("organisation", "answer", "register_row", "room_event")

_POSTGRES_FUNCTIONS: Final = (
    """CREATE FUNCTION is_erased(who TEXT) RETURNS boolean LANGUAGE sql STABLE
SET search_path FROM CURRENT AS $$ SELECT EXISTS (SELECT 1 FROM erasure WHERE participant = who) $$
""",
    """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$""",
)


@cache
def migrations(dialect: Dialect) -> tuple[tuple[str, ...], ...]:
    """Return, per version of the tables, the statements that lead to it from the one before."""
    functions = _POSTGRES_FUNCTIONS if dialect is Dialect.POSTGRES else ()
    first = [table for table in COLUMNS if table not in _ROOM]
    return (
        (*_tables(dialect, _TABLES), *functions, *_triggers(dialect, first)),
        (*_tables(dialect, _ROOM_TABLES), *_triggers(dialect, _ROOM)),
    )


def insertion(table: str, *, with_seq: bool = False, lines: int = 1) -> str:
    """Return the statement that appends lines to a table, their columns in `COLUMNS` order."""
    columns = ("seq", *COLUMNS[table]) if with_seq else COLUMNS[table]
    values = ", ".join([f"({marks(len(columns))})"] * lines)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}"  # noqa: S608  names are ours


def marks(count: int) -> str:
    """Return as many comma-separated placeholders."""
    return ", ".join("?" * count)


def _tables(dialect: Dialect, tables: Sequence[str]) -> list[str]:
    if dialect is Dialect.SQLITE:
        return [
            table.replace(" SEQ", " INTEGER PRIMARY KEY AUTOINCREMENT").replace(")ST", ") ST")
            for table in tables
        ]
    # COLLATE "C" sorts by code point, as SQLite and Python do.
    return [
        table.replace(" SEQ", " BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
        .replace(")STRICT", ")")
        .replace(" TEXT", ' TEXT COLLATE "C"')
        for table in tables
    ]


def _triggers(dialect: Dialect, tables: Sequence[str]) -> list[str]:
    made = []
    for table in tables:
        allowed = _only_the_writer_is_blanked(dialect, table) if table in _WRITTEN_BY else ""
        made.append(_trigger(dialect, table, "UPDATE", "is never changed", allowed))
        allowed = _erased(dialect, "OLD.participant") if table in _OF_A_PARTICIPANT else ""
        made.append(_trigger(dialect, table, "DELETE", "is never deleted", allowed))
    for table in (one for one in _OF_A_PARTICIPANT if one in tables):
        allowed = f"NOT {_erased(dialect, 'NEW.participant')}"
        made.append(_trigger(dialect, table, "INSERT", "belongs to an erased participant", allowed))
    return made


def _trigger(dialect: Dialect, table: str, event: str, refusal: str, allowed: str) -> str:
    words = f"{table} {refusal}"
    head = f"CREATE TRIGGER {words.replace(' ', '_')} BEFORE {event} ON {table} FOR EACH ROW"
    if dialect is Dialect.SQLITE:
        condition = f" WHEN NOT ({allowed})" if allowed else ""
        return f"{head}{condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"
    condition = f" WHEN (NOT ({allowed}))" if allowed else ""
    return f"{head}{condition} EXECUTE FUNCTION refuse('{words}')"


def _erased(dialect: Dialect, participant: str) -> str:
    # PostgreSQL takes no subquery in a trigger's condition, SQLite has no functions of its own.
    if dialect is Dialect.POSTGRES:
        return f"is_erased({participant})"
    return f"EXISTS (SELECT 1 FROM erasure WHERE erasure.participant = {participant})"  # noqa: S608  our own text; values travel as parameters


def _only_the_writer_is_blanked(dialect: Dialect, table: str) -> str:
    same = "IS" if dialect is Dialect.SQLITE else "IS NOT DISTINCT FROM"
    rest = ["seq", *(column for column in COLUMNS[table] if column != "written_by")]
    old, new = (", ".join(f"{side}.{column}" for column in rest) for side in ("OLD", "NEW"))
    erased = _erased(dialect, "OLD.written_by")
    return f"NEW.written_by = '' AND {erased} AND ({old}) {same} ({new})"
