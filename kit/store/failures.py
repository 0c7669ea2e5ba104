"""Say what a database's own error means for the person in front of it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kit.errors import Problem, SourceError, StoreError

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
_ALIASES: Final = {"LOCKED": "BUSY", "PERM": "CANTOPEN", "AUTH": "READONLY"}


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn SQLite's errors within into the kit's.

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


def failure(where: str, error: sqlite3.Error) -> Problem:
    """Return what an error of SQLite means."""
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    kind = name.removeprefix("SQLITE_").split("_")[0]
    known = _KINDS.get(_ALIASES.get(kind, kind))
    if known:
        found, allowed, fix, code = known
        return Problem(where, found, allowed, fix, code)
    return Problem(
        where=where,
        found=f"{name}: {error}",
        allowed="something the store can go on from",
        fix=f"{_NOTHING_SAVED} Report this message to the makers of the kit.",
        code="database",
    )
