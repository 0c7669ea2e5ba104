"""What departments hand to each other: what is missing, what is old, who gives and who gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kit.analysis.looking import day, number, text, today
from kit.analysis.presets import department_for
from kit.analysis.serving import analysis
from kit.analysis.situation import Situation
from kit.model.content import AssetKind

OPEN = {"asked", "promised", "missing"}
DONE = {"sent", "accepted"}


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that one department gives another.

    Attributes:
        state: have, asked, promised, missing, not_needed.
        late: Whether a day on which it was due has passed without it.
        old: Since when what was handed over counts as too old; None: it does not.
    """

    id: str
    what: str
    asset: AssetKind | None
    giver: str
    receiver: str
    state: str
    due: date | None
    received: date | None
    late: bool
    old: date | None

    @property
    def critical(self) -> bool:
        """Return whether something wrong may go out without it."""
        return bool(self.asset and self.asset.critical)


@analysis("Asks ledger: have, asked, promised, missing, late, too old", "S1-03", "S1-30", "S0-58")
def asks(situation: Situation) -> tuple[Ask, ...]:
    """Return every ask in the order of its register."""
    kinds = {one.id: one for one in situation.bank.assets}
    now = today(situation)
    due = _deliveries(situation)
    found = []
    for row in situation.snapshot.rows("asks"):
        kind = kinds.get(text(row, "asset"))
        received = max(filter(None, (day(row, "received_on"), due.get(row.id, {}).get("came"))),
                       default=None)  # fmt: skip
        missed = due.get(row.id, {}).get("open")
        open_day = missed or day(row, "due")
        stale = number(row, "stale_days")
        stale = stale if stale is not None else (kind.stale_days if kind else 0.0)
        old = received + timedelta(days=stale) if received and stale else None
        state = text(row, "state")
        found.append(
            Ask(
                id=row.id,
                what=text(row, "what") or row.id,
                asset=kind,
                giver=text(row, "giver"),
                receiver=text(row, "receiver"),
                state=state,
                due=open_day,
                received=received,
                late=bool(now and open_day and open_day < now and (missed or state in OPEN)),
                old=old if now and old and old < now and state == "have" else None,
            )
        )
    return tuple(found)


def _deliveries(situation: Situation) -> dict[str, dict[str, date | None]]:
    """Return for each ask the day its last delivery came and the day the next one is due."""
    found: dict[str, dict[str, date | None]] = {}
    for row in situation.snapshot.rows("deliveries"):
        dates = found.setdefault(text(row, "ask"), {"came": None, "open": None})
        due, came = day(row, "due"), day(row, "delivered_on")
        if came or text(row, "state") in DONE:
            dates["came"] = max(filter(None, (dates["came"], came or due)), default=None)
        elif due:
            dates["open"] = min(filter(None, (dates["open"], due)))
    return found


@analysis("Assets nobody has asked for yet", "S1-02", "S1-03", "S1-30")
def never_asked(situation: Situation) -> tuple[AssetKind, ...]:
    """Return what a department here usually gives to social media and nobody has asked it for."""
    asked = {text(row, "asset") for row in situation.snapshot.rows("asks")}
    return tuple(
        kind
        for kind in situation.bank.assets
        if not kind.returns
        and kind.giver
        and kind.id not in asked
        and department_for(situation, kind.giver)
    )


@dataclass(frozen=True, slots=True)
class Exchange:
    """What passes between two departments: how many things, how many arrived, how many late."""

    giver: str
    receiver: str
    owed: int
    arrived: int
    late: int


@analysis("Reciprocity: what each pair of departments owes each other", "S0-57", "S4-28", "S1-30")
def exchanges(situation: Situation) -> tuple[Exchange, ...]:
    """Return what passes between each pair, in the order of the departments."""
    pairs: dict[tuple[str, str], list[Ask]] = {}
    for ask in asks(situation):
        if ask.state != "not_needed" and ask.giver and ask.receiver:
            pairs.setdefault((ask.giver, ask.receiver), []).append(ask)
    order = {key: place for place, key in enumerate(situation.names)}
    rows = [
        Exchange(
            giver,
            receiver,
            len(found),
            sum(ask.state == "have" and not ask.late for ask in found),
            sum(ask.late for ask in found),
        )
        for (giver, receiver), found in pairs.items()
    ]
    last = len(order)
    return tuple(
        sorted(rows, key=lambda one: (order.get(one.giver, last), order.get(one.receiver, last)))
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """How much a department gives and gets, counted over every register that says so."""

    department: str
    gives: int
    gets: int


@analysis("Who gives and who gets", "S0-57", "S4-28", "S0-58")
def balances(situation: Situation) -> tuple[Balance, ...]:
    """Return for each department how many things it gives and how many it gets."""
    gives = dict.fromkeys(situation.names, 0)
    gets = dict.fromkeys(situation.names, 0)
    for ask in asks(situation):
        if ask.state != "not_needed":
            gives[ask.giver] = gives.get(ask.giver, 0) + 1
            gets[ask.receiver] = gets.get(ask.receiver, 0) + 1
    for row in situation.snapshot.rows("give_and_get"):
        department = text(row, "department")
        gives[department] = gives.get(department, 0) + bool(text(row, "gives"))
        gets[department] = gets.get(department, 0) + bool(text(row, "gets"))
    for row in situation.snapshot.rows("hours_asked"):
        department = text(row, "department")
        gives[department] = gives.get(department, 0) + 1
    for row in situation.snapshot.rows("commitments"):
        if text(row, "state") != "dropped":
            for side, column in ((gives, "giver"), (gets, "receiver")):
                key = text(row, column)
                side[key] = side.get(key, 0) + bool(key)
    return tuple(Balance(key, gives[key], gets[key]) for key in situation.names)
