"""A workshop as one JSON file, in the shape that `kit schema` publishes."""

from __future__ import annotations

import json
import os
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from kit.answers import Intake, RawAnswer, RawRow
from kit.answers.cells import STATE_WORDS
from kit.answers.values import shown
from kit.errors import Problem, SourceError, StoreError
from kit.exchange.plain_files import read_plain, write_together
from kit.exchange.schema import WORKSHOP_SCHEMA
from kit.model.workshop import Snapshot

BIGGEST_FILE = 200_000_000
PARTS = {"schema", "organisation", "registers", "answers"}


def read_json(file: Path) -> Intake:
    """Return what a JSON file holds, unvalidated but for its outer shape.

    Raises:
        SourceError: It is no JSON, or not of this schema.
    """
    try:
        data = json.loads(read_plain(file, BIGGEST_FILE), object_pairs_hook=_without_repeats)
    except UnicodeDecodeError:
        raise _refused(file, "text in another encoding", "UTF-8", "Save it as UTF-8.") from None
    except RecursionError:
        raise _refused(file, "JSON nested too deep", "a workshop", "Export it again.") from None
    except _TwiceError as error:
        found = f"the key {error}, which stands twice in one object,"
        raise _refused(file, found, "allowed", "Take one of the two out.") from None
    except ValueError as error:
        raise _refused(file, f"the text ({error})", "JSON", "Mend it or export again.") from None
    if not isinstance(data, dict) or data.get("schema") != WORKSHOP_SCHEMA:
        raise _another_schema(file, data)
    return _intake(data, file.name)


def write_json_file(snapshot: Snapshot, file: Path) -> Path:
    """Write the workshop to a JSON file, whole or not at all.

    Raises:
        StoreError: A file stands there that is no export of this organisation, or it cannot be
            written. What was there is as it was.
    """
    if os.path.lexists(file) and not _is_export(file, snapshot.organisation.name):
        allowed = "one that `kit export` wrote for this organisation"
        fix = "Choose another name, or move that file away."
        found = "a file that is there already"
        raise StoreError([Problem(str(file), found, allowed, fix, "export")])
    write_together({file: write_json(snapshot)})
    return file


def write_json(snapshot: Snapshot) -> str:
    """Return the workshop as JSON text, keys in a fixed order."""
    return json.dumps(published(snapshot), ensure_ascii=False, indent=1) + "\n"


def published(snapshot: Snapshot) -> dict[str, Any]:
    """Return the workshop in the published shape, as plain data."""
    organisation = snapshot.organisation
    return {
        "schema": WORKSHOP_SCHEMA,
        "organisation": {
            part.name: getattr(organisation, part.name)
            for part in fields(organisation)
            if getattr(organisation, part.name) not in {"", None}
        },
        "registers": {
            register: [{"id": row.id, **row.values} for row in rows]
            for register, rows in snapshot.registers.items()
            if rows
        },
        "answers": [
            {
                "participant": answer.participant,
                "round": answer.round,
                "question": answer.question,
                "subject": answer.subject,
                "answer": STATE_WORDS.get(answer.state, answer.value),
            }
            for answer in snapshot.answers
        ],
    }


def _intake(data: dict[str, Any], name: str) -> Intake:
    problems = [
        Problem(name, f"the key {key!r}", f"one of {', '.join(sorted(PARTS))}", "Take it out.")
        for key in data
        if key not in PARTS
    ]
    organisation = data.get("organisation")
    if organisation is not None and not isinstance(organisation, dict):
        problems.append(_not_a(f"{name}, organisation", "an object"))
        organisation = None
    elif organisation is None:
        fix = 'Add "organisation": {"name": …}.'
        problems.append(Problem(f"{name}, organisation", "nothing", "an object", fix))
    registers = data.get("registers", {})
    if not isinstance(registers, dict):
        problems.append(_not_a(f"{name}, registers", "an object of registers"))
        registers = {}
    rows = [
        RawRow(register, cells, where)
        for register, lines in registers.items()
        for cells, where in _objects(lines, f"{name}, {register}", problems)
    ]
    answers = [
        RawAnswer(cells, where)
        for cells, where in _objects(data.get("answers", []), f"{name}, answers", problems)
    ]
    return Intake(name, organisation, tuple(rows), tuple(answers), tuple(problems))


def _objects(
    lines: object, where: str, problems: list[Problem]
) -> list[tuple[dict[str, object], str]]:
    if not isinstance(lines, list):
        problems.append(_not_a(where, "a list"))
        return []
    found = []
    for place, line in enumerate(lines, start=1):
        if isinstance(line, dict):
            found.append((line, f"{where} item {place}"))
        else:
            problems.append(_not_a(f"{where} item {place}", "an object"))
    return found


class _TwiceError(ValueError):
    """A key stands twice in one object."""


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    data = dict(pairs)
    if len(data) != len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(repr(next(name for name in names if names.count(name) > 1)))
    return data


def _another_schema(file: Path, data: object) -> SourceError:
    found = shown(data.get("schema")) if isinstance(data, dict) else "a file without an object"
    fix = f'Begin with "schema": "{WORKSHOP_SCHEMA}"; `kit schema` prints the whole shape.'
    family, _, number = WORKSHOP_SCHEMA.rpartition("/")
    if re.fullmatch(rf"'{family}/[1-9]\d*'", found):
        fix = "Install a newer release of the kit to read it."
        return _refused(file, f"schema {found}", f"one up to {number}", fix)
    return _refused(file, f"schema {found}", repr(WORKSHOP_SCHEMA), fix)


def _is_export(file: Path, name: str) -> bool:
    try:
        organisation = read_json(file).organisation or {}
    except SourceError:
        return False
    return organisation.get("name") == name


def _not_a(where: str, allowed: str) -> Problem:
    return Problem(where, "what stands here", allowed, "`kit schema` prints the shape.", "source")


def _refused(file: Path, found: str, allowed: str, fix: str) -> SourceError:
    return SourceError([Problem(file.name, found, allowed, fix, "source")])
