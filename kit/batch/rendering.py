"""One job, done: run the notebook, export it, write the files, and say honestly what happened."""

from __future__ import annotations

import base64
import re
import tempfile
import time
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.batch.jobs import Job, Rendered, Status
from kit.batch.outputs import place_at
from kit.batch.places import notebook
from kit.batch.report import ReportFormat, documents, execute, leave_out_slow_import
from kit.errors import KitError
from kit.model.strategy import STRATEGY_MIME

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from kit.batch.warm.orders import Starter

NAME = "strategy_report"
SOURCE = "checked.workshop"
LONGEST_DETAIL = 20_000
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
MEMORY = {"MemoryError", "_ArrayMemoryError", "ArrayMemoryError"}


def do(job: Job, starter: Starter | None = None) -> Rendered:
    """Render one report; never raises for what a report can do."""
    began = time.perf_counter()
    leave_out_slow_import()
    import papermill  # noqa: PLC0415  its import takes longer than most commands
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415  loaded when it is needed

    found: dict[str, Any]
    try:
        found = _rendered(job, starter)
    except papermill.PapermillExecutionError as error:
        code = "memory" if error.ename in MEMORY else error.ename
        cell = error.cell_index + 1
        detail = f"{error.ename}: {error.evalue}\n" + "\n".join(error.traceback)
        found = {"status": Status.FAILED, "code": code, "cell": cell, "detail": detail}
    except CellTimeoutError as error:
        found = {"status": Status.TIMEOUT, "code": "timeout", "detail": str(error)}
    except DeadKernelError as error:
        found = {"status": Status.KILLED, "code": "died", "detail": str(error)}
    except (KitError, OSError) as error:
        found = {"status": Status.FAILED, "code": type(error).__name__, "detail": str(error)}
    detail = COLOURS.sub("", found.pop("detail", ""))[:LONGEST_DETAIL]
    return Rendered(job.id, seconds=time.perf_counter() - began, detail=detail, **found)


def _rendered(job: Job, starter: Starter | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="kit-") as folder:
        (Path(folder) / SOURCE).write_bytes(_workshop(job))
        executed = execute(
            _template(job.notebook),
            {"source": SOURCE},
            cwd=folder,
            starter=starter,
            time_limit=job.limits.seconds,
            memory_limit=job.limits.megabytes,
            execution_timeout=None,
        )
    executed = settled(executed)
    place = place_at(job.out)
    # Every document is made before the first is written: a report is whole or not there.
    made = list(documents(executed, [ReportFormat(name) for name in job.formats]))
    outputs = tuple(place.write(f"{job.id}/strategy.{one}", data) for one, data in made)
    return {"status": Status.OK, "outputs": outputs, "summary": _summary(executed)}


def _summary(executed: NotebookNode) -> dict[str, Any] | None:
    """Return what the portfolio page compares, read from the stored strategy as it is."""
    from kit.analysis.portfolio_page import summarise  # noqa: PLC0415  loaded when it is needed

    stored = [
        output["data"][STRATEGY_MIME]
        for cell in executed.cells
        for output in cell.get("outputs", ())
        if STRATEGY_MIME in output.get("data", {})
    ]
    return summarise(stored[-1]) if stored else None


def _workshop(job: Job) -> bytes:
    data = base64.b64decode(job.data) if job.data else Path(job.workshop).read_bytes()
    return zlib.decompress(data)


@cache
def _template(text: str) -> NotebookNode:
    """Return the notebook as papermill wants it, read and checked once a worker."""
    from papermill.iorw import load_notebook_node  # noqa: PLC0415  loaded when it is needed

    if not text:
        return load_notebook_node(str(notebook(NAME)))  # type: ignore[no-any-return]  # nbformat and papermill have no types
    with tempfile.TemporaryDirectory(prefix="kit-") as folder:
        file = Path(folder) / "report.ipynb"
        file.write_text(text, encoding="utf-8")
        return load_notebook_node(str(file))  # type: ignore[no-any-return]  # nbformat and papermill have no types


def settled(executed: NotebookNode) -> NotebookNode:
    """Return the notebook without what differs from run to run: times, and whose machine it was."""
    told = executed.metadata.get("papermill", {})
    for key in ("start_time", "end_time", "duration", "input_path", "output_path"):
        told.pop(key, None)
    for place, cell in enumerate(executed.cells, start=1):
        for key in ("start_time", "end_time", "duration"):
            cell.metadata.get("papermill", {}).pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = f"parameters-{place:02d}"
    return executed


def write_index(manifest: str, out: str, starter: Starter | None = None) -> dict[str, Any]:
    """Run the portfolio notebook and write the page and the workbook that compare all."""
    from kit.batch.portfolio import PORTFOLIO_MIME  # noqa: PLC0415  loaded when it is needed
    from kit.show.portfolio import html, workbook  # noqa: PLC0415  loaded when it is needed

    executed = execute(str(notebook("portfolio_report")), {"manifest": manifest}, starter=starter)
    told = next(
        output["data"][PORTFOLIO_MIME]
        for cell in executed.cells
        for output in cell.get("outputs", ())
        if PORTFOLIO_MIME in output.get("data", {})
    )
    place = place_at(out)
    place.write("index.html", html(told).encode())
    place.write("index.xlsx", workbook(told))
    return {"ok": True}
