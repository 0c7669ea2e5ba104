"""A command that is told to end takes its copies of people's answers with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LONG = 60


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signals")
@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP"])
def test_nothing_stays_in_temporary_folders(tmp_path: Path, samples: Path, how: str) -> None:
    pytest.importorskip("jupyterlab")
    workshop, copies = samples / "halden_pumps", tmp_path / "copies"
    number = getattr(signal, how)
    copies.mkdir()
    command = [sys.executable, "-m", "kit", "lab", str(workshop), "--no-browser", "--port", "8994"]
    with subprocess.Popen(
        command,
        env={**os.environ, "TMPDIR": str(copies)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509  the tests may run under nohup
    ) as process:
        try:
            ends = time.monotonic() + LONG
            while not list(copies.glob("kit-lab-*/workspaces/*")) and time.monotonic() < ends:
                time.sleep(0.05)
            assert list(copies.glob("kit-lab-*"))

            process.send_signal(number)

            assert process.wait(LONG) == 128 + number
        finally:
            process.kill()
    assert list(copies.glob("kit-*")) == []
