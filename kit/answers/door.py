"""Whole intakes: raw answers and rows with their places, admitted all together or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from kit.answers.text import ROW_ID, clean_text, folded, one_line, short_hash, slug
from kit.answers.values import Refusal, parse, shown
from kit.bank.tables import suggestion
from kit.errors import InputError, Problem
from kit.model.content import About, Bank, Column, Format, Kind, Question, Register
from kit.model.workshop import Answer, AnswerState, Entry, Organisation, Row, Snapshot, Value

Raw = Mapping[str, object]
ROUNDS = 9
ORGANISATION_TEXT = 500
ORGANISATION_FORMATS = {
    "name": Format(Kind.TEXT, longest=ORGANISATION_TEXT),
    "industry": Format(Kind.TEXT, longest=ORGANISATION_TEXT),
    "country": Format(Kind.TEXT, longest=2),
    "decider": Format(Kind.PERSON),
    "workshop_date": Format(Kind.DATE),
    "central_department": Format(Kind.REFERENCE, refers_to="departments"),
    "central_hours_a_week": Format(Kind.NUMBER, minimum=0, maximum=10_000),
    "budget_a_month": Format(Kind.NUMBER, minimum=0, maximum=1e12),
    "currency": Format(Kind.TEXT, longest=3),
    "accounts_max": Format(Kind.NUMBER, minimum=0, maximum=10_000, whole=True),
}
STATES = {
    "don't know": AnswerState.DONT_KNOW,
    "don’t know": AnswerState.DONT_KNOW,
    "do not know": AnswerState.DONT_KNOW,
    "dont_know": AnswerState.DONT_KNOW,
    "does not apply": AnswerState.DOES_NOT_APPLY,
    "not applicable": AnswerState.DOES_NOT_APPLY,
    "does_not_apply": AnswerState.DOES_NOT_APPLY,
}


@dataclass(frozen=True, slots=True)
class RawRow:
    """A register's line as it came, and where it stood."""

    register: str
    cells: Raw
    where: str


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it came, and where it stood: participant, question, subject, round, answer."""

    cells: Raw
    where: str


@dataclass(frozen=True, slots=True)
class Intake:
    """All that came in at once; `where` names it for problems of the whole."""

    where: str
    organisation: Raw | None = None
    rows: tuple[RawRow, ...] = ()
    answers: tuple[RawAnswer, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def admit(bank: Bank, intake: Intake, present: Snapshot | None = None) -> list[Entry]:
    """Return what may be recorded.

    Args:
        bank: The content that says what may be answered.
        intake: What came in; problems its reader already found are reported with the rest.
        present: The workshop as it stands, whose rows may be referred to.

    Returns:
        The organisation if it was given, then rows, then answers, in the order they came.

    Raises:
        InputError: Anything is wrong; carries every problem, and nothing is admitted.
    """
    door = _Door(bank, present)
    door.problems.extend(intake.problems)
    named = [(raw, door.row_id(raw)) for raw in intake.rows if door.register(raw)]
    entries: list[Entry] = []
    if intake.organisation is not None:
        entries += door.organisation(intake.organisation, f"{intake.where}, organisation")
    entries += [door.row(raw, row_id) for raw, row_id in named if row_id]
    door.note_departments(entries)
    answers = [door.answer(raw) for raw in intake.answers]
    entries += [answer for answer in answers if answer is not None]
    if door.problems:
        raise InputError(door.problems)
    return entries


class _Door:
    """One intake being looked at; gathers problems and the names that references may use."""

    def __init__(self, bank: Bank, present: Snapshot | None) -> None:
        self.bank = bank
        self.questions = bank.questions
        self.registers = bank.registers
        self.platforms = {choice.id for choice in bank.choice_sets.get("platforms", ())}
        self.problems: list[Problem] = []
        self.known: dict[str, dict[str, str]] = {key: {} for key in self.registers}
        self.seen_rows: dict[tuple[str, str], str] = {}
        self.seen_answers: dict[tuple[str, str, str, int], str] = {}
        self.department_of: dict[str, str] = {}
        for rows in (present.registers if present else {}).values():
            for row in rows:
                self._learn(row.register, row.id, row.values)
        self.note_departments(present.rows("participants") if present else ())

    # --- rows ---------------------------------------------------------------------------------

    def register(self, raw: RawRow) -> bool:
        """Say whether the row's register exists; note it when not."""
        if raw.register in self.registers:
            return True
        self._note(
            raw.where,
            f"the register {raw.register!r}",
            "a register of this kit",
            suggestion(raw.register, self.registers),
        )
        return False

    def row_id(self, raw: RawRow) -> str:
        """Return the row's id, its own or made of its key, and learn it; "" when it has none."""
        register = self.registers[raw.register]
        given = raw.cells.get("id")
        if given is None or not clean_text(str(given)):
            row_id = self._derived_id(register, raw)
        else:
            row_id = one_line(str(given))
            if not ROW_ID.fullmatch(row_id):
                self._note(
                    f"{raw.where}, id",
                    shown(given),
                    "an id of letters, digits, dots, dashes and underscores (80 at most)",
                    "Shorten or simplify it; the name may hold anything.",
                )
                return ""
        place = (raw.register, row_id)
        if row_id and place in self.seen_rows:
            self._note(
                f"{raw.where}, id",
                f"the id '{row_id}', already used in {self.seen_rows[place]},",
                "an id of its own",
                "Rename one of the two, or take one out.",
            )
            return ""
        if row_id:
            self.seen_rows[place] = raw.where
            self._learn(raw.register, row_id, raw.cells)
        return row_id

    def row(self, raw: RawRow, row_id: str) -> Row:
        """Return the row, its cells parsed; what is wrong is noted and left empty."""
        register = self.registers[raw.register]
        columns = {column.id: column for column in register.columns}
        for name in raw.cells:
            if name not in columns and name != "id":
                self._note(
                    f"{raw.where}, {name}",
                    f"the column {name!r}",
                    f"a column of {register.title}",
                    suggestion(name, columns),
                )
        values = {
            name: self._cell(column, raw.cells.get(name), f"{raw.where}, {name}")
            for name, column in columns.items()
        }
        kept: dict[str, Value] = {
            name: value for name, value in values.items() if value is not None
        }
        return Row(register=raw.register, id=row_id, values=kept)

    def _cell(self, column: Column, raw: object, where: str) -> Value:
        noted = len(self.problems)
        value = self._parse(column.format, raw, where)
        if column.required and value is None and len(self.problems) == noted:
            self._note(where, "an empty cell", "allowed here", f"Fill in: {column.label}.")
        return value

    def _derived_id(self, register: Register, raw: RawRow) -> str:
        parts = [one_line(str(raw.cells.get(name) or "")) for name in register.key]
        if not any(parts):
            needed = " and ".join(register.key)
            self._note(raw.where, "a row without a name", "allowed", f"Fill in id or {needed}.")
            return ""
        name = " ".join(part for part in parts if part)
        row_id = "-".join(slug(part) for part in parts if part)[:80].rstrip("-")
        known = self.known[register.id].get(row_id)
        taken = (register.id, row_id) in self.seen_rows
        if known is not None and taken and folded(known) != folded(self._name(register, raw.cells)):
            # Two names that differ only in signs an id cannot hold ("R&D", "R-D").
            row_id = f"{row_id[:70]}_{short_hash(name)}"
        return row_id

    def _learn(self, register_id: str, row_id: str, cells: Mapping[str, object]) -> None:
        register = self.registers.get(register_id)
        if register is not None:
            self.known[register_id][row_id] = self._name(register, cells)

    @staticmethod
    def _name(register: Register, cells: Mapping[str, object]) -> str:
        return " ".join(one_line(str(cells.get(key) or "")) for key in register.key).strip()

    def note_departments(self, entries: Sequence[Entry]) -> None:
        """Learn which department each participant speaks for."""
        for entry in entries:
            if isinstance(entry, Row) and entry.register == "participants":
                self.department_of[entry.id] = str(entry.values.get("department") or "")

    # --- answers ------------------------------------------------------------------------------

    def answer(self, raw: RawAnswer) -> Answer | None:
        """Return the answer; None when it was left empty or cannot be accepted."""
        cells, noted = raw.cells, len(self.problems)
        for name in cells:
            if name not in {"participant", "round", "question", "subject", "answer", "answer_id"}:
                self._note(
                    f"{raw.where}, {name}",
                    f"the column {name!r}",
                    "a column of answers",
                    suggestion(name, ["participant", "round", "question", "subject", "answer"]),
                )
        question = self._question(cells, raw.where)
        participant = self._participant(cells, raw.where)
        round_no = self._round(cells.get("round"), raw.where)
        if question is None or not participant:
            return None
        subject = self._subject(question, participant, cells.get("subject"), raw.where)
        where = f"{raw.where}, {question.id}"
        state, value = self._reply(question.format, cells.get("answer"), where)
        if len(self.problems) > noted or (state is AnswerState.GIVEN and value is None):
            return None
        answer = Answer(
            participant=participant,
            question=question.id,
            subject=subject,
            round=round_no,
            value=value,
            state=state,
            answer_id=one_line(str(cells.get("answer_id") or ""))[:80],
            form_version=self.bank.version,
        )
        if answer.place in self.seen_answers:
            self._note(
                where,
                f"a second answer of '{participant}', the first being in "
                f"{self.seen_answers[answer.place]},",
                "allowed in one round",
                "Take one of the two out, or give it another round.",
            )
            return None
        self.seen_answers[answer.place] = raw.where
        return answer

    def _question(self, cells: Raw, where: str) -> Question | None:
        name = one_line(str(cells.get("question") or ""))
        question = self.questions.get(name)
        if question is None:
            self._note(
                f"{where}, question",
                f"the question '{name}'",
                "a question of this kit",
                suggestion(name, self.questions),
            )
        return question

    def _participant(self, cells: Raw, where: str) -> str:
        name = one_line(str(cells.get("participant") or ""))
        people = self.known.get("participants", {})
        if name in people:
            return name
        self._note(
            f"{where}, participant",
            f"the participant '{name}'",
            "listed in participants",
            suggestion(name, people) if people else "Add the participants register first.",
        )
        return ""

    def _round(self, raw: object, where: str) -> int:
        try:
            value = parse(Format(Kind.NUMBER, minimum=1, maximum=ROUNDS, whole=True), raw, {})
        except Refusal as refusal:
            self._note(f"{where}, round", refusal.found, refusal.allowed, refusal.fix)
            return 1
        return 1 if value is None else int(float(str(value)))

    def _subject(self, question: Question, participant: str, raw: object, where: str) -> str:
        text = one_line(str(raw or ""))
        own = self.department_of.get(participant, "")
        if question.about is About.ORGANISATION:
            if text:
                self._note(
                    f"{where}, subject", f"'{text}'", "asked for here", "Leave the subject empty."
                )
            return ""
        if question.about is About.OWN_DEPARTMENT and not text:
            return own
        name, at, platform = text.partition("@")
        subject = self._department(name, where)
        if question.about is About.OWN_DEPARTMENT and subject and own and subject != own:
            self._note(
                f"{where}, subject",
                f"'{text}'",
                f"the own department of '{participant}'",
                f"Leave it empty, or write '{own}'.",
            )
        if at and (platform not in self.platforms or not question.by_platform):
            allowed = "a platform" if question.by_platform else "asked by platform"
            self._note(
                f"{where}, subject", f"'{text}'", allowed, suggestion(platform, self.platforms)
            )
        return f"{subject}@{platform}" if at else subject

    def _department(self, name: str, where: str) -> str:
        value = self._parse(
            Format(Kind.REFERENCE, refers_to="departments"), name or "(empty)", f"{where}, subject"
        )
        return str(value or "")

    def _reply(self, form: Format, raw: object, where: str) -> tuple[AnswerState, Value]:
        if isinstance(raw, str) and folded(raw) in STATES:
            return STATES[folded(raw)], None
        return AnswerState.GIVEN, self._parse(form, raw, where)

    # --- the organisation ---------------------------------------------------------------------

    def organisation(self, raw: Raw, where: str) -> list[Entry]:
        """Return the organisation's settings in a list, or nothing when they have no name."""
        known = {part.name for part in fields(Organisation)}
        for name in raw:
            if name not in known:
                self._note(
                    f"{where}, {name}",
                    f"the setting {name!r}",
                    "a setting of an organisation",
                    suggestion(name, known),
                )
        values = {
            name: self._parse(form, raw.get(name), f"{where}, {name}")
            for name, form in ORGANISATION_FORMATS.items()
        }
        if not values["name"]:
            self._note(
                f"{where}, name", "nothing", "a name", "Write name = the organisation's name."
            )
            return []
        given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
        given["name"] = one_line(str(given["name"]))
        if "accounts_max" in given:
            given["accounts_max"] = int(float(str(given["accounts_max"])))
        return [Organisation(**given)]

    # --- both ---------------------------------------------------------------------------------

    def _parse(self, form: Format, raw: object, where: str) -> Value:
        try:
            return parse(form, raw, self.known)
        except Refusal as refusal:
            self._note(where, refusal.found, refusal.allowed, refusal.fix)
            return None

    def _note(self, where: str, found: str, allowed: str, fix: str) -> None:
        self.problems.append(Problem(where, found, allowed, fix, "input"))
