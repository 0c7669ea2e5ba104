"""The served workshop as a whole: who sits where, what is asked, what everybody is told."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from typing import TYPE_CHECKING, Any

from kit.analysis.reveal import Reveal, reveal
from kit.answers import clean_text, one_line
from kit.errors import InputError, Problem, StoreError
from kit.live import promise
from kit.live.closed import ClosedRounds
from kit.live.partition import Partition
from kit.live.pictures import revealed_picture
from kit.live.room import MOST_PARKED, PARKED_LENGTH, Key, Room, reveal_data, typed_texts, without
from kit.live.seats import Seats, new_code
from kit.live.taking import Taken, Taking, present_time
from kit.live.views import Views
from kit.model.workshop import Row, Snapshot
from kit.replies import Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kit.facilitation import Plan
    from kit.live.listening import Listener
    from kit.live.room import Asked
    from kit.workshop import Workshop

MOST_SEATS = 600
WEIGHTS = "account_decision.weights"
DECISIONS = "decisions"
PRIVATE = frozenset({"participants", "departments", "decisions"})
"""Registers that only the facilitator writes."""


class Hall:
    """One workshop while it is served."""

    def __init__(
        self,
        workshop: Workshop,
        plan: Plan,
        k: int = 0,
        partition: Partition = Partition.FAMILIES,
    ) -> None:
        """Open the hall: the room is where it was when it was closed."""
        self.workshop = workshop
        self.plan = plan
        self.room = Room(plan).heard(workshop.store.notes())
        self.seats = Seats(workshop.store, self.room.closed)
        self.views = Views(workshop.bank)
        self.taking = Taking(workshop, self)
        self.listeners: set[Listener] = set()
        self.stale: set[str] = set()
        self.look = ""
        self.resuming = asyncio.Lock()
        self._drawn: dict[tuple[Key, int], bytes] = {}
        wanted = k or self.room.k or workshop.bank.threshold("anonymity_k")
        binding = bool(self.seats.taken() or self.room.revealed)
        rule = promise.promised(self.room, wanted, partition, binding=binding)
        if rule != (self.room.k, self.room.groups):
            self.note("rule", {"k": rule[0], "groups": rule[1]})
        self.closed = ClosedRounds(workshop.store, workshop.bank, self.room)
        if not self.room.code:
            self.note("code", {"code": new_code()})

    @property
    def k(self) -> int:
        """Return the smallest number of people whose anonymous answers are shown."""
        return self.room.k

    def told_by_group(self, question: str) -> bool:
        """Return whether a field says that groups may be shown; see `promise.told_by_group`."""
        return promise.told_by_group(self.room, self.workshop.bank.questions[question])

    def seen(self, registers: Iterable[str], department: str = "") -> Snapshot:
        """Return the registers as a department may see them; see `Views.seen`."""
        return self.views.seen(self.taking.present, registers, department)

    # --- the rules, as `Taking` asks for them ---------------------------------------------------

    def round_for(self, question: str, wanted: int) -> tuple[int, str]:
        """Return the round in which a reply counts; see `Room.round_for`."""
        return self.room.round_for(question, wanted)

    def may_write(self, register: str) -> bool:
        """Return whether participants may fill a register: those of the present block."""
        if register in PRIVATE or not self.room.started:
            return False
        return any(register in step.registers for step in self.room.present_block.steps)

    def may_change(self, participant: str, register: str, row: str) -> bool:
        """Return whether a participant may change a row: only what they see all of."""
        department = self.department(participant)
        return self.views.may_change(self.taking.present, department, register, row)

    # --- participants ---------------------------------------------------------------------------

    async def join(self, name: object, department: object, level: object = None) -> str:
        """Return the id of somebody who has just joined.

        Raises:
            InputError: The name or the department is missing or unknown, or the hall is full.
        """
        if len(self.seats.taken()) >= MOST_SEATS:
            raise InputError([_problem(f"{MOST_SEATS} people", "more than this room takes")])
        if not isinstance(name, str) or not one_line(name):
            raise InputError([_problem("Fill in what people call you.", "")])
        person = f"seat-{secrets.token_hex(4)}"
        cells = {"name": name, "department": department, "level": level}
        entry: Reply = {"register": "participants", "id": person, "cells": cells}
        result, _ = await self.taking.write_row(person, entry, {"ok": False})
        if not result["ok"]:
            raise InputError([_problem(str(result["message"]), "")])
        self._changed("facilitator", "screen")
        return person

    def department(self, participant: str) -> str:
        """Return the department somebody speaks for."""
        row = self.taking.registers.get("participants", {}).get(participant)
        return str(row.values.get("department") or "") if row else ""

    async def take(self, participant: str, entries: Sequence[Reply]) -> list[dict[str, Any]]:
        """Return an acknowledgement for each entry; see `Taking.take`."""
        results, taken = await self.taking.take(participant, entries)
        self._note_taken(taken)
        return results

    async def edit(self, entries: Sequence[Reply]) -> list[dict[str, Any]]:
        """Write rows for the facilitator, who may fill every register."""
        results = []
        for entry in entries:
            start = {"answer_id": str(entry.get("answer_id", ""))[:80], "ok": False}
            result, taken = await self.taking.write_row("facilitator", entry, start)
            results.append(result)
            self._note_taken([taken] if taken else [])
        return results

    def park(self, text: object, key: object, by: str) -> None:
        """Put a thought into the parking lot; the same key twice is one thought.

        Raises:
            InputError: It is empty or too long, or the lot is full.
        """
        said = clean_text(text) if isinstance(text, str) else ""
        if not said or len(said) > PARKED_LENGTH:
            raise InputError([_problem(f"{len(said)} characters", f"from 1 to {PARKED_LENGTH}")])
        if len(self.room.parked) >= MOST_PARKED:
            raise InputError([_problem("a full parking lot", "open for more")])
        name = one_line(str(key))[:40] or secrets.token_hex(6)
        if name not in self.room.parked:
            self.note("parked", {"id": name, "text": said, "held": not by}, by=by)
            self._changed("facilitator", "screen", "participants")

    def show_parked(self, key: str, *, shown: bool) -> None:
        """Put a parked thought on everybody's list, or take it off again."""
        if key in self.room.parked:
            self.note("parked_shown", {"id": key, "shown": shown})
            self._changed("facilitator", "screen", "participants")

    async def erase(self, participant: str) -> None:
        """Delete a participant's answers for good, and the seat with them.

        Raises:
            StoreError: The file cannot be written now.
        """
        said = {
            question
            for (question, round_no) in self.room.revealed
            if participant in self.taking.answered.get((question, round_no), {})
        }
        await self.taking.writer.run(self.workshop.store.erase, participant)
        if said:
            self.note("erased", {"questions": sorted(said)})
        row = self.taking.registers.get("participants", {}).get(participant)
        if row is not None:
            entry = {"register": "participants", "id": participant, "deleted": True}
            await self.taking.write_row("facilitator", entry, {})
        self.seats.forget(participant)
        self.taking.forget(participant)
        self._changed("facilitator", "screen")

    # --- the facilitator ------------------------------------------------------------------------

    async def move(self, block: int, step: int) -> None:
        """Go to a step: `answer` opens its questions, `reveal` shows them.

        What a step shows is shown before the room is there, so that no page meanwhile looks for
        pictures that are not made yet.

        Raises:
            StoreError: The file cannot be written now; the room stays where it is.
        """
        there = self.room.step_at(block, step)
        if there.do == "reveal":
            # What was answered beforehand is shown too, though no room was asked for it.
            self.open(tuple(one for one in there.questions if one not in self.room.asked), 1)
            await self.reveal(*there.questions)
        self.note("moved", {"block": block, "step": step})
        self.look = ""
        if there.do == "answer":
            self.open(there.questions, there.round)
        self._changed("facilitator", "screen", "participants")

    def open(self, questions: tuple[str, ...], round_no: int) -> None:
        """Open questions for a round; those that are open or were seen in it stay as they are."""
        if found := self.room.to_open(
            [one for one in questions if one in self.workshop.bank.questions], round_no
        ):
            self.note("opened", {"questions": found, "round": round_no})
            self._changed("facilitator", "screen", "participants")

    async def reveal(self, *questions: str) -> None:
        """Close the open rounds of questions and show them, once and for all.

        What was taken before the close is in the picture; what comes meanwhile counts in the next
        round. Otherwise somebody would be in the round and not in its picture, and could be read
        off the next one.

        Raises:
            StoreError: The file cannot be written now; the rounds are open again.
        """
        closing = {
            question: asked
            for question in questions
            if (asked := self.room.asked.get(question)) and asked.open
        }
        if not closing:
            return
        for asked in closing.values():
            asked.open = False
        try:
            await self.taking.writer.caught_up()
            loop = asyncio.get_running_loop()
            snapshot = await loop.run_in_executor(None, self.workshop.store.snapshot)
            self._settle_groups(closing.items())
            for question, asked in closing.items():
                self.note("revealed", reveal_data(self._shown(snapshot, question, asked.round)))
        except StoreError:
            for asked in closing.values():
                asked.open = True
            raise
        self._changed("facilitator", "screen", "participants")

    def _settle_groups(self, closing: Iterable[tuple[str, Asked]]) -> None:
        """Settle in which group people are, before a picture shows it."""
        people = set(self.seats.taken())
        for question, asked in closing:
            for round_no in range(1, asked.round + 1):
                people |= self.taking.answered.get((question, round_no), {}).keys()
        speaks = {who: self.department(who) for who in sorted(people)}
        rows = self.taking.rows("departments")
        if found := promise.settled(self.room, rows, speaks, self.seats.taken()):
            self.note("grouped", found)

    def _shown(self, snapshot: Snapshot, question: str, round_no: int) -> Reveal:
        bank, departments = self.workshop.bank, self.taking.rows("departments")
        rule = promise.discretion(
            self.room, bank.questions[question], departments, self.seats.taken()
        )
        gone = self.room.gone[question]
        return reveal(snapshot, bank, question, round_no, rule, gone=gone)

    def let(self, key: Key, left_out: Sequence[int]) -> None:
        """Let the room see what people typed, without the texts at these places.

        Raises:
            InputError: Nothing typed was revealed there, or there is no such text.
        """
        shown = self.room.revealed.get(key)
        texts = len(typed_texts(shown)) if shown else 0
        if shown is None or not shown.typed or any(not 0 <= at < texts for at in left_out):
            raise InputError([_problem("a text that is not there", "one that was typed")])
        question, round_no = key
        told = {"question": question, "round": round_no, "without": sorted(set(left_out))}
        self.note("let", told)
        self._changed("facilitator", "screen", "participants")

    def show_on_screen(self, what: str) -> None:
        """Put one picture or board on the shared screen; "" for the first of the step."""
        self.look = what
        self._changed("facilitator", "screen")

    def picture(self, key: Key) -> bytes | None:
        """Return what the room may see of a reveal, drawn once; None while it may see nothing."""
        if key not in self.room.revealed or self.room.held(key):
            return None
        which = (key, self.room.versions[key])
        if which not in self._drawn:
            shown = without(self.room.revealed[key], self.room.let.get(key, ()))
            told = json.dumps(revealed_picture(shown), ensure_ascii=False)
            self._drawn[which] = told.encode("utf-8", "replace")
        return self._drawn[which]

    def note(self, kind: str, data: object, by: str = "facilitator") -> None:
        """Keep what happened, and let the room hear it."""
        self.workshop.store.note(kind, data, by=by)
        self.room.hear(kind, data, present_time())

    def silent_about(self, topic: str) -> bool:
        """Return whether a topic's pictures must wait: one of its questions is being answered."""
        return any(
            asked.open and question.split(".")[0] == topic
            for question, asked in self.room.asked.items()
        )

    def silent_about_decision(self) -> bool:
        """Return whether a result must wait: a question that feeds it is being answered."""
        bank = self.workshop.bank
        feeding = {one.id for one in bank.questions.values() if one.criterion} | {WEIGHTS}
        return any(
            asked.open and question in feeding for question, asked in self.room.asked.items()
        )

    def unpark(self, key: str) -> None:
        """Take a thought out of the parking lot; it stays in the history."""
        if key in self.room.parked:
            self.note("unparked", {"id": key})
            self._changed("facilitator", "screen", "participants")

    def close_seat(self, participant: str) -> None:
        """Turn out every device that sits in a seat, for good; what was said there stays.

        Raises:
            InputError: Nobody sits there.
        """
        digests = self.seats.forget(participant)
        if not digests:
            raise InputError([_problem("A seat in which nobody sits", "")])
        self.note("seat_closed", {"digests": digests})
        for listener in self.listeners:
            if listener.seat == participant:
                listener.ended = True
                listener.news.set()
        self._changed("facilitator", "screen")

    def renew_code(self, code: str) -> None:
        """Let people join with another code from now on; who is seated stays."""
        self.note("code", {"code": code})
        self._changed("facilitator", "screen")

    def fresh(self) -> Workshop:
        """Return the closed rounds with everything worked out anew from what stands there."""
        self.closed.refresh()
        return self.closed

    def settled(self) -> Workshop:
        """Return the closed rounds as they were worked out last: what a slider moves on."""
        return self.closed

    def participants(self) -> list[Row]:
        """Return who is expected or here."""
        return self.taking.rows("participants")

    def here(self) -> Counter[str]:
        """Return how many pages each participant has open."""
        return Counter(one.seat for one in self.listeners if one.seat)

    def end(self) -> None:
        """Let go of every open page, so that the process can stop."""
        for listener in self.listeners:
            listener.ended = True
            listener.news.set()

    # --- who is told ----------------------------------------------------------------------------

    def _note_taken(self, taken: list[Taken]) -> None:
        if any(one.question for one in taken):
            self._changed("counts")
        if any(one.register == DECISIONS for one in taken):
            self._changed("screen", "participants")
        for register in {one.register for one in taken if one.register}:
            for listener in self.listeners:
                listener.tell("rows", json.dumps({"register": register}), register)

    def _changed(self, *audiences: str) -> None:
        self.stale.update(audiences)


def _problem(found: str, allowed: str) -> Problem:
    return Problem("room", found, allowed, "", "room")
