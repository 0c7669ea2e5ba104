"""Print how often each label's leader is the true best; exit 1 when the calibration gate fails.

The value tables are those of a JSON file, {"criterion": {"central": [..], "contributor": [..],
"own": [..]}, ...}, or the design's proposals when none is given. Run from the checkout:

    python benchmarks/calibrate.py [tables.json] [--departments 400] [--seed 0]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kit.analysis.decision import (
    ALTERNATIVES,
    Criterion,
    DecisionModel,
    calibrate,
    compromise_pull,
    no_information_recommendation,
)

PROPOSED = {
    "goals": ((100, 80, 55, 30, 10), (65, 75, 75, 60, 40), (5, 25, 50, 80, 100)),
    "audience": ((100, 80, 50, 25, 5), (70, 75, 70, 50, 30), (0, 20, 50, 80, 100)),
    "resources": ((100, 85, 70, 55, 45), (40, 60, 70, 70, 65), (0, 20, 50, 80, 100)),
    "content": ((100, 75, 50, 30, 15), (35, 65, 85, 75, 55), (0, 20, 45, 80, 100)),
    "brand": ((100, 85, 60, 40, 25), (75, 80, 75, 60, 45), (0, 20, 45, 75, 100)),
}


def read_model(path: Path | None) -> DecisionModel:
    """Return the model of a JSON file, or the proposed one."""
    if path is None:
        tables = {
            name: dict(zip(ALTERNATIVES, columns, strict=True))
            for name, columns in PROPOSED.items()
        }
    else:
        tables = json.loads(path.read_text(encoding="utf-8"))
    return DecisionModel(
        tuple(Criterion.from_columns(name, columns) for name, columns in tables.items())
    )


def main() -> int:
    """Calibrate, print, and say by the exit code whether the gate holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="?", type=Path)
    parser.add_argument("--departments", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    model = read_model(asked.tables)
    found = calibrate(model, departments=asked.departments, seed=asked.seed)
    print(f"{found.companies} invented companies of {found.departments} departments each")
    print(found.to_text())
    print("\n" + no_information_recommendation(model).sentence)
    print("\nShare of random departments won when the middle column is raised by so many points:")
    print(compromise_pull(model).round(2).to_string(index=False))
    verdict = "holds" if found.passes else "FAILS"
    print(f"\nCalibration gate (clear >= .97, leaning >= .88, falling order): {verdict}")
    return 0 if found.passes else 1


if __name__ == "__main__":
    sys.exit(main())
