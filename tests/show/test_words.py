"""Numbers, plurals and evidence as a reader writes them; texts made safe."""

from __future__ import annotations

import pytest

from kit.model.decision import Evidence
from kit.show import words
from kit.show.cleaning import breakable, cap, clean
from kit.show.report.glyphs import spell_symbols


@pytest.mark.parametrize(
    ("value", "expected"),
    [(6.5, "6.5"), (12.0, "12"), (1200, "1,200"), (0.04, "0"), (2.25, "2.2"), (-3.5, "-3.5")],
)
def test_numbers_have_no_needless_zeros(value: float, expected: str) -> None:
    assert words.number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "0%"), (0.4, "<1%"), (0.6, "1%"), (99.6, "100%")]
)
def test_a_little_is_not_nothing(value: float, expected: str) -> None:
    assert words.per_cent(value) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Evidence(), ""),
        (Evidence(23, 27), "from 23 of 27 answers"),
        (Evidence(0, 27), "from 0 of 27 answers"),
        (Evidence(1, 1), "from 1 of 1 answer"),
        (Evidence(5), "from 5 answers"),
        (Evidence(rows=1), "from 1 row"),
        (Evidence(3, 4, 2), "from 3 of 4 answers and 2 rows"),
    ],
)
def test_evidence_is_counted_in_words(found: Evidence, expected: str) -> None:
    assert words.evidence(found) == expected


@pytest.mark.parametrize(
    ("given", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")]
)
def test_lists_end_with_and(given: list[str], expected: str) -> None:
    assert words.listed(given) == expected


def test_clean_takes_out_what_cannot_be_printed() -> None:
    assert clean("a\u202eb\x00c\x85d\ufeffe\ue000f") == "abcdef"
    assert clean("a\ud800b") == "a\ufffdb"
    assert clean("one\r\ntwo\tthree") == "one\ntwo\tthree"
    assert clean("café 日本 مرحبا 🚀") == "café 日本 مرحبا 🚀"


def test_cap_says_how_much_is_left_out() -> None:
    assert cap("abc", 3) == "abc"
    assert cap("abcdef", 3) == "abc… [3 more characters]"


def test_long_words_get_invisible_break_points_and_keep_their_letters() -> None:
    assert breakable("short words stay") == "short words stay"
    address = f"https://{'x' * 30}.example"
    assert breakable(address).replace("\u200b", "") == address
    assert breakable(address).count("\u200b") == 4


def test_a_long_latin_word_breaks_with_a_hyphen_and_no_letter_stands_alone() -> None:
    word = "Hochwasserschutzangelegenheiten"
    assert breakable(word).split("\u00ad") == [
        "Hochw",
        "asser",
        "schut",
        "zange",
        "legen",
        "heiten",
    ]
    assert (
        breakable("Hochwasserschutz\u00adangelegenheiten")
        == "Hochwasserschutz\u00adangelegenheiten"
    )


def test_symbols_become_their_names_and_letters_stay() -> None:
    assert spell_symbols("🚀 go") == "[rocket] go"
    assert spell_symbols("日本 Ω ж é →") == "日本 Ω ж é →"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("👩\u200d👩\u200d👧 go", "[woman, woman, girl] go"),
        ("🚀🚀", "[rocket] [rocket]"),
        ("👍🏽!", "[thumbs up sign]!"),
        ("🇩🇪🇫🇷", "[flag DE] [flag FR]"),
        ("🏽", "[emoji modifier fitzpatrick type-4]"),
        ("👩\u200d", "[woman]"),
    ],
)
def test_one_picture_is_one_bracket(given: str, expected: str) -> None:
    assert spell_symbols(given) == expected
