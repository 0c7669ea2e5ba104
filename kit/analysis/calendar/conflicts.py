"""Every clash of a calendar: sixteen rules and one question, asked in turn."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kit.analysis.calendar.approvals import approval_too_late, approver_overload, asset_too_late
from kit.analysis.calendar.crowding import crowded, holiday_or_night, long_gaps
from kit.analysis.calendar.likeness import alike
from kit.analysis.calendar.nouns import Calendar, Clash, Effect
from kit.analysis.calendar.partners import keyword_clashes, missing_partner
from kit.analysis.calendar.table import Table
from kit.analysis.calendar.windows import (
    before_closure,
    constrained,
    maybe_about,
    stale_facts,
    subject_ended,
)

LOOKS: tuple[Callable[[Table], Iterator[Clash]], ...] = (
    subject_ended,
    before_closure,
    constrained,
    approval_too_late,
    approver_overload,
    crowded,
    alike,
    keyword_clashes,
    missing_partner,
    asset_too_late,
    holiday_or_night,
    long_gaps,
    stale_facts,
    maybe_about,
)
ORDER = {effect: place for place, effect in enumerate(Effect)}


def conflicts(calendar: Calendar) -> tuple[Clash, ...]:
    """Return every clash of a calendar, the strictest first, then by day.

    The sentences may name what not everybody may know: `kit.analysis.calendar.redaction` tells
    each reader what that reader may.
    """
    with resting_collector():
        table = Table(calendar)
        found = [clash for look in LOOKS for clash in look(table)]
    return tuple(sorted(found, key=lambda one: (ORDER[one.effect], one.day, one.items)))


@contextmanager
def resting_collector() -> Iterator[None]:
    """Keep the cyclic collector from walking millions of words that nothing has let go of.

    It would take as long as the rules themselves; reference counting goes on.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
