"""The warm process for Jupyter: its children are ipykernel's own kernels.

Nothing of ipykernel is replaced, and nothing is made before the fork: a child starts as any
kernel does, with its connection file, its configuration and its startup files; it only finds its
modules imported.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.batch.warm.zygote import Kinds, Task

LAUNCHER = "ipykernel_launcher"
FIRST_CHILD_SECONDS = 3.0
NO_PARENT = 1
"""For ipykernel: somebody looks after this kernel, and nobody's number is to be watched."""


_set_by_imports: dict[str, str] = {}


def main(number: int) -> None:
    """Be the zygote of kernels for the process that started this one."""
    from kit.batch.warm.zygote import serve  # noqa: PLC0415  with ipykernel

    serve(number, _kinds)


def _kinds(packages: list[str]) -> Kinds:
    """Return what children can be told to do, and what to import while they are not.

    A first kernel is forked as soon as there is ipykernel, so that it never waits longer than an
    ordinary one would.
    """
    before = set(os.environ)
    import ipykernel.debugger  # noqa: PLC0415  loaded when it is needed
    import ipykernel.kernelapp  # noqa: F401, PLC0415  loaded when it is needed

    _set_by_imports.update({name: os.environ[name] for name in set(os.environ) - before})

    from kit.batch.warm.warming import bit_by_bit, refuse_unknown  # noqa: PLC0415  loaded when it is needed
    from kit.batch.warm.zygote import Kinds  # noqa: PLC0415  with ipykernel

    refuse_unknown(packages)
    return Kinds(
        {"kernel": be_a_kernel},
        [bit_by_bit(package) for package in packages],
        frozenset({"kernel"}),
        FIRST_CHILD_SECONDS,
    )


def be_a_kernel(task: Task) -> None:
    """Run a kernel; the other side gets one byte as soon as it listens."""
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415  loaded before the fork

    from kit.batch.warm.lifeline import end_with  # noqa: PLC0415  loaded when it is needed
    from kit.batch.warm.settling import limit_memory  # noqa: PLC0415  loaded when it is needed
    from kit.batch.warm.warming import fresh_state, register_widgets  # noqa: PLC0415  loaded when it is needed

    task.link.close()
    for number, given in zip((1, 2), task.descriptors, strict=True):
        os.dup2(given, number)
        os.close(given)
    os.environ.update({**_set_by_imports, **os.environ})
    signal.signal(signal.SIGINT, signal.default_int_handler)
    fresh_state()
    found = importlib.util.find_spec(LAUNCHER)
    sys.argv = [str(found.origin if found else LAUNCHER), *task.request["arguments"]]
    application = IPKernelApp.instance(parent_handle=NO_PARENT)
    application.initialize(sys.argv[1:])  # type: ignore[no-untyped-call]  # ipykernel is typed in part
    register_widgets()
    end_with(task.end)
    if task.request["limit"]:
        limit_memory(task.request["limit"])  # its threads, with their stacks, are not counted
    task.end.sendall(b"\n")
    try:
        application.start()  # type: ignore[no-untyped-call]  # ipykernel is typed in part
    finally:
        atexit._run_exitfuncs()  # noqa: SLF001  the connection is closed, what is registered runs
