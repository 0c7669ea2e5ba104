"""What python-docx has no words for: alt texts, header rows, languages, page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

ALT_MOST = 1900


def set_language(document: Document, language: str) -> None:
    """Set the language that spelling and screen readers use, for every style."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    mark = run.find(qn("w:lang"))
    if mark is None:
        mark = OxmlElement("w:lang")
        run.append(mark)
    mark.set(qn("w:val"), language)
    document.core_properties.language = language


def mark_table(table: Table, title: str, summary: str) -> None:
    """Say what a table is, and repeat its first row as header on every page."""
    properties = table._tbl.tblPr  # noqa: SLF001  python-docx has no door to it
    for tag, text in (("w:tblCaption", title), ("w:tblDescription", summary)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text[:ALT_MOST])
        properties.append(element)
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "1")
        look.set(qn("w:noHBand"), "1")
    for row in table.rows[:1]:
        _row_property(row, "w:tblHeader")
    for row in table.rows:
        _row_property(row, "w:cantSplit")


def _row_property(row: Any, tag: str) -> None:  # noqa: ANN401  python-docx's own type
    element = OxmlElement(tag)
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)  # noqa: SLF001  as above


def describe(inline: Any, title: str, alt: str) -> None:  # noqa: ANN401  lxml
    """Give a picture or chart its title and its words."""
    properties = inline.find(qn("wp:docPr"))
    properties.set("title", title[:250])
    properties.set("descr", alt[:ALT_MOST])


def border(table: Table, colour: str, header: str) -> None:
    """Draw hairlines between the rows and an ink line under the header; nothing upright."""
    properties = table._tbl.tblPr  # noqa: SLF001  as above
    lines = OxmlElement("w:tblBorders")
    for side, ink, size in (("bottom", colour, "4"), ("insideH", colour, "4")):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", ink[1:])):
            line.set(qn(f"w:{key}"), value)
        lines.append(line)
    properties.append(lines)
    for cell in table.rows[0].cells:
        below = OxmlElement("w:tcBorders")
        line = OxmlElement("w:bottom")
        for key, value in (("val", "single"), ("sz", "8"), ("space", "0"), ("color", header[1:])):
            line.set(qn(f"w:{key}"), value)
        below.append(line)
        cell._tc.get_or_add_tcPr().append(below)  # noqa: SLF001  as above


def shade(cell: Any, fill: str) -> None:  # noqa: ANN401  python-docx's own type
    """Fill a cell with a colour."""
    element = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", fill[1:])):
        element.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(element)  # noqa: SLF001  as above


def page_number(paragraph: Any) -> None:  # noqa: ANN401  as above
    """Write the page's number as a field."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run._r.append(element)  # noqa: SLF001  as above
