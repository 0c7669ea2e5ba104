"""One report: papermill runs the notebook, our exporters turn what it stored into documents."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.batch.places import notebook, report_folder, write_whole
from kit.errors import InputError, Problem, RenderError
from kit.store import is_url
from kit.workshop import open_workshop

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from kit.batch.warm.starting import Starter

CELL_SECONDS = 120
PACKAGES = ("kit",)


class ReportFormat(StrEnum):
    """What a report can be written as."""

    HTML = "html"
    PDF = "pdf"
    NOTEBOOK = "ipynb"


def parse_formats(text: str) -> list[ReportFormat]:
    """Return the formats named in a list with commas.

    Raises:
        InputError: One of them is no format.
    """
    known = {one.value: one for one in ReportFormat}
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        allowed, fix = f"one of {', '.join(known)}", "Write them with commas: html,pdf."
        raise InputError(
            [Problem("--format", f"'{name}'", allowed, fix) for name in wrong or [text]]
        )
    return [known[name] for name in dict.fromkeys(names)]


def render(
    source: str,
    out: Path,
    formats: Sequence[ReportFormat],
    *,
    department: str = "",
    tell: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Render one report and return the files written.

    Args:
        source: Any source that `open_workshop` takes; it is checked before anything runs.
        out: The folder under which the organisation gets a folder of its own.
        formats: What to write; each file appears whole or not at all.
        department: Id or name of the department the report is for; empty for all.
        tell: Called with a line before each longer step.

    Raises:
        SourceError, InputError: The source cannot be read; nothing was rendered.
        RenderError: The notebook or an exporter failed; says why.
    """
    tell("Checking what people said …")
    with _warming() as starter, open_workshop(source) as workshop:
        organisation = workshop.snapshot.organisation.name
        key = workshop.department_id(department) if department else ""
        with _readable_by_the_notebook(source, workshop.export_json) as path:
            tell("Deciding and writing the strategy …")
            executed = run(path, key, starter=starter)
    folder = report_folder(out, organisation)
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"department-{key}" if key else "strategy"
    written = []
    for wanted in formats:
        tell(f"Rendering {wanted.value} …")
        written.append(write_whole(folder / f"{stem}.{wanted.value}", exported(executed, wanted)))
    return written


def run(source: Path, department: str = "", *, starter: Starter | None = None) -> NotebookNode:
    """Return the report notebook, executed by papermill with a source as its parameter.

    Raises:
        RenderError: A cell failed, or took longer than two minutes.
    """
    leave_out_slow_import()
    import papermill  # noqa: PLC0415  its import takes longer than most commands
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415

    name = "department_report" if department else "strategy_report"
    parameters = {"source": str(source)} | ({"department": department} if department else {})
    try:
        return execute(str(notebook(name)), parameters, starter=starter)
    except papermill.PapermillExecutionError as error:
        found, fix = f"{error.ename}: {error.evalue}", "Run the notebook by hand to see where."
    except CellTimeoutError:
        found, fix = f"a cell running for {CELL_SECONDS} seconds", "Try again; report it."
    except DeadKernelError:
        found, fix = "a kernel that died", "Look for lack of memory, and try again."
    raise RenderError([Problem(f"notebooks/{name}.ipynb", found, "a finished run", fix, "run")])


def execute(
    template: str | NotebookNode,
    parameters: dict[str, str],
    *,
    cwd: str | None = None,
    starter: Starter | None = None,
    **options: Any,  # noqa: ANN401  papermill's and nbclient's
) -> NotebookNode:
    """Return a notebook executed by papermill with the engine `kit`; nothing is written.

    Args:
        template: The notebook's path, or the notebook.
        parameters: Names and texts; nothing else is ever passed, for parameters become code.
        cwd: Where the notebook runs; None for here.
        starter: What starts its process; None for one of this process's own.
        options: Others of papermill's engine: `time_limit`, `memory_limit`, `execution_timeout`.

    Raises:
        PapermillExecutionError, CellTimeoutError, DeadKernelError: As papermill and nbclient.
    """
    import papermill  # noqa: PLC0415  its import takes longer than most commands

    _know_the_engine()
    with _quiet_kernel():
        return papermill.execute_notebook(
            template,
            None,
            parameters=parameters,
            engine_name="kit",
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            shutdown_kernel="immediate",
            record_timing=False,
            cwd=cwd,
            starter=starter,
            **{"execution_timeout": CELL_SECONDS, **options},
        )


@cache
def _know_the_engine() -> None:
    """Tell papermill of the engine where the installed kit is too old to have told it."""
    from papermill.engines import papermill_engines  # noqa: PLC0415

    from kit.batch.engine import KitEngine  # noqa: PLC0415

    papermill_engines.register("kit", KitEngine)


def exported(executed: NotebookNode, wanted: ReportFormat) -> bytes:
    """Return the document that an exporter makes of an executed report notebook."""
    if wanted is ReportFormat.NOTEBOOK:
        import nbformat  # noqa: PLC0415

        return str(nbformat.writes(executed)).encode()
    from kit.show.exporters import find_extras, find_strategy  # noqa: PLC0415
    from kit.show.report import html, pdf  # noqa: PLC0415

    strategy, extras = find_strategy(executed), find_extras(executed)
    if wanted is ReportFormat.HTML:
        return html(strategy, extras).encode()
    return pdf(strategy, extras)


def leave_out_slow_import() -> None:
    """Keep jsonschema from building a grammar for IRIs, which costs 1.5 s in every process.

    It is an optional part of jsonschema's format checks (python-jsonschema/jsonschema#1392) and
    no notebook has such a format.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  None blocks an import


@contextmanager
def _warming() -> Iterator[Starter | None]:
    """Let a process warm up for the notebook while this one reads the source."""
    leave_out_slow_import()
    from kit.batch.warm.starting import NotWarmError, Zygote  # noqa: PLC0415

    try:
        starter = Zygote(PACKAGES)
    except NotWarmError:
        yield None
        return
    try:
        yield starter
    finally:
        starter.close()


@contextmanager
def _readable_by_the_notebook(source: str, as_json: Callable[[], str]) -> Iterator[Path]:
    """Give a path for a source; a database's address, with its password, stays here."""
    if not is_url(source):
        yield Path(source).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="kit-") as folder:
        file = Path(folder) / "workshop.json"
        file.write_text(as_json(), encoding="utf-8")
        yield file


@contextmanager
def _quiet_kernel() -> Iterator[None]:
    """Skip the debugger's file checks and platform warnings in an ordinary kernel."""
    settings = {
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYTHONWARNINGS": "ignore",
    }
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
