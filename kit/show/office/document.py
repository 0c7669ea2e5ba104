"""The report as a Word document: real headings, header rows, alt texts, charts to edit."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from kit.show import palette, words
from kit.show.cleaning import clean
from kit.show.office import marks
from kit.show.office.charts_in_word import add_chart
from kit.show.office.pictures import png
from kit.show.office.steady import steady
from kit.show.office.story import Figure, Told, View, reason, told
from kit.show.report.extras import ExtraKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Word

    from kit.model.strategy import Strategy
    from kit.show.report.extras import Extra

BODY, HEADS = "Calibri", "Georgia"
PAGE_CM = 17.0
FOLDED_ROWS = 14
"""A longer table that the page folds away stands in the data book only."""
SIZES = {"Title": 24, "Heading 1": 17, "Heading 2": 13, "Heading 3": 11}
DECISION_COLUMNS = (("Department", 3.4), ("How certain", 3.0), ("Because", 5.6),
                    ("Look again if", 5.0))  # fmt: skip


def write_document(strategy: Strategy, extras: Sequence[Extra] = ()) -> bytes:
    """Return the whole report as a .docx file; the same strategy gives the same bytes."""
    shown, sections = told(strategy, extras)
    document = Document()
    _style(document, shown)
    _summary(document, shown)
    for section in sections:
        _section(document, section)
    if extras:
        _extras(document, extras)
    _method(document, shown)
    stream = BytesIO()
    document.save(stream)
    return steady(stream.getvalue(), words.fixed_moment(strategy.workshop_date))


def _style(document: Word, shown: View) -> None:
    marks.set_language(document, shown["language"])
    properties = document.core_properties
    properties.title = f"{shown['headline']} – {shown['organisation']}"[:250]
    properties.author = shown["organisation"][:250]
    properties.subject = "Social media strategy"
    properties.comments = ""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = BODY, Pt(10.5)
    normal.font.color.rgb = _colour(palette.INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    for name, size in SIZES.items():
        style = document.styles[name]
        style.font.name = HEADS if name in {"Title", "Heading 1", "Heading 2"} else BODY
        style.font.size, style.font.bold = Pt(size), name != "Title"
        style.font.color.rgb = _colour(palette.INK)
        fonts = style.element.rPr.rFonts
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = Pt(18 if name == "Heading 1" else 10)
    rule = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if rule is not None:
        document.styles["Title"].element.pPr.remove(rule)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.8)
    foot = page.footer.paragraphs[0]
    foot.add_run(f"{shown['organisation'][:90]}   ")
    marks.page_number(foot)
    for run in foot.runs:
        run.font.size, run.font.color.rgb = Pt(8), _colour(palette.MUTED)


def _colour(hex_: str) -> RGBColor:
    return RGBColor.from_string(hex_[1:].upper())


def _small(document: Word, text: str, *, keep: bool = False) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), _colour(palette.MUTED)
    paragraph.paragraph_format.keep_with_next = keep


def _summary(document: Word, shown: View) -> None:
    _small(document, shown["organisation"], keep=True)
    document.add_paragraph(shown["headline"], style="Title")
    lead = document.add_paragraph().add_run(shown["summary"])
    lead.font.size = Pt(12)
    for fact in shown["facts"]:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1)
        label = paragraph.add_run(f"{fact['label']}: ")
        label.font.color.rgb = _colour(palette.MUTED)
        paragraph.add_run(fact["text"])
    if shown["groups"]:
        document.add_heading("The decisions", level=1)
        _decisions(document, shown["groups"])
    if shown["settle"]:
        document.add_heading("To settle first", level=1)
        for item in shown["settle"]:
            paragraph = document.add_paragraph(style="List Number")
            paragraph.add_run(item["title"]).bold = True
            paragraph.add_run(f" {item['text']}")


def _decisions(document: Word, groups: Sequence[View]) -> None:
    count = sum(len(group["rows"]) + 1 for group in groups)
    table = document.add_table(rows=count + 1, cols=len(DECISION_COLUMNS))
    table.autofit = False
    _head(table, [label for label, _ in DECISION_COLUMNS])
    at = 0
    for group in groups:
        at += 1
        merged = table.cell(at, 0).merge(table.cell(at, len(DECISION_COLUMNS) - 1))
        _say(merged, group["word"], bold=True)
        merged.paragraphs[0].add_run(f"  {group['note']}").font.color.rgb = _colour(palette.MUTED)
        marks.shade(merged, palette.TINT)
        for row in group["rows"]:
            at += 1
            _decision(table, at, row)
    _finish(table, [wide for _, wide in DECISION_COLUMNS], "The decisions",
            "For each department the account model advised, how certain that is, why, and what "
            "would change it.")  # fmt: skip
    document.add_paragraph()


def _decision(table: Any, at: int, row: View) -> None:  # noqa: ANN401  python-docx's own type
    name = f"{row['name']} on {row['platform']}" if row["platform"] else row["name"]
    _say(table.cell(at, 0), name, bold=True)
    certain = f"{row['share_text']}, {row['label']}" if row["share_text"] else row["label"]
    _say(table.cell(at, 1), certain)
    _say(table.cell(at, 2), reason(row))
    _say(table.cell(at, 3), row["look_again"])


def _head(table: Any, labels: Sequence[str]) -> None:  # noqa: ANN401  as above
    for cell, label in zip(table.rows[0].cells, labels, strict=True):
        _say(cell, label, bold=True)


def _say(cell: Any, text: str, *, bold: bool = False, right: bool = False) -> None:  # noqa: ANN401  python-docx has no types
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(9), bold
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _finish(table: Any, widths: Sequence[float], title: str, summary: str) -> None:  # noqa: ANN401  python-docx has no types
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Cm(wide)
    for row in table.rows:
        for cell, wide in zip(row.cells, widths, strict=True):
            cell.width = Cm(wide)
    marks.border(table, palette.HAIR, palette.INK)
    marks.mark_table(table, title, summary)


def _section(document: Word, section: Told) -> None:
    _small(document, section.label, keep=True)
    document.add_heading(section.headline, level=1)
    for block in section.blocks:
        if isinstance(block, Figure):
            _figure(document, block)
        elif block["kind"] == "table":
            _table(document, block)
        elif block["kind"] == "findings":
            _findings(document, block)
        elif block["kind"] == "quotes":
            _quotes(document, block)
        else:
            document.add_paragraph(block["text"])


def _figure(document: Word, figure: Figure) -> None:
    document.add_heading(figure.title, level=2)
    _small(document, figure.how, keep=True)
    paragraph = document.add_paragraph()
    if figure.bars is not None and figure.bars.categories:
        # Its numbers can be read in the chart itself, so no table repeats them.
        add_chart(document, paragraph, figure)
        return
    run = paragraph.add_run()
    inline = run.add_picture(BytesIO(png(figure.svg)), width=Cm(PAGE_CM))._inline  # noqa: SLF001  the library has no other door
    marks.describe(inline, figure.title, figure.alt)
    _table(document, figure.table)


def _table(document: Word, block: View) -> None:
    rows = [(group["label"], row) for group in block["groups"] for row in group["rows"]]
    columns = block["columns"]
    if not rows or not columns or (block["folded"] and len(rows) > FOLDED_ROWS):
        return
    _caption(document, block["caption"])
    groups = [group for group in block["groups"] if group["label"]]
    table = document.add_table(rows=1 + len(rows) + len(groups), cols=len(columns))
    table.autofit = False
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        _say(cell, column["label"], bold=True, right=column["number"])
    at, before = 0, ""
    for label, row in rows:
        if label and label != before:
            at += 1
            merged = table.cell(at, 0).merge(table.cell(at, len(columns) - 1))
            _say(merged, label, bold=True)
            marks.shade(merged, palette.TINT)
        before, at = label, at + 1
        for cell, text, column in zip(table.rows[at].cells, row, columns, strict=True):
            _say(cell, text, right=column["number"], bold=cell is table.rows[at].cells[0])
    _finish(table, _widths(columns, rows), block["caption"], block["caption"])
    if block["note"]:
        _small(document, block["note"])
    document.add_paragraph()


def _caption(document: Word, text: str) -> None:
    paragraph = document.add_paragraph(style="Caption")
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(9.5), _colour(palette.INK)
    paragraph.paragraph_format.keep_with_next = True


def _widths(columns: Sequence[View], rows: Sequence[tuple[str, list[str]]]) -> list[float]:
    """Return widths in centimetres that share the page by how much each column says."""
    said = [
        min(max(len(column["label"]), *(len(row[at]) for _, row in rows)), 120) ** 0.6 + 3
        for at, column in enumerate(columns)
    ]
    return [PAGE_CM * one / sum(said) for one in said]


def _findings(document: Word, block: View) -> None:
    if not block["items"]:
        return
    if block["title"]:
        document.add_heading(block["title"], level=2)
    for item in block["items"]:
        paragraph = document.add_paragraph(style="List Bullet")
        mark = paragraph.add_run(f"{item['word']}: ")
        mark.bold = True
        if item["severity"] in {"stop", "warn"}:
            mark.font.color.rgb = _colour(palette.ALERT)
        paragraph.add_run(item["sentence"])
        if item["advice"]:
            paragraph.add_run(f" {item['advice']}").italic = True
        if item["evidence"]:
            small = paragraph.add_run(f" ({item['evidence']})")
            small.font.size, small.font.color.rgb = Pt(9), _colour(palette.MUTED)


def _quotes(document: Word, block: View) -> None:
    if block["title"]:
        document.add_heading(block["title"], level=2)
    for text in block["texts"]:
        document.add_paragraph(text, style="Quote")
    if block["left_out"]:
        _small(document, block["left_out"])


def _extras(document: Word, extras: Sequence[Extra]) -> None:
    document.add_heading("From the notebook", level=1)
    for extra in extras:
        if extra.kind is ExtraKind.PICTURE:
            _picture(document, extra)
        elif extra.kind is ExtraKind.HEADING:
            document.add_heading(clean(extra.text), level=2)
        else:
            run = document.add_paragraph().add_run(clean(extra.text))
            if extra.kind is ExtraKind.PREFORMATTED:
                run.font.name, run.font.size = "Courier New", Pt(8)


def _picture(document: Word, extra: Extra) -> None:
    """Add a picture, or its description where no office program could show it."""
    data = extra.content()
    try:
        if extra.mime == "image/svg+xml":
            data = png(data.decode("utf-8"))
        run = document.add_paragraph().add_run()
        inline = run.add_picture(BytesIO(data), width=Cm(PAGE_CM))._inline  # noqa: SLF001  the library has no other door
    except Exception:  # noqa: BLE001  whatever a stranger's picture does, its words remain
        document.add_paragraph(f"[Picture: {clean(extra.text)}]")
        return
    marks.describe(inline, "From the notebook", clean(extra.text))


def _method(document: Word, shown: View) -> None:
    for title, lines in (
        ("How this was worked out", shown["method"]),
        ("Sources", shown["sources"]),
    ):
        if lines:
            document.add_heading(title, level=1)
            for line in lines:
                document.add_paragraph(line, style="List Bullet")
    if shown["version"]:
        _small(document, shown["version"])
