"""Commands on a plan: rehearse it, compare it with an earlier one, see what it covers."""

from __future__ import annotations

from typing import Annotated

import typer

from kit.cli.printing import say
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
    workshop: Annotated[str, typer.Argument(help="The workshop file or address to add to.")],
) -> None:
    """Take over ready-made rows (triage, escalation, checks, risks) where nothing stands yet."""
    from kit.planning import take_starters  # noqa: PLC0415  when it runs

    for line in take_starters(workshop):
        say(line)


def coverage(
    *, gaps: Annotated[bool, typer.Option(help="Only what nothing serves.")] = False
) -> None:
    """List which parts of the kit serve each recommendation of the articles."""
    from kit.bank import load  # noqa: PLC0415  when it runs
    from kit.coverage import coverage_lines  # noqa: PLC0415  when it runs

    for line in coverage_lines(load(), gaps=gaps):
        say(line)
