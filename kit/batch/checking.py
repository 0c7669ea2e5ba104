"""Before anything is rendered: is each source an organisation that can be read whole?"""

from __future__ import annotations

import tempfile
import zlib
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kit.answers import folded
from kit.batch.places import report_folder
from kit.errors import KitError, Problem
from kit.store import is_url
from kit.workshop import open_workshop

MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at one source found.

    Attributes:
        id: The organisation's folder; empty where it could not be read.
        same: The name as two people would agree it is the same; duplicates are found by it.
        sha256: Of everything that was said, in the published shape.
    """

    source: str
    id: str = ""
    name: str = ""
    same: str = ""
    sha256: str = ""
    answers: int = 0
    problems: tuple[Problem, ...] = field(default=())

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Checked:
        """Return what `plain` made."""
        return cls(**{**plain, "problems": tuple(Problem(**one) for one in plain["problems"])})


def check(source: str, keep: str = "") -> Checked:
    """Return what a source holds, and keep it where a worker finds it.

    Args:
        source: Any source that `open_workshop` takes.
        keep: The file to keep the checked workshop in, compressed; empty to keep nothing.
    """
    try:
        with open_workshop(source) as workshop:
            snapshot = workshop.snapshot
            name = snapshot.organisation.name
            digest = sha256(workshop.export_json().encode("utf-8", "replace")).hexdigest()
            if keep:
                _keep(workshop.store, Path(keep))
    except KitError as error:
        return Checked(printable(source), problems=error.problems[:MOST_PROBLEMS])
    except (OSError, RecursionError, MemoryError, ValueError) as error:
        shown = printable(source)
        found = f"a source that cannot be read ({type(error).__name__})"
        fix = "Export it again, or look at its permissions."
        return Checked(shown, problems=(Problem(shown, found, "a workshop", fix, "source"),))
    key = report_folder(Path(), name).name
    return Checked(printable(source), key, name, folded(name), digest, len(snapshot.answers))


def printable(source: str) -> str:
    """Return a source as a manifest may keep it: a database's address without its password."""
    if not is_url(source):
        return source
    try:
        parts = urlsplit(source)
        account = f"{parts.username}@" if parts.username else ""
    except ValueError:
        return "a database"
    workshop = parse_qs(parts.query).get("workshop", [""])[0]
    query = f"?workshop={workshop}" if workshop else ""
    return f"{parts.scheme}://{account}{parts.netloc.rpartition('@')[2]}{parts.path}{query}"


def _keep(store: Any, file: Path) -> None:  # noqa: ANN401  a Store
    """Keep the workshop as it was checked, so that nothing can change it before it is rendered."""
    with tempfile.TemporaryDirectory(prefix="kit-") as folder:
        copy = Path(folder) / "checked.workshop"
        store.save_copy(copy)
        file.write_bytes(zlib.compress(copy.read_bytes(), 1))
