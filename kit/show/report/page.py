"""The HTML report: one page, one style, no script, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kit.show import fonts, palette
from kit.show.charts import svg
from kit.show.report.view import view

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import Template

    from kit.model.strategy import Strategy
    from kit.show.report.extras import Extra

TEMPLATES = Path(__file__).parent / "templates"
FACES = (
    ("Kit Sans", "Inter-Regular", 400),
    ("Kit Sans", "Inter-SemiBold", 600),
    ("Kit Serif", "Literata-SemiBold", 600),
)
SCRIPTS = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02C6-02DC,U+2000-206F,U+20AC,U+2122,"
    "U+2190-2193,U+2212,U+2260-2265,U+25CF,U+2713",
    "latin-ext": "U+0100-0130,U+0132-0151,U+0154-024F,U+0300-036F,U+1E00-1EFF,U+20A0-20AB,"
    "U+20AD-20CF",
    "greek": "U+0370-03FF",
    "cyrillic": "U+0400-052F,U+2116",
}
ASCII = re.compile("[\x00-\x7f]+")
LONG_WORD = re.compile(r"(\S{25,})")
BREAK_EVERY = 12
FIRST_LETTERS = {"latin-ext": ("Ā", "ɏ"), "greek": ("Ͱ", "Ͽ"), "cyrillic": ("Ѐ", "ԯ")}


def render_page(strategy: Strategy, extras: Sequence[Extra] = ()) -> str:
    """Return the report as one HTML document."""
    told = view(strategy, extras)
    style = _style(scripts_of(repr(told)))
    page = _template().render(
        report=told,
        style=Markup(style),  # noqa: S704  our own style sheet
        style_hash=style_hash(style),
        **drawing_tools(),
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def drawing_tools(*, named: bool = True) -> dict[str, Callable[..., Markup] | bool]:
    """Return what the templates may call: our own drawings, the only text not escaped.

    In a notebook, where many displays share a page, nothing is `named` by an id.
    """
    if not named:
        icons: dict[str, Callable[..., Markup]] = {
            "icon": whole_icon,
            "severity_icon": whole_icon,
        }
        plain = {**icons, "drawn": _only, "also_drawn": _nothing}
        return {**drawing_tools(), **plain, "anchored": False}
    return {
        "anchored": True,
        "drawn": drawn,
        "also_drawn": also_drawn,
        "icon": icon,
        "severity_icon": severity_icon,
        "symbols": symbols,
        "bar": bar,
    }


def _only(svg_text: str, _: str) -> Markup:
    return Markup(svg_text)  # noqa: S704  our own drawing


def _nothing(_: str, __: str) -> Markup:
    return Markup("")


def drawn(svg_text: str, name: str) -> Markup:
    """Return a chart of ours whose description can be pointed to by `name`."""
    told = _inline(svg_text).replace("<desc>", f'<desc id="{name}">', 1)
    return Markup(told)  # noqa: S704  our own drawing


def _inline(svg_text: str) -> str:
    """Return a drawing without what the page around it says already: name space and letters."""
    return svg_text.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1).replace(
        f' font-family="{svg.FAMILY}"', "", 1
    )


def also_drawn(svg_text: str, name: str) -> Markup:
    """Return the narrow drawing of the same chart; its description stands once in the page."""
    start, end = svg_text.index("<desc>"), svg_text.index("</desc>") + len("</desc>")
    shared = f'<svg aria-describedby="{name}"'
    told = _inline(svg_text[:start] + svg_text[end:]).replace("<svg", shared, 1)
    return Markup(told)  # noqa: S704  our own drawing


class _OfDicts(Environment):
    """Templates that are told everything as dicts: `part.name` looks for a key first."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401  jinja's own signature
        """Return a key's value, or whatever else the name means."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def environment() -> Environment:
    """Return the templates: everything is escaped, nothing may be undefined."""
    found = _OfDicts(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["wrappable"] = wrappable
    return found


def wrappable(words: str) -> Markup | str:
    """Return a cell's text; links and endless words may be broken, and are copied as they are."""
    if not LONG_WORD.search(words):
        return words
    return Markup().join(map(_broken, LONG_WORD.split(words)))


def _broken(word: str) -> Markup | str:
    if not LONG_WORD.fullmatch(word):
        return word
    parts = (word[at : at + BREAK_EVERY] for at in range(0, len(word), BREAK_EVERY))
    return Markup("<wbr>").join(parts)


@cache
def _template() -> Template:
    return environment().get_template("report.html")


@lru_cache(maxsize=8)
def style_hash(style: str) -> str:
    """Return the hash by which a page's policy allows its one style sheet."""
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def scripts_of(text: str) -> tuple[str, ...]:
    """Return the scripts whose letters occur, so that no others are embedded."""
    letters = set(ASCII.sub("", text))
    found = [
        script
        for script, (first, last) in FIRST_LETTERS.items()
        if any(first <= letter <= last for letter in letters)
    ]
    vietnamese = any(0x1E00 <= ord(letter) <= 0x1EFF for letter in letters)  # noqa: PLR2004  Unicode's own range
    if vietnamese and "latin-ext" not in found:
        found.append("latin-ext")
    return ("latin", *found)


@cache
def faces(scripts: tuple[str, ...]) -> str:
    """Return the rules that embed our letters for these scripts."""
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
        f"src:url(data:font/woff2;base64,{_font(face, script)}) format('woff2');"
        f"unicode-range:{SCRIPTS[script]}}}"
        for family, face, weight in FACES
        for script in scripts
    )


@cache
def _style(scripts: tuple[str, ...]) -> str:
    return faces(scripts) + report_style()


@cache
def report_style() -> str:
    """Return the report's style sheet without its letters."""
    return (TEMPLATES / "report.css").read_text(encoding="utf-8")


def _font(face: str, script: str) -> str:
    return base64.b64encode((fonts.FOLDER / f"{face}.{script}.woff2").read_bytes()).decode()


def icon(model_key: str, size: int = 14) -> Markup:
    """Return an account model's shape, hidden from those who hear the word beside it."""
    return _used(model_key, size)


def severity_icon(severity: str) -> Markup:
    """Return a severity's shape: octagon, triangle, ring, tick."""
    return _used(severity, 16)


def whole_icon(name: str, size: int = 14) -> Markup:
    """Return a shape that needs no `symbols` on its page: for a notebook's cells."""
    side, shape = _shapes()[name]
    return Markup(  # noqa: S704  our own drawing
        f'<svg class="ico" width="{size}" height="{size}" viewBox="0 0 {side} {side}" '
        f'aria-hidden="true" focusable="false">{shape}</svg>'
    )


@cache
def symbols() -> Markup:
    """Return every small shape once, unseen, for the page to use again and again."""
    drawn = "".join(
        f'<symbol id="i-{name}" viewBox="0 0 {side} {side}">{shape}</symbol>'
        for name, (side, shape) in _shapes().items()
    )
    return Markup(  # noqa: S704  our own drawing
        f'<svg class="vh" width="0" height="0" aria-hidden="true">{drawn}</svg>'
    )


def _used(name: str, size: int) -> Markup:
    return Markup(  # noqa: S704  our own drawing
        f'<svg class="ico" width="{size}" height="{size}" aria-hidden="true">'
        f'<use href="#i-{name}"/></svg>'
    )


@cache
def _shapes() -> dict[str, tuple[int, str]]:
    """Return the side of its square and the drawing of every small shape."""
    shapes = {
        "stop": f'<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="{palette.ALERT}"/>'
        f'<path d="M5 8h6" stroke="#fff" stroke-width="2"/>',
        "warn": f'<path d="M8 1.5 15.5 15H.5z" fill="#fff" stroke="{palette.ALERT}" '
        f'stroke-width="1.6"/><path d="M8 6v4.2M8 11.6v1.8" stroke="{palette.ALERT}" '
        f'stroke-width="1.7"/>',
        "note": f'<circle cx="8" cy="8" r="6.6" fill="#fff" stroke="{palette.MUTED}" '
        f'stroke-width="1.6"/><path d="M8 7v4.5M8 4.2v1.7" stroke="{palette.MUTED}" '
        f'stroke-width="1.7"/>',
        "good": f'<circle cx="8" cy="8" r="7.4" fill="{palette.GOOD}"/>'
        f'<path d="m4.4 8.2 2.5 2.5 4.7-5" fill="none" stroke="#fff" stroke-width="1.8"/>',
    }
    models = {look.key: (14, svg.mark(model, 7, 7, 6)) for model, look in palette.LOOKS.items()}
    return {name: (16, shape) for name, shape in shapes.items()} | models


def bar(share: int, model_key: str) -> Markup:
    """Return the small bar beside a support figure."""
    fill = next(look.fill for look in palette.LOOKS.values() if look.key == model_key)
    return Markup(  # noqa: S704  our own drawing of a number
        '<svg class="bar" width="64" height="9" viewBox="0 0 64 9" aria-hidden="true" '
        f'focusable="false"><rect width="64" height="9" rx="1.5" fill="{palette.BAR}"/>'
        f'<rect width="{64 * share / 100:.1f}" height="9" rx="1.5" fill="{fill}"/></svg>'
    )
