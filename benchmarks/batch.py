"""How fast reports come: `kit batch` beside papermill and nbconvert, interleaved in one run.

`python benchmarks/batch.py [rounds] [growth]` prints every figure with its goal: medians over the
rounds, HTML of every report included, ratios within this run. With `growth` also 10, 100 and
1,000 reports one after the other. Others' work on the machine is measured and said.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import resource
import runpy
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
# This folder's files must not stand in for the standard library's: calendar.py would.
sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != ROOT / "benchmarks"]
NOTEBOOK = str(ROOT / "notebooks" / "strategy_report.ipynb")
MANY = int(os.environ.get("REPORTS", "60"))
KIT = "import typer; from kit.cli import batch_commands as b; a = typer.Typer(); b.add_to(a); a()"
WITHOUT_GRAMMAR = "import sys; sys.modules['rfc3987_syntax'] = None; "
PAPERMILL = "from papermill.__main__ import papermill; papermill()"
NBCONVERT = "from nbconvert.nbconvertapp import main; main()"
LOOP, SIDE_BY_SIDE = (
    "papermill and nbconvert commands, a loop",
    "two such loops, slow import removed",
)
ONE_PROCESS, POOL = "execute_notebook and exporter, one process", "a pool of two of that"
LIMIT, OURS = "no notebook at all, two processes", "kit batch, two workers"
GOALS = {LOOP: 25.0, ONE_PROCESS: 10.0, POOL: 5.0, SIDE_BY_SIDE: 6.0}
MOST = {
    "over no notebook at all, times": 1.3,
    "CPU seconds a report, HTML": 0.5,
    "CPU seconds more, PDF": 0.15,
    "MB a worker, the warm process shared out": 250.0,
    "MB of its own a report, median": 70.0,
    "seconds for a notebook of one cell": 0.06,
    "seconds until a crash is noticed": 0.2,
}


def by_commands(file: Path, folder: Path, before: str = "") -> None:
    """Run the commands `papermill` and `jupyter nbconvert` for one report."""
    out = folder / f"{file.stem}.ipynb"
    python = [sys.executable, "-c"]
    run = [NOTEBOOK, str(out), "-p", "source", str(file), "-k", "python3"]
    finish([*python, before + PAPERMILL, *run])
    finish([*python, before + NBCONVERT, "--to", "kit-html", str(out)])


def finish(command: list[str]) -> None:
    """Run a command to its end; what it says is told only where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")


def in_process(file: Path, folder: Path) -> None:
    """Run papermill's own engine and a reused exporter in this process."""
    import papermill  # noqa: PLC0415  loaded when it is measured

    from kit.show.exporters import KitHTMLExporter  # noqa: PLC0415  loaded when it is measured

    executed = papermill.execute_notebook(
        NOTEBOOK,
        str(folder / f"{file.stem}.ipynb"),
        {"source": str(file)},
        kernel_name="python3",
        progress_bar=False,
    )
    page, _ = KitHTMLExporter().from_notebook_node(executed)
    (folder / f"{file.stem}.html").write_text(page)


def no_notebook(file: Path, folder: Path) -> None:
    """Analyse and draw one report with no notebook at all."""
    from kit.show.report import html  # noqa: PLC0415  loaded when it is measured
    from kit.workshop import open_workshop  # noqa: PLC0415  loaded when it is measured

    with open_workshop(file) as workshop:
        for part in ("decision", "certainty", "agenda"):
            workshop.show(part)._repr_html_()
        (folder / f"{file.stem}.html").write_text(html(workshop.strategy()))


def seconds(work: Callable[[], object], reports: int) -> float:
    """Return the seconds a report took."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) / reports


def two_at_once(files: list[Path], folder: Path, before: str) -> None:
    """Run two loops of the commands side by side."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda file: by_commands(file, folder, before), files))


def each(
    pool: ProcessPoolExecutor, work: Callable[[Path, Path], None], files: list[Path], folder: Path
) -> None:
    """Do the same to every file in a pool."""
    list(pool.map(work, files, [folder] * len(files)))


def batch_command(source: Path, out: Path, *more: str) -> list[str]:
    """Return the command `kit batch` with two workers."""
    command = [sys.executable, "-c", KIT, str(source), "--out", str(out), "--workers", "2"]
    return [*command, "--no-index", "--force", *more]


def kit_batch(source: Path, out: Path, *more: str) -> dict[str, float]:
    """Run `kit batch`; return seconds and CPU seconds a report, its start and checks included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    finish(batch_command(source, out, *more))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    count = len(list(out.glob("*/strategy.html")))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall = time.perf_counter() - began
    return {"wall": wall / count, "cpu": cpu / count, "count": count}


def inventor() -> tuple[Callable[..., list[Path]], dict[str, Any]]:
    """Return what invents organisations, and the schema it follows."""
    from kit.bank import load  # noqa: PLC0415  loaded when it is measured
    from kit.exchange import workshop_schema  # noqa: PLC0415  loaded when it is measured

    file = ROOT / "benchmarks" / "organisations.py"
    return runpy.run_path(str(file))["write_many"], workshop_schema(load())


def ways(rounds: int, files: list[Path], folder: Path) -> dict[str, list[float]]:
    """Return the seconds a report of every way, measured in turn."""
    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    context = get_context("spawn")
    with ProcessPoolExecutor(2, context) as bare, ProcessPoolExecutor(2, context) as pool:
        each(bare, no_notebook, files[:4], folder)
        each(pool, in_process, files[:2], folder)
        for turn in range(rounds):
            one, two = files[turn], files[turn : turn + 2]
            note(LOOP, seconds(partial(by_commands, one, folder), 1))
            note(SIDE_BY_SIDE, seconds(partial(two_at_once, two, folder, WITHOUT_GRAMMAR), 2))
            note(ONE_PROCESS, seconds(partial(each, pool, in_process, [one], folder), 1))
            note(POOL, seconds(partial(each, pool, in_process, two, folder), 2))
            note(LIMIT, seconds(partial(each, bare, no_notebook, files, folder), MANY))
            measured = kit_batch(folder / "in", folder / f"out{turn}")
            note(OURS, measured["wall"])
            note("CPU seconds a report, HTML", measured["cpu"])
            documents = kit_batch(folder / "in", folder / "pdf", "--format", "html,pdf")
            note("CPU seconds more, PDF", documents["cpu"] - measured["cpu"])
    return found


def memory(folder: Path) -> dict[str, float]:
    """Return what the workers and their reports take, sampled in a run that is not timed."""
    watch = runpy.run_path(str(ROOT / "benchmarks" / "watching.py"))["watch"]
    seen = watch(batch_command(folder / "in", folder / "watched"))
    return {
        "MB a worker, the warm process shared out": seen.warm / 2,
        "MB of its own a report, median": statistics.median(seen.reports.values()),
    }


def engine() -> dict[str, float]:
    """Return what a notebook of one cell takes by the engine, and how soon a crash is noticed."""
    import papermill  # noqa: PLC0415  loaded when it is measured
    from nbclient.exceptions import DeadKernelError  # noqa: PLC0415  loaded when it is measured
    from nbformat.v4 import new_code_cell, new_notebook  # noqa: PLC0415  loaded when it is measured

    def run(source: str) -> None:
        made = new_notebook(cells=[new_code_cell(source)])
        made.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "P"}
        options = {"engine_name": "kit", "kernel_name": "python3", "progress_bar": False}
        papermill.execute_notebook(made, None, **options, request_save_on_cell_execute=False)

    run("1")
    trivial = [seconds(lambda: run("1"), 1) for _ in range(20)]
    waits = []
    with tempfile.TemporaryDirectory() as folder:
        mark = Path(folder) / "died"
        for _ in range(10):
            write = f"open({str(mark)!r}, 'w').write(str(time.time()))"
            with contextlib.suppress(DeadKernelError):
                run(f"import os, time; {write}; os._exit(1)")
            waits.append(time.time() - float(mark.read_text()))
    return {
        "seconds for a notebook of one cell": statistics.median(trivial),
        "seconds until a crash is noticed": statistics.median(waits),
    }


def growth(counts: tuple[int, ...]) -> None:
    """Print seconds a report and the memory at most, by the number of reports."""
    write, schema = inventor()
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder / "in", schema, range(count))
            measured = kit_batch(folder / "in", folder / "out")
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(
                f"{count:6,} reports: {measured['wall']:.3f} s, {measured['cpu']:.3f} CPU s each, "
                f"biggest process {peak:.0f} MB",
                flush=True,
            )


def busy() -> tuple[float, float]:
    """Return the seconds of work the machine has done, and those of this run's own processes."""
    first = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]
    ticks = [int(one) for one in first]
    own = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
    all_work = (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
    return all_work, sum(one.ru_utime + one.ru_stime for one in own)


def main(rounds: int) -> None:
    """Measure everything and print it with its goals."""
    began, (work, own) = time.perf_counter(), busy()
    write, schema = inventor()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write(folder / "in", schema, range(MANY))
        found = ways(rounds, files, folder)
        figures = {**engine(), **memory(folder)}
    passed = time.perf_counter() - began
    work_then, own_then = busy()
    others = (work_then - work - (own_then - own)) / passed
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores of "
        f"which others used {others:.2f} meanwhile; {MANY} reports of 6 departments, 18 people; "
        f"medians of {rounds}"
    )
    medians = {name: statistics.median(values) for name, values in found.items()}
    for name in (*GOALS, LIMIT, OURS):
        ratio = medians[name] / medians[OURS]
        goal = GOALS.get(name, 0)
        said = f"  goal {goal:g} x: {'met' if ratio >= goal else 'NOT MET'}" if goal else ""
        print(f"{name:44} {medians[name]:8.3f} s a report {ratio:7.1f} x{said}")
    figures |= {name: medians[name] for name in medians if name in MOST}
    figures["over no notebook at all, times"] = medians[OURS] / medians[LIMIT]
    for name, most in MOST.items():
        met = "met" if figures[name] <= most else "NOT MET"
        print(f"{name:44} {figures[name]:8.3f}   at most {most:g}: {met}")
    print(json.dumps({name: [round(one, 3) for one in values] for name, values in found.items()}))


if __name__ == "__main__":
    if "growth" in sys.argv:  # first: the biggest process is the biggest of all that ever ran here
        growth((10, 100, 1000))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
