"""What a notebook's process is started with, and what it is then, however it was started."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping


READ_AT_START = ("PYTHON", "LD_", "LC_", "LANG", "MALLOC_", "MPLCONFIGDIR")
"""How variables begin that only a new process can be given."""


def read_at_start(env: Mapping[str, str]) -> dict[str, str]:
    """Return what of an environment Python reads when it starts, and never again."""
    return {name: value for name, value in env.items() if name.startswith(READ_AT_START)}


class NotWarmError(RuntimeError):
    """A warm start is not to be had; says why, and the caller starts another way."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a shell is to be started with.

    Attributes:
        cwd: Its working directory; empty for the caller's.
        env: Its whole environment.
        memory: Bytes it may take beyond what it starts with; 0 for no limit.
    """

    cwd: str
    env: Mapping[str, str]
    memory: int = 0

    def plain(self) -> dict[str, object]:
        """Return it as data for JSON."""
        cwd = self.cwd or os.getcwd()  # noqa: PTH109  a string for JSON
        return {"cwd": cwd, "env": dict(self.env), "memory": self.memory}


class Started(Protocol):
    """A running shell."""

    pid: int
    end: socket.socket

    def signal(self, number: int) -> None:
        """Signal the shell and every process it started."""

    def exit_status(self, seconds: float) -> int | None:
        """Return the status it ended with, waiting at most so long; None while it runs."""

    def close(self) -> None:
        """Hang up, and hold nothing of it any more."""


class Starter(Protocol):
    """Starts shells."""

    how: str

    def start(self, order: Order) -> Started:
        """Start a fresh shell.

        Raises:
            NotWarmError: It cannot be started.
        """

    def close(self) -> None:
        """End every shell and whatever kept them warm."""


@cache
def fork_problem() -> str:
    """Return why processes cannot be forked from a warm one here; empty when they can."""
    if os.environ.get("KIT_NO_FORK"):
        return "KIT_NO_FORK is set"
    if not sys.platform.startswith("linux"):
        return f"forking is not safe on {sys.platform}"
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return "the system has no process descriptors"
    return ""


def own_code(module: str, number: int) -> str:
    """Return what `python -c` runs to be one of our processes, its socket at a descriptor.

    With `-c`, the working directory comes first of all places to import from: a `random.py` beside
    somebody's notebooks would be taken for Python's own.
    """
    leave = "import sys; sys.path[:] = filter(None, sys.path)"
    return f"{leave}; from {module} import main; main({number})"
