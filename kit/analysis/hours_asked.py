"""Hours of shared work asked of each department month by month, against what it can give."""

from __future__ import annotations

from datetime import date

from kit.analysis.serving import analysis, section
from kit.analysis.situation import Situation
from kit.analysis.staffing_ranges import WEEKS_A_MONTH
from kit.analysis.wording import counted_words
from kit.model.report import Block, MatrixChart

MONTHS = 6


@analysis("Hours asked of each department per month, against its offer and cap", "S0-45", "S0-46")
def asked_by_month(situation: Situation) -> dict[str, tuple[float, ...]]:
    """Return hours asked of each department in this month and the next five, by department.

    Work without dates counts in every month.
    """
    first = situation.snapshot.organisation.workshop_date[:7]
    if not first:
        return {}
    months = [_later(first, place) for place in range(MONTHS)]
    found: dict[str, list[float]] = {}
    for row in situation.snapshot.rows("hours_asked"):
        hours, when = row.values.get("hours_a_month"), row.values.get("when")
        if not isinstance(hours, (int, float)):
            continue
        begin, end = ("", "9999-99")
        if isinstance(when, dict):
            begin, end = str(when.get("from"))[:7], str(when.get("to"))[:7]
        amounts = found.setdefault(str(row.values.get("department")), [0.0] * MONTHS)
        for place, month in enumerate(months):
            amounts[place] += float(hours) if begin <= month <= end else 0.0
    return {key: tuple(found[key]) for key in situation.names if key in found}


def _later(month: str, by: int) -> str:
    count = int(month[:4]) * 12 + int(month[5:7]) - 1 + by
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


@section("resources", "Hours asked of each department month by month", "S0-45", "S0-46", "S0-43")
def asked_matrix(situation: Situation) -> Block | None:
    """Return hours asked against hours that can be given, month by month; None without any."""
    found = asked_by_month(situation)
    if not found or not any(any(amounts) for amounts in found.values()):
        return None
    first = situation.snapshot.organisation.workshop_date[:7]
    months = [_later(first, place) for place in range(MONTHS)]
    limits = {key: _limit(situation, key) for key in found}
    over = sum(
        any(hours > limit for hours in found[key])
        for key, limit in limits.items()
        if limit is not None
    )
    return MatrixChart(
        title="Hours asked of each department, month by month",
        how_to_read=(
            "Hours asked, and of how many that can be given; the darker, the fuller. "
            f"{counted_words(over, 'department is', 'departments are').capitalize()} "
            "asked for more than that."
        ),
        columns=tuple(_month_name(month) for month in months),
        rows=tuple(situation.names[key] for key in found),
        values=tuple(tuple(_share(hours, limits[key]) for hours in found[key]) for key in found),
        texts=tuple(
            tuple(
                f"{hours:.0f}" + (f" of {limit:.0f}" if (limit := limits[key]) is not None else "")
                for hours in found[key]
            )
            for key in found
        ),
    )


def _limit(situation: Situation, department: str) -> float | None:
    facts = situation.capacities[department]
    limits = [facts.number("hours_cap_a_week"), facts.number("hours_a_week")]
    known = [hours for hours in limits if hours is not None]
    return min(known) * WEEKS_A_MONTH if known else None


def _share(hours: float, limit: float | None) -> float | None:
    if limit is None:
        return None
    return min(1.0, hours / limit) if limit else float(hours > 0)


def _month_name(month: str) -> str:
    return f"{date(int(month[:4]), int(month[5:7]), 1):%B}"
