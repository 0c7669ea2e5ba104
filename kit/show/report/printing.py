"""The PDF report: typst reads the same view as data, never as markup."""

from __future__ import annotations

import base64
import json
import logging
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from kit.errors import Problem, RenderError
from kit.model.texts import change_texts, texts_of
from kit.show import fonts, palette, words
from kit.show.charts.svg import ARABIC
from kit.show.cleaning import breakable, clean
from kit.show.office.pictures import png
from kit.show.report.extras import Extra, ExtraKind
from kit.show.report.glyphs import is_symbol, spell_symbols, uncovered
from kit.show.report.view import Medium, View, framed, view

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kit.model.strategy import Strategy

LOG = logging.getLogger(__name__)
SOURCE = Path(__file__).parent / "templates" / "report.typ"
MOST_NAMED = 8
SVG_KEYS = frozenset({"svg", "data", "mime", "id", "section"})


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF and what could not be kept in it.

    Attributes:
        accessible: Whether it was compiled as PDF/UA-1.
        remarks: Sentences on replaced symbols and missing glyphs.
    """

    data: bytes
    accessible: bool
    remarks: tuple[str, ...] = ()


def render_pdf(strategy: Strategy, extras: Sequence[Extra] = ()) -> Printed:
    """Return the report as PDF, as PDF/UA-1 unless a needed glyph is nowhere to be found.

    Raises:
        RenderError: typst refuses the report; only our own templates can cause it.
    """
    try:
        printed = _print(strategy, extras)
    except typst.TypstError as refused:
        pictures = any(extra.kind is ExtraKind.PICTURE for extra in extras)
        if not pictures:
            raise _refused(refused) from refused
        printed = _print(strategy, [_named(extra) for extra in extras])
        remark = "a picture of the notebook cannot be printed; its description stands instead"
        printed = replace(printed, remarks=(*printed.remarks, remark))
    for remark in printed.remarks:
        LOG.warning("PDF of %s: %s", strategy.organisation[:80], remark)
    return printed


def _refused(refused: typst.TypstError) -> RenderError:
    fix = "Please report this with the strategy's JSON; the HTML report is not affected."
    found = f"a report on which typst says {refused.message!r}"
    return RenderError([Problem("the PDF", found, "one that can be printed", fix, "typst")])


def _named(extra: Extra) -> Extra:
    """Return a picture as its description."""
    if extra.kind is not ExtraKind.PICTURE:
        return extra
    return Extra(ExtraKind.TEXT, f"[Picture: {extra.text}]")


def _print(strategy: Strategy, extras: Sequence[Extra]) -> Printed:
    missing = uncovered("".join(_texts(strategy, extras)))
    if missing:
        strategy = change_texts(strategy, spell_symbols)
        extras = change_texts(tuple(extras), spell_symbols)
    told = _painted(_prepared(view(strategy, extras, Medium.PAPER), breakable))
    letters = {letter for letter in missing if not is_symbol(letter)}
    moment = words.fixed_moment(strategy.workshop_date)
    data = {
        **told,
        "looks": _looks(),
        "colours": _colours(),
        "dated": words.workshop_day(strategy.workshop_date) is not None,
        "day": [moment.year, moment.month, moment.day],
    }
    remarks = _remarks(missing - letters)
    return _compile(json.dumps(data, ensure_ascii=False), moment, letters, remarks)


def _texts(strategy: Strategy, extras: Sequence[Extra]) -> list[str]:
    return [clean(text) for text in texts_of((strategy, *extras), leave=frozenset({"data"}))]


def _prepared(thing: Any, change: Callable[[str], str], key: str = "") -> Any:  # noqa: ANN401  any of the report's dataclasses
    """Return the view with break points in its texts, pictures left alone."""
    if isinstance(thing, dict):
        return {name: _prepared(value, change, name) for name, value in thing.items()}
    if isinstance(thing, list):
        return [_prepared(item, change, key) for item in thing]
    if isinstance(thing, str) and key not in SVG_KEYS:
        return change(thing)
    return thing


def _painted(told: View) -> View:
    """Return the view with charts that hold Arabic painted; their words stay in the description.

    typst knows no letter for the dots of Arabic inside a drawing, and PDF/UA refuses such text.
    """
    blocks = [block for section in told["sections"] for block in section["blocks"]]
    for picture in (one for block in blocks for one in block.get("pictures", ())):
        if ARABIC.search(picture["svg"]):
            data = base64.b64encode(png(picture["svg"])).decode()
            painted = Extra(ExtraKind.PICTURE, picture["alt"], "image/png", data)
            picture["svg"] = framed(painted)
    return told


def _remarks(symbols: set[str]) -> tuple[str, ...]:
    if not symbols:
        return ()
    named = [unicodedata.name(one, f"U+{ord(one):04X}").lower() for one in sorted(symbols)]
    shown = ", ".join(named[:MOST_NAMED]) + (", …" if len(named) > MOST_NAMED else "")
    count = words.count(len(symbols), "symbol is", "symbols are")
    return (f"{count} printed as words: {shown}",)


def _without_font(letters: set[str]) -> str:
    """Return which letters no font has, by script, and what to install."""
    shown = ", ".join(f"U+{ord(letter):04X}" for letter in sorted(letters)[:MOST_NAMED])
    scripts = sorted({_script(letter) for letter in letters})
    return (
        f"no font on this machine has all of its {words.listed(scripts)} letters ({shown}). "
        "Install one, such as Debian's fonts-noto-core, or fonts-noto-cjk for Chinese, Japanese "
        "and Korean, and print it again; the HTML report is not affected"
    )


def _script(letter: str) -> str:
    """Return the script of a letter in a reader's words, from its Unicode name."""
    first = unicodedata.name(letter, "unnamed").replace("-", " ").split()[0].capitalize()
    return {"Cjk": "Chinese", "Katakana": "Japanese", "Hiragana": "Japanese"}.get(first, first)


def _looks() -> dict[str, dict[str, str]]:
    return {look.key: {"fill": look.fill, "tint": look.tint} for look in palette.LOOKS.values()}


def _colours() -> dict[str, str]:
    names = ("INK", "MUTED", "HAIR", "TINT", "BAR", "ALERT", "GOOD")
    return {name.lower(): getattr(palette, name) for name in names}


def _compile(data: str, moment: Any, letters: set[str], remarks: tuple[str, ...]) -> Printed:  # noqa: ANN401  any of the report's dataclasses
    """Return the PDF; fonts of the machine are asked only for letters that ours lack."""
    compiler = _compiler(system_fonts=bool(letters))
    given: dict[str, Any] = {
        "format": "pdf",
        "sys_inputs": {"report": data},
        "timestamp": moment,
    }
    try:
        made = compiler.compile(pdf_standards=["ua-1"], **given)
    except typst.TypstError as refused:
        made = compiler.compile(**given)
        why = _without_font(letters) if letters else refused.message[:200]
        remark = f"this PDF is not PDF/UA: {why}"
        return Printed(_bytes(made), accessible=False, remarks=(*remarks, remark))
    return Printed(_bytes(made), accessible=True, remarks=remarks)


def _bytes(made: object) -> bytes:
    if not isinstance(made, bytes):
        message = f"typst returned {type(made).__name__} instead of one PDF"
        raise TypeError(message)
    return made


@cache
def _compiler(*, system_fonts: bool) -> typst.Compiler:
    """Return the compiler; it reads fonts once and may read no file but its own."""
    return typst.Compiler(
        SOURCE,
        root=SOURCE.parent,
        font_paths=[fonts.FOLDER],
        ignore_system_fonts=not system_fonts,
    )
