"""Where reports go: a folder here, or any address that fsspec can write."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol

from kit.batch.jobs import Output
from kit.batch.places import write_whole
from kit.errors import InputError, Problem, StoreError


class Place(Protocol):
    """A folder to write to; every file appears whole or not at all."""

    def write(self, path: str, data: bytes) -> Output:
        """Write a file below the folder and say what was written."""

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, or None where there is none."""

    def lock(self) -> contextlib.AbstractContextManager[None]:
        """Keep other batches away while this one writes."""


def place_at(address: str) -> Place:
    """Return the place an address names.

    Raises:
        InputError: fsspec is not installed, or knows no such address.
    """
    if "://" not in address:
        return Folder(Path(address))
    try:
        import fsspec  # noqa: PLC0415  only for addresses
    except ImportError:
        fix = "Install it: pip install fsspec, and what the address needs, such as s3fs."
        raise InputError(
            [Problem("--out", "an address, without fsspec", "usable here", fix)]
        ) from None
    try:
        system, root = fsspec.core.url_to_fs(address)
    except (ValueError, ImportError) as error:
        fix = "Look for a misspelt address, or install what it needs."
        raise InputError(
            [Problem("--out", f"the address ({error})", "one that fsspec knows", fix)]
        ) from error
    return Remote(system, root.rstrip("/"))


def _written(path: str, data: bytes) -> Output:
    return Output(path, sha256(data).hexdigest(), len(data))


class Folder:
    """A folder of this machine or of a shared disk."""

    def __init__(self, root: Path) -> None:
        """Write below a folder, which is made when first needed."""
        self._root = root

    def write(self, path: str, data: bytes) -> Output:
        """Write a file and sync it before it takes its name."""
        file = self._root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.parent.resolve().is_relative_to(self._root.resolve()):
            fix = "Take the link out of the output folder."
            raise StoreError([Problem(path, "a link out of the folder", "a folder in it", fix)])
        write_whole(file, data)
        return _written(path, data)

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes."""
        try:
            return (self._root / path).read_bytes()
        except OSError:
            return None

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder's lock; two batches never mix.

        Raises:
            StoreError: Another batch holds it.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        with (self._root / ".lock").open("a+b") as stream:
            if not _take(stream):
                fix = "Wait until it has finished, or name another folder."
                found = "a folder another `kit batch` is writing to"
                raise StoreError([Problem(str(self._root), found, "free", fix, "locked")])
            yield


def _take(stream: IO[bytes]) -> bool:
    """Take a lock that goes with the process, however it ends."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415  loaded when it is needed

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
        else:
            import fcntl  # noqa: PLC0415  loaded when it is needed

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class Remote:
    """What fsspec writes to. An object store puts each file in its place at once and whole."""

    def __init__(self, system: Any, root: str) -> None:  # noqa: ANN401  fsspec has no types
        """Write below a root of a file system of fsspec."""
        self._system = system
        self._root = root

    def write(self, path: str, data: bytes) -> Output:
        """Write a file."""
        target = f"{self._root}/{path}"
        self._system.makedirs(target.rpartition("/")[0], exist_ok=True)
        self._system.pipe_file(target, data)
        return _written(path, data)

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes."""
        try:
            return bytes(self._system.cat_file(f"{self._root}/{path}"))
        except OSError:
            return None

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold nothing: an object store has no locks. Each file is still written whole."""
        yield
