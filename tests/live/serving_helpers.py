# ruff: noqa: ANN401  sites, answers and what is called are of any kind
"""A served workshop in a thread, and browsers that are no browsers: cookies, origins, JSON."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import threading
from http.cookies import SimpleCookie
from itertools import zip_longest
from pathlib import Path
from typing import Any

from kit.facilitation import Plan, plan
from kit.live import participant_pages
from kit.live.assessment import Alone, assessment_site
from kit.live.facilitator_pages import Keys
from kit.live.hall import Hall
from kit.live.limits import Allowances
from kit.live.serving import (
    LOOPBACK,
    bind,
    facilitator_site,
    joining_by,
    participant_site,
    serve,
    tell_changes,
)
from kit.workshop import Workshop, new_workshop, open_workshop

DEPARTMENTS = ("marketing", "pr", "human_resources", "customer_service")


class Thread:
    """Sites served from a thread of their own, until they are stopped."""

    def __init__(self, *sites: Any, hall: Hall | None = None, wanted: tuple[int, ...] = ()) -> None:
        """Serve the sites, each on a port of this machine: one that is wanted, or a free one."""
        self.ports: list[int] = []
        self._ready = threading.Event()
        self._sites, self._hall, self._wanted = sites, hall, wanted
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        servers = []
        for site, port in zip_longest(self._sites, self._wanted, fillvalue=0):
            sockets = bind(port, LOOPBACK)
            self.ports.append(sockets[0].getsockname()[1])
            servers.append(serve(site, sockets))
        teller = None
        if self._hall is not None:
            joining = joining_by(("http://127.0.0.1/",))
            teller = asyncio.create_task(tell_changes(self._hall, joining))
        self._ready.set()
        await self._stop.wait()
        if self._hall is not None:
            self._hall.end()
            await asyncio.sleep(0.05)
        for server in servers:
            server.stop()
            await server.close_all_connections()
        if teller is not None:
            teller.cancel()

    def call(self, work: Any, *arguments: Any) -> Any:
        """Have something done on the sites' own thread and return what comes of it."""

        async def done() -> Any:
            found = work(*arguments)
            return await found if asyncio.iscoroutine(found) else found

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(20)

    def stop(self) -> None:
        """Stop serving; a second call does nothing."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)


class Served:
    """A live workshop with its two sites."""

    def __init__(
        self,
        file: Path,
        chosen: Plan | None = None,
        k: int = 3,
        *,
        port: int = 0,
        lead_port: int = 0,
    ) -> None:
        """Serve the workshop of a file, made when it is not there."""
        self.file = file
        self.workshop = opened(file)
        self.hall = Hall(self.workshop, chosen or plan("three_hours"), k)
        self.keys = Keys()
        joining = joining_by(("http://127.0.0.1/",))
        self.thread = Thread(
            participant_site(self.hall),
            facilitator_site(self.hall, self.keys, joining),
            hall=self.hall,
            wanted=(port, lead_port),
        )
        self.port, self.lead_port = self.thread.ports

    def seat(self, name: str = "Ada", department: str = "marketing") -> Client:
        """Return somebody who has just sat down."""
        client = Client(self.port)
        sent = {"code": self.hall.room.code, "name": name, "department": department}
        status, told = client.post("/join", sent)
        assert status == 200, told
        client.id = told["id"]
        return client

    def lead(self) -> Client:
        """Return the facilitator."""
        client = Client(self.lead_port)
        status, told = client.post("/enter", {"key": self.keys.key})
        assert status == 200, told
        return client

    def stop(self) -> None:
        """Stop as if the process had been told to."""
        self.thread.stop()
        self.hall.taking.writer.close()
        self.workshop.close()


class Client:
    """A browser that is none: it keeps cookies and says where it comes from."""

    def __init__(self, port: int) -> None:
        """Talk to one site."""
        self.port = port
        self.cookies: dict[str, str] = {}
        self.set_cookie = ""
        self.headers: dict[str, str] = {}
        self.id = ""
        self.source = LOOPBACK

    def post(self, path: str, sent: object, **headers: str) -> tuple[int, Any]:
        """Send JSON as a page of this site would; headers override."""
        own = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{self.port}"}
        return self.ask("POST", path, json.dumps(sent).encode(), {**own, **headers})

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Fetch something."""
        return self.ask("GET", path, None, headers)

    def ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, Any]:
        """Return the status and what was said, as JSON where it is JSON."""
        connection = http.client.HTTPConnection(
            LOOPBACK, self.port, timeout=20, source_address=(self.source, 0)
        )
        named = {key.replace("_", "-"): value for key, value in headers.items() if value}
        if self.cookies:
            named["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        with contextlib.closing(connection):
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            content = answer.read()
        self.headers = dict(answer.getheaders())
        self.set_cookie = answer.getheader("Set-Cookie") or ""
        for key, morsel in SimpleCookie(self.set_cookie).items():
            self.cookies[key] = morsel.value
        if "json" in (answer.getheader("Content-Type") or ""):
            return answer.status, json.loads(content or b"null")
        return answer.status, content.decode("utf-8", "replace")

    def answer(self, question: str, value: object, **more: object) -> dict[str, Any]:
        """Answer a question and return the acknowledgement."""
        entry = {
            "kind": "answer", "question": question, "subject": "", "round": 1, "state": "given",
            "value": value, "answer_id": f"{question}-{value}"[:70], **more,
        }  # fmt: skip
        status, told = self.post("/replies", {"entries": [entry]})
        assert status == 200, told
        found: dict[str, Any] = told["results"][0]
        return found


def opened(file: Path) -> Workshop:
    """Return the workshop of a file, made when it is not there."""
    if file.exists():
        return open_workshop(file, write=True)
    return new_workshop(file, "Harbour & Pine", DEPARTMENTS)


def forget_limits() -> None:
    """Begin with full allowances: one test's wrong codes are not the next one's."""
    for name in ("WRONG_CODES", "JOINED", "ANSWERS", "REQUESTS", "PARKED"):
        limit: Allowances = getattr(participant_pages, name)
        limit._buckets.clear()


def alone_site(file: Path, which: str = "full") -> tuple[Thread, Alone, str]:
    """Return an assessment being served, and its key."""
    from kit.facilitation import assessment  # noqa: PLC0415  only this needs it
    from kit.live.assessment import open_or_make  # noqa: PLC0415  only this needs it

    alone = Alone(open_or_make(file), assessment(which))
    return Thread(assessment_site(alone, "the-key")), alone, "the-key"
