"""The content, read and checked: the folder is the index, and nothing is half accepted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kit.bank import scenarios
from kit.bank.build import build
from kit.bank.checks import contradictions
from kit.bank.tables import Ledger, read_toml
from kit.errors import ContentError
from kit.model.content import Bank

__all__ = ["load", "load_folder"]

SINGLE_FILES = (
    "assets",
    "campaign_types",
    "choice_sets",
    "criteria",
    "departments",
    "sources",
    "thresholds",
)


@cache
def load() -> Bank:
    """Return the kit's own content.

    Raises:
        ContentError: With every problem of every file.
    """
    return load_folder(files("kit") / "content")


def load_folder(folder: Traversable | Path) -> Bank:
    """Return the content of a folder laid out like `kit/content`.

    Raises:
        ContentError: With every problem of every file.
    """
    ledger = Ledger()
    topic_files = _toml_files(folder / "topics")
    notes = {
        entry.name.removesuffix(".md"): entry.read_text(encoding="utf-8")
        for entry in (folder / "facilitation").iterdir()
        if entry.name.endswith(".md")
    }
    singles = {name: read_toml(folder / f"{name}.toml", ledger) for name in SINGLE_FILES}
    topics = {
        entry.name.removesuffix(".toml"): read_toml(entry, ledger, f"topics/{entry.name}")
        for entry in topic_files
    }
    version = _fingerprint(folder, topic_files)
    rehearsed = {
        entry.name.removesuffix(".toml"): read_toml(entry, ledger, f"scenarios/{entry.name}")
        for entry in _toml_files(folder / "scenarios")
    }
    bank = replace(
        build(singles, topics, notes, version, ledger),
        assets=scenarios.assets(singles["assets"], ledger),
        campaign_types=scenarios.campaign_types(singles["campaign_types"], ledger),
        scenarios=scenarios.scenarios(rehearsed, ledger),
    )
    problems = [*ledger.problems, *contradictions(bank), *scenarios.contradictions(bank)]
    if problems:
        raise ContentError(problems)
    return bank


def _toml_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return sorted(found, key=lambda entry: entry.name)


def _fingerprint(folder: Traversable, topic_files: list[Traversable]) -> str:
    # Facilitator notes and scenarios are left out: rewording them changes no answer's meaning.
    digest = sha256()
    for entry in [*(folder / f"{name}.toml" for name in SINGLE_FILES), *topic_files]:
        digest.update(entry.name.encode())
        digest.update(entry.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
