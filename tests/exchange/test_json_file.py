"""Workshops as JSON files: what is refused, and why."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kit.errors import KitError, StoreError
from kit.exchange import read_json, write_json_file
from kit.model.workshop import Snapshot

SCHEMA = '"schema": "social-strategy-kit/workshop/1"'


def refused(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KitError) as error:
        read_json(file)
    return str(error.value)


def test_a_later_schema_asks_for_a_newer_release(tmp_path: Path) -> None:
    assert refused(tmp_path / "w.json", '{"schema": "social-strategy-kit/workshop/2"}') == (
        "w.json: schema 'social-strategy-kit/workshop/2' is not one up to 1. "
        "Install a newer release of the kit to read it."
    )


def test_a_key_that_stands_twice_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "w.json", f'{{{SCHEMA}, "a": 1, "a": 2}}') == (
        "w.json: the key 'a', which stands twice in one object, is not allowed. "
        "Take one of the two out."
    )


def test_an_organisation_of_another_shape_is_not_called_missing(tmp_path: Path) -> None:
    file = tmp_path / "w.json"
    file.write_text(f'{{{SCHEMA}, "organisation": "x"}}', encoding="utf-8")
    assert [str(problem) for problem in read_json(file).problems] == [
        "w.json, organisation: what stands here is not an object. `kit schema` prints the shape."
    ]


def test_only_an_export_of_this_organisation_is_replaced(tmp_path: Path, present: Snapshot) -> None:
    file = tmp_path / "w.json"
    write_json_file(present, file)
    write_json_file(replace(present, registers={}), file)
    assert "registers" in json.loads(file.read_text(encoding="utf-8"))
    before = file.read_bytes()
    other = replace(present, organisation=replace(present.organisation, name="Iron Pear"))
    with pytest.raises(StoreError) as error:
        write_json_file(other, file)
    assert str(error.value) == (
        f"{file}: a file that is there already is not one that `kit export` wrote for this "
        "organisation. Choose another name, or move that file away."
    )
    assert file.read_bytes() == before


def test_a_folder_of_that_name_is_refused(tmp_path: Path, present: Snapshot) -> None:
    (tmp_path / "d.json").mkdir()
    with pytest.raises(StoreError):
        write_json_file(present, tmp_path / "d.json")
