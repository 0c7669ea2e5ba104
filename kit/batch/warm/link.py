"""The near end of a warm process: asks it for children and hears when they end."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import select
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from kit.batch.warm.orders import NotWarmError, Order, Started

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKET = 1 << 20
READY_SECONDS = 60.0
START_SECONDS = 20.0
SAY_SECONDS = 2.0
GREETING = 0


class Link:
    """A connection to a zygote; threads take turns."""

    def __init__(self, near: socket.socket) -> None:
        """Speak over a connected SOCK_SEQPACKET socket."""
        self._near = near
        self._ids = itertools.count(1)
        self._heard: dict[tuple[int, str], Any] = {}
        self._turn = threading.Lock()
        self.closed = False
        _links.add(self)

    def hello(self, seconds: float = READY_SECONDS) -> dict[str, Any]:
        """Return what the zygote says of itself: its `python`, and the `env` it started with.

        Raises:
            NotWarmError: It did not come up in time.
        """
        return self.greeted(self.answer(GREETING, "ready", seconds))

    @staticmethod
    def greeted(answer: dict[str, Any]) -> dict[str, Any]:
        """Return what a zygote said of itself.

        Raises:
            NotWarmError: It said why not.
        """
        if "ready" not in answer:
            raise NotWarmError(answer["refused"])
        return dict(answer["ready"])

    def start(self, kind: str, order: Order, seconds: float = START_SECONDS) -> ForkedShell:
        """Return a child that does `kind`, waiting at most so long for it.

        Raises:
            NotWarmError: The zygote is gone, or refuses.
        """
        number, here = self.ask(kind, order)
        return self.given(number, here, self.answer(number, "pid", seconds))

    def ask(
        self, kind: str, order: Order, descriptors: Sequence[int] = (), **more: object
    ) -> tuple[int, socket.socket]:
        """Ask for a child that does `kind`, and give it descriptors beside its end of the wire.

        Returns:
            The number under which it answers, and our end of the wire.

        Raises:
            NotWarmError: The zygote is gone.
        """
        number = next(self._ids)
        here, there = socket.socketpair()
        request = {"id": number, "do": kind, **order.plain(), **more}
        given = [there.fileno(), *descriptors]
        with there:
            try:
                socket.send_fds(self._near, [json.dumps(request).encode()], given)
            except OSError as error:
                here.close()
                message = f"the warm process is gone ({error})"
                raise NotWarmError(message) from error
        return number, here

    def given(self, number: int, here: socket.socket, answer: dict[str, Any]) -> ForkedShell:
        """Return the child that was asked for.

        Raises:
            NotWarmError: The answer says why there is none.
        """
        if "pid" not in answer:
            here.close()
            raise NotWarmError(answer["refused"])
        return ForkedShell(answer["pid"], here, self, number, answer["watch"])

    def answer(self, number: int, kind: str, seconds: float) -> dict[str, Any]:
        """Return what was said about a child, `kind` or why not, waiting at most so long."""
        deadline = time.monotonic() + seconds
        with self._turn:
            while (said := self._said(number, kind)) is None:
                if not self._listen(deadline - time.monotonic()):
                    return {"refused": f"the warm process was silent for {seconds:g} seconds"}
            return said

    def heard(self, number: int, kind: str) -> dict[str, Any] | None:
        """Return what was said about a child, `kind` or why not; None if nothing was, yet."""
        if not self._turn.acquire(blocking=False):
            return None
        try:
            while not self.closed and self._listen(0):
                pass
            return self._said(number, kind)
        finally:
            self._turn.release()

    def _said(self, number: int, kind: str) -> dict[str, Any] | None:
        """Return it, once; what a zygote says of itself can be asked for again."""
        take = self._heard.get if number == GREETING else self._heard.pop
        for word in (kind, "refused"):
            if (number, word) in self._heard:
                return {word: take((number, word)), "watch": self._heard.pop((number, "watch"), -1)}
        return {"refused": "the warm process ended"} if self.closed else None

    def _listen(self, seconds: float) -> bool:
        """Take in one more packet, or that there will be none; say whether there was anything."""
        poll = select.poll()  # unlike select, it knows more than 1,024 descriptors
        poll.register(self._near, select.POLLIN)
        if not poll.poll(max(0, seconds) * 1000):
            return False
        try:
            data, descriptors, _, _ = socket.recv_fds(self._near, PACKET, 1)
        except OSError:
            data, descriptors = b"", []
        if not data:
            self.closed = True
            return True
        answer = json.loads(data)
        number = answer.pop("id")
        self._heard.update({(number, word): said for word, said in answer.items()})
        if descriptors:
            self._heard[number, "watch"] = descriptors[0]
        return True

    def signal(self, number: int, signal_number: int) -> bool:
        """Signal a child's process group; say whether there was anyone to ask for it."""
        return self._ask({"id": number, "signal": signal_number})

    def introduce(self, other: socket.socket) -> None:
        """Let the zygote serve another connection too.

        Raises:
            OSError: The zygote is gone.
        """
        socket.send_fds(self._near, [b'{"link": true}'], [other.fileno()])

    def retire(self) -> None:
        """Tell the zygote to start nothing more, and to end with the last of its children."""
        self._ask({"retire": True})

    def _ask(self, request: dict[str, object]) -> bool:
        try:
            self._near.send(json.dumps(request).encode())
        except OSError:
            return False
        return True

    def hung_up(self) -> bool:
        """Say whether the zygote is gone, without waiting."""
        self.heard(GREETING, "ready")
        return self.closed

    def close(self) -> None:
        """Hang up; the zygote kills this connection's children."""
        self._near.close()
        self.closed = True

    def forget(self) -> None:
        """In a fork of this process: two must not listen on one connection."""
        self._turn = threading.Lock()
        self.close()


_links: WeakSet[Link] = WeakSet()


def _forget_links() -> None:
    for link in _links:
        link.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_links)


@dataclass
class LinkStarter:
    """Starts shells for a process that is a zygote's child itself."""

    near: socket.socket
    how = "forked from a warm process"

    def __post_init__(self) -> None:
        """Speak over the connection the zygote gave."""
        self._link = Link(self.near)

    def start(self, order: Order) -> Started:
        """Fork a shell."""
        return self._link.start("shell", order)

    def close(self) -> None:
        """Hang up."""
        self._link.close()


@dataclass
class ForkedShell:
    """A child of a zygote.

    Attributes:
        watch: A descriptor of the process itself: it outlives the zygote, and its number is never
            another process's.
    """

    pid: int
    end: socket.socket
    link: Link
    number: int
    watch: int
    _status: int | None = field(default=None, init=False)
    _since: float = field(default=0.0, init=False)

    def signal(self, number: int) -> None:
        """Signal the child and all it started."""
        if self.watch < 0 or (self.link.signal(self.number, number) and not self.link.closed):
            return
        if not self.ended(0):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def ended(self, seconds: float) -> bool:
        """Say whether it ended, waiting at most so long."""
        if self.watch < 0:
            return True
        poll = select.poll()
        poll.register(self.watch, select.POLLIN)
        return bool(poll.poll(max(0, seconds) * 1000))

    def exit_status(self, seconds: float) -> int | None:
        """Return the status it ended with, negative for a signal; None while it runs.

        When the zygote is gone, or does not say, nobody knows the status: it counts as killed.
        """
        if self._status is None and self.ended(seconds):
            self._since = self._since or time.monotonic()
            said = (
                self.link.answer(self.number, "ended", SAY_SECONDS)
                if seconds
                else self.link.heard(self.number, "ended")
            ) or {}
            if "ended" in said or self.link.closed or time.monotonic() - self._since >= SAY_SECONDS:
                self._status = said.get("ended", -9)
        return self._status

    def close(self) -> None:
        """Hang up."""
        self.end.close()
        if self.watch >= 0:
            os.close(self.watch)
            self.watch = -1
