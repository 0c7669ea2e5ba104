"""Traps of warm starts, each of which cost a silent wrong result when it was built."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kit.batch.report import check_parameters
from kit.batch.warm.frames import BrokenFrameError, Unpacker, packed
from kit.batch.warm.warming import wanted_by, warm_up
from kit.batch.warm.zygote import refuse_threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

HEADER = {"header": {"date": "2026-01-01T00:00:00+00:00"}, "parent_header": {"msg_id": "1"}}


@pytest.mark.slow
def test_figures_of_a_warm_matplotlib_are_pictures_and_widgets_are_registered(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode]
) -> None:
    executed = engine(
        cells(
            "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
            "import ipywidgets\nipywidgets.IntText()",
        )
    )

    assert "image/png" in executed.cells[0].outputs[-1].data
    assert "application/vnd.jupyter.widget-view+json" in executed.cells[1].outputs[-1].data
    assert executed.metadata.widgets


def test_nothing_is_forked_beside_another_thread() -> None:
    released = threading.Event()
    threading.Thread(target=released.wait, daemon=True).start()
    try:
        with pytest.raises(RuntimeError, match=r"^\d+ threads run where only one may$"):
            refuse_threads()
    finally:
        released.set()


def test_what_starts_threads_is_not_imported_ahead() -> None:
    cell = "import pandas as pd\n%matplotlib inline\nfrom kit import open_workshop\nimport torch"

    assert wanted_by([cell]) == ("kit", "pandas")
    with pytest.raises(ValueError, match=r"^'torch' may not be imported before a fork$"):
        warm_up(["torch"])


def test_the_engines_module_imports_nothing_of_weight() -> None:
    code = "import sys, kit.batch.engine; print([m for m in sys.modules if m.split('.')[0] in "
    code += "{'papermill', 'nbclient', 'numpy', 'pandas', 'zmq', 'jupyter_client', 'IPython'}])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [("x=1;open('y')", "a"), ("source", Path("a")), ("source", ("a",)), ("print", "a")],
)
def test_a_parameter_that_would_become_code_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValueError, match="is not one of"):
        check_parameters({name: value})  # type: ignore[dict-item]


def test_messages_arrive_whole_however_they_are_cut() -> None:
    sent = {**HEADER, "content": {"text": "ü\ud800"}, "buffers": [b"abc", b""]}
    data = b"".join(packed("iopub", sent))
    unpacker = Unpacker()

    found = [one for place in range(len(data)) for one in unpacker.feed(data[place : place + 1])]

    ((channel, message),) = found
    assert channel == "iopub"
    assert message["content"] == {"text": "ü\ud800"}
    assert message["buffers"] == [b"abc", b""]


@pytest.mark.parametrize("data", [b"\xff" * 8, b"\0\0\0\2\0\0\0\0c\n", b"\0\0\0\2\0\0\0\0[]"])
def test_bytes_that_are_no_message_are_refused(data: bytes) -> None:
    with pytest.raises(BrokenFrameError):
        list(Unpacker().feed(data))


def test_a_report_starts_warm_where_no_database_driver_is_installed() -> None:
    code = (
        "import sys\nsys.modules['psycopg'] = None\n"
        "from kit.batch.warm.warming import warm_up\nwarm_up(['kit'])\nprint('warm')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "warm", done.stderr
