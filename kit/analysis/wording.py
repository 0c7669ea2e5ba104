"""Numbers, lists and plurals as people write them in British English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kit.model.content import AccountModel

NUMBER_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
MODEL_WORDS = {
    AccountModel.CENTRAL: "central",
    AccountModel.CONTRIBUTOR: "contributor",
    AccountModel.OWN: "own account",
}
MODEL_PHRASES = {
    AccountModel.CENTRAL: "the main account speaking for it",
    AccountModel.CONTRIBUTOR: "contributing to the main account",
    AccountModel.OWN: "an account of its own",
}


def count_word(count: int) -> str:
    """Return a small number in words, a large one in digits: `three`, `14`."""
    return NUMBER_WORDS[count] if 0 <= count < len(NUMBER_WORDS) else f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 answer`, `2 answers`, `3 people`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def counted_words(count: int, one: str, many: str = "") -> str:
    """Return a number in words with its noun: `one department`, `two departments`."""
    return f"{count_word(count)} {one if count == 1 else many or f'{one}s'}"


def hours_text(hours: float) -> str:
    """Return hours as people say them: `1 hour`, `6.5 hours`, `1,200 hours`."""
    rounded = round(hours, 1)
    return f"{rounded:,.1f}".removesuffix(".0") + (" hour" if rounded == 1 else " hours")


def listed(names: Sequence[str], last: str = "and") -> str:
    """Return names as a list in a sentence: `A, B and C`."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def listed_few(names: Sequence[str], most: int = 4, last: str = "and") -> str:
    """Return the first names and how many more there are: `A, B and 3 more`."""
    if len(names) <= most:
        return listed(names, last)
    return f"{', '.join(names[: most - 1])} {last} {len(names) - most + 1} more"


def sentence(text: str) -> str:
    """Return the text with a capital first letter and a full stop."""
    text = text.strip()
    ended = text if text.endswith((".", "!", "?", "…")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def long_date(day: str) -> str:
    """Return `2026-11-22` as `22 November 2026`; an empty date stays empty."""
    if not day:
        return ""
    parsed = date.fromisoformat(day)
    return f"{parsed.day} {parsed:%B %Y}"


def signed(value: float) -> str:
    """Return a difference with one decimal and its sign: `+1.5`, `−0.3`, `0`."""
    rounded = round(value, 1)
    if not rounded:
        return "0"
    return f"{rounded:+.1f}".replace("-", "−")


def points(value: float) -> str:
    """Return points of 100 with at most one decimal: `9 points`, `0.8 points`, `1 point`."""
    shown = f"{value:.1f}".removesuffix(".0")
    return f"{shown} {'point' if shown == '1' else 'points'}"
