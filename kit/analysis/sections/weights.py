"""What matters how much to whom: the weights of the criteria."""

from __future__ import annotations

from collections.abc import Mapping

from kit.analysis.decide import Decision
from kit.analysis.serving import section
from kit.analysis.tables import WEIGHTS
from kit.analysis.wording import counted
from kit.model.report import Paragraph, Section, WeightChart, WeightRow

PER_CENT = 100


@section("weights", "What matters how much to whom", "S2-27")
def weights(decision: Decision) -> Section:
    """Return what matters how much to whom."""
    given = decision.situation.given(WEIGHTS)
    if not given:
        text = (
            "Nobody has weighed the criteria against each other. They count equally in the scores; "
            "the stress test tries every possible weighting."
        )
        headline = "Nobody has weighed the criteria yet"
        return Section("weights", "What matters most", headline, "Weights", (Paragraph(text),))
    shown = len(given) >= decision.bank.threshold("anonymity_k")
    ratings = [answer.value for answer in given if isinstance(answer.value, dict)]
    rows = _rows(decision, [_shares(one) for one in ratings] if shown else [])
    headline = f"{rows[0].label} matters most, {rows[-1].label} least"
    if rows[0].mean - rows[-1].mean < decision.bank.threshold("indifference"):
        headline = "All criteria matter about equally"
    chart = WeightChart(
        title="What each criterion weighs",
        how_to_read=(
            "Per cent of the whole: the mark is the group's mean"
            + (", each dot is one person. " if shown else ". ")
            + f"From {counted(len(given), 'person', 'people')}."
        ),
        rows=rows,
    )
    return Section("weights", "What matters most", headline, "Weights", (chart,))


def _rows(decision: Decision, given: list[dict[str, float]]) -> tuple[WeightRow, ...]:
    """Return the criteria, the heaviest first, with the shares that may be shown."""
    mean = [PER_CENT * float(weight) for weight in decision.study.scores.weights]
    weighed = zip(decision.bank.criteria, mean, strict=True)
    return tuple(
        WeightRow(
            criterion.label, weight, tuple(sorted(round(one[criterion.id], 1) for one in given))
        )
        for criterion, weight in sorted(weighed, key=lambda pair: -pair[1])
    )


def _shares(ratings: Mapping[str, float | str]) -> dict[str, float]:
    """Return what one person's ratings give each criterion, in per cent of the whole."""
    whole = sum(map(float, ratings.values()))
    return {key: PER_CENT * float(rating) / whole for key, rating in ratings.items()}
