"""An erased participant's answers are gone from every byte, and do not come back."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kit.store
from kit.errors import InputError, StoreError
from kit.model.workshop import Answer, Organisation, Row

if TYPE_CHECKING:
    from kit.store import Store

TEXT = "a sentence nobody else would write"


def secrets(participant: str = "ana") -> list[Answer]:
    return [Answer(participant, f"q{i}", value=f"{TEXT} {i}") for i in range(200)]


def test_answers_of_an_erased_participant_are_gone_and_counted(store: Store) -> None:
    store.record([*secrets(), Answer("ben", "q1", value=2)])
    store.record([Answer("ana", "q1", value="changed")])

    assert store.erase("ana") == 201
    assert [answer.participant for answer in store.snapshot().answers] == ["ben"]
    assert [version.entry.participant for version in store.history(Answer)] == ["ben"]


def test_a_resend_after_the_erasure_is_refused(store: Store) -> None:
    answer = Answer("ana", "q1", value=2, answer_id="a1")
    store.record([answer])
    store.record([Answer("ana", "q1", value=2, answer_id="a2")])
    store.erase("ana")

    with pytest.raises(InputError) as refused:
        store.record([answer, Answer("ben", "q1", value=1)])

    assert str(refused.value) == (
        "answers of ana: an erased participant is not somebody whose answers are kept."
        " Leave these answers out: the participant has asked for them to be erased."
    )
    assert store.snapshot().answers == ()


def test_rows_stay_but_no_longer_say_who_wrote_them(store: Store) -> None:
    store.record([Row("goals", "g1", {"text": "x"}, written_by="ana")])
    store.record([Answer("ben", "q1", value=1)], by="ana")

    assert store.erase("ana") == 0
    assert [row.written_by for row in store.snapshot().rows("goals")] == [""]
    assert [version.written_by for version in store.history(Answer)] == [""]


def test_erasing_twice_is_no_mistake_but_erasing_a_stranger_is(store: Store) -> None:
    store.record([Answer("ana", "q1", value=1)])
    assert (store.erase("ana"), store.erase("ana")) == (1, 0)
    store.record([Answer("benjamin", "q1", value=1)])

    with pytest.raises(InputError) as refused:
        store.erase("benjamn")

    assert str(refused.value) == (
        "participant to erase: 'benjamn' is not the id of anybody who has answered."
        " Did you mean 'benjamin'?"
    )


def test_no_byte_of_an_erased_answer_stays_on_the_disk(tmp_path: Path) -> None:
    with kit.store.create(tmp_path / "w.kit", Organisation("Acme")) as store:
        store.record([*secrets(), *secrets("ben")])
        assert TEXT.encode() in bytes_of(tmp_path)
        store.erase("ana")
        store.erase("ben")
        assert TEXT.encode() not in bytes_of(tmp_path)

    assert TEXT.encode() not in bytes_of(tmp_path)


def test_an_erasure_says_so_when_a_reader_keeps_the_log_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.store.sqlite.PATIENCE_SECONDS", 0.1)
    path = tmp_path / "w.kit"
    kit.store.create(path, Organisation("Acme")).close()
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN'); c.execute('SELECT * FROM answer').fetchall();"
        "print(flush=True); input()"
    )
    with kit.store.open_store(path) as store:
        store.record(secrets())
        reader = subprocess.Popen(
            ["python3", "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert reader.stdout
        reader.stdout.readline()

        with pytest.raises(
            StoreError, match="close other programs that use the file and erase once"
        ):
            store.erase("ana")
        reader.communicate(b"\n")

        assert store.erase("ana") == 0
        assert TEXT.encode() not in bytes_of(tmp_path)


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())
