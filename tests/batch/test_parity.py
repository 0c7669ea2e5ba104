"""A warm process gives what papermill's own engine gives, cell for cell."""

from __future__ import annotations

import copy
import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import kit

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

COMM = re.compile(r"\b[0-9a-f]{32}\b")
PLACE = re.compile(r"0x[0-9a-f]+|/tmp/ipykernel_\d+/\d+\.py|<ipython-input[^>]*>|at \d+ms")


def fifty() -> NotebookNode:
    spec = importlib.util.spec_from_file_location(
        "parity_cells", Path(__file__).with_name("parity_cells.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = new_notebook(
        cells=[
            new_code_cell(source, id=f"cell-{place}", metadata={"tags": list(tags)})
            for place, (source, tags) in enumerate(module.CELLS)
        ]
    )
    made.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "P"}
    return made


def told(cell: Any, names: dict[str, str]) -> Any:  # noqa: ANN401  plain data
    """Return a cell without times, process numbers and the widgets' random names."""
    text = repr(
        {
            "type": cell["cell_type"],
            "source": cell["source"],
            "count": cell.get("execution_count"),
            "tags": cell["metadata"].get("tags"),
            "status": cell["metadata"]["papermill"].get("status"),
            "exception": cell["metadata"]["papermill"].get("exception"),
            "timed": sorted(cell["metadata"].get("execution", {})),
            "outputs": joined(cell.get("outputs", [])),
        }
    )
    text = COMM.sub(lambda found: names.setdefault(found[0], f"widget {len(names)}"), text)
    return PLACE.sub("somewhere", text)


def joined(outputs: list[Any]) -> list[Any]:
    """Join neighbouring pieces of one stream: where they are cut depends on the clock."""
    parts: list[Any] = []
    for output in outputs:
        last = parts[-1] if parts else None
        if output["output_type"] == "stream" and last and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            parts.append(dict(output))
    if all(part["output_type"] == "stream" for part in parts):
        parts.sort(key=lambda part: part["name"])  # two descriptors have no common order
    return parts


@pytest.mark.slow
@pytest.mark.usefixtures("outside_pytest")
@pytest.mark.parametrize("way", ["the engine kit", "the kernel kit"])
def test_no_cell_of_fifty_differs_from_papermills_own(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel is how Airflow's papermill operator starts warm: it can name no engine."""
    monkeypatch.setenv("JUPYTER_PATH", str(Path(kit.__file__).parent / "jupyter"))
    ways = {"the engine kit": ("kit", "python3"), "the kernel kit": (None, "kit")}
    found = []
    for engine_name, kernel_name in ((None, "python3"), ways[way]):
        file = tmp_path / f"{kernel_name}-{engine_name}.ipynb"
        with pytest.raises(papermill.PapermillExecutionError):
            papermill.execute_notebook(
                fifty(),
                str(file),
                engine_name=engine_name,
                kernel_name=kernel_name,
                parameters={"source": "here"},
                progress_bar=False,
                # Where cells hold widgets, nbclient may miss a reply until it looks again, whatever
                # the kernel (its issue 312); without a limit it never does.
                execution_timeout=60,
            )
        found.append(papermill.iorw.load_notebook_node(str(file)))

    stock, ours = found
    assert stock.cells[-2].outputs[-1].evalue == "division by zero"
    names: tuple[dict[str, str], dict[str, str]] = ({}, {})
    pairs = list(zip(stock.cells, ours.cells, strict=True))
    assert len(pairs) >= 50
    differing = [
        (told(theirs, names[0]), told(mine, names[1]))
        for theirs, mine in pairs
        if told(theirs, names[0]) != told(mine, names[1])
    ]
    assert not differing, differing


@pytest.mark.slow
@pytest.mark.usefixtures("outside_pytest")
def test_the_notebooks_metadata_is_papermills_own(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode], tmp_path: Path
) -> None:
    made = cells("source = ''", "import ipywidgets; ipywidgets.IntText()", tags={0: ["parameters"]})
    stock = engine(copy.deepcopy(made), tmp_path / "a.ipynb", None, parameters={"source": "x"})
    ours = engine(copy.deepcopy(made), tmp_path / "b.ipynb", "kit", parameters={"source": "x"})

    assert ours.metadata.language_info == stock.metadata.language_info
    assert set(ours.metadata) == set(stock.metadata)
    assert set(ours.metadata.papermill) == set(stock.metadata.papermill)
    kinds = [
        sorted(
            one["model_name"]
            for one in nb.metadata.widgets["application/vnd.jupyter.widget-state+json"][
                "state"
            ].values()
        )
        for nb in (stock, ours)
    ]
    assert kinds[0] == kinds[1]
