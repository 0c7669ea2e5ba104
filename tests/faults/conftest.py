"""Run the scripts beside the tests as processes of their own, which may be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kit.store
from kit.model.workshop import Organisation

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
PATH = {**os.environ, "PYTHONPATH": str(Path(kit.store.__file__).parents[2])}


@pytest.fixture
def run(at_length: int) -> Callable[..., list[str]]:
    """Return a way to run a script of this folder, which gives back the lines it printed."""

    def run_script(name: str, *arguments: object, before: tuple[str, ...] = ()) -> list[str]:
        command = [*before, sys.executable, str(HERE / name), *map(str, arguments)]
        result = subprocess.run(
            command, capture_output=True, text=True, check=False, env=PATH, timeout=120 * at_length
        )
        assert result.returncode == 0, result.stderr
        return result.stdout.splitlines()

    return run_script


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return an empty workshop."""
    path = tmp_path / "w.kit"
    kit.store.create(path, Organisation("Acme")).close()
    return path
