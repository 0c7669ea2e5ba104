"""What is read back: the present, the past, the history and the progress."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kit.store
from kit.errors import InputError
from kit.model.workshop import Answer, AnswerState, Organisation, Row, Value
from kit.store import Progress

if TYPE_CHECKING:
    from kit.store import Store

TEXTS = st.text(max_size=30)
VALUES: st.SearchStrategy[Value] = st.one_of(
    TEXTS,
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(TEXTS, max_size=4),
    st.dictionaries(TEXTS, st.floats(allow_nan=False, allow_infinity=False), max_size=4),
    st.dictionaries(TEXTS, TEXTS, max_size=4),
)


def given_answer(participant: str, question: str = "q", value: Value = 1) -> Answer:
    return Answer(participant, question, value=value)


def test_answers_come_in_one_order_whatever_order_they_were_recorded_in(store: Store) -> None:
    places = [
        ("Ben", "a", "", 1),
        ("ana", "a", "", 2),
        ("ana", "a", "x@y", 1),
        ("élise", "A", "", 1),
    ]
    store.record([Answer(*place, value=1) for place in reversed(places)])

    assert [answer.place for answer in store.snapshot().answers] == sorted(places)


def test_the_state_at_an_earlier_time_can_be_read(store: Store) -> None:
    store.record([replace(store.snapshot().organisation, decider="The board")], at="2026-01-01")
    store.record([given_answer("ana", value=1)], at="2090-03-01T09:00:00Z")
    store.record([given_answer("ana", value=2), Row("goals", "g1")], at="2090-03-01T10:00:00Z")
    store.record([Row("goals", "g1", deleted=True)], at="2090-03-02")

    early = store.snapshot("2090-03-01T11:30:00+02:00")
    assert ([answer.value for answer in early.answers], early.registers) == ([1], {})
    day = store.snapshot("2090-03-01")
    assert ([answer.value for answer in day.answers], len(day.rows("goals"))) == ([2], 1)
    assert store.snapshot().rows("goals") == ()


def test_a_time_before_the_workshop_and_a_time_that_is_none_are_refused(where: str) -> None:
    with kit.store.create(where, Organisation("Acme")) as store:
        for at in ("1999-12-31", "noon"):
            with pytest.raises(InputError, match="time of the snapshot") as refused:
                store.snapshot(at)
            assert refused.value.problems[0].found == repr(at)


def test_an_unknown_time_stays_unknown_in_memory_and_becomes_now_elsewhere(
    store: Store, backend: str
) -> None:
    store.record([given_answer("ana")])

    (answer,) = store.snapshot().answers
    assert (answer.written_at == "") is (backend == "memory")


def test_history_is_narrowed_by_the_fields_named(store: Store) -> None:
    store.record([given_answer("ana", "a"), given_answer("ana", "b"), given_answer("ben", "a")])

    found = store.history(Answer, participant="ana", question="b", subject="", round=1)

    assert [(version.seq, version.entry.place) for version in found] == [(2, ("ana", "b", "", 1))]
    with pytest.raises(TypeError, match="history of Answer takes"):
        store.history(Answer, value="; DROP TABLE answer")


def test_progress_counts_participants_and_not_what_was_withdrawn(store: Store) -> None:
    assert store.progress() == Progress()
    store.record(
        [
            Answer("ana", "q1", "marketing", value=1),
            Answer("ana", "q1", "sales", value=1),
            Answer("ben", "q1", state=AnswerState.DONT_KNOW),
            Answer("ben", "q2", round=2, value=4),
            Answer("cid", "q2", state=AnswerState.WITHDRAWN),
        ]
    )

    expected = Progress(participants=2, answers=4, answered={(1, "q1"): 2, (2, "q2"): 1})
    assert store.progress() == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(value=VALUES)
def test_every_value_comes_back_as_it_was(store: Store, value: Value) -> None:
    store.record([given_answer("ana", value=value), Row("goals", "g1", {"cell": value})])

    snapshot = store.snapshot()
    assert repr(snapshot.answers[0].value) == repr(_sorted(value))
    assert repr(snapshot.rows("goals")[0].values["cell"]) == repr(_sorted(value))


def _sorted(value: Value) -> object:
    return dict(sorted(value.items())) if isinstance(value, dict) else value


def test_changing_what_a_snapshot_holds_changes_no_other_answer(store: Store) -> None:
    store.record([given_answer("ana", value=["x"]), given_answer("ben", value=["x"])])

    ana, ben = store.snapshot().answers
    assert isinstance(ana.value, list)
    ana.value.append("y")

    assert ben.value == ["x"]
