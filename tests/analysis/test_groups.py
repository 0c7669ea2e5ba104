"""Groups are shown only where nobody can be told from what is shown, by whatever subtraction."""

from __future__ import annotations

import itertools
from random import Random

import pytest

from kit.analysis.groups import Grouped, grouped, picked_by_all
from kit.analysis.privacy import Discretion, may_stand_beside
from kit.analysis.reveal import GONE, Reveal, reveal
from kit.bank import load
from kit.model.report import SpreadChart, Table
from kit.model.workshop import Answer, AnswerState, Organisation, Row, Snapshot, Value

K = 3
FAMILIES = {"pr": "Brand", "marketing": "Brand", "service": "Customers", "legal": "Operations"}
ROOMS = 4_000


def room(**people: int) -> dict[str, str]:
    """Return participants by department: `pr=3` gives pr0, pr1, pr2."""
    return {f"{key}{n}": key for key, number in people.items() for n in range(number)}


def shown(
    question: str,
    people: dict[str, str],
    said: list[tuple[str, Value]],
    *,
    subject: str = "",
    round_no: int = 1,
    told: frozenset[str] | None = None,
    gone: int = 0,
    rounds: dict[str, int] | None = None,
) -> Reveal:
    rows = {
        "departments": tuple(Row("departments", key, {"name": key}) for key in FAMILIES),
        "participants": tuple(
            Row("participants", who, {"name": who, "department": key})
            for who, key in people.items()
        ),
    }
    answers = tuple(
        Answer(who, question, subject, (rounds or {}).get(who, 1), value)
        if value is not None
        else Answer(who, question, subject, 2, None, AnswerState.DONT_KNOW)
        for who, value in said
    )
    rule = Discretion(K, FAMILIES, frozenset(people) if told is None else told)
    snapshot = Snapshot(Organisation("Acme"), answers, rows)
    return reveal(snapshot, load(), question, round_no, rule, gone=gone)


def cells(found: Reveal) -> list[tuple[str, ...]]:
    assert found.groups is not None
    heads = tuple(column.label for column in found.groups.columns)
    return [heads, *(row.cells for row in found.groups.rows)]


def spread(people: dict[str, str], levels: list[int]) -> list[tuple[str, Value]]:
    return list(zip(people, levels, strict=True))


def test_large_groups_show_their_middle_answer_and_how_many() -> None:
    people = room(pr=2, marketing=2, service=3, legal=3)
    found = shown(
        "goals.difference", people, spread(people, [1, 2, 2, 4, 3, 4, 5, 1, 5, 5]), subject="pr"
    )

    assert cells(found) == [
        ("About", "Brand", "Customers", "Operations"),
        ("pr", "2 (4)", "4 (3)", "5 (3)"),
    ]
    assert "Not shown by group" not in found.remark


def test_a_group_that_is_too_small_hides_another_with_it() -> None:
    people = room(pr=4, service=3, legal=1)
    found = shown(
        "goals.difference", people, spread(people, [1, 2, 3, 4, 1, 3, 5, 2]), subject="pr"
    )

    assert cells(found) == [("About", "Brand"), ("pr", "2.5 (4)")]


def test_a_room_too_small_for_groups_is_told_so() -> None:
    people = room(pr=2, service=2, legal=1)
    found = shown("goals.difference", people, spread(people, [1, 2, 3, 4, 5]), subject="pr")

    assert found.groups is None
    assert found.remark == (
        "Not shown by group: fewer than 3 people of a group answered, or so few are left over or "
        "have joined since, or a group was of one mind, that it would say who said what."
    )


def test_a_group_of_one_mind_hides_all_groups() -> None:
    people = room(pr=3, service=4)
    found = shown("goals.difference", people, spread(people, [2, 2, 2, 1, 3, 4, 5]), subject="pr")

    assert isinstance(found.shape, SpreadChart)
    assert found.groups is None


def test_people_who_were_promised_the_whole_room_only_are_in_no_group() -> None:
    people = room(pr=4, service=4)
    told = frozenset(who for who in people if who not in {"pr0", "pr1"})
    levels = [1, 2, 3, 4, 1, 3, 4, 5]

    assert shown("goals.difference", people, spread(people, levels), subject="pr").groups
    found = shown("goals.difference", people, spread(people, levels), subject="pr", told=told)
    assert cells(found) == [("About", "Customers"), ("pr", "3.5 (4)")]


def test_what_speaks_for_a_department_has_no_groups() -> None:
    people = room(pr=4, service=4)
    said: list[tuple[str, Value]] = [(who, f"from {who}") for who in people]
    found = shown("goals.not_shown", people, said, subject="pr")

    assert isinstance(found.shape, Table)
    assert found.groups is None
    assert found.typed is True


def test_picks_are_counted_by_group_and_never_where_a_group_picked_the_same() -> None:
    people = room(pr=3, service=3)
    question = "account_decision.for_one_account"
    mixed: list[Value] = [["less_time"], ["same_image"], ["less_time", "same_image"]]
    found = shown(question, people, list(zip(people, mixed * 2, strict=True)))
    same: list[Value] = [["less_time"], ["less_time", "same_image"], ["less_time"]]
    hidden = shown(question, people, list(zip(people, [*mixed, *same], strict=True)))

    assert cells(found)[0] == ("Answer", "Brand, of 3", "Customers, of 3")
    assert ("Image and message stay the same everywhere", "2", "2") in cells(found)
    assert hidden.groups is None


def test_what_everybody_picked_is_counted_in_large_rooms_only() -> None:
    everybody = [frozenset({"a", "b"}), frozenset({"a"})]

    assert picked_by_all(everybody, 3) == {"a"}
    assert picked_by_all(everybody * 3, 3) == frozenset()


def test_shares_of_groups_are_too_coarse_to_be_matched_with_single_people() -> None:
    people = room(pr=3, service=3)
    said: list[tuple[str, Value]] = [
        (who, {"goals": 100, "audience": 13 * at, "resources": 7, "content": 3, "brand": 1})
        for at, who in enumerate(people)
    ]
    found = shown("account_decision.weights", people, said)

    shares = [cell for row in cells(found)[1:] for cell in row[1:]]
    assert all(int(cell.removesuffix(" %")) % 5 == 0 for cell in shares)


def test_brute_force_groups_and_what_is_left_are_never_fewer_than_k_nor_of_one_mind() -> None:
    random = Random(11)  # noqa: S311  no secret
    for _ in range(ROOMS):
        people = room(**{key: random.choice([0, 1, 2, 3, 4, 6]) for key in FAMILIES})
        outside = {who for who in people if random.random() < 0.15}
        of = {who: FAMILIES[key] for who, key in people.items() if who not in outside}
        said = {who: random.choice([1, 1, 1, 2, 5]) for who in people}
        groups = Grouped(of, Discretion(K, FAMILIES)).shown(said)
        told = [{who for who in people if of.get(who) == group} for group in groups]
        parts = [*told, set(people) - set().union(*told)]
        for many in range(1, len(parts)):
            for some in itertools.combinations(parts, many):
                part = set().union(*some)
                if groups and part:
                    assert len(part) >= K
                    assert len(part) >= 2 * K or len({said[who] for who in part}) > 1


@pytest.mark.parametrize(
    ("rounds", "allowed"),
    [
        (["abc"], "abc"),
        (["abc", "abc"], "abc"),
        (["abc", "abcd"], "abc"),
        (["abc", "abcdef"], "abcdef"),
        (["abc", "abcd", "abcde"], "abc"),
        (["abc", "abcd", "abcde", "abcdef"], "abcdef"),
        (["abcd", "abc"], None),
        (["abcd", "abc", "abc"], None),
        (["abcd", "abc", "abcd"], "abcd"),
        (["abcdef", "abc"], "abc"),
        (["ab", "abc"], "abc"),
        (["ab", "ab"], None),
        (["abcd", "bcdefg"], None),
        (["abcdef", "abc", "abcdeg"], "abc"),
    ],
)
def test_a_later_round_shows_nobody_who_could_be_read_off_the_difference(
    rounds: list[str], allowed: str | None
) -> None:
    *_, found = may_stand_beside([frozenset(one) for one in rounds], 3)

    assert found == frozenset(allowed or "")


def test_brute_force_no_two_pictures_of_a_question_differ_by_fewer_than_k_people() -> None:
    random = Random(5)  # noqa: S311  no secret
    for _ in range(ROOMS):
        rounds = [
            frozenset(who for who in "abcdefghij" if random.random() < 0.7)
            for _ in range(random.randint(2, 6))
        ]
        seen = [picture for picture in may_stand_beside(rounds, K) if picture]
        for before, after in itertools.combinations(seen, 2):
            assert all(not some or len(some) >= K for some in (before - after, after - before))


def test_one_latecomer_is_left_out_of_the_second_picture_and_it_says_so() -> None:
    people = room(pr=5)
    said = spread(people, [1, 2, 3, 5, 5])
    found = shown("goals.difference", people, said, subject="pr", round_no=2, rounds={"pr4": 2})

    assert isinstance(found.shape, SpreadChart)
    assert found.shape.rows[0].counts == (1, 1, 1, 0, 1)
    assert found.remark.startswith(
        "Fewer than 3 people joined or left since the round before: their answers are left out "
        "here, or they could be read off the difference."
    )


def test_one_who_no_longer_knows_hides_the_second_picture_of_that_line() -> None:
    people = room(pr=5)
    said = [*spread(people, [1, 2, 3, 5, 5]), ("pr4", None)]
    found = shown("goals.difference", people, said, subject="pr", round_no=2)

    assert found.shape is None
    assert found.people == 5


def test_after_somebody_was_erased_no_second_picture_is_shown() -> None:
    people = room(pr=5)
    said = spread(people, [1, 2, 3, 5, 5])
    found = shown("goals.difference", people, said, subject="pr", round_no=2, gone=1)

    assert (found.shape, found.remark) == (None, GONE)


def test_what_may_give_a_secret_away_is_never_shown_to_a_room() -> None:
    people = room(pr=5)
    said: list[tuple[str, Value]] = [(who, "the shop in Hull closes") for who in people]
    found = shown("shared_calendar.hidden_date", people, said, subject="pr")

    assert found.shape is None
    assert "Hull" not in str(found)


def spread_by(rounds: dict[str, int]) -> Reveal:
    """Return the second round of four of each of three families, or more who came late."""
    people = room(pr=4, service=4, legal=4) | {
        who: who.removesuffix("_late") for who in ("pr_late", "service_late", "legal_late")
    }
    said = spread(people, [1, 2, 3, 5] * 3 + [1, 2, 5])
    heard = [(who, level) for who, level in said if who in rounds or not who.endswith("late")]
    return shown("goals.difference", people, heard, subject="pr", round_no=2, rounds=rounds)


def test_three_who_joined_one_in_each_group_cannot_be_read_off_the_groups() -> None:
    found = spread_by({"pr_late": 2, "service_late": 2, "legal_late": 2})

    assert isinstance(found.shape, SpreadChart)
    assert sum(found.shape.rows[0].counts) == 15
    assert found.groups is None
    assert "have joined since" in found.remark


def test_groups_of_the_same_people_are_shown_round_after_round() -> None:
    assert cells(spread_by({"pr0": 2, "legal1": 2}))[0] == (
        "About", "Brand", "Customers", "Operations",
    )  # fmt: skip


def test_a_settled_group_stays_when_a_department_is_renamed_or_a_seat_is_closed() -> None:
    people = room(pr=4, service=4, legal=4)
    settled = {who: FAMILIES[key] for who, key in people.items()}
    moved = people | {"pr0": "service", "pr1": "nowhere"}
    rows = {"participants": tuple(
        Row("participants", who, {"department": key}) for who, key in moved.items()
    )}  # fmt: skip
    snapshot = Snapshot(Organisation("Acme"), (), rows)
    rule = Discretion(K, {"service": "Renamed"}, frozenset(set(people) - {"pr3"}), settled)

    assert grouped(snapshot, rule).of == settled
    assert rule.names == ("Renamed", "Brand", "Customers", "Operations")


def test_brute_force_no_part_of_two_rounds_differs_by_fewer_than_k_people() -> None:
    random = Random(7)  # noqa: S311  no secret
    compared = 0
    for _ in range(ROOMS):
        of = {f"{group}{n}": group for group in "ABC" for n in range(6)}
        rounds = [frozenset(who for who in of if random.random() < 0.9) for _ in range(3)]
        pictures = may_stand_beside(rounds, K)
        parts: list[list[frozenset[str]]] = []
        for at, people in enumerate(pictures):
            said = {who: random.choice([1, 2, 5]) for who in people}
            found = Grouped(of, Discretion(K, dict(zip("ABC", "ABC", strict=True))),
                            {"": pictures[:at]}).shown(said)  # fmt: skip
            told = [frozenset(who for who in people if of[who] == group) for group in found]
            parts.append([people, *told] if people else [])
        for earlier, later in itertools.combinations(parts, 2):
            for group in "ABC":
                was = [one for one in earlier[1:] if of[next(iter(one))] == group]
                now = [one for one in later[1:] if of[next(iter(one))] == group]
                for before, after in itertools.product(was, now):
                    compared += 1
                    assert all(
                        not some or len(some) >= K for some in (before - after, after - before)
                    )
    assert compared
