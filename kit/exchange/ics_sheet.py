"""A calendar file as a sheet of cells, one event a row; runs in the limited child process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kit.exchange.guard import MOST_ROWS, Refused
from kit.exchange.repeats import instant, repeats

COLUMNS = ("uid", "summary", "start", "start_time", "end", "end_time", "zone", "description",
           "location", "status", "categories", "sequence", "people", "occurrence",
           "class")  # fmt: skip
MOST_EVENTS = 20_000
PARTS = ("VCALENDAR", "VEVENT", "VTIMEZONE", "VTODO")
ENDLESS = "repeated without end was followed for a year and a half."
LONG = "repeated for longer was followed for a year and a half."
GONE = "repeated long ago was over before the calendar was made, and left out."
BACKWARDS = "ends before it begins; that end was left out."
DAY = timedelta(days=1)
UNIVERSAL = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z"})


def ics_sheet(text: str) -> tuple[dict[str, Any], list[str]]:
    """Return the events of an iCalendar text as one sheet, and what people should know of them.

    A repeated event stands once an occurrence, a task on the day it is due.

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
    reading = _Reading(calendars)
    rows = []
    for event in (one for calendar in calendars for one in calendar.walk("VEVENT")):
        rows += reading.dated(event)
        if len(rows) > MOST_ROWS:
            raise _too_many(len(rows), MOST_ROWS)
    rows += [reading.task(task) for one in calendars for task in one.walk("VTODO")]
    cells = [[0, place, name] for place, name in enumerate(COLUMNS)]
    for at, row in enumerate(rows, start=1):
        cells += [[at, place, value] for place, value in enumerate(row) if value]
    sheet = {"name": "events", "hidden": False, "cells": cells, "merged": [], "flags": {}}
    return sheet, reading.remarks()


def _too_many(count: int, most: int) -> Refused:
    return Refused(f"a calendar of {count:,} events or more", f"one of at most {most:,}",
                   "Export a shorter time.")  # fmt: skip


class _Reading:
    """The events of a file being read, and what people should know of them."""

    def __init__(self, calendars: list[Any]) -> None:
        events = [event for one in calendars for event in one.walk("VEVENT")]
        self.default = next((str(one.get("X-WR-TIMEZONE", "")) for one in calendars), "")
        stamps = [event["DTSTAMP"].dt for event in events if "DTSTAMP" in event]
        self.made = max((one.date() for one in stamps if isinstance(one, datetime)), default=None)
        self.moved = {(str(event.get("UID", "")), instant(event["RECURRENCE-ID"].dt))
                      for event in events if "RECURRENCE-ID" in event}  # fmt: skip
        self.told: Counter[str] = Counter()

    def remarks(self) -> list[str]:
        """Return what was not read of how many events."""
        return [
            f"{'1 event' if count == 1 else f'{count:,} events'} {what}"
            for what, count in self.told.items()
        ]

    def dated(self, event: Any) -> list[list[str]]:  # noqa: ANN401  icalendar's values have no common type
        """Return an event's rows.

        Raises:
            Refused: Its dates or its repeat cannot be understood.
        """
        try:
            return list(self._rows(event))
        except (ValueError, OverflowError, ZeroDivisionError, AttributeError, TypeError) as broken:
            title = str(event.get("SUMMARY", ""))[:60]
            found = f"an event, '{title}', whose dates cannot be understood"
            fix = "Correct it in the calendar and export it again."
            raise Refused(found, "one with a start and a repeat that exist", fix) from broken

    def task(self, task: Any) -> list[str]:  # noqa: ANN401  icalendar's values have no common type
        """Return a task as an event of the day or hour at which it is due."""
        due = next((task[name].dt for name in ("DUE", "DTSTART") if name in task), None)
        length = timedelta() if isinstance(due, datetime) else DAY
        return self._row(task, due, due + length if due else None, "")

    def _rows(self, event: Any) -> Iterator[list[str]]:  # noqa: ANN401  icalendar's values have no common type
        if "DTSTART" not in event:
            yield self._row(event, None, None, "")
            return
        start = event["DTSTART"].dt
        length = _length(event, start)
        if length < timedelta():
            self.told[BACKWARDS] += 1
            length = timedelta() if isinstance(start, datetime) else DAY
        if "RECURRENCE-ID" in event:
            yield self._row(event, start, start + length, _moment(event["RECURRENCE-ID"].dt))
            return
        found = repeats(event, start, self.made)
        if found.goes_on:
            self.told[ENDLESS if _is_endless(event) else LONG] += 1
        if found.began_earlier:
            self.told[f"repeated since long ago was read from {found.moments[0]:%Y-%m-%d} on."
                      if found.moments else GONE] += 1  # fmt: skip
        for one in found.moments:
            mark = _moment(one) if len(found.moments) > 1 or "RRULE" in event else ""
            if not mark or (str(event.get("UID", "")), instant(one)) not in self.moved:
                yield self._row(event, one, one + length, mark)

    def _row(self, event: Any, start: Any, end: Any, occurrence: str) -> list[str]:  # noqa: ANN401  icalendar's values have no common type
        when = ["", "", "", "", ""]
        if isinstance(start, datetime):
            zone, moved_to = _zone_of(event, start, self.default)
            start, end = (one.astimezone(moved_to) if moved_to else one for one in (start, end))
            ends = f"{end:%H:%M}" if end > start else ""
            when = [start.date().isoformat(), f"{start:%H:%M}", end.date().isoformat(), ends, zone]
        elif start is not None:
            last = max(end - DAY, start)
            when = [start.isoformat(), "", last.isoformat(), "", ""]
        return _texts_of(event, when, occurrence)


def _is_endless(event: Any) -> bool:  # noqa: ANN401  icalendar's values have no common type
    rules = event.get("RRULE") or []
    rules = rules if isinstance(rules, list) else [rules]
    return any("UNTIL" not in one and "COUNT" not in one for one in rules)


def _length(event: Any, start: Any) -> timedelta:  # noqa: ANN401  icalendar's values have no common type
    if "DTEND" in event:
        found = event["DTEND"].dt - start
        return found if isinstance(found, timedelta) else DAY
    if "DURATION" in event:
        length = event["DURATION"].dt
        return length if isinstance(length, timedelta) else DAY
    return timedelta() if isinstance(start, datetime) else DAY


def _moment(moment: Any) -> str:  # noqa: ANN401  icalendar's values have no common type
    return moment.isoformat() if isinstance(moment, (date, datetime)) else str(moment)


def _texts_of(event: Any, when: list[str], occurrence: str) -> list[str]:  # noqa: ANN401  icalendar's values have no common type
    def said(name: str) -> str:
        return str(event.get(name, "") or "")

    people = [*_texts(event.get("ATTENDEE")), *_texts(event.get("ORGANIZER"))]
    categories = event.get("CATEGORIES")
    named = [str(one) for group in (categories if isinstance(categories, list) else [categories])
             if group for one in group.cats]  # fmt: skip
    return [
        said("UID"), said("SUMMARY"), *when, said("DESCRIPTION"), said("LOCATION"), said("STATUS"),
        "; ".join(named), said("SEQUENCE"), "; ".join(people), occurrence,
        said("CLASS"),
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
        return named or _known_zone(default) or default, None
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
