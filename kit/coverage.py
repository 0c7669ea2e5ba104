"""Which parts of the kit serve each recommendation of the source articles.

Everything is read from where it is: the content's `serves`, the rules' registrations, and what
analyses, report sections and commands say beside their code. A topic's or threshold's mention
counts for nothing: serving means that a user can do it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules

from kit.model.content import Bank

MUST = "must"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One recommendation of the articles, in our words; priority is must, should or could."""

    id: str
    priority: str
    recommendation: str


@dataclass(frozen=True, slots=True)
class Service:
    """One thing that serves: `rule: followers_only`."""

    kind: str
    name: str


COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "new": ("Make an organisation with preset departments", ("S1-02", "S3-01", "S3-02", "S4-12")),
    "worksheets": (
        "Write worksheets, and the guide from which a colleague learns to lead",
        ("S0-14", "S4-27"),
    ),
    "import": ("Take in worksheets of people who were not there", ("S0-14",)),
    "check": ("Say what is missing before anything is decided", ("S2-24", "S2-09")),
    "decide": ("Advise an account model for each department", ("S2-23", "S2-28", "S2-30")),
    "report": ("Print the strategy, or one department's pages", ("S2-28", "S0-46", "S2-05")),
    "batch": ("Make reports for many organisations, each alone", ("S1-29",)),
    "rehearse": ("Try the plan against a scenario", ("S0-50", "S3-09", "S4-19")),
    "compare": ("See what changed since last time", ("S4-24", "S4-23")),
    "starter": ("Begin with ready-made triage, escalation and checks", ("S1-06", "S1-07", "S0-13")),
}
"""What a user does with a command; tests check that each is one of the kit's."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every requirement with what serves it, and ids named somewhere that nobody knows."""

    services: dict[Requirement, tuple[Service, ...]]
    unknown: dict[str, tuple[Service, ...]]

    def unserved(self, priority: str = "") -> tuple[Requirement, ...]:
        """Return the requirements that nothing serves, of one priority or of all."""
        return tuple(
            one
            for one, services in self.services.items()
            if not services and priority in {"", one.priority}
        )


@cache
def requirements() -> tuple[Requirement, ...]:
    """Return the recommendations in the order of their articles."""
    text = (files("kit") / "content" / "requirements.csv").read_text(encoding="utf-8")
    return tuple(Requirement(**row) for row in csv.DictReader(text.splitlines()))


def coverage(bank: Bank) -> Coverage:
    """Return what serves each requirement."""
    found: dict[str, list[Service]] = {}
    for service, serves in (*_content(bank), *_code()):
        for requirement in serves:
            found.setdefault(requirement, []).append(service)
    known = {one.id for one in requirements()}
    return Coverage(
        {one: tuple(dict.fromkeys(found.get(one.id, ()))) for one in requirements()},
        {key: tuple(services) for key, services in found.items() if key not in known},
    )


def _content(bank: Bank) -> Iterator[tuple[Service, tuple[str, ...]]]:
    for question in bank.questions.values():
        yield Service("question", question.id), question.serves
    for register in bank.registers.values():
        yield Service("register", register.id), register.serves
        for column in register.columns:
            yield Service("register", f"{register.id}.{column.id}"), column.serves
    for criterion in bank.criteria:
        yield Service("criterion", criterion.id), criterion.serves
    for preset in bank.departments:
        yield Service("department", preset.id), preset.serves
    for asset in bank.assets:
        yield Service("asset", asset.id), asset.serves
    for campaign in bank.campaign_types:
        yield Service("campaign type", campaign.id), campaign.serves
    for scenario in bank.scenarios:
        yield Service("scenario", scenario.id), scenario.serves
        for need in scenario.needs:
            yield Service("scenario", f"{scenario.id}.{need.id}"), need.serves


def _code() -> Iterator[tuple[Service, tuple[str, ...]]]:
    from kit.analysis import serving  # noqa: PLC0415  numpy and all analyses only for this
    from kit.analysis.rules import rules  # noqa: PLC0415  as above

    package = import_module("kit.analysis")
    for module in iter_modules(package.__path__):
        import_module(f"kit.analysis.{module.name}")
    for rule in rules():
        yield Service("rule", rule.id), rule.serves
    for one in serving.served():
        yield Service(one.kind, one.id), one.serves
    for name, (_, serves) in COMMANDS.items():
        yield Service("command", f"kit {name}"), serves


def coverage_lines(bank: Bank, *, gaps: bool = False) -> Iterator[str]:
    """Yield the coverage as lines to read, or only what nothing serves.

    Args:
        bank: The content.
        gaps: Only requirements without service, and unknown ids.
    """
    found = coverage(bank)
    for one, services in found.services.items():
        if gaps and services:
            continue
        yield f"{one.id} ({one.priority}) {one.recommendation}"
        kinds: dict[str, list[str]] = {}
        for service in services:
            kinds.setdefault(service.kind, []).append(service.name)
        for kind, names in kinds.items():
            yield f"    {kind}: {', '.join(names)}"
        if not services:
            yield "    nothing serves it"
    for key, services in found.unknown.items():
        named = ", ".join(f"{service.kind} {service.name}" for service in services)
        yield f"{key} is not a requirement; named by {named}"
    total, bare = len(found.services), len(found.unserved())
    must = len(found.unserved(MUST))
    yield f"{total - bare} of {total} recommendations are served; {must} “must” rows are not."
