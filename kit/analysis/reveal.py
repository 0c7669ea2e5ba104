"""What the room sees of a question when its round is closed: fixed then, never computed anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from kit.analysis.facts import platform_names
from kit.analysis.privacy import tells_on_everybody, what_may_be_shown
from kit.analysis.wording import counted
from kit.model.content import About, Bank, Kind, Privacy, Question
from kit.model.report import (
    Block,
    Chart,
    Paragraph,
    Quotes,
    Section,
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
    from collections.abc import Iterable

Shape: TypeAlias = Chart | Table | Quotes | None
FEW = 3
PER_CENT = 100.0


@dataclass(frozen=True, slots=True)
class Reveal:
    """One question of one round, as the room sees it.

    Attributes:
        people: How many answered, "don't know" included.
        remark: What the picture leaves out and why, as sentences; or why there is none.
    """

    question: str
    round: int
    title: str
    people: int
    shape: Shape
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _Heard:
    """The answers of one question and round, with what showing them needs."""

    question: Question
    answers: tuple[Answer, ...]
    snapshot: Snapshot
    k: int

    @property
    def given(self) -> tuple[Answer, ...]:
        return tuple(one for one in self.answers if one.state is AnswerState.GIVEN)

    @property
    def nameless(self) -> bool:
        return self.question.privacy is Privacy.ANONYMOUS


def reveal(snapshot: Snapshot, bank: Bank, question_id: str, round_no: int, k: int) -> Reveal:
    """Return what the room may see of one question.

    Anonymous answers are shown for the whole room from k people on; answers that speak for a
    department are shown under its name.

    Args:
        snapshot: The workshop at the close of the round.
        bank: The content.
        question_id: Which question.
        round_no: Which round; each person's answer is the one of this round, or, where they had
            nothing to change, the one before.
        k: The smallest number of people that is shown.
    """
    question = bank.questions[question_id]
    answers = _of_round(snapshot.answers, question_id, round_no)
    heard = _Heard(question, answers, snapshot, k)
    people = len({answer.participant for answer in answers})
    given = len({answer.participant for answer in heard.given})
    title = question.text.replace("{department}", "each department")
    if not people:
        return Reveal(question_id, round_no, title, 0, None, "Nobody has answered yet.")
    if heard.nameless and not what_may_be_shown({"room": given}, k).whole:
        remark = (
            f"{counted(people, 'person has', 'people have').capitalize()} answered. Anonymous "
            f"answers are shown from {k} people on."
        )
        return Reveal(question_id, round_no, title, people, None, remark)
    shape, remark = _shape(heard, bank, title)
    unsure = f"{counted(people - given, 'person', 'people').capitalize()} answered that they do not"
    remarks = [remark, f"{unsure} know, or that it does not apply." * (people > given)]
    return Reveal(question_id, round_no, title, people, shape, " ".join(filter(None, remarks)))


def reveal_section(shown: Reveal) -> Section:
    """Return a reveal as a section of a report, for notebooks."""
    people = counted(shown.people, "person", "people").capitalize()
    blocks: list[Block] = [Paragraph(f"{people} answered in round {shown.round}.")]
    blocks += [shown.shape] if shown.shape is not None else []
    blocks += [Paragraph(shown.remark)] if shown.remark else []
    name = shown.question.replace(".", "-")
    return Section(name, "What the room said", shown.title, "", tuple(blocks))


def _of_round(answers: Iterable[Answer], question: str, round_no: int) -> tuple[Answer, ...]:
    last: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        if answer.question == question and answer.round <= round_no:
            place = (answer.participant, answer.subject)
            if place not in last or last[place].round <= answer.round:
                last[place] = answer
    return tuple(last.values())


def _shape(heard: _Heard, bank: Bank, title: str) -> tuple[Shape, str]:
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


def _spread(heard: _Heard, bank: Bank, levels: tuple[str, ...], title: str) -> tuple[Shape, str]:
    places = {choice.id: at for at, choice in enumerate(heard.question.format.choices, start=1)}
    by_subject: dict[str, list[int]] = {}
    for answer in heard.given:
        level = places.get(str(answer.value)) if places else int(float(str(answer.value)))
        by_subject.setdefault(answer.subject, []).append(level or 0)
    rows, hidden = [], 0
    for subject, label in _subject_names(heard, bank):
        found = by_subject.get(subject, [])
        row = _spread_row(label, found, len(levels), heard)
        hidden += not row.counts and bool(found)
        rows.append(row)
    numbered = ", ".join(f"{at} {words}" for at, words in enumerate(levels, start=1))
    chart = SpreadChart(
        title=title,
        how_to_read=f"One dot a person; the pointer marks the middle answer. {numbered}.",
        low=levels[0],
        high=levels[-1],
        levels=len(levels),
        rows=tuple(sorted(rows, key=lambda row: not row.apart)),
    )
    remark = f"Fewer than {heard.k} people answered about some lines, or all said the same."
    return chart, remark * bool(hidden)


def _spread_row(label: str, found: list[int], levels: int, heard: _Heard) -> SpreadRow:
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


def _subject_names(heard: _Heard, bank: Bank) -> list[tuple[str, str]]:
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


def _tally(heard: _Heard, bank: Bank, title: str) -> tuple[Shape, str]:
    labels = _labels(heard, bank)
    told: Counter[str] = Counter()
    for answer in heard.given:
        told.update(answer.value if isinstance(answer.value, list) else [str(answer.value)])
    people = len({answer.participant for answer in heard.given})
    if heard.nameless and tells_on_everybody([told[key] for key in labels if told[key]], heard.k):
        return None, "All answers are close together."
    ordered = sorted(labels, key=lambda key: (-told[key], list(labels).index(key)))
    table = Table(
        caption=title,
        columns=(TableColumn("Answer", wide=True), TableColumn("People", number=True)),
        rows=tuple(TableRow((labels[key], str(told[key]))) for key in ordered),
        note=f"From {counted(people, 'person', 'people')}.",
    )
    return table, ""


def _weights(heard: _Heard, bank: Bank, title: str) -> tuple[Shape, str]:
    labels = _labels(heard, bank)
    shares: dict[str, list[float]] = {key: [] for key in labels}
    for answer in heard.given:
        weight = _shares(answer, list(labels))
        for key in labels:
            shares[key].append(weight.get(key, 0.0))
    rows = [
        WeightRow(labels[key], sum(some) / len(some), tuple(sorted(round(one, 1) for one in some)))
        for key, some in shares.items()
        if any(some)  # what nobody gave anything is not drawn
    ]
    chart = WeightChart(
        title=title,
        how_to_read="Per cent of the whole: each dot is one person, the mark is the mean.",
        rows=tuple(sorted(rows, key=lambda row: -row.mean)),
    )
    return chart, ""


def _shares(answer: Answer, keys: list[str]) -> dict[str, float]:
    value = answer.value
    amounts: dict[str, float] = {}
    if isinstance(value, list):  # a ranking: the first counts most
        amounts = {key: float(len(value) - at) for at, key in enumerate(value)}
    elif isinstance(value, dict):
        amounts = {key: float(amount) for key, amount in value.items()}
    total = sum(amounts.get(key, 0.0) for key in keys) or 1.0
    return {key: PER_CENT * amounts.get(key, 0.0) / total for key in keys}


def _quotes(heard: _Heard, bank: Bank, title: str) -> tuple[Shape, str]:
    if heard.nameless:
        # In an order that says nothing of who wrote when; the same each time it is asked for.
        texts = sorted(str(answer.value) for answer in heard.given)
        Random(f"{heard.question.id}{len(texts)}").shuffle(texts)  # noqa: S311  no secret
        return Quotes(title, tuple(texts)), ""
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
    return Table(title, columns, tuple(sorted(rows, key=lambda row: row.cells))), ""


def _labels(heard: _Heard, bank: Bank) -> dict[str, str]:
    """Return what may be named in an answer, by id, in the order it was offered."""
    form = heard.question.format
    labels = {choice.id: choice.label for choice in form.choices}
    register = bank.registers.get(form.refers_to)
    if register is not None and not labels:
        labels = {
            row.id: str(row.values.get(register.key[0]) or row.id)
            for row in heard.snapshot.rows(register.id)
        }
    criteria = {criterion.id: criterion.label for criterion in bank.criteria}
    return {key: criteria.get(key, label) for key, label in labels.items()}
