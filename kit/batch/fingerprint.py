"""What a report depends on besides its input: the kit's own files, the notebook, the formats."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import kit

if TYPE_CHECKING:
    from collections.abc import Iterable

SKIPPED = {"__pycache__"}


@cache
def of_the_kit() -> str:
    """Return a hash of every file of the kit: code, content, templates, fonts."""
    root = Path(kit.__file__).parent
    digest = sha256()
    for file in sorted(root.rglob("*")):
        if file.is_file() and not SKIPPED & set(file.parts) and file.suffix != ".pyc":
            digest.update(file.relative_to(root).as_posix().encode() + b"\0")
            digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def of_a_run(notebook: str, formats: Iterable[str]) -> str:
    """Return a hash of everything that all reports of a run share."""
    parts = (of_the_kit(), sha256(notebook.encode()).hexdigest(), *sorted(formats))
    return sha256("\n".join(parts).encode()).hexdigest()
