"""Messages over a socket pair: a length, JSON, then raw buffers. Never a pickle.

What a notebook's process sends is data from code nobody has checked. JSON can only be data.
"""

from __future__ import annotations

import json
import struct
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jupyter_client.jsonutil import json_clean, json_default

if TYPE_CHECKING:
    from collections.abc import Iterator

Message = dict[str, Any]

HEAD = struct.Struct("!II")
LENGTH = struct.Struct("!Q")
LARGEST = 512 * 2**20
MOST_BUFFERS = 10_000
# Made before any notebook runs, so that a cell which replaces json.dumps breaks only itself.
_encode = json.JSONEncoder(default=json_default, ensure_ascii=False, allow_nan=False).encode
_decode = json.JSONDecoder().decode


class BrokenFrameError(ValueError):
    """What came over the socket is not what a shell sends."""


def packed(channel: str, message: Message) -> list[bytes]:
    """Return a message as the byte strings to send, buffers last."""
    buffers = [memoryview(one).cast("B") for one in message.get("buffers") or ()]
    told = {key: part for key, part in message.items() if key != "buffers"}
    try:
        text = _encode([channel, told])
    except (TypeError, ValueError):
        text = _encode([channel, json_clean(told)])
    body = text.encode("utf-8", "surrogatepass")
    head = HEAD.pack(len(body), len(buffers))
    lengths = b"".join(LENGTH.pack(len(one)) for one in buffers)
    return [head + lengths + body, *(bytes(one) for one in buffers)]


class Unpacker:
    """Turns the bytes that arrive into messages; keeps what is not whole yet."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._waiting = bytearray()
        self._needed = HEAD.size

    def feed(self, data: bytes) -> Iterator[tuple[str, Message]]:
        """Yield every message that is whole now, with its channel.

        Raises:
            BrokenFrameError: The bytes cannot be a message, or it is larger than 512 MB.
        """
        self._waiting += data
        while len(self._waiting) >= self._needed:
            found = self._take()
            if found is None:
                return
            yield found

    def _take(self) -> tuple[str, Message] | None:
        size, count = HEAD.unpack_from(self._waiting)
        if count > MOST_BUFFERS or size > LARGEST:
            raise BrokenFrameError("a message too large to be one")
        start = HEAD.size + count * LENGTH.size
        if len(self._waiting) < start:
            self._needed = start
            return None
        lengths = [
            LENGTH.unpack_from(self._waiting, HEAD.size + place * LENGTH.size)[0]
            for place in range(count)
        ]
        whole = start + size + sum(lengths)
        if whole > LARGEST:
            raise BrokenFrameError("a message larger than 512 MB")
        if len(self._waiting) < whole:
            self._needed = whole
            return None
        frame = bytes(self._waiting[:whole])
        del self._waiting[:whole]
        self._needed = HEAD.size
        return _message(frame, start, size, lengths)


def _message(frame: bytes, start: int, size: int, lengths: list[int]) -> tuple[str, Message]:
    try:
        channel, message = _decode(frame[start : start + size].decode("utf-8", "surrogatepass"))
        message["header"]["date"] = datetime.fromisoformat(message["header"]["date"])
        message["parent_header"]["msg_id"] = message["parent_header"].get("msg_id")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BrokenFrameError("bytes that are not a message") from error
    place = start + size
    message["buffers"] = []
    for length in lengths:
        message["buffers"].append(frame[place : place + length])
        place += length
    return channel, message
