"""Say what a database's own error means for the person in front of it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kit.errors import Problem, SourceError, StoreError, system_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOTHING_SAVED: Final = "Nothing of this was saved."
_KINDS: Final[dict[str, tuple[str, str, str, str]]] = {
    "FULL": (
        "a full disk",
        "a disk with room for what was sent",
        f"{_NOTHING_SAVED} Free some space and send again.",
        "disk-full",
    ),
    "IOERR": (
        "a disk that could not be read or written",
        "a disk that works and has room",
        f"{_NOTHING_SAVED} Check the disk and the space on it, then send again.",
        "disk-error",
    ),
    "BUSY": (
        "a file that another program keeps locked",
        "a file free for the next writer",
        f"{_NOTHING_SAVED} Send again; if it stays so, close other programs that use the file.",
        "busy",
    ),
    "READONLY": (
        "a file that may not be written",
        "a file that this account may write",
        f"{_NOTHING_SAVED} Give this account the right to write the file and its folder.",
        "read-only",
    ),
    "CANTOPEN": (
        "a file that cannot be opened",
        "a file that this account may open",
        "Check that the file and its folder exist and may be written.",
        "cannot-open",
    ),
    "NOTADB": (
        "a file that is not a database",
        "a whole workshop file",
        "Use a saved copy of the workshop.",
        "damaged",
    ),
    "CORRUPT": (
        "a damaged file",
        "a whole workshop file",
        "Stop writing to it, and use a saved copy of the workshop.",
        "damaged",
    ),
}
_MISUSES: Final[dict[str, tuple[str, str, str]]] = {
    "read-only": (
        "a workshop opened for reading only",
        "open for writing",
        "Open it without readonly to record.",
    ),
    "fork": (
        "a store that another process opened",
        "safe to use after a fork",
        "Open the workshop anew in this process.",
    ),
    "closed": ("a closed store", "open", "Open the workshop again."),
}
_ALIASES: Final = {"LOCKED": "BUSY", "PERM": "CANTOPEN", "AUTH": "READONLY"}


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn the errors of SQLite and of the system within into the kit's.

    Raises:
        StoreError: The file cannot be written now.
        SourceError: The file is damaged or is not a database.
    """
    try:
        yield
    except sqlite3.Error as error:
        problem = failure(where, error)
        kind = SourceError if problem.code == "damaged" else StoreError
        raise kind([problem]) from error
    except OSError as error:
        raise StoreError([unwritable(where, error)]) from error


def failure(where: str, error: sqlite3.Error) -> Problem:
    """Return what an error of SQLite means."""
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    kind = name.removeprefix("SQLITE_").split("_")[0]
    kind = _ALIASES.get(kind, kind)
    if kind in _KINDS:
        return known_failure(where, kind)
    return unknown_failure(where, f"{name}: {error}")


def known_failure(where: str, kind: str) -> Problem:
    """Return what a kind of failure means; the kinds are named as SQLite names them."""
    found, allowed, fix, code = _KINDS[kind]
    return Problem(where, found, allowed, fix, code)


def unwritable(where: str, error: OSError) -> Problem:
    """Return what the system said when a file could not be written."""
    said = system_problem(where, error)
    return replace(said, fix=f"{_NOTHING_SAVED} {said.fix}", code="cannot-write")


def unknown_failure(where: str, said: str) -> Problem:
    """Return a failure that nobody foresaw, in the database's own words."""
    return Problem(
        where=where,
        found=said,
        allowed="something the store can go on from",
        fix=f"{_NOTHING_SAVED} Report this message to the makers of the kit.",
        code="database",
    )


def misuse(where: str, code: str) -> StoreError:
    """Return the refusal of a store that is closed, carried over a fork, or only for reading."""
    found, allowed, fix = _MISUSES[code]
    return StoreError([Problem(where, found, allowed, fix, code)])


def newer(where: str, version: int, newest: int) -> Problem:
    """Return the refusal of a workshop that a later release has written."""
    return Problem(
        where=where,
        found=f"a workshop of version {version}",
        allowed=f"one of version 1 to {newest}, which this release can read",
        fix="Install a newer release of the kit to open it.",
        code="newer",
    )
