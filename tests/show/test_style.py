from __future__ import annotations

import io

import pytest

from kit.show.style import use_style

mpl = pytest.importorskip("matplotlib")


def drawn() -> str:
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415  only this needs it
    from matplotlib.figure import Figure  # noqa: PLC0415  only this needs it

    with mpl.rc_context():
        use_style()
        figure = Figure()
        axes = figure.add_subplot()
        axes.barh(["costs $5 to $10", r"$\frac{"], [1, 2])
        page = io.StringIO()
        FigureCanvasSVG(figure).print_svg(page, metadata={"Date": None})
    return page.getvalue()


def test_figures_have_the_reports_colours_and_live_text() -> None:
    page = drawn()
    assert "#1d3f72" in page
    assert "costs $5 to $10" in page
    assert r"$\frac{" in page


def test_the_same_figure_gives_the_same_bytes() -> None:
    assert drawn() == drawn()
