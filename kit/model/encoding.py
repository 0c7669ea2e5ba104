"""The nouns as JSON and back: one rule for all dataclasses, so that no noun needs its own.

A dataclass becomes an object; where a union of dataclasses is expected the object carries its
class under `type`. Enums become their values, tuples become arrays.

A type's hints are read once: what a strategy of thousands of small nouns costs is its values.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeAlias, TypeVar

Noun = TypeVar("Noun")
Turn: TypeAlias = Callable[[Any], Any]
PLAIN = frozenset({str, int, float, bool, type(None)})


def encode(thing: object) -> Any:  # noqa: ANN401  JSON has no narrower type
    """Return a noun as what `json.dumps` takes; dataclasses carry their name under `type`."""
    kind: Any = type(thing)
    return _encoder(kind)(thing)


@cache
def _encoder(kind: type) -> Turn:
    if is_dataclass(kind):
        return _dataclass_encoder(kind)
    if issubclass(kind, Enum):
        return lambda one: one.value
    if issubclass(kind, dict):
        return lambda one: {str(encode(key)): encode(value) for key, value in one.items()}
    if issubclass(kind, (list, tuple)):
        return lambda one: [item if type(item) in PLAIN else encode(item) for item in one]
    return lambda one: one


def _dataclass_encoder(kind: Any) -> Turn:  # noqa: ANN401  a dataclass, which has no type of its own
    name = kind.__name__
    parts = [(field.name.rstrip("_"), field.name) for field in fields(kind)]

    def encoded(one: object) -> dict[str, Any]:
        told: dict[str, Any] = {"type": name}
        for key, attribute in parts:
            value = getattr(one, attribute)
            told[key] = value if type(value) in PLAIN else encode(value)
        return told

    return encoded


def decode(expected: type[Noun], data: object) -> Noun:
    """Return the noun that `encode` made `data` of.

    Raises:
        ValueError: The data is of another shape; says where.
    """
    try:
        return typing.cast("Noun", _decoder(typing.cast("Any", expected))(data))
    except _MisfitError as error:
        message = f"{expected.__name__}{error.place}: {error.said}"
        raise ValueError(message) from None


class _MisfitError(ValueError):
    """Something of another shape; its place is told on the way out, where each level knows it."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said, self.place = said, ""

    def within(self, place: str) -> _MisfitError:
        self.place = place + self.place
        return self


@cache
def _decoder(expected: Any) -> Turn:  # noqa: ANN401, PLR0911  follows any type hint, one case a shape
    origin = typing.get_origin(expected)
    if expected is Any or expected is object:
        return lambda data: data
    if origin in {types.UnionType, typing.Union}:
        return _union_decoder(typing.get_args(expected))
    if isinstance(expected, type) and is_dataclass(expected):
        return _dataclass_decoder(expected)
    if isinstance(expected, type) and issubclass(expected, Enum):
        return expected
    if origin is tuple:
        return _tuple_decoder(typing.get_args(expected))
    if origin is list:
        return _many(_decoder(typing.get_args(expected)[0]))
    if origin is dict:
        return _dict_decoder(_decoder(typing.get_args(expected)[1]))
    if expected is float:
        return _number
    return lambda data: _expect(expected, data)


def _union_decoder(options: tuple[Any, ...]) -> Turn:
    named = {one.__name__: one for one in options if isinstance(one, type) and is_dataclass(one)}
    rest = [one for one in options if one is not type(None) and not is_dataclass(one)]
    optional = type(None) in options

    def decoded(data: Any) -> Any:  # noqa: ANN401  plain JSON, and what it becomes
        if data is None and optional:
            return None
        if isinstance(data, dict) and data.get("type") in named:
            return _decoder(named[data["type"]])(data)
        if len(rest) == 1:
            return _decoder(rest[0])(data)
        if named and not rest:
            raise _MisfitError(f"expected one of {', '.join(named)}, found {data!r}")
        return data

    return decoded


def _dataclass_decoder(expected: type) -> Turn:
    hints = typing.get_type_hints(expected)
    parts = [(one.name, one.name.rstrip("_"), hints[one.name]) for one in fields(expected)]
    turns: dict[str, Turn] = {}  # made when first needed: a noun may hold nouns of its own kind

    def decoded(data: Any) -> Any:  # noqa: ANN401  plain JSON, and what it becomes
        given = _expect(dict, data)
        found, key = {}, ""
        try:
            for name, key, hint in parts:
                if key not in given:
                    continue
                value = given[key]
                if type(value) is not hint:
                    turn = turns.get(key) or turns.setdefault(key, _decoder(hint))
                    value = turn(value)
                found[name] = value
        except _MisfitError as error:
            raise error.within(f".{key}") from None
        return expected(**found)

    return decoded


def _tuple_decoder(items: tuple[Any, ...]) -> Turn:
    if len(items) == 2 and items[1] is Ellipsis:  # noqa: PLR2004  tuple[X, ...]
        many = _many(_decoder(items[0]))
        return lambda data: tuple(many(data))
    each = [_decoder(item) for item in items]
    return lambda data: tuple(
        turn(part) for turn, part in zip(each, _expect(list, data), strict=True)
    )


def _many(turn: Turn) -> Turn:
    def decoded(data: Any) -> list[Any]:  # noqa: ANN401  plain JSON, and what it becomes
        found: list[Any] = []
        parts = _expect(list, data)
        try:
            for part in parts:
                found.append(turn(part))  # noqa: PERF401  its length is the place of what is wrong
        except _MisfitError as error:
            raise error.within(f"[{len(found)}]") from None
        return found

    return decoded


def _dict_decoder(turn: Turn) -> Turn:
    def decoded(data: Any) -> dict[str, Any]:  # noqa: ANN401  plain JSON, and what it becomes
        found, key = {}, ""
        parts = _expect(dict, data)
        try:
            for key, part in parts.items():
                found[key] = turn(part)
        except _MisfitError as error:
            raise error.within(f"[{key}]") from None
        return found

    return decoded


def _number(data: Any) -> Any:  # noqa: ANN401  plain JSON, and what it becomes
    whole = isinstance(data, int) and not isinstance(data, bool)
    return float(data) if whole else _expect(float, data)


def _expect(kind: type, data: Any) -> Any:  # noqa: ANN401  plain JSON, and what it becomes
    if not isinstance(data, kind):
        raise _MisfitError(f"expected {kind.__name__}, found {data!r}")
    return data
