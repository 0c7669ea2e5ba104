"""The nbconvert exporters: the Strategy out of the outputs, extras as text and pictures."""

from __future__ import annotations

import base64
import struct
import subprocess
import sys
import zlib

import pytest
from invented_strategies import company
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from test_html import check_harmless
from test_pdf import check_accessible

from kit.errors import RenderError
from kit.model.encoding import decode, encode
from kit.model.strategy import STRATEGY_MIME, Strategy
from kit.show.executed import find_extras, find_strategy
from kit.show.exporters import KitHTMLExporter, KitPDFExporter
from kit.show.report import html, print_pdf
from kit.show.report.extras import Extra, ExtraKind

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert(1)"/>'


def png(wide: int, high: int) -> str:
    """Return a small teal picture in base64, as a notebook keeps it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + bytes((43, 123, 139)) * wide for _ in range(high))
    parts = (
        (b"IHDR", head),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    made = b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)
    return base64.encodebytes(made).decode()


def executed(*cells: NotebookNode) -> NotebookNode:
    """Return a notebook that has shown the invented company."""
    shown = new_output("display_data", data=company()._repr_mimebundle_())
    return new_notebook(cells=[new_code_cell("strategy", outputs=[shown]), *cells])


def included(*outputs: NotebookNode, **metadata: str) -> NotebookNode:
    return new_code_cell("x", metadata={"tags": ["include"], **metadata}, outputs=list(outputs))


def test_strategy_comes_back_whole() -> None:
    assert decode(Strategy, encode(company())) == company()
    assert find_strategy(executed()) == company()


def test_notebook_and_function_give_the_same_bytes() -> None:
    page, resources = KitHTMLExporter().from_notebook_node(executed())
    assert page == html(company())
    assert resources["output_extension"] == ".html"
    printed, resources = KitPDFExporter().from_notebook_node(executed())
    assert printed == print_pdf(company()).data
    assert resources["output_extension"] == ".pdf"


def test_notebook_without_strategy_says_what_to_do() -> None:
    with pytest.raises(RenderError) as refused:
        find_strategy(new_notebook())
    assert str(refused.value) == (
        "the notebook: a notebook in which no cell shows a strategy is not an executed report. "
        "Run all cells of notebooks/strategy_report.ipynb with this version of the kit, by "
        "papermill or in JupyterLab, save it, and export it again."
    )


@pytest.mark.parametrize("broken", [{"schema": "other/9"}, {}, [], "text", None])
def test_strategy_of_another_version_is_refused(broken: object) -> None:
    shown = new_output("display_data", data={STRATEGY_MIME: broken})
    with pytest.raises(RenderError, match="a strategy of schema"):
        find_strategy(new_notebook(cells=[new_code_cell("", outputs=[shown])]))


def test_truncated_strategy_is_refused() -> None:
    data = encode(company())
    del data["headline"]
    shown = new_output("display_data", data={STRATEGY_MIME: data})
    with pytest.raises(RenderError, match="cannot be read"):
        find_strategy(new_notebook(cells=[new_code_cell("", outputs=[shown])]))


def test_only_tagged_cells_are_included() -> None:
    cells = (new_markdown_cell("left out"), new_code_cell("", outputs=[new_output("stream")]))
    assert find_extras(executed(*cells)) == ()


def test_extras_are_text_and_pictures_and_never_html() -> None:
    cells = (
        new_markdown_cell(
            "Our **own** <script>alert(1)</script>\n\nSecond.", metadata={"tags": ["include"]}
        ),
        included(
            new_output("stream", text="a  b\n1  2\n"),
            new_output("display_data", data={"text/html": "<b>no</b>", "text/plain": "plain"}),
            new_output("display_data", data={"text/html": "<b>only</b>"}),
            new_output(
                "display_data",
                data={"image/png": png(30, 10)},
                metadata={"image/png": {"alt": "A teal field"}},
            ),
            new_output("display_data", data={"image/svg+xml": SVG}),
            alt="The cell's words",
        ),
    )
    extras = find_extras(executed(*cells))
    assert [(extra.kind, extra.text) for extra in extras] == [
        (ExtraKind.TEXT, "Our **own** <script>alert(1)</script>"),
        (ExtraKind.TEXT, "Second."),
        (ExtraKind.PREFORMATTED, "a  b\n1  2"),
        (ExtraKind.PREFORMATTED, "plain"),
        (ExtraKind.PICTURE, "A teal field"),
        (ExtraKind.PICTURE, "The cell's words"),
    ]
    page = html(company(), extras)
    check_harmless(page)
    assert "From the notebook" in page
    assert page.count("<img ") == 2
    printed = print_pdf(company(), extras)
    assert printed.accessible
    check_accessible(printed.data)


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        ("image/png", "not base64!"),
        ("image/png", base64.b64encode(b"no picture").decode()),
        ("image/svg+xml", base64.b64encode(b"<svg").decode()),
        ("image/jpeg", ""),
    ],
)
def test_broken_picture_costs_no_report(mime: str, data: str) -> None:
    extras = (Extra(ExtraKind.PICTURE, "A broken picture", mime, data),)
    check_harmless(html(company(), extras))
    assert print_pdf(company(), extras).data.startswith(b"%PDF")


def test_import_stays_light() -> None:
    code = (
        "import sys, kit.show.report, kit.show.display;"
        "print(sorted({'jinja2', 'typst', 'matplotlib', 'fontTools'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_exporters_load_neither_jinja_environment_nor_typst() -> None:
    code = (
        "import sys, kit.show.exporters;"
        "print(sorted({'typst', 'kit.show.report.page', 'kit.show.charts'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
