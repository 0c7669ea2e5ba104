"""Items of ours that come back from a calendar: what was changed there, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from kit.answers import one_line
from kit.exchange.calendar_days import is_zone
from kit.exchange.events import hours_of

WHEN = ("start", "end", "start_time", "end_time")
Values = Mapping[str, object]


def merged(before: Values, now: Values) -> dict[str, object]:
    """Return an item with the title, the days and the hours that a calendar changed.

    What comes back as our own file shows it was not changed: an hour's end that nobody gave, an
    hour that could not be sent.

    Args:
        before: The item as it stands.
        now: The item as the calendar has it.
    """
    zone, came_in = _text(before, "zone"), _text(now, "zone")
    timed = bool(_text(now, "start_time"))
    if timed and zone != came_in and is_zone(zone) and is_zone(came_in):
        now = {**now, **_moved(now, came_in, zone)}
    # Without a zone no hour was sent, so that its absence says nothing.
    sent = as_sent(before if timed or is_zone(zone) else {**before, "start_time": ""})
    columns = WHEN if timed or sent["start_time"] else ("start", "end")
    changed = {key: _text(now, key) for key in ("title", *columns) if _text(now, key) != sent[key]}
    if timed and not zone and came_in and changed.keys() & set(WHEN):
        changed["zone"] = came_in
    if now.get("state") == "cancelled":
        changed["state"] = "cancelled"
    return {**before, **changed}


def as_sent(item: Values) -> dict[str, str]:
    """Return an item's title, days and hours as our own calendar files show them."""
    first = _text(item, "start")
    last = _text(item, "end") or first
    shown = {"title": one_line(_text(item, "title")), "start": first,
             "end": last if last > first else "", "start_time": "", "end_time": ""}  # fmt: skip
    hours = hours_of(first, last, _text(item, "start_time"), _text(item, "end_time"))
    return {**shown, **_columns(*hours)} if hours else shown


def _moved(item: Values, there: str, here: str) -> dict[str, str]:
    """Return when an item takes place by another zone's clock."""
    first = _text(item, "start")
    last = _text(item, "end") or first
    hours = hours_of(first, last, _text(item, "start_time"), _text(item, "end_time"))
    if hours is None:
        return {}
    away, home = ZoneInfo(there), ZoneInfo(here)
    return _columns(*(one.replace(tzinfo=away).astimezone(home) for one in hours))


def _columns(start: datetime, end: datetime) -> dict[str, str]:
    last = end.date().isoformat() if end.date() != start.date() else ""
    return {"start": start.date().isoformat(), "end": last, "start_time": f"{start:%H:%M}",
            "end_time": f"{end:%H:%M}"}  # fmt: skip


def _text(item: Values, key: str) -> str:
    return str(item.get(key) or "")
