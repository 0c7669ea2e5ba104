"""What each audience is told: participants, the shared screen, the facilitator. Nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.answers import one_line
from kit.show.forms import question_item, register_item

if TYPE_CHECKING:
    from kit.live.hall import Hall

RECENT = 8
"""Reveals that participants can look back at."""


def to_participants(hall: Hall) -> dict[str, Any]:
    """Return what every participant may know: what is asked now, what was shown."""
    room, step = hall.room, hall.room.present_step
    return {
        **_where(hall),
        "items": _items(hall) if room.started else [],
        "registers": [one for one in step.registers if hall.may_write(one)],
        "revealed": [
            {"question": question, "round": round_no}
            for question, round_no in list(room.revealed)[-RECENT:][::-1]
        ],
        "parked": len(room.parked),
        "dissent": _dissent(hall),
    }


def to_screen(hall: Hall) -> dict[str, Any]:
    """Return what the room sees on the wall: counts, never names; nothing that is private."""
    room, step = hall.room, hall.room.present_step
    shown = [key for key in room.revealed if key[0] in step.questions]
    return {
        **_where(hall),
        "code": room.code,
        "minutes": step.minutes,
        "counts": counts(hall),
        "here": len(hall.here()),
        "reveal": [{"question": question, "round": round_no} for question, round_no in shown],
        "pictures": list(step.pictures) if not shown and step.do != "answer" else [],
        "parked": list(room.parked.values()),
        "started": room.started,
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
        "discussion": list(topic.discussion) if topic else [],
        "asked": _asked(hall),
        "people": _people(hall),
        "departments": _absent(hall),
        "parking": [{"id": key, "text": text} for key, text in room.parked.items()],
        "registers": list(room.present_step.registers),
        "pictures": list(room.present_step.pictures),
        "what_if": room.present_step.what_if,
        "revealed": [
            {"question": question, "round": round_no, "title": shown.title}
            for (question, round_no), shown in room.revealed.items()
        ][::-1],
    }


def counts(hall: Hall) -> list[dict[str, Any]]:
    """Return how many have answered each open question, of how many."""
    room = hall.room
    total = len(hall.seats.taken())
    bank = hall.workshop.bank
    return [
        {
            "question": question,
            "text": bank.questions[question].text.replace("{department}", "each department"),
            "round": asked.round,
            "answered": len(hall.taking.answered.get((question, asked.round), {})),
            "of": max(total, len(hall.taking.answered.get((question, asked.round), {}))),
        }
        for question, asked in room.asked.items()
        if asked.open
    ]


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
    return [
        question_item(
            bank.questions[one], bank, hall.taking.present, round_no=room.asked[one].round
        )
        for one in open_now
    ]


def _dissent(hall: Hall) -> dict[str, Any] | None:
    bank = hall.workshop.bank
    question = bank.questions.get("account_decision.dissent")
    if question is None:
        return None
    round_no, _ = hall.room.round_for(question.id, 1)
    return question_item(question, bank, hall.taking.present, round_no=round_no)


def register(hall: Hall, name: str) -> dict[str, Any] | None:
    """Return a register with its rows; None when there is none of that name."""
    found = hall.workshop.bank.registers.get(name)
    return register_item(found, hall.workshop.bank, hall.taking.present) if found else None


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
                "text": bank.questions[question].text.replace("{department}", "each department"),
                "privacy": bank.questions[question].privacy.value,
                "round": round_no,
                "state": "waiting" if asked is None else "open" if asked.open else "shown",
                "answered": len(answered),
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
