"""Whatever names a workshop, opened: a workshop file, a database, a folder or a JSON file."""

from __future__ import annotations

from pathlib import Path

from kit.answers import Intake, admit
from kit.errors import Problem, SourceError
from kit.exchange.folder import read_folder
from kit.exchange.inbox import is_inbox
from kit.exchange.json_file import read_json
from kit.model.content import Bank
from kit.model.workshop import Organisation, Snapshot
from kit.store import Store, in_memory, open_store

DATABASE = ("postgresql://", "postgres://")


def open_source(source: str | Path, bank: Bank) -> Store:
    """Return a store over the source; folders and JSON files are read into memory.

    Raises:
        SourceError: There is no such source, or it is not a workshop.
        InputError: A folder's or JSON file's contents cannot be accepted.
    """
    if is_kept(source):
        return open_store(source, readonly=True)
    entries = admit(bank, read_intake(source, bank))
    organisation = next(entry for entry in entries if isinstance(entry, Organisation))
    store = in_memory(organisation)
    store.record(entries)
    return store


def read_snapshot(source: str | Path, bank: Bank) -> Snapshot:
    """Return the workshop in a source as it stands.

    Raises:
        SourceError, InputError: As `open_source`.
    """
    with open_source(source, bank) as store:
        return store.snapshot()


def is_kept(source: str | Path) -> bool:
    """Say whether the source is a workshop file or database, which can be written to."""
    if isinstance(source, str) and source.startswith(DATABASE):
        return True
    path = Path(source)
    return path.is_file() and path.suffix.lower() != ".json" and not is_inbox(path)


def read_intake(source: str | Path, bank: Bank) -> Intake:
    """Return what a folder or JSON file holds, not yet admitted.

    Raises:
        SourceError: It is neither.
    """
    path = Path(source)
    if path.is_dir():
        return read_folder(path, bank)
    if path.is_file():
        return read_json(path)
    raise SourceError(
        [
            Problem(
                str(source),
                "nothing",
                "a workshop file, a folder, a JSON file or a postgresql:// address",
                "Check the path.",
                "source",
            )
        ]
    )
