"""What if the room agreed on one answer? What a slider offers and shows, in room or notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.model.report import AccountMap
from kit.model.workshop import AnswerState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kit.model.decision import Recommendation
    from kit.show.forms.widget import Form
    from kit.workshop import Workshop

MOST_DISPUTED = 12
NOTHING = "Nothing can be tried yet: nobody has answered a question that speaks for or against."


def offered(workshop: Workshop) -> dict[str, Any]:
    """Return what settling each item is worth, best first, and what the slider offers."""
    bank, study = workshop.bank, workshop.decided.study
    names = {one.subject: subject_name(one) for one in workshop.recommendations}
    criteria = {criterion.id: criterion for criterion in bank.criteria}
    asked = {
        question.id: {
            "label": criteria[question.criterion].label,
            "text": question.text,
            "levels": list(question.format.levels),
        }
        for question in bank.questions.values()
        if question.criterion
    }
    items = [
        {
            "subject": item.department,
            "name": names[item.department],
            "question": item.question,
            "label": asked[item.question]["label"],
            "worth": round(item.value, 1),
            "differ": item.mean_abs_difference,
            "call": item.call.value,
        }
        for item in (study.settling.plan if study.answers.departments else ())
    ]
    return {
        "items": items[:MOST_DISPUTED],
        "questions": asked,
        "subjects": [{"id": key, "label": name} for key, name in names.items()],
    }


def tried(
    workshop: Workshop,
    wanted: Mapping[str, Any],
    draw: Callable[[AccountMap], dict[str, Any]],
) -> dict[str, Any]:
    """Return the advice for one department as if everybody had given one answer.

    Args:
        workshop: The workshop being decided.
        wanted: `subject`, `question`, and `level` from 1; None: as answered.
        draw: Draws the account map with that department where it would be.

    Raises:
        KeyError: No such department, question or level.
    """
    from kit.analysis.what_if import changed_map, what_if  # noqa: PLC0415  numpy when tried

    subject, question, level = wanted.get("subject"), wanted.get("question"), wanted.get("level")
    asked = workshop.bank.questions[str(question)]
    levels = asked.format.levels
    if level is not None and (type(level) is not int or not 1 <= level <= len(levels)):
        raise KeyError(level)
    found = what_if(workshop.decided, str(subject), str(question), level)
    name = next(subject_name(one) for one in workshop.recommendations if one.subject == subject)
    section = next((one for one in workshop.strategy().sections if one.id == "map"), None)
    drawn = {}
    if section is not None and isinstance(section.blocks[0], AccountMap):
        drawn = draw(changed_map(section.blocks[0], name, found))
    people = {
        one.participant
        for one in workshop.snapshot.answers
        if (one.question, one.subject, one.state) == (question, subject, AnswerState.GIVEN)
    }
    return {
        "name": name,
        "people": len(people),
        "asked": asked.text.replace("{department}", name),
        "answer": levels[level - 1] if level else "as answered",
        "model": found.model.value if found.model else None,
        "label": found.label.value,
        "support": found.support,
        "scores": {key: round(value, 1) for key, value in found.scores.items()},
        "gap": found.gap,
        "map": drawn,
    }


def slider(workshop: Workshop) -> Form:
    """Return the slider for a notebook: a department, a question, and the map as it would be."""
    from kit.show.forms.widget import WhatIf  # noqa: PLC0415  widgets when asked

    def answer(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [_tried(workshop, entry) for entry in entries]

    told = offered(workshop)
    said = any(one.question in told["questions"] for one in workshop.snapshot.answers)
    return WhatIf({**told, "nothing": "" if said and told["items"] else NOTHING}, answer)


def _tried(workshop: Workshop, entry: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return tried(workshop, entry, _drawn)
    except KeyError:
        return {"message": "There is no such department or question. Run this cell again."}


def _drawn(chart: AccountMap) -> dict[str, Any]:
    from kit.show.charts import draw  # noqa: PLC0415  drawn when tried

    wide, narrow = draw(chart), draw(chart, narrow=True)
    return {
        "caption": chart.title,
        "how": chart.how_to_read,
        "wide": wide.svg,
        "narrow": narrow.svg,
    }


def subject_name(one: Recommendation) -> str:
    """Return a department's name, with the platform where the advice is for one."""
    return f"{one.department_name} on {one.platform_name}" if one.platform else one.department_name
