"""The chapter on launches: what was handed over, what is planned, what readers say of messages."""

from __future__ import annotations

from statistics import mean

from kit.analysis.looking import label, labels, number, text
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted_words, long_date
from kit.model.report import Block, Table, TableColumn, TableRow
from kit.model.workshop import Row

TOPIC = "launches"
DONE = ("launch_pack", "message_reviews")
HANDED = {"handed_over", "accepted"}
RATED = ("clarity", "tone", "content", "intention")


@section(TOPIC, "Whether launches are ready for communications, in one sentence", "S3-09", "S3-13")
def headline(situation: Situation) -> str:
    """Return how many launches have handed everything over."""
    launches = situation.shown.rows("launches")
    if not launches:
        return "Messages, campaigns and launches"
    needed = len(labels(situation, "launch_items"))
    ready = sum(len(_handed(situation, launch)) == needed for launch in launches)
    if ready == len(launches):
        return "Communications has all it needs for every launch"
    late = len(launches) - ready
    count = counted_words(late, "launch has", "launches have").capitalize()
    return f"{count} not handed everything over"


def blocks(situation: Situation) -> tuple[Block, ...]:
    """Return the launch packs, the media mix and what readers say of messages."""
    found = (_packs(situation), _media(situation), _readers(situation))
    return tuple(block for block in found if block is not None)


def _handed(situation: Situation, launch: Row) -> dict[str, Row]:
    return {
        text(row, "item"): row
        for row in situation.shown.rows("launch_pack")
        if text(row, "launch") == launch.id and text(row, "state") in HANDED
    }


@section(
    TOPIC, "Launch handover pack: four things with version and date", "S3-13", "S3-05", "S3-14"
)
def _packs(situation: Situation) -> Block | None:
    launches = situation.shown.rows("launches")
    items = labels(situation, "launch_items")
    if not launches:
        return None
    return Table(
        caption="What communications has been handed",
        columns=(
            TableColumn("Launch"),
            TableColumn("Date"),
            TableColumn("Communications told"),
            TableColumn("Press plan"),
            *(TableColumn(name) for name in items.values()),
        ),
        rows=tuple(
            TableRow(
                (
                    text(launch, "launch"),
                    long_date(text(launch, "date")) or "no date",
                    long_date(text(launch, "communications_told_on")) or "not yet",
                    text(launch, "press_plan") or "none",
                    *(_item(situation, launch, item) for item in items),
                )
            )
            for launch in launches
        ),
    )


def _item(situation: Situation, launch: Row, item: str) -> str:
    rows = [
        row
        for row in situation.shown.rows("launch_pack")
        if text(row, "launch") == launch.id and text(row, "item") == item
    ]
    if not rows:
        return "missing"
    state = label(situation, "launch_pack", "state", text(rows[0], "state")).lower()
    version = text(rows[0], "version")
    day = long_date(text(rows[0], "handed_over"))
    return ", ".join(part for part in (state, version, day) if part)


@section(TOPIC, "Owned, paid and earned media of each launch, with their goals", "S3-11", "S3-15")
def _media(situation: Situation) -> Block | None:
    rows = situation.shown.rows("launch_media")
    kinds = labels(situation, "media_kinds")
    launches = situation.shown.rows("launches")
    if not rows:
        return None
    return Table(
        caption="Owned, paid and earned",
        columns=(
            TableColumn("Launch"),
            *(TableColumn(name, wide=True) for name in kinds.values()),
        ),
        rows=tuple(
            TableRow(
                (
                    text(launch, "launch"),
                    *(
                        ", ".join(
                            text(row, "activity")
                            for row in rows
                            if text(row, "launch") == launch.id and text(row, "kind") == kind
                        )
                        or "nothing"
                        for kind in kinds
                    ),
                )
            )
            for launch in launches
        ),
    )


@section(TOPIC, "What readers outside say of each message", "S0-07", "S0-34", "S0-39", "S0-48")
def _readers(situation: Situation) -> Block | None:
    messages = {row.id: row for row in situation.shown.rows("messages")}
    read: dict[str, list[Row]] = {}
    for row in situation.shown.rows("message_reviews"):
        message = messages.get(text(row, "message"))
        if message and text(row, "department") != text(message, "sponsor"):
            read.setdefault(message.id, []).append(row)
    if not read:
        return None
    return Table(
        caption="What readers in other departments say",
        columns=(
            TableColumn("Message", wide=True),
            TableColumn("Departments", number=True),
            *(TableColumn(name.capitalize(), number=True) for name in RATED),
            TableColumn("What is wrong", wide=True),
        ),
        rows=tuple(
            TableRow(
                (
                    text(messages[key], "message"),
                    str(len({text(row, "department") for row in rows})),
                    *(_mean(rows, column) for column in RATED),
                    "; ".join(text(row, "wrong") for row in rows if text(row, "wrong")),
                )
            )
            for key, rows in read.items()
        ),
        note="Mean levels of 5; its own department's rating is left out.",
    )


def _mean(rows: list[Row], column: str) -> str:
    levels = [level for row in rows if (level := number(row, column)) is not None]
    return f"{mean(levels):.1f}" if levels else "–"
