"""Every text in a noun, found or changed: one walk for whoever looks for secrets or cleans.

Most texts need no change, and many stand in a report several times: they are gathered first, each
is looked at once, and a noun in which nothing changes stays the same object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from operator import attrgetter, is_
from typing import Any, TypeVar

Whole = TypeVar("Whole")
NONE = frozenset[str]()


def texts_of(whole: object, leave: frozenset[str] = NONE) -> set[str]:
    """Return the texts in a noun; enums and keys are none, fields named in `leave` are left out."""
    found = set[str]()
    waiting: list[Any] = [whole]
    while waiting:
        part = waiting.pop()
        kind: Any = type(part)
        if kind is str:
            found.add(part)
        else:
            waiting += _opener(kind, leave)(part)
    return found


def with_texts(whole: Whole, told: Mapping[str, str], leave: frozenset[str] = NONE) -> Whole:
    """Return a noun with other texts in the place of some; see `texts_of` for which there are."""
    changed: Whole = _with(whole, told, leave) if told else whole
    return changed


def change_texts(whole: Whole, change: Callable[[str], str]) -> Whole:
    """Return a noun with every text changed, all that say the same alike."""
    told = {text: new for text in texts_of(whole) if (new := change(text)) != text}
    return with_texts(whole, told)


def _names(kind: type, leave: frozenset[str]) -> tuple[str, ...]:
    known = fields(kind) if is_dataclass(kind) else ()
    return tuple(field.name for field in known if field.name not in leave)


@cache
def _opener(kind: type, leave: frozenset[str]) -> Callable[[Any], Iterable[Any]]:
    """Return what gives the parts of a thing of this class, of which some have none."""
    if issubclass(kind, (tuple, list)):
        return tuple
    if issubclass(kind, dict):
        return dict.values
    if issubclass(kind, str) and not issubclass(kind, Enum):
        return lambda text: (str(text),)
    names = _names(kind, leave)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda thing: [getattr(thing, name) for name in names] if names else ()


def _with(part: Any, told: Mapping[str, str], leave: frozenset[str]) -> Any:  # noqa: ANN401  whatever a noun is made of
    kind: Any = type(part)
    old = tuple(_opener(kind, leave)(part))
    new = [told.get(one, one) if type(one) is str else _with(one, told, leave) for one in old]
    if all(map(is_, new, old)):
        return part
    if issubclass(kind, str):
        return new[0]
    if issubclass(kind, dict):
        return dict(zip(part, new, strict=True))
    if issubclass(kind, (tuple, list)):
        return kind(new)
    return replace(part, **dict(zip(_names(kind, leave), new, strict=True)))
