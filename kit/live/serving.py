"""Start the sites, tell everybody what changes, and stop without losing anything."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import socket
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tornado import httpserver, iostream, netutil, web

from kit.errors import Problem, SourceError
from kit.live import facilitator_pages, participant_pages, telling
from kit.live.facilitator_pages import Keys
from kit.live.pages import BODY_LIMIT, Missing, Part, Shell, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.live.hall import Hall

LOOPBACK = "127.0.0.1"
SOON = 0.2
"""Seconds between two tellings: an answer is on the shared screen well within half a second."""
HEADER_LIMIT = 16 * 1024
SLOWEST_HEADER, SLOWEST_BODY = 60, 30
"""Seconds for a request to arrive: whoever sends it drop by drop is not waited for."""
MOST_FROM_ONE_ADDRESS = 1000
"""A room of 300 behind one router holds two connections each."""
FILES_WANTED = 8192
QUESTION = r"/picture/([a-z_]+\.[a-z_0-9]+)/([1-9])"
TABLE = r"/register/([a-z_]+)"


@dataclass(frozen=True, slots=True)
class Served:
    """Where a workshop is served.

    Attributes:
        facilitator: The facilitator's link, its key in the fragment.
        participants: The links participants may use, the likeliest first.
    """

    facilitator: str
    participants: tuple[str, ...]


def participant_site(hall: Hall, hosts: frozenset[str] = frozenset()) -> web.Application:
    """Return the participants' site; nothing in it leads a room."""
    site = Site("participant", hosts)
    mine = {"site": site, "hall": hall}
    pages = participant_pages
    routes: list[Any] = [
        (r"/", Shell, {"site": site}),
        (r"/part/([A-Za-z0-9.-]+)", Part, {"site": site}),
        (r"/join", pages.Join, mine),
        (r"/resume", pages.Resume, mine),
        (r"/me", pages.Me, mine),
        (r"/resume-code", pages.ResumeCode, mine),
        (r"/replies", pages.Replies, mine),
        (r"/park", pages.Park, mine),
        (TABLE, pages.Register, mine),
        (QUESTION, pages.Picture, mine),
        (r"/boards", pages.Boards, mine),
        (r"/leave", pages.Leave, mine),
        (r"/events", pages.Events, mine),
    ]
    return application(routes, site)


def facilitator_site(
    hall: Hall, keys: Keys, joining: Callable[[str], dict[str, Any]]
) -> web.Application:
    """Return the facilitator's site, with the shared screen; for this machine only."""
    extra = {"keys": keys, "joining": joining}
    site = Site("facilitator", loopback_only=True, extra=extra)
    screen = Site("screen", loopback_only=True, extra=extra)
    mine = {"site": site, "hall": hall}
    pages = facilitator_pages
    routes: list[Any] = [
        (r"/", Shell, {"site": site}),
        (r"/screen", Shell, {"site": screen}),
        (r"/part/(screen[A-Za-z0-9.-]+)", Part, {"site": screen}),
        (r"/part/([A-Za-z0-9.-]+)", Part, {"site": site}),
        (r"/enter", pages.Enter, {"site": site}),
        (r"/state", pages.State, mine),
        (r"/events/(facilitator|screen)", pages.Events, mine),
        (r"/do", pages.Do, mine),
        (r"/seat-code", pages.SeatCode, mine),
        (r"/rows", pages.Rows, mine),
        (TABLE, pages.Register, mine),
        (QUESTION, pages.Picture, mine),
        (r"/typed/([a-z_]+\.[a-z_0-9]+)/([1-9])", pages.Typed, mine),
        (r"/boards", pages.Boards, mine),
        (r"/section/([a-z_]+)", pages.Section, mine),
        (r"/disputed", pages.Disputed, mine),
        (r"/what-if", pages.WhatIf, mine),
        (r"/report", pages.Report, mine),
    ]
    return application(routes, site)


def application(routes: list[Any], site: Site) -> web.Application:
    """Return a site whose requests are not logged: who answered when is nobody's business."""
    return web.Application(
        routes,
        default_handler_class=Missing,
        default_handler_args={"site": site},
        log_function=_log,
        compress_response=False,
    )


def _log(handler: web.RequestHandler) -> None:
    if handler.get_status() >= 500:  # noqa: PLR2004  our own fault
        path = handler.request.path[:80]
        logging.getLogger("kit.live").error("%s at %s", handler.get_status(), path)


async def tell_changes(hall: Hall, joining: Callable[[str], dict[str, Any]]) -> None:
    """Tell every open page what has changed, in parcels."""
    while True:
        await asyncio.sleep(SOON)
        stale, hall.stale = hall.stale, set()
        if "counts" in stale:
            stale |= {"screen", "facilitator"}
        for audience in stale & {"participants", "screen", "facilitator"}:
            try:
                tell(hall, audience, joining)
            except Exception as fault:  # noqa: BLE001  one audience's fault silences no other
                kind = type(fault).__name__
                # Without its traceback: what was said stands in it.
                logging.getLogger("kit.live").error("%s while telling %s", kind, audience)  # noqa: TRY400


def tell(hall: Hall, audience: str, joining: Callable[[str], dict[str, Any]]) -> None:
    """Tell one audience the present state; it is put into words once for all of them."""
    listeners = [one for one in hall.listeners if one.audience == audience]
    if not listeners:
        return
    if audience == "participants":
        told = telling.to_participants(hall)
    else:
        say = telling.to_screen if audience == "screen" else telling.to_facilitator
        told = {**say(hall), "joining": joining(hall.room.code)}
    data = json.dumps(told, ensure_ascii=False)
    for listener in listeners:
        listener.tell("room", data)


def bind(port: int, address: str) -> list[socket.socket]:
    """Return sockets for a port; 0 picks a free one.

    Raises:
        SourceError: The port is taken or may not be used.
    """
    try:
        return netutil.bind_sockets(port, address, family=socket.AF_INET, backlog=1024)
    except OSError as error:
        raise SourceError(
            [
                Problem(
                    "port",
                    f"{port} ({error.strerror})",
                    "free",
                    "Choose another with --port, or stop what uses it.",
                )
            ]
        ) from None


class Doors(httpserver.HTTPServer):
    """A server that lets no single address hold all its doors open."""

    def initialize(self, *arguments: Any, **settings: Any) -> None:  # noqa: ANN401  tornado's
        """Begin with nobody inside."""
        self.inside: Counter[str] = Counter()
        super().initialize(*arguments, **settings)

    def handle_stream(self, stream: iostream.IOStream, address: tuple[Any, ...]) -> None:
        """Let a connection in, unless its address holds too many."""
        if self.inside[str(address[0])] >= MOST_FROM_ONE_ADDRESS:
            stream.close()
            return
        self.inside[str(address[0])] += 1
        super().handle_stream(stream, address)

    def on_close(self, server_conn: Any) -> None:  # noqa: ANN401  tornado calls it an object
        """Count a connection that has gone."""
        self.inside[str(server_conn.context.address[0])] -= 1
        super().on_close(server_conn)


def serve(app: web.Application, sockets: list[socket.socket]) -> Doors:
    """Return a running server for a site."""
    server = Doors(
        app,
        max_buffer_size=4 * BODY_LIMIT,
        max_body_size=BODY_LIMIT,
        max_header_size=HEADER_LIMIT,
        body_timeout=SLOWEST_BODY,
        idle_connection_timeout=SLOWEST_HEADER,
    )
    server.add_sockets(sockets)
    return server


def own_addresses() -> list[str]:
    """Return the addresses under which others on the network reach this machine."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: the route tells our address
            found.append(probe.getsockname()[0])
        except OSError:
            pass
    try:
        named = socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        named = []
    found += [one for one in named if one not in found and not one.startswith("127.")]
    return found or [LOOPBACK]


def joining_by(links: tuple[str, ...]) -> Callable[[str], dict[str, Any]]:
    """Return what says how to join: links, the code, and a QR code of both."""
    known: dict[str, dict[str, Any]] = {}

    def joining(code: str) -> dict[str, Any]:
        if code not in known:
            import segno  # noqa: PLC0415  only where somebody joins

            drawn = segno.make(f"{links[0]}#{code}", error="m")
            picture = drawn.svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
            named = picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
            known[code] = {"code": code, "links": list(links), "qr": named}
        return known[code]

    return joining


def allow_many_connections() -> None:
    """Ask the system for more open files than the few it gives: each connection is one."""
    try:
        import resource  # noqa: PLC0415  not on Windows, which needs none
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft < allowed:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


async def hold_workshop(  # noqa: PLR0913  where to listen has this many parts
    hall: Hall,
    *,
    port: int,
    facilitator_port: int,
    address: str,
    hosts: frozenset[str] = frozenset(),
    started: Callable[[Served], None],
) -> None:
    """Serve a workshop until the process is told to stop.

    Args:
        hall: The workshop.
        port: The participants' port; 0 picks one.
        facilitator_port: The facilitator's port, on loopback; 0 picks one.
        address: Where participants come in: `0.0.0.0` for the whole network.
        hosts: Names under which the workshop may be asked for, beside this machine's own.
        started: Told once everything listens.
    """
    allow_many_connections()
    sockets, lead = bind(port, address), bind(facilitator_port, LOOPBACK)
    keys = Keys()
    at = sockets[0].getsockname()[1]
    places = own_addresses() if address in {"", "0.0.0.0"} else [address]  # noqa: S104  compared
    links = tuple(f"http://{place}:{at}/" for place in [*sorted(hosts), *places])
    joining = joining_by(links)
    servers = [
        serve(participant_site(hall, hosts), sockets),
        serve(facilitator_site(hall, keys, joining), lead),
    ]
    teller = asyncio.create_task(tell_changes(hall, joining))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    started(Served(f"http://{LOOPBACK}:{lead[0].getsockname()[1]}/#{keys.key}", links))
    try:
        await stop.wait()
    finally:
        teller.cancel()
        hall.end()
        for server in servers:
            server.stop()
        hall.taking.writer.close()
