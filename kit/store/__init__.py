"""Keep a workshop: one SQLite file by default, or a PostgreSQL database by its URL.

`create` makes one, `open_store` opens one, `in_memory` holds a folder or a JSON file while it is
read. All three give a `Store`, which behaves the same whatever is behind it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kit.store.kept import Facts, Note, Progress, Recorded, Version
from kit.store.store import Store

if TYPE_CHECKING:
    from kit.model.workshop import Organisation

__all__ = [
    "Facts",
    "Note",
    "Progress",
    "Recorded",
    "Store",
    "Version",
    "create",
    "in_memory",
    "is_url",
    "open_store",
]


def create(where: str | Path, organisation: Organisation, *, anywhere: bool = False) -> Store:
    """Return a new workshop, which is written to completion or not at all.

    Args:
        where: A path, or `postgresql://...`, where `?workshop=NAME` keeps several apart.
        organisation: Who plans.
        anywhere: Also in a synced folder or on a network drive, slower and at your own risk.

    Raises:
        StoreError: There is one already, or it is no place for a live workshop.
    """
    if is_url(where):
        from kit.store.postgres import create_workshop  # noqa: PLC0415  psycopg only when asked for

        return Store(create_workshop(str(where), organisation))
    from kit.store.files import create_file  # noqa: PLC0415  spares readers of kit.store sqlite3

    return Store(create_file(Path(where), organisation, anywhere=anywhere))


def open_store(where: str | Path, *, readonly: bool = False, anywhere: bool = False) -> Store:
    """Return a workshop that exists.

    Args:
        where: A path, or `postgresql://...`, where `?workshop=NAME` keeps several apart.
        readonly: Refuse to record; also for files in places that may not be written.
        anywhere: Also in a synced folder or on a network drive, slower and at your own risk.

    Raises:
        SourceError: It is missing, damaged, not a workshop, or from a newer release.
        StoreError: It lies where a live workshop is not safe.
    """
    if is_url(where):
        from kit.store.postgres import open_workshop  # noqa: PLC0415  psycopg only when asked for

        return Store(open_workshop(str(where), readonly=readonly))
    from kit.store.files import open_file  # noqa: PLC0415  spares readers of kit.store sqlite3

    return Store(open_file(Path(where), readonly=readonly, anywhere=anywhere))


def in_memory(organisation: Organisation) -> Store:
    """Return a workshop that lives as long as the process.

    A line that comes without a time keeps none, so that what was read from a folder is written
    back as it was.
    """
    from kit.store.files import in_memory_backend  # noqa: PLC0415  spares readers of kit.store sqlite3

    return Store(in_memory_backend(organisation))


def is_url(where: str | Path) -> bool:
    """Return whether a place is a PostgreSQL URL."""
    return str(where).startswith(("postgresql://", "postgres://"))
