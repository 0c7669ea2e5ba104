"""Commands on one workshop: make, fill, check, decide, report."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Annotated

import typer

from kit.cli.printing import say, tell

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="A workshop file, a folder, a JSON file or a postgresql:// address.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the app."""
    for name, command in (
        ("new", new),
        ("export", export),
        ("schema", schema),
        ("check", check),
        ("decide", decide),
        ("report", report),
    ):
        app.command(name)(command)


def new(
    workshop: Annotated[str, typer.Argument(help="The file to make, or a postgresql:// address.")],
    name: Annotated[str, typer.Option(help="The organisation's name.")],
    department: Annotated[
        list[str] | None, typer.Option(help="A preset department; repeat it for more.")
    ] = None,
) -> None:
    """Make an empty workshop."""
    from kit.store import is_url  # noqa: PLC0415  each command loads what it needs
    from kit.workshop import new_workshop  # noqa: PLC0415  each command loads what it needs

    with new_workshop(workshop, name, department or ()) as made:
        rows = len(made.snapshot.rows("departments"))
        where = made.store.where if is_url(workshop) else workshop  # an address without password
    say(f"Made {where} for {name} with {rows} {'department' if rows == 1 else 'departments'}.")
    typed = shlex.quote(where)  # to be copied: a path may have spaces, an address a question mark
    say(f"Next: kit import {typed} FOLDER, then kit report {typed}")


def export(
    source: Source,
    to: Annotated[Path, typer.Option(help="The folder to write, or a file ending in .json.")],
    *,
    blank: Annotated[
        bool, typer.Option(help="Also write tables that hold nothing yet, to be filled in.")
    ] = False,
) -> None:
    """Write a workshop as a folder of TOML and CSV, or as one JSON file."""
    from kit.workshop import open_workshop  # noqa: PLC0415  each command loads what it needs

    with open_workshop(source) as workshop:
        if to.suffix.lower() == ".json":
            say(str(workshop.export_json_file(to)))
            return
        for file in workshop.export_folder(to, blank=blank):
            say(str(file))


def schema(
    *, strategy: Annotated[bool, typer.Option(help="The strategy's schema instead.")] = False
) -> None:
    """Print the JSON Schema of a workshop, or of a finished strategy."""
    from kit.bank import load  # noqa: PLC0415  each command loads what it needs
    from kit.exchange import strategy_schema, workshop_schema  # noqa: PLC0415  each command loads what it needs

    say(json.dumps(strategy_schema() if strategy else workshop_schema(load()), indent=1))


def check(sources: Annotated[list[str], typer.Argument(metavar="SOURCE...")]) -> None:
    """Check the content and one or more sources, and say what is still missing."""
    from dataclasses import replace  # noqa: PLC0415  each command loads what it needs

    from kit.checking import check_lines  # noqa: PLC0415  each command loads what it needs
    from kit.errors import KitError, SourceError  # noqa: PLC0415  each command loads what it needs
    from kit.store import is_url  # noqa: PLC0415  each command loads what it needs

    problems = []
    for source in sources:
        try:
            for line in check_lines(source):
                say(line)
        except KitError as error:
            # An address is left out: its password is nothing to print.
            place = "" if len(sources) == 1 or is_url(source) else f"{source}: "
            problems += [
                one if one.where == source else replace(one, where=f"{place}{one.where}")
                for one in error.problems
            ]
    if problems:
        raise SourceError(problems)


def decide(
    source: Source,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The whole decision as JSON.")] = False,
) -> None:
    """Print what is advised for each department, how certain, why, and what would change it."""
    from kit.workshop import open_workshop  # noqa: PLC0415  each command loads what it needs

    with open_workshop(source) as workshop:
        if as_json:
            say(json.dumps(workshop.decision(), ensure_ascii=False, indent=1))
            return
        from kit.show.terminal import decision_table  # noqa: PLC0415  rich only for a table

        decision_table(workshop.snapshot.organisation.name, workshop.recommendations)


def report(
    source: Source,
    out: Annotated[Path, typer.Option(help="The folder for reports.")] = Path("reports"),
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            help="html, pdf, docx, pptx, xlsx, zip (CSV), ipynb: one or several with commas.",
        ),
    ] = "html,pdf",
    department: Annotated[
        str, typer.Option(help="Only this department's pages: its id or name.")
    ] = "",
) -> None:
    """Render the strategy report and print where it is."""
    from kit.batch.report import parse_formats, render  # noqa: PLC0415  each command loads what it needs

    for file in render(source, out, parse_formats(formats), department=department, tell=tell):
        say(str(file))
