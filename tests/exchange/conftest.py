"""What the tests of this room share: the content, a small workshop, and how to make files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from kit.bank import load
from kit.exchange.inbox import Received, Wishes, receive
from kit.exchange.reading import Reader
from kit.model.content import Bank
from kit.model.workshop import Organisation, Row, Snapshot

Cells = Mapping[str, object]
MakeBook = Callable[[Mapping[str, Sequence[Sequence[object]]]], Path]


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The kit's own content."""
    return load()


@pytest.fixture
def present() -> Snapshot:
    """A workshop of two departments and one person, with two goals."""
    return Snapshot(
        Organisation("Copper Quince"),
        (),
        {
            "departments": (
                Row("departments", "hr", {"name": "Human resources"}),
                Row("departments", "marketing", {"name": "Marketing"}),
            ),
            "participants": (
                Row("participants", "ruth", {"name": "Ruth Okafor", "department": "hr"}),
            ),
            "goals": (
                Row("goals", "bookings", {"goal": "Fill tables", "level": "company"}),
                Row("goals", "cooks", {"goal": "Find cooks", "level": "company"}),
            ),
        },
    )


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """The child process that parses files, one for all tests."""
    with Reader() as child:
        yield child


@pytest.fixture
def take(bank: Bank, present: Snapshot, reader: Reader) -> Callable[..., Received]:
    """Receive files into the small workshop."""

    def receive_them(*files: Path, wishes: Wishes | None = None) -> Received:
        return receive(files, bank, present, wishes, reader)

    return receive_them


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """Write sheets of cells as an .xlsx file; texts stay texts."""

    def make(sheets: Mapping[str, Sequence[Sequence[object]]], name: str = "sent.xlsx") -> Path:
        file = tmp_path / name
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(file, options) as workbook:
            for title, rows in sheets.items():
                sheet = workbook.add_worksheet(title)
                for at, row in enumerate(rows):
                    for place, value in enumerate(row):
                        if value is not None:
                            sheet.write(at, place, value)
        return file

    return make
