"""The notebooks that `kit lab` opens have this workshop as their parameter."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from kit.errors import SourceError
from kit.live.lab import copy_notebooks, open_lab

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def test_parameters_are_literals_whatever_is_in_them(tmp_path: Path) -> None:
    hostile = "x'; import os; os.remove('y') #\n\"\"\""
    names = copy_notebooks(NOTEBOOKS, tmp_path / "n", hostile, "A\"d'a")

    assert {"00_start_here", "05_account_decision", "self_assessment"} <= set(names)
    told = json.loads((tmp_path / "n" / "01_goals.ipynb").read_text(encoding="utf-8"))
    source = next(
        "".join(cell["source"])
        for cell in told["cells"]
        if "parameters" in cell["metadata"].get("tags", [])
    )
    values = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(source).body}  # type: ignore[attr-defined]  # looser than the type, for this test
    assert values == {"source": hostile, "participant": "A\"d'a"}


def test_a_notebook_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"--notebook: '99_none' is not a notebook\."):
        open_lab(NOTEBOOKS / "99_none.ipynb", str(tmp_path), 0, browser=False)
    with pytest.raises(SourceError, match="nothing is there; it should be a workshop"):
        open_lab(NOTEBOOKS / "01_goals.ipynb", str(tmp_path / "missing"), 0, browser=False)
