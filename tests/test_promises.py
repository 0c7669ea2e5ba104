"""What README and the house rules promise about the repository itself."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import kit

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
LOCKS = ("requirements.lock", "requirements-all.lock")
INSTALLED_BY_CONDA = ("lab", "live", "postgres", "cluster", "test")
REGISTRY = re.compile(r"pypi\.org|pythonhosted|npmjs|registry\.|deb\.debian|anaconda\.org|\bcdn\b")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def names(requirements: list[str]) -> dict[str, str]:
    """Return package to its bounds, extras left out: `psycopg` to `>=3.2`."""
    found = {}
    for requirement in requirements:
        match = re.fullmatch(r"([\w.-]+)(\[[\w,]+\])?([<>=!~].*)?", requirement)
        assert match, requirement
        found[match[1].lower()] = match[3] or ""
    return found


def test_the_version_is_said_once_everywhere() -> None:
    assert kit.__version__ == PROJECT["version"]
    assert f"## {kit.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_conda_gets_what_pip_gets() -> None:
    wanted = names(PROJECT["dependencies"])
    for extra in INSTALLED_BY_CONDA:
        wanted |= names(PROJECT["optional-dependencies"][extra])
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    listed = [line.strip()[2:].strip() for line in text.splitlines() if line.startswith("  ")]
    found = names([line for line in listed if re.match(r"[\w.-]+(\[|[<>=!~]|$)", line)])
    for own in ("python", "sqlite", "pip", "conda-forge", "nodefaults"):
        found.pop(own, None)
    assert found == wanted


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_dependency_and_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|index-url|file:", text)
    pinned = {re.split(r"==", line)[0].lower() for line in text.splitlines() if "==" in line}
    asked = names(PROJECT["dependencies"])
    if "all" in lock:
        for extra in INSTALLED_BY_CONDA:
            asked |= names(PROJECT["optional-dependencies"][extra])
    assert {name.replace("_", "-") for name in asked} <= {
        re.sub(r"\[.*", "", name).replace("_", "-") for name in pinned
    }


def test_the_locks_agree() -> None:
    pins = [
        {line.partition(" ;")[0] for line in (ROOT / lock).read_text("utf-8").splitlines()}
        for lock in LOCKS
    ]
    assert pins[0] <= pins[1]


def test_a_report_needs_neither_jupyterlab_nor_test_tools() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in ("jupyterlab", "voila", "matplotlib", "pytest", "mypy", "playwright"):
        assert not re.search(rf"^{name}==", text, re.MULTILINE)


def test_notebooks_are_committed_without_outputs() -> None:
    for file in tracked("*.ipynb"):
        notebook = json.loads(file.read_text(encoding="utf-8"))
        assert "widgets" not in notebook["metadata"], file.name
        for cell in notebook["cells"]:
            assert not cell.get("outputs"), file.name
            assert cell.get("execution_count") is None, file.name


def test_no_machine_paths_or_addresses_stand_in_the_tree() -> None:
    for file in tracked("kit", "notebooks", "sample_data", "*.md", "*.toml", "*.yml", "Makefile"):
        if file.suffix in {".ttf", ".woff2", ".js", ".json", ".txt"}:
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r"(?<![\w.])/(work|farm|root|home/\w+)/", text), file
        if file.suffix in {".py", ".toml", ".csv", ".ipynb", ".html"}:
            assert not REGISTRY.search(text), f"{file}: {REGISTRY.search(text)}"


def test_no_live_workshop_is_in_git() -> None:
    kept = tracked("*.workshop", "*.kit", "*.sqlite*")
    assert [file for file in kept if "golden" not in file.parts] == []


def test_reports_that_were_rendered_are_not_checked_for_spelling() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (where,) = re.findall(r"^OUT \?= (\S+)$", makefile, re.MULTILINE)

    assert where in PYPROJECT["tool"]["codespell"]["skip"].split(",")


def test_every_dependency_has_its_line_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").lower()
    asked = names(PROJECT["dependencies"])
    for extra in ("lab", "live", "postgres", "cluster"):
        asked |= names(PROJECT["optional-dependencies"][extra])
    assert [name for name in asked if name not in text] == []
