"""Rules: one short pure function each, registered with what it serves.

A rule looks at a situation and yields findings. Its threshold is content, its sentence is what a
person would say. tests/analysis/rules has, for each, a case in which it fires and one in which it
does not; a test fails when a rule lacks either.
"""

from kit.analysis.rules import (
    accounts,
    calendar,
    content,
    decisions,
    following,
    goals,
    handovers,
    launches,
    participation,
    parts,
    plans,
    replies,
    resources,
    sharing,
    voices,
)
from kit.analysis.rules.registry import Rule, find, rules

__all__ = [
    "Rule",
    "accounts",
    "calendar",
    "content",
    "decisions",
    "find",
    "following",
    "goals",
    "handovers",
    "launches",
    "participation",
    "parts",
    "plans",
    "replies",
    "resources",
    "rules",
    "sharing",
    "voices",
]
