"""The calendar as columns, so that 100,000 items meet 5,000 constraints in a fraction of a second.

Windows may overlap one another, so nothing is looked up in an interval index: pairs of item and
subject are sorted by subject and time, and each constraint takes its stretch by binary search.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kit.analysis.calendar.days import MIDNIGHT, hour_in, said_in
from kit.analysis.calendar.naming import About, Namer, split_words

if TYPE_CHECKING:
    from kit.analysis.calendar.nouns import (
        Asset,
        Calendar,
        CalendarSubject,
        Constraint,
        Item,
        Limits,
    )

Ints = npt.NDArray[np.int64]
NEVER = -(2**40)
NOTHING = np.empty(0, dtype=np.int64)
SPAN = 2**42
"""More minutes than lie between any two times, so that subject and time make one sortable key."""


class Table:
    """A calendar's dated items that can still be changed, with what each is about, by time.

    `dated` are all that have a day, also those that are over, out or cancelled.
    """

    def __init__(self, calendar: Calendar) -> None:
        """Read a calendar; nothing else changes while it is looked at."""
        self.calendar = calendar
        self.limits: Limits = calendar.limits
        self.dated: list[Item] = [item for item in calendar.items if item.start is not None]
        dated = [item for item in self.dated if item.open_at(calendar.today)]
        self.items: list[Item] = sorted(dated, key=lambda item: (item.start or 0, item.id))
        self.subjects: dict[str, CalendarSubject] = {one.id: one for one in calendar.subjects}
        self.constraints: dict[str, Constraint] = {one.id: one for one in calendar.constraints}
        self.assets: dict[str, Asset] = {asset.id: asset for asset in calendar.assets}
        count = len(self.items)
        self.start: Ints = np.fromiter((item.start or 0 for item in self.items), np.int64, count)
        self.end: Ints = np.fromiter(
            (max(item.end or 0, (item.start or 0) + 1) for item in self.items), np.int64, count
        )
        self.longest = int((self.end - self.start).max()) if count else 0

    def name(self, department: str) -> str:
        """Return a department's name, or what to say where none is known."""
        return self.calendar.names.get(department, department) or "nobody yet"

    def owner(self, department: str) -> str:
        """Return whom to ask."""
        return self.calendar.names.get(department, department) or "whoever set it"

    def say(self, minute: int) -> str:
        """Return a minute's day as the organisation's clock has it: `14 March 2027`."""
        return said_in(minute, self.calendar.zone)

    def say_moment(self, minute: int) -> str:
        """Return the same with the hour, where a day does not begin then: `09:00 on 14 March`."""
        hour = hour_in(minute, self.calendar.zone)
        return self.say(minute) if hour == MIDNIGHT else f"{hour} on {self.say(minute)}"

    @cached_property
    def namer(self) -> Namer:
        """Return the index of names."""
        return Namer(self.calendar, self.vocabulary)

    @cached_property
    def vocabulary(self) -> set[str]:
        """Return every word that an item's texts use."""
        return set(chain.from_iterable(self.words))

    @cached_property
    def about(self) -> list[About]:
        """Return what each item is about, in the items' order."""
        namer = self.namer
        return [
            namer.about(item, words) for item, words in zip(self.items, self.words, strict=True)
        ]

    @cached_property
    def words(self) -> list[list[str]]:
        """Return the words of each item's texts, in the items' order."""
        if not self.items:
            return []
        return split_words(
            [
                f"{item.title} {item.snippet} {item.campaign} {' '.join(item.keywords)}"
                for item in self.items
            ]
        )

    @cached_property
    def _sorted_pairs(self) -> tuple[dict[str, int], Ints, Ints]:
        """Return a code for each subject, and the sorted keys of item-subject pairs with items."""
        codes: dict[str, int] = {}
        rows, keys = [], []
        for row, about in enumerate(self.about):
            for subject in about.subjects:
                rows.append(row)
                keys.append(codes.setdefault(subject, len(codes)))
        row_of = np.array(rows, dtype=np.int64)
        code = np.array(keys, dtype=np.int64)
        key = code * SPAN + self.start[row_of] if rows else NOTHING
        order = np.argsort(key, kind="stable")
        return codes, key[order], row_of[order]

    def about_subject(self, subject: str, first: int, until: int) -> Ints:
        """Return the items about a subject that are on at any minute from first to before until."""
        codes, keys, rows = self._sorted_pairs
        code = codes.get(subject)
        if code is None or until <= first:
            return NOTHING
        base = code * SPAN
        low = np.searchsorted(keys, base + max(first - self.longest, -SPAN // 2), side="left")
        high = np.searchsorted(keys, base + min(until, SPAN // 2), side="left")
        found = rows[low:high]
        return np.unique(found[self.end[found] > first])

    def between(self, first: int, until: int) -> Ints:
        """Return all items that are on at any minute from first to before until."""
        if until <= first:
            return NOTHING
        low = np.searchsorted(self.start, first - self.longest, side="left")
        high = np.searchsorted(self.start, until, side="left")
        found = np.arange(low, high, dtype=np.int64)
        return found[self.end[found] > first]

    def under(self, constraint: Constraint) -> Ints:
        """Return the items that a constraint's window, subjects, words and channels take in."""
        marks = [*constraint.subjects, *([f"tag:{constraint.id}"] if constraint.tag else [])]
        if marks:
            parts = [self.about_subject(mark, constraint.start, constraint.end) for mark in marks]
            found = np.unique(np.concatenate(parts))
        else:
            found = self.between(constraint.start, constraint.end)
        if constraint.channels:
            wanted = set(constraint.channels)
            kept = [row for row in found if wanted & set(self.items[row].channels)]
            found = np.array(kept, dtype=np.int64)
        return found

    def found_in_text(self, row: int, subjects: tuple[str, ...]) -> str:
        """Return " (found in the text)" where only the text names what an item is about."""
        about = self.about[row]
        named = set(subjects) & set(about.subjects)
        return " (found in the text)" if named and named <= about.found else ""
