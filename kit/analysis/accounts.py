"""Accounts that exist today: in what state they are, and what the advice means for each.

Never merge or close where nothing exists; never open what exists already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kit.analysis.facts import Subject, platform_names
from kit.model.content import AccountModel, Bank
from kit.model.decision import Step, Transition
from kit.model.workshop import Row, Snapshot

DAYS_A_MONTH = 30.4375
WEEKS_A_MONTH = DAYS_A_MONTH / 7
AFTER_WORKSHOP = "last post lies after the workshop"


class AccountState(StrEnum):
    """How alive an account is."""

    ACTIVE = "active"
    WEAK = "weak"
    DORMANT = "dormant"
    UNKNOWN = "state not known"


@dataclass(frozen=True, slots=True)
class Account:
    """One account as its row has it.

    Attributes:
        department: Empty for an account of the whole organisation.
    """

    id: str
    name: str
    platform: str
    department: str
    main: bool
    state: AccountState
    why: str
    audience: str
    run_by: str


def accounts(snapshot: Snapshot, bank: Bank) -> tuple[Account, ...]:
    """Return the accounts in the order of their register, each with its state."""
    day = snapshot.organisation.workshop_date
    today = date.fromisoformat(day) if day else None
    return tuple(_account(row, today, bank) for row in snapshot.rows("accounts"))


def _account(row: Row, today: date | None, bank: Bank) -> Account:
    state, why = _state(row, today, bank)
    department = str(row.values.get("department") or "")
    return Account(
        id=row.id,
        name=str(row.values.get("name") or row.id),
        platform=str(row.values.get("platform") or ""),
        department=department,
        main=row.values.get("main") == "yes" or (not department and row.values.get("main") != "no"),
        state=state,
        why=why,
        audience=str(row.values.get("audience") or ""),
        run_by=str(row.values.get("run_by") or ""),
    )


def _state(row: Row, today: date | None, bank: Bank) -> tuple[AccountState, str]:
    posted, monthly = row.values.get("last_post"), row.values.get("posts_a_month")
    months = _months_since(posted, today)
    if months is not None and months < 0:
        return AccountState.UNKNOWN, AFTER_WORKSHOP
    silence = f"last post {months:.0f} months ago" if months is not None else ""
    if months is not None and months >= bank.threshold("inactive_close_months"):
        return AccountState.DORMANT, silence
    if months is not None and months >= bank.threshold("inactive_review_months"):
        return AccountState.WEAK, silence
    if isinstance(monthly, (int, float)):
        return _state_by_number(float(monthly), bank)
    if months is not None:
        return AccountState.ACTIVE, "posted lately"
    return AccountState.UNKNOWN, "no last post and no number of posts given"


def _months_since(posted: object, today: date | None) -> float | None:
    if not isinstance(posted, str) or today is None:
        return None
    return (today - date.fromisoformat(posted)).days / DAYS_A_MONTH


def _state_by_number(monthly: float, bank: Bank) -> tuple[AccountState, str]:
    if monthly == 0:
        return AccountState.DORMANT, "no posts"
    weak = monthly / WEEKS_A_MONTH < bank.threshold("posts_min")
    posts = f"{monthly:g} {'post' if monthly == 1 else 'posts'} a month"
    return AccountState.WEAK if weak else AccountState.ACTIVE, posts


def transitions(
    subject: Subject, model: AccountModel | None, existing: tuple[Account, ...], bank: Bank
) -> tuple[Transition, ...]:
    """Return what the advice means for each account of a subject, or for the one to be opened."""
    mine = [
        account
        for account in existing
        if account.department == subject.department.id
        and not account.main
        and (not subject.platform or account.platform == subject.platform)
    ]
    names = platform_names(bank)
    if not mine:
        return (_nothing_there(subject, model, names),)
    return tuple(_existing(account, model, names) for account in mine)


def _nothing_there(
    subject: Subject, model: AccountModel | None, names: dict[str, str]
) -> Transition:
    place = f" on {names.get(subject.platform, subject.platform)}" if subject.platform else ""
    if model is AccountModel.OWN:
        return Transition(Step.OPEN, f"open an account{place} as a pilot", "", subject.platform)
    if model is None:
        return Transition(Step.DECIDE_FIRST, "decide before anything is opened")
    return Transition(Step.NOTHING, "nothing to open or close", "", subject.platform)


def _existing(account: Account, model: AccountModel | None, names: dict[str, str]) -> Transition:
    dormant = account.state is AccountState.DORMANT
    match model:
        case AccountModel.OWN:
            step = Step.REVIVE if dormant else Step.KEEP
        case AccountModel.CONTRIBUTOR:
            step = Step.MERGE
        case AccountModel.CENTRAL:
            step = Step.MERGE_OR_CLOSE
        case None:
            step = Step.DECIDE_FIRST
    if dormant and model is not AccountModel.OWN:
        step = Step.REVIVE_OR_CLOSE if model is None else Step.MERGE_OR_CLOSE
    platform = names.get(account.platform, account.platform)
    sentence = f"{step.value} {account.name} on {platform} ({account.state.value}: {account.why})"
    return Transition(step, sentence, account.name, account.platform, account.state.value)
