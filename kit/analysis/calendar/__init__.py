"""The shared calendar: what clashes, what depends on what, and who may know why."""

from kit.analysis.calendar.conflicts import conflicts
from kit.analysis.calendar.hints import may_give_away
from kit.analysis.calendar.nouns import Calendar, Clash, Conflict, Effect
from kit.analysis.calendar.reading import read_calendar
from kit.analysis.calendar.ripple import Affected, ripple
from kit.analysis.calendar.secrets import Reader, known_whole
from kit.analysis.calendar.sweeping import without_secrets

__all__ = [
    "Affected",
    "Calendar",
    "Clash",
    "Conflict",
    "Effect",
    "Reader",
    "conflicts",
    "known_whole",
    "may_give_away",
    "read_calendar",
    "ripple",
    "without_secrets",
]
