"""What leaves a workshop on files for people: worksheets, guides and calendars.

Each department gets what it may know: rows on hold for it are neither printed nor named.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from kit.answers import folded, short_hash, slug
from kit.errors import InputError, Problem
from kit.exchange.events import Event
from kit.model.content import Bank, Topic
from kit.model.workshop import Row, Snapshot
from kit.workshop import Workshop

if TYPE_CHECKING:
    from kit.analysis.calendar.secrets import Reader
    from kit.show.worksheets.form import Form

CONTEXT = frozenset({"calendar_constraints", "calendar_subjects", "approval_policy"})
"""Registers that change what others' events say, or when."""


class SheetFormat(StrEnum):
    """What worksheets can be written as."""

    XLSX = "xlsx"
    PDF = "pdf"
    XLSFORM = "xlsform"
    MARKDOWN = "md"
    HTML = "html"


def known_to(snapshot: Snapshot, bank: Bank, department: str) -> Snapshot:
    """Return the rows that a department may know as they stand, for printing and picking.

    Rows that it may only know in part are left out: sent back, they would overwrite the whole.
    """
    from kit.analysis.calendar import known_whole  # noqa: PLC0415  only when something is sent

    return known_whole(snapshot, bank, department)


def write_worksheets(  # noqa: PLR0913  the last three have their usual values
    workshop: Workshop | None,
    bank: Bank,
    out: Path,
    formats: Sequence[SheetFormat],
    *,
    departments: Sequence[str] = (),
    topics: Sequence[str] = (),
    round_no: int = 1,
) -> Iterator[Path]:
    """Write worksheets and yield the files.

    Args:
        workshop: The workshop they belong to; None for blanks.
        bank: What is asked.
        out: The folder for them.
        formats: What to write.
        departments: Ids or names; empty for every department of the workshop.
        topics: Ids of the topics asked; empty for all.
        round_no: The round the answers will belong to.

    Raises:
        SourceError: There is no such department.
        InputError: There is no such topic, or a page to fill in is wanted without a workshop.
    """
    from kit.show.worksheets import form as drawing  # noqa: PLC0415  only when one is drawn

    known = [topic.id for topic in bank.topics]
    wrong = [topic for topic in topics if topic not in known]
    if wrong:
        allowed, fix = "a topic", f"Use one of: {', '.join(known)}."
        raise InputError([Problem("--topic", f"'{one}'", allowed, fix) for one in wrong])
    if workshop is None and SheetFormat.HTML in formats:
        allowed, fix = "for a workshop", "Name the workshop whose people fill it in."
        raise InputError([Problem("--format html", "a page for nobody", allowed, fix)])
    out.mkdir(parents=True, exist_ok=True)
    if workshop is None:
        form = replace(drawing.make_form(bank, round_no=round_no), chosen=tuple(topics))
        yield from _write(out, "worksheet", form, formats)
        yield from _write_guide(out, form, formats)
        return
    wanted = [workshop.department_id(name) for name in departments]
    rows = workshop.snapshot.rows("departments")
    for key in wanted or [row.id for row in rows] or [""]:
        seen = known_to(workshop.snapshot, bank, key)
        form = replace(drawing.make_form(bank, seen, key, round_no), chosen=tuple(topics))
        stem = f"worksheet-{slug(key or 'anybody')}"
        yield from _write(out, stem, form, [one for one in formats if one is not SheetFormat.HTML])
        if SheetFormat.HTML in formats:
            file = out / f"{stem}.html"
            chosen = [topic for topic in bank.topics if not topics or topic.id in topics]
            file.write_text(_page(seen, bank, chosen, key, round_no), encoding="utf-8")
            yield file
    if not departments:
        form = drawing.make_form(bank, known_to(workshop.snapshot, bank, ""), "", round_no)
        yield from _write_guide(out, form, [one for one in formats if one is not SheetFormat.HTML])


def _write(out: Path, stem: str, form: Form, formats: Sequence[SheetFormat]) -> Iterator[Path]:
    from kit.show.worksheets import draw  # noqa: PLC0415  as above

    for wanted in formats:
        for suffix, data in draw(form, wanted.value):
            file = out / f"{stem}{suffix}"
            file.write_bytes(data)
            yield file


def _page(
    seen: Snapshot, bank: Bank, topics: Sequence[Topic], department: str, round_no: int
) -> str:
    """Return a worksheet that is filled in in a browser, from a disk or a mail."""
    from kit.exchange.schema import WORKSHOP_SCHEMA  # noqa: PLC0415  as above
    from kit.show.forms import question_item, register_item, worksheet  # noqa: PLC0415  as above

    items = [
        question_item(question, bank, seen, department=department, round_no=round_no)
        for topic in topics
        for question in topic.questions
    ]
    items += [register_item(one, bank, seen) for topic in topics for one in topic.registers]
    return worksheet(seen.organisation.name, "", items, WORKSHOP_SCHEMA)


def _write_guide(out: Path, form: Form, formats: Sequence[SheetFormat]) -> Iterator[Path]:
    from kit.show.worksheets import draw_guide  # noqa: PLC0415  as above

    for wanted in formats:
        for name, data in draw_guide(form, wanted.value):
            file = out / name
            file.write_bytes(data)
            yield file


def parse_sheet_formats(text: str) -> list[SheetFormat]:
    """Return the formats named in a list with commas.

    Raises:
        InputError: One of them is no format.
    """
    known = {one.value: one for one in SheetFormat}
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        allowed, fix = f"one of {', '.join(known)}", "Write them with commas: xlsx,pdf,md."
        raise InputError(
            [Problem("--format", f"'{name}'", allowed, fix) for name in wrong or [text]]
        )
    return [known[name] for name in dict.fromkeys(names)]


def write_calendars(workshop: Workshop, out: Path, departments: Sequence[str] = ()) -> list[Path]:
    """Write one calendar file a department and one an approver, and return them.

    Each shows what its reader may know: where something is on hold, only whom to ask. What was
    taken out of the workshop is written as cancelled, so that calendars take it out too.

    Args:
        workshop: Whose dates are written.
        out: The folder for the files.
        departments: Ids or names; empty for every department, and then approvers as well.

    Raises:
        SourceError: There is no such department.
    """
    from kit.exchange.events import write_ics  # noqa: PLC0415  icalendar only when written

    out.mkdir(parents=True, exist_ok=True)
    dates = _Dates(workshop)
    organisation = workshop.snapshot.organisation
    wanted = [workshop.department_id(name) for name in departments]
    files: dict[str, tuple[str, list[Event]]] = {}
    for row in workshop.snapshot.rows("departments"):
        if not wanted or row.id in wanted:
            name = f"{organisation.name}: {row.values.get('name') or row.id}"
            file = _own_file(f"calendar-{slug(row.id)}", row.id, files)
            files[file] = (name, dates.of_department(row.id))
    for person, events in ({} if wanted else dates.of_approvers()).items():
        file = _own_file(f"approvals-{slug(person)}", person, files)
        files[file] = (f"{organisation.name}: {person} approves", events)
    written = []
    for file, (name, events) in files.items():
        (out / file).write_bytes(write_ics(events, name, organisation.workshop_date))
        written.append(out / file)
    return written


def _own_file(stem: str, key: str, taken: Container[str]) -> str:
    """Return a file name that no other department or person has: `a.b` and `a_b` read alike."""
    file = f"{stem}.ics"
    return f"{stem}-{short_hash(key)}.ics" if file in taken else file


class _Dates:
    """The dates of a workshop, seen with one reader's eyes at a time."""

    def __init__(self, workshop: Workshop) -> None:
        from kit.analysis.calendar.reading import zone_for  # noqa: PLC0415  as above

        self.workshop, self.bank = workshop, workshop.bank
        self.snapshot = workshop.snapshot
        zone = zone_for(self.snapshot.organisation)
        self.zone = "" if zone == "UTC" else zone
        self.removed = _removed(workshop)
        self.context = _versions(workshop, CONTEXT)

    def of_department(self, department: str) -> list[Event]:
        """Return the events of one department and those of everybody."""
        from kit.exchange.dates_out import planned_events  # noqa: PLC0415  as above

        kept: list[Event] = []
        for cancelled, snapshot in ((False, self.snapshot), (True, self.removed)):
            if cancelled and not any(snapshot.registers.values()):
                continue
            reader = self._reader(snapshot, department)
            for planned in planned_events(reader.seen(), self.bank, self.zone):
                if not planned.departments or department in planned.departments:
                    event = self._numbered(_told(planned.event, reader))
                    kept.append(replace(event, status="CANCELLED") if cancelled else event)
        return kept

    def _numbered(self, event: Event) -> Event:
        """Return the event with a SEQUENCE that also grows when what it may say has changed."""
        return replace(event, sequence=event.sequence + self.context)

    def of_approvers(self) -> dict[str, list[Event]]:
        """Return, for each person who approves, the days by which to look at what."""
        found: dict[str, tuple[str, list[Event]]] = {}
        for cancelled, snapshot in ((False, self.snapshot), (True, self.removed)):
            if not snapshot.rows("calendar_items"):
                continue
            for person, event in self._approvals(snapshot):
                told = self._numbered(replace(event, status="CANCELLED") if cancelled else event)
                found.setdefault(folded(person), (person, []))[1].append(told)
        return dict(found.values())

    def _approvals(self, snapshot: Snapshot) -> Iterator[tuple[str, Event]]:
        from kit.analysis.calendar.approvals import approval_day, policy_of  # noqa: PLC0415  loaded when it is needed
        from kit.analysis.calendar.reading import read_calendar  # noqa: PLC0415  loaded when it is needed
        from kit.analysis.calendar.table import Table  # noqa: PLC0415  loaded when it is needed
        from kit.exchange.events import event_uid  # noqa: PLC0415  loaded when it is needed

        table = Table(read_calendar(snapshot, self.bank))
        versions = {row.id: row for row in snapshot.rows("calendar_items")}
        for item in table.items:
            policy = policy_of(table, item)
            people = item.approvers or (policy.approvers if policy else ())
            day = approval_day(table, item).isoformat()
            row = versions[item.id]
            for person in {folded(one): one for one in people}.values():
                event = Event(
                    uid=event_uid(
                        self.snapshot.organisation.name, "approval", f"{item.id}.{slug(person)}"
                    ),
                    title=f"Approve: {item.title}",
                    first=day,
                    last=day,
                    details=_when(table.name(item.department), row),
                    sequence=max(row.version - 1, 0),
                    stamp=row.written_at,
                    private=item.sensitivity != "",
                )
                reader = self._reader(snapshot, self._department_of(person))
                yield person, self._approval(event, item.id, reader)

    @staticmethod
    def _approval(event: Event, item: str, reader: Reader) -> Event:
        hold = reader.hidden_items.get(item)
        if hold is not None:
            return replace(event, title=f"Approve: on hold, ask {hold.ask}", details=())
        return _told(event, reader)

    def _department_of(self, person: str) -> str:
        for row in self.snapshot.rows("participants"):
            if str(row.values.get("name", "")).casefold() == person.casefold():
                return str(row.values.get("department") or "")
        return ""

    def _reader(self, snapshot: Snapshot, department: str) -> Reader:
        from kit.analysis.calendar.secrets import Reader  # noqa: PLC0415  as above

        return Reader(snapshot, self.bank, department)


def _when(department: str, row: Row) -> tuple[str, ...]:
    return (f"Department: {department}", f"Goes out on: {row.values.get('start')}")


def _told(event: Event, reader: Reader) -> Event:
    """Return the event with every text as its reader may know it."""
    return replace(
        event,
        title=reader.safe(event.title),
        details=tuple(reader.safe(line) for line in event.details),
    )


def _versions(workshop: Workshop, registers: Container[str]) -> int:
    """Return how often something was written in these registers; it never falls."""
    return sum(version.entry.register in registers for version in workshop.store.history(Row))


def _removed(workshop: Workshop) -> Snapshot:
    """Return the rows that were taken out, as they last stood, one version on."""
    last: dict[tuple[str, str], Row] = {}
    gone: dict[tuple[str, str], Row] = {}
    for version in workshop.store.history(Row):
        row, place = version.entry, (version.entry.register, version.entry.id)
        if row.deleted and place in last:
            gone[place] = replace(
                last[place], version=version.version, written_at=version.written_at
            )
        else:
            gone.pop(place, None)
            last[place] = row
    registers = {
        key: tuple(row for (register, _), row in gone.items() if register == key)
        for key in {register for register, _ in gone}
    }
    keep = {"departments", "participants", *CONTEXT}
    for key in keep:
        present = workshop.snapshot.rows(key)
        registers[key] = (
            (*present, *registers.get(key, ())) if key.startswith("calendar") else present
        )
    return replace(workshop.snapshot, answers=(), registers=registers)
