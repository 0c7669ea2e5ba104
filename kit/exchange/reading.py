"""Files people send, as sheets of cells: parsed in a limited child process, or refused by name."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from types import TracebackType
from typing import Any, NamedTuple, Self

import kit
from kit.errors import Problem
from kit.exchange.guard import column_number, letters

SECONDS = 5.0
"""CPU seconds one file may take; on a busy machine an honest file waits, and is not refused."""
LONGEST_WAIT = 4
"""Times as long by the clock, for a child that was stopped or that waits for a disk."""
OUT_OF_TIME = -getattr(signal, "SIGPROF", 0) or None
"""How the child ends when its CPU seconds are over; None on Windows, which has only the clock."""
WORD = re.compile(r"[^\s\x00-\x7f]?[\w'-]{0,20}[^\x00-\x7f\s][\w'-]{0,20}")
"""A word with a sign that reads otherwise in another encoding."""
FRESH = "Copy the answers into a fresh worksheet and send that."


class Cell(NamedTuple):
    """One cell as it came.

    Attributes:
        text: What it shows; numbers without needless zeros.
        number: The number it holds, when it holds one.
        kind: `date`, `truth`, `time`, `long` or what is wrong: `error`, `formula`, `percent`.
    """

    text: str
    number: float | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file.

    Attributes:
        lines: The rows that hold something, in order, each its cells by column; both from 0.
    """

    name: str
    lines: Mapping[int, Mapping[int, Cell]]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    widths: tuple[int, ...] = ()

    def row(self, at: int) -> Mapping[int, Cell]:
        """Return a row's cells by column."""
        return self.lines.get(at, {})

    def rows(self) -> Iterable[tuple[int, Mapping[int, Cell]]]:
        """Return each row that holds something, in order."""
        return self.lines.items()

    def cells(self) -> Iterator[tuple[int, int, Cell]]:
        """Yield each filled cell with its row and column."""
        for row, line in self.lines.items():
            for place, cell in line.items():
                yield row, place, cell


@dataclass(frozen=True, slots=True)
class Book:
    """One file read.

    Attributes:
        file: Its name for messages.
        remarks: What a reader should know: the encoding guessed, hidden rows read.
    """

    file: str
    kind: str
    sheets: tuple[Sheet, ...] = ()
    remarks: tuple[str, ...] = ()
    problem: Problem | None = field(default=None)


class Reader:
    """The child process, started when first needed and again after a file that broke it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Keep the CPU seconds one file may take."""
        self.seconds = seconds
        self._process: subprocess.Popen[str] | None = None
        self._lines: Queue[str] = Queue()
        self._asked: Path | None = None

    def read(self, file: Path, name: str = "", following: Path | None = None) -> Book:
        """Return the file's sheets, or a book whose problem says why it is refused.

        Args:
            file: What is read.
            name: What people call it; its own name when left out.
            following: The file that will be asked for next, which the child may begin with.
        """
        shown = name or file.name
        try:
            answer = self._ask(file, following)
        except FileNotFoundError:
            return Book(shown, "", problem=_problem(shown, "nothing", "a file", "Check the path."))
        except TimeoutError:
            found = f"a file that takes longer than {self.seconds:g} seconds to read"
            return Book(shown, "", problem=_problem(shown, found, "a worksheet", FRESH))
        except BrokenPipeError:
            found = "a file whose cells would need more memory than a worksheet ever does"
            return Book(shown, "", problem=_problem(shown, found, "a worksheet", FRESH))
        if "refused" in answer:
            where, found, allowed, fix = answer["refused"]
            place = f"{shown}, {where}" if where else shown
            return Book(shown, "", problem=_problem(place, found, allowed, fix))
        return _book(shown, answer)

    def read_all(self, files: Sequence[tuple[Path, str]]) -> Iterator[Book]:
        """Yield the files' sheets in order; the child reads one ahead."""
        for at, (path, name) in enumerate(files):
            if at == 0:
                self._send(path)
            following = files[at + 1][0] if at + 1 < len(files) else None
            yield self.read(path, name, following)

    def _send(self, file: Path) -> None:
        """Ask for a file; a broken pipe shows when its answer is waited for."""
        if not file.is_file():
            return
        process = self._running()
        assert process.stdin is not None  # noqa: S101  it was opened as a pipe
        with suppress(OSError):
            process.stdin.write(
                json.dumps({"path": str(file.resolve()), "seconds": self.seconds}) + "\n"
            )
            process.stdin.flush()
            self._asked = file

    def _ask(self, file: Path, following: Path | None) -> dict[str, Any]:
        if not file.is_file():
            raise FileNotFoundError
        try:
            if self._asked != file or self._process is None:
                self._send(file)
            line = self._lines.get(timeout=LONGEST_WAIT * self.seconds)
            self._asked = None
        except Empty:
            self.close()
            raise TimeoutError from None
        except OSError:
            self.close()
            raise BrokenPipeError from None
        if not line:
            late = self._process is not None and self._process.wait() == OUT_OF_TIME
            self.close()
            raise TimeoutError if late else BrokenPipeError
        if following is not None:
            self._send(following)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            paths = [str(Path(kit.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
            self._lines = Queue()
            self._process = subprocess.Popen(  # our own module, no shell
                [sys.executable, "-m", "kit.exchange.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
                env=environment,
            )
            Thread(target=_pump, args=(self._process, self._lines), daemon=True).start()
        return self._process

    def close(self) -> None:
        """End the child process."""
        process, self._process = self._process, None
        self._asked = None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()
            process.wait()

    def __enter__(self) -> Self:
        """Return the reader itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the child process."""
        self.close()


def _pump(process: subprocess.Popen[str], lines: Queue[str]) -> None:
    """Hand on what the child says; an empty line when it has ended."""
    with suppress(ValueError, OSError):
        for line in process.stdout or ():
            lines.put(line)
    lines.put("")


def _book(name: str, answer: dict[str, Any]) -> Book:
    remarks = [f"{name}: {remark}" for remark in answer.get("remarks", ())]
    sheets = tuple(_sheet(sheet) for sheet in answer["sheets"])
    if answer.get("encoding", "utf-8") not in {"utf-8", "utf-8-sig", "utf-16"}:
        odd = (WORD.search(cell.text) for sheet in sheets for _, _, cell in sheet.cells())
        shown = next((f", such as '{found[0]}'" for found in odd if found), "")
        told = f"{name}: read as {answer['encoding']}{shown}; look at accents and dashes."
        remarks.insert(0, told)
    return Book(name, answer["kind"], sheets, tuple(remarks))


def _sheet(data: dict[str, Any]) -> Sheet:
    lines: dict[int, dict[int, Cell]] = {}
    flags = {cell_place(address): flag for address, flag in data["flags"].items()}
    for row, place, value, *kind in data["cells"]:
        flag = kind[0] if kind else ""
        if flags:
            flag = flags.pop((row, place), flag)
        number = value if isinstance(value, float) else None
        text = value if number is None else number_text(number)
        lines.setdefault(row, {})[place] = Cell(text, number, flag)
    for (row, place), flag in flags.items():
        # calamine gives nothing at all for an error or a formula without a result.
        shown = "an error value" if flag == "error" else "a formula"
        lines.setdefault(row, {})[place] = Cell(shown, None, flag)
    ordered = dict(sorted(lines.items())) if flags else lines
    merged = tuple((a, b, c, d) for a, b, c, d in data["merged"])
    return Sheet(data["name"], ordered, data["hidden"], merged, tuple(data.get("widths", ())))


def cell_place(shown: str) -> tuple[int, int]:
    """Return row and column, both from 0, of an address such as E7."""
    named = shown.rstrip("0123456789")
    return int(shown[len(named) :]) - 1, column_number(named) - 1


def address(row: int, column: int) -> str:
    """Return a cell's address as people read it: row 6, column 4 is E7."""
    return f"{letters(column)}{row + 1}"


def number_text(value: float) -> str:
    """Return a number as people write it: 5, 12.5."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004  exact


def _problem(where: str, found: str, allowed: str, fix: str) -> Problem:
    return Problem(where, found, allowed, fix, "file")
