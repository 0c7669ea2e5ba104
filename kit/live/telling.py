"""What each audience is told: participants, the shared screen, the facilitator. Nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.answers import one_line
from kit.live.hall import DECISIONS
from kit.live.room import ALWAYS_OPEN
from kit.show.forms import question_item, register_item

if TYPE_CHECKING:
    from kit.live.hall import Hall
    from kit.live.room import Key
    from kit.model.workshop import Snapshot

RECENT = 12
"""Reveals that participants can look back at."""
DECISION_PICTURES = frozenset({"map", "certainty", "agenda"})
"""Sections that show what is decided rather than what was said."""


def to_participants(hall: Hall) -> dict[str, Any]:
    """Return what every participant may know: what is asked now, what was shown."""
    room, step = hall.room, hall.room.present_step
    return {
        **_where(hall),
        "items": _items(hall) if room.started else [],
        "registers": [one for one in step.registers if hall.may_write(one)],
        "revealed": _revealed(hall, room.seen()[-RECENT:]),
        "boards": _boards_mark(hall),
        "dissent": _dissent(hall),
    }


def to_screen(hall: Hall) -> dict[str, Any]:
    """Return what the room sees on the wall: counts, never names; nothing that is private."""
    room, step = hall.room, hall.room.present_step
    shown = [key for key in room.seen() if key[0] in step.questions or key in room.fresh]
    order = list(dict.fromkeys([*step.questions, *(question for question, _ in shown)]))
    return {
        **_where(hall),
        "code": room.code,
        "minutes": step.minutes,
        "counts": counts(hall),
        "here": len(hall.here()),
        "reveal": _revealed(hall, sorted(shown, key=lambda key: (order.index(key[0]), key[1]))),
        "pictures": list(step.pictures) if step.do not in {"answer", "edit"} else [],
        "pictures_first": bool(DECISION_PICTURES & set(step.pictures)),
        "discussion": _discussion(hall) if step.do == "talk" else [],
        "look": hall.look,
        "boards": _boards_mark(hall),
        "minority_notes": len(_dissenters(hall)),
    }


def boards(hall: Hall) -> dict[str, Any]:
    """Return what is one click away on every screen: the parking lot and the decision log."""
    return {
        "parked": [one.text for one in hall.room.parked.values() if one.shown],
        "decisions": register(hall, DECISIONS, hall.seen([DECISIONS])),
    }


def to_facilitator(hall: Hall) -> dict[str, Any]:
    """Return what the facilitator needs to lead the room."""
    room = hall.room
    topics = {topic.id: topic for topic in hall.workshop.bank.topics}
    topic = topics.get(room.present_block.topic)
    return {
        **to_screen(hall),
        "position": {"block": room.block, "step": room.step},
        "plan": _plan(hall),
        "k": hall.k,
        "notes": topic.facilitator_notes if topic else "",
        "discussion": _discussion(hall),
        "asked": _asked(hall),
        "people": _people(hall),
        "departments": _absent(hall),
        "parking": [
            {"id": key, "text": one.text, "shown": one.shown} for key, one in room.parked.items()
        ],
        "waiting": _revealed(hall, [key for key in room.revealed if room.held(key)]),
        "registers": list(room.present_step.registers),
        "pictures": list(room.present_step.pictures),
        "what_if": room.present_step.what_if,
        "revealed": _revealed(hall, list(room.revealed)[::-1]),
    }


def counts(hall: Hall) -> list[dict[str, Any]]:
    """Return how many of those in the room have answered each open question."""
    room, bank = hall.room, hall.workshop.bank
    seated = hall.seats.taken()
    found = []
    for question, asked in room.asked.items():
        if asked.open:
            answered = hall.taking.answered.get((question, asked.round), {}).keys()
            found.append(
                {
                    "question": question,
                    "text": _wording(bank.questions[question].text),
                    "round": asked.round,
                    "answered": len(answered & seated),
                    "of": len(seated),
                    "beforehand": len(answered - seated),
                }
            )
    return found


def _wording(text: str) -> str:
    return text.replace("{department}", "each department")


def _revealed(hall: Hall, keys: list[Key]) -> list[dict[str, Any]]:
    room = hall.room
    present = {one for step in room.present_block.steps for one in step.questions}
    return [
        {
            "question": question,
            "round": round_no,
            "title": room.revealed[question, round_no].title,
            "version": room.versions[question, round_no],
            "present": question in present,
            "typed": room.revealed[question, round_no].typed,
        }
        for question, round_no in keys
    ]


def _discussion(hall: Hall) -> list[str]:
    wanted = hall.room.present_block.topic
    topics = [one for one in hall.workshop.bank.topics if one.id == wanted]
    return [question for topic in topics for question in topic.discussion]


def _boards_mark(hall: Hall) -> str:
    """Return what changes with the boards, so that a page knows when to fetch them."""
    parked = sum(one.shown for one in hall.room.parked.values())
    versions = sum(row.version for row in hall.taking.rows(DECISIONS))
    return f"{parked}.{len(hall.taking.rows(DECISIONS))}.{versions}"


def _dissenters(hall: Hall) -> set[str]:
    return {
        who
        for (question, _), people in hall.taking.answered.items()
        if question in ALWAYS_OPEN
        for who in people
    }


def _where(hall: Hall) -> dict[str, Any]:
    room = hall.room
    organisation = hall.taking.organisation
    return {
        "organisation": organisation.name,
        "decider": organisation.decider,
        "started": room.started,
        "block": room.present_block.title if room.started else "",
        "do": room.present_step.do if room.started else "tell",
        "text": room.present_step.text if room.started else "",
        "began": room.began,
    }


def _items(hall: Hall) -> list[dict[str, Any]]:
    bank, room = hall.workshop.bank, hall.room
    order = list(bank.questions)
    open_now = sorted((one for one, asked in room.asked.items() if asked.open), key=order.index)
    present = hall.seen(bank.questions[one].format.refers_to for one in open_now)
    return [
        {
            **question_item(bank.questions[one], bank, present, round_no=room.asked[one].round),
            "by_group": hall.told_by_group(one),
        }
        for one in open_now
    ]


def _dissent(hall: Hall) -> dict[str, Any] | None:
    bank = hall.workshop.bank
    question = bank.questions.get("account_decision.dissent")
    if question is None:
        return None
    round_no, _ = hall.room.round_for(question.id, 1)
    return question_item(question, bank, hall.taking.present, round_no=round_no)


def register(hall: Hall, name: str, present: Snapshot | None = None) -> dict[str, Any] | None:
    """Return a register with its rows; None when there is none of that name.

    Args:
        hall: The workshop.
        name: Which.
        present: The registers as whoever asks may see them; left out: as they stand.
    """
    found = hall.workshop.bank.registers.get(name)
    return (
        register_item(found, hall.workshop.bank, present or hall.taking.present) if found else None
    )


def _plan(hall: Hall) -> list[dict[str, Any]]:
    return [
        {
            "title": block.title,
            "starts": start,
            "minutes": block.minutes,
            "steps": [
                {
                    "do": step.do,
                    "minutes": step.minutes,
                    "text": step.text,
                    "questions": list(step.questions),
                    "round": step.round,
                }
                for step in block.steps
            ],
        }
        for start, block in hall.plan.starts()
    ]


def _asked(hall: Hall) -> list[dict[str, Any]]:
    """Return every question of this block or that is open, with its state and who is missing."""
    room, bank = hall.room, hall.workshop.bank
    block = [one for step in room.present_block.steps for one in step.questions]
    still_open = [one for one, asked in room.asked.items() if asked.open]
    names = {row.id: str(row.values.get("name") or row.id) for row in hall.participants()}
    seated = hall.seats.taken()
    told = []
    for question in dict.fromkeys([*block, *still_open]):
        asked = room.asked.get(question)
        round_no = asked.round if asked else 1
        answered = hall.taking.answered.get((question, round_no), {})
        told.append(
            {
                "question": question,
                "text": _wording(bank.questions[question].text),
                "privacy": bank.questions[question].privacy.value,
                "round": round_no,
                "state": "waiting" if asked is None else "open" if asked.open else "shown",
                "answered": len(answered.keys() & seated),
                "beforehand": len(answered.keys() - seated),
                "missing": sorted(names.get(one, one) for one in seated if one not in answered),
            }
        )
    return told


def _people(hall: Hall) -> list[dict[str, Any]]:
    here, seated = hall.here(), hall.seats.taken()
    names = {row.id: str(row.values.get("name")) for row in hall.taking.rows("departments")}
    return [
        {
            "id": row.id,
            "name": one_line(str(row.values.get("name") or row.id)),
            "department": names.get(str(row.values.get("department")), ""),
            "here": here[row.id] > 0,
            "seated": row.id in seated,
        }
        for row in hall.participants()
    ]


def _absent(hall: Hall) -> list[str]:
    seated = hall.seats.taken()
    spoken = {hall.department(person) for person in seated}
    return [
        str(row.values.get("name") or row.id)
        for row in hall.taking.rows("departments")
        if row.id not in spoken
    ]
