"""The answers of one question and round, and how they are drawn for a room."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from kit.analysis import groups
from kit.analysis.facts import platform_names
from kit.analysis.privacy import Discretion, tells_on_everybody
from kit.analysis.wording import counted
from kit.model.content import About, Bank, Kind, Privacy, Question
from kit.model.report import (
    Chart,
    Quotes,
    SpreadChart,
    SpreadRow,
    Table,
    TableColumn,
    TableRow,
    WeightChart,
    WeightRow,
)
from kit.model.workshop import Answer, AnswerState, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Shape: TypeAlias = Chart | Table | Quotes | None
FEW = 3
PER_CENT = 100.0
NEARLY_ALL = "nearly all"
"""Instead of a count that would say of everybody in a small room what they picked."""
TYPED = frozenset({Kind.TEXT, Kind.PERSON, Kind.LINK})


@dataclass(frozen=True, slots=True)
class Heard:
    """The answers of one question and round, with what showing them needs.

    Attributes:
        before: Subject to who was in the picture of each earlier round.
    """

    question: Question
    answers: tuple[Answer, ...]
    snapshot: Snapshot
    rule: Discretion
    before: Mapping[str, Sequence[frozenset[str]]] = field(default_factory=dict)

    @property
    def given(self) -> tuple[Answer, ...]:
        """Return the answers that say something: no "don't know"."""
        return given_of(self.answers)

    @property
    def nameless(self) -> bool:
        """Return whether nobody's name may stand beside an answer."""
        return self.question.privacy is Privacy.ANONYMOUS

    @property
    def k(self) -> int:
        """Return the smallest number of people that is shown."""
        return self.rule.k


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn of a question, and what is said about it."""

    shape: Shape
    remark: str = ""
    groups: Table | None = None
    typed: bool = False


def given_of(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the answers that say something."""
    return tuple(one for one in answers if one.state is AnswerState.GIVEN)


def drawn(heard: Heard, bank: Bank, title: str) -> Picture:
    """Return the answers as the room may see them; that there are enough is seen to before."""
    form = heard.question.format
    match form.kind:
        case Kind.SCALE:
            return _spread(heard, bank, form.levels, title)
        case Kind.CHOICE if heard.question.about is About.EACH_DEPARTMENT:
            return _spread(heard, bank, tuple(choice.label for choice in form.choices), title)
        case Kind.CHOICE | Kind.CHOICES | Kind.REFERENCE:
            return _tally(heard, bank, title)
        case Kind.RATINGS | Kind.POINTS | Kind.RANKING:
            return _weights(heard, bank, title)
        case _:
            return _quotes(heard, bank, title)


def _spread(heard: Heard, bank: Bank, levels: tuple[str, ...], title: str) -> Picture:
    places = {choice.id: at for at, choice in enumerate(heard.question.format.choices, start=1)}
    said: dict[str, dict[str, int]] = {}
    for answer in heard.given:
        level = places.get(str(answer.value)) if places else int(float(str(answer.value)))
        said.setdefault(answer.subject, {})[answer.participant] = level or 0
    names = dict(_subject_names(heard, bank))
    rows = {
        subject: _spread_row(label, list(said.get(subject, {}).values()), len(levels), heard)
        for subject, label in names.items()
    }
    hidden = any(not row.counts and said.get(subject) for subject, row in rows.items())
    numbered = ", ".join(f"{at} {words}" for at, words in enumerate(levels, start=1))
    chart = SpreadChart(
        title=title,
        how_to_read=f"One dot a person; the pointer marks the middle answer. {numbered}.",
        low=levels[0],
        high=levels[-1],
        levels=len(levels),
        rows=tuple(sorted(rows.values(), key=lambda row: not row.apart)),
    )
    remark = f"Fewer than {heard.k} people answered about some lines, or all said the same."
    seen = {subject: people for subject, people in said.items() if rows[subject].counts}
    table = groups.middles(_partition(heard), seen, names) if heard.nameless else None
    return Picture(chart, remark * hidden, table)


def _partition(heard: Heard) -> groups.Grouped:
    return groups.grouped(heard.snapshot, heard.rule, heard.before)


def _spread_row(label: str, found: list[int], levels: int, heard: Heard) -> SpreadRow:
    counts = tuple(found.count(level) for level in range(1, levels + 1))
    if not found:
        return SpreadRow(label, (), None, "no answers")
    if heard.nameless and len(found) < heard.k:
        return SpreadRow(label, (), None, f"fewer than {heard.k} answers")
    if heard.nameless and tells_on_everybody(counts, heard.k):
        return SpreadRow(label, (), None, "close together")
    ordered = sorted(found)
    half = len(ordered) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    low, high = counts[0] + counts[1], counts[-1] + counts[-2]
    quarter = len(found) / 4
    apart = levels > FEW and low >= quarter and high >= quarter
    return SpreadRow(label, counts, float(middle), apart=apart)


def _subject_names(heard: Heard, bank: Bank) -> list[tuple[str, str]]:
    if heard.question.about is About.ORGANISATION:
        return [("", "Everybody")]
    names = [
        (row.id, str(row.values.get("name") or row.id))
        for row in heard.snapshot.rows("departments")
    ]
    known, platforms = dict(names), platform_names(bank)
    special = {answer.subject for answer in heard.given if "@" in answer.subject}
    for subject in sorted(special):
        department, _, platform = subject.partition("@")
        where = platforms.get(platform, platform)
        names.append((subject, f"{known.get(department, department)} on {where}"))
    return names


def _tally(heard: Heard, bank: Bank, title: str) -> Picture:
    labels = _labels(heard, bank)
    said = {
        answer.participant: frozenset(
            map(str, answer.value if isinstance(answer.value, list) else [answer.value])
        )
        for answer in heard.given
    }
    told = Counter(key for picked in said.values() for key in picked)
    everybody = frozenset[str]()
    table = None
    if heard.nameless:
        if tells_on_everybody(Counter(said.values()).values(), heard.k):
            return Picture(None, "All answers are close together.")
        everybody = groups.picked_by_all(list(said.values()), heard.k)
        table = groups.picks(_partition(heard), said, labels)
    ordered = sorted(labels, key=lambda key: (-told[key], list(labels).index(key)))
    shape = Table(
        caption=title,
        columns=(TableColumn("Answer", wide=True), TableColumn("People", number=True)),
        rows=tuple(
            TableRow((labels[key], NEARLY_ALL if key in everybody else str(told[key])))
            for key in ordered
        ),
        note=f"From {counted(len(said), 'person', 'people')}.",
    )
    return Picture(shape, "", table)


def _weights(heard: Heard, bank: Bank, title: str) -> Picture:
    labels = _labels(heard, bank)
    said = {
        (answer.participant, answer.subject): _shares(answer, list(labels))
        for answer in heard.given
    }
    if heard.nameless and tells_on_everybody(
        Counter(tuple(sorted(weight.items())) for weight in said.values()).values(), heard.k
    ):
        return Picture(None, "All answers are close together.")
    given = {key: tuple(sorted(weight[key] for weight in said.values())) for key in labels}
    rows = [
        WeightRow(labels[key], sum(some) / len(some), tuple(round(one, 1) for one in some))
        for key, some in given.items()
        if any(some)  # what nobody gave anything is not drawn
    ]
    chart = WeightChart(
        title=title,
        how_to_read="Per cent of the whole: each dot is one person, the mark is the mean.",
        rows=tuple(sorted(rows, key=lambda row: -row.mean)),
    )
    people = {who: weight for (who, _), weight in said.items()}
    drawn = {key: labels[key] for key, some in given.items() if any(some)}
    table = groups.shares(_partition(heard), people, drawn) if heard.nameless else None
    return Picture(chart, "", table)


def _shares(answer: Answer, keys: list[str]) -> dict[str, float]:
    value = answer.value
    amounts: dict[str, float] = {}
    if isinstance(value, list):  # a ranking: the first counts most
        amounts = {key: float(len(value) - at) for at, key in enumerate(value)}
    elif isinstance(value, dict):
        amounts = {key: float(amount) for key, amount in value.items()}
    total = sum(amounts.get(key, 0.0) for key in keys) or 1.0
    return {key: PER_CENT * amounts.get(key, 0.0) / total for key in keys}


def _quotes(heard: Heard, bank: Bank, title: str) -> Picture:
    typed = heard.question.format.kind in TYPED
    if heard.nameless:
        # In an order that says nothing of who wrote when; the same each time it is asked for.
        texts = sorted(str(answer.value) for answer in heard.given)
        Random(f"{heard.question.id}{len(texts)}").shuffle(texts)  # noqa: S311  no secret
        return Picture(Quotes(title, tuple(texts)), typed=typed)
    names = dict(_subject_names(heard, bank))
    speaks = {
        row.id: str(row.values.get("department")) for row in heard.snapshot.rows("participants")
    }
    rows = tuple(
        TableRow(
            (names.get(answer.subject or speaks.get(answer.participant, ""), ""), str(answer.value))
        )
        for answer in heard.given
    )
    columns = (TableColumn("Department"), TableColumn("Said", wide=True))
    return Picture(
        Table(title, columns, tuple(sorted(rows, key=lambda row: row.cells))), typed=typed
    )


def _labels(heard: Heard, bank: Bank) -> dict[str, str]:
    """Return what may be named in an answer, by id, in the order it was offered."""
    form = heard.question.format
    labels = dict(form.labels)
    register = bank.registers.get(form.refers_to)
    if register is not None and not labels:
        labels = {
            row.id: str(row.values.get(register.key[0]) or row.id)
            for row in heard.snapshot.rows(register.id)
        }
    criteria = {criterion.id: criterion.label for criterion in bank.criteria}
    return {key: criteria.get(key, label) for key, label in labels.items()}
