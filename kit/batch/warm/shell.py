"""The notebook's side: an IPython kernel without sockets, made once and run in forked children.

`prepare` makes the kernel and its shell where no notebook has run yet; `serve` runs in the child
that owns it, and answers over one socket until the other side closes it. It is ipykernel's own
kernel, with its own shell: only what carries the messages differs.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import fcntl
import importlib
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import types
from typing import TYPE_CHECKING, Any

from kit.batch.warm.frames import Message, Unpacker, packed

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 1 << 20
SHELL, IOPUB = "shell", "iopub"
FIRST_CELL = (
    "bdb",
    "IPython.core.logger",
    "kit.batch.warm.streams",
    "tornado.platform.asyncio",
)
"""What IPython and we import no sooner than they run a cell."""


def prepare() -> Any:  # noqa: ANN401  a class made below, where ipykernel is loaded
    """Return a kernel that has run nothing; starts no thread and opens no socket.

    It has to exist before matplotlib or ipywidgets are imported: both look for a shell while they
    are imported, and figures would come out as text, widgets not at all, without any error.
    """
    with _no_debugger():
        from ipykernel.displayhook import ZMQDisplayHook  # noqa: PLC0415  heavy, and only here
        from ipykernel.ipkernel import IPythonKernel  # noqa: PLC0415  loaded when it is needed
        from IPython.core.shellapp import InteractiveShellApp  # noqa: PLC0415  loaded when it is needed
        from traitlets.config import Config  # noqa: PLC0415  loaded when it is needed

        kernel_class = types.new_class(
            "WireKernel", (IPythonKernel,), exec_body=lambda body: body.update(_ours())
        )
        config = Config()
        config.HistoryManager.hist_file = ":memory:"
        config.HistoryManager.connection_options = {"check_same_thread": False}
        config.IPKernelApp.connection_file = ""
        session = _session()
        profile = _profile()
        kernel = kernel_class.instance(  # type: ignore[attr-defined]  # ipykernel is typed in part
            config=config,
            session=session,
            iopub_socket=IOPUB,
            profile_dir=profile,
            user_ns={},
            log=logging.getLogger("kit.batch.shell"),
        )
    sys.displayhook = ZMQDisplayHook(session, IOPUB)  # type: ignore[no-untyped-call]  # ipykernel is typed in part
    sys.displayhook.get_execution_count = lambda: kernel.execution_count  # type: ignore[method-assign]  # ipykernel is typed in part
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    # The working directory comes after Python's own library, where IPython's application puts it.
    InteractiveShellApp.init_path(types.SimpleNamespace(ignore_cwd=False))  # type: ignore[arg-type, no-untyped-call]  # ipykernel is typed in part
    _learn_to_run_cells(kernel.shell)
    return kernel


def _learn_to_run_cells(shell: Any) -> None:  # noqa: ANN401  ipykernel's own type
    """Import and work out what every notebook's first cell would, 5 ms each."""
    for module in FIRST_CELL:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    shell.transform_cell("name = 'value'\n")


def _ours() -> dict[str, Any]:
    """Return what our kernel does differently.

    Nothing is ever queued, so nothing is aborted. What it says of itself leaves out whether it
    can be debugged: to know that, ipykernel imports the debugger, 0.1 s for every notebook.
    """

    def about(kernel: Any) -> dict[str, Any]:  # noqa: ANN401  ipykernel's own signature
        return {
            "protocol_version": kernel_protocol_version,
            "implementation": kernel.implementation,
            "implementation_version": kernel.implementation_version,
            "language_info": kernel.language_info,
            "banner": kernel.banner,
            "help_links": kernel.help_links,
        }

    from jupyter_client import protocol_version as kernel_protocol_version  # type: ignore[attr-defined]  # noqa: PLC0415  loaded when it is needed

    return {"_abort_queues": lambda *_: None, "kernel_info": property(about)}


@contextlib.contextmanager
def _no_debugger() -> Iterator[None]:
    """Leave the debugger out: nobody can attach to this kernel, and it takes 0.2 s to import."""
    name = "ipykernel.debugger"
    real = sys.modules.get(name)
    stand_in = types.ModuleType(name)
    stand_in.__dict__.update(_is_debugpy_available=False, Debugger=type("Debugger", (), {}))
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        if real is None:
            del sys.modules[name]
        else:
            sys.modules[name] = real


def _profile() -> Any:  # noqa: ANN401  ipykernel's own signature
    from IPython.core.profiledir import ProfileDir, ProfileDirError  # noqa: PLC0415  loaded when it is needed
    from IPython.paths import get_ipython_dir  # noqa: PLC0415  loaded when it is needed

    try:
        return ProfileDir.find_profile_dir_by_name(get_ipython_dir(), "default")  # type: ignore[no-untyped-call]  # ipykernel is typed in part
    except ProfileDirError:
        return None


def _session() -> Any:  # noqa: ANN401  ipykernel's own signature
    from jupyter_client.session import Message as Told  # noqa: PLC0415  loaded when it is needed
    from jupyter_client.session import Session  # noqa: PLC0415  loaded when it is needed

    class WireSession(Session):
        """A session that hands whole messages to a wire."""

        wire: Wire | None = None

        def send(  # noqa: PLR0913, PLR0917  jupyter_client's own signature
            self,
            stream: Any,  # noqa: ANN401  ipykernel's own signature
            msg_or_type: Any,  # noqa: ANN401  ipykernel's own signature
            content: Any = None,  # noqa: ANN401  ipykernel's own signature
            parent: Any = None,  # noqa: ANN401  ipykernel's own signature
            ident: Any = None,  # noqa: ANN401, ARG002  ipykernel's own signature
            buffers: Any = None,  # noqa: ANN401  ipykernel's own signature
            track: bool = False,  # noqa: ARG002, FBT001, FBT002  ipykernel's own signature
            header: Any = None,  # noqa: ANN401  ipykernel's own signature
            metadata: Any = None,  # noqa: ANN401  ipykernel's own signature
        ) -> Any:  # noqa: ANN401  ipykernel's own signature
            message = (
                msg_or_type
                if isinstance(msg_or_type, (dict, Told))
                else self.msg(
                    msg_or_type, content=content, parent=parent, header=header, metadata=metadata
                )
            )
            if buffers is not None:
                message = {**message, "buffers": buffers}  # type: ignore[dict-item]  # ipykernel is typed in part
            if self.wire is not None:
                self.wire.send(SHELL if stream == SHELL else IOPUB, message)  # type: ignore[arg-type]  # ipykernel is typed in part
            return message

    return WireSession()


class Wire:
    """The child's end of the socket pair; threads and forked grandchildren take turns."""

    def __init__(self, end: socket.socket) -> None:
        """Write to a connected stream socket."""
        self._end = end
        self._turn = threading.RLock()
        self._between_processes = _lock_file()
        os.register_at_fork(after_in_child=self._fresh_turn)

    def _fresh_turn(self) -> None:
        self._turn = threading.RLock()

    def send(self, channel: str, message: Message) -> None:
        """Send one message whole."""
        parts = packed(channel, message)
        with self._turn:
            fcntl.lockf(self._between_processes, fcntl.LOCK_EX)
            try:
                for part in parts:
                    self._end.sendall(part)
            finally:
                fcntl.lockf(self._between_processes, fcntl.LOCK_UN)


def _lock_file() -> int:
    """Return a descriptor that can be locked and has no name."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("kit-wire")
    number, name = tempfile.mkstemp(prefix="kit-wire-")
    os.unlink(name)  # noqa: PTH108  still open
    return number


def serve(kernel: Any, end: socket.socket) -> None:  # noqa: ANN401  ipykernel's own signature
    """Answer requests until the other side closes the socket or asks to stop."""
    from kit.batch.warm.streams import take_over  # noqa: PLC0415  with ipykernel

    kernel.session.pid = os.getpid()
    kernel.session.wire = Wire(end)
    take_over(kernel.session)
    kernel._stdout, kernel._stderr = sys.stdout, sys.stderr  # noqa: SLF001  as at a kernel's start
    kernel._execute_sleep = 0  # noqa: SLF001  for a thread that publishes; ours have sent by then
    kernel.shell_channel_thread = types.SimpleNamespace(parent_thread=threading.current_thread())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_answer(kernel, end))
    atexit._run_exitfuncs()  # noqa: SLF001  what a notebook registered still runs


async def _answer(kernel: Any, end: socket.socket) -> None:  # noqa: ANN401  ipykernel's own signature
    from tornado.ioloop import IOLoop  # noqa: PLC0415  loaded by ipykernel

    kernel.io_loop = IOLoop.current()
    readable = asyncio.Event()
    asyncio.get_running_loop().add_reader(end, readable.set)
    unpacker = Unpacker()
    while data := await _received(end, readable):
        for _, message in unpacker.feed(data):
            if message["header"]["msg_type"] == "shutdown_request":
                return
            await _one(kernel, message)


async def _received(end: socket.socket, readable: asyncio.Event) -> bytes:
    """Return the next bytes; the socket itself stays blocking, for those who write to it."""
    while True:
        try:
            return end.recv(CHUNK, socket.MSG_DONTWAIT)
        except BlockingIOError:
            readable.clear()
            await readable.wait()
        except OSError:
            return b""


async def _one(kernel: Any, message: Message) -> None:  # noqa: ANN401  ipykernel's own signature
    """Do one request as ipykernel's `dispatch_shell` does it.

    What a request raises ends the process: without a reply, the other side would wait for ever.
    """
    kernel.set_parent([b""], message, channel="shell")
    kernel._publish_status("busy", "shell")  # noqa: SLF001  ipykernel's own way
    handler = kernel.shell_handlers.get(message["header"]["msg_type"])
    if handler is not None:
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            result = handler(SHELL, [b""], message)
            if asyncio.iscoroutine(result):
                await result
        except KeyboardInterrupt:
            kernel.log.info("Interrupted between two cells.")
        finally:
            signal.signal(signal.SIGINT, before)
    sys.stdout.flush()
    sys.stderr.flush()
    kernel._publish_status("idle", "shell")  # noqa: SLF001  ipykernel's own way
