"""Texts that may give a hold away in other words: asked about, never hidden and never decided.

What repeats a hold word for word is kept back (`secrets`). What retells it is not: no list of words
is wise enough. A word that the hold's texts use, and that neither the public, nor outsiders, nor
the kit itself use, is worth a look by whoever may read everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kit.analysis.calendar.naming import split_words, words_of
from kit.analysis.calendar.secrets import CALENDAR, OPEN_REGISTERS, Reader, Secret
from kit.analysis.calendar.telling import SHORTEST_PHRASE, public_names, wordings
from kit.model.content import Bank, Column, Kind, Register
from kit.model.workshop import Row, Snapshot


@dataclass(frozen=True, slots=True)
class Hint:
    """One text that may give a hold away.

    Attributes:
        where: The title of the table, or the question as it is asked.
        text: What people would read.
        words: What it shares with the hold, and nobody outside uses.
        ask: Whom to ask about the hold.
    """

    where: str
    text: str
    words: tuple[str, ...]
    ask: str


def may_give_away(snapshot: Snapshot, bank: Bank) -> tuple[Hint, ...]:
    """Return the texts everybody may read that share telling words with a hold, by place.

    For whoever may read everything: the hints repeat what they warn of.
    """
    reader = Reader(snapshot, bank)
    return tuple(_Looker(reader).hints()) if reader.kept else ()


class _Looker:
    """Looks at one workshop with everybody's eyes."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.snapshot, self.bank = reader, reader.snapshot, reader.bank
        self.names = {row.id: row for row in self.snapshot.rows("participants")}

    def hints(self) -> Iterator[Hint]:
        for where, text in self._readable():
            if self.reader.safe(text) != text:
                continue
            said = set(words_of(text))
            for hold, telling in self.telling:
                if shared := sorted(said & telling):
                    yield Hint(where, text, tuple(shared), hold.ask)
                    break

    @cached_property
    def telling(self) -> list[tuple[Secret, frozenset[str]]]:
        """Return each hold's words that nobody outside uses, nor the kit."""
        everyday = set[str]()
        for words in split_words([*public_names(self.snapshot), *self._kit(), *self._outside()]):
            everyday.update(words)
        found = []
        for hold in self.reader.kept:
            said = {word for text in self._restricted(hold) for word in words_of(text)}
            told = {word for word in said - everyday if len(word) >= SHORTEST_PHRASE}
            found.append((hold, frozenset(word for word in told if not word.isdigit())))
        return found

    def _restricted(self, hold: Secret) -> Iterator[str]:
        one = hold.constraint
        yield from (one.title, one.tag, one.reason_restricted, one.lift_condition)
        for subject in self.reader.calendar.subjects:
            if self.reader.unnamed_subjects.get(subject.id) is hold:
                yield from (subject.name, *subject.aliases)
        for item in self.reader.calendar.items:
            if self.reader.hidden_items.get(item.id) is hold:
                yield from (item.title, item.snippet)

    def _kit(self) -> Iterator[str]:
        """Yield the kit's own words: what it says too is everyday."""
        yield from wordings(self.bank)
        for topic in self.bank.topics:
            yield from (topic.result, topic.facilitator_notes, *topic.discussion)
            for question in topic.questions:
                yield from (question.why, question.help)
                yield from (question.good_example, question.poor_example)
            for register in topic.registers:
                yield from (column.help for column in register.columns)

    def _outside(self) -> Iterator[str]:
        """Yield what departments that may not know have written."""
        insiders = {key for hold in self.reader.kept for key in hold.may_know}
        for register in self.bank.registers.values():
            for row in self.snapshot.rows(register.id):
                whose = _departments(register, row)
                outside = whose and not whose & insiders
                if outside or (register.id in OPEN_REGISTERS and not whose):
                    yield from _texts(_text_columns(register), row)
        for answer in self.snapshot.answers:
            if isinstance(answer.value, str) and self._speaks_for(answer.participant) - insiders:
                yield answer.value

    def _speaks_for(self, participant: str) -> set[str]:
        row = self.names.get(participant)
        return {str(row.values.get("department") or "")} - {""} if row else set()

    def _readable(self) -> Iterator[tuple[str, str]]:
        """Yield what everybody reads, with where it stands."""
        seen = self.reader.seen()
        for register in self.bank.registers.values():
            if register.id in CALENDAR - {"calendar_items"}:
                continue
            columns = _text_columns(register)
            for row in seen.rows(register.id):
                yield from ((register.title, text) for text in _texts(columns, row))
        for answer in self.snapshot.answers:
            question = self.bank.questions.get(answer.question)
            if question and question.in_report and question.format.kind is Kind.TEXT:
                yield question.text.replace("{department}", "each department"), str(answer.value)


def _text_columns(register: Register) -> list[Column]:
    return [column for column in register.columns if column.format.kind is Kind.TEXT]


def _texts(columns: list[Column], row: Row) -> Iterator[str]:
    for column in columns:
        value = row.values.get(column.id)
        if isinstance(value, str) and value:
            yield value


def _departments(register: Register, row: Row) -> set[str]:
    """Return who may have written a row; a list of departments says who is told, not who wrote."""
    return {
        str(row.values[column.id])
        for column in register.columns
        if column.format.refers_to == "departments"
        and not column.format.several
        and row.values.get(column.id)
    }
