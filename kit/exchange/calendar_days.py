"""Days and moments as calendars and planning tools write them: read in one way, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kit.answers import Clock, day_and_rest

DAY_FIRST, MONTH_FIRST, EITHER = "day-first", "month-first", "either"
NUMERIC = re.compile(r"^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T,]+(.*))?$")
NOON, CENTURY = 12, 100
YEAR = 4


def order_of(texts: Iterable[str]) -> str:
    """Return whether days or months come first in all these dates; empty where none says so.

    A day over twelve settles it for all of them; without one it is `EITHER`, unless no date reads
    differently the other way round.
    """
    pairs = [
        (int(match[1]), int(match[2]))
        for text in texts
        if (match := NUMERIC.match(text)) and len(match[1]) < YEAR and not day_and_rest(text)[0]
    ]
    if any(first > NOON for first, _ in pairs):
        return DAY_FIRST
    if any(second > NOON for _, second in pairs):
        return MONTH_FIRST
    return EITHER if any(first != second for first, second in pairs) else ""


def day_of(text: str, order: str) -> tuple[str, str]:
    """Return a day as year-month-day and what is written behind it; twice nothing for no day."""
    if (certain := day_and_rest(text))[0]:
        return certain
    if match := NUMERIC.match(text):
        with suppress(ValueError):
            return _numeric(match, order).isoformat(), match[4] or ""
    return "", ""


def _numeric(match: re.Match[str], order: str) -> date:
    first, second, third = int(match[1]), int(match[2]), int(match[3])
    if len(match[1]) == YEAR:
        return date(first, second, third)
    if len(match[3]) not in {2, YEAR}:
        raise ValueError(match[3])
    year = third + 2000 if third < CENTURY else third
    return date(year, first, second) if order == MONTH_FIRST else date(year, second, first)


def moved(day: str, clock: Clock, zone: str) -> tuple[str, str]:
    """Return the day and hour that a zone's clocks show at a moment written with its offset."""
    there = timezone(timedelta(minutes=clock.offset or 0))
    moment = datetime.fromisoformat(f"{day}T{clock.shown}").replace(tzinfo=there)
    here = moment.astimezone(ZoneInfo(zone))
    return here.date().isoformat(), f"{here:%H:%M}"


def is_zone(name: str) -> bool:
    """Say whether a name is in the time zone database."""
    try:
        return bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
