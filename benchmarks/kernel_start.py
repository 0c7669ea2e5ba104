"""How soon a kernel can be used, and what one more of them takes: forked beside ordinary.

Both in turn in one run, each with a process of its own to start from; the warm one has imported
everything before the first measurement.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from jupyter_client.manager import start_new_kernel

import kit

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
SAMPLE = Path(__file__).parent.parent / "sample_data" / "brackwater_outfitters"
FIRST_CELL = "from kit import work_on; work_on({source!r}).show('decision')"
MEBIBYTE = 1024
WAYS = {"forked": "kit", "ordinary": "python3"}


def start(name: str, source: str) -> tuple[float, float, int]:
    """Return the seconds until a kernel answers, until its first cell is done, and its memory."""
    began = time.perf_counter()
    manager, client = start_new_kernel(kernel_name=name)
    ready = time.perf_counter() - began
    client.execute_interactive(
        FIRST_CELL.format(source=source), timeout=60, output_hook=refuse_errors
    )
    done = time.perf_counter() - began
    memory = private(manager.provisioner.pid)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return ready, done, memory


def refuse_errors(message: dict[str, Any]) -> None:
    """Stop where a cell fails: it would be measured as a quick one."""
    if message["msg_type"] == "error":
        raise RuntimeError(message["content"]["evalue"])


def private(pid: int) -> int:
    """Return the kibibytes that only this process holds."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def wait_until_warm() -> None:
    """Start kernels until one finds everything imported."""
    while True:
        manager, client = start_new_kernel(kernel_name="kit")
        told: list[str] = []
        client.execute_interactive(
            "import sys; print('matplotlib.backends.backend_agg' in sys.modules)",
            timeout=60,
            output_hook=lambda one, told=told: told.append(str(one["content"].get("text"))),
        )
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        if "True\n" in told:
            return


def measured(source: str) -> dict[str, list[float]]:
    """Return the medians of what `start` returns, for each way."""
    found: dict[str, list[tuple[float, float, int]]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way, name in WAYS.items():
            found[way].append(start(name, source))
    return {
        way: [statistics.median(column) for column in zip(*rows, strict=True)]
        for way, rows in found.items()
    }


def main() -> None:
    """Print medians and ratios."""
    os.environ["JUPYTER_PATH"] = str(Path(kit.__file__).parent / "jupyter")
    wait_until_warm()
    with tempfile.TemporaryDirectory() as folder:
        middle = measured(str(shutil.copytree(SAMPLE, Path(folder) / "sample")))
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}, medians of {ROUNDS}"
    )
    print(f"{'':10} {'answers':>10} {'decision shown':>16} {'private memory':>16}")
    for way, (ready, done, memory) in middle.items():
        print(f"{way:10} {ready:8.2f} s {done:14.2f} s {memory / MEBIBYTE:12.0f} MiB")
    ratios = [theirs / ours for ours, theirs in zip(*middle.values(), strict=True)]
    print(f"{'ratio':10} {ratios[0]:10.1f} {ratios[1]:16.1f} {ratios[2]:16.1f}")


if __name__ == "__main__":
    main()
