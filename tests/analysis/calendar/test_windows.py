"""Windows may overlap, ends are outside, clocks differ: the engine against a plain double loop."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.analysis.calendar.conflicts import conflicts
from kit.analysis.calendar.days import (
    holiday,
    minute_of,
    said_in,
    working_day_before,
    working_days,
    works,
    zones_of,
)
from kit.analysis.calendar.naming import split_words, words_of
from kit.analysis.calendar.nouns import (
    ALL_TIME,
    Calendar,
    CalendarSubject,
    Conflict,
    Constraint,
    Effect,
    Item,
)
from kit.analysis.calendar.table import Table

MINUTES = st.integers(0, 400)
SUBJECTS = ("", "s0", "s1", "s2")


@st.composite
def items(draw: st.DrawFn) -> Item:
    start = draw(MINUTES)
    subject = draw(st.sampled_from(SUBJECTS))
    return Item(
        id=f"i{draw(st.integers(0, 10**9))}",
        department=draw(st.sampled_from(("a", "b"))),
        sort="post",
        title="Words",
        start=start,
        end=start + draw(st.integers(1, 60)),
        local_start=start,
        subjects=(subject,) if subject else (),
    )


@st.composite
def constraints(draw: st.DrawFn) -> Constraint:
    start = draw(MINUTES)
    subject = draw(st.sampled_from(SUBJECTS))
    return Constraint(
        id=f"c{draw(st.integers(0, 10**9))}",
        sort="legal_hold",
        title="Hold",
        subjects=(subject,) if subject else (),
        start=start,
        end=draw(st.one_of(st.just(ALL_TIME), st.integers(start + 1, 500))),
        effect=Effect.BLOCK,
        may_publish=draw(st.sampled_from(((), ("a",)))),
    )


@given(st.lists(items(), max_size=25, unique_by=lambda one: one.id),
       st.lists(constraints(), max_size=8, unique_by=lambda one: one.id))  # fmt: skip
def test_overlapping_windows_find_what_a_double_loop_finds(
    planned: list[Item], windows: list[Constraint]
) -> None:
    subjects = tuple(CalendarSubject(key, f"Subject {key}") for key in SUBJECTS if key)
    calendar = Calendar(subjects, tuple(planned), tuple(windows))
    found = {
        (clash.items[0], clash.constraint)
        for clash in conflicts(calendar)
        if clash.conflict is Conflict.ON_HOLD
    }
    expected = {
        (item.id, one.id)
        for item in planned
        for one in windows
        if item.department not in one.may_publish
        and (not one.subjects or set(one.subjects) & set(item.subjects))
        and item.start < one.end  # type: ignore[operator]  # looser than the type, for this test
        and item.end > one.start  # type: ignore[operator]  # looser than the type, for this test
    }
    assert found == expected


def test_an_item_that_begins_when_a_window_ends_is_outside() -> None:
    hold = Constraint("c", "legal_hold", "Hold", start=100, end=200, effect=Effect.BLOCK)
    inside = Item("in", "a", "post", "Words", start=199, end=200)
    outside = Item("out", "a", "post", "Words", start=200, end=201)
    before = Item("before", "a", "post", "Words", start=90, end=100)
    table = Table(Calendar((), (inside, outside, before), (hold,)))
    assert [table.items[row].id for row in table.under(hold)] == ["in"]


def test_a_subjects_part_counts_for_the_whole() -> None:
    subjects = (
        CalendarSubject("chain", "Northern shops", ends=50),
        CalendarSubject("leeds", "Leeds flagship", parent="chain"),
        CalendarSubject("odd", "Round", parent="odd"),
    )
    item = Item("i", "a", "post", "Coffee", start=60, end=61, subjects=("leeds",))
    (clash,) = conflicts(Calendar(subjects, (item,)))
    assert clash.conflict is Conflict.AFTER_END
    assert clash.subjects == ("chain",)


@given(st.text(alphabet="abcdefgh", min_size=5, max_size=9), st.integers(0, 8),
       st.sampled_from("xyz"))  # fmt: skip
def test_a_misspelt_name_asks_and_never_decides(name: str, place: int, letter: str) -> None:
    place %= len(name)
    slip = name[:place] + letter + name[place + 1 :]
    subject = CalendarSubject("s", name, ends=10)
    item = Item("i", "a", "blog", f"All about {slip}", start=20, end=21)
    kinds = {clash.conflict for clash in conflicts(Calendar((subject,), (item,)))}
    assert Conflict.AFTER_END not in kinds
    assert kinds <= {Conflict.MAYBE_ABOUT}
    assert kinds or 1 - 1 / len(name) < 0.8


def test_a_word_two_subjects_share_asks_only_when_it_is_a_slip() -> None:
    subjects = tuple(CalendarSubject(key, f"{key} flagship", ends=1) for key in ("Ayr", "Bude"))
    plain = Item("plain", "a", "post", "A flagship opening", start=20, end=21)
    slip = Item("slip", "a", "post", "A flagshop opening", start=20, end=21)
    found = conflicts(Calendar(subjects, (plain, slip)))
    assert [(one.items, one.subjects) for one in found] == [
        (("slip",), ("Ayr",)),
        (("slip",), ("Bude",)),
    ]


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("𝐋𝐞𝐞𝐝𝐬 Flagship", ["leeds", "flagship"]),
        ("Mother’s day", ["mothers", "day"]),
        ("MOTHER'S DAY", ["mothers", "day"]),
        ("Straße_nord", ["strasse", "nord"]),
        ("", []),
        ("a\x1eb", ["a", "b"]),
    ],
)
def test_words_are_what_people_read(pasted: str, words: list[str]) -> None:
    assert words_of(pasted) == words


@given(st.lists(st.text(max_size=20), max_size=5))
def test_many_texts_split_as_each_alone(texts: list[str]) -> None:
    assert split_words(texts) == [words_of(text) for text in texts] if texts else True


def test_a_local_day_is_half_open_in_its_own_zone() -> None:
    assert minute_of(date(2027, 7, 1), zone="Europe/London") % 1440 == 23 * 60
    assert minute_of(date(2027, 1, 1), zone="America/New_York") % 1440 == 5 * 60
    end = minute_of(date(2027, 3, 15), zone="America/New_York")
    assert said_in(end - 1, "America/New_York") == "14 March 2027"
    assert said_in(end, "America/New_York") == "15 March 2027"


def test_the_clock_change_makes_a_day_of_23_hours() -> None:
    first = minute_of(date(2027, 3, 28), zone="Europe/London")
    assert minute_of(date(2027, 3, 29), zone="Europe/London") - first == 23 * 60


def test_countries_have_zones_and_unknown_ones_have_none() -> None:
    assert zones_of("GB") == ("Europe/London",)
    assert zones_of("US")[0] == "America/New_York"
    assert zones_of("XX") == ()


def test_new_year_is_no_working_day() -> None:
    assert holiday(date(2027, 1, 1), "GB") == "New Year's Day"
    assert not works(date(2027, 1, 1), "GB")
    assert works(date(2027, 1, 1), "")
    assert working_days(date(2026, 12, 31), date(2027, 1, 5), "GB") == 2
    assert working_day_before(date(2027, 1, 4), 1, "GB") == date(2026, 12, 31)


def test_the_weekend_is_where_the_country_has_it() -> None:
    assert not works(date(2027, 1, 8), "SA")
    assert works(date(2027, 1, 10), "SA")


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_working_days_count_each_day_once(first: date, span: int) -> None:
    until = date.fromordinal(first.toordinal() + span)
    expected = sum(works(date.fromordinal(first.toordinal() + n), "GB") for n in range(span))
    assert working_days(first, until, "GB") == expected
