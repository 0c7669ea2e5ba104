"""Whole intakes: raw answers and rows with their places, admitted all together or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from kit.answers.intake import Intake, Raw, RawAnswer, RawRow
from kit.answers.joining import Line, another_answer, another_organisation, another_person
from kit.answers.text import ROW_ID, clean_text, folded, one_line, short_hash, slug
from kit.answers.values import Refusal, parse, shown
from kit.bank.tables import suggestion
from kit.errors import NOTHING, InputError, Problem
from kit.model.content import About, Bank, Column, Format, Kind, Question, Register
from kit.model.workshop import (
    UNNAMED,
    Answer,
    AnswerState,
    Entry,
    Organisation,
    Row,
    Snapshot,
    Value,
)

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


ANSWER_COLUMNS = ("participant", "round", "question", "subject", "answer", "answer_id")
NEEDED_COLUMNS = ("participant", "question", "answer")
PERSON_COLUMNS = ("name", "department")
PEOPLE = "participants"
ANSWERS = "answers"


def admit(bank: Bank, intake: Intake, present: Snapshot | None = None) -> list[Entry]:
    """Return what may be recorded.

    A column or setting that the intake does not name is left as it stands; an empty one is
    cleared.

    Args:
        bank: The content that says what may be answered.
        intake: What came in; problems its reader already found are reported with the rest.
        present: The workshop as it stands, whose rows may be referred to.

    Returns:
        The organisation if it was given, then rows, then answers, in the order they came.

    Raises:
        InputError: Anything is wrong; carries every problem, and nothing is admitted.
    """
    return _Door(bank, present).admit([intake])


def admit_together(
    bank: Bank, intakes: Sequence[Intake], present: Snapshot, *, rename: bool = False
) -> list[Entry]:
    """Return what may be recorded of several sources, which must not contradict each other.

    Args:
        bank: As for `admit`.
        intakes: One a source; what two of them say alike is taken once.
        present: The workshop they come to.
        rename: The organisation may take another name, and a participant another name or
            department.

    Raises:
        InputError: As `admit`; also where two sources differ, or name somebody else.
    """
    return _Door(bank, present, keep_names=not rename).admit(intakes)


class _Door:
    """All sources of one import; gathers problems and the names that references may use."""

    def __init__(self, bank: Bank, present: Snapshot | None, *, keep_names: bool = False) -> None:
        self.bank = bank
        self.keep_names = keep_names
        self.questions = bank.questions
        self.registers = bank.registers
        self.platforms = {choice.id for choice in bank.choice_sets.get("platforms", ())}
        self.problems: list[Problem] = []
        self.unread: set[str] = set()
        self.odd: set[tuple[int, str, str]] = set()
        self.source = 0
        self.known: dict[str, dict[str, str]] = {key: {} for key in self.registers}
        self.seen_rows: dict[tuple[int, str, str], str] = {}
        self.lines: dict[tuple[str, str], Line] = {}
        self.settings: Line | None = None
        self.answers: dict[tuple[str, str, str, int], tuple[int, str, Answer]] = {}
        self.department_of: dict[str, str] = {}
        self.before = present.organisation if present else None
        self.present = {
            (row.register, row.id): row.values
            for rows in (present.registers if present else {}).values()
            for row in rows
        }
        for (register, row_id), values in self.present.items():
            self._learn(register, row_id, values)

    def admit(self, intakes: Sequence[Intake]) -> list[Entry]:
        """Return what all sources say together.

        Raises:
            InputError: With every problem of every source.
        """
        named = []
        for self.source, intake in enumerate(intakes):
            self.problems.extend(intake.problems)
            self.unread |= intake.unread
            named.append([(raw, self.row_id(raw)) for raw in intake.rows if self.register(raw)])
            if intake.kept:
                self.keep_rows(intake.kept, intake.where)
        for self.source, intake in enumerate(intakes):
            self._take_rows(intake, named[self.source])
        self.note_departments()
        for self.source, intake in enumerate(intakes):
            self._take_answers(intake)
        entries: list[Entry] = [*self._organisation(), *self._rows()]
        if self.problems:
            raise InputError(self.problems)
        return [*entries, *(answer for _, _, answer in self.answers.values())]

    def _take_rows(self, intake: Intake, named: Sequence[tuple[RawRow, str]]) -> None:
        if intake.organisation is not None:
            self.organisation(intake.organisation, f"{intake.where}, organisation")
        for raw, row_id in named:
            if row_id:
                self.row(raw, row_id)

    def _take_answers(self, intake: Intake) -> None:
        for raw in intake.answers:
            self.answer(raw)
        for answer in intake.kept.answers if intake.kept else ():
            self._take_answer(answer, f"{intake.where}, {answer.question}")

    def keep_rows(self, kept: Snapshot, where: str) -> None:
        """Take the settings and rows of another workshop, which were admitted there."""
        settings = {
            name: value
            for name, value in asdict(kept.organisation).items()
            if value not in {"", None}
        }
        self._take_settings(settings, f"{where}, organisation")
        for register, rows in kept.registers.items():
            for row in rows:
                self._learn(register, row.id, row.values)
                self._take_row(register, row.id, row.values, f"{where}, {register} '{row.id}'")

    # --- rows ---------------------------------------------------------------------------------

    def register(self, raw: RawRow) -> bool:
        """Say whether the row's register exists; note it when not, and columns it has not."""
        register = self.registers.get(raw.register)
        if register is None:
            self._note(
                raw.where,
                f"the register {raw.register!r}",
                "a register of this kit",
                suggestion(raw.register, self.registers),
            )
            return False
        columns = ["id", *(column.id for column in register.columns)]
        self._check_columns(raw.cells, columns, raw.register, register.title, raw.where)
        return True

    def _check_columns(
        self, cells: Raw, known: Sequence[str], table: str, title: str, where: str
    ) -> None:
        """Note each column that a table has not, once; what refers to it is not judged then."""
        for name in cells:
            if name not in known and self._first(table, name):
                self.unread.add(table)
                self._note(
                    f"{where}, {name}",
                    f"the column {name!r}",
                    f"a column of {title}",
                    suggestion(name, [one for one in known if one != "answer_id"]),
                )

    def _first(self, table: str, name: str) -> bool:
        """Say whether this is the first time that a source is told this of a table."""
        key = (self.source, table, name)
        new = key not in self.odd
        self.odd.add(key)
        return new

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
                row_id = ""
        place = (self.source, raw.register, row_id)
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
        else:
            self.unread.add(raw.register)
        return row_id

    def row(self, raw: RawRow, row_id: str) -> None:
        """Take a row, its cells parsed; what is wrong is noted."""
        register = self.registers[raw.register]
        said = {
            column.id: self._cell(column, raw.cells[column.id], f"{raw.where}, {column.id}")
            for column in register.columns
            if column.id in raw.cells
        }
        self._take_row(raw.register, row_id, said, raw.where)

    def _take_row(self, register: str, row_id: str, said: Mapping[str, Value], where: str) -> None:
        fix = f"Make the two say the same, or give one of the two an id other than '{row_id}'."
        line = self.lines.setdefault((register, row_id), Line(where, fix))
        self.problems.extend(line.add(self.source, said, where))

    def _rows(self) -> list[Row]:
        """Return the rows as they stand now; note what they lack and whom they change."""
        found = []
        for (name, row_id), line in self.lines.items():
            before = self.present.get((name, row_id), {})
            register = self.registers.get(name)
            for column in register.columns if register and name not in self.unread else ():
                if column.required and column.id not in {*before, *line.said}:
                    self._lacks(name, column, line)
            for column_id in PERSON_COLUMNS if name == PEOPLE and self.keep_names else ():
                said, stood = line.said.get(column_id), before.get(column_id)
                if said is not None and stood is not None and said != stood:
                    self.problems.append(another_person(line, row_id, column_id, stood))
            found.append(Row(register=name, id=row_id, values=line.over(before)))
        return found

    def _lacks(self, register: str, column: Column, line: Line) -> None:
        (self.source,) = sorted(line.sources)[:1]
        if self._first(register, column.id):
            found = f"a row without {column.id!r}"
            self._note(line.where, found, "allowed", f"Fill in: {column.label}.")

    def _cell(self, column: Column, raw: object, where: str) -> Value:
        noted = len(self.problems)
        value = self._parse(column.format, raw, where)
        judged = column.format.refers_to not in self.unread
        if column.required and value is None and len(self.problems) == noted and judged:
            self._note(where, "an empty cell", "allowed here", f"Fill in: {column.label}.")
        return value

    def _derived_id(self, register: Register, raw: RawRow) -> str:
        parts = [one_line(str(raw.cells.get(name) or "")) for name in register.key]
        if not any(parts):
            needed = " and ".join(register.key)
            told = not set(register.key) & raw.cells.keys()
            if register.id in self.unread or (told and not self._first(register.id, needed)):
                return ""
            self._note(raw.where, "a row without a name", "allowed", f"Fill in id or {needed}.")
            return ""
        name = " ".join(part for part in parts if part)
        row_id = "-".join(slug(part) for part in parts if part)[:80].rstrip("-")
        known = self.known[register.id].get(row_id)
        taken = (self.source, register.id, row_id) in self.seen_rows
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

    def note_departments(self) -> None:
        """Learn which department each participant speaks for."""
        people = {key: values for key, values in self.present.items() if key[0] == PEOPLE}
        said = {key: line.said for key, line in self.lines.items() if key[0] == PEOPLE}
        for key in people | said:
            department = (people.get(key, {}) | said.get(key, {})).get("department")
            self.department_of[key[1]] = str(department or "")

    # --- answers ------------------------------------------------------------------------------

    def answer(self, raw: RawAnswer) -> None:
        """Take the answer, unless it was left empty or cannot be accepted."""
        cells, noted = raw.cells, len(self.problems)
        self._check_columns(cells, ANSWER_COLUMNS, ANSWERS, ANSWERS, raw.where)
        if not self._complete(cells, raw.where):
            return
        question = self._question(cells, raw.where)
        participant = self._participant(cells, raw.where)
        round_no = self._round(cells.get("round"), raw.where)
        if question is None or not participant:
            return
        subject = self._subject(question, participant, cells.get("subject"), raw.where)
        where = f"{raw.where}, {question.id}"
        state, value = self._reply(question.format, cells.get("answer"), where)
        if len(self.problems) > noted or (state is AnswerState.GIVEN and value is None):
            return
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
        self._take_answer(answer, where, raw.where)

    def _complete(self, cells: Raw, where: str) -> bool:
        """Say whether an answer can be judged; a column that is not there is noted once."""
        missing = [name for name in NEEDED_COLUMNS if name not in cells]
        for name in missing if ANSWERS not in self.unread else ():
            if self._first(ANSWERS, name):
                fix = "Put it in the header, and fill it in for every answer."
                self._note(where, NOTHING, f"a column {name!r}", fix)
        return not missing

    def _take_answer(self, answer: Answer, where: str, row: str = "") -> None:
        source, first_where, first = self.answers.setdefault(
            answer.place, (self.source, row or where, answer)
        )
        if first is answer:
            return
        if source == self.source:
            self._note(
                where,
                f"a second answer of '{answer.participant}', the first being in {first_where},",
                "allowed in one round",
                "Take one of the two out, or give it another round.",
            )
        elif (answer.state, answer.value) != (first.state, first.value):
            self.problems.append(another_answer(answer, where, first, first_where))

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
        people = self.known.get(PEOPLE, {})
        if name in people or PEOPLE in self.unread:
            return name
        if not people:
            self.unread.add(PEOPLE)  # said once; there is nobody to compare the others with
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
        if at and not question.by_platform:
            found = f"'{text}', when {question.id} is not asked by platform,"
            self._note(f"{where}, subject", found, "a department", f"Write '{name}'.")
        elif at and platform not in self.platforms:
            fix = suggestion(platform, self.platforms)
            self._note(f"{where}, subject", f"'{text}'", "a platform", fix)
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

    def organisation(self, raw: Raw, where: str) -> None:
        """Take the organisation's settings, parsed; what is wrong is noted."""
        known = {part.name for part in fields(Organisation)}
        for name in raw:
            if name not in known:
                self._note(
                    f"{where}, {name}",
                    f"the setting {name!r}",
                    "a setting of an organisation",
                    suggestion(name, known),
                )
        noted = len(self.problems)
        said = {
            name: self._parse(form, raw[name], f"{where}, {name}")
            for name, form in ORGANISATION_FORMATS.items()
            if name in raw
        }
        named = said.get("name") or (self.before and "name" not in raw)
        if not named and len(self.problems) == noted:
            self._note(f"{where}, name", NOTHING, "a name", "Write name = the organisation's name.")
        if said.get("name"):
            said["name"] = one_line(str(said["name"]))
        if said.get("accounts_max") is not None:
            said["accounts_max"] = int(float(str(said["accounts_max"])))
        self._take_settings(said, where)

    def _take_settings(self, said: Mapping[str, Value], where: str) -> None:
        if self.before and said.get("name") == UNNAMED:
            said = {column: value for column, value in said.items() if column != "name"}
        fix = "Make the two say the same, or import each into a workshop of its own."
        self.settings = self.settings or Line(where, fix)
        self.problems.extend(self.settings.add(self.source, said, where))

    def _organisation(self) -> list[Organisation]:
        """Return the settings as they stand now, in a list; nothing when none were given."""
        if self.settings is None:
            return []
        before = self.before.name if self.before else ""
        name = self.settings.said.get("name")
        if self.keep_names and name and name != before:
            self.problems.append(another_organisation(self.settings, before))
        values: dict[str, Any] = self.settings.over(asdict(self.before) if self.before else {})
        return [Organisation(**values)] if values.get("name") else []

    # --- both ---------------------------------------------------------------------------------

    def _parse(self, form: Format, raw: object, where: str) -> Value:
        try:
            return parse(form, raw, self.known)
        except Refusal as refusal:
            if form.refers_to not in self.unread:
                self._note(where, refusal.found, refusal.allowed, refusal.fix)
            return None

    def _note(self, where: str, found: str, allowed: str, fix: str) -> None:
        self.problems.append(Problem(where, found, allowed, fix, "input"))
