"""Facts that end and windows in which things must wait (rules 1 to 5 of data.md 3.3, and 16)."""

from __future__ import annotations

from collections.abc import Iterator

from kit.analysis.calendar.days import day_in, day_of, said
from kit.analysis.calendar.nouns import ALL_TIME, Clash, Conflict, Constraint, Effect, Item
from kit.analysis.calendar.table import NEVER, Table
from kit.analysis.wording import counted_words, listed_few, sentence

HOLDS = {"legal_hold": "a legal hold", "quiet_period": "a quiet period"}
PAUSES = {"crisis": "a crisis", "blackout": "a blackout"}
ENDINGS = {"closure", "discontinued"}


def titled(table: Table, item: Item) -> str:
    """Return an item as a sentence names it: `“Spring in Leeds” (Marketing, 3 April 2027)`."""
    return titled_for(table.calendar.names, item)


def titled_for(names: dict[str, str], item: Item) -> str:
    """Return an item as a sentence names it, given the departments' names."""
    day = said(item.local_start) if item.start is not None else "no day yet"
    who = names.get(item.department, item.department) or "nobody yet"
    return f"“{item.title}” ({who}, {day})"


def subject_ended(table: Table) -> Iterator[Clash]:
    """Items about something that has ended by then: a closed site, a product no longer made."""
    for subject in table.calendar.subjects:
        if subject.ends is None:
            continue
        for row in table.about_subject(subject.id, subject.ends, ALL_TIME):
            item = table.items[row]
            found = table.found_in_text(row, (subject.id,))
            yield Clash(
                Conflict.AFTER_END,
                Effect.BLOCK,
                f"{titled(table, item)} is about {subject.name}{found}, "
                f"which ends on {table.say(subject.ends - 1)}{_here(table, item, subject.ends)}",
                f"take it out or rewrite it; {table.owner(subject.owner)} knows the facts",
                (item.id,),
                (subject.id,),
                owner=subject.owner,
                department=item.department,
                day=int(table.start[row]),
            )


def _here(table: Table, item: Item, ends: int) -> str:
    """Return what the clock here says, where the item's own day would not look too late."""
    start = item.start or 0
    if start < ends or day_of(item.local_start) > day_in(ends - 1, table.calendar.zone):
        return ""
    return f"; by the clock of {table.calendar.zone} it goes out on {table.say(start)}"


def before_closure(table: Table) -> Iterator[Clash]:
    """Items about something whose end is public but has not come yet."""
    for subject in table.calendar.subjects:
        if subject.ends is None or subject.announced is None:
            continue
        answered = subject.id in table.calendar.faqs
        fix = "let the owner read the tone" + (
            "" if answered else "; customer service has no prepared answer about it yet: write one"
        )
        for row in table.about_subject(subject.id, subject.announced, subject.ends):
            item = table.items[row]
            if (item.end or 0) > subject.ends:
                continue
            found = table.found_in_text(row, (subject.id,))
            when = table.say(subject.ends - 1)
            words = f"whose end on {when} is public by then"
            if (item.start or 0) < subject.announced:
                public = table.say(subject.announced)
                words = f"whose end on {when} becomes public on {public}, while it runs"
            yield Clash(
                Conflict.BEFORE_END,
                Effect.REVIEW,
                f"{titled(table, item)} is about {subject.name}{found}, {words}",
                fix,
                (item.id,),
                (subject.id,),
                owner=subject.owner,
                department=item.department,
                day=int(table.start[row]),
            )


def constrained(table: Table) -> Iterator[Clash]:
    """Items inside a window that blocks them, asks for a look, or only warns."""
    for constraint in table.calendar.constraints:
        if constraint.sort == "keyword_reserved" and not (constraint.tag or constraint.subjects):
            continue
        if constraint.sort in PAUSES:
            yield from _paused(table, constraint)
        elif constraint.sort == "contract_window":
            yield from _outside_contract(table, constraint)
        else:
            yield from _under(table, constraint)


def _under(table: Table, constraint: Constraint) -> Iterator[Clash]:
    conflict = _conflict(constraint)
    why = _why(constraint)
    until = f" until {table.say_moment(constraint.end)}" if constraint.end < ALL_TIME else ""
    lift = f", or wait until {constraint.lift_condition}" if constraint.lift_condition else ""
    fix = f"hold it{until}{lift}; ask {table.owner(constraint.owner)}"
    for row in table.under(constraint):
        item = table.items[row]
        if item.department in constraint.may_publish or _ended_anyway(table, constraint, item):
            continue
        marks = (*constraint.subjects, f"tag:{constraint.id}")
        yield Clash(
            conflict,
            constraint.effect,
            f"{titled(table, item)}{table.found_in_text(row, marks)} falls under {why}",
            fix,
            (item.id,),
            constraint.subjects,
            constraint.id,
            constraint.owner,
            item.department,
            int(table.start[row]),
        )


def _ended_anyway(table: Table, constraint: Constraint, item: Item) -> bool:
    """Return whether the subject's own end says already what an ending's window would."""
    return constraint.sort in ENDINGS and any(
        (ends := table.subjects[key].ends) is not None and ends <= (item.start or 0)
        for key in constraint.subjects
        if key in table.subjects
    )


def _paused(table: Table, constraint: Constraint) -> Iterator[Clash]:
    rows = [
        row
        for row in table.under(constraint)
        if table.items[row].department not in constraint.may_publish
    ]
    if not rows:
        return
    items = [table.items[row] for row in rows]
    resume = (
        f"from {table.say_moment(constraint.end)}"
        if constraint.end < ALL_TIME
        else "when it is lifted"
    )
    names = listed_few([titled(table, item) for item in items], 3)
    count = counted_words(len(items), "item falls", "items fall").capitalize()
    yield Clash(
        Conflict.IN_BLACKOUT,
        constraint.effect,
        f"{count} into {_why(constraint)}: {names}",
        f"pause {'it' if len(items) == 1 else 'them'} and go on {resume}; "
        f"{table.owner(constraint.owner)} decides",
        tuple(item.id for item in items),
        constraint.subjects,
        constraint.id,
        constraint.owner,
        items[0].department if len({item.department for item in items}) == 1 else "",
        int(table.start[rows[0]]),
    )


def _outside_contract(table: Table, constraint: Constraint) -> Iterator[Clash]:
    for subject in constraint.subjects:
        for row in table.about_subject(subject, NEVER, ALL_TIME):
            item = table.items[row]
            if constraint.start <= (item.start or 0) < constraint.end:
                continue
            yield Clash(
                Conflict.ON_HOLD,
                constraint.effect,
                f"{titled(table, item)} lies outside {_why(constraint)}",
                "move it into the time of the contract, or extend the contract first",
                (item.id,),
                (subject,),
                constraint.id,
                constraint.owner,
                item.department,
                int(table.start[row]),
            )


def _conflict(constraint: Constraint) -> Conflict:
    match constraint.sort:
        case "embargo":
            return Conflict.BEFORE_LIFT
        case "closure" | "discontinued":
            return Conflict.AFTER_END
        case "holiday":
            return Conflict.HOLIDAY_OR_NIGHT
        case "keyword_reserved":
            return Conflict.KEYWORD_CLASH
        case "capacity":
            return Conflict.CROWDED
        case _:
            return Conflict.ON_HOLD


def _why(constraint: Constraint) -> str:
    kind = (
        HOLDS
        | PAUSES
        | {
            "embargo": "an embargo",
            "closure": "a closure",
            "discontinued": "the end of a product",
            "holiday": "a holiday",
            "keyword_reserved": "a reserved keyword",
            "capacity": "a time with no capacity",
            "contract_window": "the time of a contract",
        }
    )
    reason = constraint.reason_restricted or constraint.reason_public
    words = kind.get(constraint.sort, "a window")
    title = f" ({constraint.title})" if constraint.title else ""
    return f"{words}{title}" + (f": {sentence(reason).rstrip('.')}" if reason else "")


def stale_facts(table: Table) -> Iterator[Clash]:
    """Items nobody has read since a fact they rest on changed."""
    for subject in table.calendar.subjects:
        if subject.changed is None:
            continue
        rows = [
            row
            for row in table.about_subject(subject.id, subject.changed, ALL_TIME)
            if (reviewed := table.items[row].reviewed) is None or reviewed < subject.changed
        ]
        if not rows:
            continue
        items = [table.items[row] for row in rows]
        owners = sorted({table.name(item.department) for item in items})
        count = counted_words(len(items), "item", "items")
        ahead = table.calendar.today is not None and subject.changed > table.calendar.today
        yield Clash(
            Conflict.STALE_FACT,
            Effect.REVIEW,
            f"A fact about {subject.name} change{'s' if ahead else 'd'} on "
            f"{table.say(subject.changed)}; {count} of "
            f"{listed_few(owners)} {'has' if len(items) == 1 else 'have'} not been read "
            f"{'with it in mind' if ahead else 'since'}",
            "read each again and note the day",
            tuple(item.id for item in items),
            (subject.id,),
            owner=subject.owner,
            department=items[0].department if len(owners) == 1 else "",
            day=int(table.start[rows[0]]),
        )


def maybe_about(table: Table) -> Iterator[Clash]:
    """Items whose text has a word like a subject's name: they are asked about, never decided."""
    for row, about in enumerate(table.about):
        for subject, word in about.maybe:
            if not _matters(table, subject, row):
                continue
            item = table.items[row]
            yield Clash(
                Conflict.MAYBE_ABOUT,
                Effect.INFO,
                f"{titled(table, item)} says “{word}”: "
                f"is it perhaps about {table.subjects[subject].name}?",
                "pick the subject from the list, or leave it if not",
                (item.id,),
                (subject,),
                owner=table.subjects[subject].owner,
                department=item.department,
                day=int(table.start[row]),
            )


def _matters(table: Table, subject: str, row: int) -> bool:
    """Return whether being about a subject would change anything for an item."""
    one, start, end = table.subjects[subject], int(table.start[row]), int(table.end[row])
    ended = one.ends is not None and end > (one.announced or one.ends)
    held = any(
        subject in constraint.subjects and start < constraint.end and end > constraint.start
        for constraint in table.calendar.constraints
    )
    return ended or held or one.changed is not None
