"""Numbers, dates and plurals as a reader of British English writes them: the one place for it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kit.model.decision import Evidence

EPOCH = date(2000, 1, 1)


def number(value: float, places: int = 1) -> str:
    """Return a number without needless zeros: 6.5, 12, 1,200."""
    rounded = round(value, places)
    if rounded == int(rounded):
        return f"{int(rounded):,}"
    return f"{rounded:,.{places}f}".rstrip("0")


def per_cent(value: float) -> str:
    """Return a share: `0.4` of 100 is `<1%`, never a silent zero."""
    if 0 < value < 0.5:  # noqa: PLR2004  rounds to zero
        return "<1%"
    return f"{round(value)}%"


def count(amount: int, one: str, many: str) -> str:
    """Return `1 row`, `3 rows`."""
    return f"{amount:,} {one if amount == 1 else many}"


def listed(words: Iterable[str]) -> str:
    """Return `Sales, Legal and Design`."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def evidence(found: Evidence) -> str:
    """Return what a sentence rests on: `from 23 of 27 answers`; empty when nothing was counted."""
    parts = []
    if found.of:
        parts.append(f"{found.answers:,} of {count(found.of, 'answer', 'answers')}")
    elif found.answers:
        parts.append(count(found.answers, "answer", "answers"))
    if found.rows:
        parts.append(count(found.rows, "row", "rows"))
    return f"from {listed(parts)}" if parts else ""


def workshop_day(written: str) -> date | None:
    """Return the date an ISO text begins with, or None."""
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def fixed_moment(written: str) -> datetime:
    """Return the moment that stands in files, so that a second run gives the same bytes."""
    day = workshop_day(written) or EPOCH
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
