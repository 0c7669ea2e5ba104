"""What one organisation costs: `kit --help`, `kit decide` on 50 departments, one report.

Wall seconds of whole commands (best of three) and CPU seconds of their parts, on this machine.
"""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from kit.analysis.decide import Decision
from kit.analysis.situation import Situation
from kit.analysis.strategy import compose
from kit.bank import load
from kit.exchange import read_snapshot
from kit.model.content import Bank
from kit.model.workshop import Snapshot
from kit.show.report import html, pdf

SAMPLE = Path(__file__).parent.parent / "sample_data" / "brackwater_outfitters"
OTHERS = (
    "public_body",
    "larkfield_clinics",
    "mossfield_sportswear",
    "pip_and_bramble",
    "halden_pumps",
)
DEPARTMENTS, PEOPLE, REPEATS = 50, 30, 3


def main() -> None:
    """Print the figures."""
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        big = Path(folder) / "big.json"
        big.write_text(json.dumps(company(DEPARTMENTS, PEOPLE)), encoding="utf-8")
        _command("kit --help", "--help")
        _command(f"kit decide, {DEPARTMENTS} departments x {PEOPLE} people", "decide", str(big))
        _command("kit report, HTML", "report", str(SAMPLE), "--out", folder, "--format", "html")
        _command("kit report, HTML and PDF", "report", str(SAMPLE), "--out", folder)
        _parts(read_snapshot(big, load()), read_snapshot(SAMPLE, load()))


def _command(name: str, *arguments: str) -> None:
    def run() -> None:
        command = [sys.executable, "-m", "kit", *arguments]
        subprocess.run(command, check=True, capture_output=True)

    print(f"{_best(run, time.perf_counter):8.2f} s wall  {name}")


def _parts(big: Snapshot, sample: Snapshot) -> None:
    bank = load()

    def engine() -> None:
        decision = Decision(Situation(big, bank))
        _ = decision.study.support, decision.study.settling, decision.study.flips

    strategy = compose(sample, bank)
    for name, run in (
        (f"engine with its tables, {DEPARTMENTS} x {PEOPLE}", engine),
        ("the notebook's own work (sample organisation)", lambda: compose(sample, bank)),
        ("HTML of the sample", lambda: html(strategy)),
    ):
        print(f"{_best(run, time.process_time):8.3f} s CPU   {name}")
    pdf(strategy)  # reads the fonts, as a batch's worker does once
    print(f"{_once_each(bank):8.3f} s CPU   PDF, in the middle of {len(OTHERS)} other samples")
    print(f"{len(html(strategy).encode()) / 1000:8.0f} kB        HTML of the sample")


def _once_each(bank: Bank) -> float:
    """Return the CPU seconds of a PDF; each is made once, for typst remembers what it laid out."""
    times = []
    for name in OTHERS:
        strategy = compose(read_snapshot(SAMPLE.with_name(name), bank), bank)
        start = time.process_time()
        pdf(strategy)
        times.append(time.process_time() - start)
    return median(times)


def _best(run: Callable[[], object], clock: Callable[[], float]) -> float:
    times = []
    for _ in range(REPEATS):
        start = clock()
        run()
        times.append(clock() - start)
    return min(times)


def company(departments: int, people: int, seed: int = 7) -> dict[str, object]:
    """Return an invented company in the published shape, answered in full by everybody."""
    chance = random.Random(seed)
    bank = load()
    asked = [question.id for question in bank.questions.values() if question.criterion]
    rows = [{"id": f"d{one}", "name": f"Department {one}"} for one in range(departments)]
    staff = [{"id": f"p{one}", "department": f"d{one % departments}"} for one in range(people)]
    answers = [
        {
            "participant": person["id"],
            "question": question,
            "subject": department["id"],
            "answer": chance.randint(1, 5),
        }
        for person in staff
        for department in rows
        for question in asked
    ]
    weights = [
        {
            "participant": person["id"],
            "question": "account_decision.weights",
            "answer": {one.id: chance.randint(1, 100) for one in bank.criteria},
        }
        for person in staff
    ]
    return {
        "schema": "social-strategy-kit/workshop/1",
        "organisation": {"name": "Fifty Departments"},
        "registers": {"departments": rows, "participants": staff},
        "answers": answers + weights,
    }


if __name__ == "__main__":
    main()
