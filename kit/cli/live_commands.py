"""Commands of the room: serve a workshop, open the notebooks, assess alone, print the plan."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kit.cli.printing import say, tell
from kit.cli.workshop_commands import Source
from kit.errors import InputError, Problem

if TYPE_CHECKING:
    from kit.live.serving import Served
    from kit.workshop import Workshop

Port = Annotated[int, typer.Option(help="The participants' port.", min=0, max=65535)]
Plan = Annotated[str, typer.Option(help="three_hours, ninety_minutes or full_day.")]


HOUR, DAY = 60, 24
MOST_DIGITS = 4


def add_to(app: typer.Typer) -> None:
    """Add these commands to the app."""
    for name, command in (("live", live), ("lab", lab), ("assess", assess), ("agenda", agenda)):
        app.command(name)(command)


def live(  # noqa: PLR0913, PLR0917  a command has its options
    source: Source,
    port: Port = 8700,
    facilitator_port: Annotated[
        int, typer.Option(help="The facilitator's port, on this machine only.", min=0, max=65535)
    ] = 8701,
    address: Annotated[
        str, typer.Option(help="Where participants come in; 127.0.0.1 to try it alone.")
    ] = "0.0.0.0",  # noqa: S104  participants are on the local network
    host: Annotated[
        list[str] | None, typer.Option(help="A name people use for this machine; repeat for more.")
    ] = None,
    plan: Plan = "three_hours",
    k: Annotated[
        int, typer.Option("--k", help="Fewest people whose anonymous answers are shown; from 3.")
    ] = 0,
    groups: Annotated[
        str,
        typer.Option(
            help="By what anonymous answers may be shown apart: families, departments or none."
        ),
    ] = "families",
    *,
    browser: Annotated[bool, typer.Option(help="Open the facilitator's screen.")] = True,
) -> None:
    """Serve the workshop: the facilitator's screen here, participants' pages on the network."""
    import asyncio  # noqa: PLC0415  each command loads what it needs

    from kit.facilitation import plan as named  # noqa: PLC0415  each command loads what it needs
    from kit.live.hall import Hall  # noqa: PLC0415  each command loads what it needs
    from kit.live.partition import partition  # noqa: PLC0415  each command loads what it needs
    from kit.live.serving import hold_workshop  # noqa: PLC0415  each command loads what it needs

    chosen, by = named(plan), partition(groups)
    with _open_to_write(source) as workshop:
        hall = Hall(workshop, chosen, k, by)
        _tell_promise(hall.room.k, hall.room.groups, k, by.value)

        def started(served: Served) -> None:
            _tell_where(served, hall.room.code)
            if browser:
                _open_browser(served.facilitator)

        asyncio.run(
            hold_workshop(
                hall,
                port=port,
                facilitator_port=facilitator_port,
                address=address,
                hosts=frozenset(name.lower() for name in host or ()),
                started=started,
            )
        )
    say(f"Everything is in {workshop.store.where}. Next: kit report {workshop.store.where}")


def lab(  # noqa: PLR0913  a command has its options
    source: Source,
    notebook: Annotated[str, typer.Option(help="Which to open first.")] = "00_start_here",
    port: Annotated[int, typer.Option(help="JupyterLab's port.", min=0, max=65535)] = 8888,
    participant: Annotated[str, typer.Option(help="Who answers here: an id or a name.")] = "",
    *,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    code: Annotated[
        bool, typer.Option(help="JupyterLab; or pages without code, by Voila, for a few people.")
    ] = True,
    dark: Annotated[bool, typer.Option(help="Pages without code on a dark ground.")] = False,
) -> None:
    """Open JupyterLab on the notebooks, with this workshop as their parameter."""
    from kit.batch.places import notebook as place_of  # noqa: PLC0415  each command loads what it needs
    from kit.live.lab import open_lab  # noqa: PLC0415  each command loads what it needs
    from kit.live.without_code import open_without_code  # noqa: PLC0415  each command loads what it needs

    first = place_of("strategy_report").with_name(f"{notebook.removesuffix('.ipynb')}.ipynb")
    if code:
        raise typer.Exit(open_lab(first, source, port, browser=browser, participant=participant))

    def started(link: str) -> None:
        tell(f"Your notebooks: {link}")
        tell("For this machine only. Stop with Ctrl+C; what was answered is kept.")
        if browser:
            _open_browser(link)

    raise typer.Exit(
        open_without_code(first, source, port, started, participant=participant, dark=dark)
    )


def assess(
    workshop: Annotated[
        Path, typer.Argument(help="The file to keep the answers in; made when it is not there.")
    ] = Path("my-assessment.workshop"),
    port: Annotated[int, typer.Option(help="The page's port.", min=0, max=65535)] = 8702,
    *,
    quick: Annotated[bool, typer.Option(help="Eight questions, five minutes.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Assess one department alone: 25 minutes, nothing to prepare, advice at the end."""
    import asyncio  # noqa: PLC0415  each command loads what it needs

    from kit.live.assessment import hold_assessment  # noqa: PLC0415  each command loads what it needs

    def started(link: str) -> None:
        tell(f"Your assessment: {link}")
        tell("Stop with Ctrl+C; your answers are kept and the same command goes on with them.")
        if browser:
            _open_browser(link)

    asyncio.run(hold_assessment(workshop, "quick" if quick else "full", port, started))
    say(f"Your answers are in {workshop}. Add them to a workshop: kit import WORKSHOP {workshop}")


def agenda(
    plan: Plan = "three_hours",
    skip: Annotated[list[str] | None, typer.Option(help="Leave a block out, by its id.")] = None,
    stretch: Annotated[
        list[str] | None, typer.Option(help="Give a block other minutes: goals=30.")
    ] = None,
    begin: Annotated[str, typer.Option(help="When it begins, to print times of day: 9:00.")] = "",
) -> None:
    """Print the plan of the workshop, recomputed when blocks are skipped or stretched."""
    from kit.show.worksheets.agenda import agenda_markdown  # noqa: PLC0415  each command loads what it needs
    from kit.show.worksheets.agenda import plan as named  # noqa: PLC0415  each command loads what it needs

    chosen = named(plan, skip or (), _stretches(stretch or []))
    say(agenda_markdown(chosen, _minute_of_day(begin)))


def _stretches(wanted: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    problems = []
    for text in wanted:
        block, _, minutes = text.rpartition("=")
        block = block.strip()
        if block in found:
            fix = "Say how long it takes once."
            problems.append(Problem("--stretch", f"'{text}'", f"{block}'s only length", fix))
        elif block and minutes.isdecimal() and len(minutes) <= MOST_DIGITS:
            found[block] = int(minutes)
        else:
            fix = "Write the block's id and its minutes."
            problems.append(Problem("--stretch", f"'{text}'", "like goals=30", fix))
    if problems:
        raise InputError(problems)
    return found


def _minute_of_day(text: str) -> int | None:
    if not text:
        return None
    hours, _, minutes = text.partition(":")
    if re.fullmatch(r"\d\d?:\d\d", text) and int(hours) < DAY and int(minutes) < HOUR:
        return int(hours) * HOUR + int(minutes)
    raise InputError([Problem("--begin", f"'{text}'", "a time like 9:00", "Write hours:minutes.")])


def _open_to_write(source: str) -> Workshop:
    """Open a workshop to be added to; of a folder or a JSON file one is made beside it."""
    from kit.exchange import is_kept  # noqa: PLC0415  each command loads what it needs
    from kit.workshop import new_workshop, open_workshop  # noqa: PLC0415  each command loads what it needs

    if is_kept(source):
        return open_workshop(source, write=True)
    with open_workshop(source) as found:
        name = found.snapshot.organisation.name
        file = Path(f"{Path(source).stem}.workshop")
        if file.exists():
            tell(f"{file} was made of {source} before and is used again.")
            return open_workshop(file, write=True)
    made = new_workshop(file, name)
    made.import_from([source])
    tell(f"Made {file} of {source}: answers go there.")
    return made


def _tell_where(served: Served, code: str) -> None:
    tell(f"Participants join at {served.participants[0]} with the code {code}.")
    for other in served.participants[1:]:
        tell(f"                 or {other}")
    tell(f"Your own screen, for this machine only: {served.facilitator}")
    tell("What is sent on this network can be read on it. Stop with Ctrl+C.")


def _tell_promise(k: int, groups: str, wanted_k: int, wanted_groups: str) -> None:
    """Say so where what was promised to the people who are seated differs from what is asked."""
    if wanted_k and wanted_k < k:
        tell(
            f"Anonymous answers stay shown from {k} people on: people sat down under that promise."
        )
    if wanted_groups != groups:
        tell(f"Anonymous answers stay shown by {groups}: people sat down under that promise.")


def _open_browser(link: str) -> None:
    import webbrowser  # noqa: PLC0415  each command loads what it needs

    webbrowser.open(link)
