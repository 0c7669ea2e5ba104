"""One served workshop a test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from serving_helpers import Served, forget_limits


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Yield a live workshop of four departments, k 3, the three-hour plan."""
    forget_limits()
    live = Served(tmp_path / "w.kit")
    yield live
    live.stop()
