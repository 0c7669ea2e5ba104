"""The triage as a graph: one start, no circle, every end reached."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kit.analysis.situation import Situation
from kit.analysis.triage import Path, Triage, checked, read_triage
from kit.model.content import Bank
from kit.model.workshop import Snapshot

KEYS = tuple("abcdef")
EDGES = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from((*KEYS, "x", "y"))), max_size=14)


def graph(edges: list[tuple[str, str]]) -> Triage:
    return checked(Triage(KEYS, ("x", "y"), tuple(Path(one, "yes", to) for one, to in edges)))


def reachable(edges: list[tuple[str, str]], start: str) -> set[str]:
    found = {start}
    for _ in edges:
        found |= {to for one, to in edges if one in found}
    return found


@given(EDGES)
def test_a_circle_is_found_exactly_when_something_leads_back_to_itself(
    edges: list[tuple[str, str]],
) -> None:
    steps = [(one, to) for one, to in edges]
    circular = any(one in reachable(steps, to) for one, to in steps if to in KEYS)
    found = graph(edges).circle
    assert bool(found) == circular
    for one, to in zip(found, (*found[1:], *found[:1]), strict=True):
        assert (one, to) in edges


@given(EDGES)
def test_what_is_not_reached_cannot_be_reached(edges: list[tuple[str, str]]) -> None:
    found = graph(edges)
    expected = set(KEYS) | {"x", "y"}
    expected -= reachable(edges, found.start) | set(found.roots)
    assert set(found.unreached) == expected


def test_a_chain_of_ten_thousand_questions_is_walked() -> None:
    keys = tuple(f"q{place}" for place in range(10_000))
    paths = tuple(Path(one, "no", to) for one, to in pairwise(keys))
    found = checked(Triage(keys, (), paths))
    assert found.roots == ("q0",)
    assert found.circle == found.unreached == ()


def test_a_question_that_leads_to_itself_is_a_circle() -> None:
    assert graph([("a", "a")]).circle == ("a",)


def test_an_answer_that_stands_there_twice_leads_to_no_one_step(
    make_snapshot: Callable[..., Snapshot], bank: Bank
) -> None:
    rows = {
        "triage_questions": [{"id": "risk", "question": "Is anybody at risk?"}],
        "triage_actions": [
            {"id": "call", "action": "Call", "owner": "Press", "channel": "public"},
            {"id": "thank", "action": "Thank", "owner": "Press", "channel": "public"},
        ],
        "triage_paths": [
            {"id": "one", "question": "risk", "answer": "Yes", "action": "call"},
            {"id": "two", "question": "risk", "answer": "yes ", "action": "thank"},
            {"id": "three", "question": "risk", "answer": "No", "action": "thank"},
        ],
    }
    found = read_triage(Situation(make_snapshot(rows), bank))
    assert [(one.question, one.answer.strip()) for one in found.loose] == [("risk", "yes")]


def test_a_circle_back_to_the_first_question_does_not_move_the_start() -> None:
    found = graph([("a", "b"), ("b", "a"), ("b", "c"), ("c", "x"), ("c", "y")])

    assert found.start == "a"
    assert found.circle == ("a", "b")
    assert found.roots == ("a", "d", "e", "f")
    assert found.unreached == ()
