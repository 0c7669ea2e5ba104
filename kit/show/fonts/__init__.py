"""The shipped fonts, all under the SIL Open Font License without a reserved font name."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
SANS = "Inter"
SERIF = "Literata"


@cache
def widths() -> dict[str, dict[str, int]]:
    """Return, for each face, the advance of every character in thousandths of the font size."""
    table: dict[str, dict[str, int]] = json.loads(
        (FOLDER / "widths.json").read_text(encoding="utf-8")
    )
    return table


@cache
def covered() -> frozenset[str]:
    """Return the characters that print in every weight, whichever shipped face draws them."""
    table = widths()
    sans = table["Inter-Regular"].keys() & table["Inter-SemiBold"].keys()
    return frozenset(
        sans | table["NotoSansArabic-Regular"].keys() | table["NotoSansHebrew-Regular"].keys()
    )
