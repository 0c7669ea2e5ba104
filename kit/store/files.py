"""Create a workshop file whole, and open one only when it is sound."""

from __future__ import annotations

import contextlib
import sqlite3
from functools import cache
from typing import TYPE_CHECKING, Final

from kit.errors import Problem, SourceError, StoreError
from kit.store import recording, schema
from kit.store.failures import explained
from kit.store.header import check_header, real_path
from kit.store.place import place_problem
from kit.store.saving import beside, put_new, refuse_missing_folder, refuse_taken, save_file
from kit.store.schema import Dialect
from kit.store.shape import now
from kit.store.sqlite import SqliteBackend, SqliteLink, connect, turnstile_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kit.model.workshop import Organisation
    from kit.store.backend import Link

OLDEST_SQLITE: Final = (3, 37, 0)
"""The first with STRICT tables."""

LONGEST_DETAIL: Final = 100

_SCHEMA: Final = (
    "SELECT type, name, tbl_name, sql FROM sqlite_schema"
    " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name"
)


def in_memory_backend(organisation: Organisation) -> SqliteBackend:
    """Return a workshop that lives as long as the process."""
    _refuse_old_sqlite()
    connection = connect(None, "memory")
    _fill(connection, organisation, at="")
    return SqliteBackend(connection, None)


def create_file(path: Path, organisation: Organisation, *, anywhere: bool) -> SqliteBackend:
    """Return a new workshop in a file that exists only once it is complete.

    Raises:
        StoreError: The path is taken, or is no place for a live workshop.
    """
    path = real_path(path)
    with explained(str(path)):
        refuse_missing_folder(path)
        refuse_taken(path)
        shared = _refuse_shared(path, anywhere=anywhere)
        new = beside(path)
        try:
            _build(new, organisation, shared=shared)
            put_new(new, path)
        finally:
            for end in ("", "-wal", "-shm", "-journal"):
                new.with_name(new.name + end).unlink(missing_ok=True)
    return open_file(path, readonly=False, anywhere=anywhere)


def open_file(path: Path, *, readonly: bool, anywhere: bool) -> SqliteBackend:
    """Return the workshop in a file.

    Raises:
        SourceError: The file is missing, damaged, foreign, or from a newer release.
        StoreError: It lies where a live workshop is not safe.
    """
    _refuse_old_sqlite()
    path = real_path(path)
    version = check_header(path)
    shared = False if readonly else _refuse_shared(path, anywhere=anywhere)
    turn = contextlib.nullcontext() if readonly else turnstile_of(path).passing()
    with explained(str(path)), contextlib.ExitStack() as undo, turn:
        connection = _connect_to_read(path) if readonly else connect(path, "rw")
        undo.callback(connection.close)
        if not readonly:
            _set_journal(connection, shared=shared)
        _refuse_unsound(connection, path, version)
        connection = _up_to_date(connection, path, version, readonly=readonly)
        undo.pop_all()
    return SqliteBackend(connection, path, readonly=readonly)


def write_copy(path: Path, fill: Callable[[Link], object]) -> None:
    """Write a copy of a workshop, whose lines `fill` brings into the empty tables.

    Raises:
        StoreError: The path holds something else, or cannot be written.
    """

    def write(new: Path) -> None:
        """Make the tables and fill them."""
        with contextlib.closing(connect(new, "rwc")) as connection:
            _write_tables(connection, fill)

    with explained(str(path)):
        save_file(path, write)


def _build(new: Path, organisation: Organisation, *, shared: bool) -> None:
    # Under EXTRA the removal of the first journal is synced too; else a power cut could bring it
    # back, and with it the empty file. Source: safety.md 1.2.
    with contextlib.closing(connect(new, "rwc")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        _fill(connection, organisation, at=now())
        _set_journal(connection, shared=shared)


def _fill(connection: sqlite3.Connection, organisation: Organisation, *, at: str) -> None:
    _write_tables(connection, lambda link: recording.record(link, [organisation], by="", at=at))


def _write_tables(connection: sqlite3.Connection, fill: Callable[[Link], object]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    _migrate(connection, 0)
    fill(SqliteLink(connection))
    connection.execute("COMMIT")


def _up_to_date(
    connection: sqlite3.Connection, path: Path, version: int, *, readonly: bool
) -> sqlite3.Connection:
    if version == schema.NEWEST:
        return connection
    # For reading only it is brought up to date in memory, and the file stays as it is.
    copy = connect(None, "memory") if readonly else _new_backup(path, version)
    connection.backup(copy)
    if readonly:
        connection, copy = copy, connection
    copy.close()
    connection.execute("BEGIN IMMEDIATE")
    _migrate(connection, version)
    connection.execute("COMMIT")
    return connection


def _new_backup(path: Path, version: int) -> sqlite3.Connection:
    backup = path.with_name(f"{path.name}.v{version}.bak")
    backup.unlink(missing_ok=True)
    return connect(backup, "rwc")


def _migrate(connection: sqlite3.Connection, version: int) -> None:
    for statements in schema.migrations(Dialect.SQLITE)[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {schema.NEWEST}")


def _set_journal(connection: sqlite3.Connection, *, shared: bool) -> None:
    wanted = "DELETE" if shared else "WAL"
    ((journal,),) = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchall()
    if journal == "wal":
        # FULL loses nothing under WAL and spares a sync; without WAL it takes EXTRA.
        connection.execute("PRAGMA synchronous = FULL")


def _refuse_unsound(connection: sqlite3.Connection, path: Path, version: int) -> None:
    found = [line[0] for line in connection.execute("PRAGMA quick_check(3)")]
    if found != ["ok"]:
        raise SourceError([_damaged(path, " ".join(found[0].split())[:LONGEST_DETAIL])])
    if connection.execute(_SCHEMA).fetchall() != _expected_schema(version):
        raise SourceError([_changed(path)])


@cache
def _expected_schema(version: int) -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        for statements in schema.migrations(Dialect.SQLITE)[:version]:
            for statement in statements:
                connection.execute(statement)
        return connection.execute(_SCHEMA).fetchall()


def _connect_to_read(path: Path) -> sqlite3.Connection:
    try:
        return connect(path, "ro")
    except sqlite3.OperationalError:
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise
        # A closed workshop in a folder that may not be written: nobody else can write it either.
        return connect(path, "ro&immutable=1")


def _refuse_shared(path: Path, *, anywhere: bool) -> bool:
    problem = place_problem(path)
    if problem and not anywhere:
        raise StoreError([problem])
    return problem is not None


def _refuse_old_sqlite() -> None:
    if sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        return
    problem = Problem(
        where="SQLite of this Python",
        found=sqlite3.sqlite_version,
        allowed=f"version {'.'.join(map(str, OLDEST_SQLITE))} or newer",
        fix="Install the environment that environment.yml describes.",
        code="sqlite",
    )
    raise StoreError([problem])


def _damaged(path: Path, said: str) -> Problem:
    return Problem(
        where=str(path),
        found="a damaged file",
        allowed="a whole workshop file",
        fix=f"Use a saved copy of the workshop. (What SQLite says of it: {said}.)",
        code="damaged",
    )


def _changed(path: Path) -> Problem:
    return Problem(
        where=str(path),
        found="a file whose tables another program has changed",
        allowed="a workshop file as the kit makes it",
        fix="Use a saved copy of the workshop.",
        code="changed",
    )
