"""Days as people write them: what can be read in one way is, and nothing else."""

from __future__ import annotations

import doctest

import pytest

from kit.answers import Refusal, dates, parse
from kit.answers.dates import day_and_rest
from kit.model.content import Format, Kind


def test_the_examples_hold() -> None:
    tried = doctest.testmod(dates)

    assert tried.attempted
    assert not tried.failed


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-14", "2026-3-14", "2026/03/14", "2026.3.14", "14 March 2026", "14. March 2026",
        "14th March 2026", "14 MAR 2026", "14-Mar-2026", "March 14, 2026", "Mar 14 2026",
        "Saturday 14 March 2026", "Sat, 14 Mar 2026", "Sat. 14 March 2026",
    ],
)  # fmt: skip
def test_a_day_that_can_be_read_in_one_way_is_kept_as_year_month_day(written: str) -> None:
    assert parse(Format(Kind.DATE), written, {}) == "2026-03-14"


@pytest.mark.parametrize(
    "written",
    [
        "14/03/2026", "3/4/2026", "14 Mars 2026", "14 Ma 2026", "14 Mayhem 2026", "31 June 2026",
        "2026-13-01", "2026-14", "14 March", "14 March 26", "Friday 14 March 2026",
        "Never 14 March 2026", "2026-03/14", "14 March 2026 09:30", "March 2026",
    ],
)  # fmt: skip
def test_any_other_day_is_refused_and_not_guessed(written: str) -> None:
    with pytest.raises(Refusal, match="is not a date like 2026-03-14"):
        parse(Format(Kind.DATE), written, {})


def test_what_follows_a_day_is_told_apart() -> None:
    assert day_and_rest("2026-03-14T09:30") == ("2026-03-14", "09:30")
    assert day_and_rest("14 March 2026, 9.30 pm") == ("2026-03-14", "9.30 pm")


def test_a_range_of_worded_days_is_a_range() -> None:
    written = "14 March 2026 / 30 Apr 2026"

    assert parse(Format(Kind.DATE_RANGE), written, {}) == {"from": "2026-03-14", "to": "2026-04-30"}
