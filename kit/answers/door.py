"""Whole intakes: raw answers and rows with their places, admitted all together or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from functools import cache
from typing import Any

from kit.answers.intake import Intake, Raw, RawAnswer, RawRow
from kit.answers.joining import Line, another_answer, another_organisation
from kit.answers.rows import PEOPLE, Rows
from kit.answers.states import WHICH, is_unclear, state_of
from kit.answers.text import one_line
from kit.answers.values import Refusal, parse
from kit.bank.tables import suggestion
from kit.errors import NOTHING, InputError
from kit.model.content import About, Bank, Format, Kind, Question
from kit.model.workshop import (
    UNNAMED,
    Answer,
    AnswerState,
    Entry,
    Organisation,
    Snapshot,
    Value,
)

ROUNDS = 9
ROUND = Format(Kind.NUMBER, minimum=1, maximum=ROUNDS, whole=True)
DEPARTMENTS = "departments"
DEPARTMENT = Format(Kind.REFERENCE, refers_to=DEPARTMENTS)
ORGANISATION_TEXT = 500
ORGANISATION_FORMATS = {
    "name": Format(Kind.TEXT, longest=ORGANISATION_TEXT),
    "industry": Format(Kind.TEXT, longest=ORGANISATION_TEXT),
    "country": Format(Kind.TEXT, longest=2),
    "decider": Format(Kind.PERSON),
    "workshop_date": Format(Kind.DATE),
    "central_department": DEPARTMENT,
    "central_hours_a_week": Format(Kind.NUMBER, minimum=0, maximum=10_000),
    "budget_a_month": Format(Kind.NUMBER, minimum=0, maximum=1e12),
    "currency": Format(Kind.TEXT, longest=3),
    "accounts_max": Format(Kind.NUMBER, minimum=0, maximum=10_000, whole=True),
}
NEEDED_COLUMNS = ("participant", "question", "answer")
NEEDED = frozenset(NEEDED_COLUMNS)
ANSWER_COLUMNS = NEEDED | {"round", "subject", "answer_id"}
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


class _Door(Rows):
    """All sources of one import, their settings and answers too."""

    def __init__(self, bank: Bank, present: Snapshot | None, *, keep_names: bool = False) -> None:
        super().__init__(bank, present, keep_names=keep_names)
        self.bank = bank
        # Ids: the same few come by the thousand. They are forgotten with the door.
        self.one_line = cache(one_line)
        self.platforms = {choice.id for choice in bank.choice_sets.get("platforms", ())}
        self.before = present.organisation if present else None
        self.settings: Line | None = None
        self.answers: dict[tuple[str, str, str, int], tuple[int, str, Answer]] = {}

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
            self.take_rows(intake, named[self.source])
        self.note_departments()
        for self.source, intake in enumerate(intakes):
            self._take_answers(intake)
        entries: list[Entry] = [*self._organisation(), *self.rows()]
        if self.problems:
            raise InputError(self.problems)
        return [*entries, *(answer for _, _, answer in self.answers.values())]

    def take_rows(self, intake: Intake, named: Sequence[tuple[RawRow, str]]) -> None:
        if intake.organisation is not None:
            self.organisation(intake.organisation, f"{intake.where}, organisation")
        for raw, row_id in named:
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
                self.learn(register, row.id, row.values)
                self.take_row(register, row.id, row.values, f"{where}, {register} '{row.id}'")

    # --- answers ------------------------------------------------------------------------------

    def answer(self, raw: RawAnswer) -> None:
        """Take the answer, unless it was left empty or cannot be accepted."""
        cells, noted = raw.cells, len(self.problems)
        self.check_columns(cells, ANSWER_COLUMNS, ANSWERS, ANSWERS, raw.where)
        if not self._complete(cells, raw.where):
            return
        question = self._question(cells, raw.where)
        participant = self._participant(cells, raw.where)
        round_no = self._round(cells.get("round"), raw.where)
        if question is None:
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
            answer_id=self.one_line(str(cells.get("answer_id") or ""))[:80],
            form_version=self.bank.version,
        )
        self._take_answer(answer, where, raw.where)

    def _complete(self, cells: Raw, where: str) -> bool:
        """Say whether an answer can be judged; a column that is not there is noted once."""
        if cells.keys() >= NEEDED:
            return True
        for name in NEEDED_COLUMNS if ANSWERS not in self.unread else ():
            if name not in cells and self.first(ANSWERS, name):
                fix = "Put it in the header, and fill it in for every answer."
                self.note(where, NOTHING, f"a column {name!r}", fix)
        return False

    def _take_answer(self, answer: Answer, where: str, row: str = "") -> None:
        source, first_where, first = self.answers.setdefault(
            answer.place, (self.source, row or where, answer)
        )
        if first is answer:
            return
        if source == self.source:
            self.note(
                where,
                f"a second answer of '{answer.participant}', the first being in {first_where},",
                "allowed in one round",
                "Take one of the two out, or give it another round.",
            )
        elif (answer.state, answer.value) != (first.state, first.value):
            self.problems.append(another_answer(answer, where, first, first_where))

    def _question(self, cells: Raw, where: str) -> Question | None:
        name = self.one_line(str(cells.get("question") or ""))
        question = self.bank.questions.get(name)
        if question is None:
            self.note(
                f"{where}, question",
                f"the question '{name}'",
                "a question of this kit",
                suggestion(name, self.bank.questions),
            )
        return question

    def _participant(self, cells: Raw, where: str) -> str:
        name = self.one_line(str(cells.get("participant") or ""))
        people = self.known.get(PEOPLE, {})
        if name in people or PEOPLE in self.unread:
            return name
        if not people:
            self.unread.add(PEOPLE)  # said once; there is nobody to compare the others with
        self.note(
            f"{where}, participant",
            f"the participant '{name}'",
            "listed in participants",
            suggestion(name, people) if people else "Add the participants register first.",
        )
        return ""

    def _round(self, raw: object, where: str) -> int:
        try:
            value = parse(ROUND, raw, {})
        except Refusal as refusal:
            self.note(f"{where}, round", refusal.found, refusal.allowed, refusal.fix)
            return 1
        return 1 if value is None else int(float(str(value)))

    def _subject(self, question: Question, participant: str, raw: object, where: str) -> str:
        text = self.one_line(str(raw or ""))
        own = self.department_of.get(participant, "")
        if question.about is About.ORGANISATION:
            if text:
                self.note(
                    f"{where}, subject", f"'{text}'", "asked for here", "Leave the subject empty."
                )
            return ""
        if question.about is About.OWN_DEPARTMENT and not text:
            return own
        name, at, platform = text.partition("@")
        subject = self._department(name, where)
        if question.about is About.OWN_DEPARTMENT and subject and own and subject != own:
            self.note(
                f"{where}, subject",
                f"'{text}'",
                f"the own department of '{participant}'",
                f"Leave it empty, or write '{own}'.",
            )
        if at and not question.by_platform:
            allowed = f"a department alone ({question.id} is not asked by platform)"
            self.note(f"{where}, subject", f"'{text}'", allowed, f"Write '{name}'.")
        elif at and platform not in self.platforms:
            fix = suggestion(platform, self.platforms)
            self.note(f"{where}, subject", f"'{text}'", "a platform", fix)
        return f"{subject}@{platform}" if at else subject

    def _department(self, name: str, where: str) -> str:
        """Return the department's id; what was written where no department can be judged."""
        if name in self.known.get(DEPARTMENTS, {}):
            return name
        value = self.parsed(DEPARTMENT, name or "(empty)", f"{where}, subject")
        return str(value or name)

    def _reply(self, form: Format, raw: object, where: str) -> tuple[AnswerState, Value]:
        if not isinstance(raw, str):
            return AnswerState.GIVEN, self.parsed(form, raw, where)
        if state := state_of(raw):
            return state, None
        noted = len(self.problems)
        value = self.parsed(form, raw, where)
        if len(self.problems) > noted and is_unclear(raw):
            self.problems[-1] = replace(self.problems[-1], fix=WHICH)
        return AnswerState.GIVEN, value

    # --- the organisation ---------------------------------------------------------------------

    def organisation(self, raw: Raw, where: str) -> None:
        """Take the organisation's settings, parsed; what is wrong is noted."""
        known = {part.name for part in fields(Organisation)}
        for name in raw:
            if name not in known:
                self.note(
                    f"{where}, {name}",
                    f"the setting {name!r}",
                    "a setting of an organisation",
                    suggestion(name, known),
                )
        noted = len(self.problems)
        said = {
            name: self.parsed(form, raw[name], f"{where}, {name}")
            for name, form in ORGANISATION_FORMATS.items()
            if name in raw
        }
        named = said.get("name") or (self.before and "name" not in raw)
        if not named and len(self.problems) == noted:
            self.note(f"{where}, name", NOTHING, "a name", "Write name = the organisation's name.")
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
