"""One value of one kind: from whatever was typed to what is kept, or a refusal that says why."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, assert_never

from kit.answers.cells import plain_number
from kit.answers.dates import day_and_rest
from kit.answers.text import clean_text, folded, one_line
from kit.bank.tables import suggestion
from kit.model.content import Format, Kind
from kit.model.workshop import Value

Labels = Mapping[str, str]
"""What can be chosen: id to the words people know it by."""
Known = Mapping[str, Labels]
"""Register id to its rows."""

EMPTY_FIX = 'leave it empty for "not answered"'
LINK = re.compile(r"https?://[^\s<>\"'`{}|\\^]+\.[^\s<>\"'`{}|\\^]+", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)")
THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
"""A comma in it may part thousands or decimals."""
NAME_LENGTH = 200
HUNDRED = 100.0


class Refusal(ValueError):  # noqa: N818  a refusal is not an error of the program
    """What cannot be accepted: what was found, what is allowed, what to do."""

    def __init__(self, found: str, allowed: str, fix: str) -> None:
        """Keep the three parts."""
        super().__init__(f"{found} is not {allowed}. {fix}")
        self.found = found
        self.allowed = allowed
        self.fix = fix


def parse(form: Format, raw: object, known: Known) -> Value:  # noqa: C901, PLR0911, PLR0912  one case a kind
    """Return the value to keep, or None when nothing was given.

    Texts are accepted for every kind, as spreadsheets and CSV files have nothing else; the
    JSON shape of `kit.model.workshop.Value` is accepted as well.

    Args:
        form: What may be answered.
        raw: What was typed or sent.
        known: The rows that references may name.

    Raises:
        Refusal: The value is not allowed; nothing is ever repaired in silence.
    """
    if raw is None or (isinstance(raw, str) and not clean_text(raw)):
        return None
    if isinstance(raw, (list, dict)) and not raw:
        return None
    match form.kind:
        case Kind.TEXT:
            return _text(raw, form.longest)
        case Kind.PERSON:
            return _person(raw)
        case Kind.LINK:
            return _link(raw)
        case Kind.NUMBER:
            return _limited(number(raw), form)
        case Kind.SCALE:
            return _scale(raw, form.levels)
        case Kind.DATE:
            return _date(raw)
        case Kind.DATE_RANGE:
            return _date_range(raw)
        case Kind.CHOICE:
            return _choose(raw, form.labels)
        case Kind.CHOICES:
            return _distinct([_choose(part, form.labels) for part in _parts(raw)])
        case Kind.REFERENCE:
            rows = known.get(form.refers_to, {})
            if form.several:
                return _distinct([_choose(part, rows) for part in _parts(raw)])
            return _choose(raw, rows)
        case Kind.RANKING:
            return _ranking(raw, form.labels or known.get(form.refers_to, {}))
        case Kind.POINTS:
            return _points(raw, form.labels or known.get(form.refers_to, {}))
        case Kind.RATINGS:
            return _ratings(raw, form.labels)
    assert_never(form.kind)


def number(raw: object) -> float:
    """Return a finite number; a decimal comma is understood where it cannot mean thousands.

    Raises:
        Refusal: It is not a number, or could be two.
    """
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        value = _finite(raw)
    else:
        text = folded(str(raw)).replace("−", "-") if isinstance(raw, str) else ""
        if THOUSANDS.fullmatch(text):
            raise Refusal(
                repr(raw), "a number that can be read one way only", "Write it without commas."
            )
        if not NUMBER.fullmatch(text):
            raise Refusal(shown(raw), "a number", f"Correct it, or {EMPTY_FIX}.")
        value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise Refusal(shown(raw), "a number", f"Correct it, or {EMPTY_FIX}.")
    return value


def _finite(raw: float) -> float:
    try:
        return float(raw)
    except OverflowError:
        return math.inf


def shown(raw: object) -> str:
    """Return what was found, quoted and short enough for a message."""
    if isinstance(raw, dict):  # as people write it: audience = 40; goals = 60
        raw = "; ".join(f"{part} = {amount}" for part, amount in raw.items())
    text = one_line(raw) if isinstance(raw, str) else repr(raw)
    quoted = f"'{text}'" if isinstance(raw, str) else text
    return quoted if len(quoted) <= NAME_LENGTH // 2 else f"{quoted[: NAME_LENGTH // 2]}…"


def _string(raw: object, allowed: str) -> str:
    if not isinstance(raw, str):
        raise Refusal(shown(raw), allowed, "Put it in quotes or correct it.")
    return raw


def _text(raw: object, longest: int) -> str:
    text = clean_text(_string(raw, "a text"))
    if len(text) > longest:
        raise Refusal(
            f"a text of {len(text):,} characters",
            f"a text of at most {longest:,}",
            "Shorten it; nothing was cut.",
        )
    return text


def _person(raw: object) -> str:
    name = one_line(_string(raw, "a name or a role"))
    if len(name) > NAME_LENGTH:
        raise Refusal(shown(raw), f"a name of at most {NAME_LENGTH} characters", "Shorten it.")
    return name


def _link(raw: object) -> str:
    link = clean_text(_string(raw, "a web address"))
    if not LINK.fullmatch(link):
        raise Refusal(shown(raw), "a web address", "Write it with https:// in front.")
    return link


def _limited(value: float, form: Format) -> float:
    low, high = form.minimum, form.maximum
    whole = "a whole number" if form.whole else "a number"
    fix = f"Correct it, or {EMPTY_FIX}."
    if (low is not None and value < low) or (high is not None and value > high):
        span = f" from {low:g}" if low is not None else ""
        span += (f" to {high:g}" if span else f" up to {high:g}") if high is not None else ""
        raise Refusal(plain_number(value), f"{whole}{span}", fix)
    if form.whole and value != round(value):
        raise Refusal(plain_number(value), whole, fix)
    return value


def _scale(raw: object, levels: tuple[str, ...]) -> int:
    if isinstance(raw, str) and (place := _places(levels).get(folded(raw))):
        return place
    try:
        value = number(raw)
    except Refusal:
        value = 0.0
    if value != round(value) or not 1 <= value <= len(levels):
        a_number = "a number" if value == round(value) else "a whole number"
        allowed = f"{a_number} from 1 to {len(levels)}"
        raise Refusal(shown(raw), allowed, f"Correct it, or {EMPTY_FIX}.")
    return int(value)


@cache
def _places(levels: tuple[str, ...]) -> Mapping[str, int]:
    """Return the place of each level of a scale by its words."""
    return {folded(level): place for place, level in enumerate(levels, start=1)}


def _date(raw: object) -> str:
    day, rest = day_and_rest(one_line(_string(raw, "a date like 2026-03-14")))
    if day and not rest:
        return day
    raise Refusal(shown(raw), "a date like 2026-03-14", "Write year-month-day.")


def _date_range(raw: object) -> dict[str, str]:
    allowed = "two dates like 2026-03-14/2026-04-30"
    if isinstance(raw, dict) and set(raw) == {"from", "to"}:
        first, last = raw["from"], raw["to"]
    else:
        parts = _string(raw, allowed).split("/")
        if len(parts) != 2:  # noqa: PLR2004  a range has two ends
            raise Refusal(shown(raw), allowed, "Write first day / last day.")
        first, last = parts
    span = {"from": _date(first), "to": _date(last)}
    if span["to"] < span["from"]:
        raise Refusal(shown(raw), "a range that ends after it begins", "Swap the two dates.")
    return span


def _choose(raw: object, choices: Labels) -> str:
    text = one_line(_string(raw, "one of the choices"))
    if text in choices:
        return text
    wanted = folded(text)
    matches = [key for key, label in choices.items() if wanted in {folded(key), folded(label)}]
    if len(matches) == 1:
        return matches[0]
    allowed = "one of the choices" if choices else "among the rows: there are none yet"
    raise Refusal(shown(raw), allowed, suggestion(text, choices))


def _parts(raw: object) -> list[Any]:
    if isinstance(raw, list):
        return raw
    return [part for part in re.split(r"[;\n]", _string(raw, "a list")) if part.strip()]


def _distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _ranking(raw: object, choices: Labels) -> list[str]:
    parts = raw if isinstance(raw, list) else re.split(r"[>;\n]", _string(raw, "a ranking"))
    ranked = [_choose(part, choices) for part in parts if not isinstance(part, str) or part.strip()]
    if len(set(ranked)) != len(ranked):
        raise Refusal(shown(raw), "a ranking that names each thing once", "Take out the repeat.")
    if len(ranked) != len(choices):
        missing = ", ".join(key for key in choices if key not in ranked)
        raise Refusal(shown(raw), "a ranking of everything", f"Add: {missing}.")
    return ranked


def _weighted(raw: object, choices: Labels, allowed: str) -> dict[str, float]:
    if isinstance(raw, dict):
        pairs = list(raw.items())
    else:
        pairs = []
        for part in _parts(raw):
            name, equals, amount = str(part).partition("=")
            if not equals:
                raise Refusal(shown(part), allowed, "Write name = number; name = number.")
            pairs.append((name, amount))
    named: dict[str, float] = {}
    for name, amount in pairs:
        key = _choose(name, choices)
        if key in named:
            raise Refusal(repr(key), "a name given once", "Take out the repeat.")
        value = number(amount)
        if not 0 <= value <= HUNDRED:
            raise Refusal(f"{key} = {plain_number(value)}", "a number from 0 to 100", "Correct it.")
        named[key] = value
    return named


def _points(raw: object, choices: Labels) -> dict[str, float]:
    points = _weighted(raw, choices, "points like a = 60; b = 40")
    total = sum(points.values())
    if abs(total - HUNDRED) > 1e-6:  # noqa: PLR2004  rounding of decimal input
        raise Refusal(
            f"a sum of {plain_number(round(total, 9))}",
            "100 points in all",
            _share_out(HUNDRED - total),
        )
    return points


def _share_out(left: float) -> str:
    return (
        f"Share out {plain_number(round(left, 9))} more."
        if left > 0
        else f"Take {plain_number(round(-left, 9))} away."
    )


def _ratings(raw: object, choices: Labels) -> dict[str, float]:
    ratings = _weighted(raw, choices, "ratings like a = 100; b = 60")
    missing = [key for key in choices if key not in ratings]
    if missing:
        raise Refusal(shown(raw), "a rating of each", f"Add: {', '.join(missing)}.")
    if not any(ratings.values()):
        raise Refusal("all zero", "a set of ratings", "Give 100 to the one that matters most.")
    return ratings
