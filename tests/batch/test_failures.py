"""A notebook that crashes, hangs, eats memory or lies hurts itself only, and says so."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from kit.batch.running import starter_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

LONG = 30  # seconds: what is ended takes about one; unended, it would take for ever

DEATHS = {
    "os._exit": "import os; os._exit(0)",
    "a kill": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "a fault": "import ctypes; ctypes.string_at(0)",
    "its channel closed": "import os, sys\nfor n in range(3, 200):\n"
    "    try: os.close(n)\n    except OSError: pass",
}


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    starter_for([]).start  # noqa: B018  the first start is not what is timed here


def ended(
    engine: Callable[..., NotebookNode], made: NotebookNode, file: Path, **options: object
) -> tuple[float, NotebookNode]:
    """Run a notebook that does not finish; return the seconds and the file it left."""
    began = time.perf_counter()
    with pytest.raises((DeadKernelError, CellTimeoutError)):
        engine(made, file, **options)
    return time.perf_counter() - began, nbformat.read(file, as_version=4)


@pytest.mark.parametrize("death", DEATHS.values(), ids=DEATHS)
def test_a_crash_is_noticed_at_once_and_the_file_says_so(
    death: str,
    engine: Callable[..., NotebookNode],
    cells: Callable[..., NotebookNode],
    tmp_path: Path,
) -> None:
    made = cells("print('before')", f"print('last words', flush=True)\n{death}", "print('after')")

    seconds, left = ended(engine, made, tmp_path / "out.ipynb")

    assert seconds < LONG
    assert left.metadata.papermill.exception is True
    assert [cell.metadata.papermill.status for cell in left.cells] == [
        "completed",
        "failed",
        "pending",
    ]
    assert left.cells[1].outputs[0].text == "last words\n"
    assert left.cells[1].outputs[-1].ename == "DeadKernelError"


def test_a_crash_is_noticed_within_a_fifth_of_a_second(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode], tmp_path: Path
) -> None:
    mark = tmp_path / "died"
    made = cells(f"import os, time; open({str(mark)!r}, 'w').write(str(time.time())); os._exit(1)")
    waits = []
    for _ in range(5):
        with pytest.raises(DeadKernelError):
            engine(made)
        waits.append(time.time() - float(mark.read_text()))

    assert min(waits) < 0.2


def test_a_cell_that_ignores_interrupts_is_ended_in_time_and_the_file_says_so(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode], tmp_path: Path
) -> None:
    loop = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"

    seconds, left = ended(engine, cells(loop), tmp_path / "out.ipynb", execution_timeout=1)

    assert 1 <= seconds < LONG
    assert left.metadata.papermill.exception is True
    assert left.cells[0].metadata.papermill.status == "failed"
    assert left.cells[0].outputs[-1].ename == "CellTimeoutError"


def test_the_whole_notebooks_time_counts_too(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode], tmp_path: Path
) -> None:
    made = cells(*["import time; time.sleep(0.4)"] * 10)

    seconds, left = ended(engine, made, tmp_path / "out.ipynb", time_limit=1.0)

    assert seconds < LONG
    said = [output.get("evalue") for cell in left.cells[:-1] for output in cell.outputs]
    assert said == ["The notebook used up the time it may take as a whole."]


def test_a_notebook_that_eats_memory_is_told_so_and_harms_nobody(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode]
) -> None:
    eat = "kept = []\nwhile True: kept.append(bytearray(16 * 2**20))"

    # Whether there was enough left to say so in Python decides which of the two it is.
    with pytest.raises((papermill.PapermillExecutionError, DeadKernelError)):
        engine(cells(eat), memory_limit=200)


def test_what_a_notebook_started_ends_with_it(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode], tmp_path: Path
) -> None:
    file = tmp_path / "pid"
    start = (
        "import subprocess; child = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(file)!r}, 'w').write(str(child.pid))"
    )

    engine(cells(start), shutdown_kernel="immediate")

    assert gone(int(file.read_text()))


def gone(pid: int) -> bool:
    """Say whether a process ends within two seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        with contextlib.suppress(FileNotFoundError):
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        time.sleep(0.02)
    return False


def test_threads_that_are_left_do_not_hold_a_notebook_up(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode]
) -> None:
    began = time.perf_counter()

    engine(
        cells("import threading; threading.Thread(target=threading.Event().wait).start()"),
        shutdown_kernel="immediate",
    )

    assert time.perf_counter() - began < LONG


def test_what_is_registered_at_exit_runs_when_a_notebook_ends_politely(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode], tmp_path: Path
) -> None:
    file = tmp_path / "bye"

    engine(cells(f"import atexit; atexit.register(open({str(file)!r}, 'w').write, 'bye')"))

    assert file.read_text() == "bye"


def test_bytes_that_are_no_message_end_the_notebook_as_a_crash(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode]
) -> None:
    """A hostile cell may write to its own channel; it gains nothing but its own end."""
    write = (
        "wire = get_ipython().kernel.session.wire\n"
        "wire._end.sendall(b'\\x00\\x00\\x00\\x02\\x00\\x00\\x00\\x00c\\n')"
    )

    with pytest.raises(DeadKernelError):
        engine(cells(write, "print('after')"))


def test_a_stopped_warm_process_is_replaced_by_another_way(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode]
) -> None:
    from kit.batch.warm.starting import Zygote  # noqa: PLC0415  only this needs it

    zygote = Zygote()
    zygote.wait_until_warm()
    zygote.process.send_signal(signal.SIGKILL)
    zygote.process.wait()

    executed = engine(cells("2 + 2"), starter=zygote)

    assert executed.cells[0].outputs[0].data["text/plain"] == "4"
    zygote.close()
