"""How firm each decision is: support, votes, reasons in points, and conditions."""

from __future__ import annotations

from kit.analysis.decide import Decision
from kit.analysis.gates import STATE_WORDS
from kit.analysis.reasons import MODELS
from kit.analysis.serving import section
from kit.analysis.subject_names import general_names, in_table_order, subject_name
from kit.analysis.wording import MODEL_WORDS, capital, counted_words, listed_few, signed
from kit.model.decision import FIRM, GateState, Recommendation
from kit.model.report import (
    Block,
    Section,
    SupportChart,
    SupportRow,
    Table,
    TableColumn,
    TableRow,
)


@section("certainty", "How firm each decision is", "S2-27", "S2-23")
def certainty(decision: Decision) -> Section:
    """Return how firm each decision is, and why, exactly."""
    found = in_table_order(decision.recommendations)
    firm = sum(one.label in FIRM for one in found)
    open_ones = general_names([one for one in found if one.label not in FIRM], found)
    headline = f"{capital(counted_words(firm, 'decision is', 'decisions are'))} clear or leaning"
    if open_ones:
        verb = "is" if len(open_ones) == 1 else "are"
        headline += f"; {listed_few(open_ones, 3)} {verb} not settled"
    chart = SupportChart(
        title="How often each account model comes first",
        how_to_read=(
            "Of 100 ways of pairing one colleague's priorities with another's assessment, how "
            "many put each account model first, with room for slips and for a colleague nobody "
            f"heard. Clear from {decision.bank.threshold('clear_support'):.0f}, leaning from "
            f"{decision.bank.threshold('leaning_support'):.0f}."
        ),
        rows=tuple(
            SupportRow(subject_name(one), one.model, one.support, one.label.value) for one in found
        ),
    )
    blocks: list[Block] = [chart, _votes_table(found)]
    if any(one.reasons for one in found):
        blocks.append(_reasons_table(decision, found))
    conditions = _conditions_table(found)
    if conditions:
        blocks.append(conditions)
    return Section("certainty", "How firm each decision is", headline, "How firm", tuple(blocks))


def _votes_table(found: tuple[Recommendation, ...]) -> Table:
    return Table(
        caption="Where each person's own answers and priorities point",
        columns=(
            TableColumn("Department"),
            *(TableColumn(MODEL_WORDS[model].capitalize(), number=True) for model in MODELS[::-1]),
            TableColumn("Answers", number=True),
        ),
        rows=tuple(
            TableRow(
                (
                    subject_name(one),
                    *(
                        f"{one.votes.get(model.value, 0):.0f}" if one.votes else "–"
                        for model in MODELS[::-1]
                    ),
                    f"{one.answered} of {one.possible}",
                )
            )
            for one in found
        ),
        note=(
            "People whose answers put that account model first; ties go to less commitment. "
            "– means too few answers to show without names."
        ),
        folded=True,
    )


def _reasons_table(decision: Decision, found: tuple[Recommendation, ...]) -> Table:
    criteria = decision.bank.criteria
    rows = []
    for one in found:
        if not one.reasons:
            continue
        terms = {reason.criterion: reason.points for reason in one.reasons}
        rows.append(
            TableRow(
                (
                    subject_name(one),
                    MODEL_WORDS[one.model] if one.model else "",
                    *(signed(terms.get(criterion.id, 0.0)) for criterion in criteria),
                    signed(sum(terms.values())),
                )
            )
        )
    return Table(
        caption="What each criterion adds to the lead of the advice over the next account model",
        columns=(
            TableColumn("Department"),
            TableColumn("Advice"),
            *(TableColumn(criterion.label, number=True) for criterion in criteria),
            TableColumn("Lead", number=True),
        ),
        rows=tuple(rows),
        note=(
            "In points of 100; each row adds up to its lead. A negative lead means that another "
            "account model scores higher but is blocked, or too close to be preferred."
        ),
        folded=True,
    )


def _conditions_table(found: tuple[Recommendation, ...]) -> Table | None:
    rows = tuple(
        TableRow(
            (
                subject_name(one),
                MODEL_WORDS[gate.model],
                STATE_WORDS[gate.state],
                gate.sentence,
                gate.remedy,
            )
        )
        for one in found
        for gate in one.gates
        if gate.state is not GateState.PASS and gate.model in {one.leader, one.model}
    )
    if not rows:
        return None
    return Table(
        caption="Conditions that are not met or not known",
        columns=(
            TableColumn("Department"),
            TableColumn("For"),
            TableColumn("State"),
            TableColumn("What was found", wide=True),
            TableColumn("What would clear it", wide=True),
        ),
        rows=rows,
        note="Conditions are about feasibility and safety, never about taste.",
        folded=True,
    )
