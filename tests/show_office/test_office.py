"""Documents, slides and data books: whole, readable by everybody, nothing alive in them."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from itertools import chain, pairwise

import nbformat
import pytest
from docx import Document
from docx.oxml.ns import qn
from invented_strategies import company, empty, many, one_department, with_texts
from payloads import PAYLOADS
from pptx import Presentation
from python_calamine import CalamineWorkbook

from kit.model.encoding import decode, encode
from kit.model.strategy import Strategy
from kit.show.cleaning import clean
from kit.show.office import csv_zip, data_book, docx, pptx
from kit.show.office.exporters import (
    KitCsvExporter,
    KitDocxExporter,
    KitPptxExporter,
    KitXlsxExporter,
)
from kit.show.office.native import native
from kit.show.office.story import Figure, reason, told

DRAWN = (docx, pptx, data_book, csv_zip)


def words_of(document: bytes) -> str:
    found = Document(BytesIO(document))
    cells = (cell.text for table in found.tables for row in table.rows for cell in row.cells)
    return "\n".join(chain((paragraph.text for paragraph in found.paragraphs), cells))


def slide_words(deck: bytes) -> str:
    said = []
    for slide in Presentation(BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                said.append(shape.text_frame.text)
            if shape.has_table:
                said += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(said)


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("strategy", [company, empty, one_department])
def test_the_same_strategy_gives_the_same_bytes(draw, strategy) -> None:  # noqa: ANN001  fixtures, typed where they are made
    assert draw(strategy()) == draw(strategy())


GROUPS = [list(PAYLOADS)[at::7] for at in range(7)]


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("names", GROUPS, ids=[names[0] for names in GROUPS])
def test_no_text_breaks_a_file(draw, names: list[str]) -> None:  # noqa: ANN001  fixtures, typed where they are made
    payload = " ".join(PAYLOADS[name] for name in names)
    data = draw(with_texts(lambda text: f"{payload} {text}"))

    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None


def test_the_document_has_one_title_and_headings_in_order() -> None:
    found = Document(BytesIO(docx(company())))
    styles = [paragraph.style.name for paragraph in found.paragraphs]
    levels = [int(name[-1]) for name in styles if name.startswith("Heading")]

    assert styles.count("Title") == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_of_the_document_repeats_its_header_and_says_what_it_is() -> None:
    tables = Document(BytesIO(docx(company()))).tables

    assert len(tables) > 4
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


def test_every_picture_and_chart_of_the_document_has_its_words() -> None:
    body = Document(BytesIO(docx(company()))).element.body
    described = [one.get("descr") for one in body.iter(qn("wp:docPr"))]

    assert len(described) == 8
    assert all(text and len(text) > 30 for text in described)


def test_the_document_says_its_language_and_title() -> None:
    found = Document(BytesIO(docx(company())))
    language = found.styles.element.find(".//" + qn("w:lang"))

    assert language.get(qn("w:val")) == "en-GB"
    assert found.core_properties.language == "en-GB"
    assert found.core_properties.title.startswith("Two departments speak for themselves.")


def test_charts_in_the_document_carry_a_workbook_to_edit() -> None:
    with zipfile.ZipFile(BytesIO(docx(company()))) as archive:
        names = archive.namelist()
        charts = [name for name in names if re.fullmatch(r"word/charts/chart\d+\.xml", name)]
        books = [name for name in names if name.startswith("word/embeddings/")]
        rows = CalamineWorkbook.from_filelike(BytesIO(archive.read(books[0]))).get_sheet_by_index(0)

    expected = [
        figure.bars
        for section in told(company())[1]
        for figure in section.blocks
        if isinstance(figure, Figure) and figure.bars
    ]
    assert len(charts) == len(books) == len(expected) == 4
    table = rows.to_python()
    assert table[0][1:] == [name for name, _, _ in expected[0].series]
    assert [row[0] for row in table[1:]] == expected[0].categories


def test_every_slide_has_a_title_that_is_its_own_place() -> None:
    deck = Presentation(BytesIO(pptx(company())))

    assert len(deck.slides) >= 15
    for slide in deck.slides:
        assert slide.shapes.title is not None
        assert slide.shapes.title.text_frame.text.strip()
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id


def test_every_chart_and_picture_on_slides_has_its_words() -> None:
    described = [
        shape._element.xpath(".//p:cNvPr")[0].get("descr")
        for slide in Presentation(BytesIO(pptx(company()))).slides
        for shape in slide.shapes
        if shape.has_chart or shape.shape_type == 13  # a picture
    ]

    assert len(described) == 8
    assert all(text and len(text) > 30 for text in described)


def test_slides_have_native_charts_with_the_reports_numbers() -> None:
    charts = [
        shape.chart
        for slide in Presentation(BytesIO(pptx(company()))).slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    support = next(
        block
        for section in company().sections
        for block in section.blocks
        if type(block).__name__ == "SupportChart"
    )

    axes = [chart.category_axis._element for chart in charts]
    assert [axis.xpath("c:tickLblSkip/@val") for axis in axes] == [["1"]] * len(charts)
    assert all(axis[-1].getprevious().tag.endswith("tickLblSkip") for axis in axes)
    shown = charts[0].plots[0]
    assert list(shown.categories) == [row.label for row in support.rows]
    assert [list(series.values) for series in shown.series] == [
        values for _, values, _ in native(support).series
    ]


def test_a_chart_of_more_bars_than_a_slide_holds_goes_on_and_stays_native() -> None:
    support = next(
        block
        for section in many().sections
        for block in section.blocks
        if type(block).__name__ == "SupportChart"
    )

    charts = [
        shape.chart
        for slide in Presentation(BytesIO(pptx(many()))).slides
        for shape in slide.shapes
        if shape.has_chart
    ]

    shown = native(support)
    charts = charts[: -(-len(shown.categories) // 14)]
    names = [name for chart in charts for name in chart.plots[0].categories]
    assert names == shown.categories
    assert len(names) > 14 >= max(len(list(chart.plots[0].categories)) for chart in charts)
    for at, (_, values, _) in enumerate(shown.series):
        assert [one for chart in charts for one in chart.plots[0].series[at].values] == values


def test_a_reason_and_its_remark_are_two_sentences() -> None:
    row = {"because": "Its audience is distinct", "remarks": ["Shared with Libraries."]}

    assert reason(row) == "Its audience is distinct. Shared with Libraries."
    assert reason({**row, "remarks": []}) == "Its audience is distinct"


def test_every_decision_is_on_a_slide_even_with_fifty_departments() -> None:
    said = slide_words(pptx(many()))

    for one in many().recommendations:
        assert one.department_name in said


def test_nothing_on_a_slide_runs_over_its_edge() -> None:
    deck = Presentation(BytesIO(pptx(many())))

    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


@pytest.mark.parametrize("said", [words_of, slide_words])
def test_headline_summary_and_findings_are_all_there(said) -> None:  # noqa: ANN001  fixtures, typed where they are made
    text = said((docx if said is words_of else pptx)(company()))

    assert company().summary in text
    for section in company().sections:
        assert section.headline.split(";")[0][:40] in text
        for block in section.blocks:
            for finding in getattr(block, "findings", ()):
                assert finding.sentence in text


def sheets(book: bytes) -> dict[str, list[list[object]]]:
    found = CalamineWorkbook.from_filelike(BytesIO(book))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


def test_the_data_book_lists_its_sheets_with_their_full_names() -> None:
    found = sheets(data_book(company()))
    listed = {row[0]: row[1] for row in found["Sheets"][3:]}

    assert set(listed) == set(found) - {"Sheets"}
    assert all(len(name) <= 31 for name in found)
    assert any(len(str(full)) > 31 for full in listed.values())


def test_numbers_in_the_data_book_are_numbers() -> None:
    scores = sheets(data_book(company()))["Scores"]
    at = scores[0].index("score")
    expected = [value for one in company().recommendations for value in one.scores.values()]

    assert [row[at] for row in scores[1:] if row[at] != ""] == expected


@pytest.mark.parametrize("live", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "\t=1"])
def test_nothing_in_a_data_book_is_a_formula(live: str) -> None:
    data = data_book(with_texts(lambda _: live))

    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in archive.read(name)
    assert clean(live) in {row[1] for row in sheets(data)["About"]} | {live.strip()}


@pytest.mark.parametrize("live", ["=1+1", "+1", "-1", "@SUM(1)", "'=1"])
def test_csv_quotes_what_a_spreadsheet_would_run_and_can_be_turned_back(live: str) -> None:
    with zipfile.ZipFile(BytesIO(csv_zip(with_texts(lambda _: live)))) as archive:
        text = archive.read("about.csv").decode("utf-8-sig")

    assert f"headline,'{live}" in text


def test_a_text_longer_than_a_cell_goes_on_and_is_not_cut() -> None:
    long = "".join(f"{number} " for number in range(12_000))

    found = sheets(data_book(with_texts(lambda text: long if text == company().summary else text)))

    pieces = "".join(str(row[0]) for row in found["Long texts"][1:])
    assert long in pieces
    shown = next(row[1] for row in found["About"] if row[0] == "summary")
    assert shown.endswith("[the whole: sheet Long texts, rows 2 to 3]")


def test_sheet_titles_are_valid_whatever_a_table_is_called() -> None:
    for name in ("a/b:c*d?e[f]g\\h", "History", "'quoted'", "x" * 60, "🚀" * 40, "   "):
        strategy = with_texts(lambda _, name=name: name)
        assert all(
            1 <= len(one.encode("utf-16-le")) // 2 <= 31 for one in sheets(data_book(strategy))
        )


def test_exporters_find_the_strategy_in_an_executed_notebook() -> None:
    output = nbformat.v4.new_output(
        "display_data", {"application/vnd.strategy-kit.report+json": encode(company())}
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])

    stored = decode(Strategy, encode(company()))
    assert KitDocxExporter().from_notebook_node(notebook)[0] == docx(stored)
    assert KitPptxExporter().from_notebook_node(notebook)[0] == pptx(stored)
    assert KitCsvExporter().from_notebook_node(notebook)[0] == csv_zip(stored)
    assert KitXlsxExporter().from_notebook_node(notebook)[0] == data_book(stored)
