"""Native charts in a Word document: python-docx has none, so python-pptx draws and lends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Cm

from kit.show.office import marks
from kit.show.office.native import chart_data, chart_kind, dress

if TYPE_CHECKING:
    from docx.document import Document as Word

    from kit.show.office.native import Native
    from kit.show.office.story import Figure

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
)
WIDE = 17.0
ROW_CM, TOP_CM, MOST_CM = 0.62, 1.9, 22.0


def add_chart(document: Word, paragraph: Any, figure: Figure) -> None:  # noqa: ANN401  docx's own
    """Put a figure's bars into a paragraph as a chart with its workbook and its words."""
    assert figure.bars is not None  # noqa: S101  asked before
    package = document.part.package
    number = sum("/charts/" in str(part.partname) for part in package.iter_parts()) + 1
    xml, book = _drawn(figure.bars)
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, xml, package)
    workbook = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), BOOK_TYPE, book, package)
    chart.rels.add_relationship(RELATIONSHIP_TYPE.PACKAGE, workbook, "rId1")
    link = document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    high = min(TOP_CM + ROW_CM * len(figure.bars.categories) * _lanes(figure.bars), MOST_CM)
    inline = parse_xml(
        f'<wp:inline {SPACES} distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{Cm(WIDE)}" cy="{Cm(high)}"/>'
        f'<wp:docPr id="{1000 + number}" name="Chart {number}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{link}"/></a:graphicData></a:graphic></wp:inline>'
    )
    marks.describe(inline, figure.title, figure.alt)
    drawing = parse_xml(f"<w:drawing {SPACES}/>")
    drawing.append(inline)
    paragraph.add_run()._r.append(drawing)  # noqa: SLF001  python-docx has no door to it


def _lanes(bars: Native) -> float:
    return 1.0 if bars.stacked else 0.5 + 0.5 * len(bars.series)


def _drawn(bars: Native) -> tuple[bytes, bytes]:
    """Return a chart's XML and its workbook, drawn on a slide that is thrown away."""
    from pptx import Presentation  # noqa: PLC0415  only when drawn

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    frame = slide.shapes.add_chart(chart_kind(bars), 0, 0, Cm(WIDE), Cm(8), chart_data(bars))
    dress(frame.chart, bars, 9)
    part = frame.chart.part
    blob = part.blob
    old = next(iter(part.rels))
    blob = blob.replace(f'r:id="{old}"'.encode(), b'r:id="rId1"')
    return blob, part.chart_workbook.xlsx_part.blob
