"""Replies that are no value, in the spellings people use, and those that could be several."""

from __future__ import annotations

import re

from kit.answers.text import folded
from kit.model.workshop import AnswerState

# Before folding, which turns a typewriter's accent into a blank with a mark on it.
APOSTROPHES = re.compile("['’‘`´ʼʹ′＇]")  # noqa: RUF001  each stands where an apostrophe should
LONGEST = 40
STATES = {
    "dont know": AnswerState.DONT_KNOW,
    "do not know": AnswerState.DONT_KNOW,
    "dont_know": AnswerState.DONT_KNOW,
    "does not apply": AnswerState.DOES_NOT_APPLY,
    "doesnt apply": AnswerState.DOES_NOT_APPLY,
    "not applicable": AnswerState.DOES_NOT_APPLY,
    "does_not_apply": AnswerState.DOES_NOT_APPLY,
}
UNCLEAR = frozenset({
    "n/a", "na", "n.a", "n/k", "nk", "dk", "d/k", "idk", "?", "-", "–", "—", "unknown", "unsure",
    "not sure", "no idea", "tbc", "tbd", "tba", "none", "nil",
})  # fmt: skip
WHICH = 'Write "don\'t know" or "does not apply", or leave it empty for "not answered".'


def state_of(text: str) -> AnswerState | None:
    """Return the state that a reply names in words; None for every other reply.

    >>> state_of("I don’t know."), state_of("DONT KNOW"), state_of("don't know the figure")
    (<AnswerState.DONT_KNOW: 'dont_know'>, <AnswerState.DONT_KNOW: 'dont_know'>, None)
    """
    return STATES.get(_bare(text).removeprefix("i ")) if len(text) <= LONGEST else None


def is_unclear(text: str) -> bool:
    """Say whether a reply could mean "don't know", "does not apply" or nothing at all.

    >>> is_unclear("N/A"), is_unclear("??"), is_unclear("4")
    (True, True, False)
    """
    return len(text) <= LONGEST and _bare(text) in UNCLEAR


def _bare(text: str) -> str:
    """Return a reply without apostrophes, and without the stops behind it."""
    word = folded(APOSTROPHES.sub("", text)).rstrip(" .!")
    return "?" if set(word) == {"?"} else word
