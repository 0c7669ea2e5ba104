"""Who does what and who decides: one who answers for it, nobody left out, nobody drowned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kit.analysis.looking import label, labels, named
from kit.analysis.roles import holders, parts
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import MODEL_WORDS, listed, listed_few
from kit.model.content import AccountModel
from kit.model.decision import Evidence, Severity

AT_ANY_HOUR = {"escalate", "pause_schedule", "approve_crisis"}
ANSWERED_BY = {
    "approve_routine": "routine",
    "approve_sensitive": "issue",
    "approve_crisis": "crisis",
}


@rule(Severity.STOP, "article-launch", "S3-16", "S0-15")
def two_accountable(situation: Situation) -> Iterator[Spotted]:
    """Two departments answer for the same work, so nobody does."""
    yield from _wrong_count(situation, "roles", "accountable", most=1)


@rule(Severity.WARN, "article-communication", "S0-15")
def nobody_accountable(situation: Situation) -> Iterator[Spotted]:
    """Work for which nobody answers."""
    yield from _lacking(situation, "roles", "accountable", "nobody answers for")


@rule(Severity.WARN, "article-communication", "S0-15")
def nobody_does_it(situation: Situation) -> Iterator[Spotted]:
    """Work that nobody does."""
    yield from _lacking(situation, "roles", "responsible", "nobody does")


@rule(Severity.STOP, "article-launch", "S3-08", "S3-16")
def decision_with_two_drivers(situation: Situation) -> Iterator[Spotted]:
    """A decision that two departments drive."""
    yield from _wrong_count(situation, "decision_roles", "driver", most=1)


@rule(Severity.WARN, "article-launch", "S3-08")
def decision_without_driver_or_approver(situation: Situation) -> Iterator[Spotted]:
    """A decision that nobody drives, or to which nobody says yes."""
    yield from _lacking(situation, "decision_roles", "driver", "nobody drives")
    yield from _lacking(situation, "decision_roles", "approver", "nobody approves")


def _wrong_count(situation: Situation, register: str, role: str, most: int) -> Iterator[Spotted]:
    found = parts(situation, register)
    word = {"accountable": "answer for", "driver": "drive"}[role]
    for (work, model), departments in holders(found, role).items():
        if len(set(departments)) > most:
            names = listed(named(situation, dict.fromkeys(departments)))
            yield Spotted(
                f"{names} all {word} “{_work(situation, register, work)}”{_under(model)}"
                if len(set(departments)) > 2  # noqa: PLR2004  two are "both"
                else f"{names} both {word} “{_work(situation, register, work)}”{_under(model)}",
                "choose one; the other is asked before",
                Evidence(rows=len(found), from_=(register,)),
            )


def _lacking(situation: Situation, register: str, role: str, words: str) -> Iterator[Spotted]:
    found = parts(situation, register)
    missing = dict.fromkeys(
        _work(situation, register, work) + _under(model)
        for (work, model), departments in holders(found, role).items()
        if not departments
    )
    if missing:
        names = [f"“{name}”" for name in missing]
        yield Spotted(
            f"{listed_few(names)}: {words} {'it' if len(names) == 1 else 'them'}",
            "name one department, and the person there",
            Evidence(rows=len(found), from_=(register,)),
        )


@rule(Severity.WARN, "article-communication", "S0-15", "S4-25")
def department_without_role(situation: Situation) -> Iterator[Spotted]:
    """A department that has no part in anything."""
    found = (*parts(situation, "roles"), *parts(situation, "decision_roles"))
    taking_part = {part.department for part in found}
    left_out = [one for one in situation.departments if one.id not in taking_part]
    if not found:
        return
    for one in left_out:
        yield Spotted(
            f"{one.name} has no part in who does what",
            "give it one: drives, approves, contributes or is told",
            Evidence(rows=len(found), from_=("roles", "decision_roles")),
            one.id,
        )


@rule(Severity.NOTE, "article-communication", "S0-15")
def only_ever_informed(situation: Situation) -> Iterator[Spotted]:
    """A department that is told of everything and asked about nothing."""
    found = (*parts(situation, "roles"), *parts(situation, "decision_roles"))
    roles: dict[str, set[str]] = {}
    for part in found:
        roles.setdefault(part.department, set()).add(part.role)
    silent = [key for key in situation.names if roles.get(key) == {"informed"}]
    if silent:
        yield Spotted(
            f"{listed_few(named(situation, silent))} {'is' if len(silent) == 1 else 'are'} "
            "only ever told, never asked",
            "find one thing on which they are asked before",
            Evidence(rows=len(found), from_=("roles", "decision_roles")),
        )


@rule(Severity.WARN, "our-judgement", "S0-46")
def too_many_parts(situation: Situation) -> Iterator[Spotted]:
    """One department answers for, or does, more kinds of work than one can."""
    limits = {
        "accountable": situation.bank.threshold("accountable_max"),
        "responsible": situation.bank.threshold("responsible_max"),
    }
    words = {"accountable": "answers for", "responsible": "does"}
    found = parts(situation, "roles")
    models = sorted({part.model for part in found} - {""}) or [""]
    for role, most in limits.items():
        counts: Counter[str] = Counter()
        for model in models:
            here = Counter(
                part.department for part in found if part.role == role and part.model in {model, ""}
            )
            counts |= here
        for department, count in counts.items():
            if count > most:
                name = situation.names.get(department, department)
                yield Spotted(
                    f"{name} {words[role]} {count} kinds of work; {most:.0f} are the limit",
                    "share some with a department that has few",
                    Evidence(rows=len(found), from_=("roles",)),
                    department,
                )


@rule(Severity.WARN, "article-silo", "S1-09", "S1-07")
def no_deputy_at_any_hour(situation: Situation) -> Iterator[Spotted]:
    """Work that cannot wait until Monday hangs on one person."""
    found = parts(situation, "roles")
    words = labels(situation, "activities")
    alone = dict.fromkeys(
        words.get(part.work, part.work)
        for part in found
        if part.work in AT_ANY_HOUR and part.role == "accountable" and not part.deputy
    )
    if alone:
        names = [f"“{name}”" for name in alone]
        yield Spotted(
            f"{listed(names)} {'has' if len(alone) == 1 else 'have'} no deputy",
            "name one: crises come on days off",
            Evidence(rows=len(found), from_=("roles",)),
        )


@rule(Severity.WARN, "our-judgement", "S1-07", "S1-11")
def approval_slower_than_reply(situation: Situation) -> Iterator[Spotted]:
    """A yes takes longer than the reply that was promised."""
    promised = {
        str(row.values.get("level")): float(hours)
        for row in situation.snapshot.rows("escalation")
        if isinstance(hours := row.values.get("first_reply_hours"), (int, float))
    }
    for part in parts(situation, "roles"):
        level = ANSWERED_BY.get(part.work, "")
        hours = promised.get(level)
        if part.role != "accountable" or part.within_hours is None or hours is None:
            continue
        if part.within_hours > hours:
            name = label(situation, "escalation", "level", level)
            yield Spotted(
                f"“{_work(situation, 'roles', part.work)}” takes up to {part.within_hours:g} hours "
                f"and level {name} promises a reply within {hours:g}",
                "prepare holding lines that need no yes, or make the yes quicker",
                Evidence(rows=len(promised), from_=("roles", "escalation")),
                part.department,
            )


def _work(situation: Situation, register: str, work: str) -> str:
    column = "activity" if register == "roles" else "decision"
    return label(situation, register, column, work)


def _under(model: str) -> str:
    known = {one.value for one in AccountModel}
    return f" (as {MODEL_WORDS[AccountModel(model)]})" if model in known else ""
