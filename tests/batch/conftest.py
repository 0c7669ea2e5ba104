"""Organisations, notebooks and warm processes for the tests of the batch."""

from __future__ import annotations

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nbformat import NotebookNode

ROOT = Path(__file__).parents[2]
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  1.5 s in every process


@cache
def organisations() -> Any:  # noqa: ANN401  a module
    """Return the generator that the benchmarks use too."""
    spec = importlib.util.spec_from_file_location(
        "organisations", ROOT / "benchmarks" / "organisations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["organisations"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    from kit.bank import load  # noqa: PLC0415  only this needs it
    from kit.exchange import workshop_schema  # noqa: PLC0415  only this needs it

    return workshop_schema(load())


@pytest.fixture(scope="session")
def invented(schema: dict[str, Any]) -> Callable[..., list[Path]]:
    """Write small invented organisations into a folder."""

    def write(folder: Path, numbers: range, **sizes: int) -> list[Path]:
        small = {"departments": 2, "people": 2, "rows": 1}
        return organisations().write_many(folder, schema, numbers, **small | sizes)

    return write


def notebook(*cells: str, tags: dict[int, list[str]] | None = None) -> NotebookNode:
    """Return a notebook of code cells with the ordinary kernel."""
    made = new_notebook(
        cells=[
            new_code_cell(
                source, id=f"cell-{place}", metadata={"tags": (tags or {}).get(place, [])}
            )
            for place, source in enumerate(cells)
        ]
    )
    made.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "P"}
    return made


@pytest.fixture(scope="session")
def cells() -> Callable[..., NotebookNode]:
    return notebook


@pytest.fixture(scope="session", autouse=True)
def _end_warm_processes() -> Iterator[None]:
    yield
    running = sys.modules.get("kit.batch.running")
    if running is not None:
        running.close_starters()


@pytest.fixture
def outside_pytest() -> None:
    """Let kernels capture file descriptors, which ipykernel leaves alone under pytest."""


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Do what `outside_pytest` says here: pytest sets its variable after all fixtures."""
    if "outside_pytest" in pyfuncitem.fixturenames:
        os.environ.pop("PYTEST_CURRENT_TEST", None)


@pytest.fixture(scope="session")
def engine() -> Callable[..., NotebookNode]:
    """Run a notebook by papermill with the engine `kit`, or another one."""
    import papermill  # noqa: PLC0415  only this needs it
    from papermill.engines import papermill_engines  # noqa: PLC0415  only this needs it

    from kit.batch.engine import KitEngine  # noqa: PLC0415  only this needs it

    papermill_engines.register("kit", KitEngine)

    def run(
        made: NotebookNode,
        out: Path | None = None,
        engine_name: str | None = "kit",
        **options: Any,  # noqa: ANN401  passed on as it is
    ) -> NotebookNode:
        return papermill.execute_notebook(
            made,
            str(out) if out else None,
            engine_name=engine_name,
            kernel_name="python3",
            progress_bar=False,
            **{"request_save_on_cell_execute": out is not None, **options},
        )

    return run
