"""What a participant's browser may ask for. Nothing here leads a room."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, KitError
from kit.live import telling
from kit.live.limits import Allowances
from kit.live.pages import (
    FORBIDDEN,
    NOT_FOUND,
    TOO_MANY,
    UNAUTHORISED,
    UNAVAILABLE,
    Page,
    Refusal,
    Stream,
    packed,
)
from kit.live.seats import plain_code
from kit.live.taking import MOST_ENTRIES, Busy
from kit.model.workshop import Answer
from kit.show.forms import replies_of
from kit.show.forms.items import field

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

COOKIE = "kit_seat"
A_MONTH = timedelta(days=30).days
WRONG_CODES = Allowances(most=5, a_second=5 / 60)
"""Wrong codes an address may try: five, then one every twelve seconds."""
JOINED = Allowances(most=320, a_second=1)
"""Seats that one address may take: a room of 300 behind one router, and no endless crowd."""
ANSWERS = Allowances(most=80, a_second=8)
REQUESTS = Allowances(most=120, a_second=15)
PARKED = Allowances(most=10, a_second=0.2)


class SeatPage(Page):
    """A request that comes from a seat, or not."""

    @property
    def seat(self) -> str:
        """Return whose seat this browser sits in; "" for none."""
        return self.hall.seats.who(self.get_cookie(COOKIE))

    def seated(self) -> str:
        """Return whose seat this browser sits in."""
        if not self.seat:
            raise Refusal(UNAUTHORISED, "Join with the code first.")
        if wait := REQUESTS.wait(self.seat):
            raise Refusal(TOO_MANY, "That was a lot at once. It goes on in a moment.", wait=wait)
        return self.seat

    async def sit(self, participant: str) -> None:
        """Give this browser the seat; scripts of a page cannot read the cookie.

        The token is on disk before it is given away, and nobody's answer waits for it meanwhile.
        """
        token = await self.hall.taking.writer.run(self.hall.seats.sit, participant)
        secure = self.request.protocol == "https"
        self.set_cookie(
            COOKIE, token, expires_days=A_MONTH, httponly=True, samesite="Strict", secure=secure
        )

    def check_code(self, right: Callable[[], bool]) -> None:
        """Let nobody guess codes: only wrong ones count, for each address."""
        address = self.request.remote_ip or "?"
        if wait := WRONG_CODES.wait(address, 0.0) or self._spent(address):
            raise Refusal(TOO_MANY, "Too many wrong codes. Try again in a minute.", wait=wait)
        if not right():
            WRONG_CODES.wait(address)
            raise Refusal(FORBIDDEN, "This code does not open anything here. Look at it again.")

    @staticmethod
    def _spent(address: str) -> float:
        bucket = WRONG_CODES._buckets.get(address)  # noqa: SLF001  looked at, not taken from
        return 0.0 if bucket is None or bucket.left >= 1 else (1 - bucket.left) / bucket.a_second


class Join(SeatPage):
    """Sit down with the code: once to see what is asked, once with name and department."""

    async def post(self) -> None:
        """Take the code, and with it name and department."""
        sent = self.body()
        self.check_code(lambda: plain_code(sent.get("code")) == self.hall.room.code)
        if "department" not in sent:
            self.reply(self._welcome())
            return
        if wait := 0.0 if self.seat else JOINED.wait(self.request.remote_ip or "?"):
            raise Refusal(TOO_MANY, "Very many people join from here. Try again soon.", wait=wait)
        try:
            person = self.seat or await self.hall.join(
                sent.get("name"), sent.get("department"), sent.get("level")
            )
        except InputError as error:
            raise Refusal(400, error.problems[0].found) from None
        await self.sit(person)
        self.reply(_me(self.hall, person))

    def _welcome(self) -> dict[str, Any]:
        organisation, bank = self.hall.taking.organisation, self.hall.workshop.bank
        rows = self.hall.taking.rows("departments")
        return {
            "organisation": organisation.name,
            "decider": organisation.decider,
            "k": self.hall.k,
            "groups": self.hall.room.groups,
            "departments": [
                {"id": row.id, "label": str(row.values.get("name") or row.id)} for row in rows
            ],
            "levels": [
                {"id": one.id, "label": one.label} for one in bank.choice_sets.get("levels", ())
            ],
        }


class Resume(SeatPage):
    """Take up a seat again, on this or another device."""

    async def post(self) -> None:
        """Take a resume code."""
        sent = self.body()
        # One after the other: of a thousand codes tried at once, only the first few are looked at.
        async with self.hall.resuming:
            self.check_code(lambda: True)
            loop = asyncio.get_running_loop()
            person = await loop.run_in_executor(None, self.hall.seats.resumed, sent.get("code"))
            self.check_code(lambda: bool(person))
        await self.sit(person)
        self.reply(_me(self.hall, person))


class Me(SeatPage):
    """Who I am here, and what I have said."""

    async def get(self) -> None:
        """Send my name, my department and my answers; an empty id to whoever has no seat."""
        if not self.seat:
            self.reply({"id": ""})
            return
        person = self.seated()
        mine = await asyncio.get_running_loop().run_in_executor(None, _answers, self.hall, person)
        asked = {one.question for one in mine}
        bank = self.hall.workshop.bank
        named = [bank.questions[one].format.refers_to for one in asked if one in bank.questions]
        present = self.hall.seen(named)
        fields = {
            one: field(bank.questions[one].format, present, bank)
            for one in asked
            if one in bank.questions
        }
        told = {**_me(self.hall, person), "replies": replies_of(mine), "fields": fields}
        self.reply(told)


class ResumeCode(SeatPage):
    """A code to write down."""

    async def post(self) -> None:
        """Make a new code for this seat."""
        person = self.seated()
        if wait := PARKED.wait(person):
            raise Refusal(TOO_MANY, "Wait a moment before the next one.", wait=wait)
        loop = asyncio.get_running_loop()
        self.reply({"code": await loop.run_in_executor(None, self.hall.seats.resume_code, person)})


class Replies(SeatPage):
    """Answers and rows."""

    async def post(self) -> None:
        """Take entries and acknowledge each."""
        person = self.seated()
        await answer_with(self, person, lambda entries: self.hall.take(person, entries))


class Park(SeatPage):
    """The parking lot."""

    def post(self) -> None:
        """Put a thought there, without a name."""
        person = self.seated()
        if wait := PARKED.wait(person):
            raise Refusal(TOO_MANY, "Wait a moment before the next one.", wait=wait)
        sent = self.body()
        try:
            self.hall.park(sent.get("text"), sent.get("id"), by="")
        except InputError as error:
            raise Refusal(
                400, f"{error.problems[0].found} is not {error.problems[0].allowed}."
            ) from None
        self.reply({"ok": True})


class Register(SeatPage):
    """A table of the present block, as it stands."""

    async def get(self, name: str) -> None:
        """Send the table, as this seat's department may see it."""
        department = self.hall.department(self.seated())
        if not self.hall.may_write(name):
            raise Refusal(NOT_FOUND, "This table is not open now.")
        self.reply(telling.register(self.hall, name, self.hall.seen([name], department)))


class Boards(SeatPage):
    """What is parked and what was decided."""

    def get(self) -> None:
        """Send both lists."""
        self.seated()
        self.reply(telling.boards(self.hall))


class Picture(SeatPage):
    """What the room was shown."""

    def get(self, question: str, round_no: str) -> None:
        """Send one reveal."""
        self.seated()
        send_picture(self, question, round_no)


class Leave(SeatPage):
    """Forget this device, or delete what this seat has said."""

    async def post(self) -> None:
        """Leave; with `erase` the answers go for good."""
        person = self.seated()
        if self.body().get("erase") is True:
            try:
                await self.hall.erase(person)
            except InputError:
                pass  # nothing was ever answered: there is nothing to delete
            except KitError as error:
                raise Refusal(UNAVAILABLE, str(error)) from None
        self.clear_cookie(COOKIE)
        self.reply({"ok": True})


class Events(Stream, SeatPage):
    """What changes in the room."""

    async def get(self) -> None:
        """Send changes until the page is closed."""
        person = self.seated()
        first = {"room": json.dumps(telling.to_participants(self.hall), ensure_ascii=False)}
        await self.follow("participants", person, first)


async def answer_with(
    page: Page,
    person: str,
    take: Callable[[list[dict[str, Any]]], Awaitable[list[dict[str, Any]]]],
) -> None:
    """Take the entries of a request and acknowledge each."""
    entries = page.body().get("entries")
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise Refusal(400, f"Send a list of at most {MOST_ENTRIES} entries.")
    if not all(isinstance(entry, dict) for entry in entries):
        raise Refusal(400, "Every entry is an object.")
    if wait := ANSWERS.wait(person, len(entries)):
        raise Refusal(TOO_MANY, "That was a lot at once. It goes on in a moment.", wait=wait)
    try:
        results = await take(entries)
    except Busy as busy:
        raise Refusal(UNAVAILABLE, str(busy), wait=2) from None
    page.reply({"results": results})


def send_picture(page: Page, question: str, round_no: str) -> None:
    """Send one reveal, drawn once for everybody."""
    drawn = page.hall.picture((question, int(round_no)))
    if drawn is None:
        raise Refusal(NOT_FOUND, "This has not been shown yet.")
    page.send_packed(drawn, packed(drawn), "application/json; charset=utf-8", keep=False)


def _me(hall: Any, person: str) -> dict[str, Any]:  # noqa: ANN401  a Hall
    row = hall.taking.registers.get("participants", {}).get(person)
    department = hall.department(person)
    names = {
        one.id: str(one.values.get("name") or one.id) for one in hall.taking.rows("departments")
    }
    return {
        "id": person,
        "name": str(row.values.get("name") or "") if row else "",
        "department": department,
        "department_name": names.get(department, department),
        "departments": names,
        "organisation": hall.taking.organisation.name,
        "k": hall.k,
    }


def _answers(hall: Any, person: str) -> list[Answer]:  # noqa: ANN401  a Hall
    last: dict[tuple[str, str, str, int], Answer] = {}
    for version in hall.workshop.store.history(Answer, participant=person):
        last[version.entry.place] = version.entry
    return list(last.values())
