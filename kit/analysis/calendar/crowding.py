"""Too much at once, nothing for weeks, holidays and nights (rules 8, 14, 15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from kit.analysis.calendar.days import day_of, holiday, said
from kit.analysis.calendar.nouns import MINUTES_A_DAY, Clash, Conflict, Effect, Item
from kit.analysis.calendar.table import Table
from kit.analysis.calendar.windows import titled
from kit.analysis.wording import counted_words, listed_few

MINUTES_A_WEEK = 7 * MINUTES_A_DAY
MONDAY_SHIFT = 3 * MINUTES_A_DAY
"""1 January 1970 was a Thursday; weeks here begin on Monday."""
SEEN = {"post", "blog", "ad", "promotion", "influencer_post"}
QUIET_SORTS = {"asset_drop", "check_in", "press_release", "faq"}


def crowded(table: Table) -> Iterator[Clash]:
    """Days on which a channel carries too much, weeks in which one audience is asked too often."""
    days: dict[tuple[int, str], list[Item]] = defaultdict(list)
    weeks: dict[tuple[int, str], list[Item]] = defaultdict(list)
    for item in table.items:
        if item.sort not in SEEN:
            continue
        for channel in item.channels:
            days[item.local_start // MINUTES_A_DAY, channel].append(item)
        for audience in item.audiences:
            week = (item.local_start + MONDAY_SHIFT) // MINUTES_A_WEEK
            weeks[week, audience].append(item)
    for (day, channel), items in sorted(days.items()):
        if len(items) > table.limits.items_a_day:
            when = said(day * MINUTES_A_DAY)
            count = counted_words(len(items), "item").capitalize()
            name = table.calendar.channels.get(channel, channel)
            yield _crowd(items, f"{count} go out on {name} on {when}", "move some")
    for (week, audience), items in sorted(weeks.items()):
        if len(items) > table.limits.audience_a_week:
            when = said(week * MINUTES_A_WEEK - MONDAY_SHIFT)
            who = table.calendar.audiences.get(audience, audience)
            words = f"{who} would see {len(items)} items in the week of {when}"
            yield _crowd(items, words, "choose the ones that matter to them")


def _crowd(items: list[Item], words: str, fix: str) -> Clash:
    departments = {item.department for item in items}
    return Clash(
        Conflict.CROWDED,
        Effect.WARN,
        f"{words}: {listed_few([f'“{item.title}”' for item in items], 3)}",
        fix,
        tuple(item.id for item in items),
        department=departments.pop() if len(departments) == 1 else "",
        day=items[0].start or 0,
    )


def holiday_or_night(table: Table) -> Iterator[Clash]:
    """Items on a public holiday, or at an hour at which their audience sleeps."""
    free: dict[tuple[int, str], str] = {}
    first, last = table.limits.night_from * 60, table.limits.night_to * 60
    past_midnight = first > last
    for item in table.items:
        if item.sort in QUIET_SORTS:
            continue
        day, minute = divmod(item.local_start, MINUTES_A_DAY)
        place = (day, item.country)
        if place not in free:
            free[place] = holiday(day_of(item.local_start), item.country)
        asleep = minute >= first or minute < last if past_midnight else first <= minute < last
        night = item.timed and asleep
        if not free[place] and not night:
            continue
        hour = f"goes out at {_clock(minute)}, local time" if night else ""
        what = " and ".join(
            part for part in (free[place] and f"falls on {free[place]}", hour) if part
        )
        fix = "keep it only if it belongs to the day" if free[place] else "move it into the day"
        yield Clash(
            Conflict.HOLIDAY_OR_NIGHT,
            Effect.INFO,
            f"{titled(table, item)} {what}",
            f"{fix}, and say who answers then",
            (item.id,),
            department=item.department,
            day=item.start or 0,
        )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def long_gaps(table: Table) -> Iterator[Clash]:
    """Audiences and goals for which nothing is planned for weeks."""
    if not table.items:
        return
    begin = table.calendar.today if table.calendar.today is not None else int(table.start[0])
    finish = int(table.start[-1])
    longest = table.limits.gap_weeks * MINUTES_A_WEEK
    names = table.calendar.audiences | table.calendar.objectives
    # Two departments may describe one audience: it is heard of when either plans something for it.
    dates: dict[str, list[int]] = {name: [] for name in names.values()}
    for item in table.items:
        for name in {names[key] for key in (*item.audiences, item.objective) if key in names}:
            dates[name].append(item.start or 0)
    for name, starts in dates.items():
        marks = sorted([begin, *(start for start in starts if start > begin), finish])
        gaps = [(until - since, since) for since, until in pairwise(marks)]
        width, since = max(gaps, default=(0, begin))
        if width > longest or not starts:
            yield _gap(name, since, width, table.say(since) if starts else "")


def _gap(name: str, since: int, width: int, day: str) -> Clash:
    words = f"Nothing is planned for “{name}”"
    if day:
        words += f" for {width // MINUTES_A_WEEK} weeks from {day}"
    return Clash(
        Conflict.GAP,
        Effect.INFO,
        words,
        "plan something for them, or say that they are not meant this time",
        day=since,
    )
