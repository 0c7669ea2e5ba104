"""Plans that are thin: few posts, little content ahead, too many platforms at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kit.analysis.looking import span, text
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted_words, listed_few
from kit.model.content import AccountModel
from kit.model.decision import Evidence, Recommendation, Severity, Step

OWN = AccountModel.OWN
SERVES_BY_REPLIES = {"service", "recruiting"}


def _own(situation: Situation) -> list[Recommendation]:
    return [one for one in situation.recommendations if one.model is OWN]


def _where(one: Recommendation) -> str:
    return f"{one.department_name} on {one.platform_name}" if one.platform else one.department_name


@rule(Severity.NOTE, "college-survey", "S2-19")
def few_posts_planned(situation: Situation) -> Iterator[Spotted]:
    """An own account with so few posts that it would look asleep."""
    least = situation.bank.threshold("posts_warn")
    works = {one.id: one.work for one in situation.departments}
    for one in _own(situation):
        posts = situation.capacities[one.subject].number("posts_a_week")
        if posts is not None and posts < least and works[one.department] not in SERVES_BY_REPLIES:
            yield Spotted(
                f"{_where(one)} plans {posts:g} {'post' if posts == 1 else 'posts'} a week; "
                f"below {least:g} an account is weak",
                "plan a little more, or contribute to the main account first",
                Evidence(rows=1, from_=("capacity",)),
                one.department,
            )


@rule(Severity.NOTE, "university-agency-guides", "S2-20")
def content_not_planned_ahead(situation: Situation) -> Iterator[Spotted]:
    """An own account with less content planned than it should start with."""
    least = situation.bank.threshold("content_plan_days_start")
    for one in _own(situation):
        days = situation.capacities[one.subject].number("content_plan_days")
        if days is not None and days < least:
            yield Spotted(
                f"{_where(one)} has {days:.0f} days of content planned; "
                f"{least:.0f} are a good start",
                f"plan the first {least:.0f} days before the account opens",
                Evidence(rows=1, from_=("capacity",)),
                one.department,
            )


@rule(Severity.WARN, "our-judgement", "S2-22")
def mostly_repeats(situation: Situation) -> Iterator[Spotted]:
    """A department that has, or is advised, an own account and would mostly repeat the main one."""
    least = situation.bank.threshold("original_share_weak")
    own = {one.department for one in _own(situation)}
    own |= {account.department for account in situation.accounts if not account.main}
    for row in situation.snapshot.rows("content_mix"):
        mix = row.values.get("mix")
        department = text(row, "department")
        if department in own and isinstance(mix, dict):
            original = float(mix.get("original", 0.0))
            if original < least:
                name = situation.names.get(department, department)
                yield Spotted(
                    f"{name} mostly repeats the main account: {original:.0f} % would be its own",
                    "let the main account say it, and keep an account for what is really its own",
                    Evidence(rows=1, from_=("content_mix",)),
                    department,
                )


@rule(Severity.NOTE, "our-judgement", "S2-04")
def many_platforms_at_once(situation: Situation) -> Iterator[Spotted]:
    """A department that would open accounts on more platforms than are wise to begin with."""
    most = situation.bank.threshold("platforms_at_start")
    opened = Counter(
        one.department
        for one in _own(situation)
        if one.platform and any(step.step is Step.OPEN for step in one.transitions)
    )
    for department, count in opened.items():
        if count > most:
            name = situation.names[department]
            yield Spotted(
                f"{name} would open {counted_words(count, 'account')} at once",
                "begin with the strongest platform and add the next when it runs",
                Evidence(rows=count, from_=("capacity", "content_mix")),
                department,
            )


@rule(Severity.GOOD, "victoria-guide", "S2-17", "S2-19")
def comfortable_account(situation: Situation) -> Iterator[Spotted]:
    """An own account with comfortable hours, enough posts and a strong plan."""
    value = situation.bank.threshold
    names = []
    for one in _own(situation):
        facts = situation.capacities[one.subject]
        hours, posts = facts.number("hours_a_week"), facts.number("posts_a_week")
        days = facts.number("content_plan_days")
        if None in (hours, posts, days):
            continue
        if (
            (hours or 0) >= value("hours_comfort")
            and (posts or 0) >= value("posts_good")
            and (days or 0) >= value("content_plan_days_strong")
        ):
            names.append(_where(one))
    if names:
        yield Spotted(
            f"{listed_few(names)} {'has' if len(names) == 1 else 'have'} comfortable hours, enough "
            "posts and a strong plan",
            "nothing to do: start there, and let the others watch",
            Evidence(rows=len(names), from_=("capacity",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-43")
def asked_in_a_busy_time(situation: Situation) -> Iterator[Spotted]:
    """Work asked of a department in a time in which it asked to be left alone."""
    for row in situation.snapshot.rows("hours_asked"):
        when, department = span(row, "when"), text(row, "department")
        if when is None:
            continue
        for busy in situation.snapshot.rows("busy_periods"):
            other = span(busy, "when")
            if (
                other
                and text(busy, "department") == department
                and text(busy, "effect") == "no_requests"
                and when[0] <= other[1]
                and other[0] <= when[1]
            ):
                yield Spotted(
                    f"{situation.names.get(department, department)} is asked for "
                    f"“{text(row, 'what')}” during {text(busy, 'what')}",
                    "ask before or after",
                    Evidence(rows=1, from_=("hours_asked", "busy_periods")),
                    department,
                )


@rule(Severity.NOTE, "article-communication", "S0-41")
def priorities_clash(situation: Situation) -> Iterator[Spotted]:
    """Priorities that a department itself says clash with another's."""
    rows = [
        row
        for row in situation.snapshot.rows("priorities")
        if row.values.get("clashes_with") and not text(row, "clash_note")
    ]
    if rows:
        names = [
            f"{situation.names.get(text(row, 'department'), '?')}: {text(row, 'priority')}"
            for row in rows
        ]
        yield Spotted(
            f"{counted_words(len(rows), 'priority clashes', 'priorities clash').capitalize()} "
            f"with another department's and nobody said how: {listed_few(names, 3)}",
            "let both say what they would need to live with it, and write it down",
            Evidence(rows=len(rows), from_=("priorities",)),
        )
