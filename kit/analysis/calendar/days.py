"""Minutes, days and working days: weekends from the week, holidays from the country.

Source: the `holidays` package (public holidays by country), loaded when a country is asked about.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError

from kit.analysis.calendar.nouns import MINUTES_A_DAY

EPOCH = date(1970, 1, 1)
SATURDAY = 5
UTC_NAME = "UTC"
MIDNIGHT = "00:00"
WEEKEND: dict[str, frozenset[int]] = {
    "IL": frozenset({4, 5}),
    "AE": frozenset({5, 6}),
    **dict.fromkeys(("SA", "EG", "QA", "KW", "BH", "OM", "JO", "IQ", "DZ"), frozenset({4, 5})),
}


def minute_of(day: date, hour: int = 0, minute: int = 0, zone: str = UTC_NAME) -> int:
    """Return the UTC minute of a local time; a time the clock skips is taken after the skip."""
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone_of(zone))
    return int(moment.timestamp() // 60)


def local_minute(day: date, hour: int = 0, minute: int = 0) -> int:
    """Return a local time as if it were UTC: what the clock on the wall shows."""
    return (day - EPOCH).days * MINUTES_A_DAY + hour * 60 + minute


def day_of(minute: int) -> date:
    """Return the UTC day of a minute."""
    return EPOCH + timedelta(days=minute // MINUTES_A_DAY)


def day_in(minute: int, zone: str) -> date:
    """Return the day that a time zone's clock shows at a UTC minute."""
    return datetime.fromtimestamp(minute * 60, zone_of(zone)).date()


def hour_in(minute: int, zone: str) -> str:
    """Return the hour that a time zone's clock shows at a UTC minute: `09:30`."""
    return f"{datetime.fromtimestamp(minute * 60, zone_of(zone)):%H:%M}"


def said_in(minute: int, zone: str) -> str:
    """Return a UTC minute's day in a time zone, as people write it."""
    return said(local_minute(day_in(minute, zone)))


def said(minute: int) -> str:
    """Return the day of a local minute as people write it: `14 March 2027`."""
    day = day_of(minute)
    return f"{day.day} {day:%B %Y}"


@cache
def zone_of(name: str) -> Any:  # noqa: ANN401  ZoneInfo or UTC, both tzinfo
    """Return a time zone; UTC where the name is unknown."""
    try:
        return UTC if name in {"", UTC_NAME} else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def known_zone(name: str) -> bool:
    """Return whether a name is a time zone."""
    return name == UTC_NAME or zone_of(name) is not UTC


@cache
def zones_of(country: str) -> tuple[str, ...]:
    """Return a country's time zones, the most populous first; none when it is not known.

    Source: zone.tab of the IANA time zone database.
    """
    return tuple(
        parts[2]
        for line in _zone_table().splitlines()
        if (parts := line.split("\t"))[0] == country.upper() and len(parts) > 2  # noqa: PLR2004  country, day, name
    )


@cache
def _zone_table() -> str:
    from importlib.resources import files  # noqa: PLC0415  only where a country is asked about
    from pathlib import Path  # noqa: PLC0415  as above

    for folder in TZPATH:
        file = Path(folder) / "zone.tab"
        if file.is_file():
            return file.read_text(encoding="utf-8")
    try:
        return (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError):
        return ""


@cache
def holiday_names(country: str, year: int) -> dict[date, str]:
    """Return a country's public holidays of a year; none for a country that is not known."""
    if not country:
        return {}
    import holidays  # noqa: PLC0415  180 ms, only where a country is asked about

    try:
        return dict(holidays.country_holidays(country.upper(), years=year, language="en_GB"))
    except NotImplementedError:
        return {}


def known_country(country: str) -> bool:
    """Return whether a country's public holidays are known, by two letters or three."""
    import holidays  # noqa: PLC0415  180 ms, only where a country is asked about

    return country.upper() in holidays.list_supported_countries(include_aliases=True)


def holiday(day: date, country: str) -> str:
    """Return the name of the public holiday on a day, or ""."""
    return holiday_names(country, day.year).get(day, "")


def works(day: date, country: str) -> bool:
    """Return whether people work on a day."""
    weekend = WEEKEND.get(country.upper(), frozenset({SATURDAY, SATURDAY + 1}))
    return day.weekday() not in weekend and not holiday(day, country)


def working_days(first: date, until: date, country: str) -> int:
    """Return the working days from `first` up to, not including, `until`; 0 when it is earlier."""
    span = (until - first).days
    if span <= 0:
        return 0
    weekend = WEEKEND.get(country.upper(), frozenset({SATURDAY, SATURDAY + 1}))
    weeks, rest = divmod(span, 7)
    count = weeks * (7 - len(weekend))
    count += sum((first + timedelta(days=n)).weekday() not in weekend for n in range(rest))
    lost = sum(
        first <= day < until and day.weekday() not in weekend
        for year in range(first.year, until.year + 1)
        for day in holiday_names(country, year)
    )
    return count - lost


def working_day_before(day: date, count: int, country: str) -> date:
    """Return the day that lies `count` working days before another."""
    while count > 0:
        day -= timedelta(days=1)
        count -= works(day, country)
    return day
