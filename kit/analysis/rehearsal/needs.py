"""Whether a workshop meets one need of a scenario; one function a kind of check."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from kit.analysis.looking import day, lacks, number, today
from kit.analysis.row_names import titles
from kit.analysis.situation import Situation
from kit.model.scenario import Check, Need
from kit.model.workshop import Row, Value


def unmet(need: Need, situation: Situation) -> tuple[str, ...] | None:
    """Return what shows that a need is not met, in words; None when it is met.

    An empty tuple says that it is not met and there is nothing to show.
    """
    match need.check:
        case Check.ROW:
            return _row(need, situation)
        case Check.EVERY:
            return _every(need, situation)
        case Check.NONE:
            return _none(need, situation)
        case Check.FRESH:
            return _fresh(need, situation)
        case Check.NUMBER:
            return _number(need, situation)
        case Check.CLASH:
            return _clash(need, situation)
        case _:
            assert_never(need.check)


def fitting(need: Need, situation: Situation) -> list[Row]:
    """Return the rows of a need's register that fit every column of its `where`."""
    return [
        row
        for row in situation.snapshot.rows(need.register)
        if all(_fits(row.values.get(column), values) for column, values in need.where)
    ]


def _fits(value: Value, wanted: tuple[str, ...]) -> bool:
    if isinstance(value, list):
        return any(one in wanted for one in value)
    return str(value) in wanted if value is not None else False


def _names(need: Need, situation: Situation, rows: list[Row]) -> tuple[str, ...]:
    known = titles(need.register, situation.snapshot, situation.bank)
    return tuple(known[row.id] for row in rows)


def _row(need: Need, situation: Situation) -> tuple[str, ...] | None:
    rows = fitting(need, situation)
    whole = [row for row in rows if not lacks(row, *need.columns)]
    if len(whole) >= need.count:
        return None
    return _names(need, situation, [row for row in rows if row not in whole])


def _every(need: Need, situation: Situation) -> tuple[str, ...] | None:
    rows = [row for row in fitting(need, situation) if lacks(row, *need.columns)]
    return _names(need, situation, rows) if rows else None


def _none(need: Need, situation: Situation) -> tuple[str, ...] | None:
    rows = fitting(need, situation)
    return _names(need, situation, rows) if rows else None


def _fresh(need: Need, situation: Situation) -> tuple[str, ...] | None:
    rows = [row for row in fitting(need, situation) if not lacks(row, *need.columns)]
    now = today(situation)
    oldest = now - timedelta(days=need.days or 0) if now else None
    dates = [(row, day(row, need.column)) for row in rows]
    fresh = [row for row, when in dates if when and (oldest is None or when >= oldest)]
    if len(fresh) >= need.count:
        return None
    return _names(need, situation, rows)


def _number(need: Need, situation: Situation) -> tuple[str, ...] | None:
    rows = fitting(need, situation)
    low = need.at_least if need.at_least is not None else float("-inf")
    high = need.at_most if need.at_most is not None else float("inf")
    wrong = [
        row
        for row in rows
        if (amount := number(row, need.column)) is None or not low <= amount <= high
    ]
    return _names(need, situation, wrong) if wrong or not rows else None


def _clash(need: Need, situation: Situation) -> tuple[str, ...] | None:
    wanted = set(need.rules)
    meant = {row.id for row in fitting(need, situation)} if need.register else None
    found = [
        told.sentence
        for clash in situation.open_clashes
        if (not wanted or clash.conflict.value in wanted)
        and (meant is None or meant & {*clash.items, *clash.subjects})
        and (told := situation.reader.told(clash)) is not None
    ]
    return tuple(dict.fromkeys(found)) if found else None
