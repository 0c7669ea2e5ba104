"""Days as people write them, where they can be read in one way only."""

from __future__ import annotations

import re
from datetime import date

YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?:[ T,]+(.*))?")
WORDED = re.compile(
    r"(?:([a-z]{3,9})\.?,? )?"
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?[ -]([a-z]{3,9})|([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?)\.?,?"
    r"[ -](\d{4})(?:[ T,]+(.*))?",
    re.IGNORECASE,
)
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def day_and_rest(text: str) -> tuple[str, str]:
    """Return a day as year-month-day and what is written after it; twice nothing for no such day.

    `14/03/2026` is none, for it could be read with the month first. A weekday that the day does
    not fall on is a slip in one of the two, and so is no day either.

    >>> day_and_rest("Saturday, 14 March 2026, 09:30"), day_and_rest("Mar 14th, 2026")
    (('2026-03-14', '09:30'), ('2026-03-14', ''))
    >>> day_and_rest("2026/3/14"), day_and_rest("Friday 14 March 2026"), day_and_rest("14/03/2026")
    (('2026-03-14', ''), ('', ''), ('', ''))
    """
    try:
        if numbered := YEAR_FIRST.fullmatch(text):
            year, _, month, day, rest = numbered.groups()
            return date(int(year), int(month), int(day)).isoformat(), rest or ""
        if worded := WORDED.fullmatch(text):
            weekday, first, name, other, second, year, rest = worded.groups()
            found = date(int(year), _place(name or other, MONTHS) + 1, int(first or second))
            if not weekday or _place(weekday, WEEKDAYS) == found.weekday():
                return found.isoformat(), rest or ""
    except ValueError:
        pass
    return "", ""


def _place(name: str, names: tuple[str, ...]) -> int:
    """Return the place of the only name that begins so.

    Raises:
        ValueError: None does, or several do.
    """
    places = [at for at, whole in enumerate(names) if whole.startswith(name.casefold())]
    if len(places) != 1:
        message = f"{name} is not one of them"
        raise ValueError(message)
    return places[0]
