"""The public names, and what importing them must not cost."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kit.analysis import decision


@pytest.mark.parametrize("name", decision.__all__)
def test_every_public_name_loads_and_is_no_module(name: str) -> None:
    found = getattr(decision, name)

    assert not isinstance(found, ModuleType)
    assert found.__doc__


def test_the_three_lists_of_names_agree() -> None:
    tree = ast.parse(Path(decision.__file__).read_text(encoding="utf-8"))
    imported = {
        (node.module.rpartition(".")[2], alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module.startswith("kit.")
        for alias in node.names
    }
    homes = {(home, name) for home, names in vars(decision)["_HOMES"].items() for name in names}

    assert imported == homes
    assert sorted(name for _, name in homes) == sorted(decision.__all__)
    assert set(dir(decision)) == set(decision.__all__)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing_like_it'"):
        _ = decision.nothing_like_it


def test_deciding_needs_neither_pandas_nor_the_optimiser() -> None:
    code = (
        "import sys; from kit.analysis.decision import Answers, Criterion, DecisionModel, Study; "
        "model = DecisionModel((Criterion('goals', values=[[1, 2, 3]] * 5),)); "
        "Study(model, Answers([[[1]]] * 3)).to_dict(); "
        "print({'pandas', 'scipy.optimize', 'scipy.stats'} & set(sys.modules))"
    )

    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert printed.stdout.strip() == "set()"


def test_the_engine_imports_nothing_of_ours_but_errors_and_model() -> None:
    for file in Path(decision.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kit"):
                assert node.module.startswith(
                    ("kit.analysis.decision", "kit.errors", "kit.model")
                ), file
