"""The registered rules, and how they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kit.analysis.situation import Situation
from kit.analysis.wording import capital
from kit.model.decision import Evidence, Finding, Severity

ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Spotted:
    """What a rule saw once: the sentence, what to do, and what it rests on."""

    sentence: str
    advice: str
    evidence: Evidence
    department: str = ""


Look = Callable[[Situation], Iterable[Spotted]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: Name of the rule, as findings carry it.
        severity: How much it matters.
        source: A key of sources.toml.
        serves: Requirement ids.
        look: The function that looks.
    """

    id: str
    severity: Severity
    source: str
    serves: tuple[str, ...]
    look: Look


_RULES: dict[str, Rule] = {}


def rule(severity: Severity, source: str, *serves: str) -> Callable[[Look], Look]:
    """Register a function as a rule; its name is the rule's id."""

    def register(look: Look) -> Look:
        _RULES[look.__name__] = Rule(look.__name__, severity, source, serves, look)
        return look

    return register


def rules() -> tuple[Rule, ...]:
    """Return every rule, in the order of registration."""
    return tuple(_RULES.values())


def find(situation: Situation) -> tuple[Finding, ...]:
    """Return what the rules see, the most severe first."""
    found = [finding for rule in rules() for finding in _findings(rule, situation)]
    return tuple(sorted(found, key=lambda finding: ORDER.index(finding.severity)))


def _findings(rule: Rule, situation: Situation) -> Iterator[Finding]:
    for spotted in rule.look(situation):
        yield Finding(
            rule=rule.id,
            severity=rule.severity,
            sentence=spotted.sentence,
            advice=capital(spotted.advice),
            evidence=spotted.evidence,
            source=rule.source,
            department=spotted.department,
            serves=rule.serves,
        )
