"""A workshop in PostgreSQL, for when the servers that participants use are several machines.

Each workshop is a schema of its own, so that the statements are the same as for a file.
"""

from __future__ import annotations

import os
import re
import threading
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from kit.errors import KitError, Problem, SourceError, StoreError
from kit.store import recording, schema
from kit.store.backend import copy_tables
from kit.store.failures import known_failure, misuse, newer, unknown_failure
from kit.store.kept import Facts
from kit.store.schema import Dialect
from kit.store.shape import now
from kit.store.turnstile import PATIENCE_SECONDS

try:
    import psycopg
    from psycopg import sql
except ImportError as error:
    raise StoreError(
        [
            Problem(
                where="PostgreSQL",
                found="a Python without psycopg",
                allowed="ready for a workshop in PostgreSQL",
                fix='Install it with: pip install "social-strategy-kit[postgres]"',
                code="psycopg",
            )
        ]
    ) from error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kit.model.workshop import Organisation
    from kit.store.backend import Link

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_STATES: Final = {"53100": "FULL", "55P03": "BUSY", "25006": "READONLY", "42501": "READONLY"}
_MARK: Final = "kit workshop, version "
_OURS: Final = (
    "SELECT nspname, obj_description(oid, 'pg_namespace') FROM pg_namespace"
    " WHERE obj_description(oid, 'pg_namespace') LIKE 'kit workshop, version %' ORDER BY nspname"
)


class PostgresLink:
    """A connection within a transaction."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        """Speak through a connection."""
        self._connection = connection

    def lines(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        return self._connection.execute(_marked(statement), tuple(values) or None).fetchall()

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run a statement and return how many lines it touched."""
        return self._connection.execute(_marked(statement), tuple(values) or None).rowcount

    def append(
        self, table: str, lines: Sequence[Sequence[object]], *, with_seq: bool = False
    ) -> None:
        """Append lines to a table, their columns in `COLUMNS` order."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_marked(schema.insertion(table, with_seq=with_seq)), lines)


class PostgresBackend:
    """A workshop in a schema of a PostgreSQL database.

    Attributes:
        where: The URL without its password.
        keeps_time: True.
    """

    def __init__(self, place: _Place, *, readonly: bool) -> None:
        """Connect, and keep to the workshop's schema."""
        self.where = place.shown
        self.keeps_time = True
        self._place = place
        self._readonly = readonly
        self._turns = threading.Lock()
        self._process = os.getpid()
        self._closed = False
        with _explained(self.where):
            self._connection = place.connect(readonly=readonly)

    @contextmanager
    def reading(self) -> Iterator[Link]:
        """Enter a transaction that sees one state throughout."""
        with self._turns, _explained(self.where):
            connection = self._usable()
            with connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield PostgresLink(connection)

    @contextmanager
    def writing(self) -> Iterator[Link]:
        """Enter a transaction that is alone in writing, and is all or nothing."""
        with self._turns, _explained(self.where):
            if self._readonly:
                raise misuse(self.where, "read-only")
            connection = self._usable()
            with connection.transaction():
                # Comparing with what stands there is only right when nobody else appends.
                connection.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema()))")
                yield PostgresLink(connection)

    def scrub(self) -> None:
        """Give the pages of deleted lines back; the server's own log is out of reach."""
        with self._turns, _explained(self.where):
            for table in ("answer", "receipt", "register_row", "organisation"):
                self._usable().execute(sql.SQL("VACUUM {}").format(sql.Identifier(table)))

    def save_copy(self, path: Path) -> None:
        """Write the whole workshop to one SQLite file."""
        from kit.store.files import write_copy  # noqa: PLC0415  sqlite3 only when asked for

        with self.reading() as link:
            write_copy(path, lambda target: copy_tables(link, target))

    def facts(self) -> Facts:
        """Return what a doctor wants to know."""
        with self.reading() as link:
            ((server, size),) = link.lines(
                "SELECT current_setting('server_version'), sum(pg_total_relation_size(oid))::bigint"
                " FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = current_schema()::regnamespace"
            )
            orphans = link.lines(
                "SELECT 1 FROM receipt LEFT JOIN answer ON answer.participant = receipt.participant"
                " AND answer.answer_id = same_as WHERE answer.seq IS NULL"
            )
        return Facts(
            place=self.where,
            database=f"PostgreSQL {server}",
            schema_version=schema.NEWEST,
            integrity="ok" if not orphans else f"{len(orphans)} receipts without their answer",
            size=size,
        )

    def close(self) -> None:
        """Let go of the database; a second call does nothing."""
        if self._process == os.getpid():
            self._closed = True
            self._connection.close()

    def _usable(self) -> psycopg.Connection[tuple[Any, ...]]:
        if self._process != os.getpid():
            raise misuse(self.where, "fork")
        if self._closed:
            raise misuse(self.where, "closed")
        if self._connection.closed:
            # The server was restarted, or the network was away.
            self._connection = self._place.connect(readonly=self._readonly)
        return self._connection


class _Place:
    """A URL, taken apart.

    Attributes:
        workshop: The name from `?workshop=NAME`.
        shown: The URL without its password.
    """

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            queries = parse_qsl(parts.query, keep_blank_values=True)
        except ValueError:
            raise SourceError([_bad_url()]) from None
        self.workshop = dict(queries).get("workshop", "workshop")
        rest = [(key, text) for key, text in queries if key != "workshop"]
        # Put together by hand: urlunsplit drops the slashes of a URL without a host.
        query = urlencode(rest, quote_via=quote)
        self._url = f"postgresql://{parts.netloc}{parts.path}?{query}"
        account, _, host = parts.netloc.rpartition("@")
        host = f"{account.split(':')[0]}@{host}" if account else host
        self.shown = f"{parts.scheme}://{host}{parts.path}?workshop={self.workshop}"
        self.schema = f"kit_{self.workshop}"
        if not _NAME.fullmatch(self.workshop):
            raise SourceError([_bad_name(self)])

    def connect(self, *, readonly: bool) -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection that keeps to the schema."""
        connection = psycopg.connect(self._url, autocommit=True, connect_timeout=10)
        # A lock is not waited for for ever, and nothing is acknowledged before it is on disk.
        settings = {
            "search_path": f'"{self.schema}"',
            "client_encoding": "UTF8",
            "lock_timeout": f"{PATIENCE_SECONDS:g}s",
            "synchronous_commit": "on",
            "default_transaction_read_only": "on" if readonly else "off",
        }
        for name, setting in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, setting))
        return connection


def create_workshop(url: str, organisation: Organisation) -> PostgresBackend:
    """Return a new workshop, written to completion or not at all.

    Raises:
        StoreError: There is one of that name, or the database cannot be reached.
    """
    place = _Place(url)
    name = sql.Identifier(place.schema)
    with (
        _explained(place.shown, SourceError),
        place.connect(readonly=False) as connection,
        connection.transaction(),
    ):
        if any(workshop == place.schema for workshop, _ in connection.execute(_OURS)):
            raise StoreError([_taken(place)])
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        _migrate(connection, name, 0)
        recording.record(PostgresLink(connection), [organisation], by="", at=now())
    return PostgresBackend(place, readonly=False)


def open_workshop(url: str, *, readonly: bool) -> PostgresBackend:
    """Return a workshop that exists.

    Raises:
        SourceError: There is none of that name, it is from a newer release, or the database
            cannot be reached.
    """
    place = _Place(url)
    with _explained(place.shown, SourceError), place.connect(readonly=False) as connection:
        known = dict(connection.execute(_OURS).fetchall())
        if place.schema not in known:
            raise SourceError([_missing(place, known)])
        version = int(known[place.schema].removeprefix(_MARK))
        if version > schema.NEWEST:
            raise SourceError([newer(place.shown, version, schema.NEWEST)])
        if version < schema.NEWEST:
            with connection.transaction():
                _migrate(connection, sql.Identifier(place.schema), version)
    return PostgresBackend(place, readonly=readonly)


def _migrate(
    connection: psycopg.Connection[tuple[Any, ...]], name: sql.Identifier, version: int
) -> None:
    for statements in schema.migrations(Dialect.POSTGRES)[version:]:
        for statement in statements:
            PostgresLink(connection).run(statement)
    mark = sql.Literal(f"{_MARK}{schema.NEWEST}")
    connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(name, mark))


def _marked(statement: str) -> str:
    return statement.replace("?", "%s")


@contextmanager
def _explained(where: str, unreachable: type[KitError] = StoreError) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        kind = _STATES.get(error.sqlstate or "")
        if kind:
            raise StoreError([known_failure(where, kind)]) from error
        said = str(error).strip().splitlines() or [type(error).__name__]
        if isinstance(error, psycopg.OperationalError):
            raise unreachable([_unreachable(where, said[0])]) from error
        raise StoreError([unknown_failure(where, said[0])]) from error


def _unreachable(where: str, said: str) -> Problem:
    return Problem(
        where=where,
        found=f"a database that cannot be reached ({said})",
        allowed="one that answers",
        fix="Nothing was saved. Check the address, the account and the server, then try again.",
        code="unreachable",
    )


def _missing(place: _Place, known: dict[str, str]) -> Problem:
    names = [name.removeprefix("kit_") for name in known]
    near = get_close_matches(place.workshop, names, n=5, cutoff=0) or ["none yet"]
    return Problem(
        where=place.shown,
        found=repr(place.workshop),
        allowed=f"one of the workshops in this database ({', '.join(near)})",
        fix="Name one of them after ?workshop=, or create it first.",
        code="missing",
    )


def _taken(place: _Place) -> Problem:
    return Problem(
        where=place.shown,
        found="a workshop that exists",
        allowed="free for a new workshop",
        fix="Open it, or choose another name after ?workshop=.",
        code="exists",
    )


def _bad_name(place: _Place) -> Problem:
    return Problem(
        where=place.shown,
        found=repr(place.workshop),
        allowed="a workshop's name: 1 to 40 of a-z, 0-9, - and _, a letter or digit first",
        fix="Choose such a name after ?workshop=.",
        code="name",
    )


def _bad_url() -> Problem:
    return Problem(
        where="the PostgreSQL URL",
        found="what was given",
        allowed="of the form postgresql://account:password@host:5432/database?workshop=NAME",
        fix="Write it in that form.",
        code="url",
    )
