"""What matters how much to whom: the weights of the criteria."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean

from kit.analysis.decide import Decision
from kit.analysis.reveal import beside_all_rounds
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
    k = int(decision.bank.threshold("anonymity_k"))
    if len(given) < k:
        people = counted(len(given), "person has", "people have")
        text = (
            f"{people.capitalize()} weighed the criteria: too few to show without names. Their "
            "mean counts in the scores; the stress test tries every possible weighting."
        )
        headline = "Too few have weighed the criteria to show what they said"
        return Section("weights", "What matters most", headline, "Weights", (Paragraph(text),))
    kept, left_out = beside_all_rounds(decision.situation.snapshot.answers, WEIGHTS, k)
    weighed = [_shares(one.value) for one in kept if isinstance(one.value, dict)]
    rows = _rows(decision, weighed, among_these=bool(left_out))
    if not rows:
        headline = "What people said of the criteria is not shown"
        return Section("weights", "What matters most", headline, "Weights", (Paragraph(left_out),))
    headline = f"{rows[0].label} matters most, {rows[-1].label} least"
    if rows[0].mean - rows[-1].mean < decision.bank.threshold("indifference"):
        headline = "All criteria matter about equally"
    chart = WeightChart(
        title="What each criterion weighs",
        how_to_read=(
            "Per cent of the whole: the mark is the group's mean, each dot is one person. "
            f"From {counted(len(weighed), 'person', 'people')}."
        ),
        rows=rows,
    )
    told = f"{left_out} In the scores they count like everybody's."
    blocks = (chart, Paragraph(told)) if left_out else (chart,)
    return Section("weights", "What matters most", headline, "Weights", blocks)


def _rows(
    decision: Decision, given: list[dict[str, float]], *, among_these: bool
) -> tuple[WeightRow, ...]:
    """Return the criteria, the heaviest first, with the shares that may be shown.

    Args:
        decision: With the mean that counts in the scores.
        given: The shares that may be shown.
        among_these: Whether the mean is that of these only: beside the dots, the mean of all would
            tell what is left out.
    """
    if not given:
        return ()
    criteria = decision.bank.criteria
    mean = [PER_CENT * float(weight) for weight in decision.study.scores.weights]
    if among_these:
        mean = [fmean(one[criterion.id] for one in given) for criterion in criteria]
    return tuple(
        WeightRow(
            criterion.label, weight, tuple(sorted(round(one[criterion.id], 1) for one in given))
        )
        for criterion, weight in sorted(zip(criteria, mean, strict=True), key=lambda pair: -pair[1])
    )


def _shares(ratings: Mapping[str, float | str]) -> dict[str, float]:
    """Return what one person's ratings give each criterion, in per cent of the whole."""
    whole = sum(map(float, ratings.values()))
    return {key: PER_CENT * float(rating) / whole for key, rating in ratings.items()}
