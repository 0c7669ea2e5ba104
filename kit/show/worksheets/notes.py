"""Facilitator notes as blocks: the small part of Markdown that `content/facilitation` uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

RUN = re.compile(r"(\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*|`(?P<code>.+?)`)")
RULE = re.compile(r"\|[\s:|-]+\|")
BULLET = re.compile(r"^(\s*)[-*] (.*)")
NUMBERED = re.compile(r"^\d+[.)] (.*)")

Run: TypeAlias = tuple[str, str]
"""How a piece of text is set (`plain`, `bold`, `italic`, `code`), and the text."""


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """A heading, a paragraph, a list or a table.

    Attributes:
        kind: `heading`, `paragraph`, `bullets`, `numbers` or `table`.
        level: A heading's level, 1 for the title.
        lines: A paragraph's one line; a list's items.
        rows: A table's rows, the header first.
    """

    kind: str
    level: int = 0
    lines: tuple[tuple[Run, ...], ...] = ()
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()


def note_blocks(text: str) -> list[NoteBlock]:
    """Return the blocks of a note; whatever is no heading, list or table is a paragraph."""
    found: list[NoteBlock] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = [line for line in chunk.split("\n") if line.strip()]
        while lines and lines[0].startswith("#"):
            marks, _, title = lines.pop(0).partition(" ")
            found.append(NoteBlock("heading", len(marks), (runs(title),)))
        found += _runs_of_lines(lines)
    return found


def _runs_of_lines(lines: list[str]) -> list[NoteBlock]:
    """Return the blocks of consecutive lines, one for each change of their kind."""
    found: list[NoteBlock] = []
    kinds = [_kind(line) for line in lines]
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or kinds[at] != kinds[start]:
            found.append(_block(kinds[start], lines[start:at]))
            start = at
    return found


def _kind(line: str) -> str:
    if line.lstrip().startswith("|"):
        return "table"
    if BULLET.match(line):
        return "bullets"
    return "numbers" if NUMBERED.match(line) else "paragraph"


def _block(kind: str, lines: list[str]) -> NoteBlock:
    if kind == "table":
        rows = [
            line.strip().strip("|").split("|") for line in lines if not RULE.fullmatch(line.strip())
        ]
        return NoteBlock(
            kind, rows=tuple(tuple(runs(cell.strip()) for cell in row) for row in rows)
        )
    if kind == "bullets":
        items = (BULLET.sub(r"\2", line) for line in lines)
    elif kind == "numbers":
        items = (NUMBERED.sub(r"\1", line) for line in lines)
    else:
        return NoteBlock(kind, lines=(runs(" ".join(line.strip() for line in lines)),))
    return NoteBlock(kind, lines=tuple(runs(item) for item in items))


def runs(text: str) -> tuple[Run, ...]:
    """Return a line as runs of plain, bold, italic and code text."""
    found: list[Run] = []
    end = 0
    for match in RUN.finditer(text):
        if match.start() > end:
            found.append(("plain", text[end : match.start()]))
        kind = next(name for name, said in match.groupdict().items() if said is not None)
        found.append((kind, match.group(kind)))
        end = match.end()
    if end < len(text):
        found.append(("plain", text[end:]))
    return tuple(found)
