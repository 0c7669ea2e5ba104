"""The published JSON Schema of a finished strategy, made from the nouns themselves."""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any

from kit.model.strategy import STRATEGY_SCHEMA, Strategy

Schema = dict[str, Any]
PLAIN = {str: "string", float: "number", int: "integer", bool: "boolean", type(None): "null"}


def strategy_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of what a report stores and `--json` prints."""
    nouns: dict[str, Schema] = {}
    _noun(Strategy, nouns)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A strategy of the Social Strategy Kit ({STRATEGY_SCHEMA})",
        "$ref": "#/$defs/Strategy",
        "$defs": nouns,
    }


def _noun(noun: type, nouns: dict[str, Schema]) -> Schema:
    if noun.__name__ not in nouns:
        nouns[noun.__name__] = {}
        hints = typing.get_type_hints(noun)
        parts = fields(noun)
        nouns[noun.__name__] = {
            "description": (noun.__doc__ or "").partition("\n")[0],
            "type": "object",
            "required": [
                "type",
                *(
                    part.name.rstrip("_")
                    for part in parts
                    if part.default is MISSING and part.default_factory is MISSING
                ),
            ],
            "properties": {
                "type": {"const": noun.__name__},
                **{part.name.rstrip("_"): _shape(hints[part.name], nouns) for part in parts},
            },
        }
    return {"$ref": f"#/$defs/{noun.__name__}"}


def _shape(hint: Any, nouns: dict[str, Schema]) -> Schema:  # noqa: ANN401  follows any type hint
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in {types.UnionType, typing.Union}:
        return {"anyOf": [_shape(one, nouns) for one in inner]}
    if origin is tuple:
        return {"type": "array", "items": _shape(inner[0], nouns)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _shape(inner[1], nouns)}
    if isinstance(hint, type) and is_dataclass(hint):
        return _noun(hint, nouns)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return {"type": PLAIN[hint]}
