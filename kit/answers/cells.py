"""Values as cells of a CSV file and back; a cell that a spreadsheet would run is quoted."""

from __future__ import annotations

import re
from decimal import Decimal

from kit.model.content import Format, Kind
from kit.model.workshop import Answer, AnswerState, Value

LIVE = re.compile(r"'*[=+\-@\t\r＝＋－＠]")  # noqa: RUF001  spreadsheets run wide signs too
QUOTED_LIVE = re.compile(r"'+[=+\-@\t\r＝＋－＠]")  # noqa: RUF001  as above
TYPED = {Kind.NUMBER, Kind.SCALE, Kind.POINTS, Kind.RATINGS, Kind.DATE, Kind.DATE_RANGE}
STATE_WORDS = {
    AnswerState.DONT_KNOW: "don't know",
    AnswerState.DOES_NOT_APPLY: "does not apply",
}


def quoted(text: str) -> str:
    """Return the text with a quote in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if LIVE.match(text) else text


def unquoted(text: str) -> str:
    """Return the text without the quote that `quoted` put in front."""
    return text[1:] if text.startswith("'") and QUOTED_LIVE.match(text) else text


def cell(form: Format, value: Value) -> str:  # noqa: PLR0911  one return a kind
    """Return a value as the text of one cell; `kit.answers.parse` reads it back."""
    if value is None:
        return ""
    if form.kind is Kind.RANKING and isinstance(value, list):
        return " > ".join(value)
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, dict):
        if form.kind is Kind.DATE_RANGE:
            return f"{value['from']}/{value['to']}"
        return "; ".join(f"{key}={plain_number(amount)}" for key, amount in value.items())
    if isinstance(value, float):
        return plain_number(value)
    text = str(value)
    return text if form.kind in TYPED else quoted(text)


def plain_number(value: float | str) -> str:
    """Return a number with all its digits and no exponent: `0.000001`, `12.5`, `3`."""
    text = format(Decimal(repr(float(value))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def answer_cell(form: Format, answer: Answer) -> str:
    """Return an answer as the text of one cell, "don't know" in words."""
    return STATE_WORDS.get(answer.state) or cell(form, answer.value)
