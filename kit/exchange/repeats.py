"""The dates of a repeated event: from its rule, without those taken out, with those added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

HORIZON = timedelta(days=550)
BEFORE = timedelta(days=90)
"""How much of an old repeat is read from before the calendar was made."""
MOST_OCCURRENCES = 700


@dataclass(frozen=True, slots=True)
class Repeats:
    """When an event takes place.

    Attributes:
        moments: Days or moments, in order; those added at the end.
        goes_on: Whether it takes place after the last one too.
        began_earlier: Whether it took place before the first one too.
    """

    moments: tuple[Any, ...]
    goes_on: bool = False
    began_earlier: bool = False


def repeats(event: Any, start: Any, made: date | None) -> Repeats:  # noqa: ANN401  icalendar's values have no common type
    """Return when an event takes place.

    A repeat is followed for a year and a half: from its beginning, or, where that is so long ago
    that it would end before the calendar was made, from three months before that day.

    Args:
        event: The event.
        start: Its first day or moment.
        made: The day on which the calendar was made, where it says so.
    """
    left_out = {instant(one.dt, start) for one in _dates(event.get("EXDATE"))}
    more = tuple(one.dt for one in _dates(event.get("RDATE")) if isinstance(one.dt, date))
    rules = event.get("RRULE") or []
    found: list[Any] = [] if rules else [start]
    goes_on = began_earlier = False
    for rule in rules if isinstance(rules, list) else [rules]:
        moments, later, earlier = _followed(rule, start, made)
        found += moments
        goes_on, began_earlier = goes_on or later, began_earlier or earlier
    kept = tuple(one for one in (*found, *more) if instant(one, start) not in left_out)
    return Repeats(kept, goes_on, began_earlier)


def instant(moment: Any, start: Any = None) -> str:  # noqa: ANN401  icalendar's values have no common type
    """Return what two spellings of one moment have in common: its UTC time.

    A bare day among moments is that day at the hour of the event, as some calendars write it.
    """
    if isinstance(moment, datetime):
        return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()
    if isinstance(start, datetime):
        return instant(datetime.combine(moment, start.timetz()))
    return moment.isoformat() if isinstance(moment, date) else str(moment)


def _followed(rule: Any, start: Any, made: date | None) -> tuple[list[Any], bool, bool]:  # noqa: ANN401  icalendar's values have no common type
    from dateutil import rrule  # noqa: PLC0415  only for repeats

    naive = _naive(start)
    around = max(naive, datetime.combine(made, time())) if made else naive
    old = naive + HORIZON < around
    first = around - BEFORE if old else naive
    plain = rule.to_ical().decode()
    parts = [part for part in plain.split(";") if not part.upper().startswith("UNTIL=")]
    until, last = _until(rule, start), (around if old else naive) + HORIZON
    kept: list[Any] = []
    earlier = False
    for moment in rrule.rrulestr(";".join(parts), dtstart=naive):
        if moment > until:
            return kept, False, earlier
        if moment > last or len(kept) == MOST_OCCURRENCES:
            return kept, True, earlier
        if moment < first:
            earlier = True
            continue
        timed = isinstance(start, datetime)
        kept.append(moment.replace(tzinfo=start.tzinfo) if timed else moment.date())
    return kept, False, earlier


def _until(rule: Any, start: Any) -> datetime:  # noqa: ANN401  icalendar's values have no common type
    """Return the last moment of a repeat by the clock of its event; a bare day counts whole."""
    until = rule.get("UNTIL", [None])[0]
    if until is None:
        return datetime.max  # noqa: DTZ901  by the event's clock
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    if until.tzinfo is not None and isinstance(start, datetime) and start.tzinfo is not None:
        until = until.astimezone(start.tzinfo)
    return (
        until.replace(tzinfo=None)
        if isinstance(start, datetime)
        else datetime.combine(until.date(), time.max)
    )


def _dates(found: Any) -> Iterator[Any]:  # noqa: ANN401  icalendar's values have no common type
    for one in found if isinstance(found, list) else [found] if found else []:
        yield from one.dts


def _naive(moment: Any) -> datetime:  # noqa: ANN401  icalendar's values have no common type
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  a wall-clock day
