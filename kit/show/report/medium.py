"""Where a report is read, and what it is told as."""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeAlias

View: TypeAlias = dict[str, Any]


class Medium(Enum):
    """Where a report is read: what only others can show is left out, and never drawn."""

    PAGE = "a page on screens of any width, phones included"
    WIDE = "one width: a notebook's cell, a document, slides"
    PAPER = "a PDF, cut into printed pages"
