"""The optimiser writes to the process's output whatever it is told; nobody sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kit.analysis.decision.solver_lines import without_solver_lines

# A small programme (5 rows, 18 columns) whose solution HiGHS mends, printing a line as it does.
PROGRAMME = """
import numpy as np
draw = np.random.default_rng(1927)
whole, slack, rows = (int(draw.integers(*ends)) for ends in ((5, 40), (1, 10), (3, 20)))
size = whole + slack
table = draw.random((rows, size)) * 10.0 ** draw.integers(-3, 3, (rows, 1))
table *= draw.random((rows, size)) < 0.5
table[:, whole:] *= -1
cost = draw.normal(size=size)
cost[whole:] = np.abs(cost[whole:]) * 10.0 ** draw.integers(-2, 3)
limit = np.abs(table).sum(1) * draw.random(rows) * 0.4 - (draw.random(rows) < 0.3) * 1e-6 + 1e-9
integral = np.r_[np.ones(whole), np.zeros(slack)].astype(int)
bounds = np.zeros(size), np.r_[np.ones(whole), np.full(slack, np.inf)]
"""
KIT = PROGRAMME + (
    "from kit.analysis.decision.portfolio_solving import _milp, _Rows\n"
    "held = _Rows(table, np.full(rows, -np.inf), limit)\n"
    "print('solved', _milp(cost, held, bounds, integral) is not None)"
)


def said_by(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_plan_that_the_optimiser_mends_leaves_json_json() -> None:
    assert said_by(KIT) == "solved True\n"


def test_what_others_write_meanwhile_is_kept(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with without_solver_lines():
        os.write(1, b"a line of another thread\nHighsMipSolverData::mended something\nand more\n")

    assert capfd.readouterr().out == "a line of another thread\nand more\n"


def test_an_error_while_solving_gives_the_output_back(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), without_solver_lines():
        _ = 1 // 0

    os.write(1, b"here again\n")
    assert capfd.readouterr().out == "here again\n"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files by /proc")
def test_a_hundred_plans_leave_no_file_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(100):
        with without_solver_lines():
            pass

    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_process_without_output_can_plan() -> None:
    program = (
        f"import os\nos.close(1)\n{KIT.replace('print(', 'import sys; sys.stderr.write(str((')}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert "('solved', True)" in done.stderr
