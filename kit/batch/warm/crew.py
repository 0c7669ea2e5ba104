"""The warm process of a batch: sources are checked while it still learns what reports need.

Its children are checkers, forked as soon as a source can be read; workers, which run notebooks;
and the shells in which the workers' notebooks run.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kit.batch.warm.zygote import Kind, Kinds, Task

CHECKER, WORKER, SHELL = "checker", "worker", "shell"
GARBAGE_AFTER = 50_000
"""How many objects more before Python looks for garbage: looking every 700, as it does unasked,
takes a sixth of a report's time and finds next to nothing."""


def main(number: int) -> None:
    """Be the zygote of a batch for the process that started this one.

    The first argument names what the batch does beside checking: `worker`, or nothing.
    """
    from kit.batch.warm.zygote import serve  # noqa: PLC0415  loaded when it is needed

    serve(number, _kinds)


def _kinds(wanted: list[str]) -> Kinds:
    import kit.batch.checking  # noqa: PLC0415  what a checker needs, before anything else
    import kit.batch.worker  # noqa: PLC0415  as above
    import kit.store.files  # noqa: PLC0415  as above
    import kit.workshop  # noqa: F401, PLC0415  as above
    from kit.bank import load  # noqa: PLC0415  as above
    from kit.batch.warm.zygote import Kinds  # noqa: PLC0415  loaded when it is needed

    load()
    gc.set_threshold(GARBAGE_AFTER, *gc.get_threshold()[1:])
    crew = _Crew()
    later = [crew.learn()] if wanted else []
    do: dict[str, Kind] = {CHECKER: _check, WORKER: _work, SHELL: crew.run_notebook}
    return Kinds(do, later, frozenset({CHECKER}))


class _Crew:
    """What workers and shells find in memory."""

    def __init__(self) -> None:
        self._kernel: Any = None

    def learn(self) -> Iterator[None]:
        """Make the notebooks' shell, import what runs them, and draw a first report."""
        from kit.batch.warm.first_report import draw_first_report  # noqa: PLC0415  loaded when it is needed
        from kit.batch.warm.shell import prepare  # noqa: PLC0415  as above
        from kit.batch.warm.warming import bit_by_bit  # noqa: PLC0415  as above

        self._kernel = prepare()
        yield
        yield from bit_by_bit(WORKER)
        draw_first_report()

    def run_notebook(self, task: Task) -> None:
        """Be the shell of one notebook."""
        from kit.batch.warm.shell import serve  # noqa: PLC0415  loaded by now
        from kit.batch.warm.warming import fresh_state  # noqa: PLC0415  as above

        task.link.close()
        fresh_state(self._kernel.shell)
        serve(self._kernel, task.end)


def _check(task: Task) -> None:
    from kit.batch.worker import work  # noqa: PLC0415  loaded when it is needed

    task.link.close()
    work(task.end, None)


def _work(task: Task) -> None:
    from kit.batch.warm.link import LinkStarter  # noqa: PLC0415  loaded when it is needed
    from kit.batch.worker import work  # noqa: PLC0415  as above

    work(task.end, LinkStarter(task.link))
