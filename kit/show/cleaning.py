"""Text made safe to print: no control characters, no direction overrides, no endless lengths.

Answers are cleaned at the door; a Strategy may also come from a file that never passed it.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Noun = TypeVar("Noun")

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ufffe\uffff"
    "\U000e0000-\U000e0fff\ue000-\uf8ff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
CELL, SENTENCE, TEXT = 600, 1200, 4000


def clean(words: str) -> str:
    """Return the text without what cannot be printed; lone surrogates become U+FFFD."""
    return _UNPRINTABLE.sub("", _SURROGATE.sub("\ufffd", words.replace("\r\n", "\n")))


def cap(words: str, most: int) -> str:
    """Return the text, cut with a remark when it is longer than any reader would read."""
    if len(words) <= most:
        return words
    return f"{words[:most].rstrip()}… [{len(words) - most:,} more characters]"


def breakable(words: str, longest: int = 24) -> str:
    """Return the text with invisible break points inside words of more letters than `longest`."""
    long_word = rf"[^\s\u200b]{{{longest + 1},}}"
    return re.sub(long_word, lambda found: _break_every(found.group(), 10), words)


def _break_every(word: str, letters: int) -> str:
    return "\u200b".join(word[at : at + letters] for at in range(0, len(word), letters))


def change_texts(thing: Noun, change: Callable[[str], str]) -> Noun:
    """Return the same noun with every text in it changed; enums and keys stay."""
    changed: Any = _changed(thing, change)
    return changed  # type: ignore[no-any-return]  # as it came, without the letters


def _changed(thing: object, change: Callable[[str], str]) -> object:
    if isinstance(thing, Enum):
        return thing
    if isinstance(thing, str):
        return change(thing)
    if isinstance(thing, (list, tuple)):
        return type(thing)(_changed(item, change) for item in thing)
    if isinstance(thing, dict):
        return {key: _changed(value, change) for key, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type):
        old = {part.name: getattr(thing, part.name) for part in fields(thing)}
        return replace(thing, **{name: _changed(value, change) for name, value in old.items()})
    return thing
