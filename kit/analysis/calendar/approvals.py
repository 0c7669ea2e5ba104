"""Approvals and assets that cannot come in time, people asked for too many (rules 6, 7, 13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from kit.analysis.calendar.days import (
    day_in,
    day_of,
    local_minute,
    said,
    working_day_before,
    working_days,
)
from kit.analysis.calendar.nouns import Clash, Conflict, Effect, Item, Policy
from kit.analysis.calendar.table import Table
from kit.analysis.calendar.windows import titled
from kit.analysis.wording import counted_words, listed, listed_few

APPROVED = {"approved", "scheduled", "published"}
DELICATE = {"sensitive", "crisis", "confidential", "high"}


def chain_of(table: Table, item: Item) -> tuple[Policy, ...]:
    """Return the approvals an item needs: all policies among those that fit it most closely."""
    fitting = [
        policy
        for policy in table.calendar.policies
        if policy.sort in {"", item.sort} and policy.sensitivity in {"", item.sensitivity}
    ]
    closest = max((_closeness(one) for one in fitting), default=None)
    return tuple(one for one in fitting if _closeness(one) == closest)


def _closeness(policy: Policy) -> tuple[bool, bool]:
    return bool(policy.sensitivity), bool(policy.sort)


def policy_of(table: Table, item: Item) -> Policy | None:
    """Return an item's approvals as one: everybody who says yes, and the working days it takes.

    One after the other adds the days up; at the same time takes the longest.
    """
    chain = chain_of(table, item)
    if len(chain) <= 1:
        return next(iter(chain), None)
    serial, days = any(one.serial for one in chain), [one.working_days for one in chain]
    people = dict.fromkeys(person for one in chain for person in one.approvers)
    first = chain[0]
    total = sum(days) if serial else max(days)
    return Policy(first.sort, first.sensitivity, tuple(people), total, serial)


def approval_day(table: Table, item: Item) -> date:
    """Return the day by which an item must be ready: as written, or counted back."""
    if item.draft_due is not None:
        return day_of(item.draft_due)
    policy = policy_of(table, item)
    days = int(-(-policy.working_days // 1)) if policy else 1
    return working_day_before(day_of(item.local_start), days, table.calendar.country)


def approval_too_late(table: Table) -> Iterator[Clash]:
    """Items without a required approver, or with less time than their approval takes."""
    if not table.calendar.policies and not any(one.sensitivity for one in table.items):
        return
    today = table.calendar.today
    for item in table.items:
        if item.status in APPROVED:
            continue
        policy = policy_of(table, item)
        said_so = _too_late(table, item, policy, today)
        if said_so:
            yield Clash(
                Conflict.APPROVAL_LATE,
                Effect.BLOCK,
                f"{titled(table, item)} {said_so[0]}",
                said_so[1],
                (item.id,),
                item.subjects,
                owner=item.department,
                department=item.department,
                day=item.start or 0,
            )


def _too_late(
    table: Table, item: Item, policy: Policy | None, today: int | None
) -> tuple[str, str] | None:
    unnamed, late = _unnamed(table, item), _late(table, item, policy, today)
    if unnamed and late:
        return f"{unnamed[0]}; it {late[0]}", f"{unnamed[1]}, and {late[1]}"
    return unnamed or late


def _unnamed(table: Table, item: Item) -> tuple[str, str] | None:
    """Return what is wrong with who approves a delicate item, and what to do."""
    named = {name.casefold() for name in item.approvers}
    for link in chain_of(table, item) if item.sensitivity in DELICATE else ():
        wanted = link.approvers
        if wanted and not named & {name.casefold() for name in wanted}:
            who = listed(wanted, "or")
            return f"is delicate and {who} is not named to approve it", "name them"
    if item.sensitivity in DELICATE and not named:
        return "is delicate and nobody is named to approve it", "name who approves it"
    return None


def _late(
    table: Table, item: Item, policy: Policy | None, today: int | None
) -> tuple[str, str] | None:
    """Return why an item cannot be approved in time, and what to do."""
    if policy is None or today is None:
        return None
    start = day_in(today, table.calendar.zone)
    left = working_days(start, day_of(item.local_start), table.calendar.country)
    if left >= policy.working_days:
        return None
    count = counted_words(left, "working day")
    who = _links(chain_of(table, item), serial=policy.serial)
    return (
        f"has {count} left and its approval takes {policy.working_days:g}{who}",
        "move it, or ask the approvers now whether they can be quicker",
    )


def _links(chain: tuple[Policy, ...], *, serial: bool) -> str:
    """Return who takes how long, ` (Legal 3, then Executive 2)`; nothing for a single yes."""
    if len(chain) <= 1:
        return ""
    parts = [f"{listed(one.approvers, 'or') or 'a yes'} {one.working_days:g}" for one in chain]
    return f" ({', then '.join(parts)})" if serial else f" ({' and '.join(parts)} at the same time)"


def approver_overload(table: Table) -> Iterator[Clash]:
    """People who would have to approve too much in a day, or are away without a deputy."""
    known = {approver.person.casefold(): approver for approver in table.calendar.approvers}
    due: dict[tuple[str, date], list[Item]] = defaultdict(list)
    shown: dict[str, str] = {}
    days: dict[tuple[int | None, int, str, str], date] = {}
    for item in table.items:
        if item.status in APPROVED or not item.approvers:
            continue
        place = (item.draft_due, item.local_start // 1440, item.sort, item.sensitivity)
        if place not in days:
            days[place] = approval_day(table, item)
        for person in item.approvers:
            due[person.casefold(), days[place]].append(item)
            shown[person.casefold()] = min(person, shown.get(person.casefold(), person))
    for (person, day), items in sorted(due.items(), key=lambda pair: (pair[0][1], pair[0][0])):
        approver = known.get(person)
        most = table.limits.approvals_a_day
        if approver and approver.a_day is not None:
            most = approver.a_day
        if len(items) > most:
            yield _overload(items, shown[person], day, most)
        minute = local_minute(day)
        away = approver and any(first <= minute < until for first, until in approver.away)
        if approver and away and not approver.deputy:
            yield Clash(
                Conflict.APPROVER_OVERLOADED,
                Effect.REVIEW,
                f"{shown[person]} is away on {said(minute)}, when "
                f"{listed_few([titled(table, item) for item in items], 2)} would need a yes, "
                "and has no deputy",
                "name a deputy for those days",
                tuple(item.id for item in items),
                day=items[0].start or 0,
            )


def _overload(items: list[Item], person: str, day: date, most: float) -> Clash:
    return Clash(
        Conflict.APPROVER_OVERLOADED,
        Effect.WARN,
        f"{person} would have to approve {len(items)} items by {said(local_minute(day))}; "
        f"{most:g} a day is the limit",
        "spread them over earlier days, or name a second person",
        tuple(item.id for item in items),
        day=items[0].start or 0,
    )


def asset_too_late(table: Table) -> Iterator[Clash]:
    """Items that need something which comes after their draft must be ready, or on no known day."""
    for item in table.items:
        for key in item.needs:
            asset = table.assets.get(key)
            if asset is None or asset.arrived:
                continue
            ready = approval_day(table, item)
            if asset.due is not None and day_of(asset.due) <= ready:
                continue
            comes = f"comes on {said(asset.due)}" if asset.due is not None else "has no date"
            yield Clash(
                Conflict.ASSET_LATE,
                Effect.REVIEW,
                f"{titled(table, item)} needs {asset.name} by {said(local_minute(ready))}; "
                f"it {comes}",
                f"agree on an earlier day with {table.owner(asset.giver)}, or move the item",
                (item.id,),
                item.subjects,
                owner=asset.giver,
                department=item.department,
                day=item.start or 0,
            )
