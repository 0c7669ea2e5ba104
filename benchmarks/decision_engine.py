"""Time the decision engine, beside its peers where they are installed.

CPU seconds of this process, interleaved, minimum of repeats, ratios within one run. Run from the
checkout, with a Python that has pysensmcda and pymcdm too to see the peers:

    python benchmarks/decision_engine.py [--quick]
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    Limits,
    Resources,
    StressSettings,
    Study,
    agreement,
    portfolio,
    score,
    support,
    value_of_settling,
)
from kit.analysis.decision.sparse_parts import sparse_parts
from kit.analysis.decision.stress import count_part
from kit.analysis.decision.stress_draws import draw_stress

DEPARTMENTS, PEOPLE, CRITERIA, DRAWS = 50, 30, 6, 100_000
MISSING = 0.1
PEER_DRAWS, LOOP_DRAWS = 20_000, 2_000

Task = Callable[[], object]


def model_of(criteria: int) -> DecisionModel:
    """Return a model whose middle alternative is nobody's worst."""
    step = np.arange(5.0)
    table = np.stack([100 - 22 * step, [65, 75, 75, 60, 40], 25 * step], axis=1)
    return DecisionModel(tuple(Criterion(f"c{at}", values=table) for at in range(criteria)))


def company(people: int, departments: int, criteria: int) -> Answers:
    """Return invented answers, a tenth of them missing."""
    generator = np.random.default_rng(0)
    truth = generator.uniform(0, 4, (1, departments, criteria))
    noise = generator.normal(0, 1, (people, departments, criteria))
    answers = np.clip(np.round(truth + noise), 0, 4)
    answers[generator.random(answers.shape) < MISSING] = np.nan
    swings = generator.integers(1, 11, (people, criteria)) * 10.0
    swings[np.arange(people), generator.integers(0, criteria, people)] = 100.0
    return Answers(answers, swings)


def cpu_seconds(tasks: dict[str, Task], repeats: int) -> dict[str, float]:
    """Return the least CPU seconds of each task, the tasks taking turns."""
    least = dict.fromkeys(tasks, float("inf"))
    for _ in range(repeats):
        for name, task in tasks.items():
            start = time.process_time()
            task()
            least[name] = min(least[name], time.process_time() - start)
    return least


def peak_megabytes(task: Task) -> float:
    """Return the most memory held by a task beyond what was there before it."""
    task()
    tracemalloc.start()
    task()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def analyse(model: DecisionModel, answers: Answers) -> Study:
    """Return everything: score, stress test, agenda values, flips, consensus, recommendations."""
    study = Study(model, answers)
    _ = study.recommendations, agreement(model, answers)
    return study


def count_draws(model: DecisionModel, answers: Answers, draws: int) -> None:
    """Count all ranks and central weights of a whole-person SMAA, drawing included."""
    drawn = draw_stress(model, answers, StressSettings(n=draws))
    for part in sparse_parts(model, answers, drawn):
        count_part(model, part)


def peer_tasks() -> dict[str, tuple[Task, float]]:
    """Return the peers that are here: what to run, and how often that makes the whole problem.

    Each peer gets its samples ready made and does the same 3 x 6 evaluations.
    """
    generator = np.random.default_rng(1)
    values = generator.random((PEER_DRAWS, 3, CRITERIA)) * 100
    weights = generator.dirichlet(np.ones(CRITERIA), PEER_DRAWS)
    types = np.ones(CRITERIA)
    tasks: dict[str, tuple[Task, float]] = {}
    whole = DEPARTMENTS * DRAWS
    try:
        from pysensmcda.smaa import simulate  # noqa: PLC0415  loaded when it is measured
    except ImportError:
        print("pysensmcda is not installed here: not measured")
    else:
        tasks["pysensmcda simulate, m @ w"] = (
            lambda: simulate(
                lambda matrix, weight, _types: matrix @ weight,
                values[0], types, weights=weights, matrix_samples=values,
                reverse_ranking=True, store="accumulate",
            ),
            whole / PEER_DRAWS,
        )  # fmt: skip
    try:
        from pymcdm.methods import WSM  # noqa: PLC0415  loaded when it is measured
    except ImportError:
        print("pymcdm is not installed here: not measured")
    else:
        method = WSM()
        tasks["pymcdm WSM in a loop"] = (
            lambda: [method(values[at], weights[at], types) for at in range(LOOP_DRAWS)],
            whole / LOOP_DRAWS,
        )
    return tasks


def show_machine() -> None:
    """Print what the figures were measured on."""
    names = ("numpy", "scipy", "pysensmcda", "pymcdm")
    found = []
    for name in names:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    cores = os.cpu_count()
    print(f"{platform.platform()}, {cores} cores, Python {platform.python_version()}")
    print(", ".join(found))


def show_import() -> None:
    """Print the CPU seconds of importing the engine in a fresh interpreter."""
    code = (
        "import time; start = time.process_time(); "
        "import kit.analysis.decision as engine; engine.Study; "
        "print(time.process_time() - start)"
    )
    root = str(Path(__file__).parents[1])
    seconds = [
        float(
            subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
            ).stdout
        )
        for _ in range(5)
    ]
    print(f"import of the engine: {min(seconds):.3f} s CPU (target 0.35)")


def show_main_figures(repeats: int) -> None:
    """Print the figures of the whole analysis, of one changed answer, of SMAA and of the peers."""
    model, answers = model_of(CRITERIA), company(PEOPLE, DEPARTMENTS, CRITERIA)
    held = analyse(model, answers)
    changed = iter(range(10**9))
    peers = peer_tasks()

    def one_changed_answer() -> None:
        level = next(changed) % 5
        _ = held.with_answer(answers.ids[3], answers.departments[7], "c2", level).recommendations

    ours: dict[str, Task] = {
        "whole analysis": lambda: analyse(model, answers),
        "one changed answer": one_changed_answer,
        "100,000-draw SMAA": lambda: count_draws(model, answers, DRAWS),
    }
    tasks = ours | {name: task for name, (task, _) in peers.items()}
    least = cpu_seconds(tasks, repeats)
    print(f"\n{DEPARTMENTS} departments x {PEOPLE} people x {CRITERIA} criteria, CPU ms")
    for name in ours:
        print(f"  {name:28} {1000 * least[name]:10.1f}")
    for name, (_, times) in peers.items():
        seconds = least[name] * times
        ratio = seconds / least["100,000-draw SMAA"]
        print(f"  {name:28} {1000 * seconds:10.0f}  = {ratio:,.0f} x ours (scaled by {times:,.0f})")
    megabytes = peak_megabytes(lambda: analyse(model, answers))
    print(f"  peak memory of the whole analysis {megabytes:.1f} MB (target 16)")


def show_accuracy() -> None:
    """Print root mean square errors at the default number of points, over eight seeds."""
    model, answers = model_of(CRITERIA), company(PEOPLE, DEPARTMENTS, CRITERIA)
    seeds, many = range(1, 9), 1 << 17
    first = support(model, answers, n=many, seed=100).first
    worth = value_of_settling(model, answers, n=many, seed=100).evpi
    errors = [support(model, answers, seed=seed).first - first for seed in seeds]
    misses = [value_of_settling(model, answers, seed=seed).evpi - worth for seed in seeds]
    print("\nroot mean square error at 8,192 points against 131,072")
    print(f"  support {100 * np.sqrt(np.mean(np.square(errors))):.3f} points of 100 (target 0.3)")
    print(f"  EVPI    {np.sqrt(np.mean(np.square(misses))):.4f} points of value (target 0.02)")


def show_portfolio(repeats: int) -> None:
    """Print the CPU seconds of a portfolio of 50 departments and 4 platforms."""
    model, answers = model_of(CRITERIA), company(PEOPLE, DEPARTMENTS, CRITERIA)
    generator = np.random.default_rng(0)
    scores = score(model, answers)
    platforms = ("facebook", "instagram", "linkedin", "tiktok")
    fit = generator.random((DEPARTMENTS, 4))
    resources = Resources(
        department_hours=generator.uniform(2, 14, DEPARTMENTS),
        hub_hours=90,
        budget=60,
        department_hours_by_mode={"contributor": 1},
        hub_hours_by_mode={"central": 2.5, "contributor": 1.2, "own": 0.6},
        hours_an_account=[4, 3, 5, 2.5],
        cost_an_account=generator.uniform(0.5, 2, (DEPARTMENTS, 4)),
    )

    def plan() -> object:
        limits = Limits(accounts=45)
        return portfolio(model, scores, resources, platforms=platforms, fit=fit, limits=limits)

    plan()
    least = cpu_seconds({"plan": plan}, repeats)["plan"]
    print(f"\nportfolio of 50 departments x 4 platforms: {1000 * least:.0f} ms CPU (target 150)")


def show_growth(repeats: int) -> None:
    """Print how time and memory grow with departments and with participants."""
    model = model_of(CRITERIA)
    print("\ngrowth of the whole analysis")
    print("  departments  people    CPU ms  peak MB")
    sizes = [(count, PEOPLE) for count in (12, 50, 200, 800)]
    sizes += [(DEPARTMENTS, people) for people in (10, 30, 100, 300)]
    for departments, people in sizes:
        answers = company(people, departments, CRITERIA)

        def task(answers: Answers = answers) -> object:
            return analyse(model, answers)

        least = cpu_seconds({"all": task}, max(repeats // 2, 1))["all"]
        print(f"  {departments:11d} {people:7d} {1000 * least:9.1f} {peak_megabytes(task):8.1f}")


def show_batch() -> None:
    """Print the engine's CPU seconds for 500 organisations in one process."""
    model = model_of(CRITERIA)
    answers = company(15, 12, CRITERIA)
    analyse(model, answers)
    start = time.process_time()
    for _ in range(50):
        analyse(model, answers)
    seconds = 10 * (time.process_time() - start)
    print(f"\n500 organisations of 12 departments x 15 people: {seconds:.1f} s CPU (target 6)")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repeats, no growth tables")
    asked = parser.parse_args()
    repeats = 3 if asked.quick else 9
    show_machine()
    show_import()
    show_main_figures(repeats)
    show_accuracy()
    show_portfolio(repeats)
    show_batch()
    if not asked.quick:
        show_growth(repeats)


if __name__ == "__main__":
    main()
