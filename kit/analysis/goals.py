"""Goals: which company goals each department needs, and who pulls in another direction."""

from __future__ import annotations

from dataclasses import dataclass

from kit.analysis.serving import analysis, section
from kit.analysis.situation import Situation
from kit.analysis.wording import capital, counted, counted_words, listed_few
from kit.model.report import Block, MatrixChart, Paragraph, Table, TableColumn, TableRow
from kit.model.workshop import Row

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


@section("goals", "Goals tree: which department's goal carries which of the company's", "S4-03")
def tree(situation: Situation) -> Table | None:
    """Return each goal of the company with the goals tied to it; None without either sort."""
    rows = situation.snapshot.rows("goals")
    company = {row.id: row for row in rows if row.values.get("level") == "company"}
    own = [row for row in rows if row.id not in company]
    if not company or not own:
        return None
    lines = [
        TableRow((str(row.values.get("goal")), _goals_tied(situation, own, {key})))
        for key, row in company.items()
    ]
    if any(row.values.get("supports") not in company for row in own):
        loose = {str(row.values.get("supports") or "") for row in own} - set(company)
        lines.append(TableRow(("No goal of the company", _goals_tied(situation, own, loose))))
    return Table(
        "Which goals carry the company's",
        (TableColumn("Goal of the company", wide=True), TableColumn("Carried by", wide=True)),
        tuple(lines),
        "A goal tied to none is no fault; it may be a reason to work side by side.",
    )


def _goals_tied(situation: Situation, own: list[Row], wanted: set[str]) -> str:
    tied = [
        f"{name}: {row.values.get('goal')}"
        if (name := situation.names.get(str(row.values.get("department")), ""))
        else str(row.values.get("goal"))
        for row in own
        if str(row.values.get("supports") or "") in wanted
    ]
    return "; ".join(tied) or "nobody yet"


def headline(situation: Situation, found: Alignment) -> str:
    """Return what the goals say, in one sentence."""
    rows = situation.snapshot.rows("goals")
    if not rows:
        return "No goals have been written down yet"
    company = sum(row.values.get("level") == "company" for row in rows)
    if not company:
        return "No goal of the whole company is written down yet"
    if not found.shares:
        them = "it" if company == 1 else "them"
        what = capital(counted_words(company, "company goal"))
        return f"{what} written down; nobody has weighed {them} yet"
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
        return (Paragraph(text), *_tree(situation))
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
    return (chart, *_tree(situation))


def _tree(situation: Situation) -> tuple[Table, ...]:
    found = tree(situation)
    return (found,) if found else ()
