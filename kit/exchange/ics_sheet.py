"""A calendar file as a sheet of cells, one event a row; runs in the limited child process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from kit.exchange.guard import Refused

COLUMNS = ("uid", "summary", "start", "start_time", "end", "end_time", "zone", "description",
           "location", "status", "categories", "sequence", "people", "occurrence")  # fmt: skip
MOST_EVENTS = 20_000
PARTS = ("VCALENDAR", "VEVENT", "VTIMEZONE")
MOST_OCCURRENCES = 200
HORIZON = timedelta(days=550)
DAY = timedelta(days=1)


def ics_sheet(text: str) -> dict[str, Any]:
    """Return the events of an iCalendar text as one sheet; repeated ones once an occurrence.

    Repeats are followed for a year and a half from the first one, at most 200 of them.

    Raises:
        Refused: It is no calendar, or holds more events than any plan.
    """
    from icalendar import Calendar  # noqa: PLC0415  only for calendars

    upper = text.upper()
    if any(upper.count(f"BEGIN:{one}") != upper.count(f"END:{one}") for one in PARTS):
        fix = "Export the calendar again as .ics."
        raise Refused("a calendar file that breaks off", "a whole calendar", fix)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError) as broken:
        fix = "Export the calendar again as .ics."
        raise Refused(f"a damaged calendar file ({broken})", "a calendar", fix) from broken
    default = next((str(one.get("X-WR-TIMEZONE", "")) for one in calendars), "")
    events: list[Any] = [event for one in calendars for event in one.walk("VEVENT")]
    if len(events) > MOST_EVENTS:
        raise Refused(
            f"{len(events):,} events", f"at most {MOST_EVENTS:,}", "Export a shorter time."
        )
    cells = [[0, place, name] for place, name in enumerate(COLUMNS)]
    moved = {(str(event.get("UID", "")), _moment(event["RECURRENCE-ID"].dt))
             for event in events if "RECURRENCE-ID" in event}  # fmt: skip
    at = 0
    for event in events:
        for row in _rows(event, default, moved):
            at += 1
            cells += [[at, place, value] for place, value in enumerate(row) if value]
    return {"name": "events", "hidden": False, "cells": cells, "merged": [], "flags": {}}


def _rows(event: Any, default: str, moved: set[tuple[str, str]]) -> Iterator[list[str]]:  # noqa: ANN401
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


def _length(event: Any, start: Any) -> timedelta:  # noqa: ANN401
    if "DTEND" in event:
        found = event["DTEND"].dt - start
        return found if isinstance(found, timedelta) else DAY
    if "DURATION" in event:
        length = event["DURATION"].dt
        return length if isinstance(length, timedelta) else DAY
    return timedelta() if isinstance(start, datetime) else DAY


def _repeats(event: Any, start: Any) -> Iterator[Any]:  # noqa: ANN401
    rule = event.get("RRULE")
    if not rule:
        yield start
        return
    from dateutil import rrule  # noqa: PLC0415  only for repeats

    rules = rule if isinstance(rule, list) else [rule]
    naive = _naive(start)
    left_out = {_moment(one.dt) for one in _dates(event.get("EXDATE"))}
    for one in rules:
        plain = one.to_ical().decode()
        parts = [part for part in plain.split(";") if not part.upper().startswith("UNTIL=")]
        until = one.get("UNTIL", [None])[0]
        last = min(_naive(until) if until else naive + HORIZON, naive + HORIZON)
        found = rrule.rrulestr(";".join(parts), dtstart=naive)
        for number, moment in enumerate(found):
            if moment.date() > last.date() or number >= MOST_OCCURRENCES:
                break
            same = moment.date() if not isinstance(start, datetime) else moment.replace(tzinfo=start.tzinfo)  # fmt: skip  # noqa: E501
            if _moment(same) not in left_out:
                yield same


def _dates(found: Any) -> Iterator[Any]:  # noqa: ANN401
    for one in found if isinstance(found, list) else [found] if found else []:
        yield from one.dts


def _naive(moment: Any) -> datetime:  # noqa: ANN401
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  a wall-clock day


def _moment(moment: Any) -> str:  # noqa: ANN401
    return moment.isoformat() if isinstance(moment, (date, datetime)) else str(moment)


def _row(event: Any, start: Any, end: Any, default: str, occurrence: str) -> list[str]:  # noqa: ANN401
    def said(name: str) -> str:
        return str(event.get(name, "") or "")

    when = ["", "", "", "", ""]
    if isinstance(start, datetime):
        zone = _zone_name(event, start) or default
        when = [start.date().isoformat(), f"{start:%H:%M}", end.date().isoformat(), f"{end:%H:%M}", zone]  # fmt: skip  # noqa: E501
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


def _zone_name(event: Any, start: datetime) -> str:  # noqa: ANN401
    named = str(event["DTSTART"].params.get("TZID", ""))
    if named:
        return getattr(start.tzinfo, "key", "") or named
    return "UTC" if start.tzinfo is not None else ""


def _texts(found: Any) -> list[str]:  # noqa: ANN401
    return [str(one) for one in found] if isinstance(found, list) else [str(found)] if found else []
