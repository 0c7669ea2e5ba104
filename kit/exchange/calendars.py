"""Calendars on their way in: .ics files and the tables of calendars and planning tools.

Columns are known by what tools call them. Dates are read by the column, never by the cell: a
column that could be read two ways is refused until somebody says which way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from kit.answers import Clock, RawRow, clock_of, folded, one_line, short_hash
from kit.exchange.calendar_days import day_of, is_zone, moved
from kit.exchange.calendar_tables import CalendarFile, CalendarWishes, Table
from kit.exchange.events import own_row
from kit.exchange.guard import Container
from kit.exchange.own_items import merged
from kit.exchange.reading import Book, Cell
from kit.exchange.returned import CALENDAR_ONLY, EMPTY, PERSONAL, Returned
from kit.model.content import Bank, Register
from kit.model.workshop import Snapshot

REGISTER = "calendar_items"
STATES = {"cancelled": "cancelled", "canceled": "cancelled", "done": "published",
          "completed": "published", "confirmed": "scheduled", "tentative": "draft"}  # fmt: skip
TRUE_WORDS = frozenset({"true", "yes", "1", "wahr", "ja", "vrai", "oui", "verdadero", "sí"})
PRIVATE_WORDS = TRUE_WORDS | {"private", "confidential", "privat", "vertraulich", "privé"}
NEEDED = ("title", "kind", "department", "start")
OWN_DATES = "one of the kit's own dates, kept where it came from"
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ARROW = re.compile(r"\s*(?:→|->)\s*")


def read_calendar_file(
    book: Book, tables: Sequence[Table], bank: Bank, present: Snapshot, wishes: CalendarWishes
) -> Returned:
    """Return the items of a calendar, with the account of every row."""
    return _Calendar(book, tables, bank, present, wishes).read()


class _Calendar(CalendarFile):
    """One calendar being read, table by table."""

    def __init__(
        self,
        book: Book,
        tables: Sequence[Table],
        bank: Bank,
        present: Snapshot,
        wishes: CalendarWishes,
    ) -> None:
        super().__init__(book, tables, wishes)
        self.present = present
        self.register: Register = bank.registers[REGISTER]
        self.defaulted = self.private = 0
        self.odd: Counter[str] = Counter()
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
        """Read every row below each header."""
        self._check_zone()
        self._settle_order()
        for table in self.tables:
            self.sheet, self.at = table.sheet, table.at
            rows = [(at, cells) for at, cells in self.sheet.rows() if at > table.header]
            self._check_joined(table.header)
            self._look_at_dates(rows)
            for at, cells in rows:
                self._row(at, cells)
            if table.header >= 0:
                self._remark_unread(self.sheet.row(table.header), rows)
        read = [table.sheet for table in self.tables]
        for sheet in self.book.sheets:
            if all(sheet is not one for one in read):
                self.found.leave_out(sheet, "has no dates of a calendar")
        self._check_needed({"kind": "--kind post", "department": "--department and its name"})
        self._remark()
        return self.found

    # --- one item -----------------------------------------------------------------------------

    def _where(self, at: int, cells: Mapping[int, Cell]) -> str:
        """Return an item's place: its row, or its title and day where a file has no rows."""
        if self.book.kind != Container.ICS.value:
            return f"{self._place()}, row {at + 1}"
        title = one_line(self._said(cells, "title") or self._said(cells, "snippet"))[:60]
        return f"{self.book.file}, event '{title}' of {self._said(cells, 'start')}"

    def _row(self, at: int, cells: Mapping[int, Cell]) -> None:
        texts = {field: self._said(cells, field) for field in self.at}
        for field in () if self.wishes.keep_personal else ("people", "owner"):
            self.found.skip(PERSONAL, bool(texts.pop(field, "")))
        if not any(texts.get(field) for field in ("title", "snippet", "start")):
            self.found.skip(EMPTY)
        elif not texts.get("start"):
            self.found.skip(CALENDAR_ONLY)
        else:
            self._item(at, cells, texts)

    def _item(self, at: int, cells: Mapping[int, Cell], texts: Mapping[str, str]) -> None:
        where = self._where(at, cells)
        if self.book.kind != Container.ICS.value:
            for field, place in self.at.items():
                self.found.cells[f"{where}, {field}"] = self._cell(at, place)
        own = own_row(texts.get("uid", ""), self.present.organisation.name)
        if own and own[0] != REGISTER:
            self.found.skip(OWN_DATES)
            return
        self.found.use()
        if not self._are_words(cells, texts, where):
            return
        secret = {folded(texts.get(field, "")) for field in ("private", "secrecy")}
        self.private += not own and bool(secret & PRIVATE_WORDS)
        values = self._values(texts, where)
        row_id = own[1] if own else self._id(texts)
        if own and own[1] in self.before:
            values = merged(self.before[own[1]], values)
        self.found.rows.append(RawRow(REGISTER, {"id": row_id, **values}, where))

    def _are_words(self, cells: Mapping[int, Cell], texts: Mapping[str, str], where: str) -> bool:
        """Say whether every cell can be taken at its word; an error or a per cent cannot."""
        fields = [field for field in texts if self.at[field] in cells]
        return None not in [
            self.found.word(cells[self.at[field]], self._at(where, field),
                            but="time" if field.endswith("_time") else "")
            for field in fields
        ]  # fmt: skip

    def _at(self, where: str, field: str) -> str:
        return self.found.cells.get(f"{where}, {field}", f"{where}, {field}")

    def _values(self, texts: Mapping[str, str], where: str) -> dict[str, object]:
        snippet = texts.get("snippet", "")
        title = one_line(texts.get("title") or snippet)
        longest = self._longest("title")
        if not texts.get("title") and len(title) > longest:
            title = f"{title[: longest - 1]}…"
        values: dict[str, object] = {"title": title, **self._when(texts, where)}
        values |= self._chosen(texts)
        values["snippet"] = self._kept(snippet, "snippet", where)
        values["note"] = self._kept(texts.get("note", ""), "note", where)
        values["owner"] = texts.get("owner", "")
        return {key: value for key, value in values.items() if value or key in NEEDED}

    def _when(self, texts: Mapping[str, str], where: str) -> dict[str, object]:
        """Return the days, and the hours with their zone where there are any."""
        first, *rest = ARROW.split(texts["start"], maxsplit=1)
        start, opens = self._day(first)
        end, closes = self._day(texts.get("end") or "".join(rest))
        if ISO_DAY.fullmatch(start) and ISO_DAY.fullmatch(end) and end < start:
            self.found.note(self._at(where, "end"), f"'{end}'",
                            f"a day on or after {start}, when it begins",
                            "Correct it in the calendar, or empty it.")  # fmt: skip
        if folded(texts.get("all_day", "")) in TRUE_WORDS:
            return {"start": start, "end": end if end != start else ""}
        zone = texts.get("zone") or self.wishes.zone
        begins = self._clock(texts.get("start_time") or opens, where, "start_time")
        ends = self._clock(texts.get("end_time") or closes, where, "end_time")
        if begins and texts.get("zone") and not is_zone(zone):
            self.found.note(self._at(where, "zone"), f"'{zone}'", "a time zone of the world's list",
                            "Write it like Europe/London.")  # fmt: skip
        if any(clock and clock.offset is not None for clock in (begins, ends)):
            zone = zone if zone and is_zone(zone) else "UTC"
        start, start_time = self._local(start, begins, zone)
        end, end_time = self._local(end or start, ends, zone)
        when = {"start": start, "end": end if end != start else "",
                "start_time": start_time, "end_time": end_time}  # fmt: skip
        return {**when, "zone": zone} if start_time else dict(when)

    @staticmethod
    def _local(day: str, clock: Clock | None, zone: str) -> tuple[str, str]:
        if clock is None or not ISO_DAY.fullmatch(day):
            return day, ""
        return (day, clock.shown) if clock.offset is None else moved(day, clock, zone)

    def _day(self, text: str) -> tuple[str, str]:
        """Return a date as year-month-day and what follows it; any other text, for the door."""
        day, rest = day_of(text, self.order)
        return (day, rest) if day else (text, "")

    def _clock(self, text: str, where: str, field: str) -> Clock | None:
        """Return an hour; what is none is a problem, never left out in silence."""
        found = clock_of(text) if text else None
        if text and found is None:
            beside = field if field in self.at else field.removesuffix("_time")
            self.found.note(self._at(where, beside), f"'{one_line(text)[:40]}'",
                            "an hour like 09:30",
                            "Write hour:minute, or leave it empty.")  # fmt: skip
        return found

    def _chosen(self, texts: Mapping[str, str]) -> dict[str, object]:
        labels = [
            folded(word) for word in re.split(r"[;,]", texts.get("categories", "")) if word.strip()
        ]
        said = texts.get("kind", "")
        kind = self.kinds.get(folded(said))
        kind = kind or next((self.kinds[one] for one in labels if one in self.kinds), "")
        if not kind:
            kind = self.wishes.kind or said
            self.defaulted += bool(self.wishes.kind) and not said
            if self.wishes.kind and said:
                self.odd[f"the kind '{one_line(said)[:40]}' is not known; kept as '{kind}'"] += 1
        state = folded(texts.get("state", ""))
        known = self.states.get(state, STATES.get(state, ""))
        if state and not known:
            self.odd[
                f"the state '{one_line(texts['state'])[:40]}' is not known and was left out"
            ] += 1
        named = []
        for word in re.split(r"[;,/\n]", texts.get("channels", "")):
            if folded(word) in self.channels:
                named.append(self.channels[folded(word)])
            elif word.strip():
                self.odd[f"the channel '{one_line(word)[:40]}' is not known and was left out"] += 1
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

    def _id(self, texts: Mapping[str, str]) -> str:
        """Return an id that stays the same when the calendar is imported again."""
        uid = texts.get("uid") or f"{texts.get('title')}|{texts.get('snippet')}|{texts['start']}"
        key = f"{uid}|{texts.get('occurrence', '')}"
        self.seen[key] = self.seen.get(key, 0) + 1
        again = f"_{self.seen[key]}" if self.seen[key] > 1 else ""
        return f"cal_{short_hash(key)}{again}"

    def _remark(self) -> None:
        told = self.found.remarks
        if self.defaulted:
            named = f"{self.defaulted:,} items name"
            one_or_more = "1 item names" if self.defaulted == 1 else named
            told.append(f"{self.book.file}: {one_or_more} no kind; kept as '{self.wishes.kind}'.")
        if self.private:
            named = "1 item is" if self.private == 1 else f"{self.private:,} items are"
            told.append(
                f"{self.book.file}: {named} marked private in its calendar and can be read by all "
                "in this one; take out of the file what is not for them."
            )
        for what, count in self.odd.items():
            items = "1 item" if count == 1 else f"{count:,} items"
            told.append(f"{self.book.file}: {what} ({items}).")
