"""What to talk about next, and what to leave alone."""

from __future__ import annotations

from kit.analysis.decide import Decision
from kit.analysis.decision.agenda import AgendaItem, items_of
from kit.analysis.serving import section
from kit.analysis.subject_names import subject_name
from kit.analysis.wording import counted, counted_words
from kit.model.report import (
    Block,
    Paragraph,
    Section,
    SettlingChart,
    SettlingPoint,
    Table,
    TableColumn,
    TableRow,
)

Titles = dict[tuple[str, str], str]

MOST_POINTS = 40
CALLS = ("discuss now", "quick check", "agree to differ", "settled")


@section("agenda", "What to talk about again", "S2-02", "S2-24")
def agenda(decision: Decision) -> Section | None:
    """Return what to talk about next and what to leave alone; None without answers."""
    titles = _titles(decision)
    points = _points(decision, titles)
    if not points:
        return None
    plan = [item for item in decision.study.settling.plan if item.call.value in CALLS[:2]]
    tally = {call: sum(point.place == call for point in points) for call in CALLS}
    headline = "Nothing that was asked needs another round"
    blocks: list[Block] = [_chart(points)]
    if plan:
        count = counted_words(len(plan), "question is", "questions are").capitalize()
        headline = f"{count} worth settling, first {titles[plan[0].department, plan[0].question]}"
        blocks.append(_table(plan, titles))
    blocks.append(Paragraph(_left_alone(tally["agree to differ"], tally["settled"])))
    return Section("agenda", "What to talk about next", headline, "Talk about", tuple(blocks))


def _titles(decision: Decision) -> Titles:
    """Return each item's name by its department and question: `HR on LinkedIn: Audience`."""
    model, criteria = decision.study.model, decision.bank.criteria
    return {
        (one.subject, question): f"{subject_name(one)}: {criteria[place].label}"
        for one in decision.recommendations
        for question, place in zip(model.questions, model.criterion_of_question, strict=True)
    }


def _points(decision: Decision, titles: Titles) -> list[SettlingPoint]:
    settling = decision.study.settling
    return [
        SettlingPoint(
            label=titles[item.department, item.question],
            disagreement=item.mean_abs_difference,
            value=item.alone,
            place=item.call.value,
        )
        for row in range(len(decision.situation.subjects))
        for item in items_of(settling, row)
        if item.mean_abs_difference is not None
    ]


def _chart(points: list[SettlingPoint]) -> SettlingChart:
    return SettlingChart(
        title="Disagreement and what settling it is worth",
        how_to_read=(
            "To the right: two colleagues differ by more steps. Upwards: settling the question "
            "would improve the decision by more points. Only the upper right is worth the room's "
            "time."
        ),
        points=tuple(sorted(points, key=lambda point: -point.value)[:MOST_POINTS]),
    )


def _table(plan: list[AgendaItem], titles: Titles) -> Table:
    return Table(
        caption="The agenda, the most useful first",
        columns=(
            TableColumn("Question", wide=True),
            TableColumn("Do"),
            TableColumn("Two people differ by", number=True),
            TableColumn("Worth", number=True),
        ),
        rows=tuple(
            TableRow(
                (
                    titles[item.department, item.question],
                    item.call.value,
                    _steps(item.mean_abs_difference),
                    f"{item.value:.1f}",
                )
            )
            for item in plan
        ),
        note="Worth: points of 100 gained once it is settled, after those above it.",
    )


def _left_alone(apart: int, settled: int) -> str:
    """Return in words what needs no more talk."""
    parts = []
    if apart:
        parts.append(
            f"Agree to differ on {counted(apart, 'question')}: people are apart there, but no "
            "agreement would change what to do."
        )
    parts.append(f"{counted_words(settled, 'question is', 'questions are').capitalize()} settled.")
    return " ".join(parts)


def _steps(difference: float | None) -> str:
    return "–" if difference is None else f"{difference:.1f} steps"
