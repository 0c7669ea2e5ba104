"""Seats without browsers: one kept connection each, the requests a page makes, an open stream."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import time

HOST = "127.0.0.1"


class Seat:
    """One participant's device as far as the server can tell."""

    def __init__(self, port: int) -> None:
        """Talk to the participants' site at a port."""
        self.port = port
        self.cookie = ""
        self.id = ""
        self._lock = asyncio.Lock()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.first_event = 0.0
        self.events: asyncio.Task[None] | None = None

    async def ask(self, method: str, path: str, sent: object = None) -> tuple[int, bytes]:
        """Return the status and the body of one request on the kept connection."""
        async with self._lock:
            if self._streams is None:
                self._streams = await asyncio.open_connection(HOST, self.port)
            reader, writer = self._streams
            writer.write(self._request(method, path, sent))
            status, headers, body = await _answer(reader)
        for value in headers.get("set-cookie", []):
            self.cookie = value.split(";")[0]
        return status, body

    def _request(self, method: str, path: str, sent: object) -> bytes:
        body = b"" if sent is None else json.dumps(sent).encode()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {HOST}:{self.port}",
            f"Cookie: {self.cookie}",
            "Accept-Encoding: gzip",
        ]
        if sent is not None:
            lines += [
                f"Origin: http://{HOST}:{self.port}",
                "Content-Type: application/json",
                f"Content-Length: {len(body)}",
            ]
        return "\r\n".join([*lines, "", ""]).encode() + body

    async def open_page(self, code: str, name: str, department: str) -> float:
        """Return the seconds from nothing to a page that can be answered on."""
        begun = time.perf_counter()
        _, shell = await self.ask("GET", "/")
        for part in _parts(shell):
            await self.ask("GET", part)
        await self.ask("POST", "/join", {"code": code})
        told = {"code": code, "name": name, "department": department}
        status, body = await self.ask("POST", "/join", told)
        if status != 200:
            raise RuntimeError(body)
        self.id = json.loads(body)["id"]
        await self.ask("GET", "/me")
        await self.listen()
        return time.perf_counter() - begun

    async def listen(self) -> None:
        """Open the stream of changes and wait for the first."""
        reader, writer = await asyncio.open_connection(HOST, self.port)
        writer.write(self._request("GET", "/events", None))
        while b"event: room" not in await reader.readline():
            pass
        self.events = asyncio.create_task(_drain(reader, writer))

    async def answer(self, question: str, subject: str, level: int, key: str) -> float:
        """Return the milliseconds from tap to acknowledgement."""
        entry = {
            "kind": "answer", "question": question, "subject": subject, "round": 1,
            "state": "given", "value": level, "answer_id": key,
        }  # fmt: skip
        begun = time.perf_counter()
        status, body = await self.ask("POST", "/replies", {"entries": [entry]})
        took = (time.perf_counter() - begun) * 1000
        if status != 200 or not json.loads(body)["results"][0]["ok"]:
            raise RuntimeError(body)
        return took


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, list[str]], bytes]:
    status = int((await reader.readline()).split()[1])
    headers: dict[str, list[str]] = {}
    while line := (await reader.readline()).strip():
        name, _, value = line.decode().partition(": ")
        headers.setdefault(name.lower(), []).append(value)
    length = int(headers.get("content-length", ["0"])[0])
    return status, headers, await reader.readexactly(length)


async def _drain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while await reader.read(65536):
            pass
    finally:
        writer.close()


def _parts(shell: bytes) -> list[str]:
    page = gzip.decompress(shell) if shell[:2] == b"\x1f\x8b" else shell
    return re.findall(r'"(/part/[^"]+)"', page.decode())


def quantile(values: list[float], share: float) -> float:
    """Return the value below which a share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def fetch_all(urls: list[tuple[int, str]], patience: float) -> list[float | None]:
    """Return the seconds until each page's HTML is whole; None where it never came."""

    async def one(port: int, path: str) -> float | None:
        begun = time.perf_counter()
        try:
            reader, writer = await asyncio.open_connection(HOST, port)
            head = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode())
            body = await asyncio.wait_for(reader.read(-1), patience)
            writer.close()
        except (OSError, TimeoutError):
            return None
        return time.perf_counter() - begun if b"200" in body[:20] else None

    return await asyncio.gather(*(one(port, path) for port, path in urls))
