"""Jupyter's own programs start kernels warm, and nothing a kernel can do differs from python3."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session
from tornado.websocket import websocket_connect

import kit
from kit.batch.warm.provisioner import PACKAGES, _kept, kept
from kit.live.kernels import warm_kernels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jupyter_client.blocking.client import BlockingKernelClient

    Start = Callable[..., "Kernel"]

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("outside_pytest")]
SECONDS = 60


class Kernel:
    """A kernel that was started, and what it says."""

    def __init__(self, name: str, **options: Any) -> None:  # noqa: ANN401  passed on as it is
        # Files, not ports: between choosing a free port and listening, another test may take it.
        self.folder = tempfile.TemporaryDirectory(prefix="kit")
        place = f"{self.folder.name}/kernel"
        traits = {"transport": "ipc", "ip": place, **options.pop("traits", {})}
        self.manager = KernelManager(kernel_name=name, **traits)
        self.manager.start_kernel(**options)
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=SECONDS)

    def run(self, code: str, **options: Any) -> tuple[str, list[dict[str, Any]]]:  # noqa: ANN401  passed on as it is
        """Return what a cell prints, and the contents of everything else that it shows."""
        shown: list[dict[str, Any]] = []
        told = {"stream", "display_data", "execute_result", "error"}
        self.client.execute_interactive(
            code,
            timeout=SECONDS,
            output_hook=lambda one: (
                shown.append(one["content"]) if one["msg_type"] in told else None
            ),
            **options,
        )
        printed = "".join(one["text"] for one in shown if one.get("name") == "stdout")
        return printed, [one for one in shown if one.get("name") != "stdout"]

    def said(self, code: str) -> str:
        return self.run(f"print({code})")[0].strip()

    @property
    def pid(self) -> int:
        return int(self.said("__import__('os').getpid()"))

    @property
    def parent(self) -> int:
        return int(self.said("__import__('os').getppid()"))

    def end(self) -> None:
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)
        self.folder.cleanup()


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", str(Path(kit.__file__).parent / "jupyter"))
    kept(PACKAGES).deaths = 0  # some tests kill it, and are not the next one's business


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Kernel] = []

    def one(name: str = "kit", **options: Any) -> Kernel:  # noqa: ANN401  passed on as it is
        kernel = Kernel(name, **options)
        started.append(kernel)
        return kernel

    yield one
    for kernel in started:
        kernel.end()


@pytest.fixture(scope="module", autouse=True)
def _warm() -> Iterator[None]:
    """Keep one warm process for all, and end it."""
    yield
    kept(PACKAGES).close()


def zygote_pid() -> int:
    return kept(PACKAGES).current().process.pid


def until(true: Callable[[], object], seconds: float = SECONDS) -> bool:
    """Wait for a condition, and say whether it came."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def warm(start: Start) -> Kernel:
    """Return a kernel that found everything imported."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        kernel = start()
        if kernel.said("'matplotlib.figure' in __import__('sys').modules") == "True":
            return kernel
        kernel.end()
    message = f"no warm kernel came within {SECONDS} seconds"
    raise AssertionError(message)


# What people do in a notebook


def test_a_kernel_is_forked_from_a_process_that_has_imported_the_kit(start: Start) -> None:
    kernel = warm(start)

    assert kernel.parent != os.getpid()
    assert Path(f"/proc/{kernel.parent}/cmdline").read_bytes().endswith(b"kit\0forms\0figures\0")
    assert kernel.said("{'kit.workshop', 'anywidget'} <= set(__import__('sys').modules)") == "True"


def test_trap_1_figures_are_pictures_though_matplotlib_was_imported_before(start: Start) -> None:
    kernel = warm(start)

    _, shown = kernel.run("import matplotlib.pyplot as plt; plt.plot([1, 2]);")
    _, again = kernel.run("fig, axis = plt.subplots(); plt.show()")
    named, _ = kernel.run("%matplotlib")

    assert "image/png" in shown[-1]["data"]
    assert "image/png" in again[-1]["data"]
    assert "inline" in named


def test_trap_2_pages_can_open_widgets_though_ipywidgets_was_imported_before(start: Start) -> None:
    kernel = warm(start)
    kernel.run(
        "import anywidget, ipywidgets, traitlets\n"
        "class Count(anywidget.AnyWidget):\n"
        "    _esm = 'export default {}'\n"
        "    value = traitlets.Int(3).tag(sync=True)\n"
        "count, slider = Count(), ipywidgets.IntSlider(value=4)"
    )

    _, shown = kernel.run("display(count, slider)")
    views = [one["data"]["application/vnd.jupyter.widget-view+json"] for one in shown]
    assert asked_for_all(kernel) >= {view["model_id"] for view in views}

    model = views[0]["model_id"]
    change = {"comm_id": model, "data": {"method": "update", "state": {"value": 9}}}
    kernel.client.shell_channel.send(kernel.client.session.msg("comm_msg", change))
    assert until(lambda: kernel.said("count.value") == "9")


def asked_for_all(kernel: Kernel) -> set[str]:
    """Ask for every widget's state as a page does when it is opened, and return their names."""
    opening = {"comm_id": "page", "target_name": "jupyter.widget.control", "data": {}}
    opened = kernel.client.session.msg("comm_open", opening)
    opened["metadata"] = {"version": "1.0.0"}
    kernel.client.shell_channel.send(opened)
    asked = {"comm_id": "page", "data": {"method": "request_states"}}
    kernel.client.shell_channel.send(kernel.client.session.msg("comm_msg", asked))
    while True:
        message = kernel.client.get_iopub_msg(timeout=SECONDS)
        data = message["content"].get("data", {})
        if message["msg_type"] == "comm_msg" and data.get("method") == "update_states":
            return set(data["states"])


def test_a_warm_kernel_says_of_itself_what_an_ordinary_one_says(start: Start) -> None:
    told = []
    for name in ("kit", "python3"):
        kernel = start(name)
        kernel.client.kernel_info()
        told.append(kernel.client.get_shell_msg(timeout=SECONDS)["content"])
        told[-1]["banner"] = told[-1]["banner"].partition("Tip:")[0]  # another tip each time

    assert told[0] == told[1]
    assert "debugger" in told[0]["supported_features"]


@pytest.mark.parametrize(
    "code",
    [
        "__import__('sys').path",
        "__import__('sys').argv[0]",
        "__import__('os').getcwd()",
        "sorted(set(__import__('os').environ) - {'JPY_SESSION_NAME'})",
        "__import__('signal').getsignal(__import__('signal').SIGINT)",
        "__import__('os').get_blocking(0), __import__('sys').stdin",
        "get_ipython().__class__, get_ipython().kernel.__class__",
        "__name__, sorted(__import__('__main__').__dict__)",
        "__import__('threading').current_thread().name",
        "__import__('gc').isenabled()",
        "__import__('locale').getlocale(), __import__('time').tzname",
    ],
)
def test_a_warm_kernel_finds_what_an_ordinary_one_finds(code: str, start: Start) -> None:
    first, second = (start(name).said(code) for name in ("kit", "python3"))

    assert first.split("object at")[0] == second.split("object at")[0]


def test_a_warm_kernel_shows_the_warnings_that_an_ordinary_one_shows(start: Start) -> None:
    """What was imported added filters for its own warnings; all others are the same."""
    look = "[str(one) for one in __import__('warnings').filters]"
    ours, ordinary = (ast.literal_eval(one.said(look)) for one in (warm(start), start("python3")))

    assert [one for one in ours if one in ordinary] == ordinary


def test_a_running_cell_is_interrupted_and_the_kernel_goes_on(start: Start) -> None:
    kernel = start()
    kernel.run("kept = 1")
    kernel.client.execute("print('begun', flush=True)\nwhile True: pass")
    assert until(
        lambda: kernel.client.get_iopub_msg(timeout=SECONDS)["content"].get("text") == "begun\n"
    )

    kernel.manager.interrupt_kernel()

    reply = kernel.client.get_shell_msg(timeout=SECONDS)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert until(lambda: kernel.said("kept") == "1")  # what is sent at once may still be aborted


def test_a_restarted_kernel_is_another_one_that_knows_nothing(start: Start) -> None:
    kernel = start()
    kernel.run("kept = 1")
    before = kernel.pid

    kernel.manager.restart_kernel()
    kernel.client.wait_for_ready(timeout=SECONDS)

    assert kernel.pid != before
    assert kernel.said("'kept' in globals()") == "False"
    assert until(lambda: not runs(before))


def test_a_cell_asks_a_person_and_gets_the_reply(start: Start) -> None:
    kernel = start()

    printed, _ = kernel.run(
        "print('hello', input('who?'))",
        allow_stdin=True,
        stdin_hook=lambda _: kernel.client.input("you"),
    )

    assert printed == "hello you\n"


def test_what_c_code_and_child_processes_print_is_shown(start: Start) -> None:
    printed, _ = start().run(
        "import os; os.system('echo from a child'); os.write(1, b'from C\\n');"
    )

    assert sorted(printed.split("\n")) == ["", "from C", "from a child"]


def test_what_is_registered_at_exit_runs(start: Start, tmp_path: Path) -> None:
    kernel = start()
    kernel.run(f"import atexit; atexit.register(open({str(tmp_path / 'bye')!r}, 'w').write, 'x')")

    kernel.manager.shutdown_kernel()

    assert (tmp_path / "bye").read_text() == "x"


def test_settings_of_matplotlib_beside_the_notebook_count(start: Start, tmp_path: Path) -> None:
    warm(start)
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 7\n")
    look = "__import__('matplotlib').rcParams['lines.linewidth']"

    assert start(cwd=str(tmp_path)).said(look) == "7.0"
    assert start().said(look) == "1.5"


def test_random_numbers_differ_between_kernels(start: Start) -> None:
    warm(start)
    draw = "__import__('random').random(), __import__('numpy').random.random()"

    first, second = start().said(draw), start().said(draw)

    assert first != second


# What goes wrong


def test_a_program_whose_environment_changed_gets_a_warm_process_that_started_with_it(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Dask's does, which sets a variable for good in whatever process starts a cluster."""
    before = start().parent
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "131071")

    kernel = start()

    assert kernel.parent == zygote_pid() != before
    assert kernel.said("__import__('os').environ['MALLOC_TRIM_THRESHOLD_']") == "131071"


def test_trap_3_no_process_is_left_when_the_server_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parent that ipykernel watches is somebody else's here: it must not be asked."""
    monkeypatch.setenv("JPY_PARENT_PID", "1234567")
    busy = "import subprocess, os; child = subprocess.Popen(['sleep', '600'])\n"
    busy += f"open({str(tmp_path / 'child')!r}, 'w').write(str(child.pid))\n"
    busy += f"os.rename({str(tmp_path / 'child')!r}, {str(tmp_path / 'pid')!r})\nwhile True: pass"
    server = subprocess.Popen([sys.executable, "-c", SERVER, busy], stdout=subprocess.PIPE)
    assert server.stdout is not None
    kernel, zygote = map(int, server.stdout.readline().split())
    assert until((tmp_path / "pid").exists)
    left = [kernel, zygote, int((tmp_path / "pid").read_text())]
    assert all(map(runs, left))

    server.kill()
    server.wait()
    server.stdout.close()

    assert until(lambda: not any(map(runs, left)), 15), [pid for pid in left if runs(pid)]


SERVER = """
import sys, time
from jupyter_client.manager import start_new_kernel
from kit.batch.warm.provisioner import PACKAGES, _kept, kept
from kit.live.kernels import warm_kernels
manager, client = start_new_kernel(kernel_name="kit", startup_timeout=60)
client.execute(sys.argv[1])
print(manager.provisioner.pid, kept(PACKAGES).current().process.pid, flush=True)
time.sleep(600)
"""


def test_a_kernel_outlives_its_warm_process_and_the_next_one_is_warm_again(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    kernel = start()
    kernel.run("kept = 41")
    zygote = kernel.parent
    os.kill(zygote, signal.SIGKILL)
    assert until(lambda: not runs(zygote))

    assert kernel.said("kept + 1") == "42"
    with caplog.at_level(logging.WARNING):
        following = start()
    assert following.parent == zygote_pid() != zygote
    assert "A warm process was lost; a new one is started." in caplog.messages

    pid = kernel.pid
    kernel.manager.shutdown_kernel(now=True)
    assert until(lambda: not runs(pid))


def test_a_kernel_ends_with_its_server_though_the_warm_process_is_gone() -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER, "1"], stdout=subprocess.PIPE)
    assert server.stdout is not None
    kernel, zygote = map(int, server.stdout.readline().split())
    os.kill(zygote, signal.SIGKILL)

    server.kill()
    server.wait()
    server.stdout.close()

    assert until(lambda: not runs(kernel), 15)


def test_when_warm_processes_die_one_after_the_other_kernels_start_as_ever(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    kept(PACKAGES).close()
    _kept.clear()
    try:
        for _ in range(3):
            start().end()
            link = kept(PACKAGES).current().link
            os.kill(zygote_pid(), signal.SIGKILL)
            assert until(link.hung_up)

        with caplog.at_level(logging.WARNING):
            kernel = start()

        assert kernel.parent == os.getpid()
        assert caplog.messages[-1] == (
            "Started an ordinary kernel: 3 warm processes died, one after the other."
        )
    finally:
        kept(PACKAGES).close()
        _kept.clear()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"env": {"PYTHONHASHSEED": "7"}}, "PYTHONHASHSEED is not what the warm"),
        ({"independent": True}, "independent can only be given to a new process"),
        ({"stderr": subprocess.PIPE}, "its output goes through a pipe"),
    ],
    ids=["another start of Python", "a kernel that outlives its server", "a pipe"],
)
def test_what_only_a_new_process_can_have_is_started_as_ever_and_said_so(
    options: dict[str, Any], reason: str, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    if "env" in options:
        options = {"env": {**os.environ, **options["env"]}}
    with caplog.at_level(logging.WARNING):
        kernel = start(**options)

    assert kernel.parent == os.getpid()
    assert caplog.messages[-1].startswith(f"Started an ordinary kernel: {reason}")
    assert kernel.said("6 * 7") == "42"


def test_where_nothing_can_be_forked_a_kernel_starts_as_ever_and_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ONE_KERNEL],
        env={**os.environ, "KIT_NO_FORK": "1"},
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )

    assert done.stdout == "42\n"
    assert "Started an ordinary kernel: KIT_NO_FORK is set." in done.stderr


ONE_KERNEL = """
import logging
logging.basicConfig()
from jupyter_client.manager import run_kernel
with run_kernel(kernel_name="kit", startup_timeout=60) as client:
    client.execute_interactive("print(6 * 7)", timeout=60)
"""


def test_a_kernel_that_dies_is_noticed_with_its_status(start: Start) -> None:
    kernel = start()
    kernel.client.execute("import os; os._exit(3)")

    assert until(lambda: not kernel.manager.is_alive())
    assert kernel.manager.provisioner.process.poll() == 3


def test_a_greedy_kernel_is_told_so_and_the_warm_process_lives(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kernels" / "small"
    folder.mkdir(parents=True)
    spec = (Path(kit.__file__).parent / "jupyter/kernels/kit/kernel.json").read_text()
    small = spec.replace('"config": {}', '"config": {"memory_limit": 200}')
    (folder / "kernel.json").write_text(small)
    monkeypatch.setenv("JUPYTER_PATH", f"{tmp_path}{os.pathsep}{os.environ['JUPYTER_PATH']}")
    kernel = start("small")
    zygote = kernel.parent

    _, shown = kernel.run("eaten = bytearray(400 * 2**20)")

    assert shown[-1]["ename"] == "MemoryError"
    assert kernel.said("open('/proc/self/oom_score_adj').read().strip()") == "500"
    assert start().parent == zygote


def test_threads_that_start_kernels_together_share_one_warm_process() -> None:
    kept(PACKAGES).close()
    _kept.clear()

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: kept(PACKAGES).current().process.pid, range(4)))

    assert len(set(together)) == 1


def test_a_forked_program_keeps_a_warm_process_of_its_own(start: Start) -> None:
    """As papermill in a pool of forked processes: two must not listen on one connection."""
    parent = start().parent
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # beside threads
        child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            kernel = Kernel("kit")
            os.write(write, str(kernel.parent).encode())
            kernel.end()
            kept(PACKAGES).close()
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        other = int(answer.read())
    os.waitpid(child, 0)

    assert other not in {parent, os.getpid()}
    assert start().parent == parent


# One warm process for programs that run one notebook each


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Keep a warm process as an account's service does, until the test ends."""
    place = tmp_path / "kit.socket"
    process = subprocess.Popen([sys.executable, "-m", "kit.batch.warm", str(place)])
    assert until(place.exists)
    yield process, place
    process.terminate()
    process.wait()
    assert not place.exists()


def test_programs_that_run_one_notebook_each_find_the_warm_process_of_their_account(
    service: tuple[subprocess.Popen[bytes], Path], tmp_path: Path
) -> None:
    """As Airflow's papermill operator does: a process a task."""
    _, place = service
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import os; print(os.getpid(), os.getppid())")],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}},
    )
    nbformat.write(made, tmp_path / "in.ipynb")
    found = []
    for name in ("a", "b"):
        command = ["-m", "papermill", "-k", "kit", "in.ipynb", f"{name}.ipynb"]
        env = {**os.environ, "KIT_WARM": str(place)}
        subprocess.run([sys.executable, *command], env=env, cwd=tmp_path, check=True)
        executed = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4)
        found.append([int(one) for one in executed.cells[0].outputs[0].text.split()])

    (first, parent), (second, same) = found
    assert parent == same
    assert first != second
    assert Path(f"/proc/{parent}/cmdline").read_bytes().endswith(b"kit\0forms\0figures\0")
    assert until(lambda: not runs(first) and not runs(second))


def test_only_the_account_itself_can_connect_to_its_warm_process(
    service: tuple[subprocess.Popen[bytes], Path],
) -> None:
    assert stat.S_IMODE(service[1].stat().st_mode) == 0o700


def test_a_second_warm_process_at_the_same_place_is_refused(
    service: tuple[subprocess.Popen[bytes], Path],
) -> None:
    command = [sys.executable, "-m", "kit.batch.warm", str(service[1])]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr == (
        f"{service[1]}: Address already in use. Give a path in a folder of your own.\n"
    )
    assert service[1].exists()


def test_kernels_end_with_the_program_that_asked_and_not_with_the_warm_process(
    service: tuple[subprocess.Popen[bytes], Path], start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, place = service
    monkeypatch.setenv("KIT_WARM", str(place))
    kernel, other = start(), start()
    pid, zygote, survivor = kernel.pid, kernel.parent, other.pid

    kernel.manager.shutdown_kernel(now=True)
    assert until(lambda: not runs(pid))
    assert runs(zygote)

    process.kill()
    process.wait()
    place.unlink()
    assert other.said("6 * 7") == "42"

    other.manager.shutdown_kernel(now=True)
    assert until(lambda: not runs(zygote) and not runs(survivor))


def test_where_nobody_listens_a_kernel_starts_as_ever_and_says_so(
    start: Start,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("KIT_WARM", str(tmp_path / "nothing"))

    with caplog.at_level(logging.WARNING):
        kernel = start()

    assert kernel.parent == os.getpid()
    assert caplog.messages == [
        f"Started an ordinary kernel: nobody listens at {tmp_path / 'nothing'}, "
        "where KIT_WARM points (No such file or directory)."
    ]


def test_every_python_kernel_starts_warm_where_the_environment_says_so(
    tmp_path: Path,
) -> None:
    look = "import os; print(open(f'/proc/{os.getppid()}/cmdline').read())"
    code = ONE_KERNEL.replace('"kit"', '"python3"').replace('"print(6 * 7)"', repr(look))

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "kit"},
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )

    assert "kit.batch.warm.kernel" in done.stdout


# JupyterLab and Voila


@pytest.mark.parametrize("program", ["jupyterlab", "voila"])
def test_programs_of_the_kit_start_python_kernels_warm_and_leave_none_when_killed(
    program: str, tmp_path: Path
) -> None:
    cell = "import os; told = f'{os.getpid()} {os.getppid()}'\n"
    cell += f"open({str(tmp_path / 'pids')!r}, 'w').write(told);"
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell)],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}},
    )
    nbformat.write(made, tmp_path / "one.ipynb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", program, "--no-browser", f"--port={port}", *FLAGS[program]]
    env = {**os.environ, **warm_kernels(), "JUPYTER_TOKEN": "secret"}
    log = (tmp_path / "log").open("w")
    with log, subprocess.Popen(command, env=env, cwd=tmp_path, stderr=log, stdout=log) as server:
        try:
            assert until(lambda: visit(port, ""))
            if program == "voila":
                assert until(lambda: visit(port, "voila/render/one.ipynb"))
            else:
                kernel = json.loads(visit(port, "api/kernels", b'{"name": "python3"}'))
                run_in(port, kernel["id"], cell)
            assert until(lambda: (tmp_path / "pids").exists() and (tmp_path / "pids").read_text())
            kernel_pid, parent = map(int, (tmp_path / "pids").read_text().split())
            told = Path(f"/proc/{parent}/cmdline").read_bytes()
            assert b"kit.batch.warm.kernel" in told, (tmp_path / "log").read_text()
        finally:
            server.kill()
    assert until(lambda: not runs(kernel_pid) and not runs(parent))


def test_somebodys_own_choice_of_how_kernels_start_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    assert warm_kernels() == {"JUPYTER_DEFAULT_PROVISIONER_NAME": "kit"}

    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "local-provisioner")

    assert warm_kernels() == {}


ROOT_MAY = ["--allow-root"] if os.geteuid() == 0 else []
FLAGS = {"jupyterlab": ROOT_MAY, "voila": []}


def visit(port: int, path: str, data: bytes | None = None) -> bytes:
    """Return what a page says; nothing while it cannot be had."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/{path}", data, {"Authorization": "token secret"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  as above
            return bytes(answer.read())
    except urllib.error.HTTPError as refused:
        refused.close()
        return b""
    except OSError:
        return b""


def run_in(port: int, kernel: str, code: str) -> None:
    """Run a cell as JupyterLab's page does: over a web socket of its server."""

    async def run() -> None:
        address = f"ws://127.0.0.1:{port}/api/kernels/{kernel}/channels?token=secret"
        connection = await websocket_connect(address)
        message = Session().msg("execute_request", {"code": code, "silent": False})
        message["channel"] = "shell"
        await connection.write_message(json.dumps(message, default=str))
        while "execute_reply" not in str(await connection.read_message()):
            pass
        connection.close()
        while await connection.read_message() is not None:  # until it is closed on both sides
            pass

    asyncio.run(run())


# Who can reach what


def test_connection_files_can_be_read_by_nobody_else(start: Start) -> None:
    file = Path(start().manager.connection_file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_kernel_holds_nothing_of_the_server_or_of_another_kernel(start: Start) -> None:
    kernel = warm(start)
    start()
    look = "import os\nfor n in os.listdir('/proc/self/fd'):\n"
    look += "    try: print(os.readlink(f'/proc/self/fd/{n}'))\n    except OSError: pass"
    shared = open_at("self") | open_at(str(kernel.parent))

    assert not shared & set(kernel.run(look)[0].split("\n"))


def open_at(process: str) -> set[str]:
    """Return the sockets and pipes that a process holds, but for its output."""
    found = set()
    for number in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            if int(number.name) > 2:
                found.add(str(number.readlink()))
    return {one for one in found if one.startswith(("socket:", "pipe:"))}


def test_the_provisioners_module_imports_nothing_of_weight() -> None:
    code = "import sys, jupyter_client.provisioning.local_provisioner; before = set(sys.modules)\n"
    code += "import kit.batch.warm.provisioner; print(sorted({m.split('.')[0] for m in "
    code += "set(sys.modules) - before}))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "['kit']\n"
