"""The nouns as JSON and back: one rule for all dataclasses, so that no noun needs its own.

A dataclass becomes an object; where a union of dataclasses is expected the object carries its
class under `type`. Enums become their values, tuples become arrays.
"""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar

Noun = TypeVar("Noun")


def encode(thing: object) -> Any:  # noqa: ANN401  JSON has no narrower type
    """Return a noun as what `json.dumps` takes; dataclasses carry their name under `type`."""
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = {
            field.name.rstrip("_"): encode(getattr(thing, field.name)) for field in fields(thing)
        }
        return {"type": type(thing).__name__, **parts}
    if isinstance(thing, Enum):
        return thing.value
    if isinstance(thing, dict):
        return {str(encode(key)): encode(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [encode(item) for item in thing]
    return thing


def decode(expected: type[Noun], data: object) -> Noun:
    """Return the noun that `encode` made `data` of.

    Raises:
        ValueError: The data is of another shape; says where.
    """
    return typing.cast("Noun", _decode(expected, data, expected.__name__))


@cache
def _hints(noun: type) -> dict[str, Any]:
    return typing.get_type_hints(noun)


def _decode(expected: Any, data: Any, where: str) -> Any:  # noqa: ANN401, PLR0911  follows any type hint, one case a shape
    origin = typing.get_origin(expected)
    if expected is Any or expected is object:
        return data
    if origin in {types.UnionType, typing.Union}:
        return _decode_union(typing.get_args(expected), data, where)
    if isinstance(expected, type) and is_dataclass(expected):
        return _decode_dataclass(expected, data, where)
    if isinstance(expected, type) and issubclass(expected, Enum):
        return expected(data)
    if origin is tuple:
        return _decode_tuple(typing.get_args(expected), data, where)
    if origin is list:
        (item,) = typing.get_args(expected)
        return [_decode(item, part, where) for part in _expect(list, data, where)]
    if origin is dict:
        _, value = typing.get_args(expected)
        return {
            key: _decode(value, part, f"{where}[{key}]")
            for key, part in _expect(dict, data, where).items()
        }
    if expected is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    return _expect(expected, data, where)


def _decode_union(options: tuple[Any, ...], data: Any, where: str) -> Any:  # noqa: ANN401  plain JSON, and what it becomes
    if data is None and type(None) in options:
        return None
    named = {
        option.__name__: option
        for option in options
        if isinstance(option, type) and is_dataclass(option)
    }
    if isinstance(data, dict) and data.get("type") in named:
        return _decode(named[data["type"]], data, where)
    rest = [option for option in options if option is not type(None) and not is_dataclass(option)]
    if len(rest) == 1:
        return _decode(rest[0], data, where)
    if named and not rest:
        message = f"{where}: expected one of {', '.join(named)}, found {data!r}"
        raise ValueError(message)
    return data


def _decode_dataclass(expected: type, data: Any, where: str) -> Any:  # noqa: ANN401  plain JSON, and what it becomes
    parts = _expect(dict, data, where)
    hints = _hints(expected)
    known = {field.name for field in fields(expected)}
    given = {name: name.rstrip("_") for name in known}
    return expected(
        **{
            name: _decode(hints[name], parts[key], f"{where}.{key}")
            for name, key in given.items()
            if key in parts
        }
    )


def _decode_tuple(items: tuple[Any, ...], data: Any, where: str) -> tuple[Any, ...]:  # noqa: ANN401  plain JSON, and what it becomes
    parts = _expect(list, data, where)
    if len(items) == 2 and items[1] is Ellipsis:  # noqa: PLR2004  tuple[X, ...]
        return tuple(
            _decode(items[0], part, f"{where}[{place}]") for place, part in enumerate(parts)
        )
    return tuple(_decode(item, part, where) for item, part in zip(items, parts, strict=True))


def _expect(kind: type, data: Any, where: str) -> Any:  # noqa: ANN401  plain JSON, and what it becomes
    if not isinstance(data, kind):
        message = f"{where}: expected {kind.__name__}, found {data!r}"
        raise ValueError(message)  # noqa: TRY004  wrong data, not a wrong call
    return data
