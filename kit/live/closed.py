"""The workshop as the room has closed it: what is being answered now is in no picture."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from kit.workshop import Workshop

if TYPE_CHECKING:
    from kit.live.room import Room
    from kit.model.content import Bank
    from kit.model.workshop import Answer, Snapshot
    from kit.store import Store


class ClosedRounds(Workshop):
    """A workshop without the rounds that are open and without what came after a reveal.

    Whoever watched a figure move while people answer would know what the last one said.
    """

    def __init__(self, store: Store, bank: Bank, room: Room) -> None:
        """Look at a workshop through what the room has closed."""
        super().__init__(store, bank.with_least("anonymity_k", room.k))
        self._room = room

    @cached_property
    def snapshot(self) -> Snapshot:
        """Return what people said, as far as its round is closed."""
        found = self.store.snapshot()
        kept = tuple(answer for answer in found.answers if self._closed(answer))
        return replace(found, answers=kept)

    def _closed(self, answer: Answer) -> bool:
        asked = self._room.asked.get(answer.question)
        if asked is None:
            return True
        return answer.round < asked.round or (not asked.open and answer.round == asked.round)
