"""A full disk is told in plain English, loses nothing, and is forgotten once there is room."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

import kit.store
from kit.errors import KitError, StoreError
from kit.model.workshop import Answer, Organisation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("kilobytes", [0, 17, 60, 61, 63, 150, 299, 20_000])
def test_a_full_disk_loses_nothing_acknowledged(
    path: Path, run: Callable[..., list[str]], kilobytes: int
) -> None:
    said, acknowledged, seen, again = run("full_disk.py", path, kilobytes * 1024)

    enough = kilobytes == 20_000
    assert said == ("room enough" if enough else "StoreError disk-error")
    assert (acknowledged == "200") is enough
    assert acknowledged == seen
    assert again == "1"
    with kit.store.open_store(path) as store:
        assert len(store.snapshot().answers) == int(acknowledged) + 1
        assert store.doctor().integrity == "ok"


def test_a_copy_for_which_there_is_no_room_leaves_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with kit.store.open_store(path) as store:
        store.record([Answer("ana", "q1", value=1)])
        monkeypatch.setattr(os, "fsync", refuse)
        with pytest.raises(StoreError, match="a full disk is not enough for this"):
            store.save_copy(tmp_path / "copy.kit")

    assert sorted(file.name for file in tmp_path.iterdir()) == ["w.kit", "w.kit-turn"]


def test_a_workshop_for_which_there_is_no_room_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("kit.store.files.put_new", refuse)

    with pytest.raises(KitError, match="a full disk is not enough for this"):
        kit.store.create(tmp_path / "w.kit", Organisation("Acme"))

    assert list(tmp_path.iterdir()) == []
