"""What the engine does: papermill's own client over a warm shell, and honest marks on failure."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
from functools import partial
from typing import TYPE_CHECKING, Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.log import logger as papermill_log

from kit.batch.places import write_whole
from kit.batch.warm.client import WarmKernel
from kit.batch.warm.keeping import Kept
from kit.batch.warm.orders import NotWarmError, Order
from kit.batch.warm.starting import Standby, Zygote
from kit.batch.warm.warming import wanted_by
from kit.model.strategy import STRATEGY_MIME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kit.batch.warm.orders import Starter

log = logging.getLogger("kit.batch")
MEGABYTE = 2**20
PYTHON_KERNELS = {"python3", "python", "kit"}
NOT_OURS = ("input_path", "timeout", "startup_timeout", "memory_limit", "time_limit")


class Failed(Exception):  # noqa: N818  never raised: only named in a notebook's output
    """Stands in a notebook for a process that died or ran out of time."""


class SavingManager(NotebookExecutionManager):  # type: ignore[misc]  # papermill has no types
    """papermill's bookkeeping, saving at most every 30 seconds, and each time whole.

    papermill writes the whole notebook twice a cell, in place. A kill while it writes leaves half
    a file, and the cost grows with the square of the outputs.
    """

    def save(self, **_: object) -> None:
        """Save if the last time is long enough ago."""
        if self.output_path and self.autosave_cell_every:
            waited = (self.now() - self.last_save_time).total_seconds()
            if waited >= self.autosave_cell_every:
                self.save_now()

    def autosave_cell(self) -> None:
        """Save while a cell runs, if the last time is long enough ago."""
        self.save()

    def save_now(self) -> None:
        """Write the notebook as it stands."""
        save_notebook(self.nb, self.output_path)
        self.last_save_time = self.now()


class HonestClient(PapermillNotebookClient):  # type: ignore[misc]  # papermill has no types
    """papermill's client, which marks the cell in which a process died or ran out of time.

    papermill marks only what Python raised: after a crash or a timeout every cell it leaves
    behind says `completed`, and whoever trusts the file takes it for a finished report.
    """

    def execute_cell(self, cell: NotebookNode, cell_index: int, **more: Any) -> Any:  # noqa: ANN401  papermill's own signature
        """Run one cell.

        Raises:
            DeadKernelError, CellTimeoutError: As nbclient.
        """
        try:
            return super().execute_cell(cell, cell_index, **more)
        except (DeadKernelError, CellTimeoutError) as broken:
            said = broken if not self.km_is_late() else CellTimeoutError(LATE)
            self.nb_man.cell_exception(cell, cell_index=cell_index)
            cell.setdefault("outputs", []).append(
                new_output(  # type: ignore[no-untyped-call]  # nbformat and papermill have no types
                    "error",
                    ename=type(said).__name__,
                    evalue=str(said).strip().splitlines()[0],
                    traceback=[str(said)],
                )
            )
            if said is broken:
                raise
            raise said from broken

    def output(self, outs: list[NotebookNode], msg: dict[str, Any], *more: Any) -> Any:  # noqa: ANN401  nbclient's own signature
        """Take an output; our strategies stay the plain data they are.

        nbformat would make a node of each of their thousands of objects, for nobody to look at.
        """
        data = msg["content"].get("data")
        if isinstance(data, dict) and isinstance(data.get(STRATEGY_MIME), dict):
            told = NotebookNode()  # type: ignore[no-untyped-call]  # nbformat and papermill have no types
            dict.update(told, data)
            msg["content"]["data"] = told
        return super().output(outs, msg, *more)

    def km_is_late(self) -> bool:
        """Whether the notebook as a whole is out of time."""
        return isinstance(self.km, WarmKernel) and self.km.client().late


LATE = "The notebook used up the time it may take as a whole."


def run_managed(  # noqa: PLR0913  papermill's own options
    nb: NotebookNode,
    kernel_name: str,
    output_path: str | None,
    *,
    progress_bar: Any,  # noqa: ANN401  papermill takes a dict too
    log_output: bool,
    autosave_cell_every: int,
    **options: Any,  # noqa: ANN401  papermill's own signature
) -> NotebookNode:
    """Run a notebook in a warm process, or in an ordinary kernel where there is none."""
    manager = SavingManager(nb, output_path, log_output, progress_bar, autosave_cell_every)
    manager.notebook_start()
    try:
        _run(manager, kernel_name, log_output=log_output, **options)
    except (DeadKernelError, CellTimeoutError):
        manager.notebook_complete()
        if output_path:
            manager.save_now()
        raise
    finally:
        manager.cleanup_pbar()
        if not manager.end_time:
            manager.notebook_complete()
    return manager.nb  # type: ignore[no-any-return]  # nbformat and papermill have no types


def _run(manager: SavingManager, kernel_name: str, **options: Any) -> None:  # noqa: ANN401  papermill's own signature
    order = Order("", os.environ, int(options.pop("memory_limit", 0) or 0) * MEGABYTE)
    seconds = options.pop("time_limit", None)
    starter = options.pop("starter", None)
    try:
        if kernel_name not in PYTHON_KERNELS:
            message = f"the notebook asks for the kernel {kernel_name!r}"
            raise NotWarmError(message)  # noqa: TRY301  told with all other reasons
        starter = starter or starter_for(cell["source"] for cell in manager.nb.cells)
        kernel = WarmKernel(starter, order, seconds)
        kernel.start_kernel()
    except NotWarmError as reason:
        papermill_log.warning("Started an ordinary kernel: %s.", reason)
        NBClientEngine.execute_managed_notebook(manager, kernel_name, **options)
        return
    try:
        _client(manager, kernel, kernel_name, **options).execute()
    except BaseException:
        kernel.shutdown_kernel(now=True)
        raise
    kernel.shutdown_kernel(now=options.get("shutdown_kernel") == "immediate")


def _client(
    manager: SavingManager,
    kernel: WarmKernel,
    kernel_name: str,
    *,
    execution_timeout: int | None = None,
    start_timeout: int = 60,
    **options: Any,  # noqa: ANN401  papermill's own signature
) -> HonestClient:
    timeout = execution_timeout or options.get("timeout")
    kept = {name: value for name, value in options.items() if name not in NOT_OURS}
    return HonestClient(
        manager,
        km=kernel,
        timeout=timeout,
        startup_timeout=start_timeout,
        kernel_name=kernel_name,
        log=papermill_log,
        **kept,
    )


_kept: dict[tuple[str, ...], Kept] = {}
_standing_by: dict[tuple[str, ...], Standby] = {}


def starter_for(sources: Iterable[str]) -> Starter:
    """Return what starts notebooks with these cells, kept for the next one.

    Raises:
        NotWarmError: Neither way is to be had here.
    """
    packages = wanted_by(sources)
    if packages not in _standing_by:
        if packages not in _kept:
            _kept.setdefault(packages, Kept(partial(Zygote, packages)))  # threads may come together
        try:
            zygote = _kept[packages].current()
            zygote.wait_until_warm()
        except NotWarmError as reason:
            log.warning("Notebooks start in processes that stand by: %s.", reason)
            if not _standing_by:
                atexit.register(close_starters)
            _standing_by[packages] = Standby(packages)
        else:
            return zygote
    return _standing_by[packages]


def close_starters() -> None:
    """End every process that was kept warm."""
    closing: list[Kept | Standby] = [*_kept.values(), *_standing_by.values()]
    for starter in closing:
        with contextlib.suppress(OSError):
            starter.close()
    _kept.clear()
    _standing_by.clear()


def save_notebook(nb: NotebookNode, path: str) -> None:
    """Write a notebook: a local file whole or not at all, anything else by papermill."""
    from papermill.iorw import write_ipynb  # noqa: PLC0415  loaded when it is needed

    if "://" in path or path == "-":
        write_ipynb(nb, path)
        return
    import nbformat  # noqa: PLC0415  loaded when it is needed

    write_whole(path, str(nbformat.writes(nb)).encode())  # type: ignore[no-untyped-call]  # nbformat and papermill have no types
