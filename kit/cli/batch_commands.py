"""The command for hundreds of organisations: check, render, resume, and compare."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kit.cli.printing import say, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from kit.batch.manifest import Entry
    from kit.batch.pool import Executor
    from kit.batch.runner import Choices, Outcome
    from kit.batch.tables import Part

SECONDS, MEGABYTES = 60.0, 1024
MOST_SHOWN = 40


def add_to(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command("batch")(batch)


def batch(  # noqa: PLR0913  a command has as many parameters as it has options
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Folders of organisations, single workshops, or - for a list on standard input.",
        ),
    ],
    out: Annotated[
        str, typer.Option(help="The folder for reports, or an address such as s3://bucket/folder.")
    ] = "reports",
    formats: Annotated[
        str, typer.Option("--format", help="html, pdf, ipynb: one or several with commas.")
    ] = "html",
    *,
    column: Annotated[
        str, typer.Option(help="The sources are tables; this column names the organisation.")
    ] = "",
    notebook: Annotated[
        Path | None, typer.Option(help="A notebook of your own instead of the kit's.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=0, help="Reports at the same time; 0: one a core.")
    ] = 0,
    seconds: Annotated[float, typer.Option(min=1, help="What one report may take.")] = SECONDS,
    memory: Annotated[
        int, typer.Option(min=0, help="MB one report may take; 0: no limit.")
    ] = MEGABYTES,
    check: Annotated[bool, typer.Option("--check", help="Only check the sources.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Render what is unchanged too.")] = False,
    only_failed: Annotated[
        bool, typer.Option("--only-failed", help="Only what failed the last time.")
    ] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first.")] = False,
    max_failures: Annotated[int, typer.Option(min=0, help="Stop after so many; 0: never.")] = 0,
    index: Annotated[
        bool, typer.Option(help="Write index.html and index.xlsx, which compare all.")
    ] = True,
    cluster: Annotated[
        str, typer.Option(help="A Dask scheduler's address, or local to start one here.")
    ] = "",
    events: Annotated[
        bool, typer.Option("--json", help="Print one JSON object for each event.")
    ] = False,
) -> None:
    """Render reports for hundreds of organisations; what is there already is not rendered again."""
    from kit.batch.report import leave_out_slow_import, parse_formats  # noqa: PLC0415  each command loads what it needs

    _quiet_logs()
    leave_out_slow_import()
    wanted = tuple(parse_formats(formats))
    text = notebook.read_text(encoding="utf-8") if notebook else ""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kit-tables-"))
        parts = _parts(sources, column, Path(folder)) if column else {}
        found = list(parts) or _sources(sources)
        # It warms up while this process imports what runs a batch.
        executor = stack.enter_context(
            contextlib.closing(_executor(cluster, workers, only_checks=check))
        )
        from kit.batch.jobs import Limits  # noqa: PLC0415  each command loads what it needs
        from kit.batch.runner import Choices  # noqa: PLC0415  each command loads what it needs

        choices = Choices(
            out=out,
            formats=wanted,
            notebook=text,
            limits=Limits(seconds, memory),
            force=force,
            only_failed=only_failed,
            failures=1 if fail_fast else max_failures,
            send_data=bool(cluster) and cluster != "local",
            index=index,
            parts=parts,
        )
        outcome = _run(choices, found, executor, events=events, check=check)
    _say_outcome(outcome, choices, check=check, events=events)
    raise typer.Exit(outcome.exit_code)


def _quiet_logs() -> None:
    """Say what the batch says and nothing more: libraries log what people wrote."""
    logging.basicConfig(format="kit batch: %(message)s", level=logging.ERROR)
    logging.getLogger("kit.batch").setLevel(logging.INFO)
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    for handler in logging.getLogger().handlers:
        # Dask makes its own loggers talk, when it is imported.
        handler.addFilter(lambda one: one.name.startswith("kit.") or one.levelno >= logging.ERROR)


def _sources(sources: list[str]) -> list[str]:
    from kit.batch.sources import LIST, found_in  # noqa: PLC0415  each command loads what it needs

    return found_in(sources, sys.stdin.read().splitlines() if LIST in sources else ())


def _parts(sources: list[str], column: str, folder: Path) -> dict[str, Part]:
    """Return the organisations of tables by the folders they were taken apart into."""
    from kit.batch.tables import split_tables  # noqa: PLC0415  each command loads what it needs

    return {
        part.folder: part
        for place, source in enumerate(sources)
        for part in split_tables(source, column, folder / str(place))
    }


def _executor(cluster: str, workers: int, *, only_checks: bool) -> Executor:
    if cluster:
        from kit.batch.cluster import Cluster  # noqa: PLC0415  each command loads what it needs

        return Cluster(cluster, workers or os.cpu_count() or 1)
    from kit.batch.pool import Pool  # noqa: PLC0415  each command loads what it needs

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    return Pool(workers or cores, only_checks=only_checks)


def _run(
    choices: Choices, sources: list[str], executor: Executor, *, events: bool, check: bool
) -> Outcome:
    from kit.batch.runner import Batch  # noqa: PLC0415  each command loads what it needs
    from kit.batch.telling import teller  # noqa: PLC0415  each command loads what it needs

    one = Batch(choices, executor, teller(events=events), _stop_when_asked())
    return one.check(sources) if check else one.run(sources)


def _stop_when_asked() -> Callable[[], bool]:
    """Return whether somebody pressed Ctrl-C; what runs is finished, a second time ends at once."""
    asked: list[int] = []

    def ask(number: int, _: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        tell("Stopping when the reports that are being rendered are done; once more stops now.")

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)
    hung_up = getattr(signal, "SIGHUP", None)
    if hung_up is not None and signal.getsignal(hung_up) is not signal.SIG_IGN:  # as nohup sets it
        signal.signal(hung_up, ask)
    return lambda: bool(asked)


def _say_outcome(outcome: Outcome, choices: Choices, *, check: bool, events: bool) -> None:
    from kit.batch.telling import ended  # noqa: PLC0415  each command loads what it needs

    refused = [entry for entry in outcome.entries if entry.problems]
    if events and check:
        for entry in refused:
            for problem in entry.problems:
                line = {"event": "problem", "source": entry.source, **asdict(problem)}
                say(json.dumps(line, ensure_ascii=False))
    elif not events:
        _say_problems(refused, "" if check else f": see {choices.out}/manifest.json")
    seen = ["index.html"] if choices.index and not outcome.interrupted else []
    where = " and ".join(f"{choices.out}/{name}" for name in (*seen, "manifest.json"))
    (tell if events else say)(ended(outcome.counts) + ("" if check else f": see {where}"))


def _say_problems(refused: list[Entry], where: str) -> None:
    """Print each source that is refused, and below it what to mend."""
    left = sum(len(entry.problems) for entry in refused)
    room = MOST_SHOWN
    for entry in refused:
        if room <= 0:
            break
        tell(entry.source)
        shown = entry.problems[:room]
        for problem in shown:
            tell(f"  {problem}")
        room, left = room - len(shown), left - len(shown)
    if left:
        tell(f"… and {left} more problems{where}.")
