"""Weights are anonymous: neither few people's, nor one newcomer's, can be read off the report."""

from __future__ import annotations

from kit.analysis.decide import Decision
from kit.analysis.sections.weights import weights
from kit.analysis.situation import Situation
from kit.model.content import Bank
from kit.model.report import Paragraph, Section, WeightChart
from kit.model.workshop import Answer, Organisation, Row, Snapshot

WEIGHTS = "account_decision.weights"


def section(bank: Bank, people: int, newcomers: int = 0) -> Section:
    """Return what is shown of people who weigh alike, and newcomers who care for one thing."""
    keys = [criterion.id for criterion in bank.criteria]
    alike = {key: float(10 + at) for at, key in enumerate(keys)}
    other = {key: 100.0 if key == keys[-1] else 0.0 for key in keys}
    answers = [Answer(f"p{n}", WEIGHTS, "", 1, alike) for n in range(people)]
    answers += [Answer(f"new{n}", WEIGHTS, "", 2, other) for n in range(newcomers)]
    rows = {"departments": (Row("departments", "hr", {"name": "Human resources"}),)}
    return weights(Decision(Situation(Snapshot(Organisation("A"), tuple(answers), rows), bank)))


def test_the_mean_of_too_few_is_not_shown(bank: Bank) -> None:
    found = section(bank, 4)

    assert found.headline == "Too few have weighed the criteria to show what they said"
    assert found.blocks == (
        Paragraph(
            "4 people have weighed the criteria: too few to show without names. Their mean counts "
            "in the scores; the stress test tries every possible weighting."
        ),
    )


def test_one_newcomers_weights_are_neither_a_dot_nor_in_the_mean_beside_the_dots(
    bank: Bank,
) -> None:
    before, after = section(bank, 6), section(bank, 6, newcomers=1)
    (chart,), (beside, told) = before.blocks, after.blocks

    assert isinstance(chart, WeightChart)
    assert isinstance(beside, WeightChart)
    assert [(row.label, round(row.mean, 6), row.people) for row in beside.rows] == [
        (row.label, round(row.mean, 6), row.people) for row in chart.rows
    ]
    assert "In the scores they count like everybody's." in str(told)


def test_newcomers_who_are_enough_are_dots_like_the_others(bank: Bank) -> None:
    (chart,) = section(bank, 6, newcomers=5).blocks

    assert isinstance(chart, WeightChart)
    assert {len(row.people) for row in chart.rows} == {11}
