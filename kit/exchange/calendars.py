"""Calendars on their way in: .ics files and the tables of calendars and planning tools.

Columns are known by what tools call them. Dates are read by the column, never by the cell: a
column that could be read two ways is refused until somebody says which way.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from kit.answers import RawRow, clean_text, day_and_rest, folded, one_line, short_hash
from kit.exchange.events import own_row
from kit.exchange.reading import Book, Cell, Sheet, address
from kit.exchange.returned import CALENDAR_ONLY, EMPTY, OUTSIDE, PERSONAL, Returned
from kit.model.content import Bank, Register
from kit.model.workshop import Snapshot

REGISTER = "calendar_items"
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
NUMERIC = re.compile(r"^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T,]+(.*))?$")
CLOCK = re.compile(
    r"^(\d{1,2})[:.](\d{2})(?::\d{2}(?:\.\d+)?)?\s*([ap])?\.?m?\.?\s*(Z|UTC|GMT)?$", re.IGNORECASE
)
STATES = {"cancelled": "cancelled", "canceled": "cancelled", "done": "published",
          "confirmed": "scheduled", "tentative": "draft"}  # fmt: skip
TRUE_WORDS = frozenset({"true", "yes", "1", "wahr", "ja", "vrai", "oui", "verdadero", "sí"})
NOON, CENTURY = 12, 100
NEEDED = ("title", "kind", "department", "start")
OWN_DATES = "one of the kit's own dates, kept where it came from"


@dataclass(frozen=True, slots=True)
class CalendarWishes:
    """What a calendar does not say itself.

    Attributes:
        department: The department whose items they are, id or name.
        kind: The kind of items that name none: a choice of `item_kinds`.
        dates: `day-first` or `month-first`, for columns that could be either.
        zone: The time zone of times that name none.
        keep_personal: Keep the names of people who are assigned.
    """

    department: str = ""
    kind: str = ""
    dates: str = ""
    zone: str = ""
    keep_personal: bool = False


@cache
def aliases() -> dict[str, str]:
    """Return what a column may be called, folded, to the field it is."""
    text = (files("kit.exchange") / "calendar_aliases.toml").read_text(encoding="utf-8")
    return {folded(name): field for field, names in tomllib.loads(text).items() for name in names}


def find_calendar(book: Book) -> tuple[Sheet, dict[str, int], int] | None:
    """Return the sheet with planned things, where each field stands, and the header's row.

    A table without a header, as Hootsuite takes it, has the header's row -1.
    """
    for sheet in book.sheets:
        rows = list(sheet.rows())[:15]
        for at, cells in rows:
            named: dict[str, int] = {}
            for place, cell in cells.items():
                field = aliases().get(folded(cell.text))
                if field and field not in named:
                    named[field] = place
            if "start" in named and ("title" in named or "snippet" in named):
                return sheet, named, at
        if rows and all(_is_bulk(cells) for _, cells in rows):
            return sheet, {"start": 0, "snippet": 1, "note": 2}, -1
    return None


def _is_bulk(cells: Mapping[int, Cell]) -> bool:
    """Say whether a row is a date, a message and perhaps a link, as bulk composers take them."""
    return set(cells) <= {0, 1, 2} and {0, 1} <= set(cells) and bool(
        NUMERIC.match(cells[0].text.strip())
    )  # fmt: skip


def read_calendar_file(
    book: Book,
    found: tuple[Sheet, dict[str, int], int],
    bank: Bank,
    present: Snapshot,
    wishes: CalendarWishes,
) -> Returned:
    """Return the items of a calendar, with the account of every row."""
    return _Calendar(book, found, bank, present, wishes).read()


class _Calendar:
    """One calendar being read."""

    def __init__(
        self,
        book: Book,
        found: tuple[Sheet, dict[str, int], int],
        bank: Bank,
        present: Snapshot,
        wishes: CalendarWishes,
    ) -> None:
        self.book, self.wishes, self.present = book, wishes, present
        self.sheet, self.at, self.header = found
        self.register: Register = bank.registers[REGISTER]
        self.found = Returned(book.file, remarks=list(book.remarks))
        self.order = wishes.dates
        self.defaulted = 0
        self.kinds = self._choices("kind")
        self.states = self._choices("state")
        self.channels = self._choices("channels")
        self.before = {row.id: row.values for row in present.rows(REGISTER)}
        self.seen: dict[str, int] = {}

    def _choices(self, column: str) -> dict[str, str]:
        found = self.register.column(column)
        return {folded(text): choice.id for choice in (found.format.choices if found else ())
                for text in (choice.id, choice.label)}  # fmt: skip

    def read(self) -> Returned:
        """Read every row below the header."""
        rows = [(at, cells) for at, cells in self.sheet.rows() if at > self.header]
        self._settle_order([cells for _, cells in rows])
        for at, cells in rows:
            self._row(at, cells)
        self._remark(rows)
        return self.found

    def _settle_order(self, rows: Sequence[Mapping[int, Cell]]) -> None:
        """Find whether days or months come first, over all dates of the file."""
        firsts, seconds = [], []
        for cells in rows:
            for field in ("start", "end"):
                match = NUMERIC.match(self._said(cells, field))
                if match and len(match[1]) < 4:  # noqa: PLR2004  a year has four digits
                    firsts.append(int(match[1]))
                    seconds.append(int(match[2]))
        if not firsts or self.order:
            return
        if any(first > NOON for first in firsts):
            self.order = DAY_FIRST
        elif any(second > NOON for second in seconds):
            self.order = MONTH_FIRST
        elif any(first != second for first, second in zip(firsts, seconds, strict=True)):
            self.found.note(
                f"{self.book.file}, the dates",
                f"'{self._first_date(rows)}'",
                "a date that can be read one way only",
                "Say which it is: --dates day-first or --dates month-first.",
            )

    def _first_date(self, rows: Sequence[Mapping[int, Cell]]) -> str:
        return next((text for cells in rows if (text := self._said(cells, "start"))), "")

    def _said(self, cells: Mapping[int, Cell], field: str) -> str:
        place = self.at.get(field)
        return clean_text(cells[place].text) if place is not None and place in cells else ""

    def _row(self, at: int, cells: Mapping[int, Cell]) -> None:
        texts = {field: self._said(cells, field) for field in self.at}
        personal = [field for field in ("people", "owner") if texts.get(field)]
        if not self.wishes.keep_personal:
            for field in personal:
                self.found.skip(PERSONAL)
                texts.pop(field)
        if not any(texts.get(field) for field in ("title", "snippet", "start")):
            self.found.skip(EMPTY)
            return
        if not texts.get("start"):
            self.found.skip(CALENDAR_ONLY)
            return
        where = f"{self.book.file}, sheet {self.sheet.name}, row {at + 1}"
        for field, place in self.at.items():
            cell = f"{self.book.file}, sheet {self.sheet.name}, cell {address(at, place)}"
            self.found.cells[f"{where}, {field}"] = cell
        own = own_row(texts.get("uid", ""), self.present.organisation.name)
        if own and own[0] != REGISTER:
            self.found.skip(OWN_DATES)
            return
        self.found.use()
        values = self._values(texts, where)
        row_id = own[1] if own else self._id(texts)
        if own and own[1] in self.before:
            values = self._merged(self.before[own[1]], values)
        self.found.rows.append(RawRow(REGISTER, {"id": row_id, **values}, where))

    def _values(self, texts: Mapping[str, str], where: str) -> dict[str, object]:
        snippet = texts.get("snippet", "")
        title = one_line(texts.get("title") or snippet)
        longest = self._longest("title")
        if not texts.get("title") and len(title) > longest:
            title = f"{title[: longest - 1]}…"
        values: dict[str, object] = {"title": title}
        start, start_time = self._day(texts["start"], f"{where}, start")
        end, end_time = self._day(texts.get("end", ""), f"{where}, end")
        values |= {"start": start, "end": end if end != start else ""}
        if folded(texts.get("all_day", "")) not in TRUE_WORDS:
            values["start_time"] = self._time(texts.get("start_time") or start_time)
            values["end_time"] = self._time(texts.get("end_time") or end_time)
        if values.get("start_time"):
            values["zone"] = texts.get("zone") or self.wishes.zone
        values |= self._chosen(texts, where)
        values["snippet"] = self._kept(snippet, "snippet", where)
        values["note"] = self._kept(texts.get("note", ""), "note", where)
        values["owner"] = texts.get("owner", "")
        return {key: value for key, value in values.items() if value or key in NEEDED}

    def _chosen(self, texts: Mapping[str, str], where: str) -> dict[str, object]:
        labels = [
            folded(word) for word in re.split(r"[;,]", texts.get("categories", "")) if word.strip()
        ]
        kind = self.kinds.get(folded(texts.get("kind", "")))
        kind = kind or next((self.kinds[one] for one in labels if one in self.kinds), "")
        if not kind:
            kind = self.wishes.kind or texts.get("kind", "")
            self.defaulted += bool(self.wishes.kind)
        state = folded(texts.get("state", ""))
        known = self.states.get(state, STATES.get(state, ""))
        channels = [
            folded(word) for word in re.split(r"[;,/]", texts.get("channels", "")) if word.strip()
        ]
        named = [self.channels[word] for word in channels if word in self.channels]
        odd = [word for word in channels if word not in self.channels]
        if odd:
            self.found.remarks.append(
                f"{where}: the channel '{odd[0]}' is not known and was left out."
            )
        department = texts.get("department", "") or self.wishes.department
        return {"kind": kind, "state": known, "channels": named, "department": department}

    def _kept(self, text: str, column: str, where: str) -> str:
        """Return a text as long as its column takes; a longer one is a problem, never cut."""
        longest = self._longest(column)
        if len(text) > longest:
            self.found.note(
                self.found.cells.get(f"{where}, {column}", where),
                f"a text of {len(text):,} characters",
                f"one of at most {longest:,}",
                "Shorten it in the calendar, or empty the cell.",
            )
            return ""
        return text

    def _longest(self, column: str) -> int:
        found = self.register.column(column)
        return found.format.longest if found else 0

    def _day(self, text: str, where: str) -> tuple[str, str]:
        """Return a date as year-month-day and what follows it."""
        if not text:
            return "", ""
        if (certain := day_and_rest(text))[0]:
            return certain
        if match := NUMERIC.match(text):
            with suppress(ValueError):
                return self._numeric(match).isoformat(), match[4] or ""
        self.found.note(
            self.found.cells.get(where, where),
            f"'{one_line(text)[:40]}'",
            "a date like 2026-03-14",
            "Write year-month-day.",
        )
        return "", ""

    def _numeric(self, match: re.Match[str]) -> date:
        first, second, third = int(match[1]), int(match[2]), int(match[3])
        if len(match[1]) == 4:  # noqa: PLR2004  a year
            return date(first, second, third)
        year = third + 2000 if third < CENTURY else third
        if self.order == MONTH_FIRST:
            return date(year, first, second)
        return date(year, second, first)

    @staticmethod
    def _time(text: str) -> str:
        match = CLOCK.match(text.strip())
        if not match:
            return ""
        hour = int(match[1])
        half = (match[3] or "").casefold()
        if half:
            hour = hour % NOON + (NOON if half == "p" else 0)
        return f"{hour:02}:{match[2]}" if hour < 24 else ""  # noqa: PLR2004  hours of a day

    def _id(self, texts: Mapping[str, str]) -> str:
        """Return an id that stays the same when the calendar is imported again."""
        uid = texts.get("uid") or f"{texts.get('title')}|{texts.get('snippet')}|{texts['start']}"
        key = f"{uid}|{texts.get('occurrence', '')}"
        self.seen[key] = self.seen.get(key, 0) + 1
        again = f"_{self.seen[key]}" if self.seen[key] > 1 else ""
        return f"cal_{short_hash(key)}{again}"

    @staticmethod
    def _merged(before: Mapping[str, object], now: Mapping[str, object]) -> dict[str, object]:
        """Return an item of ours with what a calendar can change: its days, times and title."""
        changed = {key: now.get(key) for key in ("title", "start", "end", "start_time", "end_time")}
        if now.get("state") == "cancelled":
            changed["state"] = "cancelled"
        kept = {key: value for key, value in before.items() if key not in changed}
        return {**kept, **{key: value or "" for key, value in changed.items()}}

    def _remark(self, rows: Sequence[tuple[int, Mapping[int, Cell]]]) -> None:
        if self.defaulted:
            named = f"{self.defaulted:,} items name"
            one_or_more = "1 item names" if self.defaulted == 1 else named
            self.found.remarks.append(
                f"{self.book.file}: {one_or_more} no kind; kept as '{self.wishes.kind}'."
            )
        if self.header < 0:
            return
        head = self.sheet.row(self.header)
        for name, count in self._unread(head, rows):
            self.found.skip(OUTSIDE, count)
            self.found.remarks.append(f"{self.book.file}: the column '{name}' was not read.")

    def _unread(
        self, head: Mapping[int, Cell], rows: Sequence[tuple[int, Mapping[int, Cell]]]
    ) -> Iterator[tuple[str, int]]:
        taken = set(self.at.values())
        for place, cell in head.items():
            if place not in taken and aliases().get(folded(cell.text)) != "ignored":
                count = sum(place in cells for _, cells in rows)
                if count:
                    yield one_line(cell.text), count
