"""What the first hundred bytes of a file tell, before SQLite is let near it."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from kit.errors import Problem, SourceError
from kit.store.failures import newer
from kit.store.schema import APPLICATION_ID, NEWEST

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC: Final = b"SQLite format 3\x00"
_LENGTH: Final = 100
_A_WORKSHOP: Final = "a workshop file"
_FROM_A_COPY: Final = "Use a saved copy of the workshop."


def real_path(path: Path) -> Path:
    """Return where a path leads, so that everybody who uses the file agrees on its side files.

    Raises:
        SourceError: It cannot be a path.
    """
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        fix = "Give the path of a file."
        raise _refusal(path, ascii(str(path)), "a path", fix, "path") from error


def is_workshop(path: Path) -> bool:
    """Return whether a file says that it is a workshop."""
    try:
        return _application(_start(path)) == APPLICATION_ID
    except SourceError:
        return False


def _beginning(start: bytes) -> str:
    """Return what a file that is no database looks like, in words."""
    if start.startswith(b"PK"):
        return "a zip archive or an Office document"
    words = start[:24].split(b"\n", 1)[0].decode("ascii", "replace").strip()
    if words and words.isprintable() and "\ufffd" not in words:
        return f"a file that begins with '{words}'"
    return "a file of another kind"


def check_header(path: Path) -> int:
    """Return the version of a workshop file's tables.

    Raises:
        SourceError: There is no file, or it is no whole workshop that this release can read.
    """
    start = _start(path)
    if not start:
        raise _refusal(path, "an empty file", _A_WORKSHOP, _FROM_A_COPY, "damaged")
    if not start.startswith(_MAGIC[: len(start)]):
        raise _refusal(
            path,
            _beginning(start),
            _A_WORKSHOP,
            "Name a workshop file, or import this one into a workshop.",
            "foreign",
        )
    if len(start) < _LENGTH:
        found = f"a file cut off after {len(start)} bytes"
        raise _refusal(path, found, "a whole workshop file", _FROM_A_COPY, "damaged")
    if _application(start) != APPLICATION_ID:
        raise _refusal(
            path,
            "another program's database",
            _A_WORKSHOP,
            "Name a workshop file that the kit has made.",
            "foreign",
        )
    version = int(struct.unpack_from(">I", start, 60)[0])
    if not 1 <= version <= NEWEST:
        raise SourceError([newer(str(path), version, NEWEST)])
    _refuse_truncated(path, start)
    return version


def _refuse_truncated(path: Path, start: bytes) -> None:
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        return  # what is missing may still stand in the log
    page = struct.unpack_from(">H", start, 16)[0]
    pages = struct.unpack_from(">I", start, 28)[0]
    whole = (65536 if page == 1 else page) * pages
    size = path.stat().st_size
    if size < whole:
        raise _refusal(
            path,
            f"a file cut off after {size:,} bytes",
            f"a whole workshop file of {whole:,} bytes",
            _FROM_A_COPY,
            "damaged",
        )


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LENGTH)
    except FileNotFoundError:
        raise _refusal(
            path, "no file", _A_WORKSHOP, "Check the path, or create the workshop first.", "missing"
        ) from None
    except IsADirectoryError:
        raise _refusal(
            path, "a folder", _A_WORKSHOP, "Name the file, or import the folder.", "folder"
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        fix = "Check the path and the file's rights."
        raise _refusal(path, why, "a file that can be read", fix, "unreadable") from error


def _application(start: bytes) -> int:
    return int(struct.unpack_from(">I", start, 68)[0]) if len(start) == _LENGTH else 0


def _refusal(path: Path, found: str, allowed: str, fix: str, code: str) -> SourceError:
    return SourceError([Problem(str(path), found, allowed, fix, code)])
