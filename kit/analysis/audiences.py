"""Audiences: how far two departments speak to the same people, in the same places.

Broad and overlapping audiences speak for one account, distinct and separable ones for two.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from kit.analysis.serving import analysis
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, listed
from kit.answers.text import folded
from kit.model.report import Block, MatrixChart, Paragraph
from kit.model.workshop import Row

MUCH = 0.6
LITTLE = 0.2
WHOLE = 100


@analysis("How far departments share their audience", "S2-14", "S2-16", "S2-13")
def overlaps(situation: Situation) -> dict[tuple[str, str], float]:
    """Return how far each pair of departments shares its audience, 0 to 1.

    The mean of three shares that are known: people (the sum of the smaller shares of every group
    both name), platforms and needs (common ones of all, weighted by share). Pairs without a
    described audience are left out; both orders of a pair are there.
    """
    rows: dict[str, list[Row]] = {}
    for row in situation.snapshot.rows("audiences"):
        if department := row.values.get("department"):
            rows.setdefault(str(department), []).append(row)
    found: dict[tuple[str, str], float] = {}
    for one, other in combinations([key for key in situation.names if key in rows], 2):
        share = _overlap(rows[one], rows[other])
        found[one, other] = found[other, one] = share
    return found


def _overlap(one: list[Row], other: list[Row]) -> float:
    profiles = [
        (_profile(one, column), _profile(other, column))
        for column in ("people", "platforms", "needs")
    ]
    known = [(first, second) for first, second in profiles if first and second]
    shares = [
        sum(min(share, second[name]) for name, share in first.items() if name in second)
        for first, second in known
    ]
    return sum(shares) / len(shares) if shares else 0.0


def _profile(rows: list[Row], column: str) -> dict[str, float]:
    """Return how a department's audience spreads over the names of a column; adds up to 1."""
    weights: dict[str, float] = {}
    for row in rows:
        share = row.values.get("share")
        weight = float(share) if isinstance(share, (int, float)) and share > 0 else 1.0
        names = list(_names(row, column))
        for name in names:
            weights[name] = weights.get(name, 0.0) + weight / len(names)
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()} if total else {}


def _names(row: Row, column: str) -> Iterable[str]:
    value = row.values.get(column)
    if isinstance(value, list):
        return value
    return [folded(value)] if isinstance(value, str) else []


def headline(situation: Situation, found: dict[tuple[str, str], float]) -> str:
    """Return what the audiences say, in one sentence."""
    if not situation.snapshot.rows("audiences"):
        return "No audience has been described yet"
    if not found:
        return "Only one department has described its audience"
    apart = [
        situation.names[key]
        for key in situation.names
        if (shares := [share for (one, _), share in found.items() if one == key])
        and max(shares) <= LITTLE
    ]
    if apart:
        verb = "speaks" if len(apart) == 1 else "speak"
        return f"{listed(apart)} {verb} to people nobody else reaches"
    (one, other), share = max(found.items(), key=lambda pair: pair[1])
    if share >= MUCH:
        names = f"{situation.names[one]} and {situation.names[other]}"
        return f"{names} speak to much the same people"
    return "The departments' audiences overlap in part"


def blocks(situation: Situation, found: dict[tuple[str, str], float]) -> tuple[Block, ...]:
    """Return the overlap matrix, or a sentence when nothing can be drawn."""
    described = [key for key in situation.names if any(key in pair for pair in found)]
    missing = [name for key, name in situation.names.items() if key not in described]
    note = f"{listed(missing)} did not describe an audience." if missing else ""
    if not described:
        return (Paragraph(note),) if note else ()
    chart = MatrixChart(
        title="How far two departments share their audience",
        how_to_read=(
            "Per cent shared, as the mean of people, platforms and needs in common. "
            f"From {counted(len(situation.snapshot.rows('audiences')), 'described audience')}."
        ),
        columns=tuple(situation.names[key] for key in described),
        rows=tuple(situation.names[key] for key in described),
        values=tuple(
            tuple(None if one == other else found[one, other] for other in described)
            for one in described
        ),
        texts=tuple(
            tuple("" if one == other else f"{WHOLE * found[one, other]:.0f}" for other in described)
            for one in described
        ),
    )
    return (chart, Paragraph(note)) if note else (chart,)
