"""What people send, brought together before it is recorded: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.answers import admit_together
from kit.exchange import (
    Received,
    Wishes,
    is_inbox,
    placed,
    reach,
    read_intake,
    receive,
    unread_files,
)
from kit.model.content import Bank
from kit.model.workshop import Answer, Entry, Row, Snapshot


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do.

    Attributes:
        read: How many entries the sources held.
        new: How many were new or changed.
        unchanged: How many were there already.
        received: The account of worksheets, surveys and calendars: lines read, used and left out
            by reason, remarks, files set aside; None when there were none.
        replaced: How many answers took the place of an earlier one that said something else.
        moved: Participants who speak for another department than before, as sentences.
        unread: Files in the folders that are no part of a workshop.
    """

    read: int
    new: int
    unchanged: int
    received: Received | None = None
    replaced: int = 0
    moved: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def gather(
    bank: Bank,
    present: Snapshot,
    sources: Sequence[str | Path],
    wishes: Wishes | None = None,
    *,
    rename: bool = False,
) -> tuple[list[Entry], Imported]:
    """Return what sources hold, to be recorded, and the account of it; nothing is recorded here.

    Args:
        bank: The content under which it was said.
        present: What the workshop holds already.
        sources: As for `Workshop.import_from`, which also says what the others mean.
        wishes: How worksheets, surveys and calendars are taken.
        rename: Whether names and departments may change.

    Raises:
        SourceError, InputError: With every problem of every source.
    """
    for source in sources:
        reach(source)
    sent = [source for source in sources if is_inbox(source)]
    told = [source for source in sources if source not in sent]
    intakes = [read_intake(source, bank) for source in told]
    if len(sources) > 1:
        intakes = [placed(*pair) for pair in zip(intakes, told, strict=True)]
    entries = admit_together(bank, intakes, present, rename=rename)
    beside = (list(entries), ", ".join(map(str, told)))
    received = receive(sent, bank, present, wishes, beside=beside) if sent else None
    entries += received.entries if received else []
    account = Imported(
        read=len(entries),
        new=0,
        unchanged=0,
        received=received,
        replaced=_replaced(present, entries),
        moved=tuple(_moved(present, entries)),
        unread=tuple(file for source in told for file in unread_files(source)),
    )
    return entries, account


def _replaced(present: Snapshot, entries: Sequence[Entry]) -> int:
    """Return how many answers say something else than what stands in their place."""
    stands = {answer.place: (answer.state, answer.value) for answer in present.answers}
    return sum(
        (entry.state, entry.value) != stands.get(entry.place, (entry.state, entry.value))
        for entry in entries
        if isinstance(entry, Answer)
    )


def _moved(present: Snapshot, entries: Sequence[Entry]) -> Iterator[str]:
    """Yield who speaks for another department than before."""
    before = {row.id: row.values.get("department") for row in present.rows("participants")}
    for entry in entries:
        if isinstance(entry, Row) and entry.register == "participants" and before.get(entry.id):
            now = entry.values.get("department")
            if now != before[entry.id]:
                yield f"'{entry.id}' spoke for '{before[entry.id]}' and speaks for '{now}' now."
