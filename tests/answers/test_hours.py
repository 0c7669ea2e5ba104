"""Hours as people write them: what can be read in one way is, and nothing else."""

from __future__ import annotations

import doctest

import pytest

from kit.answers import Clock, clock_of, hours


def test_the_examples_hold() -> None:
    tried = doctest.testmod(hours)

    assert tried.attempted
    assert not tried.failed


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("09:30", "09:30"), ("9.30", "09:30"), ("9h30", "09:30"), (" 7 p.m. ", "19:00"),
        ("12 am", "00:00"), ("12 pm", "12:00"), ("14 Uhr", "14:00"), ("23:59:59", "23:59"),
    ],
)  # fmt: skip
def test_an_hour_is_understood(written: str, kept: str) -> None:
    assert clock_of(written) == Clock(kept)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("10:00:00+02:00", 120), ("10:00 +0530", 330), ("10:00:00-05:00", -300), ("10:00Z", 0),
     ("10:00 GMT-3:30", -210)],
)  # fmt: skip
def test_an_offset_is_kept(written: str, minutes: int) -> None:
    assert clock_of(written) == Clock("10:00", minutes)


@pytest.mark.parametrize(
    "written", ["", "9", "930", "24:00", "9:60", "13 pm", "0 am", "10:00-11:00", "18-20", "noon",
                "10:00+20:00", "half nine", "0.5"]
)  # fmt: skip
def test_what_is_no_hour_is_none(written: str) -> None:
    assert clock_of(written) is None
