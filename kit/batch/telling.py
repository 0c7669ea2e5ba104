"""What a batch says while it runs: a line that moves on a terminal, plain lines or JSON elsewhere.

Nothing anybody said and nobody's name passes here: organisations are told by the eight
digits at the end of their folder's name, which the manifest has too.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

from kit.batch.jobs import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Event = dict[str, Any]
SHARE = 0.1
REFRESH_SECONDS = 0.2
MINUTE, HOUR = 60, 3600


ENDED = {
    Status.OK: "ok",
    Status.UNCHANGED: "unchanged",
    Status.REFUSED: "refused",
    Status.FAILED: "failed",
    Status.KILLED: "died",
    Status.TIMEOUT: "took too long",
    Status.NOT_RUN: "not rendered",
}


def ended(counts: Mapping[Status, int]) -> str:
    """Return how many organisations ended how: `287 ok, 13 refused, 1 took too long`."""
    said = [f"{counts[status]} {word}" for status, word in ENDED.items() if counts.get(status)]
    return ", ".join(said) or "nothing to do"


def teller(*, events: bool) -> Callable[[Event], None]:
    """Return what is to be told of each event: prints JSON, a moving line or plain lines."""
    if events:
        return _as_json
    return Progress(moving=sys.stderr.isatty())


def _as_json(event: Event) -> None:
    print(json.dumps({"at": round(time.time(), 3), **event}), flush=True)  # noqa: T201  the output


class Progress:
    """Counts what is done and says how long the rest will take."""

    def __init__(self, *, moving: bool) -> None:
        """Say it in one line that moves, or in a plain line for each tenth."""
        self._moving = moving
        self._total = self._done = self._failed = 0
        self._began = self._said = time.monotonic()
        self._share = 0.0
        self._word = ""

    def __call__(self, event: Event) -> None:
        """Take note of an event and say what is worth saying."""
        kind = event["event"]
        if kind in {"checking", "rendering"}:
            self._begin(kind, event.get("sources", event.get("reports", 0)))  # type: ignore[arg-type]  # a count, in these events
        elif kind == "checked":
            self._done += 1
            self._failed += not event["ok"]
        elif kind == "finished":
            self._done += 1
            if event["status"] != "ok":
                self._failed += 1
                self._line(f"{event['key']}: {event['message']}")
        elif kind == "retry":
            self._line(f"{event['key']}: {event['message']}; it is tried again")
        elif kind == "index" and not event["ok"]:
            self._line("The comparison of all could not be written; every report was.")
        self._progress()

    def _begin(self, word: str, total: int) -> None:
        self._word, self._total = word, total
        self._done = self._failed = 0
        self._share = 0.0
        self._began = time.monotonic()

    def _progress(self) -> None:
        if not self._total or not self._done:
            return
        now = time.monotonic()
        finished = self._done >= self._total
        if self._moving:
            if finished or now - self._said >= REFRESH_SECONDS:
                self._said = now
                print(f"\r\x1b[K{self._text(now)}", end="\n" if finished else "", file=sys.stderr)  # noqa: T201  the progress line itself
                sys.stderr.flush()
        elif finished or self._done / self._total >= self._share + SHARE:
            self._share = self._done / self._total
            self._line(self._text(now))
        if finished:
            self._total = 0

    def _text(self, now: float) -> str:
        word = "with problems" if self._word == "checking" else "failed"
        failed = f", {self._failed} {word}" if self._failed else ""
        left = (now - self._began) / self._done * (self._total - self._done)
        rest = f", about {_duration(left)} left" if self._done < self._total else ""
        return f"{self._word}: {self._done} of {self._total}{failed}{rest}"

    def _line(self, text: str) -> None:
        start = "\r\x1b[K" if self._moving else ""
        print(f"{start}{text}", file=sys.stderr, flush=True)  # noqa: T201  progress


def _duration(seconds: float) -> str:
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    if seconds < HOUR:
        return f"{seconds / MINUTE:.0f} min"
    return f"{seconds / HOUR:.1f} h"
