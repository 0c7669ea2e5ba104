"""How far departments share their audience, to the last digit the same in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SAID = """
import sys
from pathlib import Path
from kit.analysis.audiences import overlaps
from kit.analysis.situation import Situation
from kit.bank import load
from kit.exchange import read_snapshot
bank = load()
print(overlaps(Situation(read_snapshot(Path(sys.argv[1]), bank), bank)))
"""


def test_shared_audiences_do_not_depend_on_how_a_process_orders_its_sets(samples: Path) -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", SAID, str(samples / "brackwater_outfitters")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
