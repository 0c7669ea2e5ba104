"""A hundred thousand calendar items against five thousand constraints, in CPU seconds.

Run: python benchmarks/calendar_conflicts.py. The target is one second for every clash with a
constraint or a
subject's end, names found in texts included; the second figure adds all other rules.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from kit.analysis.calendar.conflicts import conflicts, resting_collector
from kit.analysis.calendar.nouns import Calendar, CalendarSubject, Clash, Constraint, Effect, Item
from kit.analysis.calendar.table import Table
from kit.analysis.calendar.windows import before_closure, constrained, maybe_about, subject_ended

ITEMS, CONSTRAINTS, SUBJECTS, WORDS = 100_000, 5_000, 5_000, 8_000
START, YEAR, DAY = 30_000_960, 525_600, 1_440
CHANNELS = tuple("abcdefghijklmnopqrst")
SORTS = ("post", "post", "post", "blog", "ad", "event")


def invented(seed: int = 1, parts: int = 1) -> Calendar:
    """Return one part of a calendar of a year in which half of the items name a subject."""
    draw = random.Random(seed)
    words = [f"word{place}" for place in range(WORDS)]
    subjects = tuple(
        CalendarSubject(
            f"s{place}",
            f"Place{place} Store",
            (f"site {place}",),
            announced=START + 200_000 if place % 50 == 0 else None,
            ends=START + 400_000 if place % 50 == 0 else None,
        )
        for place in range(SUBJECTS)
    )
    items = tuple(_item(place, draw, words) for place in range(ITEMS // parts))
    constraints = tuple(_constraint(place, draw) for place in range(CONSTRAINTS // parts))
    names = {f"d{place}": f"Department {place}" for place in range(20)}
    return Calendar(subjects, items, constraints, names=names, country="GB", today=START)


def _item(place: int, draw: random.Random, words: list[str]) -> Item:
    start = START + draw.randrange(1, YEAR // DAY) * DAY + draw.randrange(8 * 60, 20 * 60)
    about = (f"s{draw.randrange(SUBJECTS)}",) if place % 2 else ()
    return Item(
        id=f"i{place}",
        department=f"d{place % 20}",
        sort=draw.choice(SORTS),
        title=" ".join(draw.choices(words, k=5)),
        snippet=" ".join(draw.choices(words, k=8)),
        channels=(draw.choice(CHANNELS),),
        start=start,
        end=start + 60,
        timed=True,
        local_start=start,
        status="draft",
        subjects=about,
        landing_page="page",
    )


def _constraint(place: int, draw: random.Random) -> Constraint:
    start = START + draw.randrange(YEAR)
    return Constraint(
        id=f"c{place}",
        sort=draw.choice(("embargo", "legal_hold", "quiet_period")),
        title=f"Hold {place}",
        subjects=(f"s{draw.randrange(SUBJECTS)}",),
        start=start,
        end=start + draw.randrange(DAY, 60 * DAY),
        effect=Effect.BLOCK,
    )


def held(calendar: Calendar) -> list[Clash]:
    """Return every clash with a constraint or with the end of a subject."""
    looks = (subject_ended, before_closure, constrained, maybe_about)
    with resting_collector():
        table = Table(calendar)
        return [clash for look in looks for clash in look(table)]


def cpu_seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the CPU seconds of the best of some runs."""
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def main() -> None:
    """Print both figures."""
    calendar = invented()
    print(f"{ITEMS:,} items, {CONSTRAINTS:,} constraints, {SUBJECTS:,} subjects")
    print(f"clashes with constraints: {len(held(calendar)):,} in ", end="")
    print(f"{cpu_seconds(lambda: held(calendar)):.2f} CPU-s")
    print(f"every rule: {len(conflicts(calendar)):,} in ", end="")
    print(f"{cpu_seconds(lambda: conflicts(calendar)):.2f} CPU-s")


if __name__ == "__main__":
    main()
