"""A hypothesis strategy for the part of JSON Schema that the kit publishes."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

ANY_TEXT = st.text(max_size=40)


def allowed_by(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values that a schema allows, the odd ones among them."""
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of(*map(allowed_by, schema["anyOf"]))
    return _KINDS[schema["type"]](schema)


def _object(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    parts = {name: allowed_by(one) for name, one in schema.get("properties", {}).items()}
    needed = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: one for name, one in parts.items() if name in needed},
        optional={name: one for name, one in parts.items() if name not in needed},
    )


def _array(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    return st.lists(
        allowed_by(schema["items"]),
        min_size=schema.get("minItems", 0),
        max_size=schema.get("maxItems", 5),
        unique=schema.get("uniqueItems", False),
    )


def _string(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    most = schema.get("maxLength", 200)
    pattern = schema.get("pattern")
    if pattern is None:
        return st.text(max_size=min(most, 200))
    if pattern.startswith("^"):
        return st.from_regex(pattern, fullmatch=True).filter(lambda text: len(text) <= most)
    seen = re.compile(pattern)
    return st.tuples(ANY_TEXT, st.from_regex(seen, fullmatch=True), ANY_TEXT).map("".join)


def _number(schema: dict[str, Any]) -> st.SearchStrategy[float]:
    return st.floats(
        schema.get("minimum", -1e9), schema.get("maximum", 1e9), allow_nan=False
    ) | st.integers(int(schema.get("minimum", -1e9)), int(schema.get("maximum", 1e9)))


def _integer(schema: dict[str, Any]) -> st.SearchStrategy[int]:
    return st.integers(int(schema.get("minimum", -1e9)), int(schema.get("maximum", 1e9)))


_KINDS = {
    "object": _object,
    "array": _array,
    "string": _string,
    "number": _number,
    "integer": _integer,
}
