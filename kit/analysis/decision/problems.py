"""What the engine refuses, and what it only remarks on.

Errors (codes E01 to E10) stop the analysis: all of them are collected and raised once, as a
`DecisionInputError` whose problems carry the code. Remarks (codes W01 to W10) never stop it:
they are `DecisionWarning` objects on the result, so that they can be filtered, shown beside the
figure they concern and stored with it. Nothing is printed and `warnings.warn` is not used.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kit.errors import DecisionInputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class DecisionWarning:
    """Something an analyst should know, though the analysis goes on.

    Attributes:
        code: W01 highest swing is not 100 (rescaled), W02 nobody answered, W03 fewer than three
            people, W04 inconsistent pairwise comparisons, W05 the same answer to every item,
            W06 one criterion carries most of the weight, W07 a value table nearly flat,
            W08 a table edit changed what the kit says knowing nothing, W09 a participant rated
            only some criteria (left out of the weights), W10 weights compared without ranges.
        where: The participant, department, criterion or table it is about.
        message: One sentence of plain English.
    """

    code: str
    where: str
    message: str

    def to_dict(self) -> dict[str, str]:
        """Return the parts, ready for JSON."""
        return asdict(self)


def quoted(found: object) -> str:
    """Return what was found in quotation marks, shortened when it is very long."""
    text = str(found)
    if len(text) > LONGEST_QUOTE:
        text = f"{text[: LONGEST_QUOTE - 1]}…"
    return f"'{text}'"


def nearest(name: object, allowed: Sequence[str]) -> str:
    """Return a sentence that offers the nearest allowed names, or all when few, or nothing.

    >>> nearest("markting", ["hr", "marketing"])
    "Did you mean 'marketing'?"
    """
    close = get_close_matches(str(name), allowed, n=1)
    if close:
        return f"Did you mean {quoted(close[0])}?"
    few = 12
    if 0 < len(allowed) <= few:
        return f"Allowed: {', '.join(quoted(one) for one in allowed)}."
    return "Add it, or correct the name."


def refuse_if_any(problems: Iterable[Problem]) -> None:
    """Raise every problem found, at once.

    Raises:
        DecisionInputError: There is at least one problem.
    """
    found = tuple(problems)
    if found:
        raise DecisionInputError(found)


def refuse(code: str, where: str, found: object, allowed: str, fix: str) -> None:
    """Raise one problem.

    Raises:
        DecisionInputError: Always.
    """
    raise DecisionInputError([Problem(where, quoted(found), allowed, fix, code)])
