"""The published JSON Schema of a workshop, made from the content."""

from __future__ import annotations

from typing import Any, assert_never

from kit.model.content import Bank, Format, Kind, Question, Register

WORKSHOP_SCHEMA = "social-strategy-kit/workshop/1"
ID_PATTERN = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$"
# At least one character that a reader can see: no blanks, controls, marks or lone surrogates.
SEEN_PATTERN = (
    "[^\\s\\u0000-\\u001f\\u007f-\\u00a0\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u2069\\ud800-\\udfff\\ufeff\\ufff9-\\ufffb]"
)
# Days that exist, from 1900 to 2099: 28 in every month, then 29 and 30, then 31, then leap days.
DATE_PATTERN = (
    "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"
    "|^(19|20)[0-9]{2}-(0[13-9]|1[0-2])-(29|30)$"
    "|^(19|20)[0-9]{2}-(0[13578]|1[02])-31$"
    "|^(19|20)(0[48]|[2468][048]|[13579][26])-02-29$|^2000-02-29$"
)
LINK_PATTERN = "^https?://[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+(/[A-Za-z0-9._~/?&=%-]*)?$"

Schema = dict[str, Any]


def workshop_schema(bank: Bank) -> Schema:
    """Return the JSON Schema (draft 2020-12) that `kit import` accepts.

    What a schema cannot say is checked at import: references name existing rows, ids are used
    once in a register, one participant answers a question about a subject once in a round, and
    points add up to 100.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A workshop of the Social Strategy Kit",
        "description": f"Content version {bank.version}.",
        "type": "object",
        "required": ["schema", "organisation"],
        "additionalProperties": False,
        "properties": {
            "schema": {"const": WORKSHOP_SCHEMA},
            "organisation": _organisation(),
            "registers": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    register.id: _register(register) for register in bank.registers.values()
                },
            },
            "answers": {
                "type": "array",
                "items": {"oneOf": [_answer(question) for question in bank.questions.values()]},
            },
        },
    }


def _organisation() -> Schema:
    text = {"type": "string", "maxLength": 500}
    return {
        "type": "object",
        "required": ["name"],
        "additionalProperties": False,
        "properties": {
            "name": {**text, "pattern": SEEN_PATTERN},
            "industry": text,
            "country": {"type": "string", "maxLength": 2},
            "decider": {"type": "string", "maxLength": 200},
            "workshop_date": {"type": "string", "pattern": DATE_PATTERN},
            "central_department": {
                "description": "Id of the department that runs the main account.",
                "type": "string",
                "pattern": ID_PATTERN,
            },
            "central_hours_a_week": {"type": "number", "minimum": 0, "maximum": 10_000},
            "budget_a_month": {"type": "number", "minimum": 0, "maximum": 1e12},
            "currency": {"type": "string", "maxLength": 3},
            "accounts_max": {"type": "integer", "minimum": 0, "maximum": 10_000},
        },
    }


def _register(register: Register) -> Schema:
    return {
        "title": register.title,
        "description": register.purpose,
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id", *(column.id for column in register.columns if column.required)],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string", "pattern": ID_PATTERN},
                **{
                    column.id: {
                        "title": column.label,
                        **_value(column.format, required=column.required),
                    }
                    for column in register.columns
                },
            },
        },
    }


def _answer(question: Question) -> Schema:
    return {
        "title": question.text,
        "type": "object",
        "required": ["participant", "question", "answer"],
        "additionalProperties": False,
        "properties": {
            "participant": {"type": "string", "pattern": ID_PATTERN},
            "round": {"type": "integer", "minimum": 1, "maximum": 9},
            "question": {"const": question.id},
            "subject": {
                "type": "string",
                "description": _subject_help(question),
            },
            "answer": {
                "anyOf": [
                    _value(question.format, required=False),
                    {"enum": ["don't know", "does not apply"]},
                ]
            },
        },
    }


def _subject_help(question: Question) -> str:
    whole = {
        "organisation": "Empty.",
        "own_department": "Empty, or the participant's own department.",
        "each_department": "A department's id.",
    }[question.about]
    return f"{whole} `department@platform` is allowed too." if question.by_platform else whole


def _value(form: Format, *, required: bool) -> Schema:  # noqa: C901, PLR0911, PLR0912  one case a kind
    ids = [choice.id for choice in form.choices]
    row = {"type": "string", "pattern": ID_PATTERN}
    one = {"enum": ids} if ids else {**row, "description": f"Id of a row of {form.refers_to}."}
    seen = {"pattern": SEEN_PATTERN} if required else {}
    some = {"minItems": 1} if required else {}
    match form.kind:
        case Kind.TEXT:
            return {"type": "string", "maxLength": form.longest, **seen}
        case Kind.PERSON:
            return {"type": "string", "maxLength": 200, **seen}
        case Kind.LINK:
            return {"type": "string", "pattern": LINK_PATTERN}
        case Kind.DATE:
            return {"type": "string", "pattern": DATE_PATTERN}
        case Kind.DATE_RANGE:
            day = {"type": "string", "pattern": DATE_PATTERN}
            return _object({"from": day, "to": day}, ["from", "to"])
        case Kind.NUMBER:
            return _number(form)
        case Kind.SCALE:
            return {
                "type": "integer",
                "minimum": 1,
                "maximum": len(form.levels),
                "description": "; ".join(
                    f"{place} = {level}" for place, level in enumerate(form.levels, start=1)
                ),
            }
        case Kind.CHOICE:
            return one
        case Kind.REFERENCE:
            return {"type": "array", "items": one, **some} if form.several else one
        case Kind.CHOICES:
            return {"type": "array", "items": one, "uniqueItems": True, **some}
        case Kind.RANKING:
            everything = {"minItems": len(ids), "maxItems": len(ids)} if ids else {}
            return {"type": "array", "items": one, "uniqueItems": True, **everything}
        case Kind.POINTS:
            return _amounts(ids, [], "They add up to 100.")
        case Kind.RATINGS:
            return _amounts(ids, ids, "The most important has 100.")
    assert_never(form.kind)


def _number(form: Format) -> Schema:
    limits = {
        key: value
        for key, value in (("minimum", form.minimum), ("maximum", form.maximum))
        if value is not None
    }
    unit = {"description": form.unit} if form.unit else {}
    return {"type": "integer" if form.whole else "number", **limits, **unit}


def _amounts(ids: list[str], needed: list[str], description: str) -> Schema:
    amount = {"type": "number", "minimum": 0, "maximum": 100}
    shape = (
        _object(dict.fromkeys(ids, amount), needed)
        if ids
        else {
            "type": "object",
            "additionalProperties": amount,
        }
    )
    return {**shape, "description": description}


def _object(properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }
