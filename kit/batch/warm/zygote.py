"""The warm process: imports everything once, then only forks.

`python -c "from kit.batch.warm.zygote import main; main(3)" pandas kit` with a connected
SOCK_SEQPACKET socket at file descriptor 3. A request is one packet of JSON with one file
descriptor, the child's end of its wire:

    {"id": 1, "do": "shell", "cwd": …, "env": …, "memory": bytes or 0}

The answer is {"id": 1, "pid": …}, and later {"id": 1, "ended": status}. {"signal": 9, "id": 1}
signals the child's whole process group. When a connection closes, its children are killed; when
the first one closes, the zygote ends with everything it started.

It never starts a thread, an event loop or a notebook, and refuses to fork should anything else
have started one: a fork copies one thread and whatever the others had locked.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

PACKET = 1 << 20
OOM_SCORE = "500"
HAVE_CHILDREN = {"worker"}
Request = dict[str, Any]


Kind: TypeAlias = "Callable[[socket.socket, socket.socket], None]"


@dataclass
class Child:
    """A forked process, known by the id its owner gave it."""

    id: int
    pid: int
    watch: int
    owner: socket.socket


@dataclass
class Zygote:
    """Forks on request and tells when a child ended.

    Attributes:
        kinds: What a child can be told to do. It receives its end of the wire and, where it may
            have children of its own, a connection to this zygote.
    """

    first: socket.socket
    kinds: dict[str, Kind]
    poll: select.poll = field(default_factory=select.poll)
    links: dict[int, socket.socket] = field(default_factory=dict)
    children: dict[int, Child] = field(default_factory=dict)

    def run(self) -> None:
        """Serve until the first connection closes."""
        self.add(self.first)
        while self.first.fileno() in self.links:
            for number, _ in self.poll.poll():
                if number in self.children:
                    self._ended(self.children.pop(number))
                elif number in self.links:
                    self._serve(self.links[number])
        for child in list(self.children.values()):
            _kill(child, signal.SIGKILL)

    def add(self, link: socket.socket) -> None:
        """Serve another connection."""
        self.links[link.fileno()] = link
        self.poll.register(link, select.POLLIN)

    def _serve(self, link: socket.socket) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(link, PACKET, 1)
        except OSError:
            data, descriptors = b"", []
        if not data:
            self._drop(link)
            return
        request: Request = json.loads(data)
        if "signal" in request:
            for child in self.children.values():
                if child.owner is link and child.id == request["id"]:
                    _kill(child, request["signal"])
            return
        end = socket.socket(fileno=descriptors[0])
        try:
            self._start(request, end, link)
        except Exception as error:  # noqa: BLE001  the owner hears of it and starts another way
            _tell(link, {"id": request["id"], "refused": f"{type(error).__name__}: {error}"})
        finally:
            end.close()

    def _start(self, request: Request, end: socket.socket, link: socket.socket) -> None:
        refuse_threads()
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if not pid:
            near.close()
            self._be_the_child(request, end, far)
        far.close()
        if request["do"] in HAVE_CHILDREN:
            self.add(near)
        else:
            near.close()
        child = Child(request["id"], pid, os.pidfd_open(pid), link)
        self.children[child.watch] = child
        self.poll.register(child.watch, select.POLLIN)
        _tell(link, {"id": child.id, "pid": pid})

    def _be_the_child(self, request: Request, end: socket.socket, link: socket.socket) -> None:
        """Run one request and leave, whatever happens, without returning to the loop."""
        status = 70
        try:
            gc.enable()
            for other in self.links.values():
                other.close()
            for child in self.children.values():
                os.close(child.watch)
            _settle(request)
            self.kinds[request["do"]](end, link)
            status = 0
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:  # noqa: BLE001  a child has nobody to raise to
            with contextlib.suppress(Exception):
                sys.__stderr__.write(traceback.format_exc())  # type: ignore[union-attr]
                sys.__stderr__.flush()  # type: ignore[union-attr]
        finally:
            os._exit(status)

    def _ended(self, child: Child) -> None:
        self.poll.unregister(child.watch)
        os.close(child.watch)
        _kill(child, signal.SIGKILL)  # what it left behind in its group, while the id is still its
        _, status = os.waitpid(child.pid, 0)
        _tell(child.owner, {"id": child.id, "ended": os.waitstatus_to_exitcode(status)})

    def _drop(self, link: socket.socket) -> None:
        del self.links[link.fileno()]
        self.poll.unregister(link)
        for child in self.children.values():
            if child.owner is link:
                _kill(child, signal.SIGKILL)
        link.close()


def _tell(link: socket.socket, answer: Request) -> None:
    with contextlib.suppress(OSError):  # its owner is gone, and with it the need to know
        link.send(json.dumps(answer).encode())


def _kill(child: Child, number: int) -> None:
    """Signal a child's group; one just forked has none of its own yet, and is signalled alone."""
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, number)


def _settle(request: Request) -> None:
    """Give a child its own session, place, environment and limits."""
    os.setsid()
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="ascii")
    if "env" in request:
        os.environ.clear()
        os.environ.update(request["env"])
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    if request.get("cwd"):
        os.chdir(request["cwd"])
    if request.get("memory"):
        limit = _address_space() + request["memory"]
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def refuse_threads() -> None:
    """Refuse to fork beside other threads.

    Raises:
        RuntimeError: There are others; says how many.
    """
    count = len(list(Path("/proc/self/task").iterdir()))
    if count != 1:
        message = f"{count} threads run where only one may"
        raise RuntimeError(message)


def main(number: int) -> None:
    """Be the zygote of the process that started this one."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the runner's to answer
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # 1.5 s, unused
    link = socket.socket(fileno=number)
    try:
        zygote = Zygote(link, _kinds(sys.argv[1:]))
        refuse_threads()
    except Exception as error:  # noqa: BLE001  whoever started us falls back and says why
        _tell(link, {"id": 0, "refused": f"{type(error).__name__}: {error}"})
        return
    gc.collect()
    gc.freeze()
    gc.disable()
    _tell(link, {"id": 0, "ready": os.getpid()})
    zygote.run()


def _kinds(packages: list[str]) -> dict[str, Kind]:
    from kit.batch.warm.shell import prepare, serve  # noqa: PLC0415
    from kit.batch.warm.warming import fresh_state, warm_up  # noqa: PLC0415

    kernel = prepare()
    warm_up(packages)

    def shell(end: socket.socket, link: socket.socket) -> None:
        link.close()
        fresh_state(kernel.shell)
        serve(kernel, end)

    def worker(end: socket.socket, link: socket.socket) -> None:
        from kit.batch.warm.starting import LinkStarter  # noqa: PLC0415
        from kit.batch.worker import work  # noqa: PLC0415

        work(end, LinkStarter(link))

    return {"shell": shell, "worker": worker}
