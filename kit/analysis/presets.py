"""Which of an organisation's departments is meant by a preset: by id, by name, or by what it is."""

from __future__ import annotations

from functools import lru_cache

from kit.analysis.facts import Department
from kit.analysis.situation import Situation
from kit.answers.text import folded

MARKETERS = ("marketing", "marketing_communications")


def names_preset(preset_id: str, preset_name: str, name: str) -> bool:
    """Return whether a folded name means a preset: `hr`'s customer service desk is one, too."""
    wanted = _folded_names(preset_id, preset_name)
    return name in wanted or any(f" {word} " in f" {name} " for word in wanted)


@lru_cache(maxsize=256)
def _folded_names(preset_id: str, preset_name: str) -> frozenset[str]:
    names = (preset_id, preset_name, preset_id.replace("_", " "))
    return frozenset(map(folded, names))


def department_for(situation: Situation, preset_id: str) -> Department | None:
    """Return the organisation's department that does a preset's work, or None.

    A department of that id comes first, then one so named, then one made of it.
    """
    preset = next((one for one in situation.bank.departments if one.id == preset_id), None)
    if preset is None:
        return None
    for one in situation.departments:
        if one.id == preset_id:
            return one
    for one in situation.departments:
        if names_preset(preset.id, preset.name, folded(one.name)):
            return one
    merged = {
        row.id: folded(str(row.values.get("merged_from") or ""))
        for row in situation.snapshot.rows("departments")
    }
    wanted = folded(preset.name)
    return next((one for one in situation.departments if wanted in merged[one.id]), None)


def owner_for(situation: Situation, preset_id: str) -> str:
    """Return the id of whoever should act: the preset's department, the central one, marketing."""
    central = situation.snapshot.organisation.central_department
    for key in (preset_id, *(() if central else MARKETERS)):
        if found := department_for(situation, key):
            return found.id
    return central
