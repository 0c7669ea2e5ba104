"""Which words may not be read by outsiders, and which are everybody's although a hold bears them.

A hold called "Alpha" beside a department called Alpha must not black out the department: public
names and the kit's own wording stay. Texts that people wrote about it are kept back all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from kit.analysis.calendar.naming import split_words
from kit.model.content import Bank, Choice, Column, Format, Kind, Question
from kit.model.workshop import Snapshot

Hold = TypeVar("Hold")
SHORTEST_PHRASE = 4
NAMED = {"departments": "name", "accounts": "name", "sites": "name"}
"""Registers whose names everybody knows, with the column that names."""


def telling_phrases(
    titles: dict[str, Hold], names: dict[str, Hold], snapshot: Snapshot, bank: Bank
) -> tuple[tuple[str, Hold], ...]:
    """Return the texts that give something away, longest first, as plain words.

    Args:
        titles: What holds are called, with the hold; ordinary words among them tell nothing.
        names: Other texts that are kept back; where such a text is an ordinary word, what people
            wrote with it is kept back instead.
        snapshot: The workshop with its public names and the texts people wrote.
        bank: The content, whose wording is never kept back.
    """
    public, wording = joined(public_names(snapshot)), joined(wordings(bank))
    found: dict[str, Hold] = {}
    written: list[str] = []
    for texts, ordinary_tells in ((titles, False), (names, True)):
        for phrase, hold in _plain(texts):
            if f" {phrase} " in public:
                continue
            if f" {phrase} " not in wording:
                found[phrase] = hold
            elif ordinary_tells:
                written = written or _written(snapshot, bank)
                found |= dict.fromkeys(_around(phrase, written), hold)
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _plain(texts: dict[str, Hold]) -> Iterator[tuple[str, Hold]]:
    for words, hold in zip(split_words(list(texts)), texts.values(), strict=True):
        phrase = " ".join(words)
        if len(phrase) >= SHORTEST_PHRASE:
            yield phrase, hold


def joined(texts: Iterable[str]) -> str:
    """Return texts as plain words, in which a phrase between blanks is found as whole words."""
    once = list(dict.fromkeys(texts))
    return f" {' | '.join(' '.join(words) for words in split_words(once))} "


def public_names(snapshot: Snapshot) -> Iterator[str]:
    """Yield what everybody knows by name: the organisation, departments, accounts, sites."""
    yield snapshot.organisation.name
    for register, column in NAMED.items():
        yield from (str(row.values.get(column) or "") for row in snapshot.rows(register))


def wordings(bank: Bank) -> Iterator[str]:
    """Yield what the kit itself says: titles, questions, labels, choices, reasons."""
    for criterion in bank.criteria:
        yield from (criterion.label, *criterion.reasons.values())
    for topic in bank.topics:
        yield from (topic.title, topic.purpose)
        for question in topic.questions:
            yield from _labels(question, question.text)
        for register in topic.registers:
            yield from (register.title, register.purpose)
            for column in register.columns:
                yield from _labels(column, column.label)
    for choices in bank.choice_sets.values():
        yield from (choice.label for choice in choices)


def _labels(asked: Question | Column, text: str) -> Iterator[str]:
    form: Format = asked.format
    choices: tuple[Choice, ...] = form.choices
    yield from (text, form.unit, *form.levels, *(choice.label for choice in choices))


def _around(phrase: str, written: list[str]) -> Iterator[str]:
    """Yield the longer texts people wrote with a phrase."""
    return (text for text in written if text != phrase and f" {phrase} " in f" {text} ")


def _written(snapshot: Snapshot, bank: Bank) -> list[str]:
    """Return what people wrote, as plain words."""
    texts = dict.fromkeys(_texts(snapshot, bank))
    return [" ".join(words) for words in split_words(list(texts))]


def _texts(snapshot: Snapshot, bank: Bank) -> Iterator[str]:
    for register in bank.registers.values():
        texts = [one.id for one in register.columns if one.format.kind is Kind.TEXT]
        named = NAMED.get(register.id)
        for row in snapshot.rows(register.id):
            yield from (str(row.values[key]) for key in texts if key != named and key in row.values)
    yield from (answer.value for answer in snapshot.answers if isinstance(answer.value, str))
