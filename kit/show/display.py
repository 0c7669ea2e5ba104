"""What a notebook cell shows: the decision table, a section, a chart; readable in dark themes.

No script and no id: each display is a light card of its own, so JupyterLab's theme cannot make
ink vanish on a dark ground.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from kit.show import charts

if TYPE_CHECKING:
    from jinja2 import Template

    from kit.model.report import Chart, Section
    from kit.model.strategy import Strategy


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """The decision for every department, as page one of the report has it."""

    strategy: Strategy

    def _repr_html_(self) -> str:
        told = replace(self.strategy, sections=(), findings=(), method=(), sources=())
        return _rendered(told, "table")

    def __repr__(self) -> str:
        """Return one line a department, for consoles and logs."""
        return "\n".join(
            f"{r.department_name}: {r.model or 'not decided'} ({r.label}), {r.because}"
            for r in self.strategy.recommendations
        )


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of the report with its charts and tables."""

    strategy: Strategy
    section: Section

    def _repr_html_(self) -> str:
        told = replace(self.strategy, sections=(self.section,), recommendations=(), findings=())
        return _rendered(told, "section")

    def __repr__(self) -> str:
        """Return the finding."""
        return f"{self.section.label}: {self.section.headline}"


@dataclass(frozen=True, slots=True)
class ChartView:
    """One chart; in a console its words."""

    chart: Chart

    def _repr_html_(self) -> str:
        picture = charts.draw(self.chart)
        return f'<div class="ssk">{_style()}<div class="ssk-chart">{picture.svg}</div></div>'

    def __repr__(self) -> str:
        """Return the chart in words, with its numbers."""
        return f"{self.chart.title}. {charts.draw(self.chart).alt}"


def show_decisions(strategy: Strategy) -> DecisionTable:
    """Return the decision table for a notebook cell."""
    return DecisionTable(strategy)


def show_section(strategy: Strategy, section_id: str) -> SectionView:
    """Return one section for a notebook cell.

    Raises:
        KeyError: The strategy has no such section; names those it has.
    """
    for section in strategy.sections:
        if section.id == section_id:
            return SectionView(strategy, section)
    known = ", ".join(section.id for section in strategy.sections)
    message = f"no section {section_id!r}; this strategy has: {known}"
    raise KeyError(message)


def show_chart(chart: Chart) -> ChartView:
    """Return one chart for a notebook cell."""
    return ChartView(chart)


def _rendered(strategy: Strategy, part: str) -> str:
    from kit.show.report.page import drawing_tools  # noqa: PLC0415  jinja2 only when drawn
    from kit.show.report.view import Medium, view  # noqa: PLC0415  loaded when it is needed

    told = view(strategy, medium=Medium.WIDE)
    page = _template().render(report=told, part=part, **drawing_tools(named=False))
    return f'<div class="ssk">{_style()}{page}</div>'


@cache
def _template() -> Template:
    from kit.show.report.page import environment  # noqa: PLC0415  loaded when it is needed

    return environment().get_template("display.html")


@cache
def _style() -> str:
    """Return the look, every rule scoped to our own card."""
    from kit.show.report.page import TEMPLATES  # noqa: PLC0415  loaded when it is needed

    css = (TEMPLATES / "display.css").read_text(encoding="utf-8")
    return f"<style>{' '.join(css.split())}</style>"
