"""Rehearsing a scenario: what the workshop holds against it, and what would have to be promised."""

from kit.analysis.rehearsal.gaps import Gap, Rehearsal, rehearse

__all__ = ["Gap", "Rehearsal", "rehearse"]
