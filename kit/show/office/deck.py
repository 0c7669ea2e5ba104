"""The report as slides: one thought a slide, its title the finding, charts to edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from kit.show import lettering, palette, words
from kit.show.office.native import Native, chart_data, chart_kind, dress, pieces
from kit.show.office.native import colour as ink
from kit.show.office.pictures import png
from kit.show.office.steady import steady
from kit.show.office.story import Figure, Told, View, reason, told
from kit.show.report.extras import pixel_size

if TYPE_CHECKING:
    from kit.model.strategy import Strategy
    from kit.show.report.extras import Extra

BODY, HEADS = "Calibri", "Georgia"
WIDE, HIGH = 13.333, 7.5
LEFT, TOP, ROOM, DEEP = 0.7, 1.75, 11.93, 4.95
TITLE_ONLY = 5
POINT = 1 / 72
TABLE_SIZE, TEXT_SIZE = 12.0, 16.0
CELL_PAD = 0.16
MOST_BARS = 14
ALT_MOST, NOTES_MOST = 1900, 4000
DECISION_HEAD = ("Department", "Account model", "How certain", "Because", "Look again if")
DECISION_SHARES = (2.0, 1.5, 1.9, 3.6, 3.0)


def write_deck(strategy: Strategy, extras: Sequence[Extra] = ()) -> bytes:
    """Return the report as a .pptx file; the same strategy gives the same bytes.

    Cells and pictures a team added in the notebook stay in the document and the page.
    """
    shown, sections = told(strategy, extras)
    deck = _Deck(shown)
    deck.opening()
    deck.decisions()
    deck.settle()
    for section in sections:
        deck.section(section)
    deck.method()
    stream = BytesIO()
    deck.presentation.save(stream)
    return steady(stream.getvalue(), words.fixed_moment(strategy.workshop_date))


class _Deck:
    """One deck being made."""

    def __init__(self, shown: View) -> None:
        self.shown = shown
        self.language = shown["language"]
        self.presentation = Presentation()
        self.presentation.slide_width = Inches(WIDE)
        self.presentation.slide_height = Inches(HIGH)
        self._keep_one_layout()
        properties = self.presentation.core_properties
        properties.title = f"{shown['headline']} – {shown['organisation']}"[:250]
        properties.author = shown["organisation"][:250]
        properties.subject, properties.language = "Social media strategy", self.language
        self.number = 0

    def _keep_one_layout(self) -> None:
        """Keep the layout with a title alone, and give its title our place and look."""
        layouts = self.presentation.slide_layouts
        for layout in [one for at, one in enumerate(layouts) if at != TITLE_ONLY]:
            layouts.remove(layout)
        master = self.presentation.slide_master
        for owner in (master, layouts[0]):
            for shape in list(owner.placeholders):
                if shape.placeholder_format.idx == 0:
                    shape.left, shape.top = Inches(LEFT), Inches(0.62)
                    shape.width, shape.height = Inches(ROOM), Inches(1.0)
                    shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
                else:
                    shape._element.getparent().remove(shape._element)  # noqa: SLF001  the library has no other door

    # --- slides -------------------------------------------------------------------------------

    def _slide(self, title: str, label: str = "") -> Any:  # noqa: ANN401  python-pptx's own type
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[0])
        self.number += 1
        frame = slide.shapes.title.text_frame
        frame.word_wrap = True
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        size = 26.0 if len(title) < 80 else 21.0  # noqa: PLR2004  two lines of large type
        short = " ".join(lettering.wrap(title, size, ROOM / POINT, 2, bold=True))
        self._write(frame.paragraphs[0], short, size, bold=True, face=HEADS)
        if label:
            self._text(slide, label, (LEFT, 0.32, ROOM, 0.3), 12, palette.MUTED)
        foot = f"{self.shown['organisation'][:80]}    {self.number}"
        self._text(slide, foot, (LEFT, HIGH - 0.48, ROOM, 0.3), 10, palette.MUTED)
        if short != title:
            self._note(slide, title)
        return slide

    def _text(
        self,
        slide: Any,  # noqa: ANN401  python-pptx's own type
        text: str,
        place: tuple[float, float, float, float],
        size: float,
        colour: str = palette.INK,
    ) -> Any:  # noqa: ANN401  as above
        box = slide.shapes.add_textbox(*(Inches(one) for one in place))
        box.text_frame.word_wrap = True
        for side in ("margin_left", "margin_right", "margin_top", "margin_bottom"):
            setattr(box.text_frame, side, 0)
        self._write(box.text_frame.paragraphs[0], text, size, colour=colour)
        return box.text_frame

    def _write(  # noqa: PLR0913  a run has that many sides
        self,
        paragraph: Any,  # noqa: ANN401  as above
        text: str,
        size: float,
        *,
        bold: bool = False,
        face: str = BODY,
        colour: str = palette.INK,
    ) -> Any:  # noqa: ANN401  as above
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, face
        run.font.color.rgb = ink(colour)
        run._r.get_or_add_rPr().set("lang", self.language)  # noqa: SLF001  no door to it
        return run

    def _note(self, slide: Any, text: str) -> None:  # noqa: ANN401  as above
        frame = slide.notes_slide.notes_text_frame
        before = f"{frame.text}\n\n" if frame.text else ""
        frame.text = f"{before}{text}"[:NOTES_MOST]

    def opening(self) -> None:
        """Draw the first slide: the decision, what it rests on."""
        shown = self.shown
        slide = self._slide(shown["headline"], shown["organisation"])
        frame = self._text(slide, shown["summary"], (LEFT, TOP + 0.2, ROOM * 0.72, 2.4), 18)
        for fact in shown["facts"]:
            paragraph = frame.add_paragraph()
            paragraph.space_before = Pt(10)
            self._write(paragraph, f"{fact['label']}  ", 14, colour=palette.MUTED)
            self._write(paragraph, fact["text"], 14, bold=True)

    def decisions(self) -> None:
        """Draw the decision table, on as many slides as it takes."""
        rows = [
            [
                f"{row['name']} on {row['platform']}" if row["platform"] else row["name"],
                group["word"],
                f"{row['share_text']}, {row['label']}" if row["share_text"] else row["label"],
                reason(row),
                row["look_again"],
            ]
            for group in self.shown["groups"]
            for row in group["rows"]
        ]
        if rows:
            columns = [{"label": label, "number": False} for label in DECISION_HEAD]
            self._tables("The decisions", "Who speaks where", columns, rows, DECISION_SHARES)

    def settle(self) -> None:
        """Draw what is to be settled first."""
        if self.shown["settle"]:
            lines = [(item["title"], item["text"]) for item in self.shown["settle"]]
            self._lists("To settle first", "", lines)

    def section(self, section: Told) -> None:
        """Draw a section: a slide for each chart and list, as many as they take for tables."""
        for block in section.blocks:
            if isinstance(block, Figure):
                self._figure(section, block)
            elif block["kind"] == "table":
                if not block["folded"]:
                    self._view_table(section, block)
            elif block["kind"] == "findings":
                lines = [
                    (f"{item['word']}: {item['sentence']}", item["advice"])
                    for item in block["items"]
                ]
                self._lists(block["title"] or section.headline, section.label, lines)
            elif block["kind"] == "quotes":
                lines = [("", f"“{text}”") for text in block["texts"]]
                self._lists(block["title"] or section.headline, section.label, lines)
            else:
                self._lists(section.headline, section.label, [("", block["text"])])

    def method(self) -> None:
        """Draw how it was worked out, and from what."""
        for title, lines in (
            ("How this was worked out", self.shown["method"]),
            ("Sources", self.shown["sources"]),
        ):
            if lines:
                self._lists(title, "", [("", line) for line in lines])

    # --- what stands on a slide ---------------------------------------------------------------

    def _figure(self, section: Told, figure: Figure) -> None:
        bars = pieces(figure.bars, MOST_BARS) if figure.bars is not None else []
        for at, shape in enumerate(bars or [None], start=1):
            part = f" ({at} of {len(bars)})" if len(bars) > 1 else ""
            self._one_figure(f"{section.headline}{part}", section.label, figure, shape)

    def _one_figure(self, title: str, label: str, figure: Figure, bars: Native | None) -> None:
        slide = self._slide(title, label)
        self._text(slide, figure.title, (LEFT, TOP, ROOM, 0.35), 16)
        self._text(slide, figure.how, (LEFT, TOP + 0.36, ROOM, 0.3), 12, palette.MUTED)
        top = TOP + 0.8
        if bars is not None:
            frame = slide.shapes.add_chart(
                chart_kind(bars), Inches(LEFT), Inches(top), Inches(ROOM), Inches(HIGH - top - 0.6),
                chart_data(bars),
            )  # fmt: skip
            dress(frame.chart, bars, 13)
            shape = frame._element.nvGraphicFramePr.cNvPr  # noqa: SLF001  no door to alt text
        else:
            picture = self._picture(slide, png(figure.svg), top)
            shape = picture._element.nvPicPr.cNvPr  # noqa: SLF001  as above
        shape.set("descr", figure.alt[:ALT_MOST])
        shape.set("title", figure.title[:250])
        self._note(slide, f"{figure.title}. {figure.how} {figure.alt}")

    def _picture(self, slide: Any, data: bytes, top: float) -> Any:  # noqa: ANN401  as above
        wide, high = pixel_size(data)
        room = HIGH - top - 0.6
        scale = min(ROOM / wide, room / high)
        return slide.shapes.add_picture(
            BytesIO(data), Inches(LEFT), Inches(top), Inches(wide * scale), Inches(high * scale)
        )

    def _view_table(self, section: Told, block: View) -> None:
        rows = [row for group in block["groups"] for row in group["rows"]]
        if rows and block["columns"]:
            shares = [
                min(max(len(column["label"]), *(len(row[at]) for row in rows)), 90) ** 0.6 + 2
                for at, column in enumerate(block["columns"])
            ]
            label = f"{section.label} · {block['caption']}" if section.label else block["caption"]
            self._tables(section.headline, label, block["columns"], rows, shares)

    def _tables(
        self,
        title: str,
        label: str,
        columns: Sequence[View],
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
    ) -> None:
        widths = [ROOM * share / sum(shares) for share in shares]
        pages = list(_pages(rows, widths))
        for at, page in enumerate(pages, start=1):
            said = f"{title} ({at} of {len(pages)})" if len(pages) > 1 else title
            slide = self._slide(said, label)
            self._table(slide, label or title, columns, page, widths)

    def _table(
        self,
        slide: Any,  # noqa: ANN401  as above
        label: str,
        columns: Sequence[View],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
    ) -> None:
        size = (Inches(LEFT), Inches(TOP), Inches(ROOM), Inches(0.4 * (len(rows) + 1)))
        frame = slide.shapes.add_table(len(rows) + 1, len(columns), *size)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", label[:ALT_MOST])  # noqa: SLF001  the library has no other door
        table = frame.table
        table.first_row, table.horz_banding = True, False
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = Inches(wide)
        for place, column in enumerate(columns):
            cell = table.cell(0, place)
            self._fill(cell, column["label"], bold=True, right=column["number"], head=True)
        for at, row in enumerate(rows, start=1):
            for place, (text, column) in enumerate(zip(row, columns, strict=True)):
                self._fill(table.cell(at, place), text, bold=place == 0, right=column["number"])

    def _fill(
        self,
        cell: Any,  # noqa: ANN401  as above
        text: str,
        *,
        bold: bool = False,
        right: bool = False,
        head: bool = False,
    ) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = ink(palette.TINT if head else palette.WHITE)
        cell.margin_left = cell.margin_right = Inches(0.06)
        cell.margin_top = cell.margin_bottom = Inches(0.04)
        cell.vertical_anchor = MSO_ANCHOR.TOP
        paragraph = cell.text_frame.paragraphs[0]
        self._write(paragraph, text, TABLE_SIZE, bold=bold)
        if right:
            paragraph.alignment = PP_ALIGN.RIGHT

    def _lists(self, title: str, label: str, lines: Sequence[tuple[str, str]]) -> None:
        pages = list(_list_pages(lines))
        for at, page in enumerate(pages, start=1):
            said = f"{title} ({at} of {len(pages)})" if len(pages) > 1 else title
            slide = self._slide(said, label)
            frame = self._text(slide, "", (LEFT, TOP, ROOM, DEEP), TEXT_SIZE)
            for number, (strong, rest) in enumerate(page):
                paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
                paragraph.space_after = Pt(9)
                if strong:
                    self._write(paragraph, f"{strong} ", TEXT_SIZE, bold=True)
                self._write(paragraph, rest, TEXT_SIZE)


def _lines(text: str, size: float, room: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes; Inter is wider than Calibri, so never too few."""
    total = 0
    for part in text.split("\n"):
        wide = lettering.width(part, size, bold=bold) * POINT
        total += max(1, -(-int(wide * 1000) // max(int(room * 1000), 1)))
    return total


def _pages(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Iterator[list[Sequence[str]]]:
    page: list[Sequence[str]] = []
    used = 0.42
    for row in rows:
        cut = [_cut(text, wide) for text, wide in zip(row, widths, strict=True)]
        high = CELL_PAD + TABLE_SIZE * POINT * 1.2 * max(
            _lines(text, TABLE_SIZE, wide - 0.2, bold=not at)
            for at, (text, wide) in enumerate(zip(cut, widths, strict=True))
        )
        if page and used + high > DEEP:
            yield page
            page, used = [], 0.42
        page.append(cut)
        used += high
    if page:
        yield page


def _cut(text: str, wide: float) -> str:
    """Return a text that fits a slide; the document and the data book hold the whole."""
    room = (wide - 0.2) / POINT
    most = int(DEEP / (TABLE_SIZE * POINT * 1.25)) - 3
    return (
        " ".join(lettering.wrap(text, TABLE_SIZE, room, most))
        if _lines(text, TABLE_SIZE, wide - 0.2) > most
        else text
    )


def _list_pages(lines: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    page: list[tuple[str, str]] = []
    used = 0.0
    for strong, rest in lines:
        for piece in _pieces(strong, rest):
            high = 0.13 + TEXT_SIZE * POINT * 1.2 * _lines(" ".join(piece), TEXT_SIZE, ROOM - 0.1)
            if page and used + high > DEEP:
                yield page
                page, used = [], 0.0
            page.append(piece)
            used += high
    if page:
        yield page


def _pieces(strong: str, rest: str) -> Iterator[tuple[str, str]]:
    """Yield a line in pieces that each fit on a slide; nothing is left out."""
    most = int(DEEP / (TEXT_SIZE * POINT * 1.25))
    left = f"{strong}\x00{rest}" if strong else f"\x00{rest}"
    if _lines(left, TEXT_SIZE, ROOM - 0.1) <= most:
        yield strong, rest
        return
    letters = max(200, int(most * (ROOM / POINT) / TEXT_SIZE))
    text = f"{strong} {rest}".strip()
    for start in range(0, len(text), letters):
        yield "", text[start : start + letters]
