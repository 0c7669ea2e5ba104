"""What is recorded is kept once, all or nothing, on every kind of store."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kit.errors import InputError
from kit.model.workshop import Answer, AnswerState, Organisation, Row
from kit.store import Recorded

if TYPE_CHECKING:
    from kit.store import Store

GOAL = Answer("ana", "goals.clarity", "marketing", value=3)


def values(store: Store) -> list[object]:
    return [answer.value for answer in store.snapshot().answers]


def test_recording_twice_changes_nothing(store: Store) -> None:
    entries = [GOAL, Row("goals", "g1", {"text": "More guests"}), store.snapshot().organisation]

    assert store.record(entries) == Recorded(new=2, unchanged=1)
    before = store.snapshot()

    assert store.record(entries) == Recorded(new=0, unchanged=3)
    assert store.snapshot() == before


def test_an_answer_sent_again_under_its_id_is_not_a_second_answer(store: Store) -> None:
    first = replace(GOAL, answer_id="a1")
    store.record([first])
    store.record([replace(GOAL, value=4, answer_id="a2")])

    assert store.record([first]) == Recorded(new=0, unchanged=1)
    assert values(store) == [4]


def test_a_late_resend_of_an_answer_that_said_nothing_new_does_not_undo_a_later_one(
    store: Store,
) -> None:
    store.record([replace(GOAL, answer_id="a1")])
    assert store.record([replace(GOAL, answer_id="a2")]) == Recorded(new=0, unchanged=1)
    store.record([replace(GOAL, value=5, answer_id="a3")])

    assert store.record([replace(GOAL, answer_id="a2")]) == Recorded(new=0, unchanged=1)
    assert values(store) == [5]


def test_another_answer_under_a_known_id_is_refused_with_the_whole_batch(store: Store) -> None:
    store.record([replace(GOAL, answer_id="a1")])

    with pytest.raises(InputError) as refused:
        store.record(
            [replace(GOAL, question="goals.shared"), replace(GOAL, value=4, answer_id="a1")]
        )

    assert str(refused.value) == (
        "answer of 'ana' to 'goals.clarity' about 'marketing': the id 'a1' of an earlier answer (3)"
        " is not an id of its own, which a changed answer needs."
        " Send the changed answer under a new answer_id, or without one."
    )
    assert values(store) == [3]


def test_two_participants_may_use_the_same_answer_id(store: Store) -> None:
    ids = [replace(GOAL, answer_id="1"), replace(GOAL, participant="ben", value=5, answer_id="1")]

    assert store.record(ids) == Recorded(new=2, unchanged=0)
    assert values(store) == [3, 5]


def test_going_back_to_an_earlier_reply_is_a_new_version(store: Store) -> None:
    for value in (3, 4, 3):
        assert store.record([replace(GOAL, value=value)]).new == 1

    history = store.history(Answer, participant="ana", question="goals.clarity")
    assert [(version.version, version.entry.value) for version in history] == [
        (1, 3),
        (2, 4),
        (3, 3),
    ]
    assert len({version.entry.answer_id for version in history}) == 3


def test_going_back_within_one_batch_keeps_every_version(store: Store) -> None:
    batch = [GOAL, replace(GOAL, value=4), replace(GOAL, value=4), GOAL]

    assert store.record(batch) == Recorded(new=3, unchanged=1)
    assert values(store) == [3]


def test_derived_ids_are_the_same_wherever_an_answer_is_recorded(store: Store) -> None:
    store.record([GOAL])

    said = b'["ana","goals.clarity","marketing",1,1,"given","3",""]'
    assert store.snapshot().answers[0].answer_id == hashlib.sha256(said).hexdigest()[:32]


def test_the_same_reply_to_a_newer_form_is_new_but_to_an_unknown_form_is_not(store: Store) -> None:
    store.record([replace(GOAL, form_version="1")])

    assert store.record([GOAL]).new == 0
    assert store.record([replace(GOAL, form_version="2")]).new == 1


def test_states_without_a_value_are_kept_apart(store: Store) -> None:
    for state in (AnswerState.DONT_KNOW, AnswerState.DOES_NOT_APPLY):
        store.record([replace(GOAL, value=None, state=state)])

        (answer,) = store.snapshot().answers
        assert (answer.state, answer.value) == (state, None)


def test_a_withdrawn_answer_is_left_out_but_stays_in_the_history(store: Store) -> None:
    store.record([GOAL])
    store.record([replace(GOAL, value=None, state=AnswerState.WITHDRAWN)])

    assert store.snapshot().answers == ()
    assert [v.entry.state for v in store.history(Answer)] == [
        AnswerState.GIVEN,
        AnswerState.WITHDRAWN,
    ]


def test_rows_are_numbered_and_keep_their_first_place(store: Store) -> None:
    store.record([Row("goals", id_, {"text": id_}) for id_ in ("g2", "g1", "g3")], by="facilitator")
    store.record([Row("goals", "g2", {"text": "changed"}), Row("goals", "g1", deleted=True)])

    rows = store.snapshot().rows("goals")
    assert [(r.id, r.version, r.values["text"]) for r in rows] == [
        ("g2", 2, "changed"),
        ("g3", 1, "g3"),
    ]
    assert rows[1].written_by == "facilitator"


def test_a_deleted_row_comes_back_in_its_old_place_with_its_history(store: Store) -> None:
    store.record([Row("goals", "g1", {"text": "a"}), Row("goals", "g2", {"text": "b"})])
    store.record([Row("goals", "g1", deleted=True)])
    assert store.record([Row("goals", "g1", {"text": "a"}, deleted=True)]).unchanged == 1
    store.record([Row("goals", "g1", {"text": "again"})])

    assert [row.id for row in store.snapshot().rows("goals")] == ["g1", "g2"]
    history = store.history(Row, register="goals", id="g1")
    assert [(v.version, v.entry.deleted) for v in history] == [(1, False), (2, True), (3, False)]


def test_the_organisation_has_versions_too(store: Store) -> None:
    changed = replace(store.snapshot().organisation, central_hours_a_week=20)

    assert store.record([changed]).new == 1
    assert store.record([changed]).new == 0
    assert store.snapshot().organisation == changed
    assert [v.entry.central_hours_a_week for v in store.history(Organisation)] == [12.0, 20.0]


def test_every_problem_is_named_at_once_and_nothing_is_kept(store: Store) -> None:
    entries = [
        GOAL,
        replace(GOAL, participant=""),
        replace(GOAL, value=math.nan),
        replace(GOAL, value=None),
        replace(GOAL, round=0),
        replace(GOAL, written_at="yesterday"),
        Row("goals", "g\n1", {"text": "half \ud800"}, written_by="\u202e"),
        Row("goals", "g1", {"parts": [["deep"]]}),  # type: ignore[dict-item]  # wrong on purpose
        Organisation("Harbour Grill", central_hours_a_week="many"),  # type: ignore[arg-type]  # wrong on purpose
    ]

    with pytest.raises(InputError) as refused:
        store.record(entries)

    assert [(problem.where, problem.found) for problem in refused.value.problems] == [
        ("answer of '' to 'goals.clarity' about 'marketing', participant", "''"),
        ("answer of 'ana' to 'goals.clarity' about 'marketing', value", "nan"),
        ("answer of 'ana' to 'goals.clarity' about 'marketing', value", "no value"),
        ("answer of 'ana' to 'goals.clarity' about 'marketing' in round 0, round", "0"),
        ("answer of 'ana' to 'goals.clarity' about 'marketing', written_at", "'yesterday'"),
        ("register 'goals', row 'g\\n1', id", "'g\\n1'"),
        ("register 'goals', row 'g\\n1', written_by", "'\\u202e'"),
        ("register 'goals', row 'g\\n1', text", "'half \\ud800'"),
        ("register 'goals', row 'g1', parts", "[['deep']]"),
        (
            "organisation",
            "Organisation.central_hours_a_week: expected float, found 'many'",
        ),
    ]
    assert values(store) == []


def test_who_recorded_and_when_are_kept(store: Store) -> None:
    own = replace(GOAL, participant="ben", written_at="2026-03-01T10:00:00+02:00")

    store.record([GOAL, own], by="facilitator", at="2026-03-02T09:30:00Z")

    assert [(v.written_by, v.written_at) for v in store.history(Answer)] == [
        ("facilitator", "2026-03-02T09:30:00.000Z"),
        ("facilitator", "2026-03-01T08:00:00.000Z"),
    ]


def test_nobody_records_under_an_impossible_name_or_time(store: Store) -> None:
    with pytest.raises(InputError) as refused:
        store.record([GOAL], by="a\x00b", at="noon")

    assert [problem.where for problem in refused.value.problems] == [
        "record, by",
        "record, written_at",
    ]


@pytest.mark.parametrize("count", [1, 24, 25, 26, 77])
def test_a_batch_is_kept_line_by_line_in_the_order_it_came(store: Store, count: int) -> None:
    answers = [replace(GOAL, participant=f"p{i * 7 % count:02}", value=i) for i in range(count)]
    rows = [Row("goals", f"g{i * 5 % count:02}", {"text": f"{i}"}) for i in range(count)]

    assert store.record([*answers, *rows]) == Recorded(new=2 * count)

    kept = [(line.seq, line.entry.participant, line.entry.value) for line in store.history(Answer)]
    assert kept == [(seq, one.participant, one.value) for seq, one in enumerate(answers, start=1)]
    assert [line.entry.id for line in store.history(Row)] == [row.id for row in rows]


def test_a_batch_larger_than_what_is_compared_by_name_is_compared_all_the_same(
    store: Store,
) -> None:
    many = [replace(GOAL, participant=f"p{i:04}", answer_id=f"id{i}") for i in range(900)]
    store.record(many)

    again = [*many, replace(GOAL, participant="p0000", value=5)]

    assert store.record(again) == Recorded(new=1, unchanged=900)
