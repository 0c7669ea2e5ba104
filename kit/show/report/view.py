"""The Strategy as plain nested data, in the order in which both the page and the PDF print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.model.report import SupportChart
from kit.model.texts import change_texts
from kit.show.cleaning import CELL, NAME, SENTENCE, TEXT, TITLE, cap, clean
from kit.show.report.block_view import block_view
from kit.show.report.decision_view import groups, tally
from kit.show.report.extras import Extra, ExtraKind, pixel_size
from kit.show.report.medium import Medium, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.model.report import Section
    from kit.model.strategy import Strategy

__all__ = ["Medium", "View", "framed", "view"]

CALM_TABLE = 18
"""With more departments than this, what is to be settled stands before the decision table."""
LINK = 48


def view(strategy: Strategy, extras: Sequence[Extra] = (), medium: Medium = Medium.PAGE) -> View:
    """Return everything a report says, for one medium."""
    told = change_texts(strategy, clean)
    sections = _unique([_section(section, medium) for section in told.sections])
    ids = {section["id"] for section in sections}
    _name_regions(sections)
    return {
        "organisation": cap(told.organisation, NAME) or "An organisation without a name",
        "headline": cap(told.headline, TITLE) or "Nothing has been decided yet",
        "summary": cap(told.summary, SENTENCE),
        "facts": [{"label": cap(f.label, NAME), "text": cap(f.text, CELL)} for f in told.facts],
        "tally": tally(told),
        "groups": groups(told),
        "reading": next((cap(c.how_to_read, SENTENCE) for c in _support(told)), ""),
        "one": bool(told.department) and len(told.recommendations) <= 2,  # noqa: PLR2004  a card
        "settle": [
            {
                "title": cap(item.title, CELL),
                "text": cap(item.text, CELL),
                "section": item.section if item.section in ids else "",
            }
            for item in told.to_settle[:3]
        ],
        "settle_first": len(told.recommendations) > CALM_TABLE,
        "sections": sections,
        "extras": [_extra(extra, medium) for extra in extras],
        "method": [cap(line, SENTENCE) for line in told.method],
        "sources": [cap(line, SENTENCE) for line in told.sources],
        "version": _version(told),
        "language": told.language,
        "date": told.workshop_date,
    }


def _version(strategy: Strategy) -> str:
    parts = []
    if strategy.kit_version:
        parts.append(f"Social Strategy Kit {strategy.kit_version}")
    if strategy.content_version:
        parts.append(f"content {strategy.content_version}")
    return ", ".join(parts)


def _unique(sections: list[View]) -> list[View]:
    """Return the sections with ids that can be linked to and occur once."""
    seen: set[str] = set()
    for place, section in enumerate(sections, start=1):
        wanted = "".join(c if c.isascii() and c.isalnum() else "-" for c in section["id"])[:40]
        section["id"] = wanted if wanted.strip("-") and wanted not in seen else f"part-{place}"
        seen.add(section["id"])
    return sections


def _support(strategy: Strategy) -> list[SupportChart]:
    """Return the charts that say how a certainty is counted."""
    blocks = [block for section in strategy.sections for block in section.blocks]
    return [block for block in blocks if isinstance(block, SupportChart)]


def _name_regions(sections: list[View]) -> None:
    """Give every table and picture that scrolls a name of its own for those who jump to it."""
    seen: dict[str, int] = {}
    blocks = [block for section in sections for block in section["blocks"]]
    tables = [block["table"] for block in blocks if "table" in block]
    for place, block in enumerate([*blocks, *tables], start=1):
        name = block.get("caption") or block.get("title") or ""
        seen[name] = seen.get(name, 0) + 1
        block["region"] = name if seen[name] == 1 else f"{name} ({seen[name]})"
        block["anchor"] = f"t{place}"


def _section(section: Section, medium: Medium) -> View:
    return {
        "id": section.id,
        "label": cap(section.label, NAME),
        "headline": cap(section.headline, TITLE) or section.label or "Untitled",
        "link": _brief(section.link or section.label or section.headline),
        "blocks": [block_view(block, medium) for block in section.blocks],
    }


def _brief(words_: str) -> str:
    return words_ if len(words_) <= LINK else f"{words_[:LINK].rstrip()}…"


def _extra(extra: Extra, medium: Medium) -> View:
    return {
        "kind": extra.kind.value,
        "text": cap(clean(extra.text), TEXT),
        "mime": extra.mime,
        "data": extra.data,
        "svg": framed(extra) if medium is Medium.PAPER else "",
    }


def framed(extra: Extra) -> str:
    """Return a picture inside an SVG, the form in which typst takes bytes written as text."""
    if extra.kind is not ExtraKind.PICTURE:
        return ""
    if extra.mime == "image/svg+xml":
        return extra.content().decode("utf-8", "replace")
    wide, high = pixel_size(extra.content())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"><image width="{wide}" '
        f'height="{high}" xlink:href="data:{extra.mime};base64,{extra.data}"/></svg>'
    )
