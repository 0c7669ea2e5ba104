"""What every chart function returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.model.report import Table


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG, in words with its numbers, and as a table."""

    svg: str
    alt: str
    table: Table
