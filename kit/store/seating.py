"""Seats and what happened in the room: kept beside the answers, under the same promises."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kit.store.kept import Note
from kit.store.schema import insertion
from kit.store.shape import text_of

if TYPE_CHECKING:
    from kit.store.backend import Link


def note(link: Link, kind: str, data: object, by: str, at: str) -> None:
    """Append one event within the link's transaction."""
    link.run(insertion("room_event"), (kind, text_of(data), by, at))


def notes(link: Link) -> tuple[Note, ...]:
    """Return every event, oldest first."""
    found = link.lines("SELECT kind, data, written_by, written_at FROM room_event ORDER BY seq")
    return tuple(Note(kind, json.loads(data), by, at) for kind, data, by, at in found)


def give_token(link: Link, participant: str, purpose: str, digest: str, at: str) -> None:
    """Append one digest within the link's transaction."""
    link.run(insertion("seat_token"), (participant, purpose, digest, at))


def tokens(link: Link) -> dict[tuple[str, str], str]:
    """Return (purpose, digest) to the participant."""
    found = link.lines("SELECT purpose, digest, participant FROM seat_token")
    return {(purpose, digest): participant for purpose, digest, participant in found}
