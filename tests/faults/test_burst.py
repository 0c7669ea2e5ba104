"""Everybody presses Send at the same moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import kit.store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("writers", [60, pytest.param(200, marks=pytest.mark.slow)])
def test_answers_sent_at_the_same_moment_are_all_saved(
    path: Path, run: Callable[..., list[str]], writers: int
) -> None:
    ((saved, seconds),) = (line.split() for line in run("burst.py", path, writers))
    print(f"{saved} of {writers} saved in {seconds} s")  # noqa: T201  figures, shown by -rP

    assert int(saved) == writers
    assert float(seconds) < 60, "it takes 1 to 4 on a quiet machine"
    with kit.store.open_store(path) as store:
        assert store.progress().participants == writers
