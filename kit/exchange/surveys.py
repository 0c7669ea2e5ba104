"""Answers from survey tools: matched columns become raw answers for the one door.

Names, addresses and places are left out unless they are asked for; each respondent becomes a
participant known by a keyed number that stays the same when the export is imported again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kit.answers import RawAnswer, RawRow, Refusal, clean_text, folded, one_line, short_hash, slug
from kit.answers import lines as wording
from kit.exchange.reading import Book, Cell, address
from kit.exchange.returned import PERSONAL, REPEATED, UNFINISHED, UNMATCHED, Returned
from kit.exchange.survey_layouts import Survey, SurveyColumn
from kit.exchange.survey_matching import Confirmed, Matcher, Target, match_columns
from kit.model.content import Bank, Choice, Kind
from kit.model.workshop import Snapshot

MAPPING = "mapping"
CLOCK = re.compile(r"(\d{1,2}):(\d{2})[:.\d]*\s*([ap]?)", re.IGNORECASE)
OTHER = frozenset({"other", "other:", "other (please specify)"})


@dataclass(frozen=True, slots=True)
class SurveyWishes:
    """How a survey is taken.

    Attributes:
        mapping: What somebody confirmed; None for none yet.
        keep_personal: Keep the names people gave.
        round: The round its answers belong to.
    """

    mapping: Confirmed | None = None
    keep_personal: bool = False
    round: int = 1


def read_survey(
    book: Book, survey: Survey, bank: Bank, present: Snapshot, wishes: SurveyWishes
) -> Returned:
    """Return what a survey export holds, with the account of every cell.

    Columns that no question matches word by word make a problem of code `mapping` until somebody
    confirms what they are.
    """
    return _Respondents(book, survey, bank, present, wishes).read()


class _Respondents:
    """One export being read, row by row."""

    def __init__(
        self, book: Book, survey: Survey, bank: Bank, present: Snapshot, wishes: SurveyWishes
    ) -> None:
        self.book, self.survey, self.bank, self.wishes = book, survey, bank, wishes
        self.present = present
        self.matcher = Matcher(bank, present)
        self.pairs = list(match_columns(survey, self.matcher, wishes.mapping))
        self.found = Returned(book.file, remarks=list(book.remarks))
        self.keys: dict[str, int] = {}

    def read(self) -> Returned:
        """Read every row, unless columns wait for somebody to confirm them."""
        waiting = [column for column, target in self.pairs if not target.sure]
        if waiting:
            self._ask(waiting)
        elif self._is_of_nobody():
            self._ask_for_department()
        if self.found.problems:
            return self.found
        for sheet in self.book.sheets:
            if sheet is not self.survey.sheet:
                self.found.leave_out(sheet, "is another one than the survey's")
        if self.survey.unfinished:
            self.found.skip(UNFINISHED, self.survey.unfinished)
        self._check_widths()
        for at, cells in sorted(self.survey.rows.items()):
            self._row(at, cells)
        self._remark()
        return self.found

    def _ask(self, waiting: Sequence[SurveyColumn]) -> None:
        shown = "; ".join(f"'{column.shown[:60]}'" for column in waiting[:4])
        more = f" and {len(waiting) - 4} more" if len(waiting) > 4 else ""  # noqa: PLR2004  what the line before shows
        self.found.note(
            self.book.file,
            f"a survey of which {len(waiting)} of {len(self.pairs)} columns are not known yet "
            f"({shown}{more})",
            "one whose columns are all matched to questions, by id or by the same words",
            "Look through the proposal that was written, set confirmed = true, and import it "
            "with --mapping.",
        )
        self._mark_as_mapping()

    def _is_of_nobody(self) -> bool:
        """Say whether neither a column nor the mapping tells the department."""
        asked = any(target.question == wording.WHO_DEPARTMENT for _, target in self.pairs)
        told = self.wishes.mapping is not None and self.wishes.mapping.department
        return bool(self.survey.rows) and not asked and not told

    def _ask_for_department(self) -> None:
        self.found.note(
            self.book.file,
            "a survey that does not ask people for their department",
            "one whose answers are known to be from a department",
            'Write the department into the proposal that was written (department = "…"), set '
            "confirmed = true, and import it with --mapping.",
        )
        self._mark_as_mapping()

    def _mark_as_mapping(self) -> None:
        self.found.problems[-1] = replace(self.found.problems[-1], code=MAPPING)

    def _check_widths(self) -> None:
        widths = self.survey.sheet.widths
        for at in self.survey.rows:
            if widths and at < len(widths) and widths[at] > widths[0]:
                self.found.note(
                    f"{self.book.file}, row {at + 1}",
                    f"a row of {widths[at]} cells",
                    f"one of {widths[0]}, as the header has",
                    "Look for a separator inside an answer that is not quoted.",
                )

    def _remark(self) -> None:
        taken = sum(bool(target.question) for _, target in self.pairs)
        people = len(self.survey.rows)
        told = "1 person" if people == 1 else f"{people:,} people"
        self.found.remarks.append(
            f"{self.book.file}: {self.survey.tool}, {told}, {taken} of "
            f"{len(self.pairs)} columns matched."
        )
        if self.survey.personal and not self.wishes.keep_personal:
            names = ", ".join(f"'{column.shown}'" for column in self.survey.personal)
            self.found.remarks.append(f"{self.book.file}: not kept, personal data: {names}.")

    # --- one respondent -----------------------------------------------------------------------

    def _row(self, at: int, cells: Mapping[int, Cell]) -> None:
        personal = sum(column.place in cells for column in self.survey.personal)
        groups: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
        who: dict[str, tuple[str, str]] = {}
        for column, target in self.pairs:
            cell = cells.get(column.place)
            where = self._cell(at, column.place)
            if cell is None or not clean_text(cell.text):
                continue
            if not target.question:
                self.found.skip(UNMATCHED)
                continue
            text = self.found.word(cell, where)
            if text is None:
                self.found.use()
            elif target.question.startswith(f"{wording.WHO}."):
                who[target.question] = (text, where)
                personal += target.question == wording.WHO_NAME
            else:
                parts = groups.setdefault((target.question, target.subject), {})
                self._keep(parts, target, text, where)
        repeated = sum(column.place in cells for column in self.survey.repeats)
        if repeated:
            self.found.skip(REPEATED, repeated)
        if personal and not self.wishes.keep_personal:
            self.found.skip(PERSONAL, personal)
            who.pop(wording.WHO_NAME, None)
        if groups:
            person = self._person(at, cells, who)
            for (question, subject), parts in groups.items():
                self._answer(person, question, subject or person.department, parts)

    def _cell(self, at: int, place: int) -> str:
        return f"{self.book.file}, sheet {self.survey.sheet.name}, cell {address(at, place)}"

    def _keep(
        self, parts: dict[str, tuple[str, str]], target: Target, text: str, where: str
    ) -> None:
        """Keep a part of an answer; a form that branches asks one question in two columns."""
        before = parts.setdefault(target.part, (text, where))
        if before[1] == where:
            self.found.use()
        elif folded(before[0]) == folded(text):
            self.found.skip(REPEATED)
        else:
            self.found.use()
            found = f"a second answer, '{one_line(text)[:60]}',"
            allowed = f"allowed beside the first, '{one_line(before[0])[:60]}' in {before[1]}"
            self.found.note(where, found, allowed, "Take one of the two out.")

    def _person(
        self, at: int, cells: Mapping[int, Cell], who: Mapping[str, tuple[str, str]]
    ) -> _Person:
        at_key = self.survey.key
        key = cells[at_key].text if at_key is not None and at_key in cells else f"row {at}"
        # Copies of one form number their people anew: the moment tells two of one number apart.
        if self.survey.began is not None and self.survey.began in cells:
            key += f"|{moment_key(cells[self.survey.began].text)}"
        times = self.keys[key] = self.keys.get(key, 0) + 1
        told = f"{self.present.organisation.name}|{self.survey.tool}|{self.book_key}|{key}|{times}"
        default = self.wishes.mapping.department if self.wishes.mapping else ""
        department, cell = who.get(
            wording.WHO_DEPARTMENT, (default, f"{self.book.file}, row {at + 1}")
        )
        place = self.matcher.departments.get(folded(department), department)
        name = who.get(wording.WHO_NAME, ("", ""))[0]
        if name:
            participant = f"{slug(name)[:50]}_{short_hash(folded(name) + place)}"
        else:
            participant = f"survey_{short_hash(told)}"
        where = f"{self.book.file}, sheet {self.survey.sheet.name}, row {at + 1}"
        self.found.cells[f"{where}, department"] = cell
        row: dict[str, object] = {
            "id": participant,
            "name": one_line(name)[:200] or f"Survey answer {participant[-8:]}",
            "department": place,
        }
        level = who.get(wording.WHO_LEVEL)
        if level:
            row["level"] = level[0]
        self.found.rows.append(RawRow("participants", row, where))
        return _Person(participant, place)

    @property
    def book_key(self) -> str:
        """Return what tells two surveys of one tool apart: the questions they ask."""
        return short_hash("|".join(column.shown for column in self.survey.columns))

    def _answer(
        self, person: _Person, question_id: str, subject: str, parts: dict[str, tuple[str, str]]
    ) -> None:
        question = self.bank.questions[question_id]
        where = next(iter(parts.values()))[1]
        noted = len(self.found.problems)
        value = self._value(question_id, parts, where)
        self.found.used -= len(parts) - 1
        self.found.read -= len(parts) - 1
        if len(self.found.problems) > noted or value is None:
            return
        each = question.about.value == "each_department"
        cells = {
            "participant": person.id,
            "round": str(self.wishes.round),
            "question": question_id,
            "subject": subject if each else "",
            "answer": value,
        }
        self.found.answers.append(RawAnswer(cells, where))

    def _value(self, question_id: str, parts: dict[str, tuple[str, str]], where: str) -> object:
        form = self.bank.questions[question_id].format
        several = form.kind is Kind.CHOICES or form.several
        if "" in parts:
            text = parts[""][0]
            if several and not wording.is_state(text):
                choices = form.choices or wording.rows_of(form, self.matcher.names)
                return self._split(text, choices, where)
            return wording.picked(form, text)
        filled = {part: text for part, (text, _) in parts.items()}
        if several:
            filled = {part: self._tick(part, text, form.choices) for part, text in filled.items()}
        try:
            return wording.gather(form, filled)
        except Refusal as refusal:
            cell = parts.get(str(refusal.args[1]), ("", where))[1]
            self.found.note(cell, refusal.found, refusal.allowed, refusal.fix)
            return None

    @staticmethod
    def _tick(part: str, text: str, choices: tuple[Choice, ...]) -> str:
        """Return a tick for a column that repeats its choice's label when it was chosen."""
        labels = {folded(choice.label) for choice in choices if choice.id == part}
        return wording.YES if folded(text) in labels | {folded(part)} else text

    def _split(self, text: str, choices: tuple[Choice, ...], where: str) -> list[str] | None:
        """Return the choices in a joined answer; a choice's own commas do not cut it."""
        named = {
            folded(word): choice.id for choice in choices for word in (choice.label, choice.id)
        }
        rest, found = folded(text), []
        while rest:
            rest = rest.lstrip(" ,;|")
            fits = [word for word in named if rest == word or _begins(rest, word)]
            if not fits:
                break
            longest = max(fits, key=len)
            found.append(named[longest])
            rest = rest[len(longest) :]
        if rest.strip(" ,;|"):
            self.found.note(
                where,
                f"'{one_line(text)[:80]}'",
                "a list of the question's choices",
                f"What cannot be told apart begins at '{rest.strip(' ,;|')[:40]}'. Correct it in "
                "the export, or leave the cell empty.",
            )
            return None
        return list(dict.fromkeys(found))


def moment_key(text: str) -> str:
    """Return a moment to the minute, alike however a spreadsheet shows it.

    >>> moment_key("3/2/26 2:09:11 PM") == moment_key("2026-03-02 14:09:11")
    True
    """
    clock = CLOCK.search(text)
    day = sorted(
        int(part) % 100 for part in re.findall(r"\d+", text[: clock.start()] if clock else text)
    )
    if clock is None:
        return str(day)
    half, hour = clock[3].casefold(), int(clock[1])
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{day} {hour}:{clock[2]}"


@dataclass(frozen=True, slots=True)
class _Person:
    """Whose answers a row holds."""

    id: str
    department: str


def _begins(text: str, word: str) -> bool:
    return text.startswith(word) and text[len(word) : len(word) + 1] in {",", ";", "|", " "}
