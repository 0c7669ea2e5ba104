"""Hard conditions of feasibility and safety: what fails, by how much, and what would clear it.

Gates never measure taste. A blank fact is unknown, not failed: the advice becomes conditional.
Source: workshop.md's defaults, thresholds.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil

from kit.analysis.capacity import LIVES_ON_REPLIES, Load
from kit.analysis.facts import Capacity, Subject
from kit.analysis.serving import analysis
from kit.analysis.wording import hours_text
from kit.model.content import AccountModel, Bank
from kit.model.decision import GateResult, GateState

OWN, CONTRIBUTOR = AccountModel.OWN, AccountModel.CONTRIBUTOR
TIE = 1e-9
STATE_WORDS = {
    GateState.FAIL: "not met",
    GateState.UNKNOWN: "not known",
    GateState.PASS: "met",
}
Check = Callable[[Subject, Capacity, Load, Bank], GateResult | None]


@analysis("Conditions an account must meet, with the gap in numbers", "S2-18", "S2-19", "S2-24")
def gates(subject: Subject, facts: Capacity, load: Load, bank: Bank) -> tuple[GateResult, ...]:
    """Return every condition that applies to a subject, met or not."""
    checks: tuple[Check, ...] = (
        _hours,
        _administrators,
        _posts,
        _lasting,
        _approver,
        _watching,
        _crisis,
        _legal,
        _liaison,
        _contributor_hours,
    )
    found = (check(subject, facts, load, bank) for check in checks)
    return tuple(result for result in found if result is not None)


def failed(results: tuple[GateResult, ...], model: AccountModel) -> Iterator[GateResult]:
    """Yield the conditions that stop an account model."""
    return (gate for gate in results if gate.model is model and gate.state is GateState.FAIL)


def open_questions(results: tuple[GateResult, ...], model: AccountModel) -> Iterator[GateResult]:
    """Yield the conditions of an account model that nobody has answered."""
    return (gate for gate in results if gate.model is model and gate.state is GateState.UNKNOWN)


def _hours(_subject: Subject, _facts: Capacity, load: Load, bank: Bank) -> GateResult:
    need = load.needs[OWN]
    minimum = need * bank.threshold("offer_min_share") / 100
    remedy = f"offer at least {hours_text(_up(minimum))} a week"
    if load.offer is None:
        return GateResult("hours", OWN, GateState.UNKNOWN, "hours offered are not known", remedy)
    gap = max(0.0, minimum - load.offer) if minimum - load.offer > TIE else 0.0
    state = GateState.FAIL if gap > 0 else GateState.PASS
    sentence = f"{hours_text(load.offer)} a week of the {hours_text(need)} an account takes"
    if gap:
        start = f"the {hours_text(_up(minimum))} with which an account may start"
        sentence = f"{hours_text(load.offer)} a week of {start} (it takes {hours_text(need)})"
    return GateResult("hours", OWN, state, sentence, remedy, round(gap, 2), "hours a week")


def _administrators(_subject: Subject, facts: Capacity, _load: Load, bank: Bank) -> GateResult:
    needed = int(bank.threshold("admins_min"))
    said = [facts.person("first_admin"), facts.person("second_admin")]
    remedy = f"name {needed} different people who can log in"
    if said == [None, None]:
        sentence = "administrators are not known"
        return GateResult("admins", OWN, GateState.UNKNOWN, sentence, remedy)
    people = {name.casefold() for name in said if name}
    gap = max(0, needed - len(people))
    sentence = f"{len(people)} of {needed} administrators named"
    if len(people) == 1 and all(said):
        sentence = "the same person named as both administrators"
    if gap:
        remedy = "name a second administrator" if gap == 1 else remedy
        return GateResult("admins", OWN, GateState.FAIL, sentence, remedy, float(gap), "people")
    return GateResult("admins", OWN, GateState.PASS, sentence, remedy, 0.0, "people")


def _posts(subject: Subject, facts: Capacity, _load: Load, bank: Bank) -> GateResult | None:
    if subject.department.work in LIVES_ON_REPLIES:
        return None
    minimum = bank.threshold("posts_min")
    remedy = f"plan at least {minimum:g} {'post' if minimum == 1 else 'posts'} a week"
    posts = facts.number("posts_a_week")
    if posts is None:
        return GateResult("posts", OWN, GateState.UNKNOWN, "posts a week are not known", remedy)
    gap = max(0.0, minimum - posts)
    state = GateState.FAIL if gap > 0 else GateState.PASS
    return GateResult("posts", OWN, state, _posts_text(posts), remedy, gap, "posts a week")


def _lasting(_subject: Subject, facts: Capacity, _load: Load, bank: Bank) -> GateResult | None:
    if facts.text("life") != "temporary":
        return None
    minimum, months = bank.threshold("life_months_min"), facts.number("life_months")
    remedy = f"plan it for at least {minimum:g} months"
    if months is None:
        sentence = "temporary work, and its length is not known"
        return GateResult("life", OWN, GateState.UNKNOWN, sentence, remedy)
    gap = max(0.0, minimum - months)
    state = GateState.FAIL if gap > 0 else GateState.PASS
    sentence = f"the work lasts {months:g} of at least {minimum:g} months"
    return GateResult("life", OWN, state, sentence, remedy, gap, "months")


def _approver(_subject: Subject, facts: Capacity, _load: Load, _bank: Bank) -> GateResult:
    remedy = "name who approves posts and by when people get a reply"
    approver, hours = facts.person("approver"), facts.number("reply_within_hours")
    if approver == "":
        sentence = "nobody approves posts"
        return GateResult("approver", OWN, GateState.FAIL, sentence, remedy, 1.0, "people")
    if approver is None or hours is None:
        missing = [
            name
            for name, fact in (("an approver", approver), ("a reply time", hours))
            if fact is None
        ]
        sentence = f"{' and '.join(missing)} not named yet"
        return GateResult("approver", OWN, GateState.UNKNOWN, sentence, remedy)
    sentence = f"approver named, reply within {hours_text(hours)}"
    return GateResult("approver", OWN, GateState.PASS, sentence, remedy)


def _watching(subject: Subject, facts: Capacity, _load: Load, bank: Bank) -> GateResult | None:
    if subject.department.work != "service":
        return None
    longest = bank.threshold("reply_within_hours_max")
    remedy = f"watch it each working day and reply within {longest:g} hours"
    watching, hours = facts.text("monitoring"), facts.number("reply_within_hours")
    if hours is not None and hours > longest:
        gap, sentence = hours - longest, f"replies promised within {hours:g} hours"
        return GateResult("monitoring", OWN, GateState.FAIL, sentence, remedy, gap, "hours")
    if not watching:
        sentence = "nobody said who watches it"
        return GateResult("monitoring", OWN, GateState.UNKNOWN, sentence, remedy)
    state = GateState.PASS if watching == "each_working_day" else GateState.FAIL
    sentence = {
        "each_working_day": "watched each working day",
        "some_days": "watched on some days only",
    }.get(watching, "watched by nobody")
    return GateResult("monitoring", OWN, state, sentence, remedy)


def _crisis(_subject: Subject, facts: Capacity, _load: Load, _bank: Bank) -> GateResult:
    return _named(
        facts, "crisis_contact", OWN, "crisis", "a crisis contact", "name whom to call in a crisis"
    )


def _legal(subject: Subject, facts: Capacity, _load: Load, _bank: Bank) -> GateResult | None:
    if not subject.department.regulated:
        return None
    remedy = "name who gives legal sign-off"
    return _named(facts, "legal_signoff", OWN, "legal", "legal sign-off", remedy)


def _liaison(_subject: Subject, facts: Capacity, _load: Load, _bank: Bank) -> GateResult:
    remedy = "name a contact for the main account"
    contact = "a contact for the main account"
    return _named(facts, "liaison", CONTRIBUTOR, "liaison", contact, remedy)


def _contributor_hours(
    _subject: Subject, _facts: Capacity, load: Load, bank: Bank
) -> GateResult | None:
    if load.offer is None:
        return None
    minimum = bank.threshold("contributor_hours_a_week")
    gap = max(0.0, minimum - load.offer)
    state = GateState.FAIL if gap > 0 else GateState.PASS
    return GateResult(
        "contributor_hours",
        CONTRIBUTOR,
        state,
        f"{hours_text(load.offer)} a week of the {hours_text(minimum)} contributing takes",
        f"offer {hours_text(minimum)} a week",
        round(gap, 2),
        "hours a week",
    )


def _named(  # noqa: PLR0913, PLR0917  one sentence of six parts
    facts: Capacity, column: str, model: AccountModel, gate: str, what: str, remedy: str
) -> GateResult:
    person = facts.person(column)
    if person is None:
        return GateResult(gate, model, GateState.UNKNOWN, f"{what} not named yet", remedy)
    if not person:
        sentence = f"there is nobody for {what}"
        return GateResult(gate, model, GateState.FAIL, sentence, remedy, 1.0, "people")
    return GateResult(gate, model, GateState.PASS, f"{what} named", remedy, 0.0, "people")


def _posts_text(posts: float) -> str:
    return f"{posts:g} {'post' if posts == 1 else 'posts'} a week"


def _up(hours: float) -> float:
    """Return hours rounded up to a tenth, so that offering them is enough."""
    return ceil(hours * 10 - TIE) / 10
