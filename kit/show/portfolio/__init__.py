"""The comparison of many organisations: one page, one workbook, one notebook display."""

from __future__ import annotations

from typing import Any

__all__ = ["display", "html", "workbook"]

Told = dict[str, Any]
"""What `kit.analysis.portfolio_page.compare` returns: sentences and figures, ready for JSON."""


def html(told: Told) -> str:
    """Return the whole page: one style, no script, nothing fetched."""
    from kit.show.portfolio.page import render_page  # noqa: PLC0415  jinja2 only when drawn

    return render_page(told)


def display(told: Told) -> str:
    """Return what a notebook cell shows: the same without the frame of a page."""
    from kit.show.portfolio.page import render_display  # noqa: PLC0415  as above

    return render_display(told)


def workbook(told: Told) -> bytes:
    """Return the figures as an Excel workbook that sorts and filters by itself."""
    from kit.show.portfolio.workbook import write_workbook  # noqa: PLC0415  xlsxwriter only here

    return write_workbook(told)
