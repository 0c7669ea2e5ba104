"""Traps of warm starts, each of which cost a silent wrong result when it was built.

Traps 1 to 3 in JupyterLab's kernels, and what kernels do besides, are in test_provisioner.py.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import resource
import select
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from nbclient.exceptions import DeadKernelError

import kit
from kit.batch.report import check_parameters
from kit.batch.warm.client import WarmClient
from kit.batch.warm.frames import BrokenFrameError, Unpacker, packed
from kit.batch.warm.orders import NotWarmError, Order, fork_problem
from kit.batch.warm.settling import refuse_threads
from kit.batch.warm.shell import Wire
from kit.batch.warm.starting import Standby, Zygote
from kit.batch.warm.warming import wanted_by, warm_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

HEADER = {"header": {"date": "2026-01-01T00:00:00+00:00"}, "parent_header": {"msg_id": "1"}}
RUN = """
import logging, sys
logging.basicConfig()
import papermill
from nbformat.v4 import new_code_cell, new_notebook
def run(*cells):
    made = new_notebook(cells=[new_code_cell(one) for one in cells])
    done = papermill.execute_notebook(
        made, None, engine_name="kit", kernel_name="python3", progress_bar=False
    )
    return done.cells[-1].outputs[0]["text"]
"""


def python(code: str, *, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401  passed on as it is
    """Run a program that can run notebooks."""
    command = [sys.executable, "-c", RUN + code]
    return subprocess.run(command, capture_output=True, text=True, check=check, **options)


@pytest.mark.slow
def test_traps_1_and_2_figures_are_pictures_and_widgets_are_registered(
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


def test_trap_3_no_notebook_is_left_when_its_program_is_killed(tmp_path: Path) -> None:
    """Not even one that never ends, and though the parent ipykernel knows of is somebody else."""
    file = tmp_path / "pid"
    busy = f"import os; open({str(file) + '-'!r}, 'w').write(str(os.getpid()))\n"
    busy += f"os.rename({str(file) + '-'!r}, {str(file)!r})\nwhile True: pass"
    for way in ({}, {"KIT_NO_FORK": "1"}):
        env = {**os.environ, "JPY_PARENT_PID": "1234567", **way}
        command = [sys.executable, "-c", f"{RUN}run({busy!r})"]
        with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as program:
            while not file.exists():
                assert program.poll() is None
            program.kill()
        assert gone(int(file.read_text()))
        file.unlink()


def gone(pid: int) -> bool:
    """Wait until a process has ended; say whether it did within 20 seconds."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    poll = select.poll()
    poll.register(watch, select.POLLIN)
    ended = bool(poll.poll(20_000))
    os.close(watch)
    return ended


def test_trap_4_more_than_a_thousand_open_files_hinder_nobody() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < 2048:
        pytest.skip("this system lets a process open fewer files than the trap needs")
    code = "import os, resource\n"
    code += f"resource.setrlimit(resource.RLIMIT_NOFILE, (2048, {most}))\n"
    code += "held = [os.dup(2) for _ in range(1100)]\nprint(run('print(6 * 7)'))"

    assert python(code).stdout.strip() == "42"


def test_trap_5_a_shell_whose_socket_has_the_number_of_an_ended_ones_is_heard() -> None:
    message = b"".join(packed("iopub", {**HEADER, "header": {**HEADER["header"], "msg_type": "x"}}))

    async def hear(number: int | None) -> int:
        near, far = socket.socketpair()
        assert number in {None, near.fileno()}
        client = WarmClient(near)
        listening = asyncio.create_task(client.iopub_channel.get_msg(20))
        await asyncio.sleep(0)  # it listens before anything is sent
        far.sendall(message)
        assert (await listening)["msg_type"] == "x"
        found = near.fileno()
        client.stop_channels()
        near.close()
        far.close()
        return found

    async def twice() -> None:
        await hear(await hear(None))

    asyncio.run(twice())


def test_trap_7_nothing_is_forked_beside_another_thread() -> None:
    released = threading.Event()
    threading.Thread(target=released.wait, daemon=True).start()
    try:
        with pytest.raises(RuntimeError, match=r"^\d+ threads run where only one may$"):
            refuse_threads()
    finally:
        released.set()


@pytest.mark.slow
def test_trap_7_nothing_that_is_imported_ahead_starts_a_thread() -> None:
    packages = ("kit", "worker", "scipy", "matplotlib", "ipywidgets", "forms", "jinja2")
    zygote = Zygote(packages)
    try:
        zygote.wait_until_warm()

        assert len(list(Path(f"/proc/{zygote.process.pid}/task").iterdir())) == 1
    finally:
        zygote.close()


class Malicious:
    """Writes a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.file), "w")


def test_trap_8_a_pickle_from_a_notebook_is_never_opened(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode], tmp_path: Path
) -> None:
    file = tmp_path / "opened"
    data = pickle.dumps(Malicious(file))
    for sent in (data, len(data).to_bytes(4, "big") + bytes(4) + data):
        with pytest.raises(DeadKernelError):
            engine(cells(f"get_ipython().kernel.session.wire._end.sendall({sent!r})", "1"))

    assert not file.exists()
    warm = (Path(kit.__file__).parent / "batch").rglob("*.py")
    assert not [file.name for file in warm if "pickle" in file.read_text().replace("a pickle", "")]


@pytest.mark.slow
@pytest.mark.parametrize("way", [{}, {"KIT_NO_FORK": "1"}], ids=["forked", "stood by"])
def test_trap_9_a_changed_kit_is_what_the_next_notebook_imports(
    way: dict[str, str], tmp_path: Path
) -> None:
    ours = Path(kit.__file__).parent
    shutil.copytree(ours, tmp_path / "kit", ignore=shutil.ignore_patterns("__pycache__"))
    look = "import kit.errors; print(getattr(kit.errors, 'EDITED', 'as it was'))"
    code = f"""
import pathlib, time, kit
print(run({look!r}))
file = pathlib.Path(kit.__file__).parent / "errors.py"
file.write_text(file.read_text() + "\\nEDITED = 'edited'\\n")
end = time.monotonic() + 60
while (said := run({look!r})) != "edited\\n" and time.monotonic() < end:
    pass
print(said)
"""
    env = {**os.environ, "PYTHONPATH": str(tmp_path), **way}

    assert python(code, env=env, cwd=tmp_path).stdout.split("\n") == [
        "as it was",
        "",
        "edited",
        "",
        "",
    ]


@pytest.mark.slow
def test_trap_10_fonts_are_found_before_the_first_fork_and_a_child_dies_before_its_zygote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    zygote = Zygote(("matplotlib",))
    try:
        zygote.wait_until_warm()
        assert list(tmp_path.glob("fontlist-*.json"))

        shell = zygote.start(Order("", os.environ, 50 * 2**20))
        end = time.monotonic() + 20
        while address_space(shell.pid) == "unlimited" and time.monotonic() < end:
            time.sleep(0.01)
        scores = [
            int(Path(f"/proc/{pid}/oom_score_adj").read_text())
            for pid in (zygote.process.pid, shell.pid)
        ]

        assert address_space(shell.pid) != "unlimited"
        assert scores[1] == 500 > scores[0]
        shell.close()
    finally:
        zygote.close()


def address_space(pid: int) -> str:
    """Return the soft limit of a process's memory, as Linux tells it."""
    limits = Path(f"/proc/{pid}/limits").read_text().split("\n")
    return next(line for line in limits if "address space" in line).split()[3]


# Where a warm start is not to be had


@pytest.mark.slow
def test_where_nothing_can_be_forked_a_process_stands_by_and_that_is_said() -> None:
    done = python("print(run('print(6 * 7)'))", env={**os.environ, "KIT_NO_FORK": "1"})

    assert done.stdout == "42\n\n"
    assert "Notebooks start in processes that stand by: KIT_NO_FORK is set." in done.stderr


def test_a_system_without_forks_or_sockets_to_give_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert fork_problem.__wrapped__() == "forking is not safe on darwin"

    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(NotWarmError, match=r"^a process cannot be handed a socket on Windows$"):
        Standby()


def test_messages_go_through_where_there_are_no_files_in_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    near, far = socket.socketpair()

    Wire(near).send("iopub", {**HEADER, "content": {"text": "x"}})

    ((_, message),) = Unpacker().feed(far.recv(4096))
    assert message["content"] == {"text": "x"}
    near.close()
    far.close()


@pytest.mark.slow
@pytest.mark.parametrize("way", [{}, {"KIT_NO_FORK": "1"}], ids=["forked", "stood by"])
def test_files_beside_a_notebook_are_not_taken_for_pythons_own(
    way: dict[str, str], tmp_path: Path
) -> None:
    for name in ("random", "pandas", "calendar"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not this one')")
    (tmp_path / "beside.py").write_text("told = 'beside'")
    cell = "import calendar, random, beside; print(calendar.MONDAY, beside.told)"
    code = f"import os; os.chdir({str(tmp_path)!r}); print(run({cell!r}))"

    done = python(code, env={**os.environ, **way}, cwd="/")

    assert done.stdout == "0 beside\n\n"
    assert "Started an ordinary kernel" not in done.stderr


def test_when_a_warm_process_is_lost_the_next_notebook_has_a_new_one_and_that_is_said() -> None:
    code = """
import os, signal
from kit.batch.running import starter_for
first = starter_for([]).process
parent = int(run("import os; print(os.getppid())"))
first.kill(); first.wait()
second = int(run("import os; print(os.getppid())"))
print(parent == first.pid, second == starter_for([]).process.pid, second != parent)
"""
    done = python(code)

    assert done.stdout == "True True True\n"
    assert "A warm process was lost; a new one is started." in done.stderr


# What a warm process is told


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
        check_parameters({name: value})  # type: ignore[dict-item]  # wrong on purpose


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
