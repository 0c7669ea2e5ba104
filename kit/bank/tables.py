"""TOML tables read key by key: what is missing, misspelt or of the wrong kind is noted."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from kit.errors import Problem

Word = TypeVar("Word", bound=StrEnum)
MOST_SHOWN = 16
"""Words that a suggestion lists: the presets and the settings in full, platforms in part."""


class Ledger:
    """The problems found so far, in reading order."""

    def __init__(self) -> None:
        """Start with none."""
        self.problems: list[Problem] = []

    def note(self, where: str, found: str, allowed: str, fix: str) -> None:
        """Write one problem down and read on."""
        self.problems.append(Problem(where, found, allowed, fix, "content"))


def read_toml(entry: Traversable, ledger: Ledger, name: str = "") -> dict[str, Any]:
    """Return a file's tables; an unreadable file is noted and reads as empty."""
    name = name or entry.name
    try:
        return tomllib.loads(entry.read_text(encoding="utf-8"))
    except FileNotFoundError:
        ledger.note(f"content/{name}", "nothing", "a file", "Put the file back.")
    except UnicodeDecodeError as error:
        ledger.note(f"content/{name}", f"byte {error.start}", "UTF-8 text", "Save it as UTF-8.")
    except tomllib.TOMLDecodeError as error:
        ledger.note(f"content/{name}", f"the text ({error})", "TOML", "Mend that line.")
    return {}


class Reading:
    """One TOML table being read: every key must be asked for, or it is reported as unknown."""

    def __init__(self, data: object, where: str, ledger: Ledger) -> None:
        """Begin to read a table found at `where`."""
        self.where = where
        self.ledger = ledger
        self.asked: set[str] = set()
        self.data: Mapping[str, Any] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            ledger.note(where, repr(data), "a table", "Write key = value lines.")

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, or "" when it is not there."""
        return str(self._value(key, str, "a text in quotes", "", required=required))

    def number(self, key: str) -> float | None:
        """Return a number, or None when it is not there."""
        value = self._value(key, (int, float), "a number", None)
        return None if value is None else float(value)

    def whole(self, key: str, default: int = 0, *, required: bool = False) -> int:
        """Return a whole number."""
        return int(self._value(key, int, "a whole number", default, required=required))

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        return bool(self._value(key, bool, "true or false", default))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when it is not there."""
        value = self._value(key, list, "a list of texts", [])
        if any(not isinstance(item, str) for item in value):
            self._note(key, repr(value), "a list of texts", "Put each item in quotes.")
            return ()
        return tuple(value)

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        """Return exactly `count` numbers; zeros when they are not right."""
        value = self._value(key, list, f"a list of {count} numbers", [], required=True)
        right = len(value) == count and all(
            isinstance(item, (int, float)) and not isinstance(item, bool) for item in value
        )
        if not right and key in self.data:
            self._note(key, repr(value), f"a list of {count} numbers", "Give one a level.")
        return tuple(float(item) for item in value) if right else (0.0,) * count

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word:
        """Return one word of a closed set."""
        value = self.text(key, required=default is None)
        known = [member.value for member in words]
        if value in known:
            return words(value)
        if value:
            allowed = f"one of {', '.join(known)}"
            self._note(key, repr(value), allowed, suggestion(value, known))
        return default if default is not None else next(iter(words))

    def tables(self, key: str) -> list[Any]:
        """Return a list of tables, unread."""
        return list(self._value(key, list, f"[[{key}]] tables", []))

    def table(self, key: str) -> object:
        """Return one table, unread."""
        return self._value(key, dict, f"a [{key}] table", {})

    def close(self) -> None:
        """Report every key that nobody asked for."""
        for key in self.data:
            if key not in self.asked:
                fix = suggestion(key, self.asked) if self.asked else "Take it out."
                self._note(key, f"the key {key!r}", "a key that is read here", fix)

    def _value(
        self,
        key: str,
        kinds: type | tuple[type, ...],
        allowed: str,
        default: Any,  # noqa: ANN401  whatever the caller's key holds
        *,
        required: bool = False,
    ) -> Any:  # noqa: ANN401  whatever TOML holds
        self.asked.add(key)
        if key not in self.data:
            if required:
                self._note(key, "nothing", allowed, f"Add {key} = …")
            return default
        value = self.data[key]
        wanted = kinds if isinstance(kinds, tuple) else (kinds,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in wanted):
            self._note(key, repr(value), allowed, "Correct it.")
            return default
        return value

    def _note(self, key: str, found: str, allowed: str, fix: str) -> None:
        self.ledger.note(f"{self.where}, {key}", found, allowed, fix)


def suggestion(found: str, known: Iterable[str]) -> str:
    """Return what to do about a word that is not known, naming the nearest that is."""
    names = sorted(known)
    near = get_close_matches(found, names, n=1, cutoff=0.6)
    within = [name for name in names if found in name.split("_")]  # date: workshop_date
    if near or len(within) == 1:
        return f"Did you mean {(near or within)[0]!r}?"
    shown = ", ".join(names[:MOST_SHOWN]) + (", …" if len(names) > MOST_SHOWN else "")
    return f"Use one of: {shown}." if names else "Take it out."
