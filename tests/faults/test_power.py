"""A power cut at any moment loses nothing acknowledged and leaves a file that opens."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

import kit.store
from kit.errors import KitError

if TYPE_CHECKING:
    from collections.abc import Callable

SPEC = importlib.util.spec_from_file_location("power", Path(__file__).with_name("power.py"))
assert SPEC
assert SPEC.loader
power = importlib.util.module_from_spec(SPEC)
sys.modules["power"] = power  # dataclasses look their module up
SPEC.loader.exec_module(power)

CALLS = "openat,close,pwrite64,write,ftruncate,fsync,fdatasync,unlink,link,rename"


@pytest.fixture
def losses(tmp_path: Path, run: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Return a way to cut the power in a session, which tells every promise that was broken."""
    if not shutil.which("strace"):
        missing = "strace is not installed: apt-get install strace"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)

    def cut(cuts: int, rounds: int, answers: int, synced: str = "yes") -> list[str]:
        folder, log = tmp_path / "disk", tmp_path / "log"
        folder.mkdir()
        strace = ("strace", "-xx", "-s", "70000", "-e", f"trace={CALLS}", "-o", str(log))
        run("session.py", folder / "w.kit", rounds, answers, synced, before=strace)
        trace = power.Trace(log, folder)
        chance = Random(1)  # noqa: S311  a power cut, not a secret
        broken: list[str] = []
        for _ in range(cuts):
            moment = chance.randrange(len(trace.operations) + 1)
            files, said = trace.cut(moment, chance)
            broken += check(tmp_path / "image", files, said)
        print(f"{cuts} cuts in {len(trace.operations)} operations, {len(broken)} broken")  # noqa: T201  figures, shown by -rP
        return broken

    return cut


def check(folder: Path, files: dict[str, bytes], said: list[str]) -> list[str]:
    """Return the promises that a disk after a power cut breaks."""
    folder.mkdir()
    for name, content in files.items():
        if not name.endswith("-shm"):  # memory shared by the processes, which are gone
            (folder / name).write_bytes(content)
    try:
        broken = [*broken_workshop(folder, said), *broken_copy(folder, said)]
    except KitError as error:
        broken = [f"does not open: {error}"]
    shutil.rmtree(folder)
    return broken


def broken_workshop(folder: Path, said: list[str]) -> list[str]:
    path = folder / "w.kit"
    if not path.exists():
        return ["the workshop is gone"] if said else []
    with kit.store.open_store(path) as store:
        kept = {f"{a.participant} {a.question}" for a in store.snapshot().answers}
        sound = store.doctor().integrity == "ok"
    words = {word for word in said if word.startswith("p")}
    gone = {word for word in words if word.startswith("p0 ")}
    # The erasure may have been carried out just before it was acknowledged.
    lost = words - gone - kept if gone.isdisjoint(kept) and "p0 q0" in said else words - kept
    broken = [f"lost {sorted(lost)}"] if lost else []
    if "erased" in said and not gone.isdisjoint(kept):
        broken.append("an erased answer is back")
    return broken if sound else [*broken, "damaged"]


def broken_copy(folder: Path, said: list[str]) -> list[str]:
    copied = [int(word.split()[1]) for word in said if word.startswith("copied")]
    if not copied:
        return []
    with kit.store.open_store(folder / "copy.kit", readonly=True) as store:
        kept = len(store.snapshot().answers)
    return [] if kept >= copied[-1] else [f"the copy holds {kept} of {copied[-1]}"]


@pytest.mark.parametrize(
    ("cuts", "rounds", "answers"),
    [(150, 3, 8), pytest.param(1000, 2, 300, marks=pytest.mark.slow)],
)
def test_a_power_cut_loses_nothing_acknowledged(
    losses: Callable[..., list[str]], cuts: int, rounds: int, answers: int, at_length: int
) -> None:
    assert losses(cuts * at_length, rounds, answers) == []


def test_the_simulation_does_see_what_a_disk_without_syncs_loses(
    losses: Callable[..., list[str]],
) -> None:
    assert any("lost" in broken for broken in losses(40, 2, 8, "no"))
