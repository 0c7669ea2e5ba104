"""Which organisations: folders of them, single ones, addresses, or a list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kit.errors import Problem, SourceError
from kit.store import is_url

if TYPE_CHECKING:
    from collections.abc import Iterable

LIST = "-"
ORGANISATION_FILE, ANSWERS_FILE = "organisation.toml", "answers.csv"
NOT_SOURCES = {".md", ".txt", ".lock", ".log", ".html", ".pdf", ".ipynb", ".py"}


def found_in(sources: Iterable[str], listed: Iterable[str] = ()) -> list[str]:
    """Return every single source, in the order given and by name within a folder.

    Args:
        sources: Folders of organisations, single sources, addresses; `-` for `listed`.
        listed: The lines of standard input.

    Raises:
        SourceError: One names nothing, or a folder without any organisation.
    """
    found: list[str] = []
    problems: list[Problem] = []
    for source in sources:
        if source == LIST:
            found += [line.strip() for line in listed if line.strip()]
        elif is_url(source) or Path(source).is_file():
            found.append(source)
        elif Path(source).is_dir():
            inside = _inside(Path(source))
            found += inside
            if not inside:
                what = "a folder without any organisation"
                problems.append(_problem(source, what, "a folder that holds some"))
        else:
            problems.append(_problem(source, "nothing", "a file, a folder or an address"))
    if problems:
        raise SourceError(problems)
    return list(dict.fromkeys(found))


def _inside(folder: Path) -> list[str]:
    if (folder / ORGANISATION_FILE).is_file():
        return [str(folder)]
    return [
        str(path)
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".") and path.suffix.lower() not in NOT_SOURCES
    ]


def _problem(source: str, found: str, allowed: str) -> Problem:
    return Problem(source, found, allowed, "Check the path.", "source")
