"""Commands on a plan: rehearse it, compare it with an earlier one, see what it covers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kit.cli.printing import say, tell
from kit.cli.workshop_commands import Source


def add_to(app: typer.Typer) -> None:
    """Add these commands to the app."""
    for name, command in (
        ("rehearse", rehearse),
        ("compare", compare),
        ("starter", starter),
        ("coverage", coverage),
    ):
        app.command(name)(command)


def rehearse(
    source: Source,
    scenario: Annotated[
        str, typer.Argument(help="Its id or title; leave it out to see the list.")
    ] = "",
    *,
    add: Annotated[
        bool, typer.Option(help="Write the proposed commitments into the workshop.")
    ] = False,
) -> None:
    """Try the plan against something that may happen, and list what would have to be promised."""
    from kit.planning import rehearsal_lines, scenario_lines  # noqa: PLC0415  when it runs

    lines = rehearsal_lines(source, scenario, add=add) if scenario else scenario_lines()
    for line in lines:
        say(line)


def compare(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The earlier workshop.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later one.")],
) -> None:
    """Say what changed in answers, decisions, commitments and findings, and what is due."""
    from kit.planning import comparison_lines  # noqa: PLC0415  when it runs

    for line in comparison_lines(old, new):
        say(line)


def starter(
    folder: Annotated[Path, typer.Argument(help="The folder to write the ready-made rows into.")],
) -> None:
    """Write ready-made rows (triage, escalation, checks, risks) to edit and import."""
    from kit.planning import write_starters  # noqa: PLC0415  when it runs

    for file in write_starters(folder):
        say(str(file))
    tell("Edit them, then: kit import WORKSHOP FOLDER")


def coverage(
    *, gaps: Annotated[bool, typer.Option(help="Only what nothing serves.")] = False
) -> None:
    """List which parts of the kit serve each recommendation of the articles."""
    from kit.bank import load  # noqa: PLC0415  when it runs
    from kit.coverage import coverage_lines  # noqa: PLC0415  when it runs

    for line in coverage_lines(load(), gaps=gaps):
        say(line)
