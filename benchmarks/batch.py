"""How fast reports come: `kit batch` beside papermill and nbconvert, interleaved in one run.

`python benchmarks/batch.py [rounds] [growth]`: medians over the rounds, HTML of every report
included; with `growth` also 10 and 1,000 reports one after the other.
"""

from __future__ import annotations

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
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
# This folder's files must not stand in for the standard library's: calendar.py would.
sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != ROOT / "benchmarks"]
NOTEBOOK = str(ROOT / "notebooks" / "strategy_report.ipynb")
MANY = 60
KIT = "import typer; from kit.cli import batch_commands as b; a = typer.Typer(); b.add_to(a); a()"
WITHOUT_GRAMMAR = "import sys; sys.modules['rfc3987_syntax'] = None; "
PAPERMILL = "from papermill.__main__ import papermill; papermill()"
NULL = subprocess.DEVNULL
NBCONVERT = "from nbconvert.nbconvertapp import main; main()"


def by_commands(file: Path, folder: Path, before: str = "") -> None:
    """Run the commands `papermill` and `jupyter nbconvert` for one report."""
    out = folder / f"{file.stem}.ipynb"
    python = [sys.executable, "-c"]
    run = [NOTEBOOK, str(out), "-p", "source", str(file), "-k", "python3"]
    subprocess.run([*python, before + PAPERMILL, *run], stdout=NULL, stderr=NULL, check=True)
    export = ["--to", "kit-html", str(out)]
    subprocess.run([*python, before + NBCONVERT, *export], stdout=NULL, stderr=NULL, check=True)


def in_process(file: Path, folder: Path) -> None:
    """Run papermill's own engine and a reused exporter in this process."""
    import papermill  # noqa: PLC0415

    from kit.show.exporters import KitHTMLExporter  # noqa: PLC0415

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
    from kit.show.report import html  # noqa: PLC0415
    from kit.workshop import open_workshop  # noqa: PLC0415

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


def kit_batch(source: Path, out: Path) -> dict[str, float]:
    """Run `kit batch` with two workers; return seconds and CPU seconds a report, with start."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, "-c", KIT, str(source), "--out", str(out), "--workers", "2"]
    subprocess.run([*command, "--no-index", "--force"], stdout=NULL, stderr=NULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    count = len(list(out.glob("*/strategy.html")))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall = time.perf_counter() - began
    return {"wall": wall / count, "cpu": cpu / count, "count": count}


def inventor() -> tuple[Callable[..., list[Path]], dict[str, Any]]:
    """Return what invents organisations, and the schema it follows."""
    from kit.bank import load  # noqa: PLC0415
    from kit.exchange import workshop_schema  # noqa: PLC0415

    file = ROOT / "benchmarks" / "organisations.py"
    return runpy.run_path(str(file))["write_many"], workshop_schema(load())


def main(rounds: int) -> dict[str, list[float]]:
    """Measure every way in turn, as often as asked."""
    write, schema = inventor()
    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write(folder / "in", schema, range(MANY))
        context = get_context("spawn")
        with ProcessPoolExecutor(2, context) as bare, ProcessPoolExecutor(2, context) as pool:
            list(bare.map(no_notebook, files[:4], [folder] * 4))
            list(pool.map(in_process, files[:2], [folder] * 2))
            for turn in range(rounds):
                one, two = files[turn : turn + 1], files[turn : turn + 2]
                note(
                    "papermill + nbconvert, a loop",
                    seconds(lambda one=one: by_commands(one[0], folder), 1),
                )
                note(
                    "two loops, slow import removed",
                    seconds(lambda two=two: two_at_once(two, folder, WITHOUT_GRAMMAR), 2),
                )
                note(
                    "execute_notebook + exporter",
                    seconds(lambda one=one: pool.submit(in_process, one[0], folder).result(), 1),
                )
                note(
                    "the same in a pool of two",
                    seconds(lambda two=two: list(pool.map(in_process, two, [folder] * 2)), 2),
                )
                note(
                    "no notebook, two processes",
                    seconds(lambda: list(bare.map(no_notebook, files, [folder] * MANY)), MANY),
                )
                measured = kit_batch(folder / "in", folder / f"out{turn}")
                note("kit batch, two workers", measured["wall"])
                note("kit batch, CPU seconds", measured["cpu"])
    return found


def growth(counts: tuple[int, ...]) -> None:
    """Print seconds a report and the biggest process, by the number of reports."""
    write, schema = inventor()
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder / "in", schema, range(count))
            measured = kit_batch(folder / "in", folder / "out")
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(
                f"{count:6} reports: {measured['wall']:.3f} s, {measured['cpu']:.3f} CPU s each, "
                f"biggest process {peak:.0f} MB"
            )


if __name__ == "__main__":
    found = main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    medians = {name: statistics.median(values) for name, values in found.items()}
    ours = medians["kit batch, two workers"]
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}; {MANY} reports of 6 departments and 18 people"
    )
    for name, value in medians.items():
        print(f"{name:32} {value:7.3f} s  {value / ours:6.1f} x")
    print(json.dumps(found))
    if "growth" in sys.argv:
        growth((10, 1000))
