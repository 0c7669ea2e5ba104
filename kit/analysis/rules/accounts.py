"""Accounts as they are today."""

from __future__ import annotations

from collections.abc import Iterator

from kit.analysis.accounts import AFTER_WORKSHOP, AccountState
from kit.analysis.cover import somebody
from kit.analysis.facts import platform_names
from kit.analysis.looking import account_name
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted_words, listed_few
from kit.model.decision import Evidence, Severity
from kit.model.workshop import Row, Value


@rule(Severity.WARN, "article-accounts", "S2-04")
def dormant_accounts(situation: Situation) -> Iterator[Spotted]:
    """Accounts nobody has posted to for half a year."""
    found = [one for one in situation.accounts if one.state is AccountState.DORMANT]
    if found:
        platforms = platform_names(situation.bank)
        names = [f"{one.name} on {platforms.get(one.platform, one.platform)}" for one in found]
        count = counted_words(len(found), "account is", "accounts are").capitalize()
        yield Spotted(
            f"{count} dormant: {listed_few(names, 3)}",
            "revive, merge or close each; an abandoned account answers nobody",
            Evidence(rows=len(situation.accounts), from_=("accounts",)),
        )


@rule(Severity.WARN, "our-judgement", "S2-04")
def last_post_after_the_workshop(situation: Situation) -> Iterator[Spotted]:
    """Accounts whose last post is said to be on a day that has not come yet."""
    found = [one for one in situation.accounts if one.why == AFTER_WORKSHOP]
    if found:
        platforms = platform_names(situation.bank)
        names = [f"{one.name} on {platforms.get(one.platform, one.platform)}" for one in found]
        yield Spotted(
            f"The last post lies after the workshop: {listed_few(names, 3)}",
            "correct the date; until then nobody knows whether the account is alive",
            Evidence(rows=len(found), from_=("accounts",)),
        )


@rule(Severity.STOP, "article-communication", "S0-18")
def account_without_answerer(situation: Situation) -> Iterator[Spotted]:
    """An active account on which nobody is named who answers."""
    silent = [
        account_name(situation, row.id)
        for row, people in _answering(situation)
        if not any(map(somebody, (row.values.get("operator"), *_values(people, "answerer"))))
    ]
    if silent:
        count = counted_words(
            len(silent), "active account has", "active accounts have"
        ).capitalize()
        yield Spotted(
            f"{count} nobody named to answer: {listed_few(silent, 3)}",
            "name who answers, within how many hours and at what times",
            Evidence(rows=len(situation.accounts), from_=("accounts", "capacity")),
        )


@rule(Severity.WARN, "article-communication", "S0-18")
def account_without_answer_times(situation: Situation) -> Iterator[Spotted]:
    """An active account on which nobody has said how soon, or on which days, it answers."""
    loose = [
        account_name(situation, row.id)
        for row, people in _answering(situation)
        if people
        and not (
            any(hours is not None for hours in _values([row, *people], "reply_within_hours"))
            and any(_values(people, "answering_times"))
        )
    ]
    if loose:
        verb = "does" if len(loose) == 1 else "do"
        yield Spotted(
            f"{listed_few(loose, 3)} {verb} not say how soon and at what times answers come",
            "write down hours and days that can be kept, and say them in the profile",
            Evidence(rows=len(situation.accounts), from_=("accounts", "capacity")),
        )


def _values(rows: list[Row], column: str) -> list[Value]:
    return [row.values.get(column) for row in rows]


def _answering(situation: Situation) -> Iterator[tuple[Row, list[Row]]]:
    """Yield each active account with the lines of people and hours that stand behind it."""
    rows = {row.id: row for row in situation.snapshot.rows("accounts")}
    central = situation.snapshot.organisation.central_department
    for one in situation.accounts:
        if one.state is AccountState.ACTIVE:
            whose = str(rows[one.id].values.get("department") or central)
            yield (
                rows[one.id],
                [
                    row
                    for row in situation.snapshot.rows("capacity")
                    if row.values.get("department") == whose
                    and row.values.get("platform") in {None, "", one.platform}
                ],
            )


@rule(Severity.WARN, "our-judgement", "S2-04")
def accounts_without_second_login(situation: Situation) -> Iterator[Spotted]:
    """Accounts that one stolen password would open."""
    rows = situation.snapshot.rows("access")
    open_doors = [
        account_name(situation, str(row.values.get("account")))
        for row in rows
        if row.values.get("two_factor") == "no" or row.values.get("passwords_in") == "one_head"
    ]
    if open_doors:
        yield Spotted(
            f"One stolen or forgotten password would be enough: {listed_few(open_doors, 3)}",
            "switch on two-factor login and keep the passwords where two people reach them",
            Evidence(rows=len(rows), from_=("access",)),
        )


@rule(Severity.WARN, "our-judgement", "S2-06")
def main_account_also_a_departments(situation: Situation) -> Iterator[Spotted]:
    """An account is called the main one and a department's own at the same time."""
    for row in situation.snapshot.rows("accounts"):
        owner = str(row.values.get("department") or "")
        central = situation.snapshot.organisation.central_department
        if row.values.get("main") == "yes" and owner and owner != central:
            yield Spotted(
                f"{row.values.get('name')} is called the main account and also "
                f"{situation.names.get(owner, owner)}'s own",
                "say whose account it is",
                Evidence(rows=1, from_=("accounts",)),
                owner,
            )
