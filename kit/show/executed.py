"""An executed report notebook read again: its Strategy, and what the team's own cells add."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from kit.errors import Problem, RenderError
from kit.model.encoding import decode
from kit.model.strategy import STRATEGY_MIME, STRATEGY_SCHEMA, Strategy
from kit.show.report.extras import Extra, ExtraKind

if TYPE_CHECKING:
    from collections.abc import Iterator

INCLUDE = "include"
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
Cell = dict[str, Any]


def find_strategy(notebook: Cell) -> Strategy:
    """Return the Strategy in an executed notebook; the last one where there are several.

    Raises:
        RenderError: None is there, or it is of another version or broken.
    """
    found = [
        output["data"][STRATEGY_MIME]
        for cell in notebook.get("cells", ())
        for output in cell.get("outputs", ())
        if STRATEGY_MIME in output.get("data", {})
    ]
    if not found:
        raise _refused("a notebook in which no cell shows a strategy", "an executed report")
    schema = found[-1].get("schema") if isinstance(found[-1], dict) else None
    if schema != STRATEGY_SCHEMA:
        found_schema = f"a strategy of schema {schema!r}"
        raise _refused(found_schema, f"one of schema {STRATEGY_SCHEMA!r}")
    try:
        return decode(Strategy, found[-1])
    except (ValueError, TypeError, KeyError) as broken:
        found_what = f"a strategy that cannot be read ({broken})"
        raise _refused(found_what, "a whole one") from broken


def _refused(found: str, allowed: str) -> RenderError:
    fix = (
        "Run all cells of notebooks/strategy_report.ipynb with this version of the kit, by "
        "papermill or in JupyterLab, save it, and export it again."
    )
    return RenderError([Problem("the notebook", found, allowed, fix, "no-strategy")])


def find_extras(notebook: Cell) -> tuple[Extra, ...]:
    """Return what cells tagged `include` add: text, printed output and pictures, never HTML."""
    return tuple(
        extra
        for cell in notebook.get("cells", ())
        if INCLUDE in cell.get("metadata", {}).get("tags", ())
        for extra in _cell_extras(cell)
    )


def _cell_extras(cell: Cell) -> Iterator[Extra]:
    if cell.get("cell_type") == "markdown":
        for part in _joined(cell.get("source", "")).split("\n\n"):
            if part.strip():
                yield Extra(ExtraKind.TEXT, part.strip())
        return
    for output in cell.get("outputs", ()):
        yield from _output_extras(output, cell.get("metadata", {}))


def _output_extras(output: Cell, cell_metadata: Cell) -> Iterator[Extra]:
    if output.get("output_type") == "stream":
        yield Extra(ExtraKind.PREFORMATTED, _joined(output.get("text", "")).rstrip())
        return
    data = output.get("data", {})
    if STRATEGY_MIME in data:
        return
    for mime in PICTURES:
        if mime in data:
            yield _picture(mime, data, output.get("metadata", {}), cell_metadata)
            return
    if "text/plain" in data:
        yield Extra(ExtraKind.PREFORMATTED, _joined(data["text/plain"]).rstrip())


def _picture(mime: str, data: Cell, metadata: Cell, cell_metadata: Cell) -> Extra:
    """Return a picture with its description from the output's or the cell's metadata."""
    places = (metadata.get(mime), metadata, cell_metadata)
    said = next((p["alt"] for p in places if isinstance(p, dict) and p.get("alt")), "")
    alt = str(said) or _joined(data.get("text/plain", "")) or "A picture without a description"
    given = _joined(data[mime])
    packed = b64encode(given.encode()).decode() if mime.endswith("xml") else "".join(given.split())
    return Extra(ExtraKind.PICTURE, alt, mime, packed)


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
