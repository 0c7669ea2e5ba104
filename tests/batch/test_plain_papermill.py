"""For people who know only papermill and nbconvert: the same report, to the byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from papermill.inspection import inspect_notebook

from kit.batch.places import notebook, report_folder

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "agency_client_bakery"
# The commands as they stand in the README; only their start is ours, 1.5 s faster.
QUICK = "import sys; sys.modules['rfc3987_syntax'] = None; "
PAPERMILL = f"{QUICK}from papermill.__main__ import papermill; papermill()"
NBCONVERT = f"{QUICK}from nbconvert.nbconvertapp import main; main()"


def command(*words: str | Path, cwd: Path) -> None:
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("engine", ["papermill's own", "kit"])
def test_papermill_and_nbconvert_give_the_same_report_as_kit_report(
    tmp_path: Path, engine: str
) -> None:
    chosen = ["--engine", "kit"] if engine == "kit" else []
    source = ["-p", "source", str(SAMPLE), "-k", "python3"]
    command("-m", "kit", "report", SAMPLE, "--out", "reports", "--format", "html", cwd=tmp_path)
    command(
        "-c", PAPERMILL, notebook("strategy_report"), "out.ipynb", *source, *chosen, cwd=tmp_path
    )
    command("-c", NBCONVERT, "--to", "kit-html", "out.ipynb", cwd=tmp_path)

    ours = report_folder(tmp_path / "reports", "Saltmarsh Bakery") / "strategy.html"
    assert (tmp_path / "out.html").read_bytes() == ours.read_bytes()


@pytest.mark.parametrize("name", ["strategy_report", "department_report", "portfolio_report"])
def test_every_parameter_says_what_it_is_where_papermill_shows_it(name: str) -> None:
    parameters = inspect_notebook(str(notebook(name)))

    assert parameters
    assert all(one["help"] for one in parameters.values())
    readme = (ROOT / "kit" / "batch" / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if line.startswith(f"| {name} "))
    assert all(f"`{parameter}`" in row for parameter in parameters)


def test_a_parameters_cell_is_one_cell_of_literals() -> None:
    for name in ("strategy_report", "department_report", "portfolio_report"):
        cells = nbformat.read(notebook(name), as_version=4).cells
        tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", ())]
        assert len(tagged) == 1
        compile(tagged[0].source, name, "exec")
