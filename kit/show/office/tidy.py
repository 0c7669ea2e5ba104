"""Tidy tables: one row a fact, one column a thing said about it, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kit.model.report import FindingList, Paragraph, Quotes, Table
from kit.model.texts import change_texts
from kit.show import charts
from kit.show.cleaning import clean

if TYPE_CHECKING:
    from kit.model.decision import Recommendation
    from kit.model.strategy import Strategy

Cell: TypeAlias = str | float | int | None


@dataclass(frozen=True, slots=True)
class Tidy:
    """One table of a data book.

    Attributes:
        name: What it is called, as long as it needs to be.
        about: What a row is, in one sentence.
        rows: As many cells each as there are columns; may be made while they are written.
    """

    name: str
    about: str
    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


def strategy_tables(strategy: Strategy) -> list[Tidy]:
    """Return everything a strategy says, as tables."""
    told = change_texts(strategy, clean)
    recommendations = told.recommendations
    return [
        Tidy("About", "One fact about this strategy a row.", ("what", "text"), _about(told)),
        Tidy("Decisions", "One department, or department on a platform, a row.", DECISION,
             (_decision(one) for one in recommendations)),
        Tidy("Scores", "The value of one account model for one department, 0 to 100, a row.",
             ("subject", "department", "platform", "account_model", "score", "support_of_100",
              "votes"), _scores(recommendations)),
        Tidy("Reasons", "What one criterion adds to the lead, in points of 100, a row.",
             ("subject", "criterion", "label", "points", "weight", "mean_level", "answers",
              "sentence"), _reasons(recommendations)),
        Tidy("Gates", "One hard condition looked at for one account model a row.",
             ("subject", "gate", "account_model", "state", "gap", "unit", "sentence", "remedy"),
             _gates(recommendations)),
        Tidy("What would change it", "One smallest change a row.",
             ("subject", "kind", "criterion", "to", "people", "weight_now", "weight_then",
              "level_now", "level_then", "sentence"), _flips(recommendations)),
        Tidy("Accounts", "What happens to one account a row.",
             ("subject", "step", "account", "platform", "state_today", "sentence"),
             _transitions(recommendations)),
        Tidy("Findings", "One finding a row.",
             ("rule", "severity", "department", "sentence", "advice", "answers", "of", "rows",
              "source"), _findings(told)),
        Tidy("To settle", "One thing to settle first a row.", ("title", "text", "section"),
             ((one.title, one.text, one.section) for one in told.to_settle)),
        Tidy("Weights", "What one criterion weighs, 0 to 1, a row.", ("criterion", "weight"),
             tuple(told.weights.items())),
        *_section_tables(told),
    ]  # fmt: skip


DECISION = (
    "subject", "department", "platform", "account_model", "leader", "label", "gap", "people",
    "answered", "possible", "operator", "shared_with", "conditional_on", "because",
    "look_again_if",
)  # fmt: skip


def _about(told: Strategy) -> list[tuple[Cell, ...]]:
    lines = [
        ("organisation", told.organisation),
        ("headline", told.headline),
        ("summary", told.summary),
        ("department", told.department),
        ("workshop_date", told.workshop_date),
        ("language", told.language),
        ("kit_version", told.kit_version),
        ("content_version", told.content_version),
        ("schema", told.schema),
    ]
    lines += [(fact.label, fact.text) for fact in told.facts]
    lines += [("method", line) for line in told.method]
    lines += [("source", line) for line in told.sources]
    return [line for line in lines if line[1]]


def _decision(one: Recommendation) -> tuple[Cell, ...]:
    return (
        one.subject, one.department_name, one.platform_name, one.model.value if one.model else None,
        one.leader.value if one.leader else None, one.label.value, one.gap, one.people,
        one.answered, one.possible, one.operator.value if one.operator else None,
        "; ".join(one.shared_with) or None, "; ".join(one.not_known) or None, one.because,
        one.look_again_if,
    )  # fmt: skip


def _scores(found: Iterable[Recommendation]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        for model in dict.fromkeys((*one.scores, *one.support)):
            yield (one.subject, one.department_name, one.platform_name, model,
                   one.scores.get(model), one.support.get(model), one.votes.get(model))  # fmt: skip


def _reasons(found: Iterable[Recommendation]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        for reason in one.reasons:
            yield (one.subject, reason.criterion, reason.label, reason.points, reason.weight,
                   reason.mean_level, reason.answers, reason.sentence)  # fmt: skip


def _gates(found: Iterable[Recommendation]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        for gate in one.gates:
            yield (one.subject, gate.gate, gate.model.value, gate.state.value, gate.gap, gate.unit,
                   gate.sentence, gate.remedy)  # fmt: skip


def _flips(found: Iterable[Recommendation]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        for flip in one.flips:
            yield (one.subject, flip.kind, flip.criterion, flip.to.value, flip.people,
                   flip.weight_now, flip.weight_then, flip.level_now, flip.level_then,
                   flip.sentence)  # fmt: skip


def _transitions(found: Iterable[Recommendation]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        for step in one.transitions:
            yield (one.subject, step.step.value, step.account, step.platform, step.state_today,
                   step.sentence)  # fmt: skip


def _findings(told: Strategy) -> Iterator[tuple[Cell, ...]]:
    for one in told.findings:
        rests = one.evidence
        yield (one.rule, one.severity.value, one.department, one.sentence, one.advice,
               rests.answers, rests.of, rests.rows, one.source)  # fmt: skip


def _section_tables(told: Strategy) -> Iterator[Tidy]:
    """Yield a section's tables and the numbers behind its charts."""
    for section in told.sections:
        for block in section.blocks:
            if isinstance(block, (Paragraph, FindingList, Quotes)):
                continue
            table = block if isinstance(block, Table) else charts.draw(block).table
            grouped = any(row.group for row in table.rows)
            columns = ("group", *(c.label for c in table.columns)) if grouped else tuple(
                column.label for column in table.columns
            )  # fmt: skip
            count = len(table.columns)
            rows = [
                ((row.group,) if grouped else ()) + (*row.cells, *[""] * count)[:count]
                for row in table.rows
            ]
            about = f"{section.label}: {section.headline}"
            yield Tidy(table.caption or section.label, about, columns, rows)
