"""Commands that send things out and take them back: worksheets, answers, calendars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kit.cli.printing import say, tell

if TYPE_CHECKING:
    from kit.errors import InputError
    from kit.exchange import Received
    from kit.workshop import Imported


def add_to(app: typer.Typer) -> None:
    """Add these commands to the app."""
    for name, command in (("import", import_), ("worksheets", worksheets)):
        app.command(name)(command)


def worksheets(
    source: Annotated[
        str, typer.Argument(metavar="[SOURCE]", help="The workshop; left out, blanks are made.")
    ] = "",
    out: Annotated[Path, typer.Option(help="The folder for them.")] = Path("worksheets"),
    department: Annotated[
        list[str] | None, typer.Option(help="Only for this department; repeat it for more.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="xlsx: one or several with commas.")
    ] = "xlsx",
    round_no: Annotated[int, typer.Option("--round", min=1, max=9, help="The round.")] = 1,
) -> None:
    """Make worksheets that people fill in and send back, what is known filled in already."""
    from kit.bank import load  # noqa: PLC0415  each command loads what it needs
    from kit.sending import parse_sheet_formats, write_worksheets  # noqa: PLC0415
    from kit.workshop import open_workshop  # noqa: PLC0415

    wanted, bank = parse_sheet_formats(formats), load()
    if not source:
        for file in write_worksheets(None, bank, out, wanted, round_no=round_no):
            say(str(file))
        return
    with open_workshop(source) as workshop:
        made = write_worksheets(
            workshop, bank, out, wanted, departments=department or (), round_no=round_no
        )
        for file in made:
            say(str(file))


def import_(
    workshop: Annotated[str, typer.Argument(help="The workshop file or address to add to.")],
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="What to add.")],
    *,
    dry_run: Annotated[bool, typer.Option(help="Only check and count.")] = False,
    set_aside: Annotated[
        bool, typer.Option(help="Take the good files and report the others.")
    ] = False,
    corrections: Annotated[
        Path, typer.Option(help="Folder for copies with the cells to correct marked.")
    ] = Path("to_correct"),
) -> None:
    """Add worksheets, surveys, calendars, folders, JSON files or other workshops.

    All of it, or nothing: where something is wrong, every problem is printed with its cell, and a
    copy of each file with those cells marked is written.
    """
    from kit.errors import InputError  # noqa: PLC0415
    from kit.exchange import Wishes  # noqa: PLC0415
    from kit.workshop import open_workshop  # noqa: PLC0415

    with open_workshop(workshop, write=True) as target:
        try:
            wishes = Wishes(set_aside=set_aside)
            done = target.import_from(sources, dry_run=dry_run, wishes=wishes)
        except InputError as error:
            _mark(error, sources, corrections)
            raise
    _tell_received(done.received)
    if done.received and done.received.refused:
        from kit.errors import InputError as Aside  # noqa: PLC0415

        _mark(Aside(done.received.refused), sources, corrections)
    _tell_done(done, dry_run=dry_run)


def _mark(error: InputError, sources: list[str], folder: Path) -> None:
    from kit.exchange.annotated import write_annotated  # noqa: PLC0415
    from kit.exchange.inbox import sent_files  # noqa: PLC0415

    with sent_files(sources) as files:
        for copy in write_annotated(files, error.problems, folder):
            tell(f"A copy with the cells to correct marked: {copy}")


def _tell_received(received: Received | None) -> None:
    if received is None:
        return
    for remark in received.remarks:
        tell(remark)
    for name, reason in received.ignored.items():
        tell(f"{name}: left out, {reason}.")
    for problem in received.refused:
        tell(f"Set aside: {problem}")
    parts = [f"{received.used:,} used"]
    parts += [f"{count:,} {reason}" for reason, count in sorted(received.skipped.items())]
    files = len(received.files)
    say(f"{files:,} {'file' if files == 1 else 'files'}, {received.read:,} lines: "
        f"{', '.join(parts)}.")  # fmt: skip


def _tell_done(done: Imported, *, dry_run: bool) -> None:
    if dry_run:
        say(f"{done.read:,} answers and rows can be imported; nothing was written.")
        return
    say(f"Read {done.read:,}: {done.new:,} new or changed, {done.unchanged:,} there already.")
