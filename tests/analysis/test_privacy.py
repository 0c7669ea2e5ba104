"""Nothing that is shown isolates fewer than k people, by whatever subtraction."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.analysis.privacy import (
    allowed_k,
    may_compare,
    tells_on_everybody,
    what_may_be_shown,
)

WORKSHOPS = 20_000


def isolated(people: dict[str, int], k: int) -> list[int]:
    """Return the sizes below k that adding and subtracting what is shown can reach."""
    shown = what_may_be_shown(people, k)
    total = sum(people.values())
    told = [people[group] for group in shown.groups]
    known = [*told, total - sum(told)] if shown.whole else []
    sizes = {
        sum(part) for many in range(len(known) + 1) for part in itertools.combinations(known, many)
    }
    return [size for size in sizes if 0 < size < k]


def test_brute_force_no_workshop_isolates_fewer_than_k() -> None:
    random = Random(7)  # noqa: S311  no secret
    for _ in range(WORKSHOPS):
        k = random.choice([3, 4, 5, 6])
        people = {
            f"d{n}": random.choice([0, 0, 1, 1, 2, 3, 4, 5, 6, 9])
            for n in range(random.randint(1, 9))
        }
        assert isolated(people, k) == [], (people, k)


@given(
    st.lists(st.integers(0, 12), max_size=8),
    st.integers(3, 6),
)
def test_any_workshop_isolates_nobody(sizes: list[int], k: int) -> None:
    assert isolated({f"d{at}": size for at, size in enumerate(sizes)}, k) == []


def test_the_threshold_alone_would_leak() -> None:
    """Without the remainder rule 7 shown of 8 tells what the eighth said."""
    shown = what_may_be_shown({"pr": 7, "legal": 1}, 5)

    assert (shown.whole, shown.groups, shown.rest) == (True, (), 8)


def test_the_next_smallest_hides_those_that_are_too_few() -> None:
    shown = what_may_be_shown({"pr": 9, "hr": 6, "legal": 2}, 5)

    assert (shown.groups, shown.rest) == (("pr",), 8)


def test_groups_that_are_large_enough_are_shown() -> None:
    shown = what_may_be_shown({"pr": 6, "hr": 5}, 5)

    assert (shown.whole, shown.groups, shown.rest) == (True, ("pr", "hr"), 0)


def test_a_room_below_k_is_not_shown() -> None:
    assert what_may_be_shown({"pr": 2, "hr": 2}, 5).whole is False


@pytest.mark.parametrize(("wanted", "allowed"), [(0, 3), (2, 3), (3, 3), (5, 5), (10, 10)])
def test_k_is_never_below_three(wanted: int, allowed: int) -> None:
    assert allowed_k(wanted) == allowed


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("abcde", "abcde", True),
        ("abcde", "abcd", False),
        ("abcd", "abcde", False),
        ("abcdef", "abc", True),
        ("abc", "abcdef", True),
        ("abcd", "bcde", False),
    ],
)
def test_rounds_are_compared_only_where_nobody_stands_out(
    before: str, after: str, *, allowed: bool
) -> None:
    assert may_compare(before, after, 3) is allowed


def test_unanimity_is_told_of_large_rooms_only() -> None:
    assert tells_on_everybody([0, 0, 5, 0, 0], 3) is True
    assert tells_on_everybody([0, 0, 6, 0, 0], 3) is False
    assert tells_on_everybody([0, 1, 4, 0, 0], 3) is False
