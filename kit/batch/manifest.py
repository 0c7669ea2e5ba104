"""What a run leaves behind: a journal line a finished organisation, and the manifest of all.

The journal is only appended to and each line carries its own checksum, so that a line torn by a
kill is known for what it is. The manifest is replaced whole. Both say the same; the journal is
what a run that was killed can be resumed from.
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.batch.jobs import Output, Status
from kit.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kit.batch.outputs import Place

MANIFEST_SCHEMA = "social-strategy-kit/batch/2"
MANIFEST, JOURNAL = "manifest.json", "run.jsonl"
CHECK = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands about one organisation.

    Attributes:
        id: Its folder's name; for a source that could not be read, made of the source's name.
        stamp: Hash of the source's own bytes; see `kit.batch.checking.Checked`.
        key: Hash of the input and of everything the report depends on.
        tries: How often it was rendered in this run.
        log: The file that says more about a failure, below the output folder.
    """

    id: str
    source: str
    name: str
    status: Status
    input_sha256: str = ""
    stamp: str = ""
    key: str = ""
    outputs: tuple[Output, ...] = ()
    seconds: float = 0.0
    tries: int = 0
    code: str = ""
    message: str = ""
    log: str = ""
    problems: tuple[Problem, ...] = field(default=())
    summary: dict[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        """Return the entry as plain data."""
        return asdict(self)

    @property
    def digits(self) -> str:
        """Return the eight digits at the end of the id: what logs and events tell it by."""
        return self.id[-8:]

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Entry:
        """Return the entry that `plain` made."""
        parts = {
            **plain,
            "status": Status(plain["status"]),
            "outputs": tuple(Output(**one) for one in plain["outputs"]),
            "problems": tuple(Problem(**one) for one in plain["problems"]),
        }
        return cls(**parts)


def written(entries: Iterable[Entry], fingerprint: str, version: str) -> bytes:
    """Return the manifest's text, organisations sorted by id.

    What differs from run to run, the seconds and the tries, is left to the journal, so that two
    runs over the same input leave the same bytes.
    """
    lines = []
    for entry in sorted(entries, key=lambda one: (one.id, one.source)):
        plain = entry.plain()
        del plain["seconds"], plain["tries"]
        if plain["status"] == Status.UNCHANGED:
            plain["status"] = Status.OK
        lines.append(plain)
    told = {
        "schema": MANIFEST_SCHEMA,
        "kit_version": version,
        "fingerprint": fingerprint,
        "organisations": lines,
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def read(place: Place) -> dict[str, Entry]:
    """Return what earlier runs left, by id; the journal's word is the later one."""
    found: dict[str, Entry] = {}
    for plain in (*_from_manifest(place.read(MANIFEST)), *_from_journal(place.read(JOURNAL))):
        try:
            entry = Entry.of(plain)
        except (KeyError, TypeError, ValueError):
            continue  # of another version of the kit: it is rendered again
        found[entry.id] = entry
    return found


def _from_manifest(data: bytes | None) -> list[dict[str, Any]]:
    try:
        told = json.loads(data or b"{}")
    except ValueError:
        return []
    if not isinstance(told, dict) or told.get("schema") != MANIFEST_SCHEMA:
        return []
    return [{"seconds": 0.0, "tries": 0, **line} for line in told["organisations"]]


def _from_journal(data: bytes | None) -> list[dict[str, Any]]:
    entries = []
    for line in (data or b"").split(b"\n"):
        check, _, text = line.partition(b" ")
        if text and check == _check(text):
            entries.append(json.loads(text))
    return entries


def _check(text: bytes) -> bytes:
    return sha256(text).hexdigest()[:CHECK].encode()


class Journal:
    """Appends what has been finished.

    A line is there at once, whatever becomes of this process. Bringing it to the disk, in case
    the power goes, takes milliseconds in which the next report can begin: a thread does that.
    """

    def __init__(self, file: Path) -> None:
        """Begin anew: what stood there is in the manifest by now."""
        self._stream = file.open("wb")
        self._added = threading.Event()
        self._closing = False
        self._syncing = threading.Thread(target=self._sync, name="journal", daemon=True)
        self._syncing.start()

    def add(self, entry: Entry) -> None:
        """Append one organisation."""
        text = json.dumps(entry.plain(), ensure_ascii=False).encode("utf-8", "replace")
        self._stream.write(_check(text) + b" " + text + b"\n")
        self._stream.flush()
        self._added.set()

    def _sync(self) -> None:
        while not self._closing:
            self._added.wait()
            self._added.clear()
            os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Stop appending; what was appended is on the disk then."""
        self._closing = True
        self._added.set()
        self._syncing.join()
        os.fsync(self._stream.fileno())
        self._stream.close()
