"""One report: papermill runs the notebook, our exporters turn what it stored into documents."""

from __future__ import annotations

import contextlib
import copy
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.batch.places import notebook, report_folder, write_whole
from kit.errors import InputError, Problem, RenderError
from kit.store import is_url

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from kit.batch.warm.orders import Starter
    from kit.model.strategy import Strategy
    from kit.show.report.extras import Extra

CELL_SECONDS = 120
PACKAGES = ("kit",)
PARAMETERS = ("source", "department", "manifest")
KERNEL = "python3"


class ReportFormat(StrEnum):
    """What a report can be written as."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    CSV = "zip"
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
    from kit.workshop import open_workshop  # noqa: PLC0415  a batch's runner opens none

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
    tell(f"Rendering {', '.join(formats)} …")
    for wanted, data in documents(executed, formats):
        written.append(write_whole(folder / f"{stem}.{wanted.value}", data))
    return written


def run(source: Path, department: str = "", *, starter: Starter | None = None) -> NotebookNode:
    """Return the report notebook, executed by papermill with a source as its parameter.

    Raises:
        RenderError: A cell failed, or took longer than two minutes.
    """
    leave_out_slow_import()
    import papermill  # noqa: PLC0415  its import takes longer than most commands
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415  loaded when it is needed

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
    cwd: str = "",
    starter: Starter | None = None,
    **options: Any,  # noqa: ANN401  papermill's and nbclient's
) -> NotebookNode:
    """Return a notebook executed by papermill's parts with the engine `kit`; nothing is written.

    These are the steps of `papermill.execute_notebook`, without the five times it turns the whole
    notebook into text when there is no file to write it to.

    Args:
        template: The notebook's path, or the notebook as `papermill.iorw.load_notebook_node`
            returns it; a copy is executed.
        parameters: Names and texts; nothing else is ever passed, for parameters become code.
        cwd: Where the notebook runs; empty for here.
        starter: What starts its process; None for one of this process's own.
        options: Others of the engine: `time_limit`, `memory_limit`, `execution_timeout`.

    Raises:
        PapermillExecutionError, CellTimeoutError, DeadKernelError: As papermill and nbclient.
        ValueError: A parameter is none of the report notebooks', or not a text.
    """
    from papermill.execute import (  # noqa: PLC0415  its import takes longer than most commands
        prepare_notebook_metadata,
        raise_for_execution_errors,
        remove_error_markers,
    )
    from papermill.iorw import load_notebook_node  # noqa: PLC0415  loaded when it is needed
    from papermill.parameterize import parameterize_notebook  # noqa: PLC0415  loaded when it is needed

    from kit.batch.engine import KitEngine  # noqa: PLC0415  loaded when it is needed

    check_parameters(parameters)
    path = template if isinstance(template, str) else None
    notebook = load_notebook_node(path) if path else copy.deepcopy(template)
    notebook = parameterize_notebook(notebook, parameters, kernel_name=KERNEL)
    notebook = remove_error_markers(prepare_notebook_metadata(notebook, path, None))
    with _quiet_kernel(), contextlib.chdir(cwd or "."):
        notebook = KitEngine.execute_notebook(
            notebook,
            KERNEL,
            None,
            progress_bar=False,
            shutdown_kernel="immediate",
            record_timing=False,
            starter=starter,
            **{"execution_timeout": CELL_SECONDS, **options},
        )
    raise_for_execution_errors(notebook, None)
    return notebook


def check_parameters(parameters: dict[str, str]) -> None:
    """Refuse what papermill would turn into code: any name not known, any value but a text.

    Raises:
        ValueError: Says which.
    """
    for name, value in parameters.items():
        if name not in PARAMETERS or type(value) is not str:
            message = f"the parameter {name!r} is not one of {PARAMETERS} with a text as its value"
            raise ValueError(message)


def documents(
    executed: NotebookNode, formats: Sequence[ReportFormat]
) -> Iterator[tuple[ReportFormat, bytes]]:
    """Yield the documents that our exporters make of an executed report notebook."""
    from kit.show.executed import find_extras, find_strategy  # noqa: PLC0415  jinja2 when drawn

    drawn = [one for one in formats if one is not ReportFormat.NOTEBOOK]
    strategy = find_strategy(executed) if drawn else None
    extras = find_extras(executed) if drawn else ()
    for wanted in formats:
        if strategy is None or wanted is ReportFormat.NOTEBOOK:
            yield wanted, as_text(executed).encode()
        else:
            yield wanted, _drawn(strategy, extras, wanted)


def _drawn(strategy: Strategy, extras: Sequence[Extra], wanted: ReportFormat) -> bytes:
    from kit.show import office, report  # noqa: PLC0415  what draws is loaded when it draws

    match wanted:
        case ReportFormat.HTML:
            return report.html(strategy, extras).encode()
        case ReportFormat.PDF:
            return report.pdf(strategy, extras)
        case ReportFormat.DOCX:
            return office.docx(strategy, extras)
        case ReportFormat.PPTX:
            return office.pptx(strategy, extras)
        case ReportFormat.XLSX:
            return office.data_book(strategy)
        case _:
            return office.csv_zip(strategy)


def as_text(executed: NotebookNode) -> str:
    """Return a notebook as the text of its file."""
    import nbformat  # noqa: PLC0415  loaded when it is needed

    return str(nbformat.writes(executed))  # type: ignore[no-untyped-call]  # nbformat and papermill have no types


def exported(executed: NotebookNode, wanted: ReportFormat) -> bytes:
    """Return the document that an exporter makes of an executed report notebook."""
    return next(data for _, data in documents(executed, [wanted]))


def leave_out_slow_import() -> None:
    """Keep jsonschema from building a grammar for IRIs, which costs 1.5 s in every process.

    It is an optional part of jsonschema's format checks (python-jsonschema/jsonschema#1392) and
    no notebook has such a format.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None blocks an import


@contextlib.contextmanager
def _warming() -> Iterator[Starter | None]:
    """Let a process warm up for the notebook while this one reads the source."""
    leave_out_slow_import()
    from kit.batch.warm.orders import NotWarmError  # noqa: PLC0415  loaded when it is needed
    from kit.batch.warm.starting import Zygote  # noqa: PLC0415  loaded when it is needed

    try:
        starter = Zygote(PACKAGES)
    except NotWarmError:
        yield None
        return
    try:
        yield starter
    finally:
        starter.close()


@contextlib.contextmanager
def _readable_by_the_notebook(source: str, as_json: Callable[[], str]) -> Iterator[Path]:
    """Give a path for a source; a database's address, with its password, stays here."""
    if not is_url(source):
        yield Path(source).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="kit-") as folder:
        file = Path(folder) / "workshop.json"
        file.write_text(as_json(), encoding="utf-8")
        yield file


@contextlib.contextmanager
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
