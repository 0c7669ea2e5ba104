"""Dates of a workshop as events: calendar items, check-ins, deadlines, promises, reviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kit.answers import one_line
from kit.exchange.events import Event, event_uid
from kit.model.content import Bank
from kit.model.workshop import Organisation, Row, Snapshot

CONFIRMED = frozenset({"approved", "scheduled", "published"})
DELICATE = frozenset({"sensitive", "crisis"})
DONE = frozenset({"done", "kept", "held", "cancelled", "dropped", "closed", "accepted"})


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a register that people want in their calendar.

    Attributes:
        column: The date's column.
        says: What the event is called; `{}` is the row's own words.
        words: The columns that say what it is, the first filled one counts.
        departments: The columns naming whose calendar it belongs in; none: everybody's.
    """

    register: str
    column: str
    says: str
    words: tuple[str, ...]
    departments: tuple[str, ...] = ("department",)


DATES = (
    Dated("check_ins", "date", "Check-in", ()),
    Dated("commitments", "due", "Due: {}", ("what",), ("giver", "receiver")),
    Dated("asks", "due", "Due: {}", ("what",), ("giver", "receiver")),
    Dated("deliveries", "due", "To hand over: {}", ("ask",), ()),
    Dated("goals", "due", "Goal due: {}", ("goal",)),
    Dated("pilots", "review", "Review of the pilot", ()),
    Dated("closings", "closes_on", "Account closes: {}", ("account",), ()),
    Dated("launches", "date", "Launch: {}", ("launch",)),
    Dated("assessments", "date", "Looking at it together: {}", ("what",), ("departments",)),
    Dated("assessments", "next", "Looking at it again: {}", ("what",), ("departments",)),
    Dated("risks", "review", "Look again at a risk: {}", ("note", "risk"), ()),
    Dated("horizon", "takes_effect", "Takes effect: {}", ("signal",), ("seen_by", "affected")),
    Dated("expected_changes", "due", "Expected change: {}", ("change",)),
    Dated("training", "date", "Training: {}", ("kind",), ("given_by", "departments")),
    Dated("messages", "comments_until", "Comments until: {}", ("message",), ("contributors",)),
    Dated("forecasts", "by", "Count what happened: {}", ("what",), ()),
    Dated("needs_and_offers", "by", "Needed or offered: {}", ("what",), ("department", "other")),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """An event and the departments whose calendar it belongs in; none: everybody's."""

    event: Event
    departments: frozenset[str] = field(default_factory=frozenset)


def planned_events(snapshot: Snapshot, bank: Bank, zone: str = "") -> Iterator[Planned]:
    """Yield every dated thing a snapshot shows; what a reader may not know is not in it.

    Args:
        snapshot: The workshop as its reader may see it.
        bank: Whose words name choices and rows.
        zone: The organisation's time zone, for items that name none.
    """
    names = _Names(snapshot, bank)
    for row in snapshot.rows("calendar_items"):
        if row.values.get("start"):
            yield _item(row, names, zone)
    for dated in DATES:
        for row in snapshot.rows(dated.register):
            if row.values.get(dated.column):
                yield _date(row, dated, names)


class _Names:
    """Ids in the words people know."""

    def __init__(self, snapshot: Snapshot, bank: Bank) -> None:
        self.organisation: Organisation = snapshot.organisation
        self.snapshot, self.bank = snapshot, bank

    def shown(self, register: str, column: str, value: object) -> str:
        """Return a value in words: labels of choices, names of rows."""
        found = (
            self.bank.registers[register].column(column)
            if register in self.bank.registers
            else None
        )
        if isinstance(value, list):
            return ", ".join(self.shown(register, column, one) for one in value)
        if found is None or value is None:
            return one_line(str(value or ""))
        for choice in found.format.choices:
            if choice.id == value:
                return choice.label
        if found.format.refers_to:
            return self._row(found.format.refers_to, str(value))
        return one_line(str(value))

    def _row(self, register: str, key: str) -> str:
        told = self.bank.registers.get(register)
        for row in self.snapshot.rows(register):
            if row.id == key and told is not None:
                return one_line(str(row.values.get(told.key[0]) or key))
        return key


def _item(row: Row, names: _Names, zone: str) -> Planned:
    get = row.values.get
    department = str(get("department") or "")
    details = [
        (label, names.shown("calendar_items", column, get(column)))
        for label, column in (
            ("Department", "department"), ("Kind", "kind"), ("State", "state"),
            ("Channels", "channels"), ("Says", "snippet"), ("Owner", "owner"),
            ("Approved by", "approvers"),
        )
        if get(column)
    ]  # fmt: skip
    state = str(get("state") or "")
    status = (
        "CANCELLED" if state == "cancelled" else "CONFIRMED" if state in CONFIRMED else "TENTATIVE"
    )
    event = Event(
        uid=event_uid(names.organisation.name, "calendar_items", row.id),
        title=one_line(str(get("title") or row.id)),
        first=str(get("start")),
        last=str(get("end") or get("start")),
        opens=str(get("start_time") or ""),
        closes=str(get("end_time") or ""),
        zone=str(get("zone") or zone),
        details=tuple(f"{label}: {text}" for label, text in details),
        status=status,
        sequence=max(row.version - 1, 0),
        stamp=row.written_at,
        private=get("sensitivity") in DELICATE,
        categories=(names.shown("calendar_items", "kind", get("kind")),),
    )
    return Planned(event, frozenset({department} - {""}))


def _date(row: Row, dated: Dated, names: _Names) -> Planned:
    get = row.values.get
    departments = set()
    for column in dated.departments:
        value = get(column)
        departments |= set(map(str, value)) if isinstance(value, list) else {str(value or "")}
    departments.discard("")
    said = next((names.shown(dated.register, c, get(c)) for c in dated.words if get(c)), "")
    whose = ", ".join(names.shown("check_ins", "department", key) for key in sorted(departments))
    title = dated.says.replace("{}", said) if said else dated.says.replace(": {}", "")
    if not dated.words and whose:
        title = f"{title}: {whose}"
    details = [f"Departments: {whose}"] if whose else []
    details += [f"Owner: {one_line(str(get('owner')))}"] if get("owner") else []
    done = str(get("state") or get("held") or "") in DONE
    event = Event(
        uid=event_uid(names.organisation.name, f"{dated.register}.{dated.column}", row.id),
        title=title,
        first=str(get(dated.column)),
        last=str(get(dated.column)),
        details=tuple(details),
        status="CONFIRMED",
        sequence=max(row.version - 1, 0),
        stamp=row.written_at,
        categories=("Done",) if done else (),
    )
    return Planned(event, frozenset(departments))
