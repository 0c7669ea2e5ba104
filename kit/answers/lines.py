"""What a worksheet asks, line by line: one vocabulary for whoever prints it and whoever reads it.

A question that takes several values (ratings, ticks, points, two dates) is asked on several lines,
one a part: `account_decision.weights#audience`. A register's columns are parted the same way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from kit.answers.states import state_of
from kit.answers.text import folded, one_line
from kit.answers.values import HUNDRED, Refusal, number
from kit.model.content import About, Bank, Choice, Format, Kind, Question, Register, Topic
from kit.model.workshop import Snapshot, Value

Names = Mapping[str, Mapping[str, str]]
"""Register id to its rows: id to the name people know it by."""

PART = "#"
ID, ABOUT, ANSWER = "id", "about", "answer"
WHO = "who"
WHO_NAME, WHO_DEPARTMENT, WHO_LEVEL = "who.name", "who.department", "who.level"
LABEL_ID = "(id)"
QUESTION_SHEET = "question"
FORM_SCHEMA = "social-strategy-kit/worksheet/1"
META, LISTS, PRINTED = "_meta", "_lists", "_printed"
HIDDEN_SHEETS = frozenset({META, LISTS, PRINTED})
STATE_CHOICES = ("don't know", "does not apply")
YES = "yes"
TICKED = frozenset({"x", "yes", "y", "✓", "✔", "☑", "☒", "true", "1", "ticked"})
NOT_TICKED = frozenset({"no", "n", "-", "–", "☐", "false", "0"})
PARTED = frozenset({Kind.CHOICES, Kind.POINTS, Kind.RATINGS, Kind.RANKING, Kind.DATE_RANGE})
DATES = (Choice("from", "first day"), Choice("to", "last day"))
MOST_PARTS = 40
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which look alike in handwriting."""
CODE_LENGTH = 4
PICK = re.compile(r"(\d{1,2})(?:\s*[-‐‑–—:.)]\s*|\s+)(.+)")  # noqa: RUF001  dashes as programs make them


@dataclass(frozen=True, slots=True)
class Line:
    """One cell to fill.

    Attributes:
        id: The question's id, with `#part` where it is asked on several lines.
        subject: The department it is asked about; empty for none or one's own.
        code: The question's short code, for paper.
        prompt: What is asked, the department's name filled in.
        how: What may be written.
        options: What may be picked; empty where anything may be written.
        part: The part's id; empty for a question asked on one line.
    """

    id: str
    subject: str
    code: str
    prompt: str
    how: str
    options: tuple[str, ...] = ()
    part: str = ""


def lines(question: Question, names: Names, departments: Mapping[str, str]) -> list[Line]:
    """Return the lines on which a question is asked.

    Args:
        question: What is asked.
        names: The rows that may be referred to.
        departments: Id to name of the departments it is asked about, where it is asked about
            each; an empty one stands for the reader's own.
    """
    subjects = departments if question.about is About.EACH_DEPARTMENT else {"": "your department"}
    return [
        line
        for subject, name in subjects.items()
        for line in _about(question, names, subject, name)
    ]


def _about(question: Question, names: Names, subject: str, name: str) -> list[Line]:
    prompt = question.text.replace("{department}", name or "your department")
    code, form = code_of(question.id), question.format
    found = parts(form, names)
    if not found:
        how, options = how_to_fill(form), (*options_of(form, names), *STATE_CHOICES)
        picks = options if len(options) > len(STATE_CHOICES) else ()
        return [Line(question.id, subject, code, prompt, how, picks)]
    head = Line(question.id, subject, code, prompt, _head_help(form), STATE_CHOICES)
    tick = (YES,) if _is_ticked(form) else ()
    return [
        head,
        *(
            Line(
                f"{question.id}{PART}{part.id}", subject, "", part.label, _part_help(form, part),
                tick, part.id,
            )
            for part in found
        ),
    ]  # fmt: skip


def parts(form: Format, names: Names) -> tuple[Choice, ...]:
    """Return what a value is filled in for, line by line; nothing for a value of one cell."""
    if form.kind is Kind.DATE_RANGE:
        return DATES
    if form.kind in PARTED or (form.kind is Kind.REFERENCE and form.several):
        found = form.choices or rows_of(form, names)
        return found if len(found) <= MOST_PARTS else ()
    return ()


def column_parts(form: Format) -> tuple[Choice, ...]:
    """Return the cells a register's column is spread over; only what the content fixes."""
    if form.kind is Kind.DATE_RANGE:
        return DATES
    return form.choices if form.kind in {Kind.POINTS, Kind.RATINGS} else ()


def rows_of(form: Format, names: Names) -> tuple[Choice, ...]:
    """Return the rows a reference may name."""
    return tuple(Choice(key, name or key) for key, name in names.get(form.refers_to, {}).items())


def row_name(register: Register, values: Mapping[str, object]) -> str:
    """Return the name under which the door knows a row."""
    return " ".join(one_line(str(values.get(key) or "")) for key in register.key).strip()


def names_of(bank: Bank, snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """Return the rows of every register that may be referred to, by the names people know."""
    return {
        register.id: {row.id: row_name(register, row.values) for row in snapshot.rows(register.id)}
        for register in bank.registers.values()
    }


def options_of(form: Format, names: Names) -> tuple[str, ...]:
    """Return what may be picked for one cell, as it is shown; nothing when it is written."""
    if form.kind is Kind.SCALE:
        return tuple(f"{place} – {level}" for place, level in enumerate(form.levels, start=1))
    if form.kind is Kind.CHOICE:
        return labels(form.choices)
    if form.kind is Kind.REFERENCE and not form.several:
        return labels(rows_of(form, names))
    return ()


def labels(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """Return the labels in order; two that read alike are shown by their ids."""
    seen = [folded(choice.label) for choice in choices]
    return tuple(
        choice.label if seen.count(folded(choice.label)) == 1 else choice.id for choice in choices
    )


def picked(form: Format, text: str) -> str:
    """Return what was picked in the words of the door: "3 – Either would do" is level 3.

    However the number and its level are parted; one that is another level's stays as it is.
    """
    if form.kind is Kind.SCALE and (pick := PICK.fullmatch(one_line(text))):
        place = int(pick[1])
        if 1 <= place <= len(form.levels) and folded(pick[2]) == folded(form.levels[place - 1]):
            return str(place)
    return text


def gather(form: Format, filled: Mapping[str, str]) -> object:
    """Return what was filled in line by line as one value for the door; None for nothing.

    Args:
        form: What may be answered.
        filled: Part id to what stands there; empty parts left out.

    Raises:
        Refusal: One part cannot be read; its `args[1]` is the part's id.
    """
    if form.kind is Kind.DATE_RANGE:
        return _whole_range(filled)
    if _is_ticked(form):
        return [part for part, text in filled.items() if _ticked(part, text)] or None
    placed = form.kind is Kind.RANKING
    amounts = {part: _amount(part, text, placed=placed) for part, text in filled.items()}
    if form.kind is not Kind.RANKING:
        return amounts or None
    places = list(amounts.values())
    for part, place in amounts.items():
        if places.count(place) > 1:
            raise _refused(part, f"the place {place:g} given twice", "a place of its own",
                           "Give each thing another place, 1 for the first.")  # fmt: skip
    return sorted(amounts, key=lambda part: amounts[part]) or None


def refusals(form: Format, filled: Mapping[str, str]) -> list[Refusal]:
    """Return why parts cannot be gathered, all at once; each one's `args[1]` is the part's id."""
    found: list[Refusal] = []
    alone = () if form.kind is Kind.DATE_RANGE else filled
    for one in [*({part: filled[part]} for part in alone), filled]:
        try:
            gather(form, one)
        except Refusal as refusal:
            if refusal.args[1] not in {other.args[1] for other in found}:
                found.append(refusal)
    return found


def _whole_range(filled: Mapping[str, str]) -> object:
    if not filled:
        return None
    for part in ("from", "to"):
        if part not in filled:
            which = "first" if part == "from" else "last"
            raise _refused(part, "an empty cell", "allowed when the other day is given",
                           f"Write the {which} day, or the same day twice.")  # fmt: skip
    return dict(filled)


def _is_ticked(form: Format) -> bool:
    return form.kind is Kind.CHOICES or (form.kind is Kind.REFERENCE and form.several)


def _ticked(part: str, text: str) -> bool:
    word = folded(text)
    if word in TICKED:
        return True
    if word in NOT_TICKED:
        return False
    raise _refused(part, f"'{text}'", "a tick", "Write yes, or leave it empty.")


def _amount(part: str, text: str, *, placed: bool) -> float:
    """Return a part's points, or the place it was given."""
    try:
        value = number(text)
    except Refusal as refusal:
        raise _refused(part, refusal.found, refusal.allowed, refusal.fix) from None
    if not (placed or 0 <= value <= HUNDRED):
        raise _refused(part, f"'{one_line(text)}'", "a number from 0 to 100", "Correct it.")
    return value


def _refused(part: str, found: str, allowed: str, fix: str) -> Refusal:
    refusal = Refusal(found, allowed, fix)
    refusal.args = (str(refusal), part)
    return refusal


def is_state(text: str) -> bool:
    """Say whether a cell holds "don't know" or "does not apply"."""
    return state_of(text) is not None


def how_to_fill(form: Format) -> str:  # noqa: C901, PLR0911, PLR0912  one sentence a kind
    """Return in a few words what may be written for a format."""
    match form.kind:
        case Kind.SCALE:
            return f"Pick 1 to {len(form.levels)}: {form.levels[0]} … {form.levels[-1]}"
        case Kind.CHOICE:
            return "Pick one"
        case Kind.CHOICES:
            return "One or several, with semicolons between"
        case Kind.REFERENCE:
            return "One or several, with semicolons between" if form.several else "Pick one"
        case Kind.NUMBER:
            return _number_help(form)
        case Kind.DATE:
            return "A date like 2026-03-14"
        case Kind.DATE_RANGE:
            return "Two dates like 2026-03-14/2026-04-30"
        case Kind.LINK:
            return "A web address that begins with https://"
        case Kind.PERSON:
            return "A name or a role"
        case Kind.POINTS:
            return "Points that add up to 100, like name = 60; other = 40"
        case Kind.RATINGS:
            return "Each from 0 to 100, like name = 100; other = 40"
        case Kind.RANKING:
            return "All of them, first to last, with > between"
        case Kind.TEXT:
            return "In your own words"


def _number_help(form: Format) -> str:
    span = ""
    if form.minimum is not None and form.maximum is not None:
        span = f" from {form.minimum:,.15g} to {form.maximum:,.15g}"
    elif form.minimum is not None and form.minimum > 0:
        span = f" from {form.minimum:,.15g}"
    whole = "A whole number" if form.whole else "A number"
    return f"{whole}{span}" + (f", {form.unit}" if form.unit else "")


def _head_help(form: Format) -> str:
    if form.kind is Kind.POINTS:
        return "Share out 100 points on the lines below"
    if form.kind is Kind.RATINGS:
        return "Rate each line below from 0 to 100; the one that matters most gets 100"
    if form.kind is Kind.RANKING:
        return "Number the lines below, 1 for the first"
    if form.kind is Kind.DATE_RANGE:
        return "Fill in both days below"
    return "Tick what is true on the lines below"


def _part_help(form: Format, part: Choice) -> str:
    if part.help:
        return part.help
    if form.kind is Kind.DATE_RANGE:
        return "A date like 2026-03-14"
    if form.kind in {Kind.POINTS, Kind.RATINGS}:
        return "A number from 0 to 100"
    return "A place, 1 for the first" if form.kind is Kind.RANKING else ""


def shown_cell(form: Format, value: Value, names: Names) -> str:
    """Return a value of one cell as a worksheet shows it: labels and names instead of ids."""
    if form.kind is Kind.SCALE and isinstance(value, int) and 1 <= value <= len(form.levels):
        return options_of(form, names)[value - 1]
    choices = form.choices or (rows_of(form, names) if form.refers_to else ())
    named = dict(zip((choice.id for choice in choices), labels(choices), strict=True))
    if isinstance(value, list):
        shown = [named.get(one, one) for one in value]
        joint = " > " if form.kind is Kind.RANKING else "; "
        apart = all(";" not in name and ">" not in name for name in shown)
        return joint.join(shown if apart else value)
    if isinstance(value, float):
        return f"{value:.15g}"
    return named.get(str(value), str(value)) if value is not None else ""


def questions_title(topic: Topic) -> str:
    """Return the title of the sheet on which a topic's questions are asked."""
    return f"{topic.title[:19]} (questions)"


def code_of(question_id: str) -> str:
    """Return the short code of a question or register: four signs that paper can carry."""
    rest = int.from_bytes(sha256(question_id.encode()).digest()[:8], "big")
    signs = []
    for _ in range(CODE_LENGTH):
        rest, place = divmod(rest, len(CODE_LETTERS))
        signs.append(CODE_LETTERS[place])
    return "".join(signs)


def meaning(form: Format, about: str = "") -> str:
    """Return eight digits that change when an answer would mean something else."""
    parts_ = (form.kind.value, about, *(choice.id for choice in form.choices), *form.levels,
              form.unit, form.refers_to, str(form.several))  # fmt: skip
    return sha256("\x1f".join(parts_).encode()).hexdigest()[:8]


def meanings(bank: Bank) -> dict[str, str]:
    """Return the meaning of every question and of every register's column, by its id."""
    found = {
        question.id: meaning(question.format, question.about.value)
        for question in bank.questions.values()
    }
    for register in bank.registers.values():
        for column in register.columns:
            found[f"{register.id}/{column.id}"] = meaning(column.format)
    return found


def printed_hash(cells: Mapping[str, str]) -> str:
    """Return the fingerprint of a register's row as a worksheet showed it; empty cells left out."""
    shown = "\x1f".join(f"{key}={folded(text)}" for key, text in sorted(cells.items()) if text)
    return sha256(shown.encode("utf-8", "replace")).hexdigest()[:12]


def printed_cells(cells: Mapping[str, str]) -> str:
    """Return the fingerprints of a row's filled cells, as one text for `changed_cells`."""
    return " ".join(f"{key}={_fingerprint(text)}" for key, text in cells.items() if text)


def changed_cells(printed: str, cells: Mapping[str, str]) -> set[str]:
    """Return which cells say something else than when they were printed, emptied ones too."""
    before = dict(one.split("=", 1) for one in printed.split() if "=" in one)
    return {
        key
        for key, text in cells.items()
        if before.get(key, "") != (_fingerprint(text) if text else "")
    }


def _fingerprint(text: str) -> str:
    return sha256(folded(text).encode("utf-8", "replace")).hexdigest()[:8]


def row_cells(
    columns: tuple[tuple[str, Format], ...], values: Mapping[str, Value], names: Names
) -> dict[str, str]:
    """Return a register's row as a worksheet shows it: column id (with `#part`) to text."""
    cells = {}
    for column, form in columns:
        value = values.get(column)
        spread = column_parts(form)
        if not spread:
            cells[column] = shown_cell(form, value, names)
            continue
        held = value if isinstance(value, dict) else {}
        for part in spread:
            amount = held.get(part.id)
            text = f"{amount:.15g}" if isinstance(amount, (int, float)) else str(amount or "")
            cells[f"{column}{PART}{part.id}"] = text
    return cells


DONT_KNOW, DOES_NOT_APPLY = "dont_know", "does_not_apply"
SUBJECT_MARK, PART_MARK, DOT_MARK = "___", "____", "__"


def form_name(question: str, subject: str = "", part: str = "") -> str:
    """Return a question's name where only letters, digits and underscores are allowed.

    `goals.difference` about `human_resources`, part `a`: `goals__difference___human_resources`
    with `____a` behind it. `from_form_name` turns it back.
    """
    name = question.replace(".", DOT_MARK)
    if subject or part:
        name += SUBJECT_MARK + subject
    return name + (PART_MARK + part if part else "")


def from_form_name(name: str, questions: Mapping[str, Question]) -> tuple[str, str, str] | None:
    """Return question, subject and part of a name that `form_name` made; None for any other.

    The longest known question that the name begins with is taken, so that an id with underscores
    of its own cannot be cut in the wrong place.
    """
    known = sorted(questions, key=len, reverse=True)
    for question in (*known, WHO_NAME, WHO_DEPARTMENT, WHO_LEVEL):
        plain = question.replace(".", DOT_MARK)
        if name == plain:
            return question, "", ""
        if name.startswith(plain + SUBJECT_MARK):
            rest = name.removeprefix(plain + SUBJECT_MARK)
            subject, _, part = rest.partition(PART_MARK)
            return question, subject, part
    return None
