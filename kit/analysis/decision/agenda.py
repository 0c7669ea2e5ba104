"""What to talk about next, and what to leave alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.draws import even_points

if TYPE_CHECKING:
    from kit.analysis.decision.item_agreement import Agreement
    from kit.analysis.decision.model import DecisionModel, FloatArray
    from kit.analysis.decision.settling import Settling

WORTH = 0.1
"""An item is worth the room's time from this part of the indifference on: our judgement."""
AGENDA_LENGTH = 12
OUTCOMES = 2048
NOTHING = 1e-6


class Call(StrEnum):
    """What to do about an item, by disagreement and by what settling it is worth."""

    DISCUSS = "discuss now"
    CHECK = "quick check"
    DIFFER = "agree to differ"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item, with what settling it is worth.

    Attributes:
        department: The subject.
        question: The question to settle.
        value: Points x stake that settling it adds, after the items before it in an agenda.
        alone: The same if it were the only one settled.
        minutes: Time it takes.
        mean_abs_difference: By how many levels two colleagues differ; None below two answers.
        agreed: Whether the answers lie together (see `Agreement.settled`).
        call: What to do about it.
    """

    department: str
    question: str
    value: float
    alone: float
    minutes: float
    mean_abs_difference: float | None
    agreed: bool
    call: Call

    def to_dict(self) -> dict[str, object]:
        """Return the parts, ready for JSON."""
        return {**asdict(self), "call": self.call.value}


@dataclass(frozen=True, eq=False)
class Calls:
    """What the calls on items rest on, beside their value."""

    model: DecisionModel
    departments: tuple[str, ...]
    agreement: Agreement

    def item(self, settling: Settling, row: int, question: int, value: float) -> AgendaItem:
        """Return one item of the agenda or of the chart."""
        alone = float(settling.evppi[row, question] * settling.stakes[row])
        agreed = bool(self.agreement.settled[row, question])
        worth = alone >= WORTH * self.model.indifference
        if agreed or not self.agreement.n[row, question]:
            call = Call.CHECK if worth else Call.SETTLED
        else:
            call = Call.DISCUSS if worth else Call.DIFFER
        difference = float(self.agreement.mean_abs_difference[row, question])
        return AgendaItem(
            department=self.departments[row],
            question=self.model.questions[question],
            value=value,
            alone=alone,
            minutes=float(settling.minutes[row, question]),
            mean_abs_difference=None if np.isnan(difference) else difference,
            agreed=agreed,
            call=call,
        )


def items_of(settling: Settling, row: int, most: int | None = None) -> list[AgendaItem]:
    """Return the items of one department, the one worth most first; ties as asked."""
    worth = settling.evppi[row] * settling.stakes[row]
    return [
        settling.calls.item(settling, row, int(question), float(worth[question]))
        for question in np.argsort(-worth, kind="stable")[:most]
    ]


def plan_agenda(settling: Settling, length: int = AGENDA_LENGTH) -> tuple[AgendaItem, ...]:
    """Return the items to settle, each the best per minute once those before it are settled.

    Values do not add up: settling one item of a department changes what the next is worth, so
    the department's others are valued again after each. Ties go to the order asked.

    Args:
        settling: What each item is worth.
        length: How many items at most; items worth nothing are left out.
    """
    marginal = settling.evppi * settling.stakes[:, None]
    chosen: dict[int, list[int]] = {}
    plan: list[AgendaItem] = []
    while len(plan) < min(length, marginal.size):
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = np.where(marginal > NOTHING, marginal / settling.minutes, -1.0)
        at = int(rate.argmax())
        row, question = divmod(at, marginal.shape[1])
        if rate[row, question] <= 0:
            break
        value = float(marginal[row, question])
        plan.append(settling.calls.item(settling, row, question, value))
        chosen.setdefault(row, []).append(question)
        marginal[row] = _next_values(settling, row, chosen[row]) * settling.stakes[row]
    return tuple(plan)


def _next_values(settling: Settling, row: int, chosen: list[int]) -> FloatArray:
    """Return (Q,) what each further item of a department adds; those chosen add nothing."""
    (rows,) = settling.beliefs.equal_rows(slice(row, row + 1))
    questions, depth = rows.shape[:2]
    points = even_points(OUTCOMES, questions, 0)
    centred = rows - rows.mean(axis=1, keepdims=True)
    picked = centred[np.arange(questions), (points * depth).astype(np.intp)]
    swings = picked * settling.spread[:, None]
    known = settling.expected[row] + swings[:, chosen].sum(axis=1)
    before = _highest(known).mean()
    after = _highest(known[:, None] + swings).mean(axis=0)
    gain: FloatArray = np.maximum(after - before, 0.0)
    gain[chosen] = 0.0
    return gain


def _highest(values: FloatArray) -> FloatArray:
    """Return (...) the highest of the few alternatives, column by column.

    numpy's own maximum along so short an axis takes eight times as long.
    """
    highest: FloatArray = reduce(np.maximum, np.moveaxis(values, -1, 0))
    return highest
