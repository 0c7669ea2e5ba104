"""The workshop's plans, recomputed when a block is skipped or stretched."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from kit.errors import ContentError, InputError, Problem

HOUR = 60
DAY = 24 * HOUR
LONGEST_BLOCK = 8 * HOUR


@dataclass(frozen=True, slots=True)
class Part:
    """One step inside a block."""

    minutes: int
    what: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a plan; its minutes are those of its parts."""

    id: str
    title: str
    parts: tuple[Part, ...]
    topic: str = ""
    rest: bool = False

    @property
    def minutes(self) -> int:
        """Return how long it takes."""
        return sum(part.minutes for part in self.parts)


@dataclass(frozen=True, slots=True)
class Agenda:
    """One plan."""

    id: str
    title: str
    people: str
    before: str
    blocks: tuple[Block, ...]

    @property
    def minutes(self) -> int:
        """Return how long the whole takes, breaks included."""
        return sum(block.minutes for block in self.blocks)


@cache
def agendas() -> dict[str, Agenda]:
    """Return the plans by their ids.

    Raises:
        ContentError: A plan's blocks do not add up to the minutes it promises.
    """
    text = (files("kit") / "content" / "agendas.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)["agendas"]
    plans = {table["id"]: _agenda(table) for table in tables}
    problems = [
        Problem(f"content/agendas.toml, {table['id']}", f"{plans[table['id']].minutes} minutes",
                f"the {table['minutes']} it promises", "Correct a part or the sum.")
        for table in tables if plans[table["id"]].minutes != table["minutes"]
    ]  # fmt: skip
    if problems:
        raise ContentError(problems)
    return plans


def _agenda(table: Mapping[str, Any]) -> Agenda:
    blocks = tuple(
        Block(
            block["id"],
            block["title"],
            tuple(Part(minutes, what) for minutes, what in block["parts"]),
            block.get("topic", ""),
            block.get("rest", False),
        )
        for block in table["blocks"]
    )
    return Agenda(table["id"], table["title"], table["people"], table["before"], blocks)


def plan(name: str, skip: Sequence[str] = (), stretch: Mapping[str, int] | None = None) -> Agenda:
    """Return a plan without some blocks and with others longer or shorter.

    Args:
        name: The plan's id.
        skip: Ids of blocks to leave out.
        stretch: Ids of blocks to the minutes they shall take; their parts share them as before,
            none shorter than a minute.

    Raises:
        InputError: No such plan or block, too few minutes for a block's parts or more than a
            working day, a block both left out and stretched, or nothing left.
    """
    known = agendas()
    if name not in known:
        raise InputError([Problem("agenda", f"'{name}'", f"one of {', '.join(known)}", "Use one.")])
    agenda, stretch = known[name], stretch or {}
    blocks = {block.id: block for block in agenda.blocks}
    problems = [
        Problem("agenda", f"the block '{one}'", f"one of {', '.join(blocks)}", "Use one.")
        for one in (*skip, *stretch)
        if one not in blocks
    ]
    for one, minutes in stretch.items():
        if one in blocks:
            problems += _stretch_problems(blocks[one], minutes, skipped=one in skip)
    if not problems and set(blocks) <= set(skip):
        fix = "Keep at least one block."
        problems.append(Problem("agenda", "every block left out", "a workshop", fix))
    if problems:
        raise InputError(problems)
    kept = [
        _stretched(block, stretch.get(block.id)) for block in agenda.blocks if block.id not in skip
    ]
    return replace(agenda, blocks=tuple(kept))


def _stretch_problems(block: Block, minutes: int, *, skipped: bool) -> list[Problem]:
    where, found = f"agenda, {block.id}", "1 minute" if minutes == 1 else f"{minutes} minutes"
    if skipped:
        fix = "Take out one of the two."
        return [Problem(where, "a block that is left out", f"one that can take {found}", fix)]
    least = len(block.parts)
    if minutes < least:
        allowed = f"at least {least}, a minute for each part"
        return [Problem(where, found, allowed, "Give it more.")]
    if minutes > LONGEST_BLOCK:
        return [Problem(where, found, f"at most {LONGEST_BLOCK}, a long day", "Give it less.")]
    return []


def _stretched(block: Block, minutes: int | None) -> Block:
    """Return the block with its parts sharing the minutes, largest remainders first."""
    if minutes is None or minutes == block.minutes:
        return block
    spare = minutes - len(block.parts)
    wanted = [spare * part.minutes / block.minutes for part in block.parts]
    given = [int(share) for share in wanted]
    order = sorted(range(len(wanted)), key=lambda at: (given[at] - wanted[at], at))
    for at in order[: spare - sum(given)]:
        given[at] += 1
    parts = (replace(part, minutes=more + 1) for part, more in zip(block.parts, given, strict=True))
    return replace(block, parts=tuple(parts))


def starts(agenda: Agenda, at: int = 0) -> list[int]:
    """Return the minute at which each block starts, the first one at `at`."""
    found = []
    for block in agenda.blocks:
        found.append(at)
        at += block.minutes
    return found


def clock(minute: int, *, of_day: bool = False) -> str:
    """Return a minute as `1:05` from the start, or as `09:05` on the clock."""
    hours, minutes = divmod(minute % DAY if of_day else minute, HOUR)
    return f"{hours:02}:{minutes:02}" if of_day else f"{hours}:{minutes:02}"


def agenda_markdown(agenda: Agenda, at: int | None = None) -> str:
    """Return a plan as Markdown: one table, then what goes on before.

    Args:
        agenda: The plan.
        at: The minute of the day at which it starts; None to count from zero.
    """
    of_day = at is not None
    lines = [
        f"# {agenda.title}",
        "",
        f"{agenda.minutes} minutes; {agenda.people}.",
        "",
        f"**Before.** {agenda.before}",
        "",
        "| start | min | block | inside |",
        "|---|---|---|---|",
    ]
    for block, start in zip(agenda.blocks, starts(agenda, at or 0), strict=True):
        inside = "; ".join(f"{part.minutes} {_lower(part.what)}" for part in block.parts)
        when = clock(start, of_day=of_day)
        lines.append(f"| {when} | {block.minutes} | {block.title} | {inside} |")
    end = clock((at or 0) + agenda.minutes, of_day=of_day)
    return "\n".join([*lines, f"| {end} | | End | |", ""])


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
