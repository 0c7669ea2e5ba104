"""Worksheets, tables and the guide on paper: typst reads them as data, never as markup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from kit.answers import lines as wording
from kit.answers.lines import code_of
from kit.model.content import About, Column, Kind, Register
from kit.show import fonts, palette, words
from kit.show.cleaning import breakable, clean
from kit.show.report.glyphs import spell_symbols, uncovered
from kit.show.worksheets import guidance
from kit.show.worksheets.notes import NoteBlock, note_blocks

if TYPE_CHECKING:
    from kit.show.worksheets.form import Form

SOURCE = Path(__file__).parent / "templates" / "paper.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
MOST_COLUMNS = 7
BLANK_ROWS, BLANK_CARDS = 8, 2
NARROW = 12
WIDE = frozenset({Kind.TEXT, Kind.CHOICES, Kind.LINK})


def print_questions(form: Form, paper: str = "a4") -> bytes:
    """Return every question as PDF/UA, boxes to tick and lines to write on."""
    return _print(
        {
            "kind": "questions",
            "title": guidance.title(form),
            "intro": [guidance.WELCOME, guidance.ON_PAPER],
            "who": ["Your name, initials or role", "Department", "Date"],
            "department": form.department_name,
            "topics": list(_topics(form)),
        },
        form,
        paper,
    )


def print_tables(form: Form, paper: str = "a4") -> bytes:
    """Return every register as PDF/UA: what is known, and room for more."""
    return _print(
        {
            "kind": "tables",
            "title": f"{guidance.title(form)}, tables",
            "intro": [guidance.TABLES_ON_PAPER],
            "tables": [
                _table(form, register) for topic in form.topics for register in topic.registers
            ],
        },
        form,
        paper,
    )


def print_notes(form: Form, title: str, markdown: str, paper: str = "a4") -> bytes:
    """Return the guide or an agenda as PDF/UA.

    Args:
        form: Whose workshop it is for; its version stands at the foot.
        title: The document's title.
        markdown: The text, which begins with a title of the first level.
        paper: `a4` or `letter`.
    """
    blocks = [
        block for block in note_blocks(markdown) if (block.kind, block.level) != ("heading", 1)
    ]
    data = {"kind": "notes", "title": title, "intro": [], "blocks": [_note(one) for one in blocks]}
    return _print(data, form, paper)


def _topics(form: Form) -> Iterator[dict[str, Any]]:
    for topic in form.topics:
        if not topic.questions:
            continue
        yield {
            "title": topic.title,
            "purpose": topic.purpose,
            "questions": [
                {
                    "code": code_of(question.id),
                    "text": question.text.replace("{department}", "the department"),
                    "help": question.help,
                    "shown": guidance.privacy(question),
                    **_boxes(form, question.id),
                }
                for question in topic.questions
            ],
        }


def _boxes(form: Form, question_id: str) -> dict[str, Any]:
    """Return how a question is answered on paper: a grid, boxes, figures or lines."""
    question = form.bank.questions[question_id]
    each = wording.lines(question, form.names, form.departments or {"": ""})
    subjects = list(dict.fromkeys(line.subject for line in each))
    parts = [line.prompt for line in each if line.part and line.subject == subjects[0]]
    own = "The company" if question.about is About.ORGANISATION else "Your department"
    names = [form.departments.get(key, key) or own for key in subjects]
    options = [option for option in each[0].options if option not in wording.STATE_CHOICES]
    if question.format.kind is Kind.SCALE:
        return {"as": "scale", "levels": list(question.format.levels), "names": names}
    if options and len(options) <= len(wording.CODE_LETTERS):
        return {"as": "pick", "options": options, "names": names if len(names) > 1 else []}
    if parts:
        ticks = question.format.kind in {Kind.CHOICES, Kind.REFERENCE}
        return {"as": "ticks" if ticks else "figures", "parts": parts, "how": each[0].how}
    long = question.format.kind is Kind.TEXT
    return {"as": "lines", "lines": 4 if long else 1, "how": wording.how_to_fill(question.format)}


def _table(form: Form, register: Register) -> dict[str, Any]:
    columns = [column for column in register.columns if not wording.column_parts(column.format)]
    spread = [column for column in register.columns if wording.column_parts(column.format)]
    labels = [_head(column) for column in columns]
    for column in spread:
        labels += [
            {"label": f"{column.label}: {part.label}", "wide": False, "how": ""}
            for part in wording.column_parts(column.format)
        ]
    formats = tuple((column.id, column.format) for column in (*columns, *spread))
    rows = [
        list(wording.row_cells(formats, row.values, form.names).values())
        for row in form.rows.get(register.id, ())
    ]
    cards = len(labels) > MOST_COLUMNS
    blank = [""] * len(labels)
    return {
        "code": code_of(register.id),
        "title": register.title,
        "purpose": register.purpose,
        "columns": labels,
        "cards": cards,
        "rows": [*rows, *[blank] * (BLANK_CARDS if cards else BLANK_ROWS)],
    }


def _head(column: Column) -> dict[str, Any]:
    label = f"{column.label} *" if column.required else column.label
    choices = "; ".join(wording.labels(column.format.choices))
    how = choices if 0 < len(choices) <= guidance.SHORT_LIST else ""
    return {"label": label, "wide": column.format.kind in WIDE, "how": how}


def _note(block: NoteBlock) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "level": block.level,
        "lines": [list(map(list, line)) for line in block.lines],
        "rows": [[list(map(list, cell)) for cell in row] for row in block.rows],
        "widths": _shares(block),
    }


def _shares(block: NoteBlock) -> list[float]:
    """Return how wide each column of a table is to be; 0 for as wide as its text."""
    longest = [
        max(
            (sum(len(text) for _, text in row[at]) for row in block.rows if at < len(row)),
            default=0,
        )
        for at in range(len(block.rows[0]) if block.rows else 0)
    ]
    shares = [0.0 if length <= NARROW else length**0.5 for length in longest]
    return shares if any(shares) or not shares else [*shares[:-1], 1.0]


def _print(data: dict[str, Any], form: Form, paper: str) -> bytes:
    told = _printable(
        {
            **data,
            "paper": PAPERS[paper],
            "foot": f"{form.organisation or 'Social Strategy Kit'} · form {form.bank.version}",
            "colours": {
                name.lower(): getattr(palette, name)
                for name in ("INK", "MUTED", "HAIR", "TINT", "BAR")
            },
        }
    )
    mark = sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
    text = json.dumps({**told, "mark": mark}, ensure_ascii=False)
    letters = uncovered(text)
    given: dict[str, Any] = {
        "format": "pdf",
        "sys_inputs": {"paper": text},
        "timestamp": words.fixed_moment(form.date),
    }
    compiler = _compiler(system_fonts=bool(letters))
    try:
        made = compiler.compile(pdf_standards=["ua-1"], **given)
    except typst.TypstError:
        if not letters:
            raise
        made = compiler.compile(**given)
    assert isinstance(made, bytes)  # noqa: S101  one document, as pdf is asked for
    return made


def _printable(thing: Any) -> Any:  # noqa: ANN401  any JSON
    if isinstance(thing, dict):
        return {key: _printable(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [_printable(item) for item in thing]
    return breakable(spell_symbols(clean(thing))) if isinstance(thing, str) else thing


@cache
def _compiler(*, system_fonts: bool) -> typst.Compiler:
    return typst.Compiler(
        SOURCE,
        root=SOURCE.parent,
        font_paths=[fonts.FOLDER],
        ignore_system_fonts=not system_fonts,
    )
