"""CSV files that are the sheets of one worksheet, bound together again.

Spreadsheet programs that save a workbook as CSV write a file a sheet: `hr-Goals.csv` beside
`hr-Start here.csv` (LibreOffice), or `hr - Goals.csv` (Google). Read one by one, only the first
would know whose answers they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from kit.exchange.guard import Container
from kit.exchange.reading import Book

FIRST_SHEET = "Start here"
"""What every worksheet begins with; it says whose the answers are."""


def bind(books: Iterable[Book]) -> Iterator[Book]:
    """Yield books as they come; those that are sheets of one, as one, at the end."""
    tables: list[Book] = []
    for book in books:
        if book.kind == Container.TEXT and len(book.sheets) == 1:
            tables.append(book)
        else:
            yield book
    starts = [_path(book).removesuffix(FIRST_SHEET) for book in tables if _is_first(book)]
    for start in starts:
        bound = [book for book in tables if _path(book).startswith(start)]
        tables = [book for book in tables if book not in bound]
        yield _one(bound, start)
    yield from tables


def _path(book: Book) -> str:
    return str(PurePath(book.file).with_suffix(""))


def _is_first(book: Book) -> bool:
    return _path(book).endswith((f"-{FIRST_SHEET}", f"- {FIRST_SHEET}"))


def _one(books: list[Book], start: str) -> Book:
    """Return the books as sheets of one, the first sheet first."""
    books = sorted(books, key=lambda book: not _is_first(book))
    sheets = tuple(replace(book.sheets[0], name=_path(book).removeprefix(start)) for book in books)
    remarks = tuple(remark for book in books for remark in book.remarks)
    return Book(f"{start}*.csv", Container.TEXT.value, sheets, remarks)
