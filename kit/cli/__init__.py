"""The command `kit`: every command takes a workshop file, a folder, a JSON file or an address.

Each file of this room adds the commands of one subject to `app`; a command loads what it needs
when it runs, so that `kit --help` answers in a blink.
"""

from __future__ import annotations

from typing import Annotated

import typer

from kit import __version__
from kit.cli import (
    batch_commands,
    exchange_commands,
    live_commands,
    planning_commands,
    workshop_commands,
)
from kit.cli.printing import complain, say, use_letters_that_can_be_printed

__all__ = ["app", "complain"]

app = typer.Typer(
    name="kit",
    help="Make a social media strategy together, and decide who speaks for each department.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _version(
    *, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    use_letters_that_can_be_printed()
    if version:
        say(f"Social Strategy Kit {__version__}")
        raise typer.Exit


for room in (
    workshop_commands,
    exchange_commands,
    planning_commands,
    live_commands,
    batch_commands,
):
    room.add_to(app)
