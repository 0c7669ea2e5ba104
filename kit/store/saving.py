"""Put a finished file in its place, at once and whole."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from typing import TYPE_CHECKING

from kit.errors import Problem, StoreError
from kit.store.header import is_workshop, real_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def save_file(path: Path, write: Callable[[Path], object]) -> None:
    """Have a workshop written beside a path, sync it, and let it take the path's place.

    Raises:
        StoreError: The path holds something else than a saved workshop, or is a live one.
        OSError: It cannot be written.
    """
    path = real_path(path)
    refuse_missing_folder(path)
    if problem := _taken(path):
        raise StoreError([problem])
    new = beside(path)
    try:
        write(new)
        with contextlib.closing(sqlite3.connect(new)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        _sync(new)
        os.replace(new, path)  # noqa: PTH105  the name says that it replaces
        _sync(path.parent)
    finally:
        new.unlink(missing_ok=True)


def put_new(new: Path, path: Path) -> None:
    """Let a finished file take a path that is free.

    Raises:
        StoreError: It is not free.
    """
    try:
        os.link(new, path)  # unlike a rename, it never replaces what is there
    except OSError:
        # It is taken, or the file system has no hard links: then look first, and rename.
        refuse_taken(path)
        new.rename(path)
    new.unlink(missing_ok=True)
    _sync(path.parent)


def beside(path: Path) -> Path:
    """Return a hidden name nobody else uses, in the folder of a path."""
    return path.with_name(f".{path.name[:100]}-{secrets.token_hex(6)}")


def refuse_missing_folder(path: Path) -> None:
    """Refuse a path whose folder does not exist.

    Raises:
        StoreError: It does not.
    """
    if not path.parent.is_dir():
        raise StoreError(
            [
                Problem(
                    where=str(path),
                    found=f"the folder {path.parent}",
                    allowed="a folder that exists",
                    fix="Create the folder first, or name another.",
                    code="folder",
                )
            ]
        )


def refuse_taken(path: Path) -> None:
    """Refuse a path at which there is something already.

    Raises:
        StoreError: There is.
    """
    if path.exists():
        raise StoreError(
            [
                Problem(
                    where=str(path),
                    found="a file that exists",
                    allowed="free for a new workshop",
                    fix="Open it, or choose another name.",
                    code="exists",
                )
            ]
        )


def _taken(path: Path) -> Problem | None:
    if not path.exists():
        return None
    if not is_workshop(path):
        found, code = "a file that is not a workshop", "foreign"
    elif any(path.with_name(path.name + end).exists() for end in ("-wal", "-turn")):
        found, code = "a live workshop", "live"
    else:
        return None
    return Problem(
        where=str(path),
        found=found,
        allowed="free, or a copy saved earlier",
        fix="Choose another name for the copy.",
        code=code,
    )


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # pragma: no cover  Windows cannot sync a folder
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
