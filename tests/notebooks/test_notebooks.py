"""Notebooks are thin: they import kit, say why, and leave the work to it; and every one runs."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
WORKSHOP = [file for file in NOTEBOOKS if file.stem[:2].isdigit()]
MOST_CELLS, MOST_LINES = 16, 10
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If,
    ast.Try, ast.With, ast.comprehension, ast.Global, ast.Delete,
)  # fmt: skip
every = pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)


def cells(file: Path, kind: str) -> list[dict[str, Any]]:
    told = json.loads(file.read_text(encoding="utf-8"))
    return [cell for cell in told["cells"] if cell["cell_type"] == kind]


def text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def parameters(file: Path) -> list[dict[str, Any]]:
    return [
        cell for cell in cells(file, "code") if "parameters" in cell["metadata"].get("tags", [])
    ]


def test_the_workshop_is_in_order_and_complete() -> None:
    numbers = [file.stem[:2] for file in WORKSHOP]

    assert numbers[:9] == [f"{n:02}" for n in range(9)]
    assert (FOLDER / "self_assessment.ipynb").is_file()


@every
def test_code_is_short_plain_and_imports_only_kit(file: Path) -> None:
    for cell in cells(file, "code"):
        tree = ast.parse(text(cell))
        assert len(text(cell).splitlines()) <= MOST_LINES
        for node in ast.walk(tree):
            assert not isinstance(node, FORBIDDEN), ast.dump(node)
            if isinstance(node, ast.Import):
                assert [name.name for name in node.names] == ["kit"]
            if isinstance(node, ast.ImportFrom):
                # The report notebooks of other rooms may name the room they belong to.
                room = str(node.module) if file in WORKSHOP else str(node.module).split(".")[0]
                assert room == "kit"


@every
def test_there_is_one_cell_of_parameters_with_literals_and_a_comment_each(file: Path) -> None:
    (cell,) = parameters(file)
    lines = text(cell).splitlines()

    assert lines[0].startswith("# Settings")
    for line, node in zip(lines[1:], ast.parse(text(cell)).body, strict=True):
        assert isinstance(node, ast.Assign)
        ast.literal_eval(node.value)
        assert "  # " in line


@pytest.mark.parametrize("file", WORKSHOP, ids=lambda file: file.stem)
def test_code_is_folded_under_a_line_that_says_what_stands_below(file: Path) -> None:
    for cell in cells(file, "code"):
        assert cell["metadata"]["jupyter"] == {"source_hidden": True}
        assert text(cell).startswith("# ")


@pytest.mark.parametrize("file", WORKSHOP, ids=lambda file: file.stem)
def test_it_opens_with_who_decides_and_who_answers(file: Path) -> None:
    opening = text(cells(file, "code")[1])

    assert "workshop = work_on(source)\nworkshop.about(" in opening
    assert "participant=participant)" in opening


@pytest.mark.parametrize("file", WORKSHOP[:8] + WORKSHOP[9:], ids=lambda file: file.stem)
def test_it_has_the_shape_of_a_workshop(file: Path) -> None:
    code = "\n".join(text(cell) for cell in cells(file, "code"))
    prose = "\n".join(text(cell) for cell in cells(file, "markdown"))
    steps = ["workshop.about(", "participant=participant", "workshop.discuss(", "registers=["]

    places = [code.index(step) for step in [*steps, "workshop.wrap_up("]]
    assert places[0] < places[1] < places[2] < places[-1]
    assert "What is missing" in prose
    assert file.stem.startswith("00") or ("**Helps:**" in prose and "**Does not help:**" in prose)


@every
def test_there_is_more_prose_than_code(file: Path) -> None:
    prose = sum(len(text(cell).split()) for cell in cells(file, "markdown"))
    code = sum(len(text(cell).split()) for cell in cells(file, "code"))

    assert prose > code
    assert len(cells(file, "markdown")) + len(cells(file, "code")) <= MOST_CELLS


@every
def test_nothing_that_was_run_is_kept(file: Path) -> None:
    told = json.loads(file.read_text(encoding="utf-8"))

    assert "widgets" not in told["metadata"]
    for cell in cells(file, "code"):
        assert (cell["outputs"], cell["execution_count"]) == ([], None)
    ids = [cell["id"] for cell in told["cells"]]
    assert len(set(ids)) == len(ids)


@every
def test_it_says_why_first_and_where_to_go_next(file: Path) -> None:
    prose = [text(cell) for cell in cells(file, "markdown")]

    assert prose[0].startswith("# ")
    assert sum(line.startswith("# ") for part in prose for line in part.splitlines()) == 1
    assert "**Next:**" in prose[-1]
    for target in [part.split(")")[0] for part in prose[-1].split("](")[1:]]:
        assert (FOLDER / target).is_file(), target


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # papermill's and the kernel's own
@pytest.mark.parametrize(
    "file", [*WORKSHOP, FOLDER / "self_assessment.ipynb"], ids=lambda f: f.stem
)
def test_it_runs_from_top_to_bottom_without_a_screen(file: Path, tmp_path: Path) -> None:
    import papermill  # noqa: PLC0415  slow to load

    done = papermill.execute_notebook(
        file, tmp_path / file.name, {}, kernel_name="python3", progress_bar=False, cwd=FOLDER
    )
    outputs = [output for cell in done.cells for output in cell.get("outputs", [])]

    assert not [output for output in outputs if output["output_type"] == "error"]
