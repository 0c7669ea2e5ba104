"""Every recommendation that must be served is served, by something a user can do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import kit.analysis
from kit.cli import app
from kit.coverage import COMMANDS, coverage, coverage_lines, requirements
from kit.model.content import Bank

ANALYSIS = Path(kit.analysis.__file__).parent
CONTENT = ANALYSIS.parent / "content"


def test_all_164_recommendations_are_known_once() -> None:
    ids = [one.id for one in requirements()]
    assert len(ids) == len(set(ids)) == 164
    assert {one.priority for one in requirements()} == {"must", "should", "could"}


def test_every_must_row_is_served(bank: Bank) -> None:
    assert [one.id for one in coverage(bank).unserved("must")] == []


def test_every_should_row_is_served(bank: Bank) -> None:
    assert [one.id for one in coverage(bank).unserved("should")] == []


def test_no_id_is_named_that_nobody_knows(bank: Bank) -> None:
    assert coverage(bank).unknown == {}


def test_every_rule_serves_something(bank: Bank) -> None:
    from kit.analysis.rules import rules  # noqa: PLC0415  as the command does

    assert [one.id for one in rules() if not one.serves] == []
    assert {"rule", "question", "register", "analysis", "section", "scenario"} <= {
        service.kind for services in coverage(bank).services.values() for service in services
    }


def test_every_command_that_claims_to_serve_exists() -> None:
    known = {command.name for command in app.registered_commands}
    assert sorted(set(COMMANDS) - known) == []


def test_a_row_nothing_serves_is_named(bank: Bank) -> None:
    bare = replace(bank, topics=(), criteria=(), departments=(), assets=(), scenarios=())
    gaps = list(coverage_lines(bare, gaps=True))
    assert "    nothing serves it" in gaps
    assert gaps[-1].endswith("“must” rows are not.")


def test_an_unknown_id_is_named_with_who_names_it(bank: Bank) -> None:
    asset = replace(bank.assets[0], serves=("S9-99",))
    lines = list(coverage_lines(replace(bank, assets=(asset,)), gaps=True))
    assert f"S9-99 is not a requirement; named by asset {asset.id}" in lines


def test_what_is_kept_is_printed_looked_at_or_read_aloud(bank: Bank) -> None:
    """A register that nothing reads serves nobody, whatever it claims."""
    code = "".join(file.read_text(encoding="utf-8") for file in ANALYSIS.rglob("*.py"))
    told = (CONTENT / "pace.toml").read_text(encoding="utf-8")
    needed = {need.register for scenario in bank.scenarios for need in scenario.needs}
    idle = [
        register.id
        for register in bank.registers.values()
        if register.serves
        and not register.in_report
        and register.id not in needed
        and f'"{register.id}"' not in code + told
    ]
    assert idle == []
