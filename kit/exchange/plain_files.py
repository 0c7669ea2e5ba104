"""Files of text: read where they are plain files of a sane size, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from kit.errors import Problem, SourceError, StoreError, system_problem

READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that nobody writes to is opened at once, and can then be refused."""


def read_plain(file: Path, most: int) -> bytes:
    """Return what a file holds.

    Args:
        file: What to read.
        most: Bytes it may have; a file that grows while it is read is cut off there.

    Raises:
        SourceError: It cannot be read, is not a plain file, or is too big.
    """
    try:
        with open(os.open(file, READ), "rb") as stream:  # noqa: PTH123  opened without waiting
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise _refused(file, "a device or a pipe", "a plain file", "Put a file there.")
            if found.st_size > most:
                raise _refused(
                    file,
                    f"a file of {found.st_size:,} bytes",
                    f"one of at most {most:,}",
                    "Split or shorten it.",
                )
            return stream.read(most)
    except OSError as error:
        raise SourceError([system_problem(file.name or str(file), error)]) from error


def write_together(texts: Mapping[Path, str | None]) -> list[Path]:
    """Write files so that all appear or none does, and return those written.

    Args:
        texts: File to its text; None takes the file away.

    Raises:
        StoreError: Something cannot be written; what was there is as it was.
    """
    ready: dict[Path, Path] = {}
    file = Path()
    try:
        for file, text in texts.items():
            if text is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                ready[file] = _beside(file, text)
        for file in texts:
            if file in ready:
                ready[file].replace(file)
            else:
                file.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError([system_problem(str(file), error)]) from error
    finally:
        for temporary in ready.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    return list(ready)


def _beside(file: Path, text: str) -> Path:
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".kit-", suffix=".tmp")
    temporary = Path(name)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as stream:  # noqa: PTH123  ours
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _refused(file: Path, found: str, allowed: str, fix: str) -> SourceError:
    return SourceError([Problem(file.name, found, allowed, fix, "source")])
