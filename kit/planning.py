"""What commands and the follow-up notebook say: rehearsals, comparisons, ready-made rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from kit.analysis.wording import counted
from kit.answers import Intake, RawRow, admit
from kit.bank import load
from kit.bank.tables import suggestion
from kit.errors import Problem, SourceError
from kit.model.scenario import Scenario
from kit.workshop import open_workshop

if TYPE_CHECKING:
    from kit.analysis.rehearsal import Rehearsal

SIGNS = {"new": "+", "gone": "-", "changed": "~"}
HOURS_A_DAY = 24


def scenario_named(name: str) -> Scenario:
    """Return a scenario by its id or title.

    Raises:
        SourceError: There is none of that name; says which there are.
    """
    wanted = name.casefold().strip().replace("-", "_").replace(" ", "_")
    found = load().scenarios
    for one in found:
        if wanted in {one.id, one.title.casefold().replace("-", "_").replace(" ", "_")}:
            return one
    fix = suggestion(wanted, [one.id for one in found])
    raise SourceError([Problem("scenario", f"'{name}'", "a scenario of the kit", fix)])


def scenario_lines() -> Iterator[str]:
    """Yield the scenarios, one a line."""
    for one in load().scenarios:
        yield f"{one.id}: {one.title} ({one.minutes} minutes, {len(one.needs)} needs)"


def rehearsal(source: str | Path, name: str) -> Rehearsal:
    """Return what a workshop lacks to stand a scenario."""
    from kit.analysis.rehearsal import rehearse  # noqa: PLC0415  numpy only when rehearsing

    scenario = scenario_named(name)
    with open_workshop(source) as workshop:
        return rehearse(workshop.snapshot, workshop.bank, scenario)


def rehearsal_lines(source: str | Path, name: str, *, add: bool = False) -> Iterator[str]:
    """Yield a rehearsal to read aloud.

    Args:
        source: A workshop; one that can be written to when `add` is set.
        name: The scenario's id or title.
        add: Record the proposed commitments.
    """
    found = rehearsal(source, name)
    scenario = found.scenario
    yield f"{scenario.title} ({scenario.minutes} minutes)"
    yield scenario.story
    yield ""
    for moment in found.moments:
        who = f" [{moment.asked}{', not at the table' if moment.absent else ''}]"
        yield f"  {_hour(moment.hour)}: {moment.what}{who if moment.asked else ''}"
    yield ""
    yield f"{found.met} of {counted(found.needs, 'need')} {'is' if found.met == 1 else 'are'} met."
    for gap in found.gaps:
        yield f"- {gap.sentence}."
        for shown in gap.shown:
            yield f"    {shown}"
        receiver = f" for {gap.receiver_name}" if gap.receiver_name else ""
        owner = f" ({gap.owner})" if gap.owner else ""
        by = f" by {gap.due}" if gap.due else ""
        yield f"    Promise: {gap.giver_name}{owner}{receiver}{by}: {gap.what}."
    if scenario.discussion:
        yield ""
        yield "Talk about:"
        yield from (f"  {line}" for line in scenario.discussion)
    if add and found.gaps:
        with open_workshop(source, write=True) as workshop:
            there = {row.id for row in workshop.snapshot.rows("commitments")}
            proposed = [row for gap in found.gaps if (row := gap.commitment()).id not in there]
            workshop.store.record(proposed)
        yield f"{counted(len(proposed), 'proposed commitment')} written."
        if kept := len(found.gaps) - len(proposed):
            yield f"{counted(kept, 'commitment')} of an earlier rehearsal left as they stand."


def _hour(hour: float) -> str:
    if abs(hour) >= 2 * HOURS_A_DAY:
        days = round(abs(hour) / HOURS_A_DAY)
        return f"{days} days {'before' if hour < 0 else 'later'}"
    if hour == 0:
        return "The hour"
    minutes = round(abs(hour) * 60)
    amount = f"{minutes} minutes" if minutes % 60 else f"{minutes // 60} h"
    return f"{amount} {'before' if hour < 0 else 'later'}"


def comparison_lines(old: str | Path, new: str | Path) -> Iterator[str]:
    """Yield what changed, kind by kind, and what is due."""
    from kit.analysis.comparison import TITLES, compare  # noqa: PLC0415  numpy when comparing

    with open_workshop(old) as before, open_workshop(new) as after:
        found = compare(before.snapshot, after.snapshot, after.bank)
        names = [one.snapshot.organisation.name for one in (before, after)]
    yield f"From {found.old_date or 'no date'} to {found.new_date or 'no date'}"
    if names[0] != names[1]:
        yield f"Two organisations: {names[0]}, then {names[1]}. Is that what you meant?"
    if found.old_date > found.new_date > "":
        yield "The first is the later one. Is that what you meant?"
    if not found.changes:
        yield "Nothing has changed."
    order = list(TITLES)
    changes = sorted(found.changes, key=lambda one: order.index(one.kind))
    for kind, group in groupby(changes, key=lambda one: one.kind):
        yield ""
        yield TITLES[kind]
        yield from (f"  {SIGNS[one.sign]} {one.sentence}" for one in group)
    if found.due:
        yield ""
        yield "Due"
        for one in found.due:
            late = " (overdue)" if one.overdue else ""
            who = f", {one.who}" if one.who else ""
            yield f"  {one.day.isoformat()}{late} {one.kind}: {one.what}{who}"


def starter_rows() -> dict[str, list[dict[str, str]]]:
    """Return the ready-made rows by register, as text cells."""
    found = {}
    for entry in sorted((files("kit") / "content" / "starters").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".csv"):
            lines = entry.read_text(encoding="utf-8-sig").splitlines()
            found[entry.name.removesuffix(".csv")] = list(csv.DictReader(lines))
    return found


def take_starters(source: str | Path) -> Iterator[str]:
    """Record the ready-made rows of every register that is still empty, and yield what was taken.

    Raises:
        StoreError, SourceError: The workshop cannot be written to.
    """
    with open_workshop(source, write=True) as workshop:
        empty = {
            register: rows
            for register, rows in starter_rows().items()
            if not workshop.snapshot.rows(register)
        }
        raw = tuple(
            RawRow(
                register, {key: cell for key, cell in row.items() if cell}, f"starter {register}"
            )
            for register, rows in empty.items()
            for row in rows
        )
        workshop.store.record(admit(workshop.bank, Intake("starters", {}, raw), workshop.snapshot))
        titles = workshop.bank.registers
        for register, rows in empty.items():
            yield f"{titles[register].title}: {len(rows)} rows to edit"
        if not empty:
            yield "Every register has rows already; nothing was written."
