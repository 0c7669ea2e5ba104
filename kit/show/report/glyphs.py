"""Which characters the shipped fonts can print, and what stands for those they cannot.

PDF/UA refuses to compile a text with a glyph that no font has; one emoji must not cost a report.
"""

from __future__ import annotations

import re
import unicodedata

from kit.show.fonts import covered

ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
SIGNS = frozenset({"So", "Sk", "Sm", "Sc", "No", "Cn", "Co"})
INVISIBLE = frozenset("\n\t\u200b\u200c\u200d")


def uncovered(words: str) -> set[str]:
    """Return the characters of the text that no shipped font has."""
    return set(words) - covered() - INVISIBLE


def is_symbol(letter: str) -> bool:
    """Return whether a character is a picture or sign, which its name can replace."""
    return bool(ACCENTS.match(letter)) or unicodedata.category(letter) in SIGNS


def spell_symbols(words: str) -> str:
    """Return the text with symbols that cannot be printed as their Unicode names in brackets.

    Accents that no font sets are left out: the letter below them can still be read.
    """
    missing = {letter for letter in uncovered(words) if is_symbol(letter)}
    if not missing:
        return words
    return "".join(_spelt(letter) if letter in missing else letter for letter in words)


def _spelt(letter: str) -> str:
    if ACCENTS.match(letter):
        return ""
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}]"
