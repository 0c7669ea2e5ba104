"""Whatever two writers do in whatever order, the store is what a plain dictionary would be."""

from __future__ import annotations

import shutil
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

import kit.store
from kit.errors import InputError
from kit.model.workshop import Answer, AnswerState, Organisation, Row
from kit.store import Recorded

if TYPE_CHECKING:
    from kit.store import Store

PEOPLE = st.sampled_from(["ana", "ben"])
ENDS = st.sampled_from([0, 1])
NUMBERS = count()


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Draw from few places, values and ids, so that they meet."""
    state = draw(st.sampled_from([*[AnswerState.GIVEN] * 4, AnswerState.WITHDRAWN]))
    return Answer(
        participant=draw(PEOPLE),
        question=draw(st.sampled_from(["q1", "q2"])),
        round=draw(st.sampled_from([1, 1, 2])),
        value=draw(st.sampled_from([1, 2, "ä"])) if state is AnswerState.GIVEN else None,
        state=state,
        answer_id=draw(st.sampled_from(["", "", "a", "b", "c"])),
    )


class Workshop(RuleBasedStateMachine):
    """Two connections to one workshop, and the dictionaries that they must agree with."""

    where = ""
    kept = Bundle("kept")

    def __init__(self) -> None:
        """Create the workshop and open it twice."""
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="kit-machine-"))
        where = f"{self.where}&workshop=m{next(NUMBERS)}" if self.where else self.folder / "w.kit"
        self.place = where
        first = kit.store.create(where, Organisation("Acme"))
        self.ends: list[Store] = [first, kit.store.open_store(where)]
        self.latest: dict[tuple[str, str, str, int], Answer] = {}
        self.sent: dict[tuple[str, str], Answer] = {}
        self.versions: dict[str, int] = {}
        self.rows: dict[str, Row] = {}
        self.erased: set[str] = set()

    @rule(end=ENDS, answer=answers(), target=kept)
    def answer(self, end: int, answer: Answer) -> object:
        """Send a new answer, or one that clashes with an id used before."""
        before = self.sent.get((answer.participant, answer.answer_id))
        clash = before is not None and not same(before, answer)
        if answer.participant in self.erased or clash:
            with pytest.raises(InputError):
                self.ends[end].record([answer])
            return multiple()
        stands = self.latest.get(answer.place)
        new = before is None and (stands is None or not same(stands, answer))
        assert self.ends[end].record([answer]) == Recorded(int(new), int(not new))
        if new:
            self.latest[answer.place] = answer
            self.versions[answer.participant] = self.versions.get(answer.participant, 0) + 1
        if answer.answer_id:
            self.sent[answer.participant, answer.answer_id] = answer
            return answer
        return multiple()

    @rule(end=ENDS, answer=kept)
    def resend(self, end: int, answer: Answer) -> None:
        """Send again what was acknowledged, however long ago."""
        if answer.participant in self.erased:
            with pytest.raises(InputError):
                self.ends[end].record([answer])
        else:
            assert self.ends[end].record([answer]) == Recorded(new=0, unchanged=1)

    @rule(end=ENDS, row_id=st.sampled_from(["g1", "g2"]), text=st.sampled_from(["x", "y", None]))
    def write_row(self, end: int, row_id: str, text: str | None) -> None:
        """Write or delete a row."""
        values = {} if text is None else {"text": text}
        row = Row("goals", row_id, values, deleted=text is None)
        stands = self.rows.get(row_id)
        new = stands is None or (stands.values, stands.deleted) != (row.values, row.deleted)
        assert self.ends[end].record([row]).new == int(new)
        self.rows[row_id] = row

    @rule(end=ENDS, who=PEOPLE)
    def erase(self, end: int, who: str) -> None:
        """Erase a participant who has answered."""
        if who not in self.versions and who not in self.erased:
            return
        assert self.ends[end].erase(who) == self.versions.pop(who, 0)
        self.erased.add(who)
        self.latest = {place: a for place, a in self.latest.items() if place[0] != who}

    @rule(end=ENDS)
    def reopen(self, end: int) -> None:
        """Close one connection and open it anew."""
        self.ends[end].close()
        self.ends[end] = kit.store.open_store(self.place)

    @rule(answer=consumes(kept))
    def refuse_a_batch_with_one_bad_answer(self, answer: Answer) -> None:
        """Record nothing of a batch when a part of it cannot be kept."""
        fresh = Answer("cid", "q1", value=1)
        with pytest.raises(InputError):
            self.ends[0].record([fresh, answer, Answer("cid", "q1", value=float("inf"))])

    @invariant()
    def both_connections_see_what_the_dictionaries_hold(self) -> None:
        """Compare what stands, and how many versions led to it."""
        expected = {
            place: answer.value
            for place, answer in sorted(self.latest.items())
            if answer.state is not AnswerState.WITHDRAWN
        }
        rows = {row.id: row.values for row in self.rows.values() if not row.deleted}
        for end in self.ends:
            snapshot = end.snapshot()
            assert {answer.place: answer.value for answer in snapshot.answers} == expected
            assert {row.id: row.values for row in snapshot.rows("goals")} == rows
            assert end.progress().answers == len(expected)
        assert len(self.ends[0].history(Answer)) == sum(self.versions.values())

    def teardown(self) -> None:
        """Check the whole once more, and clear away."""
        assert self.ends[0].doctor().integrity == "ok"
        for end in self.ends:
            end.close()
        shutil.rmtree(self.folder)


def same(one: Answer, other: Answer) -> bool:
    said = [(answer.place, answer.state, answer.value) for answer in (one, other)]
    return said[0] == said[1]


def run(machine: type[Workshop], examples: int) -> None:
    moderate = settings(
        max_examples=examples,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(machine, settings=moderate)


def test_a_file_is_what_a_dictionary_would_be() -> None:
    run(Workshop, 60)


def test_postgresql_is_what_a_dictionary_would_be(cluster: str) -> None:
    class OnPostgres(Workshop):
        where = cluster

    run(OnPostgres, 20)


@pytest.mark.slow
def test_a_file_is_what_a_dictionary_would_be_at_length(at_length: int) -> None:
    run(Workshop, 300 * at_length)
