"""How the cells of a worksheet look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.show import palette

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

FILL_ME = "#fff6d6"
FONT = "Calibri"
WRAPPED = {"text_wrap": True, "valign": "top"}


@dataclass(frozen=True, slots=True)
class Looks:
    """One format for each kind of cell."""

    title: Format
    heading: Format
    plain: Format
    label: Format
    help: Format
    ids: Format
    code: Format
    text: Format
    question: Format
    part: Format
    small: Format
    answer: Format
    free: Format
    link: Format


def looks(workbook: Workbook) -> Looks:
    """Return the formats of one workbook; cells to fill are text cells."""

    def made(**properties: Any) -> Format:  # noqa: ANN401  XlsxWriter's own properties
        return workbook.add_format({"font_name": FONT, "font_color": palette.INK, **properties})

    line = {"bottom": 1, "bottom_color": palette.HAIR}
    return Looks(
        title=made(font_size=18, bold=True),
        heading=made(font_size=13, bold=True),
        plain=made(font_size=11),
        label=made(bold=True, bg_color=palette.TINT, bottom=1, **WRAPPED),
        help=made(font_size=9, font_color=palette.MUTED, **WRAPPED),
        ids=made(font_size=7, font_color=palette.FAINT, num_format="@", valign="top"),
        code=made(font_size=9, font_color=palette.MUTED, valign="top", **line),
        text=made(**WRAPPED, **line),
        question=made(bold=True, **WRAPPED, **line),
        part=made(indent=1, **WRAPPED, **line),
        small=made(font_size=9, font_color=palette.MUTED, **WRAPPED, **line),
        answer=made(
            bg_color=FILL_ME, num_format="@", border=1, border_color=palette.BAR, **WRAPPED
        ),
        free=made(num_format="@", **WRAPPED),
        link=made(font_color="#1d3f72", underline=1),
    )
