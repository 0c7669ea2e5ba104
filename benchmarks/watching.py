"""How much memory a command and everything it started takes, sampled while it runs."""

from __future__ import annotations

import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 1024
EVERY_SECONDS = 0.1


@dataclass
class Watched:
    """The largest figures seen, in MB.

    Attributes:
        whole: Proportional memory (PSS) of the command and everything it started, at once.
        warm: The same without the command itself: the warm process, the workers, their reports.
        reports: The private memory of each report's own process, the largest seen of each.
    """

    whole: float = 0.0
    warm: float = 0.0
    reports: dict[int, float] = field(default_factory=dict)


def watch(command: list[str]) -> Watched:
    """Run a command to its end and return what it took at most."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seen = Watched()
    ended = threading.Event()
    watcher = threading.Thread(target=_sample, args=(process.pid, seen, ended))
    watcher.start()
    process.wait()
    ended.set()
    watcher.join()
    return seen


def _sample(root: int, seen: Watched, ended: threading.Event) -> None:
    while not ended.is_set():
        parents = _parents()
        tree = _below(root, parents)
        sizes = {pid: _sizes(pid) for pid in tree}
        whole = sum(pss for pss, _ in sizes.values())
        seen.whole = max(seen.whole, whole)
        seen.warm = max(seen.warm, whole - sizes[root][0])
        for pid in tree:
            # A report's process is forked by the warm one: it has no children and a session of
            # its own, and lives shorter than a worker. Both are counted; reports are the many.
            if parents.get(pid) != root and pid != root:
                seen.reports[pid] = max(seen.reports.get(pid, 0.0), sizes[pid][1])
        time.sleep(EVERY_SECONDS)


def _parents() -> dict[int, int]:
    found = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                status = (place / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            found[int(place.name)] = int(status.rpartition(")")[2].split()[1])
    return found


def _below(root: int, parents: dict[int, int]) -> set[int]:
    tree = {root}
    while more := {pid for pid, parent in parents.items() if parent in tree} - tree:
        tree |= more
    return tree


def _sizes(pid: int) -> tuple[float, float]:
    """Return proportional and private memory in MB; zeros for a process that is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return 0.0, 0.0
    sizes = {
        name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)
    }
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return sizes["Pss"] / MEGABYTE, private / MEGABYTE
