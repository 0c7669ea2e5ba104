"""The Strategy for office programs: a document, a deck of slides and a data book."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.model.strategy import Strategy
    from kit.show.report.extras import Extra

__all__ = ["csv_zip", "data_book", "docx", "pptx"]


def docx(strategy: Strategy, extras: Sequence[Extra] = ()) -> bytes:
    """Return the whole report as a Word document with real styles and charts to edit."""
    from kit.show.office.document import write_document  # noqa: PLC0415  python-docx when drawn

    return write_document(strategy, extras)


def pptx(strategy: Strategy, extras: Sequence[Extra] = ()) -> bytes:
    """Return the report as slides with charts to edit."""
    from kit.show.office.deck import write_deck  # noqa: PLC0415  python-pptx when drawn

    return write_deck(strategy, extras)


def data_book(strategy: Strategy) -> bytes:
    """Return every number and sentence of the report as an .xlsx file of tidy tables."""
    from kit.show.office.books import write_book  # noqa: PLC0415  XlsxWriter when drawn
    from kit.show.office.tidy import strategy_tables  # noqa: PLC0415  as above

    return write_book(f"{strategy.organisation}: data book", strategy_tables(strategy))


def csv_zip(strategy: Strategy) -> bytes:
    """Return the same tables as a zip of CSV files."""
    from kit.show.office.books import write_csv_zip  # noqa: PLC0415  as above
    from kit.show.office.tidy import strategy_tables  # noqa: PLC0415  as above

    return write_csv_zip(strategy_tables(strategy))
