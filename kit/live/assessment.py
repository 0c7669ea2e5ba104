"""One person assesses one department: a page here, a file that merges into a workshop."""

from __future__ import annotations

import asyncio
import secrets
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.answers import one_line, slug
from kit.assessing import input_item
from kit.errors import InputError, Problem
from kit.facilitation import Assessment, Input, Part, assessment
from kit.live.pages import FORBIDDEN, UNAUTHORISED, Page, Refusal, Shell, Site
from kit.live.pages import Part as PagePart
from kit.live.participant_pages import answer_with
from kit.live.seats import Seats, same_secret
from kit.live.serving import LOOPBACK, application, bind, serve
from kit.live.taking import Taking
from kit.model.content import AccountModel
from kit.model.workshop import UNNAMED, Answer
from kit.show.forms import replies_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.model.content import Bank
    from kit.replies import Reply
    from kit.workshop import Workshop

COOKIE = "kit_alone"
MOST_ASKS = 10
HEADLINES = {
    AccountModel.OWN: "Your answers point to an own account",
    AccountModel.CONTRIBUTOR: "Your answers point to contributing to the main account",
    AccountModel.CENTRAL: "Your answers point to the main account speaking for you",
    None: "Not enough answers yet",
}


class Alone:
    """One person with one workshop file and no facilitator."""

    def __init__(self, workshop: Workshop, asked: Assessment) -> None:
        """Ask what an assessment asks."""
        self.workshop = workshop
        self.asked = asked
        self.seats = Seats(workshop.store)
        self.taking = Taking(workshop, self)

    @property
    def bank(self) -> Bank:
        """Return the content."""
        return self.workshop.bank

    def round_for(self, question: str, wanted: int) -> tuple[int, str]:
        """Take what is asked here, as the private first round."""
        asked = {one.question for part in self.asked.parts for one in part.inputs}
        if question in asked and wanted == 1:
            return 1, ""
        return 0, "This question is not part of this assessment."

    def may_write(self, register: str) -> bool:
        """Let the registers be filled that are asked for here."""
        return register in {one.register for part in self.asked.parts for one in part.inputs}

    def may_change(self, participant: str, register: str, row: str) -> bool:  # noqa: ARG002  one person
        """Return whether a row may be changed: whoever assesses alone may change each."""
        return True

    def begin(self, person: str) -> str:
        """Return the participant's id: the one given if it is listed, else a new one."""
        return person or f"seat-{secrets.token_hex(4)}"

    async def settle(self, person: str, sent: dict[str, Any]) -> None:
        """Keep who answers: organisation, name and department.

        Raises:
            InputError: The department is missing.
        """
        department = await self._department(sent.get("department"))
        name = one_line(str(sent.get("name") or "")) or "Somebody"
        cells = {"name": name, "department": department}
        row: Reply = {"register": "participants", "id": person, "cells": cells}
        await self._write(person, row)
        wanted = one_line(str(sent.get("organisation") or ""))[:200]
        if wanted and wanted != self.taking.organisation.name:
            self._rename(wanted)

    def _rename(self, name: str) -> None:
        from dataclasses import replace  # noqa: PLC0415  only when a name is given

        organisation = replace(self.taking.organisation, name=name)
        self.workshop.store.record([organisation])
        self.taking.organisation = organisation

    async def _department(self, wanted: object) -> str:
        """Return the department's id; a preset or a new one is listed first."""
        text = one_line(wanted)[:120] if isinstance(wanted, str) else ""
        if not text:
            raise InputError([Problem("department", "nothing", "a department", "Choose one.")])
        if text in {row.id for row in self.taking.rows("departments")}:
            return text
        preset = next((one for one in self.bank.departments if one.id == text), None)
        key = preset.id if preset else slug(text)
        cells = {"name": preset.name, "work": preset.work} if preset else {"name": text}
        await self._write("", {"register": "departments", "id": key, "cells": cells})
        return key

    async def _write(self, by: str, row: Reply) -> None:
        result, _ = await self.taking.write_row(by, row, {"ok": False})
        if not result["ok"]:
            raise InputError([Problem("form", str(result["message"]), "", "")])

    def department(self, person: str) -> str:
        """Return the department somebody answers for; "" when they have not said."""
        row = self.taking.registers.get("participants", {}).get(person)
        return str(row.values.get("department") or "") if row else ""

    def told(self, person: str) -> dict[str, Any]:
        """Return the whole assessment for the page, with what was answered before."""
        mine = {
            version.entry.place: version.entry
            for version in self.workshop.store.history(Answer, participant=person)
        }
        return {
            "id": person,
            "assessment": {
                "id": self.asked.id,
                "title": self.asked.title,
                "minutes": self.asked.minutes,
                "note": self.asked.note,
            },
            "settings": self._settings(person),
            "parts": [self._part(part, person) for part in self.asked.parts],
            "replies": replies_of(mine.values()),
            "file": Path(self.workshop.store.where).name,
        }

    def _settings(self, person: str) -> dict[str, Any]:
        row = self.taking.registers.get("participants", {}).get(person)
        listed = self.taking.rows("departments")
        known = {one.id for one in listed}
        offered = [{"id": one.id, "label": str(one.values.get("name") or one.id)} for one in listed]
        offered += [
            {"id": one.id, "label": one.name}
            for one in self.bank.departments
            if one.id not in known
        ]
        name = self.taking.organisation.name
        return {
            "organisation": "" if name == UNNAMED else name,
            "name": str(row.values.get("name") or "") if row else "",
            "department": self.department(person),
            "departments": offered,
        }

    def _part(self, part: Part, person: str) -> dict[str, Any]:
        return {
            "title": part.title,
            "minutes": part.minutes,
            "result": part.result,
            "settings": [one.setting for one in part.inputs if one.setting],
            "items": [self._item(one, person) for one in part.inputs if not one.setting]
            if self.department(person)
            else [],
        }

    def _item(self, one: Input, person: str) -> dict[str, Any]:
        department = self.department(person)
        return input_item(one, self.bank, self.taking.present, department, person)

    def result(self, person: str) -> dict[str, Any]:
        """Return where this person's answers point for their department."""
        from kit.analysis.one_view import one_view  # noqa: PLC0415  numpy when there is a result

        department = self.department(person)
        if not department:
            return {"model": None, "headline": "Say first which department you answer for"}
        self.workshop.refresh()
        found = one_view(self.workshop.decided, department)
        return {
            "model": found.model.value if found.model else None,
            "headline": HEADLINES[found.model],
            "certainty": found.certainty,
            "reasons": list(found.reasons),
            "look_again_if": found.look_again_if,
            "missing": list(found.missing),
            "answered": found.answered,
            "possible": found.possible,
            "asks": self._asks(department),
            "note": self.asked.note,
        }

    def _asks(self, department: str) -> list[str]:
        rows = self.taking.rows("asks") + self.taking.rows("commitments")
        due = [
            row
            for row in rows
            if department in {row.values.get("receiver"), row.values.get("giver")}
        ]
        told = [
            (row.values["what"], row.values.get("due")) for row in due if row.values.get("what")
        ]
        return [f"{what} by {day}" if day else str(what) for what, day in told][:MOST_ASKS]


class AlonePage(Page):
    """A request of the one person."""

    @property
    def alone(self) -> Alone:
        """Return the person's workshop."""
        found: Alone = self.site.extra["alone"]
        return found

    @property
    def person(self) -> str:
        """Return who sits here."""
        found = self.alone.seats.who(self.get_cookie(COOKIE))
        if not found:
            raise Refusal(UNAUTHORISED, "Open the link that `kit assess` printed.")
        return found

    def sit(self, person: str) -> None:
        """Give this browser the seat."""
        token = self.alone.seats.sit(person)
        self.set_cookie(COOKIE, token, httponly=True, samesite="Strict", expires_days=90)


class Enter(AlonePage):
    """The key of the link, in its fragment; whoever sat here before sits here again."""

    def post(self) -> None:
        """Sit down."""
        if not same_secret(self.body().get("key"), self.site.extra["key"]):
            raise Refusal(FORBIDDEN, "This is not the link that was printed last.")
        known = self.alone.seats.who(self.get_cookie(COOKIE))
        if not known:
            self.sit(self.alone.begin(self.site.extra["first"]))
        self.reply({"ok": True})


class Another(AlonePage):
    """Somebody else answers at this browser: with a seat of their own, from the beginning."""

    def post(self) -> None:
        """Sit down somebody new; whoever sat here comes back with a code."""
        if self.person:
            self.sit(self.alone.begin(""))
        self.reply({"ok": True})


class Told(AlonePage):
    """The assessment with what was answered before."""

    def get(self) -> None:
        """Send it."""
        self.reply(self.alone.told(self.person))


class Settle(AlonePage):
    """Who answers."""

    async def post(self) -> None:
        """Keep it."""
        try:
            await self.alone.settle(self.person, self.body())
        except InputError as error:
            raise Refusal(400, f"{error.problems[0].found} {error.problems[0].fix}") from None
        self.reply(self.alone.told(self.person))


class Replies(AlonePage):
    """Answers and rows."""

    async def post(self) -> None:
        """Take entries and acknowledge each."""
        person = self.person

        async def take(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return (await self.alone.taking.take(person, list(entries)))[0]

        await answer_with(self, person, take)


class Result(AlonePage):
    """What is advised."""

    async def get(self) -> None:
        """Work it out."""
        loop = asyncio.get_running_loop()
        self.reply(await loop.run_in_executor(None, self.alone.result, self.person))


class Code(AlonePage):
    """A code to go on with later, or on another browser."""

    async def post(self) -> None:
        """Make one, or take one."""
        sent, loop = self.body(), asyncio.get_running_loop()
        if "code" not in sent:
            code = await loop.run_in_executor(None, self.alone.seats.resume_code, self.person)
            self.reply({"code": code})
            return
        person = await loop.run_in_executor(None, self.alone.seats.resumed, sent["code"])
        if not person:
            raise Refusal(FORBIDDEN, "This code does not open anything here. Look at it again.")
        self.sit(person)
        self.reply({"ok": True})


def assessment_site(alone: Alone, key: str, first: str = "") -> Any:  # noqa: ANN401  tornado's
    """Return the site of one person, for this machine only."""
    site = Site(
        "assessment", loopback_only=True, extra={"key": key, "first": first, "alone": alone}
    )
    mine = {"site": site}
    routes: list[Any] = [
        (r"/", Shell, {"site": site}),
        (r"/part/([A-Za-z0-9.-]+)", PagePart, {"site": site}),
        (r"/enter", Enter, mine),
        (r"/another", Another, mine),
        (r"/told", Told, mine),
        (r"/settle", Settle, mine),
        (r"/replies", Replies, mine),
        (r"/result", Result, mine),
        (r"/code", Code, mine),
    ]
    return application(routes, site)


def open_or_make(file: Path) -> Workshop:
    """Return the workshop in a file, made when there is none."""
    from kit.workshop import new_workshop, open_workshop  # noqa: PLC0415  sqlite when it is opened

    return open_workshop(file, write=True) if file.exists() else new_workshop(file, UNNAMED)


async def hold_assessment(
    file: Path, which: str, port: int, started: Callable[[str], None]
) -> None:
    """Serve an assessment until the process is told to stop.

    Args:
        file: Where the answers are kept.
        which: `full` or `quick`.
        port: On loopback; 0 picks one.
        started: Told the link once the page can be opened.
    """
    sockets = bind(port, LOOPBACK)
    with open_or_make(file) as workshop:
        alone = Alone(workshop, assessment(which))
        seated = sorted(alone.seats.taken())
        key = secrets.token_urlsafe(24)
        # Whoever runs the command again goes on where they were, on any browser of this machine.
        first = seated[0] if len(seated) == 1 else ""
        server = serve(assessment_site(alone, key, first), sockets)
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, stop.set)
        started(f"http://{LOOPBACK}:{sockets[0].getsockname()[1]}/#{key}")
        await stop.wait()
        server.stop()
        alone.taking.writer.close()
