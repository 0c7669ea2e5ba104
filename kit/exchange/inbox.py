"""Whatever people send back: files, folders and zips of worksheets, surveys and calendars."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from kit.answers import admit
from kit.errors import InputError, Problem
from kit.exchange.bound import bind
from kit.exchange.calendar_tables import CalendarWishes, find_calendar
from kit.exchange.calendars import read_calendar_file
from kit.exchange.reading import Book, Reader, cell_place
from kit.exchange.returned import AT_CELL, AT_ROW, Returned
from kit.exchange.said import Said
from kit.exchange.sent import sent_files
from kit.exchange.survey_layouts import find_survey
from kit.exchange.survey_matching import Matcher, mapping_toml, match_columns
from kit.exchange.surveys import SurveyWishes, read_survey
from kit.exchange.worksheets import is_worksheet, read_worksheet
from kit.model.content import Bank
from kit.model.workshop import Entry, Row, Snapshot


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


def receive(  # noqa: PLR0913  all but three have their usual values
    sources: Sequence[str | Path],
    bank: Bank,
    present: Snapshot,
    wishes: Wishes | None = None,
    reader: Reader | None = None,
    *,
    beside: tuple[Sequence[Entry], str] = ((), ""),
) -> Received:
    """Read all that was sent and return what may be recorded.

    Args:
        sources: Files, folders and zips.
        bank: What may be answered.
        present: The workshop they come back to.
        wishes: How files are to be taken.
        reader: A child process that runs already; one is started when left out.
        beside: What the folders, JSON files and workshops of the same import say, and their names.

    Raises:
        InputError: With every problem of every file, unless bad files are set aside.
        SourceError: A path leads nowhere.
    """
    wishes = wishes or Wishes()
    desk = _Desk(bank, present, wishes)
    desk.begin_with(*beside)
    with ExitStack() as stack:
        sent = stack.enter_context(sent_files(sources))
        child = reader or stack.enter_context(Reader())
        desk.received.ignored.update(sent.ignored)
        desk.refuse(sent.problems)
        stack.enter_context(_collecting_later())
        for book in bind(child.read_all(sent.files)):
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
        self.said = Said(bank)

    def begin_with(self, entries: Sequence[Entry], where: str) -> None:
        """Learn what other sources of the same import say; files may refer to their rows."""
        self.said.begin_with(entries, where)
        self._learn([entry for entry in entries if isinstance(entry, Row)])

    def take(self, book: Book) -> None:
        """Admit one file, or keep its problems."""
        if book.problem:
            self.refuse([book.problem])
            return
        found = self._read(book)
        if found is None:
            return
        self.said.leave_out_repeats(found, self.present)
        try:
            entries = admit(self.bank, found.intake, self.present)
        except InputError as error:
            self.refuse(_in_order(found.located(error.problems), book))
            return
        rows = [entry for entry in entries if isinstance(entry, Row)]
        self.said.check_rows(found, rows, self.present)
        if found.problems:
            self.refuse(found.problems)
            return
        self.said.learn(found, rows, self.present)
        self.received.files.append(found)
        self.received.entries += entries
        self._learn(rows)

    def _read(self, book: Book) -> Returned | None:
        if is_worksheet(book, self.bank):
            return read_worksheet(book, self.bank, self.present)
        survey = find_survey(book)
        if survey is not None:
            return read_survey(book, survey, self.bank, self.present, self.wishes.survey)
        calendar = find_calendar(book)
        if calendar:
            wanted = self.wishes.calendar
            return read_calendar_file(book, calendar, self.bank, self.present, wanted)
        fix = "Send the kit's own worksheet back; `kit worksheets` makes one."
        self.refuse([Problem(book.file, "a file without a form of this kit", "a worksheet", fix)])
        return None

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Keep problems: they stop the import, or their files are set aside."""
        (self.received.refused if self.wishes.set_aside else self.problems).extend(problems)

    def _learn(self, rows: Sequence[Row]) -> None:
        """Let the next file refer to the rows of this one."""
        if not rows:
            return
        registers = dict(self.present.registers)
        for row in rows:
            others = [one for one in registers.get(row.register, ()) if one.id != row.id]
            registers[row.register] = (*others, row)
        self.present = replace(self.present, registers=registers)


def _in_order(problems: Sequence[Problem], book: Book) -> list[Problem]:
    """Return the problems as one meets them going through the file."""
    sheets = {sheet.name: at for at, sheet in enumerate(book.sheets)}

    def place(problem: Problem) -> tuple[int, int, int]:
        cell, row = AT_CELL.match(problem.where), AT_ROW.match(problem.where)
        if cell is not None:
            return (sheets.get(cell["sheet"], -1), *cell_place(cell["cell"]))
        if row is not None:
            return (sheets.get(row["sheet"], -1), int(row["row"]) - 1, 0)
        return (-1, 0, 0)

    return sorted(problems, key=place)


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
