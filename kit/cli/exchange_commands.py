"""Commands that send things out and take them back: worksheets, answers, calendars."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kit.cli.printing import say, tell
from kit.cli.workshop_commands import Source

if TYPE_CHECKING:
    from kit.errors import Problem
    from kit.exchange import Received
    from kit.importing import Imported
    from kit.workshop import Workshop


def add_to(app: typer.Typer) -> None:
    """Add these commands to the app."""
    for name, command in (
        ("import", import_),
        ("worksheets", worksheets),
        ("calendar", calendar),
    ):
        app.command(name)(command)


def worksheets(  # noqa: PLR0913, PLR0917  one parameter an option
    source: Annotated[
        str, typer.Argument(metavar="[SOURCE]", help="The workshop; left out, blanks are made.")
    ] = "",
    out: Annotated[Path, typer.Option(help="The folder for them.")] = Path("worksheets"),
    department: Annotated[
        list[str] | None, typer.Option(help="Only for this department; repeat it for more.")
    ] = None,
    formats: Annotated[
        str,
        typer.Option("--format", help="xlsx, pdf, xlsform, md, html: one or several with commas."),
    ] = "xlsx,pdf,md",
    topic: Annotated[
        list[str] | None, typer.Option(help="Ask only about this topic; repeat it for more.")
    ] = None,
    round_no: Annotated[int, typer.Option("--round", min=1, max=9, help="The round.")] = 1,
) -> None:
    """Make worksheets that people fill in and send back, what is known filled in already.

    The facilitator's guide and the agendas are written beside them.
    """
    from kit.bank import load  # noqa: PLC0415  each command loads what it needs
    from kit.sending import parse_sheet_formats, write_worksheets  # noqa: PLC0415  each command loads what it needs
    from kit.workshop import open_workshop  # noqa: PLC0415  each command loads what it needs

    wanted, bank = parse_sheet_formats(formats), load()
    if not source:
        for file in write_worksheets(
            None, bank, out, wanted, topics=topic or (), round_no=round_no
        ):
            say(str(file))
        return
    with open_workshop(source) as workshop:
        made = write_worksheets(
            workshop,
            bank,
            out,
            wanted,
            departments=department or (),
            topics=topic or (),
            round_no=round_no,
        )
        for file in made:
            say(str(file))


def import_(  # noqa: PLR0913  one parameter an option
    workshop: Annotated[str, typer.Argument(help="The workshop file or address to add to.")],
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="What to add.")],
    *,
    dry_run: Annotated[bool, typer.Option(help="Only check and count.")] = False,
    rename: Annotated[
        bool,
        typer.Option(
            "--rename",
            help="The organisation or a participant may take another name or department.",
        ),
    ] = False,
    set_aside: Annotated[
        bool, typer.Option(help="Take the good files and report the others.")
    ] = False,
    corrections: Annotated[
        Path, typer.Option(help="Folder for copies with the cells to correct marked.")
    ] = Path("to_correct"),
    mapping: Annotated[
        Path | None, typer.Option(help="For a survey: the confirmed mapping of its columns.")
    ] = None,
    keep_personal: Annotated[
        bool, typer.Option(help="For a survey: keep the names people gave.")
    ] = False,
    round_no: Annotated[
        int, typer.Option("--round", min=1, max=9, help="For a survey: its round.")
    ] = 1,
    department: Annotated[
        str, typer.Option(help="For a calendar: whose items those are that name nobody.")
    ] = "",
    kind: Annotated[
        str, typer.Option(help="For a calendar: the kind of items that name none, such as post.")
    ] = "",
    dates: Annotated[
        str, typer.Option(help="For a calendar: day-first or month-first, where either may be.")
    ] = "",
    zone: Annotated[
        str, typer.Option(help="For a calendar: the zone of times without one: Europe/London.")
    ] = "",
) -> None:
    """Add worksheets, surveys, calendars, folders, JSON files or other workshops.

    All of it, or nothing: where something is wrong, every problem is printed with its cell, and a
    copy of each file with those cells marked is written.
    """
    from kit.errors import InputError  # noqa: PLC0415  each command loads what it needs
    from kit.exchange import Wishes  # noqa: PLC0415  each command loads what it needs
    from kit.exchange.calendar_tables import CalendarWishes  # noqa: PLC0415  each command loads what it needs
    from kit.exchange.survey_matching import read_mapping  # noqa: PLC0415  each command loads what it needs
    from kit.exchange.surveys import SurveyWishes  # noqa: PLC0415  each command loads what it needs
    from kit.workshop import open_workshop  # noqa: PLC0415  each command loads what it needs

    with open_workshop(workshop, write=True) as target:
        given = mapping.read_text(encoding="utf-8") if mapping else None
        confirmed = read_mapping(given, str(mapping), target.bank) if given is not None else None
        wishes = Wishes(
            set_aside,
            SurveyWishes(confirmed, keep_personal, round_no),
            CalendarWishes(department, kind, dates, zone, keep_personal),
        )
        try:
            done = target.import_from(sources, dry_run=dry_run, wishes=wishes, rename=rename)
        except InputError as error:
            _help_correct(target, error.problems, sources, corrections)
            raise
        if done.received and done.received.refused:
            _help_correct(target, done.received.refused, sources, corrections)
    _tell_received(done.received)
    _tell_done(done, dry_run=dry_run)


def _help_correct(
    target: Workshop, problems: Sequence[Problem], sources: list[str], folder: Path
) -> None:
    """Write copies with the cells to correct marked, and mappings to confirm."""
    from kit.exchange.annotated import write_annotated  # noqa: PLC0415  each command loads what it needs
    from kit.exchange.inbox import propose_mappings  # noqa: PLC0415  each command loads what it needs
    from kit.exchange.sent import is_inbox, sent_files  # noqa: PLC0415  each command loads what it needs
    from kit.exchange.surveys import MAPPING  # noqa: PLC0415  each command loads what it needs

    with sent_files([source for source in sources if is_inbox(source)]) as sent:
        files = sent.files
        for copy in write_annotated(files, problems, folder):
            tell(f"A copy with the cells to correct marked: {copy}")
        waiting = {problem.where for problem in problems if problem.code == MAPPING}
        surveys = [(path, name) for path, name in files if name in waiting]
        for name, text in propose_mappings(surveys, target.bank, target.snapshot):
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"{Path(name).stem}.mapping.toml"
            file.write_text(text, encoding="utf-8")
            tell(f"A proposal which column answers which question: {file}")


def calendar(
    source: Source,
    out: Annotated[Path, typer.Option(help="The folder for the files.")] = Path("calendars"),
    department: Annotated[
        list[str] | None, typer.Option(help="Only for this department; repeat it for more.")
    ] = None,
) -> None:
    """Write calendar files (.ics): one a department and one an approver, each as they may know.

    Importing a file again updates the events it brought before. If your calendar doubles them,
    delete the old calendar first, then import.
    """
    from kit.sending import write_calendars  # noqa: PLC0415  each command loads what it needs
    from kit.workshop import open_workshop  # noqa: PLC0415  each command loads what it needs

    with open_workshop(source) as workshop:
        for file in write_calendars(workshop, out, department or ()):
            say(str(file))


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
    lines = "line" if received.read == 1 else "lines"
    say(f"{files:,} {'file' if files == 1 else 'files'}, {received.read:,} {lines}: "
        f"{', '.join(parts)}.")  # fmt: skip


def _tell_done(done: Imported, *, dry_run: bool) -> None:
    for sentence in done.moved:
        tell(sentence)
    if done.unread:
        tell(f"Not read: {', '.join(done.unread)}.")
    if dry_run:
        would = (
            f" {_answers(done.replaced)} would replace what was said earlier."
            if done.replaced
            else ""
        )
        say(f"{done.read:,} answers and rows can be imported; nothing was written.{would}")
        return
    read = f"{done.read:,} {'answer or row' if done.read == 1 else 'answers and rows'}"
    say(f"Read {read}: {done.new:,} new or changed, {done.unchanged:,} there already.")
    if done.replaced:
        say(f"{_answers(done.replaced)} replaced what was said earlier.")


def _answers(count: int) -> str:
    return f"{count:,} {'answer' if count == 1 else 'answers'}"
