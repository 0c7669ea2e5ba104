"""What the facilitator's browser may ask for: on loopback only, with a key of its own."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, KitError
from kit.live import telling
from kit.live.pages import (
    FORBIDDEN,
    NOT_FOUND,
    UNAUTHORISED,
    UNAVAILABLE,
    Page,
    Refusal,
    Stream,
    packed,
)
from kit.live.participant_pages import answer_with, send_picture
from kit.live.pictures import block_picture, section_pictures
from kit.live.room import typed_texts
from kit.live.seats import new_code, same_secret
from kit.trying import offered, tried

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kit.live.hall import Hall

COOKIE = "kit_lead"
MOST_LEVELS = 9
FACILITATOR = "facilitator"
LOOKS = re.compile(
    r"|(picture|groups)/[a-z_]+\.[a-z_0-9]+/[1-9]|section/[a-z_]+/\d\d?|board/[a-z]+"
)
"""What may be put on the shared screen: a reveal, a block of a section, a board; "" for none."""


class Keys:
    """The facilitator's secrets of one run: a key for the link, tokens for the browsers."""

    def __init__(self) -> None:
        """Make a key."""
        self.key = secrets.token_urlsafe(24)
        self._tokens: set[str] = set()

    def turn(self, key: object) -> str:
        """Return a token for a browser that has the key; "" for a wrong one."""
        if not same_secret(key, self.key):
            return ""
        token = secrets.token_urlsafe(24)
        self._tokens.add(hashlib.sha256(token.encode()).hexdigest())
        return token

    def fits(self, token: str | None) -> bool:
        """Return whether a browser has turned the key."""
        return bool(token) and hashlib.sha256(str(token).encode()).hexdigest() in self._tokens


class LeadPage(Page):
    """A request of the facilitator."""

    def prepare(self) -> None:
        """Let nobody in without the key."""
        super().prepare()
        keys: Keys = self.site.extra["keys"]
        if not keys.fits(self.get_cookie(COOKIE)):
            raise Refusal(UNAUTHORISED, "Open the facilitator's link that `kit live` printed.")


class Enter(Page):
    """The key from the link, which is in its fragment and so in no log."""

    def post(self) -> None:
        """Turn the key."""
        token = self.site.extra["keys"].turn(self.body().get("key"))
        if not token:
            raise Refusal(FORBIDDEN, "This is not the key of this run. Use the link printed last.")
        self.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
        self.reply({"ok": True})


class State(LeadPage):
    """Everything the facilitator needs, once."""

    def get(self) -> None:
        """Send it."""
        joining = self.site.extra["joining"]
        self.reply({**telling.to_facilitator(self.hall), "joining": joining(self.hall.room.code)})


class Events(Stream, LeadPage):
    """What changes, for the facilitator or for the shared screen."""

    async def get(self, audience: str) -> None:
        """Send changes until the page is closed."""
        tell = telling.to_screen if audience == "screen" else telling.to_facilitator
        joining = self.site.extra["joining"](self.hall.room.code)
        told = {**tell(self.hall), "joining": joining}
        await self.follow(audience, "", {"room": json.dumps(told, ensure_ascii=False)})


class Do(LeadPage):
    """The facilitator's buttons."""

    async def post(self) -> None:
        """Do one thing."""
        sent = self.body()
        actions: dict[str, Callable[[], Awaitable[None] | None]] = {
            "move": self._move,
            "open": self._open,
            "reveal": self._reveal,
            "let": self._let,
            "look": self._look,
            "park": lambda: self.hall.park(sent.get("text"), sent.get("id"), by=FACILITATOR),
            "show_parked": lambda: self.hall.show_parked(
                str(sent.get("id")), shown=sent.get("shown") is True
            ),
            "unpark": lambda: self.hall.unpark(str(sent.get("id"))),
            "new_code": lambda: self.hall.renew_code(new_code()),
            "close_seat": lambda: self.hall.close_seat(str(sent.get("participant"))),
        }
        action = actions.get(str(sent.get("do")))
        if action is None:
            raise Refusal(400, "There is no such button.")
        self.sent = sent
        try:
            done = action()
            if done is not None:
                await done
        except InputError as error:
            raise Refusal(400, error.problems[0].found + " is not allowed.") from None
        except KitError as error:
            raise Refusal(UNAVAILABLE, str(error)) from None
        self.reply({"ok": True})

    def _move(self) -> Awaitable[None]:
        return self.hall.move(self._number("block"), self._number("step"))

    def _open(self) -> None:
        self.hall.open((str(self.sent.get("question")),), max(1, self._number("round")))

    async def _reveal(self) -> None:
        """Reveal one question, and turn the shared screen to it wherever it was."""
        question = str(self.sent.get("question"))
        before = self.hall.room.seen()
        await self.hall.reveal(question)
        for key in self.hall.room.seen():
            if key not in before and key[0] == question:
                self.hall.show_on_screen("picture/{}/{}".format(*key))

    def _let(self) -> None:
        left_out = self.sent.get("without")
        if not isinstance(left_out, list) or not all(type(at) is int for at in left_out):
            raise Refusal(400, "Say which texts are left out, by their place.")
        self.hall.let((str(self.sent.get("question")), self._number("round")), left_out)

    def _look(self) -> None:
        what = str(self.sent.get("at"))
        if not LOOKS.fullmatch(what):
            raise Refusal(400, "There is no such picture.")
        self.hall.show_on_screen(what)

    def _number(self, name: str) -> int:
        value = self.sent.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refusal(400, f"{name} is no number.")
        return value


class SeatCode(LeadPage):
    """A resume code for somebody who is listed, to be handed over in person."""

    async def post(self) -> None:
        """Make the code."""
        person = str(self.body().get("participant"))
        if person not in {row.id for row in self.hall.participants()}:
            raise Refusal(NOT_FOUND, "Nobody of that id is listed.")
        loop = asyncio.get_running_loop()
        self.reply({"code": await loop.run_in_executor(None, self.hall.seats.resume_code, person)})


class Rows(LeadPage):
    """The facilitator's tables: the decision log and every other."""

    async def post(self) -> None:
        """Take rows and acknowledge each."""
        await answer_with(self, FACILITATOR, self.hall.edit)


class Register(LeadPage):
    """A table as it stands."""

    def get(self, name: str) -> None:
        """Send the table."""
        told = telling.register(self.hall, name)
        if told is None:
            raise Refusal(NOT_FOUND, "There is no such table.")
        self.reply(told)


class Picture(LeadPage):
    """What the room was shown."""

    def get(self, question: str, round_no: str) -> None:
        """Send one reveal."""
        send_picture(self, question, round_no)


class Typed(LeadPage):
    """What people typed, for the facilitator to read before the room does."""

    def get(self, question: str, round_no: str) -> None:
        """Send the texts, and which of them are left out."""
        key = (question, int(round_no))
        shown = self.hall.room.revealed.get(key)
        if shown is None or not shown.typed:
            raise Refusal(NOT_FOUND, "Nothing typed was revealed there.")
        left_out = sorted(self.hall.room.let.get(key, ()))
        self.reply({"texts": typed_texts(shown), "without": left_out})


class Boards(LeadPage):
    """What is parked and what was decided, for the shared screen."""

    def get(self) -> None:
        """Send both lists."""
        self.reply(telling.boards(self.hall))


class Section(LeadPage):
    """A section of the report as it stands, unless the room is being silent about it."""

    async def get(self, name: str) -> None:
        """Send its pictures."""
        if self.hall.silent_about(name) or (
            name in {*telling.DECISION_PICTURES, "weights"} and self.hall.silent_about_decision()
        ):
            raise Refusal(409, "Silence first: reveal what is open, then look at this.")
        told = await off_the_loop(section, self.hall, name)
        if told is None:
            raise Refusal(NOT_FOUND, "There is no such picture yet.")
        content = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
        self.send_packed(content, packed(content), "application/json; charset=utf-8", keep=False)


class Disputed(LeadPage):
    """What is worth talking about, the most useful first."""

    async def get(self) -> None:
        """Send the list."""
        if self.hall.silent_about_decision():
            raise Refusal(409, "Silence first: reveal what is open, then look at this.")
        self.reply(await off_the_loop(disputed, self.hall))


class WhatIf(LeadPage):
    """The advice for one department while a slider moves."""

    async def post(self) -> None:
        """Send what would be advised."""
        sent = self.body()
        level = sent.get("level")
        if level is not None and (not isinstance(level, int) or not 1 <= level <= MOST_LEVELS):
            raise Refusal(400, "That is no level.")
        if self.hall.silent_about_decision():
            raise Refusal(409, "Silence first: reveal what is open, then look at this.")
        subject, question = str(sent.get("subject")), str(sent.get("question"))
        try:
            told = await off_the_loop(slide, self.hall, subject, question, level)
        except KeyError:
            raise Refusal(NOT_FOUND, "There is no such department or question.") from None
        for listener in self.hall.listeners:
            if listener.audience == "screen" and sent.get("screen") is not False:
                listener.tell("what_if", json.dumps(told, ensure_ascii=False))
        self.reply(told)


class Report(LeadPage):
    """The report as it stands."""

    async def get(self) -> None:
        """Send the page."""
        page = await off_the_loop(report, self.hall)
        self.set_header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:",
        )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page)


async def off_the_loop(work: Any, *arguments: Any) -> Any:  # noqa: ANN401  any of the functions below
    """Have something longer done beside the answers, one at a time."""
    async with LOCK:
        return await asyncio.get_running_loop().run_in_executor(None, work, *arguments)


LOCK = asyncio.Lock()


def section(hall: Hall, name: str) -> dict[str, Any] | None:
    """Return a section of the report as it stands."""
    return section_pictures(hall.fresh().strategy(), name)


def report(hall: Hall) -> str:
    """Return the report page as it stands."""
    from kit.show.report import html  # noqa: PLC0415  jinja2 when somebody looks

    return html(hall.fresh().strategy())


def disputed(hall: Hall) -> dict[str, Any]:
    """Return what settling each item is worth, best first, and what the slider offers."""
    return offered(hall.fresh())


def slide(hall: Hall, subject: str, question: str, level: int | None) -> dict[str, Any]:
    """Return the advice for one department as if everybody had given one answer."""
    wanted = {"subject": subject, "question": question, "level": level}
    return tried(hall.settled(), wanted, block_picture)
