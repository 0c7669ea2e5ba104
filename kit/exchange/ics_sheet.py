"""A calendar file as a sheet of cells, one event a row; runs in the limited child process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kit.exchange.guard import MOST_ROWS, Refused

COLUMNS = ("uid", "summary", "start", "start_time", "end", "end_time", "zone", "description",
           "location", "status", "categories", "sequence", "people", "occurrence")  # fmt: skip
MOST_EVENTS = 20_000
PARTS = ("VCALENDAR", "VEVENT", "VTIMEZONE", "VTODO")
MOST_OCCURRENCES = 200
HORIZON = timedelta(days=550)
DAY = timedelta(days=1)
UNIVERSAL = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z"})


def ics_sheet(text: str) -> tuple[dict[str, Any], list[str]]:
    """Return the events of an iCalendar text as one sheet, and what people should know of them.

    A repeated event stands once an occurrence, a task on the day it is due. Repeats are followed
    for a year and a half from the first one, at most 200 of them.

    Raises:
        Refused: It is no calendar, or holds more events than any plan.
    """
    from icalendar import Calendar  # noqa: PLC0415  only for calendars

    upper = text.upper()
    if any(upper.count(f"BEGIN:{one}") != upper.count(f"END:{one}") for one in PARTS):
        fix = "Export the calendar again as .ics."
        raise Refused("a calendar file that breaks off", "a whole calendar", fix)
    count = upper.count("BEGIN:VEVENT") + upper.count("BEGIN:VTODO")
    if count > MOST_EVENTS:
        raise _too_many(count, MOST_EVENTS)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError) as broken:
        fix = "Export the calendar again as .ics."
        raise Refused(f"a damaged calendar file ({broken})", "a calendar", fix) from broken
    default = next((str(one.get("X-WR-TIMEZONE", "")) for one in calendars), "")
    events: list[Any] = [event for one in calendars for event in one.walk("VEVENT")]
    tasks: list[Any] = [task for one in calendars for task in one.walk("VTODO")]
    cells = [[0, place, name] for place, name in enumerate(COLUMNS)]
    moved = {(str(event.get("UID", "")), _moment(event["RECURRENCE-ID"].dt))
             for event in events if "RECURRENCE-ID" in event}  # fmt: skip
    rows = []
    for event in events:
        rows += _dated(event, default, moved)
        if len(rows) > MOST_ROWS:
            raise _too_many(len(rows), MOST_ROWS)
    rows += [_task(task, default) for task in tasks]
    for at, row in enumerate(rows, start=1):
        cells += [[at, place, value] for place, value in enumerate(row) if value]
    endless = sum(_goes_on(event) for event in events)
    several = f"{endless:,} events repeated without end were"
    which = "1 event repeated without end was" if endless == 1 else several
    told = [f"{which} followed for a year and a half."] if endless else []
    return {"name": "events", "hidden": False, "cells": cells, "merged": [], "flags": {}}, told


def _too_many(count: int, most: int) -> Refused:
    return Refused(f"a calendar of {count:,} events or more", f"one of at most {most:,}",
                   "Export a shorter time.")  # fmt: skip


def _dated(event: Any, default: str, moved: set[tuple[str, str]]) -> list[list[str]]:  # noqa: ANN401  icalendar's values have no common type
    """Return an event's rows.

    Raises:
        Refused: Its dates or its repeat cannot be understood.
    """
    try:
        return list(_rows(event, default, moved))
    except (ValueError, OverflowError, ZeroDivisionError, AttributeError, TypeError) as broken:
        found = (
            f"an event, '{str(event.get('SUMMARY', ''))[:60]}', whose dates cannot be understood"
        )
        fix = "Correct it in the calendar and export it again."
        raise Refused(found, "one with a start and a repeat that exist", fix) from broken


def _goes_on(event: Any) -> bool:  # noqa: ANN401  icalendar's values have no common type
    rules = event.get("RRULE") or []
    rules = rules if isinstance(rules, list) else [rules]
    return any("UNTIL" not in one and "COUNT" not in one for one in rules)


def _task(task: Any, default: str) -> list[str]:  # noqa: ANN401  icalendar's values have no common type
    """Return a task as an event of the day or hour at which it is due."""
    due = next((task[name].dt for name in ("DUE", "DTSTART") if name in task), None)
    length = timedelta() if isinstance(due, datetime) else DAY
    return _row(task, due, due + length if due else None, default, "")


def _rows(event: Any, default: str, moved: set[tuple[str, str]]) -> Iterator[list[str]]:  # noqa: ANN401  icalendar's values have no common type
    if "DTSTART" not in event:
        yield _row(event, None, None, default, "")
        return
    start = event["DTSTART"].dt
    length = _length(event, start)
    if "RECURRENCE-ID" in event:
        yield _row(event, start, start + length, default, _moment(event["RECURRENCE-ID"].dt))
        return
    repeats = list(_repeats(event, start))
    for one in repeats:
        mark = _moment(one) if len(repeats) > 1 or "RRULE" in event else ""
        if (str(event.get("UID", "")), mark) not in moved or not mark:
            yield _row(event, one, one + length, default, mark)


def _length(event: Any, start: Any) -> timedelta:  # noqa: ANN401  icalendar's values have no common type
    if "DTEND" in event:
        found = event["DTEND"].dt - start
        return found if isinstance(found, timedelta) else DAY
    if "DURATION" in event:
        length = event["DURATION"].dt
        return length if isinstance(length, timedelta) else DAY
    return timedelta() if isinstance(start, datetime) else DAY


def _repeats(event: Any, start: Any) -> Iterator[Any]:  # noqa: ANN401  icalendar's values have no common type
    rule = event.get("RRULE")
    left_out = {_moment(one.dt) for one in _dates(event.get("EXDATE"))}
    more = [one.dt for one in _dates(event.get("RDATE")) if isinstance(one.dt, date)]
    if not rule:
        yield from (one for one in (start, *more) if _moment(one) not in left_out)
        return
    from dateutil import rrule  # noqa: PLC0415  only for repeats

    naive = _naive(start)
    for one in rule if isinstance(rule, list) else [rule]:
        plain = one.to_ical().decode()
        parts = [part for part in plain.split(";") if not part.upper().startswith("UNTIL=")]
        last = min(_until(one, start), naive + HORIZON)
        found = rrule.rrulestr(";".join(parts), dtstart=naive)
        for number, moment in enumerate(found):
            if moment > last or number >= MOST_OCCURRENCES:
                break
            same = (
                moment.date()
                if not isinstance(start, datetime)
                else moment.replace(tzinfo=start.tzinfo)
            )
            if _moment(same) not in left_out:
                yield same
    yield from (one for one in more if _moment(one) not in left_out)


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


def _moment(moment: Any) -> str:  # noqa: ANN401  icalendar's values have no common type
    return moment.isoformat() if isinstance(moment, (date, datetime)) else str(moment)


def _row(event: Any, start: Any, end: Any, default: str, occurrence: str) -> list[str]:  # noqa: ANN401  icalendar's values have no common type
    def said(name: str) -> str:
        return str(event.get(name, "") or "")

    when = ["", "", "", "", ""]
    if isinstance(start, datetime):
        zone, moved_to = _zone_of(event, start, default)
        start, end = (one.astimezone(moved_to) if moved_to else one for one in (start, end))
        ends = f"{end:%H:%M}" if end > start else ""
        when = [start.date().isoformat(), f"{start:%H:%M}", end.date().isoformat(), ends, zone]
    elif start is not None:
        last = max(end - DAY, start)
        when = [start.isoformat(), "", last.isoformat(), "", ""]
    people = [*_texts(event.get("ATTENDEE")), *_texts(event.get("ORGANIZER"))]
    categories = event.get("CATEGORIES")
    named = [str(one) for group in (categories if isinstance(categories, list) else [categories])
             if group for one in group.cats]  # fmt: skip
    return [
        said("UID"), said("SUMMARY"), *when, said("DESCRIPTION"), said("LOCATION"), said("STATUS"),
        "; ".join(named), said("SEQUENCE"), "; ".join(people), occurrence,
    ]  # fmt: skip


def _zone_of(event: Any, start: datetime, default: str) -> tuple[str, ZoneInfo | None]:  # noqa: ANN401  icalendar's values have no common type
    """Return the zone's name as the world knows it, and the zone the time is moved to, if any.

    Outlook says "W. Europe Standard Time", Google writes UTC and names the calendar's zone above.
    A zone that only the file itself describes cannot be named: its times are moved to UTC.
    """
    field = event.get("DTSTART") or event.get("DUE")
    named = str(field.params.get("TZID", "")) if field is not None else ""
    known = _known_zone(named) or _known_zone(getattr(start.tzinfo, "key", ""))
    if known:
        return known, None
    if start.tzinfo is None:
        return named or default, None
    home = _known_zone(default) or "UTC"
    return home, ZoneInfo(home)


def _known_zone(name: str) -> str:
    """Return the name under which a zone is in the zone database; empty where it is in none."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415  with it

    bare = name.strip('"')
    parts = bare.split("/")
    tails = ("/".join(parts[at:]) for at in range(len(parts)))  # /vendor/zones/Europe/Berlin
    for one in (WINDOWS_TO_OLSON.get(bare, ""), *tails):
        try:
            if one and one not in UNIVERSAL:
                return ZoneInfo(one).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ""


def _texts(found: Any) -> list[str]:  # noqa: ANN401  icalendar's values have no common type
    return [str(one) for one in found] if isinstance(found, list) else [str(found)] if found else []
