"""A workshop in SQLite: one connection, short transactions, one writer at a time."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import weakref
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kit.errors import KitError, Problem, StoreError
from kit.store.failures import explained, misuse
from kit.store.kept import Facts
from kit.store.place import file_system, place_problem
from kit.store.saving import save_file
from kit.store.schema import insertion
from kit.store.turnstile import PATIENCE_SECONDS, Turnstile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kit.store.backend import Link

SOUND_VERSION: Final = (3, 51, 3)
"""The first SQLite without the WAL-reset bug. Source: safety.md 1.3."""

_SETTINGS: Final = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "foreign_keys = ON",
    "secure_delete = ON",
    "synchronous = EXTRA",
)
MEMORY: Final = "memory"
_LINES_AT_ONCE: Final = 25
"""Lines that one statement appends: where there are triggers, SQLite keeps a journal a statement,
which costs as much as the line it is for."""


class SqliteLink:
    """A connection within a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Speak through a connection."""
        self._connection = connection

    def lines(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        return self._connection.execute(statement, tuple(values)).fetchall()

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run a statement and return how many lines it touched."""
        return self._connection.execute(statement, tuple(values)).rowcount

    def append(
        self, table: str, lines: Sequence[Sequence[object]], *, with_seq: bool = False
    ) -> None:
        """Append lines to a table, their columns in `COLUMNS` order."""
        for start in range(0, len(lines), _LINES_AT_ONCE):
            some = lines[start : start + _LINES_AT_ONCE]
            statement = insertion(table, with_seq=with_seq, lines=len(some))
            self._connection.execute(statement, tuple(chain.from_iterable(some)))


class SqliteBackend:
    """A workshop in a SQLite file, or in memory.

    Attributes:
        where: The file's path, or `memory`.
        path: The file; None in memory.
        keeps_time: False in memory: a folder read into it must come out as it went in.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path | None, *, readonly: bool = False
    ) -> None:
        """Take over a connection that `connect` made."""
        self.path = path
        self.where = MEMORY if path is None else str(path)
        self.keeps_time = path is not None
        self._connection = connection
        self._link = SqliteLink(connection)
        self._readonly = readonly
        self._turns = threading.Lock()
        self._process = os.getpid()
        self._closed = False
        self._turnstile = turnstile_of(path) if path is not None and not readonly else None
        # A notebook opens its workshop and never closes it: what nobody holds lets go of its file.
        weakref.finalize(self, _let_go, connection, self._process)

    @contextmanager
    def reading(self) -> Iterator[Link]:
        """Enter a transaction that sees one state throughout."""
        with self._turns, explained(self.where):
            self._refuse_misuse()
            with self._transaction("BEGIN"):
                yield self._link

    @contextmanager
    def writing(self) -> Iterator[Link]:
        """Enter a transaction that is alone in writing, and is all or nothing."""
        with self._turns, explained(self.where):
            self._refuse_misuse()
            if self._readonly:
                raise misuse(self.where, "read-only")
            # IMMEDIATE: a plain BEGIN that reads before it writes fails at once under WAL when
            # somebody else has written meanwhile, whatever the timeout says.
            with self.turn(), self._transaction("BEGIN IMMEDIATE"):
                yield self._link

    def turn(self) -> contextlib.AbstractContextManager[None]:
        """Wait for the turn among all processes that write this file."""
        return self._turnstile.passing() if self._turnstile else contextlib.nullcontext()

    def scrub(self) -> None:
        """Empty the write-ahead log, in which deleted texts still stand.

        Raises:
            StoreError: A reader keeps the log in use.
        """
        with self._turns, explained(self.where), self.turn():
            ((busy, *_),) = self._link.lines("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise StoreError([_still_read(self.where)])

    def save_copy(self, path: Path) -> None:
        """Write the whole workshop to one file in rollback-journal mode."""
        with self._turns, explained(str(path)):
            self._refuse_misuse()
            save_file(path, lambda new: self._link.run("VACUUM INTO ?", (str(new),)))

    def facts(self) -> Facts:
        """Return what a doctor wants to know."""
        with self._turns, explained(self.where):
            self._refuse_misuse()
            found = [line[0] for line in self._link.lines("PRAGMA integrity_check(20)")]
            orphans = self._link.lines("PRAGMA foreign_key_check")
            ((journal,),) = self._link.lines("PRAGMA journal_mode")
            ((version,),) = self._link.lines("PRAGMA user_version")
        if orphans:
            found.append(f"{len(orphans)} receipts without their answer")
        return Facts(
            place=self.where,
            database=f"SQLite {sqlite3.sqlite_version}",
            schema_version=version,
            journal=journal,
            file_system=file_system(self.path) if self.path else "",
            integrity="; ".join(found),
            size=_size(self.path) if self.path else 0,
            notes=tuple(_notes(self.path)),
        )

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        if self._closed or self._process != os.getpid():
            return
        self._closed = True
        with self._turns:
            # The last to close moves the log into the file, which is writing too; where the turn
            # does not come, SQLite leaves the log to the next who opens.
            with contextlib.ExitStack() as stack, contextlib.suppress(KitError, OSError):
                stack.enter_context(self.turn())
                self._connection.close()
            self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self._connection.execute(begin)
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # On a full disk SQLite has rolled back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _refuse_misuse(self) -> None:
        if self._process != os.getpid():
            raise misuse(self.where, "fork")
        if self._closed:
            raise misuse(self.where, "closed")


def connect(path: Path | None, mode: str) -> sqlite3.Connection:
    """Return a connection that trusts nothing in the file; `mode` as in SQLite's URIs."""
    connection = sqlite3.connect(
        ":memory:" if path is None else f"{path.absolute().as_uri()}?mode={mode}",
        uri=path is not None,
        timeout=PATIENCE_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        # SQLite opens the file at the first look at it, not before.
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _let_go(connection: sqlite3.Connection, process: int) -> None:
    if process == os.getpid():
        connection.close()


def turnstile_of(path: Path) -> Turnstile:
    """Return the lock that writers of a file share."""
    return Turnstile(path.with_name(f"{path.name}-turn"), PATIENCE_SECONDS)


def _size(path: Path) -> int:
    files = (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")))
    return sum(file.stat().st_size for file in files if file.exists())


def _notes(path: Path | None) -> Iterator[str]:
    if sqlite3.sqlite_version_info < SOUND_VERSION:
        sound = ".".join(map(str, SOUND_VERSION))
        yield (
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug; the kit's own lock keeps it"
            f" from happening, but let no other program write the file, or use SQLite {sound}."
        )
    if path and (problem := place_problem(path)):
        yield f"{problem.where}: {problem.found}. {problem.fix}"


def _still_read(where: str) -> Problem:
    return Problem(
        where=where,
        found="a log with the deleted answers, which another program is reading",
        allowed="free to be emptied",
        fix="The answers are deleted; close other programs that use the file and erase once more.",
        code="busy",
    )
