"""The calendar's work grows with the calendar, not with its square; all rules at once."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest

from kit.analysis.rules import find
from kit.analysis.situation import Situation
from kit.workshop import open_workshop

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "calendar_conflicts.py"


@pytest.mark.slow
def test_four_times_the_calendar_takes_about_four_times_the_work() -> None:
    spec = importlib.util.spec_from_file_location("calendar_benchmark", BENCHMARK)
    assert spec
    assert spec.loader
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    quarter, whole = benchmark.invented(parts=4), benchmark.invented()
    assert len(benchmark.held(whole)) > 3_000

    # A ratio in one run: how fast the machine is cancels out, where seconds depend on who else
    # is on it. What looks at each pair takes sixteen times the work.
    ratio = benchmark.cpu_seconds(lambda: benchmark.held(whole)) / benchmark.cpu_seconds(
        lambda: benchmark.held(quarter)
    )
    assert ratio < 8


def test_all_rules_look_at_a_full_workshop_in_a_blink(samples: Path) -> None:
    with open_workshop(samples / "brackwater_outfitters") as workshop:
        snapshot, bank = workshop.snapshot, workshop.bank
        advice = workshop.recommendations
    assert sum(len(rows) for rows in snapshot.registers.values()) > 300
    taken = []
    for _ in range(3):
        begun = time.process_time()
        find(Situation(snapshot, bank, advice))
        taken.append(time.process_time() - begun)

    assert min(taken) < 0.2, "it takes about .015 on a quiet machine"
