"""Jupyter's door to warm starts: the kernel provisioner `kit`, for any Jupyter program.

Named by the kernelspec `kit`, or for every Python kernel by JUPYTER_DEFAULT_PROVISIONER_NAME=kit.
Whatever stands in the way of a warm start, the kernel starts as it would without the kit, and a
line in the log says why. The kernelspec keeps the history in memory, as nbclient does for
`python3`: many kernels that write one history file wait for each other.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Integer, List, Unicode

from kit.batch.warm.link import GREETING, START_SECONDS, Link
from kit.batch.warm.orders import NotWarmError, Order, read_at_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kit.batch.warm.keeping import Kept
    from kit.batch.warm.link import ForkedShell

MEGABYTE = 2**20
LAUNCHER = ("-m", "ipykernel_launcher")
PACKAGES = ("kit", "forms", "figures")
SHARED = "KIT_WARM"
TAKEN = {"env", "cwd", "stdout", "stderr", "kernel_id", "extra_arguments"}
WARM_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 0.01


class KitProvisioner(LocalProvisioner):
    """Starts ipykernel's kernels as forks of a warm process.

    Attributes:
        packages: What the warm process imports ahead; see `kit.batch.warm.warming.PACKAGES`.
        memory_limit: Megabytes a kernel may take beyond what it starts with; 0 for no limit.
    """

    packages = List(Unicode(), list(PACKAGES)).tag(config=True)
    memory_limit = Integer(0).tag(config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:  # noqa: ANN401  jupyter_client's own signature
        """Start a kernel, warm if it can be, and return how to connect to it."""
        try:
            kernel: Any = await self._forked(cmd, kwargs)
        except Exception as reason:  # noqa: BLE001  nothing of ours may keep a kernel from starting
            without = " It has no memory limit." if self.memory_limit else ""
            told = str(reason) or repr(reason)
            self.log.warning("Started an ordinary kernel: %s.%s", told, without)
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid = kernel, kernel.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def _forked(self, cmd: Sequence[str], options: Mapping[str, Any]) -> ForkedKernel:
        order, descriptors = order_for(options)
        if os.environ.get(SHARED):
            link = own_link = shared()
        else:
            link, own_link = await own(tuple(self.packages)), None
        try:
            warm = link.greeted(await said(link, GREETING, "ready", WARM_SECONDS))
            refuse_other_start(order.env, warm["env"])
            arguments = arguments_of(cmd, warm["python"])
            more = {"arguments": arguments, "limit": self.memory_limit * MEGABYTE}
            number, end = link.ask("kernel", order, descriptors, **more)
            answer = await said(link, number, "pid", START_SECONDS)
            return await listening(ForkedKernel(link.given(number, end, answer), own_link))
        except BaseException:
            if own_link is not None:
                own_link.close()
            raise


async def said(link: Link, number: int, kind: str, seconds: float) -> dict[str, Any]:
    """Return what a warm process says about a child, while the program goes on with other things.

    It looks again and again. A thread that waits would be missing in a program that forks, and
    what asyncio wakes up by is shared with it then.
    """
    end = time.monotonic() + seconds
    while (answer := link.heard(number, kind)) is None:
        if time.monotonic() > end:
            return {"refused": f"the warm process was silent for {seconds:g} seconds"}
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return answer


async def listening(kernel: ForkedKernel) -> ForkedKernel:
    """Return a kernel once it can be connected to.

    Raises:
        NotWarmError: It ended, or is silent; whatever there is of it is killed.
    """
    end = time.monotonic() + START_SECONDS
    while not kernel.listens():
        if kernel.poll() is not None or time.monotonic() > end:
            kernel.kill()
            kernel.close()
            raise NotWarmError("the forked kernel ended, or did not listen")
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return kernel


async def own(packages: tuple[str, ...]) -> Link:
    """Return a connection to the warm process that this program keeps.

    Raises:
        NotWarmError: None can be had here, or it does not come up.
    """
    zygote = kept(packages).current()
    answer = await said(zygote.link, GREETING, "ready", WARM_SECONDS)
    if "ready" not in answer:
        kept(packages).distrust(zygote)
    zygote.link.greeted(answer)
    return zygote.link


def shared() -> Link:
    """Return a connection to the warm process that somebody keeps for this account.

    Raises:
        NotWarmError: Nobody listens there, or a stranger does.
    """
    from kit.batch.warm.peers import is_own_account  # noqa: PLC0415  loaded when it is needed

    path = os.environ[SHARED]
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.connect(path)
        own_account = is_own_account(connection)
    except OSError as error:
        connection.close()
        message = f"nobody listens at {path}, where {SHARED} points ({error.strerror or error})"
        raise NotWarmError(message) from error
    if not own_account:
        connection.close()
        message = f"the process that listens at {path} belongs to somebody else"
        raise NotWarmError(message)
    return Link(connection)


def arguments_of(cmd: Sequence[str], python: str) -> list[str]:
    """Return what a command line gives ipykernel.

    Paths are compared as they are: a virtual environment's Python is a link to another one's.

    Raises:
        NotWarmError: It is not the ipykernel of the Python that is warm.
    """
    if tuple(cmd[1:3]) != LAUNCHER or os.path.normpath(cmd[0]) != os.path.normpath(python):
        message = f"{' '.join(cmd[:3])} is not the ipykernel of {python}"
        raise NotWarmError(message)
    return list(cmd[3:])


def order_for(options: Mapping[str, Any]) -> tuple[Order, list[int]]:
    """Return what a kernel is started with, and the descriptors of its output.

    Raises:
        NotWarmError: Something is asked for that only a new process can have.
    """
    if unknown := sorted(name for name in set(options) - TAKEN if options[name] is not None):
        message = f"{', '.join(unknown)} can only be given to a new process"
        raise NotWarmError(message)
    env = {**(options.get("env") or os.environ), "JPY_PARENT_PID": str(os.getpid())}
    outputs = [
        _descriptor(options.get(name), number) for number, name in ((1, "stdout"), (2, "stderr"))
    ]
    return Order(str(options.get("cwd") or ""), env), outputs


def refuse_other_start(wanted: Mapping[str, str], warm: Mapping[str, str]) -> None:
    """Refuse an environment that comes too late for a process that has started already.

    Raises:
        NotWarmError: Names what differs.
    """
    now = read_at_start(wanted)
    if changed := sorted(name for name in {*now, *warm} if now.get(name) != warm.get(name)):
        message = f"{', '.join(changed)} is not what the warm process started with"
        raise NotWarmError(message)


def _descriptor(given: object, default: int) -> int:
    if given is None:
        return default
    number = given if isinstance(given, int) else getattr(given, "fileno", lambda: -1)()
    if number < 0:
        raise NotWarmError("its output goes through a pipe")
    return int(number)


_kept: dict[tuple[str, ...], Kept] = {}


def kept(packages: tuple[str, ...]) -> Kept:
    """Return the warm process with these packages imported, and what replaces it."""
    from kit.batch.warm.keeping import Kept  # noqa: PLC0415  when a kernel starts
    from kit.batch.warm.starting import Zygote  # noqa: PLC0415  loaded when it is needed

    if packages not in _kept:
        # Threads may come here together: the first one's stands, and another's has no process yet.
        _kept.setdefault(packages, Kept(partial(Zygote, packages, "kit.batch.warm.kernel")))
    return _kept[packages]


class ForkedKernel:
    """A forked kernel as the process that Jupyter takes it for."""

    stdin = stdout = stderr = None

    def __init__(self, shell: ForkedShell, own_link: Link | None) -> None:
        """Look after a kernel that was just forked, by a connection of its own or not."""
        self._shell = shell
        self._own_link = own_link
        self.pid = shell.pid

    def listens(self) -> bool:
        """Say whether it has said that it listens."""
        with contextlib.suppress(OSError):
            return bool(self._shell.end.recv(1, socket.MSG_DONTWAIT))
        return False

    def close(self) -> None:
        """Hang up."""
        self._shell.close()
        if self._own_link is not None:
            self._own_link.close()

    def poll(self) -> int | None:
        """Return the status it ended with; None while it runs."""
        return self._shell.exit_status(0)

    def wait(self) -> int | None:
        """Return the status it ended with, once it has."""
        while (status := self._shell.exit_status(1.0)) is None:
            pass
        self.close()
        return status

    def send_signal(self, number: int) -> None:
        """Signal the kernel and all it started."""
        self._shell.signal(number)

    def kill(self) -> None:
        """Kill the kernel and all it started."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel and all it started to end."""
        self.send_signal(signal.SIGTERM)
