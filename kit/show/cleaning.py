"""Text made safe to print: no control characters, no direction overrides, no endless lengths.

Answers are cleaned at the door; a Strategy may also come from a file that never passed it.
"""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ufffe\uffff"
    "\U000e0000-\U000e0fff\ue000-\uf8ff]"
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
NAME, TITLE, CELL, SENTENCE, TEXT = 160, 400, 600, 1200, 4000


def clean(words: str) -> str:
    """Return the text without what cannot be printed; lone surrogates become U+FFFD."""
    if words.isascii() and words.isprintable():  # most texts of most reports: nothing to look for
        return words
    return _UNPRINTABLE.sub("", _SURROGATE.sub("\ufffd", words.replace("\r\n", "\n")))


def cap(words: str, most: int) -> str:
    """Return the text, cut with a remark when it is longer than any reader would read."""
    if len(words) <= most:
        return words
    return f"{words[:most].rstrip()}… [{len(words) - most:,} more characters]"


def breakable(words: str, longest: int = 24) -> str:
    """Return the text with places to break in words of more letters than `longest`.

    A long Latin word breaks with a hyphen, an address or another script without one.
    """
    long_word = rf"[^\s\u200b\u00ad]{{{longest + 1},}}"
    return re.sub(long_word, lambda found: _broken(found.group()), words)


def _broken(word: str) -> str:
    """Return a word with break points; two letters of a Latin word never stand alone."""
    if not _LATIN.fullmatch(word):
        return "\u200b".join(word[at : at + 10] for at in range(0, len(word), 10))
    return "\u00ad".join(re.findall(r".{5}(?=.{3})|.+", word))
