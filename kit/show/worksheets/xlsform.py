"""The questionnaire as an XLSForm, for KoboToolbox and ODK: offline, on phones.

Names in an XLSForm may hold letters, digits and underscores only, so `goals.difference` about
`human_resources` becomes `goals__difference___human_resources`; reading an export turns it back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from kit.answers import lines as wording
from kit.answers.lines import DOES_NOT_APPLY, DONT_KNOW, form_name
from kit.model.content import About, Kind, Question
from kit.show.cleaning import clean

if TYPE_CHECKING:
    from kit.show.worksheets.form import Form

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SURVEY = ("type", "name", "label", "hint", "required", "constraint", "constraint_message",
          "appearance", "relevant")  # fmt: skip
CHOICES = ("list_name", "name", "label")
STATES = ((DONT_KNOW, "Don't know"), (DOES_NOT_APPLY, "Does not apply"))
Line = dict[str, str]


def draw_xlsform(form: Form) -> bytes:
    """Return the questionnaire as an XLSForm workbook."""
    from xlsxwriter import Workbook  # noqa: PLC0415  only when a form is drawn

    survey, lists = _survey(form)
    choices = [
        {"list_name": name, "name": key, "label": label}
        for name, options in lists.items()
        for key, label in options
    ]
    settings = {
        "form_title": f"{form.organisation or 'Social media strategy'}: what do you think?",
        "form_id": f"kit_{form.bank.version}",
        "version": form.bank.version,
        "default_language": "English (en)",
    }
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, options) as workbook:
        workbook.set_properties({"title": settings["form_title"], "created": EPOCH})
        for name, columns, rows in (
            ("survey", SURVEY, survey),
            ("choices", CHOICES, choices),
            ("settings", tuple(settings), [settings]),
        ):
            sheet = workbook.add_worksheet(name)
            for at, line in enumerate([dict(zip(columns, columns, strict=True)), *rows]):
                for place, column in enumerate(columns):
                    if line.get(column):
                        sheet.write_string(at, place, clean(line[column]))
    return stream.getvalue()


def _survey(form: Form) -> tuple[list[Line], dict[str, tuple[tuple[str, str], ...]]]:
    lists: dict[str, tuple[tuple[str, str], ...]] = {}
    lines: list[Line] = [_note("welcome", wording_welcome(form))]
    lines.append({"type": "text", "name": form_name(wording.WHO_NAME), "required": "yes",
                  "label": "Your name, initials or role"})  # fmt: skip
    departments = tuple(form.departments.items())
    if departments:
        lists["departments"] = departments
    kind = "select_one departments" if departments else "text"
    lines.append({"type": kind, "name": form_name(wording.WHO_DEPARTMENT), "required": "yes",
                  "label": "The department you speak for"})  # fmt: skip
    for topic in form.topics:
        if topic.questions:
            name = f"topic_{topic.id}"
            lines.append({"type": "begin_group", "name": name, "label": topic.title})
            for question in topic.questions:
                lines += _question(form, question, lists)
            lines.append({"type": "end_group"})
    return lines, lists


def wording_welcome(form: Form) -> str:
    """Return the words a phone shows first."""
    whose = f" of {form.organisation}" if form.organisation else ""
    return f"What you think of the social media work{whose}. Leave out what you do not know."


def _note(name: str, label: str) -> Line:
    return {"type": "note", "name": name, "label": label}


def _question(
    form: Form, question: Question, lists: dict[str, tuple[tuple[str, str], ...]]
) -> list[Line]:
    each = question.about is About.EACH_DEPARTMENT
    subjects = form.departments if each and form.departments else {"": "your department"}
    found: list[Line] = []
    for subject, name in subjects.items():
        label = question.text.replace("{department}", name)
        base = {"label": label, "hint": question.help}
        found += _asked(question, subject, base, form, lists)
    return found


def _asked(
    question: Question,
    subject: str,
    base: Line,
    form: Form,
    lists: dict[str, tuple[tuple[str, str], ...]],
) -> list[Line]:
    kind, name = question.format.kind, form_name(question.id, subject)
    if kind in {Kind.POINTS, Kind.RATINGS, Kind.RANKING}:
        parts = wording.parts(question.format, form.names)
        if parts:
            return [
                _note(f"{name}___note", base["label"]) | {"hint": base["hint"]},
                *(
                    {"type": "decimal", "name": form_name(question.id, subject, part.id),
                     "label": part.label, "hint": part.help, "constraint": ". >= 0 and . <= 100",
                     "constraint_message": "A number from 0 to 100"}
                    for part in parts
                ),
            ]  # fmt: skip
        return [{**base, "type": "text", "name": name}]
    options = _options(question, form)
    if options:
        listed = f"list_{form_name(question.id)}"
        lists[listed] = (*options, *STATES)
        several = kind is Kind.CHOICES or question.format.several
        select = "select_multiple" if several else "select_one"
        return [{**base, "type": f"{select} {listed}", "name": name}]
    return [{**base, "type": _plain(question), "name": name, **_limits(question)}]


def _options(question: Question, form: Form) -> tuple[tuple[str, str], ...]:
    shape = question.format
    if shape.kind is Kind.SCALE:
        return tuple((str(place), level) for place, level in enumerate(shape.levels, start=1))
    choices = shape.choices or (wording.rows_of(shape, form.names) if shape.refers_to else ())
    return tuple((choice.id, choice.label) for choice in choices)


def _plain(question: Question) -> str:
    match question.format.kind:
        case Kind.NUMBER:
            return "integer" if question.format.whole else "decimal"
        case Kind.DATE:
            return "date"
        case _:
            return "text"


def _limits(question: Question) -> Line:
    shape = question.format
    limits = []
    if shape.kind is Kind.NUMBER and shape.minimum is not None:
        limits.append(f". >= {shape.minimum:g}")
    if shape.kind is Kind.NUMBER and shape.maximum is not None:
        limits.append(f". <= {shape.maximum:g}")
    if not limits:
        return {}
    return {"constraint": " and ".join(limits), "constraint_message": wording.how_to_fill(shape)}
