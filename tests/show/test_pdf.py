"""The PDF: PDF/UA-1 by our own reading, byte-identical, and no text that costs a report."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from invented_strategies import company, empty, many, one_department, with_texts
from payloads import PAYLOADS

from kit.model.strategy import Strategy
from kit.show.report import pdf, print_pdf
from kit.show.report.printing import _without_font
from kit.workshop import open_workshop

STRATEGIES = {
    "company": company(),
    "empty": empty(),
    "one department": one_department(),
    "fifty departments": many(),
}
EVERY = pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)
GLYPHS_ELSEWHERE = {"han", "thai"}
"""Payloads whose letters only an installed font may have."""


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def structure(document: pikepdf.Pdf) -> list[tuple[str, pikepdf.Object]]:
    """Return every structure element in reading order with its kind."""
    found: list[tuple[str, pikepdf.Object]] = []
    waiting = [document.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append((str(node.S)[1:], node))
            if "/K" in node:
                waiting.append(node.K)
    return found


def check_accessible(data: bytes) -> None:
    """Refuse what PDF/UA-1 refuses, as far as a short reading can tell."""
    with opened(data) as document:
        assert str(document.Root.Lang)
        assert bool(document.Root.MarkInfo.Marked)
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"]
        elements = structure(document)
        levels = [int(kind[1]) for kind, _ in elements if kind in {"H1", "H2", "H3"}]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for kind, element in elements:
            if kind == "Figure":
                assert str(element.Alt).strip()
            if kind == "TH":
                attributes = element.A if isinstance(element.A, pikepdf.Array) else [element.A]
                assert any("/Scope" in attribute for attribute in attributes)
        assert all("/StructParents" in page or "/Contents" not in page for page in document.pages)


@EVERY
def test_pdf_is_accessible(strategy: Strategy) -> None:
    printed = print_pdf(strategy)
    assert printed.accessible
    assert printed.remarks == ()
    check_accessible(printed.data)


@EVERY
def test_page_validation_finds_no_failure(strategy: Strategy) -> None:
    page = pytest.importorskip("page", reason="the wheel page-validation is not installed")
    report = page.validate_pdf_bytes(pdf(strategy), profile="ua1")
    assert [failure.rule_id for failure in report.failures] == []
    assert report.is_compliant


@EVERY
def test_pdfua_finds_no_failure(strategy: Strategy, tmp_path: Path) -> None:
    pdfua = pytest.importorskip("pdfua", reason="the wheel pdfua is not installed")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(strategy))
    findings = pdfua.validate(str(path)).findings
    assert [finding.message for finding in findings if finding.severity.name == "ERROR"] == []


@EVERY
def test_second_run_gives_the_same_bytes(strategy: Strategy) -> None:
    assert pdf(strategy) == pdf(strategy)


def test_date_of_the_file_is_the_workshop_s() -> None:
    with opened(pdf(company())) as document:
        assert str(document.docinfo.CreationDate).startswith("D:20261122")


def test_every_chart_is_a_figure_with_its_numbers() -> None:
    with opened(pdf(company())) as document:
        alts = [str(element.Alt) for kind, element in structure(document) if kind == "Figure"]
    assert len(alts) == 8
    assert any("Customer service: own account 78, contributor 22 of 100" in alt for alt in alts)


def test_long_charts_are_cut_into_pages() -> None:
    with opened(pdf(many())) as document:
        figures = [element for kind, element in structure(document) if kind == "Figure"]
    assert len(figures) > 10


@pytest.mark.parametrize("name", PAYLOADS, ids=PAYLOADS)
def test_hostile_text_in_every_field_costs_no_report(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    printed = print_pdf(with_texts(lambda _: PAYLOADS[name]))
    with opened(printed.data) as document:
        assert len(document.pages) > 1
        assert "/JavaScript" not in document.Root.get("/Names", {})
        assert "/OpenAction" not in document.Root
    if name not in GLYPHS_ELSEWHERE:
        assert printed.accessible, printed.remarks
        check_accessible(printed.data)
    elif not printed.accessible:
        assert printed.remarks[-1].startswith("this PDF is not PDF/UA: no font on this machine")
        assert "Install one, such as Debian's fonts-noto-core" in printed.remarks[-1]


def test_emoji_become_words_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    printed = print_pdf(replace(company(), summary="🚀 Launch"))
    assert printed.accessible
    assert printed.remarks == ("1 symbol is printed as words: rocket",)
    assert "1 symbol is printed as words" in caplog.text


def test_typst_code_is_printed_and_not_run() -> None:
    told = replace(company(), headline='#panic("no") #read("/etc/passwd") $x$ *b*')
    with opened(pdf(told)) as document, document.open_metadata() as metadata:
        assert metadata["dc:title"].startswith('#panic("no") #read("/etc/passwd") $x$ *b*')


@pytest.mark.parametrize("date", ["", "soon", "2026-13-40", "2026-11-22T10:00"])
def test_odd_dates_cost_no_report(date: str) -> None:
    assert pdf(replace(empty(), workshop_date=date)) == pdf(replace(empty(), workshop_date=date))


@pytest.mark.parametrize("language", ["en-GB", "de", "pt-BR", "x", "", "<script>", "1234"])
def test_odd_languages_cost_no_report(language: str) -> None:
    assert print_pdf(replace(empty(), language=language)).accessible


@pytest.mark.parametrize("words", ["مرحبا بالعالم", "ٱلقسم", "שירות לקוחות", "Отдел кадров"])
def test_letters_of_another_script_in_a_chart_stay_pdf_ua(words: str) -> None:
    """The dots of Arabic have no letter of their own, which PDF/UA refuses inside a drawing."""
    printed = print_pdf(with_texts(lambda _: words))
    assert (printed.accessible, printed.remarks) == (True, ())


def test_letters_without_a_font_are_said_by_script() -> None:
    assert _without_font({"人", "カ"}).startswith(
        "no font on this machine has all of its Chinese and Japanese letters (U+30AB, U+4EBA). "
    )


@pytest.mark.slow
@pytest.mark.parametrize("sample", ["brackwater_outfitters", "quillmere_university"])
def test_page_one_holds_the_whole_decision_and_what_to_settle(samples: Path, sample: str) -> None:
    with open_workshop(samples / sample) as workshop, opened(pdf(workshop.strategy())) as document:
        elements = structure(document)
        table = next(node for kind, node in elements if kind == "Table")
        title = next(node for kind, node in elements if kind == "H3")
        assert pages_of(table) == pages_of(title) == {document.pages[0].objgen}


def pages_of(element: pikepdf.Object) -> set[tuple[int, int]]:
    """Return the pages on which a structure element has marks."""
    found, waiting = set(), [element]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            found |= {node.Pg.objgen} if "/Pg" in node else set()
            waiting += [node.K] if "/K" in node else []
    return found
