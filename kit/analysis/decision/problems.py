"""What the engine refuses, and what it only remarks on.

Errors (codes E01 to E10) stop the analysis: all of them are collected and raised once, as a
`DecisionInputError` whose problems carry the code. Remarks (codes W01 to W10) never stop it:
they are `DecisionWarning` objects on the result, so that they can be filtered, shown beside the
figure they concern and stored with it. Nothing is printed and `warnings.warn` is not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from kit.errors import DecisionInputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

LONGEST_QUOTE = 60
T = TypeVar("T")


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


def is_whole(found: object) -> bool:
    """Say whether something is a whole number, Python's or NumPy's; yes and no are none."""
    return isinstance(found, Integral) and not isinstance(found, bool)


def plain_number(found: object) -> float:
    """Return a setting as a plain number; NaN for yes or no, text, and all that is no number.

    >>> plain_number(np.float32(0.5)), plain_number("half"), plain_number(True)
    (0.5, nan, nan)
    """
    if isinstance(found, np.ndarray) and not found.ndim:
        found = found.item()
    if isinstance(found, bool) or not isinstance(found, Real):
        return float("nan")
    try:
        return float(found)
    except OverflowError:
        return float("nan")


def shown(setting: object) -> str:
    """Return a setting as it was given, a text in quotation marks: `'3'` is no 3."""
    return quoted(setting) if isinstance(setting, str) else str(setting)


def listed(given: object) -> tuple[Any, ...]:
    """Return several things as a tuple; one of them, such as a text, as a tuple of it alone.

    `("reach")` is a text: taken letter by letter it would be five questions.

    >>> listed("reach"), listed(["reach", "trust"]), listed(None)
    (('reach',), ('reach', 'trust'), ())
    """
    if given is None:
        return ()
    if isinstance(given, Iterable) and not isinstance(given, str):
        return tuple(given)
    return (given,)


def whole_number_problems(where: str, found: object, least: int) -> Iterator[Problem]:
    """Yield what is wrong with a count or a seed.

    >>> [str(one) for one in whole_number_problems("seed", -1, 0)]
    ['seed: -1 is not a whole number, zero or more. Use 0 when in doubt.']
    """
    if not (is_whole(found) and int(str(found)) >= least):
        allowed = f"a whole number, {'zero' if not least else 'one'} or more"
        fix = "Use 0 when in doubt." if not least else "Leave it out for the default."
        yield Problem(where, f"{found}", allowed, fix, "E02")


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


@dataclass
class Collected:
    """The problems of several checks in a row, raised together at the end.

    Attributes:
        problems: Those found so far.
    """

    problems: list[Problem] = field(default_factory=list)

    def take(self, check: Callable[[], T], otherwise: T) -> T:
        """Return what a check gives; where it refuses, keep its problems and go on with a stand-in.

        >>> found = Collected()
        >>> found.take(lambda: numbers("shares", ["half"]), np.zeros(1)).tolist()
        [0.0]
        >>> str(found.problems[0])
        "shares: 'half' is not a number. Give numbers only."
        """
        try:
            return check()
        except DecisionInputError as error:
            self.problems += error.problems
            return otherwise

    def refuse(self) -> None:
        """Raise everything found.

        Raises:
            DecisionInputError: There is at least one problem.
        """
        refuse_if_any(self.problems)


def numbers(where: str, given: npt.ArrayLike, code: str = "E02") -> npt.NDArray[np.float64]:
    """Return a new array of what was given; None becomes missing.

    Args:
        where: What it is, for the error.
        given: Numbers, in lists of any depth.
        code: Of the error.

    Raises:
        DecisionInputError: Something is no number, or rows differ in length.
    """
    try:
        return np.array(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        stranger = _not_a_number(given)
    if stranger is not None:
        raise DecisionInputError(
            [Problem(where, quoted(stranger), "a number", "Give numbers only.", code)]
        )
    fix = "Give every row as many numbers as the others; None where one is missing."
    raise DecisionInputError([Problem(where, "rows of several lengths", "a table", fix, code)])


def _not_a_number(given: object) -> object | None:
    """Return the first thing that is no number, None when all are."""
    if isinstance(given, str) or not isinstance(given, Sequence | np.ndarray):
        try:
            np.float64(given)  # type: ignore[arg-type]  # tried, to see whether it is one
        except (TypeError, ValueError, OverflowError):
            return None if given is None else given
        return None
    found = (stranger for one in given if (stranger := _not_a_number(one)) is not None)
    return next(found, None)
