"""What goes wrong, said so that a person can mend it.

A `Problem` names the place, what was found there, what is allowed and what to do.
Every error of the kit carries all its problems at once, so that nobody mends one
cell only to be told of the next.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTHING = "nothing"
LONGEST_PLACE = 200
_RIGHTS = (
    "a place closed to this account",
    "one that can be used",
    "Choose another place, or ask for the right to use this one.",
)
_FULL = ("a full disk", "enough for this", "Free some space and try again.")
_A_FILE = ("a file", "a folder", "Name a folder, or take the file away.")
_SYSTEM = {
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: ("a limit on the size of files", *_FULL[1:]),
    errno.EROFS: ("a disk for reading only", "one that may be written to", "Choose another place."),
    errno.ENAMETOOLONG: ("a path that is too long", "one that the system takes", "Shorten it."),
    errno.ELOOP: ("a link that leads in a circle", "a file or a folder", "Mend the link."),
    errno.EISDIR: ("a folder", "a file", "Name a file, or take the folder away."),
    errno.ENOTDIR: _A_FILE,
    errno.EEXIST: _A_FILE,
    errno.ENOENT: (NOTHING, "a file or a folder", "Check the path."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in the four parts a reader needs.

    Attributes:
        where: The place, as the reader sees it: `answers.csv row 14, audiences.overlap`.
        found: What stands there, quoted: `'lots'`; `NOTHING` where something is missing.
        allowed: What may stand there, as a noun phrase: `a number from 1 to 5`.
        fix: What to do, as a whole sentence.
        code: A short stable name of the kind of problem, for programs.
    """

    where: str
    found: str
    allowed: str
    fix: str
    code: str = ""

    def __str__(self) -> str:
        """Return the problem as one line of plain English."""
        if self.found == NOTHING:
            return f"{self.where}: nothing is there; it should be {self.allowed}. {self.fix}"
        return f"{self.where}: {self.found} is not {self.allowed}. {self.fix}"


def system_problem(where: str, error: OSError) -> Problem:
    """Return what the system's refusal to read or write means."""
    said = error.strerror or type(error).__name__
    other = (f"a place that answers '{said}'", "one that can be used", "Mend it, or use another.")
    where = where if len(where) <= LONGEST_PLACE else f"{where[:LONGEST_PLACE]}…"
    return Problem(where, *_SYSTEM.get(error.errno or 0, other), "system")


class KitError(Exception):
    """Anything the kit refuses, with every problem it found.

    Attributes:
        problems: All problems, in reading order; never empty.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems as parts and as text."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def _render_traceback_(self) -> list[str]:
        """Return what notebooks show in place of a traceback: the problems, in plain words."""
        return [str(problem) for problem in self.problems]


class ContentError(KitError):
    """The content files contradict themselves or each other."""


class InputError(KitError):
    """Answers, rows or settings that came in cannot be accepted."""


class SourceError(KitError):
    """A source cannot be read at all: missing, truncated, not a workshop."""


class StoreError(KitError):
    """A workshop file cannot be written or is not in a state to be written."""


class DecisionInputError(KitError):
    """The decision engine was given tables it cannot decide from."""


class RenderError(KitError):
    """A report could not be rendered."""
