"""Delete what one participant has said, and see to it that it does not come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.errors import InputError, Problem

if TYPE_CHECKING:
    from kit.store.backend import Link


def erase(link: Link, participant: str, at: str) -> int:
    """Delete a participant's answers within the link's transaction and return how many.

    Raises:
        InputError: Nobody of that id has answered or written anything.
    """
    if link.lines("SELECT 1 FROM erasure WHERE participant = ?", (participant,)):
        return 0
    known = _everybody(link)
    if participant not in known:
        raise InputError([_unknown(participant, known)])
    ((answers,),) = link.lines("SELECT count(*) FROM answer WHERE participant = ?", (participant,))
    # First of all the erasure, without which the triggers let nothing be deleted.
    link.run(
        "INSERT INTO erasure (participant, answers, erased_at) VALUES (?, ?, ?)",
        (participant, answers, at),
    )
    for table in ("receipt", "answer", "seat_token"):
        link.run(f"DELETE FROM {table} WHERE participant = ?", (participant,))  # noqa: S608  our own text; values travel as parameters
    for table in ("organisation", "answer", "register_row", "room_event"):
        link.run(f"UPDATE {table} SET written_by = '' WHERE written_by = ?", (participant,))  # noqa: S608  our own text; values travel as parameters
    return int(answers)


def _everybody(link: Link) -> list[str]:
    found = link.lines(
        "SELECT participant FROM answer UNION SELECT written_by FROM answer"
        " UNION SELECT written_by FROM register_row UNION SELECT written_by FROM organisation"
        " UNION SELECT participant FROM seat_token UNION SELECT written_by FROM room_event"
    )
    return sorted(name for (name,) in found if name)


def _unknown(participant: str, known: list[str]) -> Problem:
    from difflib import get_close_matches  # noqa: PLC0415  only to mend a mistake

    near = get_close_matches(participant, known, n=1)
    return Problem(
        where="participant to erase",
        found=repr(participant),
        allowed="the id of anybody who has answered",
        fix=f"Did you mean {near[0]!r}?" if near else "Look the id up and try again.",
        code="participant",
    )
