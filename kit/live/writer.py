"""Answers are committed in groups: all that came while the disk was busy go in one transaction."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from kit.errors import InputError, KitError, Problem, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kit.model.workshop import Answer, Row
    from kit.store import Store

MOST_AT_ONCE = 256
Told = TypeVar("Told")


class Writer:
    """One thread that writes; "saved" is said only once the store has committed."""

    def __init__(self, store: Store) -> None:
        """Write to a store."""
        self._store = store
        self._thread = ThreadPoolExecutor(1, "kit-writer")
        self._waiting: list[tuple[Answer | Row, asyncio.Future[None]]] = []
        self._at_work: asyncio.Task[None] | None = None
        self._unsaved: set[asyncio.Future[None]] = set()

    async def save(self, entry: Answer | Row) -> None:
        """Return once the entry is on disk.

        Raises:
            InputError: The entry contradicts what is there: its id belongs to another answer.
            StoreError: It cannot be written now; nothing was saved.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, done))
        self._unsaved.add(done)
        done.add_done_callback(self._unsaved.discard)
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._work())
        await done

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            entries = [entry for entry, _ in batch]
            try:
                outcomes = await loop.run_in_executor(self._thread, self._commit, entries)
            except Exception as fault:  # noqa: BLE001  whatever it was
                # Our own fault: those who wait are told, or their phones would wait for ever.
                outcomes = [StoreError([_not_kept(fault)])] * len(batch)
            for (_, done), error in zip(batch, outcomes, strict=True):
                if done.cancelled():
                    continue
                if error is None:
                    done.set_result(None)
                else:
                    done.set_exception(error)

    def _commit(self, entries: Sequence[Answer | Row]) -> list[KitError | None]:
        try:
            self._store.record(entries)
        except InputError:
            # One of them is to blame: each for itself, so that the others are saved.
            return [self._commit_one(entry) for entry in entries]
        except KitError as error:
            return [error] * len(entries)
        return [None] * len(entries)

    def _commit_one(self, entry: Answer | Row) -> KitError | None:
        try:
            self._store.record([entry])
        except KitError as error:
            return error
        return None

    async def caught_up(self) -> None:
        """Return once everything handed over until now is on disk, or was refused."""
        if self._unsaved:
            await asyncio.wait(set(self._unsaved))

    async def run(self, work: Callable[[str], Told], about: str) -> Told:
        """Have the writing thread do something between two commits, and return what it says."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, about)

    def close(self) -> None:
        """Finish what was begun."""
        self._thread.shutdown(wait=True)


def _not_kept(fault: Exception) -> Problem:
    what = f"a fault of the kit's own ({type(fault).__name__})"
    return Problem("workshop file", what, "an answer that was kept", "It is tried again.")
