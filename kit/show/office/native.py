"""Charts that office programs draw themselves, so that people can edit them and read the data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kit.model.report import CapacityChart, ShareChart, SupportChart, WeightChart
from kit.show import palette
from kit.show.cleaning import cap

if TYPE_CHECKING:
    from kit.model.report import Chart

FONT = "Calibri"
LONGEST_LABEL = 46
BARE = (
    '<c:spPr xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    "<a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
)
"""No frame round the chart."""
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
LAST = f"{{{CHART}}}noMultiLvlLbl"
EVERY_NAME = f'<c:tickLblSkip xmlns:c="{CHART}" val="1"/>'
"""Every bar keeps its name: where one name takes three lines, programs leave out every second."""
SHARE_COLOURS = ("#1d3f72", "#2b7b8b", "#d4781a", "#7a5195", "#6b7785", "#b5bfca")
Series = tuple[str, list[float], str]


@dataclass(frozen=True, slots=True)
class Native:
    """A bar chart: categories from the top, one series a colour.

    Attributes:
        stacked: Whether the series fill one whole of 100.
        on_fill: The colour of the figures written into each series' bars.
    """

    categories: list[str]
    series: list[Series]
    stacked: bool
    on_fill: list[str]


def native(chart: Chart) -> Native | None:
    """Return the chart as bars, or None for one that office programs have no kind for."""
    match chart:
        case SupportChart():
            looks = [palette.LOOKS[model] for model in palette.DECIDED]
            return Native(
                [_label(row.label) for row in chart.rows],
                [
                    (look.word, [float(row.support.get(model.value, 0)) for row in chart.rows],
                     look.fill)
                    for look, model in zip(looks, palette.DECIDED, strict=True)
                ],
                stacked=True,
                on_fill=[look.on_fill for look in looks],
            )  # fmt: skip
        case ShareChart():
            colours = [SHARE_COLOURS[at % len(SHARE_COLOURS)] for at in range(len(chart.parts))]
            return Native(
                [_label(row.label) for row in chart.rows],
                [
                    (_label(part), [row.shares.get(part, 0.0) for row in chart.rows], colour)
                    for part, colour in zip(chart.parts, colours, strict=True)
                ],
                stacked=True,
                on_fill=[palette.WHITE] * len(colours),
            )
        case CapacityChart():
            return Native(
                [_label(row.label) for row in chart.rows],
                [
                    ("offers", [row.has or 0.0 for row in chart.rows], palette.FAINT),
                    ("takes as decided", [row.needs for row in chart.rows], palette.STEPS[4]),
                ],
                stacked=False,
                on_fill=[palette.INK, palette.INK],
            )
        case WeightChart():
            return Native(
                [_label(row.label) for row in chart.rows],
                [("mean weight, per cent", [row.mean for row in chart.rows], palette.STEPS[3])],
                stacked=False,
                on_fill=[palette.INK],
            )
        case _:
            return None


def pieces(shape: Native, most: int) -> list[Native]:
    """Return the chart in pieces of at most so many bars each, of even length."""
    count = -(-len(shape.categories) // most)
    size = -(-len(shape.categories) // max(count, 1))
    return [
        replace(
            shape,
            categories=shape.categories[at : at + size],
            series=[(name, values[at : at + size], fill) for name, values, fill in shape.series],
        )
        for at in range(0, len(shape.categories), max(size, 1))
    ]


def _label(text: str) -> str:
    return cap(text, LONGEST_LABEL) if len(text) <= LONGEST_LABEL else f"{text[:LONGEST_LABEL]}…"


def colour(hexadecimal: str) -> Any:  # noqa: ANN401  python-pptx's own type
    """Return a colour such as `#16202b` as python-pptx takes it."""
    from pptx.dml.color import RGBColor  # noqa: PLC0415  only when drawn

    return RGBColor.from_string(hexadecimal[1:].upper())  # type: ignore[no-untyped-call]  # python-pptx has no types


def chart_kind(shape: Native) -> Any:  # noqa: ANN401  python-pptx's own enumeration
    """Return python-pptx's kind of chart."""
    from pptx.enum.chart import XL_CHART_TYPE  # noqa: PLC0415  only when drawn

    return XL_CHART_TYPE.BAR_STACKED_100 if shape.stacked else XL_CHART_TYPE.BAR_CLUSTERED


def chart_data(shape: Native) -> Any:  # noqa: ANN401  python-pptx's own type
    """Return the numbers as python-pptx takes them."""
    from pptx.chart.data import CategoryChartData  # noqa: PLC0415  as above

    data: Any = CategoryChartData(number_format="General")  # type: ignore[no-untyped-call]  # python-pptx has no types
    data.categories = shape.categories or ["–"]
    for name, values, _ in shape.series:
        data.add_series(name, [round(value, 1) for value in values] or [0.0])
    return data


def dress(chart: Any, shape: Native, size: float = 12) -> None:  # noqa: ANN401  python-pptx's
    """Give a chart the report's colours: no frame, a key above, figures in the bars."""
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK  # noqa: PLC0415  # fmt: skip
    from pptx.oxml import parse_xml  # noqa: PLC0415  as above
    from pptx.util import Pt  # noqa: PLC0415  as above

    chart.has_title = False
    frame = parse_xml(BARE)
    chart._chartSpace.chart.addnext(frame)  # noqa: SLF001  python-pptx has no door to it
    chart.font.size, chart.font.name = Pt(size), FONT
    chart.has_legend = len(shape.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
    names, values = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names._element.find(LAST).addprevious(parse_xml(EVERY_NAME))  # noqa: SLF001  as above
    names.major_tick_mark = values.major_tick_mark = XL_TICK_MARK.NONE
    names.format.line.color.rgb = colour(palette.HAIR)
    values.visible = False
    values.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    values.has_major_gridlines = False
    values.minimum_scale = 0
    plot = chart.plots[0]
    plot.gap_width = 45
    if shape.stacked:
        plot.overlap = 100
    for series, (_, numbers, fill), on_fill in zip(
        plot.series, shape.series, shape.on_fill, strict=True
    ):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour(fill)
        if any(numbers):
            labels = series.data_labels
            labels.show_value = True
            shown = "0;;" if shape.stacked else "General;;"
            labels.number_format, labels.number_format_is_linked = shown, False
            labels.font.size = Pt(size - 1)
            labels.font.color.rgb = colour(on_fill)
