"""Whatever people send back: files, folders and zips of worksheets, surveys and calendars."""

from __future__ import annotations

import gc
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from kit.answers import RawAnswer, admit, folded, one_line
from kit.errors import InputError, Problem, SourceError
from kit.exchange.calendars import CalendarWishes, find_calendar, read_calendar_file
from kit.exchange.reading import Book, Reader
from kit.exchange.returned import WAS_READ, Returned
from kit.exchange.survey_layouts import find_survey
from kit.exchange.survey_matching import Matcher, mapping_toml, match_columns
from kit.exchange.surveys import SurveyWishes, read_survey
from kit.exchange.worksheets import is_worksheet, read_worksheet
from kit.model.content import Bank
from kit.model.workshop import Entry, Row, Snapshot

SUFFIXES = frozenset({
    ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".tab", ".txt", ".zip", ".ics", ".xlsb",
    ".numbers", ".xml", ".htm", ".html", ".pdf", ".docx", ".doc", ".odt",
})  # fmt: skip
SYSTEM_NAMES = (".", "~$", "thumbs.db", "desktop.ini", "__macosx")
MOST_FILES = 5_000
MOST_UNZIPPED = 1_000_000_000
ZIP_RATIO = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """One file that was sent: where it lies and what people call it."""

    path: Path
    name: str


@dataclass(slots=True)
class Received:
    """All that came in, with the account of every file and line.

    Attributes:
        entries: What may be recorded, in the order it came.
        files: One account a file read.
        refused: Files set aside with their problems, when that was asked for.
        ignored: Files that are nothing for the kit: name to reason.
    """

    entries: list[Entry] = field(default_factory=list)
    files: list[Returned] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    ignored: dict[str, str] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """Return how many lines were looked at."""
        return sum(file.read for file in self.files)

    @property
    def used(self) -> int:
        """Return how many of them hold something that was handed to the door."""
        return sum(file.used for file in self.files)

    @property
    def skipped(self) -> Counter[str]:
        """Return how many were left out, by reason; used and skipped add up to read."""
        return sum((file.skipped for file in self.files), Counter())

    @property
    def remarks(self) -> list[str]:
        """Return what a reader should know and need not mend."""
        return [remark for file in self.files for remark in file.remarks]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How files are to be taken.

    Attributes:
        set_aside: Take the good files and report the others, instead of taking none.
        survey: How exports of survey tools are taken.
        calendar: How calendars are taken.
    """

    set_aside: bool = False
    survey: SurveyWishes = field(default_factory=SurveyWishes)
    calendar: CalendarWishes = field(default_factory=CalendarWishes)


def is_inbox(source: str | Path) -> bool:
    """Say whether a source is something people sent back rather than a whole workshop."""
    path = Path(source)
    if path.is_dir():
        return not (path / "organisation.toml").is_file()
    return path.is_file() and path.suffix.lower() in SUFFIXES


def receive(
    sources: Sequence[str | Path],
    bank: Bank,
    present: Snapshot,
    wishes: Wishes | None = None,
    reader: Reader | None = None,
) -> Received:
    """Read all that was sent and return what may be recorded.

    Args:
        sources: Files, folders and zips.
        bank: What may be answered.
        present: The workshop they come back to.
        wishes: How files are to be taken.
        reader: A child process that runs already; one is started when left out.

    Raises:
        InputError: With every problem of every file, unless bad files are set aside.
        SourceError: A path leads nowhere.
    """
    wishes = wishes or Wishes()
    desk = _Desk(bank, present, wishes)
    with ExitStack() as stack:
        child = reader or stack.enter_context(Reader())
        files = [(one.path, one.name) for one in _sent(sources, stack, desk.received)]
        stack.enter_context(_collecting_later())
        for book in child.read_all(files):
            desk.take(book)
    if desk.problems:
        raise InputError(desk.problems)
    return desk.received


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Look for unreachable objects after the files: cells make none, and looking costs a third."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Desk:
    """Where files arrive one by one, each seeing what came before it."""

    def __init__(self, bank: Bank, present: Snapshot, wishes: Wishes) -> None:
        self.bank, self.present, self.wishes = bank, present, wishes
        self.received = Received()
        self.problems: list[Problem] = []
        self.seen: dict[tuple[str, str, str, int], tuple[str, object]] = {}

    def take(self, book: Book) -> None:
        """Admit one file, or keep its problems."""
        if book.problem:
            self._refuse([book.problem])
            return
        found = self._read(book)
        if found is None:
            return
        noted = len(found.problems)
        self._leave_out_repeats(found)
        try:
            entries = admit(self.bank, found.intake, self.present)
        except InputError as error:
            self._refuse(found.located(error.problems))
            return
        assert noted == len(found.problems) or found.problems  # noqa: S101  the door raised else
        self.received.files.append(found)
        self.received.entries += entries
        self._learn(entries)

    def _read(self, book: Book) -> Returned | None:
        if is_worksheet(book, self.bank):
            return read_worksheet(book, self.bank, self.present)
        survey = find_survey(book)
        if survey is not None:
            return read_survey(book, survey, self.bank, self.present, self.wishes.survey)
        calendar = find_calendar(book)
        if calendar is not None:
            wanted = self.wishes.calendar
            return read_calendar_file(book, calendar, self.bank, self.present, wanted)
        fix = "Send the kit's own worksheet back; `kit worksheets` makes one."
        self._refuse([Problem(book.file, "a file without a form of this kit", "a worksheet", fix)])
        return None

    def _refuse(self, problems: Sequence[Problem]) -> None:
        (self.received.refused if self.wishes.set_aside else self.problems).extend(problems)

    def _leave_out_repeats(self, found: Returned) -> None:
        """Leave out what another file said already; note where it said something else."""
        kept: list[RawAnswer] = []
        for raw in found.answers:
            place = _place(raw)
            before = self.seen.setdefault(place, (raw.where, raw.cells.get("answer")))
            if before[0] == raw.where:
                kept.append(raw)
            elif before[1] == raw.cells.get("answer"):
                found.used -= 1
                found.skipped[WAS_READ] += 1
            else:
                found.note(
                    raw.where,
                    f"another answer of '{place[0]}', the first being in {before[0]},",
                    "allowed in one round",
                    "Send one of the two files, or let two people give two names.",
                )
        found.answers = kept

    def _learn(self, entries: Sequence[Entry]) -> None:
        """Let the next file refer to the rows of this one."""
        rows = [entry for entry in entries if isinstance(entry, Row)]
        if not rows:
            return
        registers = dict(self.present.registers)
        for row in rows:
            others = [one for one in registers.get(row.register, ()) if one.id != row.id]
            registers[row.register] = (*others, row)
        self.present = replace(self.present, registers=registers)


def _place(raw: RawAnswer) -> tuple[str, str, str, int]:
    cells = raw.cells
    round_no = int(str(cells.get("round") or 1)) if str(cells.get("round") or 1).isdigit() else 1
    return (
        one_line(str(cells.get("participant") or "")),
        one_line(str(cells.get("question") or "")),
        folded(str(cells.get("subject") or "")),
        round_no,
    )


# --- what was sent ------------------------------------------------------------------------------


def _sent(sources: Sequence[str | Path], stack: ExitStack, received: Received) -> Iterator[Sent]:
    for source in sources:
        path = Path(source)
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.is_file():
                    yield from _file(Sent(file, str(file.relative_to(path))), stack, received)
        elif path.is_file():
            yield from _file(Sent(path, path.name), stack, received)
        else:
            raise SourceError(
                [Problem(str(source), "nothing", "a file or a folder", "Check the path.", "source")]
            )


def _file(sent: Sent, stack: ExitStack, received: Received) -> Iterator[Sent]:
    parts = [part.casefold() for part in PurePosixPath(sent.name.replace("\\", "/")).parts]
    if any(part.startswith(SYSTEM_NAMES) for part in parts):
        received.ignored[sent.name] = "a file of the system, not of a person"
    elif sent.path.suffix.lower() == ".zip":
        yield from _unzipped(sent, stack, received)
    else:
        yield sent


def _unzipped(sent: Sent, stack: ExitStack, received: Received) -> Iterator[Sent]:
    """Unpack a zip of returned files under names of our own."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kit-in-")))
    try:
        with zipfile.ZipFile(sent.path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > MOST_FILES or sum(i.file_size for i in infos) > MOST_UNZIPPED:
                raise _bad_zip(sent, f"a zip of {len(infos):,} files", "Send it in parts.")
            for at, info in enumerate(infos):
                name = f"{sent.name}/{info.filename}"
                inner = Path(info.filename)
                if inner.suffix.lower() == ".zip":
                    raise _bad_zip(sent, "a zip within a zip", "Unpack it and send the folder.")
                target = folder / f"{at}{inner.suffix[:8]}"
                _unpack(archive, info, target, sent)
                yield from _file(Sent(target, name), stack, received)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise _bad_zip(sent, "a damaged or locked zip", "Make it again.") from broken


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, sent: Sent) -> None:
    room = max(ZIP_RATIO * info.compress_size, 1_000_000)
    with archive.open(info) as source, target.open("wb") as out:
        while piece := source.read(1 << 18):
            room -= len(piece)
            if room < 0:
                raise _bad_zip(sent, f"a zip whose part {info.filename} unpacks without end",
                               "Send the worksheets themselves.")  # fmt: skip
            out.write(piece)


def _bad_zip(sent: Sent, found: str, fix: str) -> InputError:
    return InputError([Problem(sent.name, found, "a zip of worksheets", fix, "file")])


def propose_mappings(
    files: Sequence[tuple[Path, str]], bank: Bank, present: Snapshot
) -> Iterator[tuple[str, str]]:
    """Yield a mapping to confirm for each survey among the files: the file's name and TOML."""
    matcher = Matcher(bank, present)
    with Reader() as reader:
        for path, name in files:
            book = reader.read(path, name)
            survey = None if book.problem or is_worksheet(book, bank) else find_survey(book)
            if survey is not None:
                pairs = list(match_columns(survey, matcher, None))
                yield name, mapping_toml(survey, pairs)


@contextmanager
def sent_files(sources: Sequence[str | Path]) -> Iterator[list[tuple[Path, str]]]:
    """Give the files of all sources that people sent, zips unpacked, with their names."""
    with ExitStack() as stack:
        inbox = [source for source in sources if is_inbox(source)]
        found = _sent(inbox, stack, Received())
        yield [(sent.path, sent.name) for sent in found]
