"""What not everybody may know: embargoes and other reasons that only some departments may read.

Everybody else learns that something is on hold and whom to ask. Names, texts and dates that would
give the reason away are kept back with it: an unannounced product's name, a draft release's title,
the last day of a shop. A lifted hold keeps nothing back.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from kit.analysis.calendar.naming import Namer, split_words, words_of
from kit.analysis.calendar.nouns import Calendar, Clash, Conflict, Constraint, Item
from kit.analysis.calendar.reading import read_calendar
from kit.analysis.calendar.telling import SHORTEST_PHRASE, telling_phrases
from kit.analysis.calendar.windows import titled_for
from kit.analysis.wording import capital, listed_few
from kit.model.content import Bank, Kind
from kit.model.workshop import Row, Snapshot, Value

OPEN_REGISTERS = ("accounts", "audiences", "goals", "sites", "departments")
DATES = ("valid_to", "announced_on", "changed_on")
CALENDAR = {"calendar_subjects", "calendar_items", "calendar_constraints"}


@dataclass(frozen=True, slots=True)
class Secret:
    """One hold whose reason is not for everybody.

    Attributes:
        may_know: Departments that may read everything.
        ask: Whom the others may ask.
    """

    constraint: Constraint
    may_know: frozenset[str]
    ask: str


def secrets(calendar: Calendar) -> tuple[Secret, ...]:
    """Return the holds that are still secret on the calendar's day."""
    owners = {subject.id: subject.owner for subject in calendar.subjects}
    found = []
    for one in calendar.constraints:
        lifted = calendar.today is not None and calendar.today >= one.end
        if lifted or not (one.reason_restricted or one.may_know or one.sort == "embargo"):
            continue
        departments = {owners.get(subject, "") for subject in one.subjects} - {""}
        may_know = {*one.may_know, *one.may_publish, *departments}
        names = [calendar.names.get(key, key) for key in (*one.may_know, *sorted(departments))]
        found.append(Secret(one, frozenset(may_know), one.owner or next(iter(names), "its owner")))
    return tuple(found)


class Reader:
    """What one department, or everybody, may know of a workshop's calendar."""

    def __init__(self, snapshot: Snapshot, bank: Bank, department: str = "") -> None:
        """Look at a workshop with a department's eyes; "" stands for everybody."""
        self.snapshot, self.bank, self.department = snapshot, bank, department
        self.calendar = read_calendar(snapshot, bank)
        self.kept = [one for one in secrets(self.calendar) if department not in one.may_know]

    @cached_property
    def _namer(self) -> Namer:
        return Namer(self.calendar, set())

    @cached_property
    def _about(self) -> dict[str, frozenset[str]]:
        found = {}
        for item in self.calendar.items:
            words = words_of(f"{item.title} {item.snippet} {item.campaign}")
            found[item.id] = frozenset(self._namer.about(item, words).subjects)
        return found

    @cached_property
    def hidden_subjects(self) -> dict[str, Secret]:
        """Return the subjects whose dates and changes are kept back, with the hold."""
        return {key: one for one in self.kept for key in one.constraint.subjects}

    @cached_property
    def hidden_items(self) -> dict[str, Secret]:
        """Return the insiders' items that would give a hold away."""
        found = {}
        for one in self.kept:
            marks = {*one.constraint.subjects, f"tag:{one.constraint.id}"}
            for item in self.calendar.items:
                if item.department in one.may_know and item.department != self.department:
                    told = f"{item.title} {item.snippet}".casefold()
                    reason = one.constraint.reason_restricted.casefold()
                    if marks & self._about[item.id] or (reason and reason in told):
                        found[item.id] = one
        return found

    @cached_property
    def unnamed_subjects(self) -> dict[str, Secret]:
        """Return the subjects whose very name is kept back: nobody outside has named them yet."""
        spoken = {
            key
            for item in self.calendar.items
            if item.id not in self.hidden_items
            for key in self._about[item.id]
        }
        today = self.calendar.today
        known = spoken | {
            one.id
            for one in self.calendar.subjects
            if one.begins is not None and today is not None and one.begins <= today
        }
        return {
            key: one for key, one in self.hidden_subjects.items() if not self._known(key, known)
        }

    def _known(self, key: str, known: set[str]) -> bool:
        names = [
            f" {' '.join(words_of(name))} "
            for one in self.calendar.subjects
            if one.id == key
            for name in (one.name, *one.aliases)
        ]
        return key in known or any(name in self._public_text for name in names)

    @cached_property
    def _public_text(self) -> str:
        """Return the words of the registers everybody has filled."""
        texts = (
            text
            for register in OPEN_REGISTERS
            for row in self.snapshot.rows(register)
            for text in row.values.values()
            if isinstance(text, str)
        )
        return f" {' '.join(words_of(' | '.join(texts)))} "

    @cached_property
    def phrases(self) -> tuple[tuple[str, Secret], ...]:
        """Return the texts that may not appear anywhere, longest first, as plain words."""
        if not self.kept:
            return ()
        titles, names = dict[str, Secret](), dict[str, Secret]()
        for one in self.kept:
            constraint = one.constraint
            titles |= dict.fromkeys((constraint.title, constraint.tag or ""), one)
            names |= dict.fromkeys((constraint.reason_restricted, constraint.lift_condition), one)
        for subject in self.calendar.subjects:
            if hold := self.unnamed_subjects.get(subject.id):
                names |= dict.fromkeys((subject.name, *subject.aliases), hold)
        for item in self.calendar.items:
            if hold := self.hidden_items.get(item.id):
                names |= dict.fromkeys((item.title, item.snippet), hold)
        for register, rows in self.hidden_rows.items():
            for row, hold in rows.items():
                names |= dict.fromkeys(self._texts(register, row), hold)
        return telling_phrases(titles, names, self.snapshot, self.bank)

    def _texts(self, register: str, row: str) -> list[str]:
        columns = self.bank.registers[register].columns
        named = {column.id for column in columns if column.format.kind is Kind.TEXT}
        return [
            str(value)
            for line in self.snapshot.rows(register)
            if line.id == row
            for key, value in line.values.items()
            if key in named and value
        ]

    @cached_property
    def hidden_rows(self) -> dict[str, dict[str, Secret]]:
        """Return rows of other registers tied to a kept subject or item, by register and id."""
        ties = {"calendar_subjects": self.hidden_subjects, "calendar_items": self.hidden_items}
        found: dict[str, dict[str, Secret]] = {}
        for register in self.bank.registers.values():
            if register.id in CALENDAR or not self.kept:
                continue
            tied = [one for one in register.columns if one.format.refers_to in ties]
            owners = [
                one.id
                for one in register.columns
                if one.format.refers_to == "departments" and not one.format.several
            ]
            for row in self.snapshot.rows(register.id) if tied else ():
                departments = {str(row.values.get(key)) for key in owners if row.values.get(key)}
                for column in tied:
                    for key in _keys(row.values.get(column.id)):
                        hold = ties[column.format.refers_to].get(key)
                        if hold and departments <= hold.may_know and hold.may_know:
                            found.setdefault(register.id, {})[row.id] = hold
        return found

    def told(self, clash: Clash) -> Clash | None:
        """Return a clash as this reader may know it; None when all of it is kept back."""
        hold = self._hold(clash)
        if hold is None:
            return clash
        items = [item for item in self._items(clash) if item.id not in self.hidden_items]
        if not items:
            return None
        names = listed_few([titled_for(self.calendar.names, item) for item in items], 3)
        verb = "is" if len(items) == 1 else "are"
        words, fix = f"{names} {verb} on hold", f"hold, ask {hold.ask}"
        kind = Conflict.ON_HOLD
        if clash.conflict is Conflict.MAYBE_ABOUT:
            kind = Conflict.MAYBE_ABOUT
            words = f"{names} may touch something that is on hold"
            fix = f"ask {hold.ask} before it goes out"
        public = hold.constraint.reason_public
        return Clash(
            conflict=kind,
            effect=clash.effect,
            sentence=f"{words}: {public}" if public else words,
            fix=fix,
            items=tuple(item.id for item in items),
            department=clash.department or (items[0].department if len(items) == 1 else ""),
            day=clash.day,
        )

    def told_once(self, clashes: Iterable[Clash]) -> tuple[Clash, ...]:
        """Return clashes as this reader may know them, each item's hold only once.

        Two holds on one item would say that there are two reasons.
        """
        found, held = [], set[str]()
        for clash in clashes:
            told = self.told(clash)
            if told is None:
                continue
            if told is not clash:
                if held.issuperset(told.items):
                    continue
                held.update(told.items)
            found.append(told)
        return tuple(found)

    def _hold(self, clash: Clash) -> Secret | None:
        for one in self.kept:
            if clash.constraint == one.constraint.id:
                return one
        for key in clash.subjects:
            rests_on_subject = clash.conflict in {
                Conflict.AFTER_END,
                Conflict.BEFORE_END,
                Conflict.STALE_FACT,
                Conflict.MAYBE_ABOUT,
                Conflict.CONTRADICTION,
            }
            if key in self.unnamed_subjects or (rests_on_subject and key in self.hidden_subjects):
                return self.hidden_subjects[key]
        return next(
            (self.hidden_items[key] for key in clash.items if key in self.hidden_items), None
        )

    def _items(self, clash: Clash) -> list[Item]:
        wanted = set(clash.items)
        return [item for item in self.calendar.items if item.id in wanted]

    def seen(self) -> Snapshot:
        """Return the workshop as this reader may see it."""
        if not self.kept:
            return self.snapshot
        registers = {key: self._rows(key, rows) for key, rows in self.snapshot.registers.items()}
        return Snapshot(self.snapshot.organisation, self.snapshot.answers, registers)

    def _rows(self, register: str, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        gone = self.hidden_rows.get(register, {})
        if register == "calendar_subjects":
            rows = tuple(self._subject(row) for row in rows if row.id not in self.unnamed_subjects)
        elif register == "calendar_constraints":
            rows = tuple(self._constraint(row) for row in rows)
        elif register == "calendar_items":
            rows = tuple(self._item(row) for row in rows)
        hidden = self._hidden_by_column(register)
        return tuple(_unlinked(row, hidden) for row in rows if row.id not in gone)

    def _subject(self, row: Row) -> Row:
        if row.id not in self.hidden_subjects:
            return row
        kept = {key: value for key, value in row.values.items() if key not in DATES}
        return Row(row.register, row.id, kept, row.deleted, row.version)

    def _constraint(self, row: Row) -> Row:
        hold = next((one for one in self.kept if one.constraint.id == row.id), None)
        if hold is None:
            return row
        shown = {key: row.values.get(key) for key in ("effect", "reason_public", "channels")}
        values: dict[str, Value] = {k: value for k, value in shown.items() if value is not None}
        said: dict[str, Value] = {
            "name": f"On hold, ask {hold.ask}",
            "kind": "legal_hold",
            "owner": hold.ask,
        }
        return Row(row.register, row.id, values | said, row.deleted, row.version)

    def _item(self, row: Row) -> Row:
        hold = self.hidden_items.get(row.id)
        if hold is None:
            return row
        kept = ("kind", "department", "start", "end", "channels", "state")
        values = {key: row.values[key] for key in kept if row.values.get(key) is not None}
        return Row(
            row.register,
            row.id,
            values | {"title": f"On hold, ask {hold.ask}"},
            row.deleted,
            row.version,
        )

    def _hidden_by_column(self, register: str) -> dict[str, Container[str]]:
        """Return the columns that could name what is kept back, each with the ids that it may not.

        The rows of most registers refer to nothing of that kind.
        """
        gone = {"calendar_subjects": self.unnamed_subjects, **self.hidden_rows}
        known = self.bank.registers.get(register)
        return {
            column.id: hidden
            for column in (known.columns if known else ())
            if (hidden := gone.get(column.format.refers_to))
        }

    def told_by(self, row: Row) -> bool:
        """Return whether a row's texts say what this reader may not know."""
        texts = [value for value in row.values.values() if isinstance(value, str)]
        return any(self.safe(text) != text for text in texts)

    def safe(self, text: str) -> str:
        """Return a text, or only whom to ask where it would give something away."""
        return self.withheld([text]).get(text, text)

    def withheld(self, texts: Iterable[str]) -> dict[str, str]:
        """Return those of many texts that would give something away, each with whom to ask instead.

        A phrase that stands nowhere in all of them together, as most do, is not looked for in each.
        """
        asked = [text for text in texts if len(text) >= SHORTEST_PHRASE] if self.phrases else []
        plain = [f" {' '.join(words)} " for words in split_words(asked)]
        together = "|".join(plain)
        telling = [(f" {phrase} ", hold) for phrase, hold in self.phrases]
        telling = [(phrase, hold) for phrase, hold in telling if phrase in together]
        told = {}
        for text, said in zip(asked, plain, strict=True):
            hold = next((hold for phrase, hold in telling if phrase in said), None)
            if hold is not None:
                told[text] = capital(f"on hold, ask {hold.ask}")
        return told


def known_whole(snapshot: Snapshot, bank: Bank, department: str) -> Snapshot:
    """Return the rows that a department may know as they stand, for printing, picking and changing.

    Rows that it may only know in part are left out: sent back, they would overwrite the whole.
    """
    reader = Reader(snapshot, bank, department)
    seen = reader.seen()
    whole = {key: set(map(id, rows)) for key, rows in snapshot.registers.items()}
    registers = {
        key: tuple(row for row in rows if id(row) in whole[key] and not reader.told_by(row))
        for key, rows in seen.registers.items()
    }
    return replace(seen, registers=registers)


def _unlinked(row: Row, hidden: dict[str, Container[str]]) -> Row:
    """Return a row without references to what is kept back, given by column."""
    values = dict(row.values)
    for column, ids in hidden.items():
        value = values.get(column)
        if isinstance(value, str) and value in ids:
            del values[column]
        elif isinstance(value, list):
            values[column] = [key for key in value if key not in ids]
    return row if values == row.values else Row(row.register, row.id, values, row.deleted)


def _keys(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, list) else []
