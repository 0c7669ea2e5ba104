"""What a database must offer for a workshop to be kept in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from kit.store.schema import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from kit.store.kept import Facts


class Link(Protocol):
    """A database within one transaction; `?` is the placeholder everywhere."""

    def lines(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds."""

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run a statement and return how many lines it touched."""

    def append(
        self, table: str, lines: Sequence[Sequence[object]], *, with_seq: bool = False
    ) -> None:
        """Append lines to a table, their columns in `COLUMNS` order."""


class Backend(Protocol):
    """One database that holds one workshop; every method may be called from any thread.

    Attributes:
        where: The file or URL as a message names it, without a password.
        keeps_time: Whether a line without a time is given the present one.
    """

    where: str
    keeps_time: bool

    def reading(self) -> AbstractContextManager[Link]:
        """Enter a transaction that sees one state throughout."""

    def writing(self) -> AbstractContextManager[Link]:
        """Enter a transaction that is alone in writing, and is all or nothing."""

    def scrub(self) -> None:
        """Remove what deleted lines have left behind."""

    def save_copy(self, path: Path) -> None:
        """Write the whole workshop, history included, to one SQLite file."""

    def facts(self) -> Facts:
        """Return what a doctor wants to know."""

    def close(self) -> None:
        """Let go of the database; a second call does nothing."""


def copy_tables(source: Link, target: Link) -> None:
    """Copy every line, numbers included, into a database whose tables are empty."""
    for table, columns in COLUMNS.items():
        wanted = ", ".join(("seq", *columns))
        found = source.lines(f"SELECT {wanted} FROM {table} ORDER BY seq")  # noqa: S608  names are ours
        target.append(table, found, with_seq=True)
