"""How long it takes to read returned worksheets and to write large data books; CPU seconds first.

Run: `python benchmarks/exchange.py`. The child process that parses counts as well.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from kit.bank import load
from kit.exchange import read_snapshot
from kit.exchange.inbox import Received, receive
from kit.exchange.reading import Reader
from kit.model.workshop import Answer
from kit.show.office.books import write_book
from kit.show.office.tidy import Tidy
from kit.show.worksheets.book import draw_book
from kit.show.worksheets.form import make_form

SAMPLE = Path(__file__).parent.parent / "sample_data" / "restaurant_chain"
COLUMNS = 5
MANY, ROWS = 1000, 50_000


def cpu() -> float:
    """Return the CPU seconds of this process and of its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measured(what: str, run: Callable[[], object]) -> None:
    """Print how long something takes."""
    start, wall = cpu(), time.perf_counter()
    run()
    print(f"{what}: {cpu() - start:.2f} CPU s, {time.perf_counter() - wall:.2f} s by the clock")


def filled(form: bytes, name: str) -> bytes:
    """Return a worksheet with a name, a level for every question on a scale, and some rows."""
    book = load_workbook(BytesIO(form))
    for sheet in book:
        for row in sheet.iter_rows(min_row=4):
            key = str(row[0].value or "")
            if key == "who.name" and sheet.title == "Start here":
                row[4].value = name
            elif len(row) > COLUMNS and str(row[5].value or "").startswith("Pick 1 to 5"):
                row[4].value = "3"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def main() -> None:
    """Measure and print."""
    bank = load()
    snapshot = read_snapshot(SAMPLE, bank)
    form = draw_book(make_form(bank, snapshot, "human_resources"))
    one = filled(form, "Person 0")
    with tempfile.TemporaryDirectory() as place, Reader() as reader:
        first = Path(place) / "0.xlsx"
        first.write_bytes(one)
        reader.read(first)
        reader.read(first)
        times = []
        for _ in range(9):
            start = time.perf_counter()
            receive([first], bank, snapshot, None, reader)
            times.append(time.perf_counter() - start)
        print(f"one returned worksheet of {len(one) / 1000:.0f} kB: {min(times) * 1000:.0f} ms at "
              f"best, {sorted(times)[4] * 1000:.0f} ms in the middle")  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        for at in range(MANY):
            (Path(place) / f"{at}.xlsx").write_bytes(_renamed(one, f"Person {at}"))
        found: list[Received] = []
        measured(
            f"{MANY} returned worksheets", lambda: found.append(receive([place], bank, snapshot))
        )
        people = {one.participant for one in found[0].entries if isinstance(one, Answer)}
        if len(people) != MANY:
            sys.exit(f"{len(people)} people came back")
    measured(f"a data book of {ROWS:,} rows", lambda: write_book("Bench", [_table()]))


def _table() -> Tidy:
    """Return a table of the width of a list of answers."""
    columns = ("participant", "round", "question", "subject", "state", "answer", "written_at")
    rows = (
        (f"p{at % 500}", 1 + at % 2, "goals.difference", "human_resources", "given", at % 5, "")
        for at in range(ROWS)
    )
    return Tidy("Answers", "One answer a row.", columns, rows)


def _renamed(book: bytes, name: str) -> bytes:
    """Return a copy of a worksheet under another name, without parsing it again."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(book)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            data = source.read(info)
            target.writestr(info.filename, data.replace(b">Person 0<", f">{name}<".encode()))
    return out.getvalue()


if __name__ == "__main__":
    main()
