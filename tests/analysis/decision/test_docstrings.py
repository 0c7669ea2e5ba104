"""Every public function has an example in its docstring, and every example is run."""

from __future__ import annotations

import doctest
from importlib import import_module
from inspect import isfunction
from pkgutil import iter_modules

import pytest

from kit.analysis import decision

MODULES = [one.name for one in iter_modules(decision.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_show(name: str) -> None:
    found = doctest.testmod(import_module(f"kit.analysis.decision.{name}"))

    assert found.failed == 0


def test_the_packages_own_example_gives_what_it_shows() -> None:
    found = doctest.testmod(decision)

    assert found.attempted > 3
    assert found.failed == 0


def test_every_public_function_has_an_example() -> None:
    public = [getattr(decision, name) for name in decision.__all__]

    assert [one.__name__ for one in public if isfunction(one) and ">>>" not in one.__doc__] == []


@pytest.mark.parametrize("part", ["Args:", "Raises:", "Cost", "Source"])
def test_every_public_function_says_what_it_takes_refuses_costs_and_comes_from(part: str) -> None:
    public = [getattr(decision, name) for name in decision.__all__]

    assert [one.__name__ for one in public if isfunction(one) and part not in one.__doc__] == []
