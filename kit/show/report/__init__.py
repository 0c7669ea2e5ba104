"""The report as one HTML page and as one PDF, both printed from the same Strategy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.model.strategy import Strategy
    from kit.show.report.extras import Extra
    from kit.show.report.printing import Printed

__all__ = ["html", "pdf", "print_pdf"]


def html(strategy: Strategy, extras: Sequence[Extra] = ()) -> str:
    """Return the whole report as one self-contained page without script."""
    from kit.show.report.page import render_page  # noqa: PLC0415  jinja2 only when drawn

    return render_page(strategy, extras)


def pdf(strategy: Strategy, extras: Sequence[Extra] = ()) -> bytes:
    """Return the whole report as PDF/UA-1; what could not be kept is logged as a warning."""
    return print_pdf(strategy, extras).data


def print_pdf(strategy: Strategy, extras: Sequence[Extra] = ()) -> Printed:
    """Return the PDF with what could not be kept: replaced emoji, missing glyphs."""
    from kit.show.report.printing import render_pdf  # noqa: PLC0415  typst only when drawn

    return render_pdf(strategy, extras)
