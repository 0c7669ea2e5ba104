"""The facilitator's guide: the plan, and for each topic what is asked and watched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.answers.lines import code_of
from kit.model.content import Privacy
from kit.show.worksheets.agenda import Agenda, agenda_markdown, plan

if TYPE_CHECKING:
    from kit.model.content import Bank, Question, Topic

RULES = (
    "Silence first, then reveal, then talk, then silence again; both rounds are kept.",
    "Look at the spread and the count before any mean.",
    "Name the decider on the first screen.",
    "What is anonymous stays anonymous; it says so at each question.",
    "Parking lot, decision log and dissent are one click away.",
    "The timer suggests; it never locks.",
    "“Don't know” and “does not apply” are answers; an empty cell is not a zero.",
    "Every section ends in a choice, an owner and a date.",
    "If the network dies, paper carries on: each question has a code of four signs.",
)


def guide_markdown(bank: Bank, agenda: Agenda | None = None, at: int | None = None) -> str:
    """Return the whole guide as Markdown.

    Args:
        bank: What is asked and the notes on it.
        agenda: The plan it begins with; three hours when left out.
        at: The minute of the day at which the workshop starts; None to count from zero.
    """
    chosen = agenda or plan("three_hours")
    parts = [
        "# Facilitator's guide",
        f"Form {bank.version}. For you only: participants see the questions, not these notes.",
        agenda_markdown(chosen, at).replace("# ", "## ", 1).strip(),
        "## Rules of the room",
        "\n".join(f"- {rule}" for rule in RULES),
        *(_topic(topic) for topic in bank.topics),
    ]
    return "\n\n".join(parts) + "\n"


def _topic(topic: Topic) -> str:
    parts = [f"## {topic.title}", topic.purpose]
    if topic.result:
        parts.append(f"**Result.** {topic.result}")
    if topic.questions:
        parts.append("### What is asked")
        rows = ["| code | question | kept as |", "|---|---|---|"]
        rows += [_question(question) for question in topic.questions]
        parts.append("\n".join(rows))
    if topic.discussion:
        parts.append("### To talk about")
        parts.append("\n".join(f"- {line}" for line in topic.discussion))
    if topic.registers:
        parts.append("### Tables")
        rows = ["| code | table | why |", "|---|---|---|"]
        rows += [
            f"| {code_of(register.id)} | {_cell(register.title)} | {_cell(register.purpose)} |"
            for register in topic.registers
        ]
        parts.append("\n".join(rows))
    if topic.facilitator_notes:
        parts.append(_lowered(topic.facilitator_notes))
    return "\n\n".join(parts)


def _question(question: Question) -> str:
    privacy = "attributed" if question.privacy is Privacy.ATTRIBUTED else "anonymous"
    text = question.text.replace("{department}", "each department")
    return f"| {code_of(question.id)} | {_cell(text)} | {privacy} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def _lowered(notes: str) -> str:
    """Return the notes with their headings two levels lower, their title left out."""
    lines = notes.strip().split("\n")
    kept = [line for line in lines if not line.startswith("# ")]
    return "\n".join(f"#{line}" if line.startswith("##") else line for line in kept).strip()
