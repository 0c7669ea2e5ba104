"""What became of the questions and columns of older worksheets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Older:
    """The way from older forms to this one.

    Attributes:
        moved: Old id to new id, where the meaning is the same; columns as `register/column`.
        retired: Ids asked no longer, with the words under which their answers are counted.
    """

    moved: Mapping[str, str] = field(default_factory=dict)
    retired: Mapping[str, str] = field(default_factory=dict)


@cache
def older_forms() -> Older:
    """Return the kit's own table."""
    text = (files("kit.exchange") / "older_forms.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Older(table.get("moved", {}), table.get("retired", {}))
