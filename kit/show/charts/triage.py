"""The response triage: questions run down the left, what is done stands to the right of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.model.report import Table, TableColumn, TableRow
from kit.show import lettering, palette
from kit.show.charts import svg
from kit.show.charts.picture import Picture

if TYPE_CHECKING:
    from kit.model.report import TriageAnswer, TriageFlow, TriageStep

LINE = svg.SMALL * 1.25
PAD = 9
ARROW = 26


@dataclass(frozen=True, slots=True)
class Places:
    """Where the boxes stand."""

    narrow: bool

    @property
    def wide(self) -> float:
        """Return the width of the picture."""
        return svg.NARROW if self.narrow else svg.WIDE

    @property
    def question(self) -> float:
        """Return the width of a question's box."""
        return self.wide if self.narrow else 252

    @property
    def answer(self) -> float:
        """Return where answers begin."""
        return 22 if self.narrow else 276

    @property
    def action(self) -> float:
        """Return where the boxes of what is done begin."""
        return 92 if self.narrow else 366


def draw_triage(chart: TriageFlow, *, narrow: bool = False) -> Picture:
    """Return the flow; answers that lead on name the number of the next question."""
    places = Places(narrow)
    body, top = [], 2.0
    for place, step in enumerate(chart.rows):
        drawn, top = _step(step, chart.first + place, top, places)
        body.append(drawn)
    alt = " ".join(_said(step, chart.first + place) for place, step in enumerate(chart.rows))
    picture = svg.drawing(places.wide, top + 2, chart.title, alt or "No question yet.", body)
    return Picture(picture, alt or "No question yet.", _table(chart))


def _step(step: TriageStep, number: int, top: float, places: Places) -> tuple[str, float]:
    lines = lettering.wrap(
        f"{number + 1}  {step.question}", svg.SIZE, places.question - 2 * PAD, 4, bold=True
    )
    high = len(lines) * svg.SIZE * 1.25 + 2 * PAD
    parts = []
    y = top + high + 8 if places.narrow else top
    for answer in step.answers:
        if answer.to == number + 1:
            continue
        drawn, y = _answer(answer, y, places)
        parts.append(drawn)
    bottom = max(top + high, y - 6)
    box = svg.rect(0, top, places.question, high, palette.TINT, radius=5, stroke=palette.INK)
    words = svg.paragraph(PAD, top + PAD + svg.SIZE * 0.9, lines, bold=True)
    onward = next((answer for answer in step.answers if answer.to == number + 1), None)
    if onward is None:
        return box + words + "".join(parts), bottom + 16
    start = bottom + 4 if places.narrow else top + high
    arrow = _down(20, start, bottom + ARROW - 2)
    label = svg.text(30, bottom + ARROW / 2 + 3, onward.answer, size=svg.SMALL, bold=True, room=200)
    return box + words + "".join(parts) + arrow + label, bottom + ARROW


def _answer(answer: TriageAnswer, top: float, places: Places) -> tuple[str, float]:
    room = places.wide - places.action - 2 * PAD
    leads = f"Go to question {answer.to + 1}" if answer.to is not None else answer.action
    lines = lettering.wrap(leads, svg.SMALL, room, 3)
    owner = lettering.wrap(answer.owner, svg.SMALL, room, 2) if answer.owner else []
    said = lettering.wrap(
        answer.answer, svg.SMALL, places.action - places.answer - 16, 3, bold=True
    )
    high = max((len(lines) + len(owner)) * LINE + 2 * PAD - 2, len(said) * LINE + PAD)
    edge = palette.ALERT if answer.gap else palette.FAINT
    fill = palette.ALERT_PALE if answer.gap else palette.WHITE
    middle = top + min(high / 2, 24)
    parts = [
        svg.rect(
            places.action, top, places.wide - places.action - 1, high, fill, radius=5, stroke=edge
        ),
        svg.paragraph(
            places.answer, middle + 4 - (len(said) - 1) * LINE / 2, said, size=svg.SMALL, bold=True
        ),
        _right(places.action - 13, places.action - 1, middle),
        svg.paragraph(places.action + PAD, top + PAD + svg.SMALL * 0.85, lines, size=svg.SMALL),
        svg.paragraph(
            places.action + PAD,
            top + PAD + svg.SMALL * 0.85 + len(lines) * LINE,
            owner,
            size=svg.SMALL,
            fill=palette.ALERT if answer.gap else palette.MUTED,
        ),
    ]
    return "".join(parts), top + high + 7


def _down(x: float, top: float, bottom: float) -> str:
    head = f"M{svg.fixed(x - 4)} {svg.fixed(bottom - 6)}l4 6l4-6z"
    return svg.line(x, top, x, bottom - 5, palette.MUTED, weight=1.4) + svg.path(
        head, fill=palette.MUTED
    )


def _right(left: float, right: float, y: float) -> str:
    head = f"M{svg.fixed(right - 6)} {svg.fixed(y - 4)}l6 4l-6 4z"
    return svg.line(left, y, right - 5, y, palette.MUTED, weight=1.4) + svg.path(
        head, fill=palette.MUTED
    )


def _leads(answer: TriageAnswer) -> str:
    return f"question {answer.to + 1}" if answer.to is not None else answer.action


def _said(step: TriageStep, number: int) -> str:
    answers = "; ".join(
        f"{answer.answer}: {_leads(answer)}" + (f" ({answer.owner})" if answer.owner else "")
        for answer in step.answers
    )
    return f"{number + 1}. {step.question} {answers or 'no answer leads on'}."


def _table(chart: TriageFlow) -> Table:
    rows = tuple(
        TableRow(
            (
                f"{chart.first + place + 1}. {step.question}" if not nth else "",
                answer.answer,
                _leads(answer),
                answer.owner,
            )
        )
        for place, step in enumerate(chart.rows)
        for nth, answer in enumerate(step.answers)
    )
    labels = ("Question", "Answer", "Then", "Who, and how soon")
    columns = tuple(TableColumn(label, wide=label == "Then") for label in labels)
    return Table(f"The same as a table: “{chart.title}”", columns, rows, folded=True)
