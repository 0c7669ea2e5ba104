"""Before anything is rendered: is each source an organisation that can be read whole?"""

from __future__ import annotations

import json
import tempfile
import zlib
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from kit.answers import folded
from kit.batch.places import report_folder
from kit.errors import KitError, Problem
from kit.store import is_url

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_PROBLEMS = 200
MOST_STAMPED = 200 * 2**20
SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at one source found.

    Attributes:
        id: The organisation's folder; empty where it could not be read.
        same: The name as two people would agree it is the same; duplicates are found by it.
        sha256: Of everything that was said, in the published shape.
        stamp: Of the source's own bytes, by which a later run knows it again without reading it;
            empty for a workshop file or a database, which change beside their bytes.
    """

    source: str
    id: str = ""
    name: str = ""
    same: str = ""
    sha256: str = ""
    stamp: str = ""
    problems: tuple[Problem, ...] = field(default=())

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Checked:
        """Return what `plain` made."""
        return cls(**{**plain, "problems": tuple(Problem(**one) for one in plain["problems"])})


def check(source: str, keep: str = "", known: Mapping[str, str] | None = None) -> Checked:
    """Return what a source holds, and keep it where a worker finds it.

    Args:
        source: Any source that `open_workshop` takes.
        keep: The file to keep the checked workshop in, compressed; empty to keep nothing.
        known: `id`, `name`, `sha256` and `stamp` of an earlier run whose report still stands; a
            source with the same stamp is not read again, and nothing is kept.
    """
    from kit.exchange import published  # noqa: PLC0415  the runner only passes on what is found
    from kit.workshop import open_workshop  # noqa: PLC0415  as above

    stamp = stamp_of(source)
    if known and stamp and known["stamp"] == stamp:
        name = known["name"]
        return Checked(printable(source), known["id"], name, folded(name), known["sha256"], stamp)
    try:
        with open_workshop(source) as workshop:
            snapshot = workshop.snapshot
            name = snapshot.organisation.name
            said = json.dumps(published(snapshot), ensure_ascii=False)
            digest = sha256(said.encode("utf-8", "replace")).hexdigest()
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
    return Checked(printable(source), key, name, folded(name), digest, stamp)


def stamp_of(source: str) -> str:
    """Return a hash of a JSON file's or a folder's bytes; empty for what is read differently."""
    path = Path(source)
    try:
        if is_url(source) or path.is_symlink():
            return ""
        files = [path]
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if not file.name.startswith("."))
        if not all(S_ISREG(file.lstat().st_mode) for file in files):
            return ""
        if sum(file.lstat().st_size for file in files) > MOST_STAMPED:
            return ""
        digest = sha256()
        for file in files:
            data = file.read_bytes()
            if data.startswith(SQLITE):
                return ""
            digest.update(f"{file.name}\0{len(data)}\0".encode("utf-8", "replace") + data)
        return digest.hexdigest()
    except OSError:
        return ""


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
