"""Events as iCalendar text that calendars recognise again: stable UIDs, growing SEQUENCE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kit.answers import clean_text, clock_of, one_line, short_hash

if TYPE_CHECKING:
    from icalendar import Event as CalendarEvent

DOMAIN = "social-strategy-kit"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes:
        uid: The same whenever this thing is exported, so that calendars update it.
        first: First day, YYYY-MM-DD.
        last: Last day, inclusive.
        opens: HH:MM; empty for a whole day.
        closes: HH:MM; empty for an hour after it opens.
        zone: The time zone of the times; where none is known the event takes the whole day.
        details: Lines of the description.
        status: CONFIRMED, TENTATIVE or CANCELLED.
        sequence: Grows with every change.
        stamp: UTC, ISO 8601: when it was last changed; empty when not known.
        private: Shown by calendars as busy only.
    """

    uid: str
    title: str
    first: str
    last: str
    opens: str = ""
    closes: str = ""
    zone: str = ""
    details: tuple[str, ...] = ()
    status: str = "CONFIRMED"
    sequence: int = 0
    stamp: str = ""
    private: bool = False
    categories: tuple[str, ...] = ()


def event_uid(organisation: str, kind: str, row: str) -> str:
    """Return the UID of a register's row: always the same for the same organisation and row."""
    return f"{kind}!{row}!{short_hash(organisation)}@{DOMAIN}"


def own_row(uid: str, organisation: str) -> tuple[str, str] | None:
    """Return the register and row that a UID of ours names; None for anybody else's."""
    name, at, domain = uid.rpartition("@")
    parts = name.split("!")
    if domain != DOMAIN or not at or len(parts) != 3 or parts[2] != short_hash(organisation):  # noqa: PLR2004  as made above
        return None
    return parts[0], parts[1]


def write_ics(events: Iterable[Event], name: str, day: str = "") -> bytes:
    """Return a calendar file; the same events give the same bytes.

    Args:
        events: In any order; they are written by day and UID.
        name: What calendars show as the calendar's name.
        day: YYYY-MM-DD, the stamp of events whose own is not known.
    """
    from icalendar import Calendar  # noqa: PLC0415  only when a calendar is written

    calendar = Calendar()
    calendar.add("prodid", "-//Social Strategy Kit//kit calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(name))
    stamp = _moment(day)
    ordered = sorted(events, key=lambda one: (one.first, one.opens, one.uid))
    for event in ordered:
        calendar.add_component(_component(event, stamp))
    if ordered:
        first = date(int(ordered[0].first[:4]) - 1, 1, 1)
        last = date(max(int(event.last[:4]) for event in ordered) + 2, 1, 1)
        calendar.add_missing_timezones(first_date=first, last_date=last)
    return bytes(calendar.to_ical())


def _component(event: Event, stamp: datetime) -> CalendarEvent:
    from icalendar import Event as CalendarEvent  # noqa: PLC0415  as above

    made = CalendarEvent()
    made.add("uid", event.uid)
    made.add("dtstamp", _moment(event.stamp) if event.stamp else stamp)
    made.add("sequence", event.sequence)
    made.add("summary", clean_text(event.title))
    made.add("status", event.status)
    made.add("transp", "TRANSPARENT")
    zone = _zone(event.zone)
    details = list(event.details)
    first, last = date.fromisoformat(event.first), date.fromisoformat(event.last)
    hours = hours_of(event.first, event.last, event.opens, event.closes)
    if hours is not None and zone is not None:
        made.add("dtstart", hours[0].replace(tzinfo=zone))
        made.add("dtend", hours[1].replace(tzinfo=zone))
    else:
        made.add("dtstart", first)
        made.add("dtend", max(last, first) + timedelta(days=1))
        if event.opens:
            why = "the hour cannot be read" if hours is None else "the time zone is not known"
            details.insert(0, f"At {one_line(event.opens)}; {why}.")
    if details:
        made.add("description", clean_text("\n".join(details)))
    if event.private:
        made.add("class", "PRIVATE")
    if event.categories:
        made.add("categories", [one_line(one) for one in event.categories if one])
    return made


def hours_of(first: str, last: str, opens: str, closes: str) -> tuple[datetime, datetime] | None:
    """Return when an event begins and ends by its own clock; None where it has no hour.

    One that closes before it opens closes after midnight; one without an end takes an hour.
    """
    begins, ends = _clock(opens), _clock(closes)
    if begins is None:
        return None
    start = datetime.combine(date.fromisoformat(first), begins)
    end = datetime.combine(date.fromisoformat(last), ends) if ends is not None else start
    if end < start and last == first:
        end += timedelta(days=1)
    return start, end if end > start else start + HOUR


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _clock(text: str) -> time | None:
    found = clock_of(text)
    return time.fromisoformat(found.shown) if found and found.offset is None else None


def _moment(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return EPOCH
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
