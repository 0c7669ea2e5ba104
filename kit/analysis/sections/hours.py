"""Hours offered and needed under each account model, as the report has them."""

from __future__ import annotations

from kit.analysis.capacity import Load
from kit.analysis.decide import Decision
from kit.analysis.serving import section
from kit.analysis.subject_names import in_table_order, subject_name
from kit.analysis.wording import listed, listed_few
from kit.model.content import AccountModel
from kit.model.decision import Operator, Recommendation
from kit.model.report import Block, CapacityChart, CapacityRow, Paragraph


@section("resources", "Hours offered and needed under each account model", "S2-17", "S2-04")
def capacity_blocks(decision: Decision) -> tuple[str, tuple[Block, ...]]:
    """Return the headline and the picture of hours needed against hours offered."""
    found = in_table_order(decision.recommendations)
    loads = decision.situation.loads
    rows = tuple(
        _row(one, loads[one.subject], offer)
        for one in found
        if (offer := loads[one.subject].offer) is not None
    )
    if not rows:
        return "Nobody has said how many hours there are", ()
    chart = CapacityChart(
        title="Hours a week: offered and needed",
        how_to_read=(
            "The grey bar is what a department offers. The filled mark is what its advice takes, "
            "the small rings what the other account models would take."
        ),
        unit="hours a week",
        rows=rows,
    )
    unknown = [subject_name(one) for one in found if loads[one.subject].offer is None]
    note = f"Hours are not known for {listed(unknown)}." if unknown else ""
    return _headline(rows), (chart, Paragraph(note)) if note else (chart,)


def _headline(rows: tuple[CapacityRow, ...]) -> str:
    short = [row.label for row in rows if row.short]
    if not short:
        return "Every department that told its hours can carry its advice"
    lacks = "lacks hours for its advice" if len(short) == 1 else "lack hours for their advice"
    return f"{listed_few(short, 3)} {lacks}"


def _row(one: Recommendation, load: Load, offer: float) -> CapacityRow:
    model = one.model or AccountModel.CENTRAL
    central = one.operator is Operator.CENTRAL_TEAM
    remark = "run by the central team" if central else _remark(offer - load.needs[model])
    return CapacityRow(
        label=subject_name(one),
        has=offer,
        needs=load.needs[model],
        model=one.model,
        others={other.value: hours for other, hours in load.needs.items() if other is not model},
        remark=remark if one.model else "not decided",
        short=bool(load.shortfall(model)) and not central and one.model is not None,
    )


def _remark(spare: float) -> str:
    if round(spare, 1) < 0:
        return f"{-spare:.1f} h short"
    return f"{spare:.1f} h to spare" if round(spare, 1) > 0 else "just enough"
