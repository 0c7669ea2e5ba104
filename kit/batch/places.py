"""Where things lie: notebooks beside the code, reports under names that can never lead astray."""

from __future__ import annotations

import os
from pathlib import Path

import kit
from kit.answers import short_hash, slug
from kit.errors import Problem, RenderError

SHORT_NAME = 60


def notebook(name: str) -> Path:
    """Return a notebook that came with the kit.

    Raises:
        RenderError: The installation lacks it.
    """
    package = Path(kit.__file__).parent
    for folder in (package.parent / "notebooks", package / "notebooks"):
        if (folder / f"{name}.ipynb").is_file():
            return folder / f"{name}.ipynb"
    raise RenderError(
        [Problem(f"notebooks/{name}.ipynb", "nothing", "installed", "Install the kit again.")]
    )


def report_folder(out: Path, organisation: str) -> Path:
    """Return the folder of an organisation's reports.

    The name only lends its letters and digits; eight digits of its hash keep two organisations
    apart that differ in other signs. Never leaves `out`, whatever the name.
    """
    readable = slug(organisation).replace("_", "-")[:SHORT_NAME].strip("-")
    return out / f"{readable}-{short_hash(organisation)}"


def write_whole(path: str | Path, data: bytes) -> Path:
    """Write a file that appears whole or not at all, and return its path."""
    file = Path(path)
    temporary = file.with_name(f".tmp-{os.getpid()}-{short_hash(file.name)}")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    return file
