"""Days and hours as calendars and planning tools write them: read in one way, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kit.answers import day_and_rest

DAY_FIRST, MONTH_FIRST, EITHER = "day-first", "month-first", "either"
NUMERIC = re.compile(r"^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T,]+(.*))?$")
CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2})(:\d{2}(?:\.\d+)?)?)?\s*(?:([ap])\.?m\.?|h|uhr)?"
    r"\s*\(?(Z|UTC|GMT)?\s*(?:([+-])(\d{1,2}):?(\d{2})?)?\)?",
    re.IGNORECASE,
)
NOON, CENTURY, HOURS, MINUTES = 12, 100, 24, 60
FARTHEST = 14 * MINUTES
YEAR = 4


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour of the day.

    Attributes:
        shown: HH:MM.
        offset: Minutes from UTC, where that was written behind it.
    """

    shown: str
    offset: int | None = None


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


def clock_of(text: str) -> Clock | None:
    """Return an hour of the day; None for what is no hour, two of them, or a bare number.

    >>> clock_of("9.30 pm"), clock_of("9am"), clock_of("21h30"), clock_of("9"), clock_of("25:00")
    (Clock(shown='21:30', offset=None), Clock(shown='09:00', offset=None), \
Clock(shown='21:30', offset=None), None, None)
    >>> clock_of("10:00-11:00"), clock_of("18-20")
    (None, None)
    >>> clock_of("09:00:00.000Z"), clock_of("9:14 AM (GMT+1)")
    (Clock(shown='09:00', offset=0), Clock(shown='09:14', offset=60))
    """
    match = CLOCK.fullmatch(text.strip())
    if match is None or match[0].isdigit():
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[4] or "").casefold()
    if half and not 1 <= hour <= NOON:
        return None
    if half:
        hour = hour % NOON + (NOON if half == "p" else 0)
    if hour >= HOURS or minute >= MINUTES:
        return None
    shown = f"{hour:02}:{minute:02}"
    if not match[5] and not match[6]:
        return Clock(shown)
    if not match[5] and not match[3] and match[6] == "-":
        return None  # 10:00-11:00 is two hours of the day and no offset
    away = int(match[7] or 0) * MINUTES + int(match[8] or 0)
    return Clock(shown, -away if match[6] == "-" else away) if away <= FARTHEST else None


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
