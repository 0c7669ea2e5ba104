"""The renderer's parts put together: scripts in their order, styles, typefaces."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kit.show import fonts

if TYPE_CHECKING:
    from collections.abc import Callable

STATIC = Path(__file__).parent / "static"
FORM = ("elements", "controls", "shelf", "outbox", "asking", "block", "grid", "row", "form")
"""What every host needs, in order."""

FACES = (
    ("Kit Sans", "Inter-Regular.latin.woff2", 400),
    ("Kit Sans", "Inter-SemiBold.latin.woff2", 600),
    ("Kit Serif", "Literata-SemiBold.latin.woff2", 600),
)
LATIN = "U+0000-00FF,U+0131,U+0152-0153,U+02C6-02DC,U+2000-206F,U+20AC,U+2190-2193,U+2212,U+2713"


@cache
def script(*hosts: str) -> str:
    """Return the renderer with the scripts of its hosts: `widget`, `worksheet`, `participant`."""
    parts = [(STATIC / f"{name}.js").read_text(encoding="utf-8") for name in (*FORM, *hosts)]
    return '"use strict";\n' + "\n".join(parts)


@cache
def style(*hosts: str) -> str:
    """Return the style sheet with those of its hosts."""
    names = ("tokens", "form", *hosts)
    return "\n".join((STATIC / f"{name}.css").read_text(encoding="utf-8") for name in names)


def faces(folder: str) -> str:
    """Return the style rules that load the report's typefaces from a folder of the same server."""
    return _faces(lambda file: f"{folder}{file}")


def _faces(link: Callable[[str], str]) -> str:
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
        f"src:url({link(file)}) format('woff2');unicode-range:{LATIN}}}"
        for family, file, weight in FACES
    )


@cache
def notebook_look() -> str:
    """Return the style of a notebook with the typefaces inside: nothing is fetched for it."""
    # Under the names that the pictures and tables of the report ask for.
    embedded = _faces(_embedded).replace("Kit Sans", "Inter").replace("Kit Serif", "Literata")
    return embedded + style("notebook")


def _embedded(file: str) -> str:
    data = base64.b64encode((fonts.FOLDER / file).read_bytes()).decode()
    return f"data:font/woff2;base64,{data}"


def font_file(name: str) -> Path | None:
    """Return a typeface file by its name; None for any other name."""
    known = {file for _, file, _ in FACES}
    return fonts.FOLDER / name if name in known else None
