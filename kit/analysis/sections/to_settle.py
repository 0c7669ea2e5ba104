"""What has to be settled before anything else, the gravest first."""

from __future__ import annotations

from kit.analysis.decide import Decision
from kit.analysis.silence import ask_again
from kit.analysis.situation import Situation
from kit.analysis.subject_names import general_names, names_as_a_whole, subject_name
from kit.analysis.together import over_limits
from kit.analysis.wording import listed_few, sentence
from kit.model.content import AccountModel
from kit.model.decision import UNSETTLED, Finding, Label, Recommendation, Severity
from kit.model.strategy import ToSettle

MOST_TO_SETTLE = 3
ON_PAGE_ONE = {"no_crisis_plan"}
"""Rules whose findings stand on page one whatever else there is (requirement S1-08)."""


def to_settle(decision: Decision, findings: tuple[Finding, ...]) -> tuple[ToSettle, ...]:
    """Return the gravest things first, three at most."""
    urgent = [one for one in findings if one.severity in {Severity.STOP, Severity.WARN}]
    things = [
        *_undecided(decision.recommendations, decision.situation),
        *_blocked(decision.recommendations),
        *_together(decision),
        *_provisional(decision.recommendations),
        *_open(decision),
        *(_from_finding(finding) for finding in urgent if finding.rule not in ON_PAGE_ONE),
    ]
    always = [_from_finding(finding) for finding in urgent if finding.rule in ON_PAGE_ONE]
    return (*things[: MOST_TO_SETTLE - len(always)], *always)


def _from_finding(finding: Finding) -> ToSettle:
    return ToSettle(sentence(finding.sentence), sentence(finding.advice), "findings")


def _undecided(found: tuple[Recommendation, ...], situation: Situation) -> list[ToSettle]:
    silent = [one for one in found if one.model is None]
    if not silent:
        return []
    title = f"{listed_few(general_names(silent, found), 3)} cannot be decided."
    unheard = [one for one in silent if one.label is Label.NOT_ENOUGH_ANSWERS]
    if not unheard:
        text = "Every account model fails a condition: mend one before anything is opened."
        return [ToSettle(title, text, "certainty")]
    return [ToSettle(title, ask_again(unheard, situation), "participation")]


def _blocked(found: tuple[Recommendation, ...]) -> list[ToSettle]:
    blocked = [one for one in found if one.label is Label.BLOCKED and one.model]
    if not blocked:
        return []
    stopped = names_as_a_whole(blocked)
    verb = "is" if len(stopped) == 1 else "are"
    because = blocked[0].because
    text = because if len(blocked) == 1 else f"{subject_name(blocked[0])}: {because}"
    return [ToSettle(f"{listed_few(stopped, 3)} {verb} blocked.", sentence(text), "certainty")]


def _together(decision: Decision) -> list[ToSettle]:
    over = over_limits(decision)
    if not over:
        return []
    title = "All that is advised is more than can be run together."
    return [ToSettle(title, sentence(f"it takes {'; '.join(over)}"), "company")]


def _provisional(found: tuple[Recommendation, ...]) -> list[ToSettle]:
    unknown = [one for one in found if one.conditional_on and one.model is AccountModel.OWN]
    if not unknown:
        return []
    facts = list(dict.fromkeys(fact for one in unknown for fact in one.not_known))
    names = names_as_a_whole(unknown)
    verb, whose = ("is", "its own account") if len(names) == 1 else ("are", "their own accounts")
    text = f"Not known yet for {whose}: {listed_few(facts, 6)}."
    return [ToSettle(f"{listed_few(names, 3)} {verb} provisional.", text, "certainty")]


def _open(decision: Decision) -> list[ToSettle]:
    found = decision.recommendations
    close = [one for one in found if one.label in UNSETTLED]
    if not close:
        return []
    names = names_as_a_whole(close)
    verb = "is" if len(names) == 1 else "are"
    by_key = {one.subject: subject_name(one) for one in close}
    plan = [step for step in decision.study.settling.plan if step.department in by_key]
    first = ""
    if plan:
        question = decision.bank.questions[plan[0].question]
        label = next(c.label for c in decision.bank.criteria if c.id == question.criterion)
        first = f" Begin with {by_key[plan[0].department]}: {label}."
    kinds = " or ".join(sorted({one.label.value for one in close}))
    text = f"{'It is' if len(close) == 1 else 'They are'} {kinds}.{first}"
    return [ToSettle(f"{listed_few(names, 3)} {verb} not settled.", text, "agenda")]
