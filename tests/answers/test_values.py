from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.answers import Refusal, parse
from kit.answers.cells import cell
from kit.model.content import Choice, Format, Kind

FRUIT = (Choice("apple", "An apple"), Choice("pear", "A pear"), Choice("plum", "A plum"))
LEVELS = ("nobody", "few", "some", "many", "all")
KNOWN = {"goals": {"reach": "Reach more people", "hire": "Hire"}}
SCALE = Format(Kind.SCALE, levels=LEVELS)
HOURS = Format(Kind.NUMBER, minimum=0, maximum=168)


@pytest.mark.parametrize(
    ("form", "raw", "kept"),
    [
        (SCALE, 3, 3),
        (SCALE, "5", 5),
        (SCALE, " Many ", 4),
        (SCALE, 2.0, 2),
        (HOURS, "12,5", 12.5),
        (HOURS, " 7 ", 7.0),
        (Format(Kind.NUMBER), "−3", -3.0),
        (Format(Kind.TEXT), "=cmd()", "=cmd()"),
        (Format(Kind.TEXT), "<script>alert(1)</script>", "<script>alert(1)</script>"),
        (Format(Kind.PERSON), "Ada\n Lovelace", "Ada Lovelace"),
        (Format(Kind.DATE), "2026-03-14", "2026-03-14"),
        (
            Format(Kind.DATE_RANGE),
            "2026-03-14/2026-03-15",
            {"from": "2026-03-14", "to": "2026-03-15"},
        ),
        (Format(Kind.LINK), "https://example.org/a?b=c", "https://example.org/a?b=c"),
        (Format(Kind.CHOICE, choices=FRUIT), "a PEAR", "pear"),
        (Format(Kind.CHOICES, choices=FRUIT), "pear; apple; pear", ["pear", "apple"]),
        (Format(Kind.RANKING, choices=FRUIT), "plum > apple > pear", ["plum", "apple", "pear"]),
        (Format(Kind.POINTS, choices=FRUIT), "apple=60; pear=40", {"apple": 60.0, "pear": 40.0}),
        (
            Format(Kind.RATINGS, choices=FRUIT),
            {"apple": 100, "pear": 20, "plum": 0},
            {"apple": 100.0, "pear": 20.0, "plum": 0.0},
        ),
        (Format(Kind.REFERENCE, refers_to="goals"), "Hire", "hire"),
        (Format(Kind.REFERENCE, refers_to="goals", several=True), "hire; reach", ["hire", "reach"]),
    ],
)
def test_what_people_type_is_understood(form: Format, raw: object, kept: object) -> None:
    assert parse(form, raw, KNOWN) == kept


@pytest.mark.parametrize("form", [Format(kind, choices=FRUIT, levels=LEVELS) for kind in Kind])
@pytest.mark.parametrize("raw", [None, "", "  ", "\u200b", []])
def test_empty_is_not_answered_and_never_zero(form: Format, raw: object) -> None:
    assert parse(form, raw, KNOWN) is None


@pytest.mark.parametrize(
    ("form", "raw", "message"),
    [
        (
            SCALE,
            "lots",
            "'lots' is not a number from 1 to 5. "
            'Correct it, or leave it empty for "not answered".',
        ),
        (
            SCALE,
            6,
            '6 is not a number from 1 to 5. Correct it, or leave it empty for "not answered".',
        ),
        (
            SCALE,
            0,
            '0 is not a number from 1 to 5. Correct it, or leave it empty for "not answered".',
        ),
        (
            SCALE,
            3.5,
            "3.5 is not a whole number from 1 to 5. "
            'Correct it, or leave it empty for "not answered".',
        ),
        (
            HOURS,
            168.0000001,
            "168.0000001 is not a number from 0 to 168. "
            'Correct it, or leave it empty for "not answered".',
        ),
        (
            Format(Kind.POINTS, choices=FRUIT),
            {"apple": 60, "pear": 40.00001},
            "a sum of 100.00001 is not 100 points in all. Take 0.00001 away.",
        ),
        (
            HOURS,
            "200",
            '200 is not a number from 0 to 168. Correct it, or leave it empty for "not answered".',
        ),
        (
            HOURS,
            "1,234",
            "'1,234' is not a number that can be read one way only. Write it without commas.",
        ),
        (
            Format(Kind.DATE),
            "14/03/2026",
            "'14/03/2026' is not a date like 2026-03-14. Write year-month-day.",
        ),
        (
            Format(Kind.DATE),
            "2026-02-30",
            "'2026-02-30' is not a date like 2026-03-14. Write year-month-day.",
        ),
        (
            Format(Kind.LINK),
            "javascript:alert(1)",
            "'javascript:alert(1)' is not a web address. Write it with https:// in front.",
        ),
        (
            Format(Kind.CHOICE, choices=FRUIT),
            "aple",
            "'aple' is not one of the choices. Did you mean 'apple'?",
        ),
        (
            Format(Kind.POINTS, choices=FRUIT),
            "apple=60; pear=30",
            "a sum of 90 is not 100 points in all. Share out 10 more.",
        ),
        (
            Format(Kind.RANKING, choices=FRUIT),
            "plum > apple",
            "'plum > apple' is not a ranking of everything. Add: pear.",
        ),
        (
            Format(Kind.TEXT, longest=5),
            "sixsix",
            "a text of 6 characters is not a text of at most 5. Shorten it; nothing was cut.",
        ),
        (
            Format(Kind.REFERENCE, refers_to="goals"),
            "reech",
            "'reech' is not one of the choices. Did you mean 'reach'?",
        ),
    ],
)
def test_a_refusal_says_what_to_do(form: Format, raw: object, message: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(form, raw, KNOWN)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "raw", [True, math.nan, math.inf, 10**401, "1e5", "TRUE", "0x10", [1], {"a": 1}]
)
def test_what_is_no_number_is_refused_not_repaired(raw: object) -> None:
    with pytest.raises(Refusal):
        parse(HOURS, raw, KNOWN)


@given(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False))
def test_a_number_survives_its_cell(value: float) -> None:
    form = Format(Kind.NUMBER)
    assert parse(form, cell(form, value), {}) == value


@given(st.text(max_size=60))
def test_a_refusal_is_the_only_way_to_fail(raw: str) -> None:
    for kind in Kind:
        form = Format(kind, choices=FRUIT, levels=LEVELS)
        with suppress(Refusal):
            parse(form, raw, KNOWN)
