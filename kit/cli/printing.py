"""What commands print: results to standard output, everything else to standard error."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.errors import KitError

MOST_PROBLEMS = 40


def use_letters_that_can_be_printed() -> None:
    """Let no name stop a command: pipes and files get UTF-8, an older terminal what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # not where somebody captures what is printed
            piped = stream is sys.stdout and not stream.isatty()
            stream.reconfigure(
                encoding="utf-8" if piped else stream.encoding, errors="backslashreplace"
            )


def say(text: str) -> None:
    """Print what a command was asked for."""
    print(text)  # noqa: T201  plain lines, for people and for pipes


def tell(text: str) -> None:
    """Print progress, which stays out of pipes."""
    print(text, file=sys.stderr)  # noqa: T201  as above


def complain(error: KitError) -> None:
    """Print every problem of an error, one a line."""
    shown = error.problems[:MOST_PROBLEMS]
    left = len(error.problems) - len(shown)
    for problem in shown:
        tell(str(problem))
    if left:
        tell(f"… and {left} more.")
    count = len(error.problems)
    tell(f"{count} {'problem' if count == 1 else 'problems'}; nothing was written.")
