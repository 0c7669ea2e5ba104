"""What every page and every request has in common: headers, origin, bodies, static parts."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import ipaddress
import json
import logging
import socket
import traceback
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from tornado import web
from tornado.iostream import StreamClosedError

from kit.errors import KitError
from kit.live.listening import Listener
from kit.show.forms.assets import faces, font_file, script, style

if TYPE_CHECKING:
    from kit.live.hall import Hall

BODY_LIMIT = 192 * 1024
"""The longest text has 20,000 characters of up to four bytes; twice that is no answer."""
HEARTBEAT = 15.0
MOST_PAGES_A_SEAT = 6
MOST_LISTENERS = 2000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
    "Server": "kit",
}
BAD_REQUEST, UNAUTHORISED, FORBIDDEN, NOT_FOUND = 400, 401, 403, 404
TOO_LARGE, NOT_JSON, TOO_MANY, UNAVAILABLE = 413, 415, 429, 503


@dataclass(frozen=True)
class Site:
    """One of the served sites.

    Attributes:
        hosts: Names it may be asked for by, beside the addresses of this machine.
        page: `participant`, `facilitator`, `screen` or `assessment`.
    """

    page: str
    hosts: frozenset[str] = frozenset()
    loopback_only: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


class Refusal(web.HTTPError):
    """A request that is refused with a sentence for a person."""

    def __init__(self, status: int, sentence: str, **more: object) -> None:
        """Keep the sentence and what a page may use besides."""
        super().__init__(status)
        self.said = {"message": sentence, **more}


class Page(web.RequestHandler):
    """A request to one of the sites, checked before anything else looks at it.

    Attributes:
        open_to_links: Whether a link on any page may lead here.
    """

    open_to_links = False

    def initialize(self, site: Site, hall: Hall | None = None) -> None:
        """Know the site and, where there is one, the hall."""
        self.site = site
        if hall is not None:
            self.hall = hall

    def set_default_headers(self) -> None:
        """Send the headers that keep a page to itself."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse hosts and origins that are not ours.

        A page elsewhere could make a browser send requests here, or have its own name point at
        this machine: the host must be one of ours, and whoever changes something must come from
        a page of ours.
        """
        if not _own_host(self.request.host, self.site):
            raise Refusal(FORBIDDEN, "This address is not one of this workshop's.")
        own = f"{self.request.protocol}://{self.request.host}"
        changes = self.request.method != "GET"
        # A browser names no origin where a page of ours fetches or listens; a foreign one it does.
        origin = self.request.headers.get("Origin", "" if changes else own)
        elsewhere = self.request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}
        if origin != own or (elsewhere and not self.open_to_links):
            raise Refusal(FORBIDDEN, "This request does not come from a page of this workshop.")
        if not changes:
            return
        kind = self.request.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind != "application/json":
            raise Refusal(NOT_JSON, "Only JSON is taken here.")

    def body(self) -> dict[str, Any]:
        """Return the JSON object that was sent."""
        if len(self.request.body) > BODY_LIMIT:
            raise Refusal(TOO_LARGE, "That is more than fits into one request. Send it in parts.")
        try:
            found = json.loads(self.request.body)
        except (ValueError, RecursionError):
            raise Refusal(BAD_REQUEST, "That is no JSON.") from None
        if not isinstance(found, dict):
            raise Refusal(BAD_REQUEST, "A JSON object is needed.")
        return found

    def reply(self, told: object) -> None:
        """Send JSON."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ANN401  tornado's
        """Send a sentence, never a traceback."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        told: dict[str, Any] = {"message": "That did not work. Reload the page and try again."}
        if isinstance(error, Refusal):
            told = error.said
        elif isinstance(error, KitError):
            self.set_status(BAD_REQUEST)
            told = {"message": " ".join(str(problem) for problem in error.problems)}
        elif status_code == NOT_FOUND:
            told = {"message": "There is nothing here."}
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(told))

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:  # noqa: ANN401  tornado's
        """Log where a fault of ours lies: never what was sent, nor from where."""
        if isinstance(error, (web.HTTPError, KitError)) or trace is None:
            return
        where = traceback.extract_tb(trace)[-1]
        place = f"{where.filename}:{where.lineno}"
        logging.getLogger("kit.live").error("%s at %s", getattr(kind, "__name__", "?"), place)

    def send_packed(self, content: bytes, packed: bytes, kind: str, *, keep: bool) -> None:
        """Send something that was packed beforehand, so that thirty at once cost nothing."""
        self.set_header("Content-Type", kind)
        self.set_header("Vary", "Accept-Encoding")
        if keep:
            self.set_header("Cache-Control", "private, max-age=31536000, immutable")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            content = packed
        self.finish(content)


class Shell(Page):
    """The page itself: an empty shell that its script fills."""

    open_to_links = True

    def get(self) -> None:
        """Send the shell."""
        content = shell(self.site.page)
        self.send_packed(content, packed(content), "text/html; charset=utf-8", keep=False)


class Part(Page):
    """Scripts, styles and typefaces, under names that change with their content."""

    def get(self, name: str) -> None:
        """Send one part."""
        stem, _, ending = name.partition(".")
        page = stem.partition("-")[0]
        if ending == "woff2" or ending.endswith(".woff2"):
            file = font_file(name)
            if file is None:
                raise Refusal(NOT_FOUND, "There is nothing here.")
            self.set_header("Cache-Control", "private, max-age=31536000, immutable")
            self.set_header("Content-Type", "font/woff2")
            self.finish(file.read_bytes())
            return
        if page != self.site.page or name not in part_names(page):
            raise Refusal(NOT_FOUND, "There is nothing here.")
        content = part(page, ending)
        kinds = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
        self.send_packed(content, packed(content), kinds[ending], keep=True)


class Missing(Page):
    """Everything that is not there."""

    def prepare(self) -> None:
        """Say so."""
        raise Refusal(NOT_FOUND, "There is nothing here.")


class Stream(Page):
    """A page that is told of changes as they come (server-sent events)."""

    async def follow(self, audience: str, seat: str, first: dict[str, str]) -> None:
        """Send what is known, then every change, until the page is closed."""
        # However many phones there are, there is room for the facilitator's own pages.
        alike = [one for one in self.hall.listeners if one.audience == audience]
        mine = [one for one in alike if one.seat == seat]
        if len(alike) >= MOST_LISTENERS or (seat and len(mine) >= MOST_PAGES_A_SEAT):
            raise Refusal(TOO_MANY, "This workshop is open in too many windows. Close one.")
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self.set_header("X-Accel-Buffering", "no")
        self.listener = Listener(audience, seat)
        for event, data in first.items():
            self.listener.tell(event, data)
        self.hall.listeners.add(self.listener)
        self.hall.stale.add("facilitator")
        try:
            while not self.listener.ended:
                await self._send_news()
        except StreamClosedError:
            pass
        finally:
            self.on_connection_close()

    async def _send_news(self) -> None:
        try:
            await asyncio.wait_for(self.listener.news.wait(), HEARTBEAT)
        except TimeoutError:
            self.write(": still here\n\n")
        self.listener.news.clear()
        events, self.listener.pending = self.listener.pending, {}
        for (event, _), data in events.items():
            self.write(f"event: {event}\ndata: {data}\n\n")
        await self.flush()

    def on_connection_close(self) -> None:
        """No longer tell this page."""
        listener = getattr(self, "listener", None)
        if listener in self.hall.listeners:
            listener.ended = True
            listener.news.set()
            self.hall.listeners.discard(listener)
            self.hall.stale.add("facilitator")


@cache
def packed(content: bytes) -> bytes:
    """Return the content packed once for all."""
    return gzip.compress(content, 6, mtime=0)


@cache
def part(page: str, ending: str) -> bytes:
    """Return a page's script or style sheet."""
    hosts = {"screen": ("screen",), "facilitator": ("facilitator",), "assessment": ("assessment",)}
    if ending == "js":
        return script("pages", *hosts.get(page, ("participant",))).encode()
    return (faces("/part/") + style("live")).encode()


@cache
def part_names(page: str) -> tuple[str, str]:
    """Return the names of a page's script and style sheet; they change with the content."""
    names = []
    for ending in ("js", "css"):
        mark = hashlib.sha256(part(page, ending)).hexdigest()[:12]
        names.append(f"{page}-{mark}.{ending}")
    return names[0], names[1]


@cache
def shell(page: str) -> bytes:
    """Return the page's HTML."""
    code, look = part_names(page)
    titles = {"screen": "Workshop, shared screen", "facilitator": "Workshop, facilitator"}
    title = titles.get(page, "Social media workshop")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<title>{title}</title>\n<link rel="stylesheet" href="/part/{look}">\n'
        '<link rel="icon" href="data:,">\n</head>\n'
        f'<body class="kit follow {page}">\n<main id="page"><p class="loading">Loading …</p>'
        "<noscript><p>This page needs JavaScript. Ask for a paper worksheet instead: it counts "
        f'the same.</p></noscript></main>\n<script type="module" src="/part/{code}"></script>\n'
        "</body>\n</html>\n"
    ).encode()


def _own_host(host: str, site: Site) -> bool:
    name = (
        host.rsplit(":", 1)[0].strip("[]").lower() if not host.endswith("]") else host.strip("[]")
    )
    if name in {"localhost"} | site.hosts:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        own = socket.gethostname().lower()
        return not site.loopback_only and name in {
            own,
            f"{own}.local",
            f"{own.split('.')[0]}.local",
        }
    return address.is_loopback or not site.loopback_only
