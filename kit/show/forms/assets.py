"""The renderer's parts put together: scripts in their order, styles, typefaces."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kit.show import fonts

STATIC = Path(__file__).parent / "static"
FORM = ("elements", "controls", "shelf", "outbox", "asking", "grid", "row", "form")
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
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
        f"src:url({folder}{file}) format('woff2');unicode-range:{LATIN}}}"
        for family, file, weight in FACES
    )


def font_file(name: str) -> Path | None:
    """Return a typeface file by its name; None for any other name."""
    known = {file for _, file, _ in FACES}
    return fonts.FOLDER / name if name in known else None
