"""Pictures people look at while talking, as JSON for the pages: drawings, words and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.model.report import Chart, FindingList, Paragraph, Quotes, Table

if TYPE_CHECKING:
    from kit.analysis.reveal import Reveal
    from kit.model.report import Block
    from kit.model.strategy import Strategy


def revealed_picture(shown: Reveal) -> dict[str, Any]:
    """Return a reveal for the pages."""
    return {
        "question": shown.question,
        "round": shown.round,
        "title": shown.title,
        "people": shown.people,
        "remark": shown.remark,
        **({"groups": _table(shown.groups)} if shown.groups is not None else {}),
        **(block_picture(shown.shape) if shown.shape is not None else {}),
    }


def section_pictures(strategy: Strategy, section_id: str) -> dict[str, Any] | None:
    """Return a section of the report for the shared screen; None when there is none of that id."""
    section = next((one for one in strategy.sections if one.id == section_id), None)
    if section is None:
        return None
    drawn = [block_picture(block) for block in section.blocks if not _folded(block)]
    return {"id": section.id, "title": section.headline, "blocks": [one for one in drawn if one]}


def block_picture(block: Block | Chart | Table | Quotes) -> dict[str, Any]:
    """Return one block for the pages; nothing for what is not looked at together."""
    if isinstance(block, Table):
        return {"table": _table(block)}
    if isinstance(block, Quotes):
        return {"caption": block.title, "quotes": list(block.texts)}
    if isinstance(block, Paragraph):
        return {"words": block.text}
    if isinstance(block, FindingList):
        return {}
    from kit.show.charts import draw  # noqa: PLC0415  drawn only when somebody looks

    wide, narrow = draw(block), draw(block, narrow=True)
    return {
        "chart": type(block).__name__,
        "caption": block.title,
        "how": block.how_to_read,
        "wide": wide.svg,
        "narrow": narrow.svg,
        "alt": wide.alt,
        "table": _table(wide.table),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": [column.label for column in table.columns],
        "rows": [list(row.cells) for row in table.rows],
        "note": table.note,
    }


def _folded(block: Block) -> bool:
    return isinstance(block, Table) and block.folded
