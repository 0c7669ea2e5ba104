"""What a database could not hold or give back as it was is refused, field by field."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

import kit.store
from kit.errors import InputError, StoreError
from kit.model.workshop import Answer, AnswerState, Organisation, Row
from kit.store.failures import failure
from kit.store.shape import moment

if TYPE_CHECKING:
    from pathlib import Path

    from kit.model.workshop import Entry


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            Answer("ana", "q1", "x@\u200b", value=1),
            (
                "answer of 'ana' to 'q1' about 'x@\\u200b', subject: 'x@\\u200b' is not empty or a"
                " printable id of 1 to 200 characters."
                " Use the id as it stands in the content or in the list of participants."
            ),
        ),
        (
            Answer("ana", "q1", value="x" * 200_001),
            (
                f"answer of 'ana' to 'q1', value: '{'x' * 76}... is not whole, finite and at most"
                " 200000 characters long. Correct the value, or leave it empty."
            ),
        ),
        (
            Answer("ana", "q1", value=10**5000),
            (
                "answer of 'ana' to 'q1', value: a number too long to be shown is not whole, finite"
                " and at most 200000 characters long. Correct the value, or leave it empty."
            ),
        ),
        (
            Answer("ana", "q1", value=1, state="given"),  # type: ignore[arg-type]  # wrong on purpose
            (
                "answer of 'ana' to 'q1', state: 'given' is not one of given, dont_know,"
                " does_not_apply, withdrawn. Use one of these states."
            ),
        ),
        (
            Answer("ana", "q1", value=1, state=AnswerState.DONT_KNOW),
            (
                "answer of 'ana' to 'q1', value: 1 is not what an answer in the state dont_know"
                " holds. Only a given answer has a value; to take one back, use the state"
                " withdrawn."
            ),
        ),
        (
            Answer("ana", "q1", value=1, round=True),
            (
                "answer of 'ana' to 'q1', round: True is not a whole number from 1."
                " Count rounds from 1."
            ),
        ),
        (
            Answer("ana", "q1", value={1: "x"}),  # type: ignore[dict-item]  # wrong on purpose
            (
                "answer of 'ana' to 'q1', value: {1: 'x'} is not a text, a number, a list of texts,"
                " or an object of texts or numbers. Correct the value, or leave it empty."
            ),
        ),
        (
            Row("goals", "g1", ["x"]),  # type: ignore[arg-type]  # wrong on purpose
            (
                "register 'goals', row 'g1', values: ['x'] is not an object of columns."
                " Correct the value, or leave it empty."
            ),
        ),
        (
            Row("goals", "g1", written_at="2026-02-30"),
            (
                "register 'goals', row 'g1', written_at: '2026-02-30' is not a time such as"
                " 2026-03-01T09:30:00Z. Write it that way, or leave it empty."
            ),
        ),
        (
            Row("goals", "g1", {"": 1}),
            (
                "register 'goals', row 'g1', column: '' is not a printable id of 1 to 200"
                " characters. Use the id as it stands in the content or in the list of"
                " participants."
            ),
        ),
    ],
    ids=lambda part: "" if isinstance(part, str) else type(part).__name__,
)
def test_the_message_says_where_what_is_allowed_and_what_to_do(entry: Entry, said: str) -> None:
    with kit.store.in_memory(Organisation("Acme")) as store:
        with pytest.raises(InputError) as refused:
            store.record([entry])

        assert str(refused.value) == said


def test_cells_that_are_too_long_together_are_refused() -> None:
    row = Row("goals", "g1", {"a": "x" * 150_000, "b": "x" * 150_000})

    with kit.store.in_memory(Organisation("Acme")) as store, pytest.raises(InputError) as refused:
        store.record([row])

    assert refused.value.problems[0].allowed == "at most 200000 characters together"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("2026-03-01", "2026-03-01T00:00:00.000Z"),
        ("2026-03-01T09:30:00", "2026-03-01T09:30:00.000Z"),
        ("2026-03-01T09:30:00.123456+02:00", "2026-03-01T07:30:00.123Z"),
    ],
)
def test_every_time_is_kept_in_one_form(given: str, kept: str) -> None:
    assert moment(given) == kept


def test_a_file_that_another_program_keeps_locked_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.store.sqlite.PATIENCE_SECONDS", 0.1)
    with kit.store.create(tmp_path / "w.kit", Organisation("Acme")) as store:
        foreign = sqlite3.connect(tmp_path / "w.kit", isolation_level=None)
        foreign.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="a file that another program keeps locked"):
            store.record([Answer("ana", "q1", value=1)])
        foreign.close()

        assert store.record([Answer("ana", "q1", value=1)]).new == 1


def test_a_failure_nobody_foresaw_is_told_in_the_databases_words() -> None:
    assert str(failure("w.kit", sqlite3.ProgrammingError("odd"))) == (
        "w.kit: ProgrammingError: odd is not something the store can go on from."
        " Nothing of this was saved. Report this message to the makers of the kit."
    )


def test_a_sqlite_that_is_too_old_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))

    with pytest.raises(StoreError, match=r"version 3\.37\.0 or newer"):
        kit.store.in_memory(Organisation("Acme"))
