"""What matters how much to whom: the weights of the criteria."""

from __future__ import annotations

from kit.analysis.decide import Decision
from kit.analysis.serving import section
from kit.analysis.tables import WEIGHTS
from kit.analysis.wording import counted
from kit.model.report import Block, Paragraph, Section, WeightChart, WeightRow

PER_CENT = 100


@section("weights", "What matters how much to whom", "S2-27")
def weights(decision: Decision) -> Section:
    """Return what matters how much to whom."""
    given = decision.situation.given(WEIGHTS)
    criteria, mean = decision.bank.criteria, decision.study.scores.weights
    if not given:
        text = (
            "Nobody has weighed the criteria against each other. They count equally in the scores; "
            "the stress test tries every possible weighting."
        )
        blocks: tuple[Block, ...] = (Paragraph(text),)
        headline = "Nobody has weighed the criteria yet"
        return Section("weights", "What matters most", headline, "Weights", blocks)
    order = sorted(range(len(criteria)), key=lambda place: -mean[place])
    shown = len(given) >= decision.bank.threshold("anonymity_k")
    rows = []
    for place in order:
        key = criteria[place].id
        shares = [
            PER_CENT * float(answer.value[key]) / sum(map(float, answer.value.values()))
            for answer in given
            if isinstance(answer.value, dict)
        ]
        rows.append(
            WeightRow(
                criteria[place].label,
                PER_CENT * float(mean[place]),
                tuple(sorted(round(share, 1) for share in shares)) if shown else (),
            )
        )
    first, last = criteria[order[0]].label, criteria[order[-1]].label
    headline = f"{first} matters most, {last} least"
    if PER_CENT * float(mean[order[0]] - mean[order[-1]]) < decision.bank.threshold("indifference"):
        headline = "All criteria matter about equally"
    chart = WeightChart(
        title="What each criterion weighs",
        how_to_read=(
            "Per cent of the whole: the mark is the group's mean"
            + (", each dot is one person. " if shown else ". ")
            + f"From {counted(len(given), 'person', 'people')}."
        ),
        rows=tuple(rows),
    )
    return Section("weights", "What matters most", headline, "Weights", (chart,))
