"""The warm process that this process keeps for the next start, and when it is replaced."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kit.batch.warm.orders import NotWarmError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.batch.warm.starting import Zygote

log = logging.getLogger("kit.batch")
LOOK_AGAIN_SECONDS = 1.0
MOST_DEATHS = 3
LONG_LIFE_SECONDS = 60.0
"""Whoever lived as long did not die of its start: the count of deaths begins anew."""


@dataclass
class Kept:
    """One kind of warm process: the one that starts what is asked for now, and older ones.

    Attributes:
        make: Starts one.
        deaths: How many ended soon, one after the other, though nobody asked them to.
    """

    make: Callable[[], Zygote]
    deaths: int = 0
    _now: Zygote | None = field(default=None, init=False)
    _older: list[Zygote] = field(default_factory=list, init=False)
    _looked: float = field(default=0.0, init=False)
    _begun: float = field(default=0.0, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        """End with this process; a fork of it keeps a warm process of its own."""
        atexit.register(self.close)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin_anew)

    def current(self) -> Zygote:
        """Return a warm process that lives, and holds this environment and the code on disk.

        Raises:
            NotWarmError: None can be had here, or one after the other died.
        """
        with self._turn:
            self._let_go()
            if self._now is not None and not self._good(self._now):
                self._now = None
            if self._now is None:
                if self.deaths >= MOST_DEATHS:
                    message = f"{self.deaths} warm processes died, one after the other"
                    raise NotWarmError(message)
                self._now = self.make()
                self._begun = self._looked = time.monotonic()
            return self._now

    def distrust(self, silent: Zygote) -> None:
        """Start nothing more with one that does not answer; what it started goes on."""
        with self._turn:
            if silent is self._now:
                self.deaths += 1
                self._older.append(silent)
                self._now = None

    def _good(self, zygote: Zygote) -> bool:
        if zygote.link.hung_up():
            lived_long = time.monotonic() - self._begun >= LONG_LIFE_SECONDS
            self.deaths = 1 if lived_long else self.deaths + 1
            zygote.close()
            log.warning("A warm process was lost; a new one is started.")
            return False
        if changed := self._changed(zygote):
            zygote.retire()
            self._older.append(zygote)
            log.info("%s changed; a new warm process is started.", changed)
            return False
        return True

    def _changed(self, zygote: Zygote) -> str:
        """Return what is no longer as it was when a warm process started; empty when all is."""
        if zygote.started_otherwise():
            return "This program's environment"
        if time.monotonic() - self._looked < LOOK_AGAIN_SECONDS:
            return ""
        self._looked = time.monotonic()
        return "The kit or its packages" if zygote.stale() else ""

    def _let_go(self) -> None:
        for zygote in list(self._older):
            if zygote.process.poll() is not None:
                zygote.close()
                self._older.remove(zygote)

    def _begin_anew(self) -> None:
        self._turn = threading.Lock()
        if self._now is not None:
            self._older.append(self._now)
            self._now = None

    def close(self) -> None:
        """End every warm process with all it started."""
        with self._turn:
            for zygote in (*self._older, *([self._now] if self._now is not None else ())):
                zygote.close()
            self._older.clear()
            self._now = None
