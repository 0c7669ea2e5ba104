from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.answers import clean_text, folded, one_line, slug
from kit.answers.text import ROW_ID


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  plain  ", "plain"),
        ("two\r\nlines\x0bthree", "two\nlines\nthree"),
        ("bell\x07 and null\x00", "bell and null"),
        ("turned \u202eround\u202c", "turned round"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("e\u0301", "é"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_only_what_nobody_can_see_is_dropped(raw: str, kept: str) -> None:
    assert clean_text(raw) == kept


def test_one_line_has_single_blanks() -> None:
    assert one_line(" a \n b\t\tc ") == "a b c"


def test_people_agree_on_folded_names() -> None:
    assert folded("Customer  Care ") == folded("customer care")
    assert folded("\U0001d401uild") == "build"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Human resources", "human_resources"),
        ("Café & Bar", "cafe_bar"),
        ("../../etc/passwd", "etc_passwd"),
    ],
)
def test_a_slug_is_readable(name: str, made: str) -> None:
    assert slug(name) == made


@given(st.text(min_size=1, max_size=400))
def test_a_slug_is_always_an_id(name: str) -> None:
    assert ROW_ID.fullmatch(slug(name))


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    assert clean_text(clean_text(raw)) == clean_text(raw)
