"""Invented organisations, made of the published JSON Schema and of nothing else.

Used by the tests of `kit batch` and by `benchmarks/batch.py`. The same number gives the same
organisation.
"""

from __future__ import annotations

import json
import random
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Schema = dict[str, Any]
WORDS = (
    "harbour", "copper", "lantern", "orchard", "quarry", "meadow", "signal", "anchor",
    "timber", "granite", "willow", "compass", "beacon", "saddle", "kettle", "marble",
)  # fmt: skip
REFERENCE = re.compile(r"Id of a row of (\w+)\.")
FIRST_DAY = date(2026, 1, 5)
CHANCE_FILLED = 0.7
CHANCE_UNSURE = 0.06


def invent(
    schema: Schema, number: int, *, departments: int = 6, people: int = 3, rows: int = 4
) -> dict[str, Any]:
    """Return one organisation that the schema allows.

    Args:
        schema: What `kit.exchange.workshop_schema` returns.
        number: Which one.
        departments: How many plan together.
        people: How many of each department answer everything.
        rows: How many lines each other register has.
    """
    return _Inventor(schema, random.Random(f"organisation {number}")).organisation(
        number, departments, people, rows
    )


def write_many(folder: Path, schema: Schema, numbers: range, **sizes: int) -> list[Path]:
    """Write organisations as JSON files and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in numbers:
        file = folder / f"organisation-{number:04d}.json"
        file.write_text(json.dumps(invent(schema, number, **sizes)), encoding="utf-8")
        files.append(file)
    return files


class _Inventor:
    """Draws values for one organisation; knows the rows that references may name."""

    def __init__(self, schema: Schema, draw: random.Random) -> None:
        self.parts = schema["properties"]
        self.draw = draw
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def organisation(self, number: int, departments: int, people: int, rows: int) -> Schema:
        registers = self.parts["registers"]["properties"]
        counts = {"departments": departments, "participants": departments * people}
        for name in registers:  # every row has its id before any cell refers to one
            many = range(1, counts.get(name, rows) + 1)
            self.rows[name] = [{"id": f"{name[:12]}_{place}"} for place in many]
        for name, schema in registers.items():
            for row in self.rows[name]:
                row.update(self._cells(schema["items"]))
        self._seat_everybody(people)
        name = f"{self._text(2).title()} {number}"
        organisation = {"name": name, "workshop_date": self._day(), "country": "GB"}
        return {
            "schema": self.parts["schema"]["const"],
            "organisation": organisation,
            "registers": {key: lines for key, lines in self.rows.items() if lines},
            "answers": list(self._answers()),
        }

    def _cells(self, item: Schema) -> Schema:
        needed = set(item["required"])
        cells = {}
        for key, schema in item["properties"].items():
            if key == "id" or (key not in needed and self.draw.random() > CHANCE_FILLED):
                continue
            value = self._value(schema)
            if value is not None:
                cells[key] = value
        return cells

    def _seat_everybody(self, people: int) -> None:
        """Give each department the same number of participants, and names of their own."""
        for place, row in enumerate(self.rows["departments"]):
            row["name"] = f"{WORDS[place % len(WORDS)].title()} {place + 1}"
            row.pop("merged_from", None)
        for place, row in enumerate(self.rows["participants"]):
            row["department"] = self.rows["departments"][place // people]["id"]

    def _answers(self) -> Iterator[Schema]:
        departments = [row["id"] for row in self.rows["departments"]]
        for item in self.parts["answers"]["items"]["oneOf"]:
            parts = item["properties"]
            about_each = parts["subject"]["description"].startswith("A department's id.")
            for person in self.rows["participants"]:
                for subject in departments if about_each else [""]:
                    answer = self._answer(parts["answer"]["anyOf"])
                    if answer is not None:
                        yield {
                            "participant": person["id"],
                            "question": parts["question"]["const"],
                            "subject": subject,
                            "answer": answer,
                        }

    def _answer(self, either: list[Schema]) -> Any:  # noqa: ANN401  any answer
        if self.draw.random() < CHANCE_UNSURE:
            return self.draw.choice(either[1]["enum"])
        return self._value(either[0])

    def _value(self, schema: Schema) -> Any:  # noqa: ANN401  one return a shape
        if "enum" in schema:
            return self.draw.choice(schema["enum"])
        kind = schema.get("type")
        if kind == "integer":
            return self.draw.randint(int(schema.get("minimum", 0)), int(schema.get("maximum", 40)))
        if kind == "number":
            top = min(float(schema.get("maximum", 40)), 40.0)
            return round(self.draw.uniform(float(schema.get("minimum", 0)), top), 1)
        if kind == "array":
            return self._list(schema)
        if kind == "object":
            return self._object(schema)
        return self._line(schema)

    def _line(self, schema: Schema) -> str | None:
        named = REFERENCE.search(schema.get("description", ""))
        if named:
            known = self.rows.get(named[1], [])
            return self.draw.choice(known)["id"] if known else None
        pattern = schema.get("pattern", "")
        if "http" in pattern:
            return f"https://example.org/{self.draw.choice(WORDS)}"
        if pattern.startswith("^(19|20)"):
            return self._day()
        return self._text(3)[: schema.get("maxLength", 80)]

    def _list(self, schema: Schema) -> list[Any] | None:
        item = schema["items"]
        if "enum" in item:
            size = schema.get("minItems") or self.draw.randint(1, min(3, len(item["enum"])))
            return self.draw.sample(item["enum"], size)
        drawn = {self._value(item) for _ in range(2)} - {None}
        return sorted(drawn) or None

    def _object(self, schema: Schema) -> dict[str, Any] | None:
        parts = schema.get("properties", {})
        if set(parts) == {"from", "to"}:
            start, end = sorted((self._day(), self._day()))
            return {"from": start, "to": end}
        if not parts:
            return None
        amounts = [self.draw.randint(1, 10) for _ in parts]
        if "add up" in schema.get("description", ""):
            shares = [100 * one // sum(amounts) for one in amounts]
            shares[0] += 100 - sum(shares)
            return dict(zip(parts, shares, strict=True))
        most = max(amounts)
        return {key: round(100 * one / most) for key, one in zip(parts, amounts, strict=True)}

    def _day(self) -> str:
        return (FIRST_DAY + timedelta(days=self.draw.randint(0, 350))).isoformat()

    def _text(self, words: int) -> str:
        return " ".join(self.draw.choice(WORDS) for _ in range(words))
