"""What was sent: the files of all sources, folders walked and zips unpacked, with their names."""

from __future__ import annotations

import lzma
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from kit.errors import NOTHING, Problem, SourceError

SUFFIXES = frozenset({
    ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".tab", ".txt", ".zip", ".ics", ".xlsb",
    ".numbers", ".xml", ".htm", ".html", ".pdf", ".docx", ".doc", ".odt",
})  # fmt: skip
SYSTEM_NAMES = (".", "~$", "thumbs.db", "desktop.ini", "__macosx")
SYSTEM, NO_FILE = "a file of the system, not of a person", "a pipe, a device or a link to nothing"
MOST_FILES = 5_000
MOST_UNZIPPED = 1_000_000_000
ZIP_RATIO = 200
PARTS = "Send it in parts."
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError,
    OSError, ValueError,
)  # fmt: skip
AGAIN = "Make it again, without a password."
UNPACKED = "Unpack it and send the folder."
BARE = "Send the worksheets themselves."


@dataclass(slots=True)
class Sent:
    """All files of some sources.

    Attributes:
        files: Where each lies and what people call it.
        ignored: Files that are nothing for the kit: name to reason.
        problems: Zips, or parts of them, that cannot be unpacked.
    """

    files: list[tuple[Path, str]] = field(default_factory=list)
    ignored: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def is_inbox(source: str | Path) -> bool:
    """Say whether a source is something people sent back rather than a whole workshop."""
    path = Path(source)
    if path.is_dir():
        return not (path / "organisation.toml").is_file()
    return path.is_file() and path.suffix.lower() in SUFFIXES


@contextmanager
def sent_files(sources: Sequence[str | Path]) -> Iterator[Sent]:
    """Give the files of all sources that people sent; what was unpacked goes at the end.

    Raises:
        SourceError: A path leads nowhere.
    """
    with ExitStack() as stack:
        walk = _Walk(stack)
        paths = [Path(source) for source in sources]
        times = Counter(path.name for path in paths)
        for path in paths:
            shown = path.name if times[path.name] == 1 else str(path)
            if path.is_dir():
                walk.folder(path, f"{shown}/" if len(paths) > 1 else "")
            elif path.is_file():
                walk.file(path, shown, path.name)
            else:
                fix = "Check the path."
                raise SourceError(
                    [Problem(str(path), NOTHING, "a file or a folder", fix, "source")]
                )
        walk.leave_out_copies()
        yield walk.sent


class _Walk:
    """Sources being looked through."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack, self.sent = stack, Sent()

    def folder(self, path: Path, before: str) -> None:
        """Take every file of a folder, in the order of their names."""
        for file in sorted(path.rglob("*")):
            below = file.relative_to(path).as_posix()
            name = f"{before}{below}"
            if file.is_file():
                self.file(file, name, below)
            elif not file.is_dir():
                self.sent.ignored[name] = NO_FILE

    def file(self, path: Path, name: str, below: str) -> None:
        """Take one file, or what a zip holds; `below` is its place within what was sent."""
        parts = {part.casefold() for part in PurePosixPath(below.replace("\\", "/")).parts}
        if any(part.startswith(SYSTEM_NAMES) for part in parts - {".", ".."}):
            self.sent.ignored[name] = SYSTEM
        elif path.suffix.lower() == ".zip":
            self._zip(path, name)
        else:
            self.sent.files.append((path, name))

    def _zip(self, path: Path, name: str) -> None:
        """Unpack a zip of returned files under names of our own."""
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="kit-in-")))
        try:
            with zipfile.ZipFile(path) as archive:
                infos = [info for info in archive.infolist() if not info.is_dir()]
                size = sum(info.file_size for info in infos)
                if len(infos) > MOST_FILES or size > MOST_UNZIPPED:
                    found = f"a zip of {len(infos):,} files and {size:,} bytes"
                    self._refuse(name, found, PARTS)
                    return
                for at, info in enumerate(infos):
                    inner = Path(info.filename)
                    target = folder / f"{at}{inner.suffix[:8]}"
                    if inner.suffix.lower() == ".zip":
                        self._refuse(f"{name}/{info.filename}", "a zip within a zip", UNPACKED)
                    elif _unpacked(archive, info, target):
                        self.file(target, f"{name}/{info.filename}", info.filename)
                    else:
                        found = "a file that unpacks without end"
                        self._refuse(f"{name}/{info.filename}", found, BARE)
        except BROKEN:
            self._refuse(name, "a damaged or locked zip", AGAIN)

    def leave_out_copies(self) -> None:
        """Leave out copies: nobody answers twice by sending a file twice."""
        sizes = Counter(path.stat().st_size for path, _ in self.sent.files)
        first: dict[str, str] = {}
        kept = []
        for path, name in self.sent.files:
            told = ""
            if sizes[path.stat().st_size] > 1:
                with path.open("rb") as stream:
                    told = file_digest(stream, "sha256").hexdigest()
            if told in first:
                self.sent.ignored[name] = f"the same file as {first[told]}"
                continue
            if told:
                first[told] = name
            kept.append((path, name))
        self.sent.files = kept

    def _refuse(self, name: str, found: str, fix: str) -> None:
        self.sent.problems.append(Problem(name, found, "a zip of worksheets", fix, "file"))


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> bool:
    """Unpack one part, unless it holds far more than its size in the zip says."""
    room = max(ZIP_RATIO * info.compress_size, 1_000_000)
    with archive.open(info) as source, target.open("wb") as out:
        while piece := source.read(1 << 18):
            room -= len(piece)
            if room < 0:
                return False
            out.write(piece)
    return True
