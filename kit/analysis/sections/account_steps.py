"""What happens to each account: opened, kept, merged, closed, or decided first."""

from __future__ import annotations

from dataclasses import dataclass

from kit.analysis.decide import Decision
from kit.analysis.serving import section
from kit.analysis.subject_names import in_table_order, subject_name
from kit.analysis.wording import capital, counted_words, listed, sentence
from kit.model.content import AccountModel
from kit.model.decision import Step
from kit.model.report import Table, TableColumn, TableRow

FIND_AN_OWNER = "Find whose it is, or merge or close it"
ENDINGS = {Step.MERGE, Step.CLOSE, Step.MERGE_OR_CLOSE, Step.REVIVE_OR_CLOSE}


@dataclass(frozen=True, slots=True)
class AccountStep:
    """One line of what happens to an account, existing or to be opened.

    Attributes:
        who: The department, with its platform; empty where nobody owns the account.
        account: Its name; empty for one that does not exist yet.
        words: The step in words.
        decided: Whether it rests on a decision.
    """

    who: str
    account: str
    today: str
    step: Step
    words: str
    decided: bool = True


def account_steps(decision: Decision) -> tuple[AccountStep, ...]:
    """Return one line an account, each account once, those to be opened included.

    An account in general is left out where the department opens or keeps one on a platform.
    """
    found = in_table_order(decision.recommendations)
    placed = {one.department for one in found if one.platform and one.model is AccountModel.OWN}
    lines = [
        AccountStep(
            subject_name(one),
            step.account,
            step.state_today,
            step.step,
            sentence(step.step.value).rstrip("."),
            one.model is not None,
        )
        for one in found
        for step in one.transitions
        if step.account
        or (step.step is Step.OPEN and (one.platform or one.department not in placed))
    ]
    lines += [
        AccountStep("", one.name, one.state.value, Step.DECIDE_FIRST, FIND_AN_OWNER)
        for one in decision.situation.accounts
        if not one.main and not one.department
    ]
    return tuple(lines)


def headline(decision: Decision) -> str:
    """Return what happens to the accounts, counted as the table below it lists them."""
    rows = account_steps(decision)
    opened = sum(row.step is Step.OPEN for row in rows)
    ended = sum(row.step in ENDINGS and row.decided for row in rows)
    waiting = sum(bool(row.account) and not row.decided for row in rows)
    parts = []
    if opened:
        how = "as a pilot" if opened == 1 else "as pilots"
        parts.append(f"{counted_words(opened, 'account opens', 'accounts open')} {how}")
    if ended:
        parts.append(f"{counted_words(ended, 'account is', 'accounts are')} to merge or close")
    if waiting:
        parts.append(f"{counted_words(waiting, 'waits', 'wait')} for a decision")
    return capital(listed(parts) or "no account opens or closes")


@section("account_decision", "What happens to each account", "S2-30", "S2-26")
def transitions_table(decision: Decision) -> Table | None:
    """Return what happens to each account, and how."""
    steps = account_steps(decision)
    if not steps:
        return None
    return Table(
        caption="What happens to each account",
        columns=(
            TableColumn("Department"),
            TableColumn("Account"),
            TableColumn("Today"),
            TableColumn("Step"),
        ),
        rows=tuple(
            TableRow(
                (
                    step.who or "Nobody's",
                    step.account or "none yet",
                    step.today or "–",
                    step.words,
                )
            )
            for step in steps
        ),
        note=_schedule(decision),
    )


def _schedule(decision: Decision) -> str:
    value = decision.bank.threshold
    first, second = value("closing_notice_first_days"), value("closing_notice_second_days")
    return (
        f"A pilot: {value('trial_days_contributor'):.0f} days of supplying the main account, then "
        f"{value('trial_days_pilot'):.0f} days on trial, then the review. Closing takes "
        f"{value('closing_weeks'):.0f} weeks, with notices {first:.0f} and {second:.0f} days and "
        f"{value('closing_notice_last_hours'):.0f} hours before."
    )
