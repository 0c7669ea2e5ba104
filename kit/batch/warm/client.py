"""The runner's side: what nbclient takes for a kernel manager and a kernel client.

nbclient and papermill run unmodified on top of these, so tags, timeouts, widgets, errors and
metadata are theirs. Death is noticed at once: the socket closes.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import time
from collections import deque
from queue import Empty
from typing import TYPE_CHECKING

from jupyter_client.session import Session
from nbclient.exceptions import DeadKernelError

from kit.batch.warm.frames import BrokenFrameError, Message, Unpacker, packed

if TYPE_CHECKING:
    from kit.batch.warm.orders import Order, Started, Starter

CHUNK = 1 << 20
GRACE_SECONDS = 5.0
KILL_SECONDS = 5.0


class WarmKernel:
    """Starts a shell and ends it, with all it left behind; nbclient's kernel manager.

    Attributes:
        deadline: When its time is over, on the monotonic clock; None for never.
    """

    def __init__(self, starter: Starter, order: Order, seconds: float | None = None) -> None:
        """Start nothing yet; a shell lives for at most `seconds` once started."""
        self._starter = starter
        self._order = order
        self._seconds = seconds
        self.deadline: float | None = None
        self._started: Started | None = None
        self._client: WarmClient | None = None
        self.exit_status: int | None = None

    @property
    def has_kernel(self) -> bool:
        """Whether a shell was started and not ended."""
        return self._started is not None

    def start_kernel(self, **_: object) -> None:
        """Start the shell.

        Raises:
            NotWarmError: It cannot be started.
        """
        self._started = self._starter.start(self._order)
        if self._seconds is not None:
            self.deadline = time.monotonic() + self._seconds

    def client(self) -> WarmClient:
        """Return the client of the running shell."""
        if self._started is None:
            raise DeadKernelError("The notebook's process was not started.")
        if self._client is None:
            self._client = WarmClient(self._started.end, self.deadline)
        return self._client

    def is_alive(self) -> bool:
        """Whether the shell still answers."""
        return self._client is not None and self._client.is_alive()

    def interrupt_kernel(self) -> None:
        """Interrupt what runs, as Ctrl-C does."""
        if self._started is not None:
            self._started.signal(signal.SIGINT)

    def shutdown_kernel(self, *, now: bool = False, restart: bool = False) -> None:  # noqa: ARG002  jupyter_client's own signature
        """End the shell: politely, so that what it registered at exit runs, or at once."""
        if self._started is None:
            return
        started, self._started = self._started, None
        if not now and self.is_alive() and self._client is not None:
            self._client.ask_to_stop()
            self.exit_status = started.exit_status(GRACE_SECONDS)
        if self._client is not None:
            self._client.stop_channels()
        if self.exit_status is None:
            # Killed only if it does not end by itself: a shell that crashed has its own status.
            gone = self._client is not None and self._client.hung_up
            self.exit_status = started.exit_status(0.2) if gone else None
        if self.exit_status is None:
            started.signal(signal.SIGKILL)
            self.exit_status = started.exit_status(KILL_SECONDS)
        started.close()

    def cleanup_resources(self, *, restart: bool = False) -> None:
        """Do nothing: there is no connection file."""


class Channel:
    """One kind of message, in the order of arrival."""

    def __init__(self, client: WarmClient) -> None:
        """Wait for what the client receives."""
        self.messages: deque[Message] = deque()
        self._client = client

    async def get_msg(self, timeout: float | None = None) -> Message:  # noqa: ASYNC109  jupyter_client's own signature
        """Return the next message.

        Raises:
            Empty: None came in time.
            DeadKernelError: None can come any more.
        """
        return await self._client.receive(self, timeout)

    def send(self, message: Message) -> None:
        """Send a message to the shell."""
        self._client.send(message)


class IOPubChannel(Channel):
    """What a cell shows. When the shell dies, the reply is what says so, not this."""

    async def get_msg(self, timeout: float | None = None) -> Message:  # noqa: ASYNC109  jupyter_client's own signature
        """Return the next message; wait for ever when none can come."""
        try:
            return await super().get_msg(timeout)
        except DeadKernelError:
            await asyncio.sleep(0 if timeout is None else timeout)
            return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]  # ipykernel is typed in part


class WarmClient:
    """Speaks to a shell over its socket; nbclient's kernel client."""

    allow_stdin = False

    def __init__(self, end: socket.socket, deadline: float | None = None) -> None:
        """Speak over a connected stream socket until a deadline on the monotonic clock."""
        self._end = end
        self._deadline = deadline
        self._unpacker = Unpacker()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        self._unsent = bytearray()
        self.hung_up = False
        self.session = Session()
        self.shell_channel = Channel(self)
        self.iopub_channel = IOPubChannel(self)

    def start_channels(self) -> None:
        """Do nothing: the socket is connected."""

    def stop_channels(self) -> None:
        """Stop listening, before the socket is closed.

        A reader left on a closed descriptor swallows the wake-ups of the next shell, whose socket
        gets the same number.
        """
        self._listen_on(None)

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109  jupyter_client's own signature
        """Do nothing: the socket keeps what is sent before the shell listens."""

    def is_alive(self) -> bool:
        """Whether the shell has neither hung up nor used up its time."""
        return not self.hung_up and not self.late

    @property
    def late(self) -> bool:
        """Whether the whole notebook's time is over."""
        return self._deadline is not None and time.monotonic() >= self._deadline

    def execute(self, code: str, *, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Ask for a cell to be run and return the request's id."""
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        return self._request("execute_request", content)

    def kernel_info(self) -> str:
        """Ask for the language's name and version and return the request's id."""
        return self._request("kernel_info_request", {})

    def ask_to_stop(self) -> None:
        """Ask the shell to end by itself."""
        self._request("shutdown_request", {"restart": False})
        self._send_rest(block=True)

    def _request(self, kind: str, content: Message) -> str:
        message = self.session.msg(kind, content)
        self.send(message)
        return str(message["header"]["msg_id"])

    def send(self, message: Message) -> None:
        """Send a message; what the socket cannot take now follows while nbclient waits."""
        for part in packed("shell", message):
            self._unsent += part
        self._send_rest()

    def _send_rest(self, *, block: bool = False) -> None:
        try:
            while self._unsent:
                sent = self._end.send(self._unsent, 0 if block else socket.MSG_DONTWAIT)
                del self._unsent[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self.hung_up = True
            self._unsent.clear()
        if self._loop is not None:
            if self._unsent:
                self._loop.add_writer(self._end, self._send_rest)
            else:
                self._loop.remove_writer(self._end)

    async def receive(self, channel: Channel, timeout: float | None) -> Message:  # noqa: ASYNC109  jupyter_client's own signature
        """Return a channel's next message; see `Channel.get_msg`."""
        self._listen_on(asyncio.get_running_loop())
        until = None if timeout is None else time.monotonic() + timeout
        while not channel.messages:
            if self.late or (self.hung_up and not self.iopub_channel.messages):
                raise DeadKernelError("Kernel died")
            if until is not None and time.monotonic() >= until:
                raise Empty
            await self._more(until)
        return channel.messages.popleft()

    async def _more(self, until: float | None) -> None:
        """Return when something arrived or a time is over."""
        ends = [when for when in (until, self._deadline) if when is not None]
        woken = asyncio.get_running_loop().create_future()
        self._waiting.add(woken)
        if self.hung_up:
            woken.set_result(None)
        with contextlib.suppress(asyncio.TimeoutError):
            wait = max(0.0, min(ends) - time.monotonic()) if ends else None
            await asyncio.wait_for(woken, wait)
        self._waiting.discard(woken)
        if self.hung_up:
            await asyncio.sleep(0)

    def _listen_on(self, loop: asyncio.AbstractEventLoop | None) -> None:
        if loop is self._loop:
            return
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._end)
            self._loop.remove_writer(self._end)
        self._loop = loop
        if loop is not None and not self.hung_up:
            loop.add_reader(self._end, self._arrived)
            self._send_rest()

    def _arrived(self) -> None:
        """Take in what came; who waits is woken only for a message that is whole."""
        whole = False
        try:
            data = self._end.recv(CHUNK, socket.MSG_DONTWAIT)
            for name, message in self._unpacker.feed(data):
                channel = self.shell_channel if name == "shell" else self.iopub_channel
                message["msg_type"] = message["header"]["msg_type"]
                channel.messages.append(message)
                whole = True
        except BlockingIOError:
            return
        except (OSError, BrokenFrameError):
            data = b""
        if not data:
            self.hung_up = True
            if self._loop is not None:
                self._loop.remove_reader(self._end)
        for woken in self._waiting if whole or self.hung_up else ():
            if not woken.done():
                woken.set_result(None)
