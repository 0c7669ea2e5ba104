"""Goals: which company goals each department needs, and who pulls in another direction."""

from __future__ import annotations

from dataclasses import dataclass

from kit.analysis.serving import analysis
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, listed_few
from kit.model.report import Block, MatrixChart, Paragraph

IMPORTANCE = "goals.importance"
FAR_APART = 0.5
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Alignment:
    """How each department would share 100 points among the company's goals.

    Attributes:
        goals: Ids of the goals that got points, in register order.
        shares: Department id to its mean points per goal, as shares of 1.
        index: Department id to its agreement with the mean of all departments: 1 the same
            shares, 0 none in common (one minus half the sum of absolute differences).
        answers: How many people shared out points.
    """

    goals: tuple[str, ...]
    shares: dict[str, tuple[float, ...]]
    index: dict[str, float]
    answers: int


@analysis("Goal alignment of each department with the company's goals", "S0-06", "S4-15", "S2-12")
def alignment(situation: Situation) -> Alignment:
    """Return how far the departments want the same of the company's goals."""
    given = situation.given(IMPORTANCE)
    points: dict[str, list[dict[str, float]]] = {}
    for answer in given:
        if isinstance(answer.value, dict):
            amounts = {key: float(amount) for key, amount in answer.value.items()}
            points.setdefault(answer.subject, []).append(amounts)
    named = {goal for replies in points.values() for reply in replies for goal in reply}
    goals = tuple(row.id for row in situation.snapshot.rows("goals") if row.id in named)
    shares = {
        department.id: tuple(
            sum(reply.get(goal, 0.0) for reply in points[department.id])
            / (len(points[department.id]) * WHOLE)
            for goal in goals
        )
        for department in situation.departments
        if department.id in points
    }
    return Alignment(goals, shares, _index(shares), len(given))


def _index(shares: dict[str, tuple[float, ...]]) -> dict[str, float]:
    if not shares:
        return {}
    means = [sum(column) / len(shares) for column in zip(*shares.values(), strict=True)]
    return {
        department: 1 - sum(abs(a - b) for a, b in zip(row, means, strict=True)) / 2
        for department, row in shares.items()
    }


def headline(situation: Situation, found: Alignment) -> str:
    """Return what the goals say, in one sentence."""
    rows = situation.snapshot.rows("goals")
    if not rows:
        return "No goals have been written down yet"
    company = sum(row.values.get("level") == "company" for row in rows)
    if not found.shares:
        return f"{counted(company, 'company goal')} written down; nobody has weighed them yet"
    apart = [situation.names[key] for key, index in found.index.items() if index < FAR_APART]
    if apart:
        verb = "wants" if len(apart) == 1 else "want"
        return f"{listed_few(apart)} {verb} other goals than the rest"
    return "The departments want much the same of the company's goals"


def blocks(situation: Situation, found: Alignment) -> tuple[Block, ...]:
    """Return the alignment matrix, or a sentence when nothing can be drawn."""
    if not found.shares:
        text = (
            "Nobody has shared out points among the company's goals, so it cannot be said "
            "whether the departments pull in one direction."
        )
        return (Paragraph(text),)
    order = sorted(found.shares, key=lambda key: -found.index[key])
    chart = MatrixChart(
        title="What each department needs most of the company's goals",
        how_to_read=(
            "Each department shared 100 points among the company's goals; a fuller mark is more "
            "points. The last column is its agreement with the mean of all departments: 100 is "
            f"the same shares. From {counted(found.answers, 'answer')}."
        ),
        columns=(*(situation.row_name("goals", goal) for goal in found.goals), "Agreement"),
        rows=tuple(situation.names[key] for key in order),
        values=tuple((*found.shares[key], found.index[key]) for key in order),
        texts=tuple(
            tuple(f"{100 * share:.0f}" for share in (*found.shares[key], found.index[key]))
            for key in order
        ),
    )
    return (chart,)
