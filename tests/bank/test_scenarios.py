"""Scenarios, assets and campaign types: a new file is enough, a wrong one is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kit.bank import load_folder
from kit.errors import ContentError

CONTENT = Path(__file__).parents[2] / "kit" / "content"
NEW = """
title = "A storm"
place = 999
minutes = 15
story = "The harbour is closed from tonight."
source = "our-judgement"

[[needs]]
id = "duty"
check = "row"
register = "cover"
where = { slot = "saturday" }
columns = ["person"]
missing = "Nobody is there on Saturdays"

[needs.promise]
what = "Name somebody for Saturdays"
giver = "customer_service"
days = 7
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT, tmp_path / "content")
    return tmp_path / "content"


def test_a_new_scenario_is_one_file(folder: Path) -> None:
    before = load_folder(folder)
    (folder / "scenarios" / "storm.toml").write_text(NEW, encoding="utf-8")
    bank = load_folder(folder)
    assert bank.scenarios[-1].id == "storm"
    assert bank.scenarios[-1].needs[0].promise.giver == "customer_service"
    assert bank.version == before.version


def test_a_scenario_that_names_nothing_known_is_refused_with_every_reason(folder: Path) -> None:
    wrong = NEW.replace('"cover"', '"covers"').replace('giver = "customer', 'giver = "custom')
    wrong = wrong.replace('check = "row"', 'check = "rows"')
    (folder / "scenarios" / "storm.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_folder(folder)
    said = str(caught.value)
    assert "'covers' is not one of the ids there. Did you mean 'cover'?" in said
    assert "'custom_service' is not one of the ids there. Did you mean 'customer_service'?" in said
    assert (
        "'rows' is not one of row, every, none, fresh, number, clash. Did you mean 'row'?" in said
    )


def test_a_column_or_choice_a_register_does_not_have_is_named(folder: Path) -> None:
    wrong = NEW.replace('slot = "saturday"', 'slot = "saturdays", when = "x"')
    (folder / "scenarios" / "storm.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_folder(folder)
    said = str(caught.value)
    assert "'when' is not one of the ids there" in said
    assert "'saturdays' is not one of the ids there. Did you mean 'saturday'?" in said


def test_an_asset_needs_a_known_direction(folder: Path) -> None:
    file = folder / "assets.toml"
    text = file.read_text(encoding="utf-8").replace('"to_social"', '"to_socials"', 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_folder(folder)
    assert "'to_socials' is not one of to_social, from_social" in str(caught.value)
