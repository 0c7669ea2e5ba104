"""One department's own pages: what is advised for it, why, what it gives and gets."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from kit.analysis.calendar import without_secrets
from kit.analysis.gates import STATE_WORDS
from kit.analysis.register_tables import register_tables
from kit.analysis.rules import find
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.subject_names import subject_name
from kit.analysis.what_we_ask import what_we_ask
from kit.analysis.wording import (
    MODEL_PHRASES,
    MODEL_WORDS,
    capital,
    counted,
    listed,
    sentence,
    signed,
)
from kit.analysis.your_calendar import your_calendar
from kit.model.content import AccountModel, Bank
from kit.model.decision import Finding, GateResult, GateState, Label, Recommendation
from kit.model.report import FindingList, Section, Table, TableColumn, TableRow
from kit.model.strategy import Fact, Strategy, ToSettle
from kit.model.workshop import Snapshot


def for_department(whole: Strategy, snapshot: Snapshot, bank: Bank, department: str) -> Strategy:
    """Return the pages of one department, made of the whole strategy.

    Args:
        whole: The strategy of the organisation.
        snapshot: The workshop, for the department's own rows; what it may not know is left out.
        bank: The content.
        department: The department's id.
    """
    mine = tuple(one for one in whole.recommendations if one.department == department)
    situation = Situation(snapshot, bank, whole.recommendations, viewer=department)
    findings = tuple(one for one in find(situation) if one.department == department)
    name = situation.names[department]
    sections = (
        *(_why(one) for one in mine if one.reasons),
        *(_conditions(one) for one in mine if one.gates),
        what_we_ask(situation, department, mine),
        *([planned] if (planned := your_calendar(situation, department)) else []),
        *_rows(situation.shown, bank, department),
        *([_findings(findings)] if findings else []),
    )
    pages = replace(
        whole,
        headline=_headline(name, mine),
        summary=_summary(mine),
        facts=(*whole.facts[:1], Fact("Department", name), *whole.facts[1:2]),
        recommendations=mine,
        to_settle=_to_settle(mine),
        findings=findings,
        sections=sections,
        department=department,
    )
    return without_secrets(pages, situation.reader)


def _headline(name: str, mine: tuple[Recommendation, ...]) -> str:
    whole = next((one for one in mine if not one.platform), None)
    own = [one.platform_name for one in mine if one.platform and one.model is AccountModel.OWN]
    if whole is not None and whole.model is AccountModel.OWN:
        return f"{name} should have its own account"
    undecided = whole is None or whole.model is None
    if own:
        rest = "; in general it cannot be decided yet" if undecided else ""
        return f"{name} should have its own account on {listed(own)}{rest}"
    if whole is None or whole.model is None:
        placed = any(one.platform and one.model for one in mine)
        return f"{name} cannot be decided {'in general ' if placed else ''}yet"
    if whole.model is AccountModel.CONTRIBUTOR:
        return f"{name} should contribute to the main account"
    return f"The main account should speak for {name}"


def _summary(mine: tuple[Recommendation, ...]) -> str:
    parts = []
    for one in mine:
        where = f"On {one.platform_name}" if one.platform else "In general"
        if one.model is None:
            parts.append(f"{where}: {one.because}")
            continue
        if one.label is Label.BLOCKED and one.leader:
            share = one.support.get(one.leader.value)
            firm = f" in {share} of 100 pairings" if share is not None else ""
            failing = [gate.sentence for gate in one.gates if _stops_leader(one, gate)]
            parts.append(
                f"{where}, {MODEL_PHRASES[one.leader]} comes first{firm}, but {listed(failing)}; "
                f"until that is mended, {MODEL_PHRASES[one.model]}"
            )
            continue
        share = one.support.get(one.model.value)
        firm = f"{one.label.value}, {share} of 100" if share is not None else one.label.value
        why = one.because[:1].lower() + one.because[1:]
        parts.append(f"{where}, {MODEL_PHRASES[one.model]} is advised ({firm}): {why}")
    return " ".join(sentence(part) for part in parts)


def _to_settle(mine: tuple[Recommendation, ...]) -> tuple[ToSettle, ...]:
    things = []
    for one in mine:
        if one.not_known:
            text = f"Not known yet: {listed(one.not_known)}."
            things.append(ToSettle(f"{subject_name(one)} is provisional.", text))
        failing = [gate.remedy for gate in one.gates if _stops_leader(one, gate)]
        if failing:
            favoured = MODEL_WORDS[one.leader] if one.leader else ""
            text = f"{capital(favoured)} becomes possible once you {listed(failing)}."
            things.append(ToSettle(f"{subject_name(one)} is blocked.", text))
    return tuple(things[:3])


def _stops_leader(one: Recommendation, gate: GateResult) -> bool:
    return gate.model is one.leader and gate.state is GateState.FAIL


@section("why", "A department's own arguments, with its own facts", "S2-03", "S2-23", "S2-05")
def _why(one: Recommendation) -> Section:
    table = _reasons_table(one)
    return Section(
        id=f"why-{one.subject}",
        label=f"Why: {subject_name(one)}",
        headline=sentence(one.because).rstrip("."),
        link="Why",
        blocks=(table, _changes_table(one)) if one.flips else (table,),
        department=one.department,
    )


def _reasons_table(one: Recommendation) -> Table:
    return Table(
        caption=f"What speaks for and against {MODEL_WORDS[one.model] if one.model else ''}",
        columns=(
            TableColumn("Criterion"),
            TableColumn("Mean answer", number=True),
            TableColumn("Weight", number=True),
            TableColumn("Points", number=True),
            TableColumn("In words", wide=True),
            TableColumn("Answers", number=True),
        ),
        rows=tuple(
            TableRow(
                (
                    reason.label,
                    "–" if reason.mean_level is None else f"{reason.mean_level:.1f} of 5",
                    f"{100 * reason.weight:.0f} %",
                    signed(reason.points),
                    reason.sentence,
                    str(reason.answers),
                )
            )
            for reason in one.reasons
        ),
        note=f"Points of 100; together {signed(sum(reason.points for reason in one.reasons))}.",
    )


def _changes_table(one: Recommendation) -> Table:
    return Table(
        caption="What would change the advice",
        columns=(TableColumn("If", wide=True), TableColumn("Then")),
        rows=tuple(
            TableRow((flip.sentence.rpartition(": then ")[0], MODEL_WORDS[flip.to]))
            for flip in one.flips
        ),
        note="Each alone, all else as it is; those people move whose step matters most.",
    )


def _conditions(one: Recommendation) -> Section:
    states = Counter(gate.state for gate in one.gates)
    parts = [
        f"{counted(states[state], 'condition')} {STATE_WORDS[state]}"
        for state in (GateState.FAIL, GateState.UNKNOWN)
        if states[state]
    ]
    headline = listed(parts) or "Every condition is met"
    return Section(
        id=f"conditions-{one.subject}",
        label=f"What it takes: {subject_name(one)}",
        headline=capital(headline),
        link="Conditions",
        blocks=(_conditions_table(one),),
        department=one.department,
    )


def _conditions_table(one: Recommendation) -> Table:
    return Table(
        caption=f"Conditions: {subject_name(one)}",
        columns=(
            TableColumn("For"),
            TableColumn("State"),
            TableColumn("What was found", wide=True),
            TableColumn("What would clear it", wide=True),
        ),
        rows=tuple(
            TableRow(
                (
                    MODEL_WORDS[gate.model],
                    STATE_WORDS[gate.state],
                    gate.sentence,
                    "" if gate.state is GateState.PASS else gate.remedy,
                )
            )
            for gate in one.gates
        ),
    )


def _rows(snapshot: Snapshot, bank: Bank, department: str) -> tuple[Section, ...]:
    """Return the department's own rows of every register that has some."""
    filled = [
        tables
        for register in bank.registers.values()
        if register.in_report
        and register.id not in {"departments", "commitments"}
        and (
            tables := register_tables(register, snapshot, bank, folded=True, department=department)
        )
    ]
    if not filled:
        return ()
    headline = f"{counted(len(filled), 'register')} {'has' if len(filled) == 1 else 'have'} entries"
    blocks = tuple(table for tables in filled for table in tables)
    return (Section("entries", "What you told us", headline, "You told us", blocks),)


def _findings(findings: tuple[Finding, ...]) -> Section:
    block = FindingList("What the answers and registers show", findings)
    title = f"{counted(len(findings), 'thing')} to look at"
    return Section("findings", "What to mend", title, "To mend", (block,))
