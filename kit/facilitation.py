"""How the room walks through a plan, and what one person is asked alone: from `pace.toml`, checked.

The plans themselves, with their minutes, are `agendas.toml`; here each part of a plan learns which
questions it opens or shows, which tables are filled and which pictures are looked at.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kit.bank import load
from kit.errors import ContentError, InputError, Problem
from kit.show.worksheets.agenda import plan as plan_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kit.model.content import Bank
    from kit.show.worksheets.agenda import Block as PlanBlock

DOINGS = ("tell", "answer", "edit", "reveal", "talk", "decide", "pause")
SETTINGS = ("organisation", "name", "department")
MOST_INPUTS = 34


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the room does.

    Attributes:
        minutes: Suggested; the timer never locks.
        text: What it is, in a line.
        do: One of `DOINGS`.
        questions: Opened by `answer`, closed and shown by `reveal`; offered by the others.
        registers: Tables that may be filled meanwhile.
        round: Which round is answered.
        pictures: Sections of the report whose pictures may be looked at.
        what_if: Whether the slider is offered.
    """

    minutes: int
    text: str
    do: str
    questions: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    round: int = 1
    pictures: tuple[str, ...] = ()
    what_if: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Steps that belong together; `topic` names whose notes and discussion questions help."""

    id: str
    title: str
    topic: str
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        """Return how long it takes."""
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True, slots=True)
class Plan:
    """A workshop, step by step."""

    id: str
    title: str
    blocks: tuple[Block, ...]

    def starts(self) -> Iterator[tuple[int, Block]]:
        """Yield each block with the minute at which it begins."""
        minute = 0
        for block in self.blocks:
            yield minute, block
            minute += block.minutes


@dataclass(frozen=True, slots=True)
class Input:
    """One thing the self-guided assessment asks: a question, cells of a row, or a setting.

    Attributes:
        title: Stands above the cells of a row, instead of what the whole table is for.
    """

    question: str = ""
    register: str = ""
    columns: tuple[str, ...] = ()
    setting: str = ""
    title: str = ""

    @property
    def count(self) -> int:
        """Return how many inputs it is for whoever fills it in."""
        return len(self.columns) or 1


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the assessment; a `result` part shows the result above its inputs."""

    title: str
    minutes: int
    inputs: tuple[Input, ...]
    result: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one person is asked without a facilitator."""

    id: str
    title: str
    minutes: int
    parts: tuple[Part, ...]
    note: str = ""

    @property
    def inputs(self) -> int:
        """Return how many inputs there are in all."""
        return sum(one.count for part in self.parts for one in part.inputs)


def plan(name: str, skip: Sequence[str] = (), stretch: Mapping[str, int] | None = None) -> Plan:
    """Return a plan with what the room does in each of its parts.

    Args:
        name: Id of a plan in agendas.toml.
        skip: Ids of blocks to leave out.
        stretch: Ids of blocks to the minutes they shall take.

    Raises:
        InputError: No such plan or block.
        ContentError: The pace does not fit the plan, or names what the content does not have.
    """
    agenda = plan_of(name, skip, stretch)
    pace = _told()["blocks"]
    blocks, problems = [], []
    for block in agenda.blocks:
        raw = pace.get(block.id, {}).get(name) or [{"do": "pause"}] * len(block.parts)
        where = f"pace.toml, blocks.{block.id}.{name}"
        if len(raw) != len(block.parts) or (not block.rest and block.id not in pace):
            found = f"{len(raw)} steps" if block.id in pace else "no steps"
            wanted = f"one for each of the {len(block.parts)} parts in agendas.toml"
            problems.append(Problem(where, found, wanted, "Add or take out steps."))
            continue
        made = _block(block, raw)
        blocks.append(made)
        problems += [problem for step in made.steps for problem in _step_problems(where, step)]
    if problems:
        raise ContentError(problems)
    return Plan(agenda.id, agenda.title, tuple(blocks))


def assessment(name: str) -> Assessment:
    """Return a self-guided assessment: `full` or `quick`.

    Raises:
        InputError: There is none of that name.
        ContentError: Its sums do not add up, or it asks for what the content does not have.
    """
    found = {raw["id"]: raw for raw in _told()["assessments"]}
    if name not in found:
        known = ", ".join(found)
        raise InputError([Problem("assessment", f"'{name}'", f"one of {known}", "Use one.")])
    raw = found[name]
    made = Assessment(**{**raw, "parts": tuple(_part(part) for part in raw["parts"])})
    if problems := assessment_problems(made, load()):
        raise ContentError(problems)
    return made


def assessment_problems(made: Assessment, bank: Bank) -> list[Problem]:
    """Return what is wrong with an assessment: sums, too many inputs, unknown names."""
    where = f"pace.toml, assessment {made.id}"
    problems = []
    total = sum(part.minutes for part in made.parts)
    if total != made.minutes:
        found, wanted = f"a sum of {total} minutes", f"the {made.minutes} it promises"
        problems.append(Problem(where, found, wanted, "Correct a part or the sum."))
    if made.inputs > MOST_INPUTS:
        found = f"{made.inputs} inputs"
        problems.append(Problem(where, found, f"at most {MOST_INPUTS}", "Ask for less."))
    for one in (one for part in made.parts for one in part.inputs):
        problems += _input_problems(where, one, bank)
    return problems


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((files("kit") / "content" / "pace.toml").read_text(encoding="utf-8"))


def _block(block: PlanBlock, raw: Sequence[Mapping[str, Any]]) -> Block:
    steps = tuple(
        _made(Step, {"minutes": part.minutes, "text": part.what, **step})
        for part, step in zip(block.parts, raw, strict=True)
    )
    return Block(block.id, block.title, block.topic, steps)


def _part(raw: dict[str, Any]) -> Part:
    return Part(**{**raw, "inputs": tuple(_made(Input, one) for one in raw["inputs"])})


def _made(noun: type[Any], raw: Mapping[str, Any]) -> Any:  # noqa: ANN401  one of two nouns
    known = {part.name for part in fields(noun)}
    return noun(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in raw.items()
            if name in known
        }
    )


def _step_problems(where: str, step: Step) -> list[Problem]:
    bank = load()
    questions, registers = bank.questions, bank.registers
    found = [_unknown(where, one, "a question") for one in step.questions if one not in questions]
    found += [_unknown(where, one, "a register") for one in step.registers if one not in registers]
    if step.do not in DOINGS:
        found.append(_unknown(where, step.do, f"one of {', '.join(DOINGS)}"))
    return found


def _input_problems(where: str, one: Input, bank: Bank) -> list[Problem]:
    if one.question:
        known = one.question in bank.questions
        return [] if known else [_unknown(where, one.question, "a question")]
    if one.setting:
        return [] if one.setting in SETTINGS else [_unknown(where, one.setting, "a setting")]
    register = bank.registers.get(one.register)
    if register is None:
        return [_unknown(where, one.register, "a register")]
    missing = [name for name in one.columns if register.column(name) is None]
    return [_unknown(where, f"{one.register}.{name}", "a column") for name in missing]


def _unknown(where: str, name: str, what: str) -> Problem:
    return Problem(where, f"'{name}'", what, "Correct the name.")
