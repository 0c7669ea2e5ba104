"""The tables themselves keep what was written, whoever writes past the store."""

# ruff: noqa: S608  the tests write SQL of their own

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

import kit.store
from kit.model.workshop import Answer, Organisation, Row
from kit.store import schema
from kit.store.schema import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COLUMNS = (
    "participant, question, subject, round, version, state, value, form_version, answer_id,"
    " written_by, written_at"
)


@pytest.fixture
def run(where: str) -> Iterator[Callable[[str], Any]]:
    """Return a way to run SQL in a workshop that holds one of everything, past the store."""
    with kit.store.create(where, Organisation("Acme")) as store:
        answer = Answer("ana", "q1", value=1, answer_id="a1")
        again = Answer("ana", "q1", value=1, answer_id="a2")
        store.record([answer, again, Row("goals", "g1", {"text": "x"}, written_by="ana")])
        store.record([Answer("cid", "q1", value=1)])
        store.erase("cid")
        store.note("moved", {"step": 1}, by="facilitator")
        store.give_token("ana", "seat", "0" * 64)
    if not kit.store.is_url(where):
        connection = sqlite3.connect(where, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        yield lambda statement: connection.execute(statement).fetchall()
        connection.close()
        return
    url, _, name = where.partition("&workshop=")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'SET search_path TO "kit_{name}"')
        yield server.execute


@pytest.mark.parametrize("table", schema.COLUMNS)
def test_nothing_is_changed_or_deleted(run: Callable[[str], Any], table: str) -> None:
    with pytest.raises((sqlite3.Error, psycopg.Error), match=f"{table} is never changed"):
        run(f"UPDATE {table} SET seq = seq + 100")
    with pytest.raises((sqlite3.Error, psycopg.Error), match=f"{table} is never deleted"):
        run(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ["organisation", "answer", "register_row"])
def test_the_writer_is_not_blanked_without_an_erasure(
    run: Callable[[str], Any], table: str
) -> None:
    with pytest.raises((sqlite3.Error, psycopg.Error), match=f"{table} is never changed"):
        run(f"UPDATE {table} SET written_by = ''")


@pytest.mark.parametrize(
    "values",
    [
        "'cid', 'q', '', 1, 1, 'given', '1', '', 'x', '', ''",  # erased
        "'ana', 'q', '', 1, 1, 'given', '1', '', 'a1', '', ''",  # a known id
        "'ana', 'q1', '', 1, 1, 'given', '1', '', 'x', '', ''",  # a known version
        "'ana', 'q', '', 0, 1, 'given', '1', '', 'x', '', ''",  # round 0
        "'ana', 'q', '', 1, 1, 'given', NULL, '', 'x', '', ''",  # no value
        "'ana', 'q', '', 1, 1, 'withdrawn', '1', '', 'x', '', ''",  # a value too many
        "'ana', 'q', '', 1, 1, 'perhaps', NULL, '', 'x', '', ''",  # no such state
        "'', 'q', '', 1, 1, 'given', '1', '', 'x', '', ''",  # nobody
    ],
)
def test_an_impossible_answer_cannot_be_written(run: Callable[[str], Any], values: str) -> None:
    with pytest.raises((sqlite3.Error, psycopg.Error)):
        run(f"INSERT INTO answer ({COLUMNS}) VALUES ({values})")


def test_a_receipt_needs_its_answer(run: Callable[[str], Any]) -> None:
    with pytest.raises((sqlite3.Error, psycopg.Error), match=r"(?i)foreign key"):
        run(
            "INSERT INTO receipt (participant, answer_id, same_as, written_at)"
            " VALUES ('ana', 'a9', 'nothing', '')"
        )


def test_both_databases_have_the_same_tables() -> None:
    sqlite, postgres = (schema.migrations(dialect)[0] for dialect in Dialect)

    def names(statements: tuple[str, ...]) -> set[str]:
        kept = [text for text in statements if not text.startswith("CREATE FUNCTION")]
        return {" ".join(text.split()[:3]) for text in kept}

    assert names(sqlite) == names(postgres)
