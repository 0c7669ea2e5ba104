"""Which characters the shipped fonts can print, and what stands for those they cannot.

PDF/UA refuses to compile a text with a glyph that no font has; one emoji must not cost a report.
"""

from __future__ import annotations

import re
import unicodedata

from kit.show.fonts import covered

ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
SIGNS = frozenset({"So", "Sk", "Sm", "Sc", "No", "Cn", "Co"})
JOINER = "\u200d"
TONES = "\U0001f3fb-\U0001f3ff"
FIRST_FLAG = "\U0001f1e6"
FLAG = f"{FIRST_FLAG}-\U0001f1ff"
INVISIBLE = frozenset("\n\t\u200b\u200c\u200d")


def uncovered(words: str) -> set[str]:
    """Return the characters of the text that no shipped font has."""
    return set(words) - covered() - INVISIBLE


def is_symbol(letter: str) -> bool:
    """Return whether a character is a picture or sign, which its name can replace."""
    return bool(ACCENTS.match(letter)) or unicodedata.category(letter) in SIGNS


def spell_symbols(words: str) -> str:
    """Return the text with symbols that cannot be printed as their Unicode names in brackets.

    Symbols joined into one picture share a bracket, without their skin tones; brackets beside each
    other are kept apart. Accents that no font sets are left out: the letter below them can still
    be read.
    """
    missing = {letter for letter in uncovered(words) if is_symbol(letter)}
    if not missing:
        return words
    lone = "".join(re.escape(letter) for letter in sorted(missing) if not ACCENTS.match(letter))
    kept = ACCENTS.sub(lambda found: "" if found.group() in missing else found.group(), words)
    if not lone:
        return kept
    picture = rf"[{FLAG}]{{2}}|[{lone}][{TONES}]?(?:{JOINER}\S[{TONES}]?)*{JOINER}?"
    run = re.compile(f"(?:{picture})+")
    return run.sub(lambda found: _spelt_run(re.findall(picture, found.group())), kept)


def _spelt_run(pictures: list[str]) -> str:
    return " ".join(
        f"[{', '.join(filter(None, map(_name, one)))}]" for one in map(_parts, pictures)
    )


def _parts(picture: str) -> list[str]:
    """Return the symbols of one picture; the two letters of a flag stay one."""
    if re.fullmatch(f"[{FLAG}]{{2}}", picture):
        return [picture]
    tones = re.sub(f"(?<=.)[{TONES}]", "", picture)
    return [part for part in tones.split(JOINER) if part]


def _name(symbol: str) -> str:
    if len(symbol) > 1:
        letters = "".join(chr(ord(one) - ord(FIRST_FLAG) + ord("A")) for one in symbol)
        return f"flag {letters}"
    return unicodedata.name(symbol, f"U+{ord(symbol):04X}").lower()
