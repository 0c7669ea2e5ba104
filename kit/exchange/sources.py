"""Whatever names a workshop, opened: a workshop file, a database, a folder or a JSON file."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

from kit.answers import Intake, admit
from kit.errors import NOTHING, Problem, SourceError, system_problem
from kit.exchange.folder import files_not_read, read_folder
from kit.exchange.json_file import read_json
from kit.exchange.sent import is_inbox
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
    """Say whether the source is a workshop file or database, which can be written to.

    Raises:
        SourceError: It cannot be reached, or is neither a file nor a folder.
    """
    if isinstance(source, str) and source.startswith(DATABASE):
        return True
    reach(source)
    path = Path(source)
    return path.is_file() and path.suffix.lower() != ".json" and not is_inbox(path)


def reach(source: str | Path) -> None:
    """Refuse a path that leads to no file and no folder; what is at an address is not looked at.

    Raises:
        SourceError: Nothing is there, it may not be looked at, or it is a device or a pipe.
    """
    if isinstance(source, str) and source.startswith(DATABASE):
        return
    allowed = "a workshop file, a folder, a JSON file or a postgresql:// address"
    problem = Problem(str(source) or "SOURCE", NOTHING, allowed, "Check the path.", "source")
    if not str(source).strip():
        raise SourceError([problem])
    try:
        mode = Path(source).stat().st_mode
        if stat.S_ISDIR(mode):
            next(Path(source).iterdir(), None)
    except (FileNotFoundError, ValueError):
        raise SourceError([problem]) from None
    except OSError as error:
        raise SourceError([system_problem(str(source), error)]) from error
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise SourceError([replace(problem, found="a device or a pipe")])


def read_intake(source: str | Path, bank: Bank) -> Intake:
    """Return what a workshop, a folder or a JSON file holds, not yet admitted.

    Raises:
        SourceError: It cannot be read.
    """
    if is_kept(source):
        with open_store(source, readonly=True) as other:
            return Intake(other.where, kept=other.snapshot())
    path = Path(source)
    return read_folder(path, bank) if path.is_dir() else read_json(path)


def unread_files(source: str | Path) -> list[str]:
    """Return the names of what lies in a folder beside the workshop and is no part of it."""
    if isinstance(source, str) and source.startswith(DATABASE):
        return []
    path = Path(source)
    return files_not_read(path) if path.is_dir() else []


def placed(intake: Intake, source: str | Path) -> Intake:
    """Return the intake with places that tell its source from others of the same name."""
    if intake.kept:
        return intake
    inside = f"{source}/" if Path(source).is_dir() else f"{Path(source).parent}/"
    return replace(
        intake,
        where=str(source),
        rows=tuple(replace(raw, where=f"{inside}{raw.where}") for raw in intake.rows),
        answers=tuple(replace(raw, where=f"{inside}{raw.where}") for raw in intake.answers),
        problems=tuple(replace(one, where=f"{inside}{one.where}") for one in intake.problems),
    )
