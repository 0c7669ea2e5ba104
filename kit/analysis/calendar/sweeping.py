"""The last door: every text of a finished strategy, looked at once more before anybody reads it."""

from __future__ import annotations

from typing import TypeVar

from kit.analysis.calendar.secrets import Reader
from kit.model.texts import texts_of, with_texts

Whole = TypeVar("Whole")
NAMES = frozenset({"id", "rule", "section", "source", "department", "serves", "severity"})


def without_secrets(whole: Whole, reader: Reader) -> Whole:
    """Return a dataclass of texts in which none gives away what its reader may not know.

    Texts that would are replaced whole by whom to ask: half a sentence can still be guessed.
    """
    if not reader.phrases:
        return whole
    return with_texts(whole, reader.withheld(texts_of(whole, NAMES)), NAMES)
