"""Seats and what happened in the room are kept like answers."""

from __future__ import annotations

from pathlib import Path

import pytest

import kit.store
from kit.errors import StoreError
from kit.model.workshop import Answer, Organisation


def test_what_happened_is_told_in_order_after_a_restart(where: str) -> None:
    with kit.store.create(where, Organisation("Acme")) as store:
        store.note("moved", {"step": 1}, by="facilitator")
        store.note("parked", {"text": "Ä 🍽"}, by="ana")
    with kit.store.open_store(where) as store:
        told = [(note.kind, note.data, note.written_by) for note in store.notes()]

    assert told == [("moved", {"step": 1}, "facilitator"), ("parked", {"text": "Ä 🍽"}, "ana")]


def test_a_token_opens_one_seat_for_one_purpose(where: str) -> None:
    with kit.store.create(where, Organisation("Acme")) as store:
        store.give_token("ana", "seat", "a" * 64)
        store.give_token("ana", "resume", "b" * 64)
        store.give_token("ben", "seat", "c" * 64)

        assert store.tokens() == {
            ("seat", "a" * 64): "ana",
            ("resume", "b" * 64): "ana",
            ("seat", "c" * 64): "ben",
        }


def test_erasing_takes_the_seat_away_and_gives_none_again(where: str) -> None:
    with kit.store.create(where, Organisation("Acme")) as store:
        store.record([Answer("ana", "q1", value=1)])
        store.give_token("ana", "seat", "a" * 64)
        store.note("parked", {"text": "mine"}, by="ana")
        store.erase("ana")

        assert store.tokens() == {}
        assert [note.written_by for note in store.notes()] == [""]
        with pytest.raises(StoreError):
            store.give_token("ana", "seat", "d" * 64)


def test_a_copy_keeps_what_happened(tmp_path: Path) -> None:
    with kit.store.create(tmp_path / "w.kit", Organisation("Acme")) as store:
        store.note("moved", {"step": 2})
        store.save_copy(tmp_path / "copy.kit")
    with kit.store.open_store(tmp_path / "copy.kit", readonly=True) as copy:
        assert [note.data for note in copy.notes()] == [{"step": 2}]
