"""Writers killed at any moment lose nothing that was acknowledged, and leave no half."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kit.store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("kills", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_storm_of_kills_loses_nothing_acknowledged(
    path: Path, run: Callable[..., list[str]], kills: int, at_length: int
) -> None:
    notes = path.with_name("acknowledged")
    kills *= at_length
    run("storm.py", path, notes, 8, kills, 1)

    with kit.store.open_store(path) as store:
        snapshot = store.snapshot()
        assert store.doctor().integrity == "ok"
    kept = {(answer.participant, answer.question) for answer in snapshot.answers}
    acknowledged = {tuple(line.split()) for line in notes.read_text().splitlines()}
    print(f"{kills} kills, {len(acknowledged)} acknowledged, {len(acknowledged - kept)} lost")  # noqa: T201  figures, shown by -rP

    assert acknowledged <= kept
    assert {f"{who}-{question[1:]}" for who, question in kept} == {
        row.id for row in snapshot.rows("log")
    }
    assert len(acknowledged) >= kills
