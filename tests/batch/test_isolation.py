"""Each notebook runs alone: what one does to its process, no other one sees."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kit.batch.warm.orders import Order, Starter
from kit.batch.warm.starting import Standby, Zygote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nbformat import NotebookNode

SPOIL = """
import builtins, json, os, random, sys, threading, warnings
import numpy, matplotlib, pandas
builtins.leaked = True
json.leaked = True
os.environ["LEAKED"] = "yes"
os.chdir("/")
sys.path.insert(0, "/leaked")
sys.modules["leaked"] = sys
warnings.simplefilter("error")
matplotlib.rcParams["lines.linewidth"] = 99
pandas.set_option("display.max_rows", 3)
numpy.seterr(all="raise")
threading.Thread(target=threading.Event().wait, daemon=True).start()
variable = 1
"""
LOOK = """
import builtins, json, os, random, sys, threading, warnings
import numpy, matplotlib, pandas
print(hasattr(builtins, "leaked"), hasattr(json, "leaked"), os.environ.get("LEAKED"), os.getcwd() == "/",
      "/leaked" in sys.path, "leaked" in sys.modules,
      any(f[0] == "error" and f[2] is Warning for f in warnings.filters),
      matplotlib.rcParams["lines.linewidth"], pandas.get_option("display.max_rows"),
      numpy.geterr()["divide"], "variable" in globals())
"""  # noqa: E501  looser than the type, for this test
CLEAN = "False False None False False False False 1.5 60 warn False\n"


@pytest.fixture(scope="module", params=["forked", "stood by"])
def starter(request: pytest.FixtureRequest) -> Iterator[Starter]:
    packages = ("pandas", "numpy", "matplotlib")
    made: Starter = Zygote(packages) if request.param == "forked" else Standby(packages)
    yield made
    made.close()


def said(executed: NotebookNode) -> str:
    return "".join(one.get("text", "") for cell in executed.cells for one in cell.outputs)


@pytest.mark.slow
def test_nothing_of_a_notebook_that_spoils_its_process_reaches_the_next(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode], starter: Starter
) -> None:
    engine(cells(SPOIL), starter=starter, shutdown_kernel="immediate")

    executed = engine(cells(LOOK), starter=starter, shutdown_kernel="immediate")

    assert said(executed) == CLEAN


@pytest.mark.slow
def test_trap_6_random_numbers_differ_between_notebooks(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode], starter: Starter
) -> None:
    draw = "import random, numpy, uuid; print(random.random(), numpy.random.random(), uuid.uuid4())"

    drawn = [said(engine(cells(draw), starter=starter)).split() for _ in range(2)]

    assert all(first != second for first, second in zip(*drawn, strict=True))


@pytest.mark.slow
def test_a_notebook_that_replaces_json_still_shows_its_results(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode], starter: Starter
) -> None:
    executed = engine(
        cells("import json; json.dumps = json.loads = None", "6 * 7"), starter=starter
    )

    assert executed.cells[1].outputs[0].data["text/plain"] == "42"


@pytest.mark.slow
def test_a_notebook_sees_the_callers_place_and_environment(
    engine: Callable[..., NotebookNode],
    cells: Callable[..., NotebookNode],
    starter: Starter,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: object,
) -> None:
    monkeypatch.setenv("FOR_THE_NOTEBOOK", "here")
    monkeypatch.chdir(str(tmp_path))

    executed = engine(
        cells("import os; print(os.environ['FOR_THE_NOTEBOOK'], os.getcwd())"), starter=starter
    )

    assert said(executed) == f"here {tmp_path}\n"


def test_what_a_shell_leaves_running_ends_with_it() -> None:
    zygote = Zygote()
    try:
        shell = zygote.start(Order("", os.environ))
        shell.signal(9)

        assert shell.exit_status(5) == -9
        shell.end.close()
    finally:
        zygote.close()
