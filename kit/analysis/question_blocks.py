"""Any question's answers as report blocks, so that a new question needs no code.

Anonymous answers are counted only where enough people gave them (safety.md 4).
"""

from __future__ import annotations

from collections import Counter
from statistics import median

from kit.analysis.facts import platform_names
from kit.analysis.heard import TYPED
from kit.analysis.privacy import tells_on_everybody
from kit.analysis.reveal import beside_all_rounds
from kit.analysis.row_names import days_of, titles
from kit.analysis.situation import Situation
from kit.analysis.wording import counted
from kit.model.content import About, Bank, Kind, Privacy, Question
from kit.model.report import (
    Block,
    Paragraph,
    Quotes,
    SpreadChart,
    SpreadRow,
    Table,
    TableColumn,
    TableRow,
)
from kit.model.workshop import Answer, AnswerState, Snapshot, Value

MOST_QUOTES = 12


def question_blocks(question: Question, situation: Situation) -> tuple[Block, ...]:
    """Return what a report shows of a question's answers; nothing when nobody was asked yet."""
    bank, found = situation.bank, situation.answers_to(question.id)
    given = [answer for answer in found if answer.state is AnswerState.GIVEN]
    if not found:
        return ()
    if _hidden(question, given, bank):
        people = counted(len({answer.participant for answer in given}), "person", "people")
        text = f"{_asked(question)} Answers of {people}: too few to show without names."
        return (Paragraph(text),)
    if question.privacy is Privacy.ATTRIBUTED:
        return _drawn(question, given, len(found), situation)
    k = int(bank.threshold("anonymity_k"))
    shown, left_out = _beside_rounds(given, situation, question.id, k)
    if left_out and not shown:
        return (Paragraph(f"{_asked(question)} {left_out}"),)
    if _of_one_mind(question, shown, k):
        return (Paragraph(f"{_asked(question)} All answers are close together."),)
    blocks = _drawn(question, shown, len(found) - len(given) + len(shown), situation)
    return (*blocks, Paragraph(left_out)) if left_out else blocks


def _beside_rounds(
    given: list[Answer], situation: Situation, question: str, k: int
) -> tuple[list[Answer], str]:
    """Return the answers that may stand beside what rooms were shown of the rounds before."""
    if all(answer.round == 1 for answer in given):
        return given, ""
    kept, left_out = beside_all_rounds(situation.snapshot.answers, question, k)
    places = {answer.place for answer in kept}
    return [answer for answer in given if answer.place in places], left_out


def _of_one_mind(question: Question, given: list[Answer], k: int) -> bool:
    """Return whether a tally would say of each person of a small group what they said."""
    if question.format.kind in {*TYPED, Kind.SCALE} or question.about is About.EACH_DEPARTMENT:
        return False  # lines are judged one by one; what people typed is read before it is shown
    return tells_on_everybody(Counter(str(answer.value) for answer in given).values(), k)


def _drawn(
    question: Question, given: list[Answer], replies: int, situation: Situation
) -> tuple[Block, ...]:
    """Return the answers that may be shown, each kind in its own shape."""
    snapshot, bank = situation.shown, situation.bank
    if question.format.kind is Kind.SCALE:
        return (_spread(question, given, snapshot, bank),)
    if question.format.kind in TYPED:
        texts = tuple(sorted({str(answer.value) for answer in given}, key=str.casefold))
        shown = texts[:MOST_QUOTES]
        return (Quotes(_asked(question), shown, len(texts) - len(shown)),) if texts else ()
    if question.format.kind is Kind.CHOICE and question.about is About.EACH_DEPARTMENT:
        return (_by_department(question, given, snapshot, bank),)
    return (_tally(question, given, replies, snapshot, bank),)


def _asked(question: Question) -> str:
    return question.text.replace("{department}", "the department")


def _hidden(question: Question, given: list[Answer], bank: Bank) -> bool:
    if question.privacy is Privacy.ATTRIBUTED or not given:
        return False
    return len({answer.participant for answer in given}) < bank.threshold("anonymity_k")


def _spread(question: Question, given: list[Answer], snapshot: Snapshot, bank: Bank) -> SpreadChart:
    names = {row.id: str(row.values.get("name") or row.id) for row in snapshot.rows("departments")}
    places = {row.id: place for place, row in enumerate(snapshot.rows("departments"))}
    platforms = platform_names(bank)
    keys = sorted(
        {answer.subject for answer in given},
        key=lambda key: (places.get(key.partition("@")[0], 0), key),
    )
    rows = []
    for key in keys:
        department, _, platform = key.partition("@")
        label = names.get(department, "The whole organisation")
        label += f" on {platforms.get(platform, platform)}" if platform else ""
        levels = [int(str(answer.value)) for answer in given if answer.subject == key]
        rows.append(spread_row(label, levels, question, bank))
    return SpreadChart(
        title=_asked(question),
        how_to_read="Each dot is one person's answer; the triangle is the middle one.",
        low=question.format.levels[0],
        high=question.format.levels[-1],
        levels=len(question.format.levels),
        rows=tuple(rows),
    )


def spread_row(label: str, levels: list[int], question: Question, bank: Bank) -> SpreadRow:
    """Return one line of a spread: dots where enough people answered, words where not.

    Args:
        label: What the line is about.
        levels: The answers, 1 for the lowest level.
        question: The question, whose privacy decides what may be shown.
        bank: The content with the thresholds.
    """
    least = bank.threshold("anonymity_k")
    if len(levels) < least and question.privacy is Privacy.ANONYMOUS:
        return SpreadRow(label, (), None, f"{counted(len(levels), 'answer')}: too few to show")
    count = Counter(levels)
    counts = tuple(count.get(level, 0) for level in range(1, len(question.format.levels) + 1))
    if question.privacy is Privacy.ANONYMOUS and tells_on_everybody(counts, int(least)):
        return SpreadRow(label, (), None, "close together")
    share = bank.threshold("split_share") / 100
    apart = sum(counts[:2]) >= share * len(levels) and sum(counts[-2:]) >= share * len(levels)
    return SpreadRow(label, counts, median(levels), "talk again" if apart else "", apart)


def _by_department(
    question: Question, given: list[Answer], snapshot: Snapshot, bank: Bank
) -> Table:
    """Return how many chose what for each department; few anonymous answers are only counted."""
    choices = question.format.choices
    least = bank.threshold("anonymity_k") if question.privacy is Privacy.ANONYMOUS else 1
    rows = []
    for row in snapshot.rows("departments"):
        mine = [answer.value for answer in given if answer.subject.partition("@")[0] == row.id]
        counts = Counter(str(value) for value in mine)
        told = least > 1 and tells_on_everybody(counts.values(), int(least))
        hidden = told or len(mine) < least
        cells = ["–" if hidden else str(counts[choice.id]) for choice in choices]
        rows.append(TableRow((str(row.values.get("name") or row.id), *cells, str(len(mine)))))
    return Table(
        _asked(question),
        (
            TableColumn("Department"),
            *(TableColumn(choice.label, number=True) for choice in choices),
            TableColumn("Answers", number=True),
        ),
        tuple(rows),
        "Each person's last word. – means too few answers to show without names, or all the same."
        if least > 1
        else "Each person's last word.",
    )


def _tally(
    question: Question, given: list[Answer], replies: int, snapshot: Snapshot, bank: Bank
) -> Table:
    form = question.format
    names = titles(form.refers_to, snapshot, bank) if form.refers_to else {}
    labels = {**form.labels, **names}
    note = f"From {counted(len(given), 'answer')}"
    note += (
        f"; {counted(replies - len(given), 'more person', 'more people')} gave none."
        if replies > len(given)
        else "."
    )
    if form.kind in {Kind.POINTS, Kind.RATINGS, Kind.RANKING}:
        means = _means(given, labels)
        column = "Mean place" if form.kind is Kind.RANKING else "Mean"
        rows = tuple(TableRow((labels[key], f"{mean:.1f}")) for key, mean in means)
        columns = (TableColumn("", wide=True), TableColumn(column, number=True))
        return Table(_asked(question), columns, rows, note)
    if form.kind is Kind.NUMBER:
        amounts = sorted(float(str(answer.value)) for answer in given)
        middle = f"{median(amounts):g}" if amounts else "–"
        span = f"{amounts[0]:g} to {amounts[-1]:g}" if amounts else "–"
        columns = (TableColumn(form.unit or "Number"), TableColumn("Range"))
        return Table(_asked(question), columns, (TableRow((middle, span)),), note)
    tally = Counter(key for answer in given for key in _chosen(answer.value))
    rows = tuple(TableRow((labels.get(key, key), str(times))) for key, times in tally.most_common())
    return Table(
        _asked(question),
        (TableColumn("", wide=True), TableColumn("Answers", number=True)),
        rows,
        note,
    )


def _means(given: list[Answer], labels: dict[str, str]) -> list[tuple[str, float]]:
    sums: dict[str, float] = dict.fromkeys(labels, 0.0)
    for answer in given:
        if isinstance(answer.value, dict):
            for key, amount in answer.value.items():
                sums[key] = sums.get(key, 0.0) + float(amount)
        elif isinstance(answer.value, list):
            for place, key in enumerate(answer.value, start=1):
                sums[key] = sums.get(key, 0.0) + place
    ranked = bool(given) and isinstance(given[0].value, list)
    means = [(key, total / max(1, len(given))) for key, total in sums.items() if key in labels]
    return sorted(means, key=lambda pair: pair[1] if ranked else -pair[1])


def _chosen(value: Value) -> list[str]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [days_of(value)]
    return [str(value)]
