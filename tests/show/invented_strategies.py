"""Invented strategies of realistic length: whole, empty, large, one department, hostile."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from invented_blocks import (
    DEPARTMENTS,
    account_map,
    blocks,
    capacity_chart,
    findings,
    recommendation,
    settling_chart,
    spread_chart,
    support_chart,
)

from kit.model.report import MapDepartment, MatrixChart, Section
from kit.model.strategy import Fact, Strategy, ToSettle
from kit.model.texts import change_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.model.report import Block


def company() -> Strategy:
    """Return eleven departments, 27 people, every block kind."""
    sections = tuple(
        Section(id_, label, headline, label, parts)
        for id_, (label, headline, parts) in blocks().items()
    )
    return Strategy(
        organisation="Harbour & Pine Outfitters",
        headline="Two departments speak for themselves. Five feed the main accounts. Two stay "
        "central, two are open.",
        summary="Human resources and Customer service should run their own accounts; both lead in "
        "at least 78 of 100 pairings of weights and answers. Design is too close to call, and "
        "nobody from Advertising has answered.",
        facts=(
            Fact("Workshop", "22 November 2026"),
            Fact("Answers from", "27 people, 10 of 11 departments"),
            Fact("Tested under", "100 pairings of weights and answers"),
        ),
        recommendations=tuple(recommendation(row) for row in DEPARTMENTS),
        to_settle=(
            ToSettle(
                "Design is too close to call.",
                "Central leads in 49 and contributor in 51 of 100 pairings.",
                "firm",
            ),
            ToSettle(
                "Human resources lacks 3.5 hours a week.",
                "It has 6.5; its own account takes 10.",
                "capacity",
            ),
            ToSettle(
                "Nobody speaks for Advertising.",
                "Two people need 15 minutes for eight questions.",
            ),
        ),
        findings=findings(),
        sections=sections,
        method=(
            "Scores are weighted means of value tables from 0 to 100.",
            "Ranges come from 100 pairings of one person’s weights with another’s answers, seed 7.",
            "Content version 3f2a91; kit 0.1.0.",
        ),
        sources=(
            "Edwards and von Winterfeldt (1986): Decision Analysis and Behavioral Research.",
            "Hootsuite (2024): Social media staffing survey.",
        ),
        weights={"goals": 0.28, "audience": 0.24},
        workshop_date="2026-11-22",
        content_version="3f2a91",
        kit_version="0.1.0",
    )


def empty() -> Strategy:
    """Return a company about which nothing is known yet."""
    return Strategy("", "", "", (), (), (), (), (), ())


def one_department() -> Strategy:
    """Return the pages of one department."""
    whole = company()
    kept = tuple(s for s in whole.sections if s.id in {"firm", "capacity", "next"})
    return replace(
        whole,
        headline="Human resources speaks for itself, on LinkedIn first",
        recommendations=whole.recommendations[:1],
        to_settle=whole.to_settle[1:2],
        sections=kept,
        department="human_resources",
    )


def many(count: int = 50) -> Strategy:
    """Return the same company with `count` departments."""
    whole = company()
    rows = [DEPARTMENTS[place % len(DEPARTMENTS)] for place in range(count)]
    numbered = tuple((f"{row[0]} {n + 1}", *row[1:]) for n, row in enumerate(rows))
    names = tuple((n, m, label, s) for n, m, label, s, *_ in numbered)
    random = Random(9)  # noqa: S311  invented data
    square = tuple(
        tuple(None if a == b else random.random() for b in range(count)) for a in range(count)
    )
    labels = tuple(n for n, *_ in names)
    by_department: tuple[Block, ...] = (
        support_chart(names),
        replace(
            capacity_chart(),
            rows=tuple(
                replace(capacity_chart().rows[n % 11], label=label)
                for n, label in enumerate(labels)
            ),
        ),
        MatrixChart(
            "How much audiences overlap",
            "Darker is more.",
            labels,
            labels,
            square,
            tuple(
                tuple("" if value is None else f"{value * 100:.0f}" for value in line)
                for line in square
            ),
        ),
        replace(
            account_map(),
            departments=tuple(
                MapDepartment(n, m, open=False, account="main" if m else "") for n, m, *_ in names
            ),
        ),
        replace(
            spread_chart(),
            rows=tuple(
                replace(spread_chart().rows[n % 6], label=label) for n, label in enumerate(labels)
            ),
        ),
    )
    section = Section("large", "Everything", "Fifty departments answered", "All", by_department)
    kept = tuple(part for part in whole.sections if part.id in {"content", "next"})
    settling = Section("settle", "To settle", "Few things", "Settle", (settling_chart(),))
    return replace(
        whole,
        recommendations=tuple(recommendation(row) for row in numbered),
        sections=(section, settling, *kept),
    )


def with_texts(change: Callable[[str], str]) -> Strategy:
    """Return the company with every text changed."""
    return replace(change_texts(company(), change), workshop_date="2026-11-22", language="en-GB")
