"""The warm process: imports everything once, then only forks.

`python -c "from kit.batch.warm.zygote import main; main(3)" pandas kit` with a connected
SOCK_SEQPACKET socket at file descriptor 3. A request is one packet of JSON with file descriptors,
the first of them the child's end of its wire:

    {"id": 1, "do": "shell", "cwd": …, "env": …, "memory": bytes or 0}

The answer is {"id": 1, "pid": …} with a descriptor of the process, and later {"id": 1, "ended":
status}. {"signal": 9, "id": 1} signals the child's whole process group. When a connection closes,
its children are killed; when the first one closes, the zygote starts nothing more and ends with
the last child that others asked for. {"retire": true} lets it end with the last of its children.

It never starts a thread, an event loop or a notebook, and refuses to fork should anything else
have started one: a fork copies one thread and whatever the others had locked.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from kit.batch.warm.orders import read_at_start
from kit.batch.warm.settling import let_threads_end, refuse_threads, settle, settle_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKET = 1 << 20
MOST_DESCRIPTORS = 3
HAVE_CHILDREN = {"worker"}
Request = dict[str, Any]


@dataclass
class Task:
    """What a child has to do.

    Attributes:
        request: As it was asked for.
        end: Its end of the wire to whoever asked.
        link: A connection to the zygote, for those that may have children of their own.
        descriptors: What else it was given.
    """

    request: Request
    end: socket.socket
    link: socket.socket
    descriptors: list[int]


Kind: TypeAlias = "Callable[[Task], None]"


@dataclass
class Kinds:
    """What children can be told to do, and what is not imported yet when they first can be.

    Attributes:
        do: What each kind does.
        later: What is left to import, done while nobody asks for anything.
        at_once: The kinds that are forked before all is imported.
        pause: For how many seconds the first child has the processor for itself.
    """

    do: dict[str, Kind]
    later: list[Iterator[None]] = field(default_factory=list)
    at_once: frozenset[str] = frozenset()
    pause: float = 0.0


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
        kinds: What a child can be told to do, and what is left to import.
        env: The environment it started with, as far as Python reads it then and never again.
        busy_until: When it goes on importing, once it has begun to fork.
        retiring: Whether it ends with the last of its children.
    """

    first: socket.socket
    kinds: Kinds
    env: dict[str, str] = field(default_factory=dict)
    poll: select.poll = field(default_factory=select.poll)
    links: dict[int, socket.socket] = field(default_factory=dict)
    children: dict[int, Child] = field(default_factory=dict)
    busy_until: float = 0.0
    retiring: bool = False

    def run(self) -> None:
        """Serve until retired and left by all children; between requests, do what is left to do."""
        self.add(self.first)
        settle_memory()
        while self.children or not self.retiring:
            found = self.poll.poll(self._patience())
            for number, _ in found:
                if number in self.children:
                    self._ended(self.children.pop(number))
                elif number in self.links:
                    self._serve(self.links[number])
            if not found and self.kinds.later:
                self._do_a_bit_more()

    def _patience(self) -> float | None:
        """Return for how many milliseconds to wait for a request: for ever when all is done."""
        if not self.kinds.later:
            return None
        return 1000 * max(0.0, self.busy_until - time.monotonic())

    def _do_a_bit_more(self) -> None:
        later = self.kinds.later
        try:
            next(later[0])
        except StopIteration:
            later.pop(0)
        except Exception:  # noqa: BLE001  a notebook that imports it says so, where it is seen
            traceback.print_exc()
            later.pop(0)
        let_threads_end()
        if not later:
            settle_memory()

    def add(self, link: socket.socket) -> None:
        """Serve another connection, and tell it what it may expect of a child."""
        self.links[link.fileno()] = link
        self.poll.register(link, select.POLLIN)
        _tell(link, {"id": 0, "ready": {"python": sys.executable, "env": self.env}})

    def _serve(self, link: socket.socket) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(link, PACKET, MOST_DESCRIPTORS)
        except OSError:
            data, descriptors = b"", []
        if not data:
            self._drop(link)
            return
        request: Request = json.loads(data)
        if "retire" in request:
            self.retiring = True
        elif "link" in request:
            self.add(socket.socket(fileno=descriptors[0]))
        elif "signal" in request:
            for child in self.children.values():
                if child.owner is link and child.id == request["id"]:
                    _kill(child, request["signal"])
        else:
            self._try_to_start(request, descriptors, link)

    def _try_to_start(self, request: Request, descriptors: list[int], link: socket.socket) -> None:
        try:
            self._start(request, descriptors, link)
        except Exception as error:  # noqa: BLE001  the owner hears of it and starts another way
            _tell(link, {"id": request["id"], "refused": f"{type(error).__name__}: {error}"})
        finally:
            for number in descriptors:
                os.close(number)

    def _start(self, request: Request, descriptors: list[int], link: socket.socket) -> None:
        refuse_threads()
        if self.retiring:
            message = "it was replaced by a newer one"
            raise RuntimeError(message)
        while self.kinds.later and request["do"] not in self.kinds.at_once:
            self._do_a_bit_more()
        if not self.busy_until:
            self.busy_until = time.monotonic() + self.kinds.pause
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if not pid:
            near.close()
            end = socket.socket(fileno=descriptors[0])
            self._be_the_child(Task(request, end, far, descriptors[1:]))
        far.close()
        if request["do"] in HAVE_CHILDREN:
            self.add(near)
        else:
            near.close()
        child = Child(request["id"], pid, os.pidfd_open(pid), link)
        self.children[child.watch] = child
        self.poll.register(child.watch, select.POLLIN)
        _tell(link, {"id": child.id, "pid": pid}, child.watch)

    def _be_the_child(self, task: Task) -> None:
        """Run one request and leave, whatever happens, without returning to the loop."""
        status = 70
        try:
            gc.enable()
            for other in self.links.values():
                other.close()
            for child in self.children.values():
                os.close(child.watch)
            settle(task.request)
            self.kinds.do[task.request["do"]](task)
            status = 0
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:  # noqa: BLE001  a child has nobody to raise to
            with contextlib.suppress(Exception):
                sys.__stderr__.write(traceback.format_exc())  # type: ignore[union-attr]  # there is one in a child
                sys.__stderr__.flush()  # type: ignore[union-attr]  # there is one in a child
        finally:
            os._exit(status)

    def _ended(self, child: Child) -> None:
        self.poll.unregister(child.watch)
        os.close(child.watch)
        _kill(child, signal.SIGKILL)  # what it left behind in its group, while the id is still its
        _, status = os.waitpid(child.pid, 0)
        _tell(child.owner, {"id": child.id, "ended": os.waitstatus_to_exitcode(status)})

    def _drop(self, link: socket.socket) -> None:
        self.retiring = self.retiring or link is self.first
        del self.links[link.fileno()]
        self.poll.unregister(link)
        for child in self.children.values():
            if child.owner is link:
                _kill(child, signal.SIGKILL)
        link.close()


def _tell(link: socket.socket, answer: Request, *descriptors: int) -> None:
    with contextlib.suppress(OSError):  # its owner is gone, and with it the need to know
        socket.send_fds(link, [json.dumps(answer).encode()], descriptors)


def _kill(child: Child, number: int) -> None:
    """Signal a child's group; one just forked has none of its own yet, and is signalled alone."""
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, number)


def main(number: int) -> None:
    """Be the zygote of shells for the process that started this one."""
    serve(number, _kinds)


def serve(number: int, kinds: Callable[[list[str]], Kinds]) -> None:
    """Import what the arguments name, then fork on request over the socket at a descriptor."""
    env = read_at_start(os.environ)
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the runner's to answer
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # 1.5 s, unused
    link = socket.socket(fileno=number)
    try:
        zygote = Zygote(link, kinds(sys.argv[1:]), env)
        let_threads_end()
        refuse_threads()
    except Exception as error:  # noqa: BLE001  whoever started us falls back and says why
        _tell(link, {"id": 0, "refused": f"{type(error).__name__}: {error}"})
        return
    zygote.run()


def _kinds(packages: list[str]) -> Kinds:
    from kit.batch.warm import shell as notebooks  # noqa: PLC0415  loaded when it is needed
    from kit.batch.warm.warming import fresh_state, warm_up  # noqa: PLC0415  loaded when it is needed

    kernel = notebooks.prepare()
    warm_up(packages)

    def shell(task: Task) -> None:
        task.link.close()
        fresh_state(kernel.shell)
        notebooks.serve(kernel, task.end)

    return Kinds({"shell": shell})
