"""The last door: every text of a finished strategy, looked at once more before anybody reads it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from kit.analysis.calendar.secrets import Reader

Whole = TypeVar("Whole")
NAMES = {"id", "rule", "section", "source", "department", "serves", "severity"}


def without_secrets(whole: Whole, reader: Reader) -> Whole:
    """Return a dataclass of texts in which none gives away what its reader may not know.

    Texts that would are replaced whole by whom to ask: half a sentence can still be guessed.
    """
    if not reader.phrases:
        return whole
    swept: Whole = _swept(whole, reader)
    return swept


def _swept(value: Any, reader: Reader) -> Any:  # noqa: ANN401  whatever a strategy is made of
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return reader.safe(value)
    if isinstance(value, tuple):
        return tuple(_swept(one, reader) for one in value)
    if isinstance(value, dict):
        return {key: _swept(one, reader) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: _swept(getattr(value, field.name), reader)
            for field in fields(value)
            if field.name not in NAMES
        }
        return replace(value, **changed)
    return value
