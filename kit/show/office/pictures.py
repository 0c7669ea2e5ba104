"""Charts as pixels for office programs, which cannot all draw SVG: typst paints them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst

from kit.show import fonts

PPI = 160
SOURCE = Path(__file__).parent / "templates" / "picture.typ"


def png(svg: str) -> bytes:
    """Return an SVG of ours as a PNG of 160 pixels an inch."""
    made = _compiler().compile(format="png", ppi=PPI, sys_inputs={"svg": svg})
    assert isinstance(made, bytes)  # noqa: S101  one page
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        SOURCE, root=SOURCE.parent, font_paths=[fonts.FOLDER], ignore_system_fonts=True
    )
