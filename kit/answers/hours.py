"""Hours of the day as people and calendars write them: read in one way, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2})(:\d{2}(?:\.\d+)?)?)?\s*(?:([ap])\.?m\.?|h|uhr)?"
    r"\s*\(?(Z|UTC|GMT)?\s*(?:([+-])(\d{1,2}):?(\d{2})?)?\)?",
    re.IGNORECASE,
)
NOON, HOURS, MINUTES = 12, 24, 60
FARTHEST = 14 * MINUTES


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour of the day.

    Attributes:
        shown: HH:MM.
        offset: Minutes from UTC, where that was written behind it.
    """

    shown: str
    offset: int | None = None


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
