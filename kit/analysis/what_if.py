"""What if the room agreed on one answer? The advice for one department, while a slider moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kit.model.content import AccountModel
from kit.model.decision import FIRM, Label
from kit.model.report import AccountMap, MapAccount

if TYPE_CHECKING:
    from kit.analysis.decide import Decision


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The advice for one subject if everybody who answered had given this answer.

    Attributes:
        support: Account model to how many of 100 pairings put it first.
        gap: Lead of the first account model over the next, in points of 100.
    """

    subject: str
    question: str
    level: int
    model: AccountModel | None
    label: Label
    support: dict[str, int]
    scores: dict[str, float]
    gap: float | None


def what_if(decision: Decision, subject: str, question: str, level: int | None) -> WhatIf:
    """Return the advice for a subject with everybody's answer to one question set to one level.

    Only this subject is worked out anew, with the draws of the whole study, so a figure moves
    only because the answer did.

    Args:
        decision: The workshop being decided.
        subject: A department's id, or `department@platform`.
        question: One of the questions that feed a criterion.
        level: From 1; None: as answered.

    Raises:
        KeyError: No such subject or question.
    """
    study = decision.study
    if subject not in study.answers.departments or question not in study.model.questions:
        raise KeyError(subject, question)
    changed = study.about(subject)
    if level is not None:
        for participant in study.answers.ids:
            if _answered(decision, participant, subject, question):
                changed = changed.with_answer(participant, subject, question, float(level - 1))
    advice = decision.reconsidered(changed).recommendations[0]
    silent = decision.says_nothing(advice)
    return WhatIf(
        subject=subject,
        question=question,
        level=level or 0,
        model=AccountModel(advice.alternative) if advice.alternative and not silent else None,
        label=Label.NOT_ENOUGH_ANSWERS if silent else advice.label,
        support=advice.support,
        scores=advice.scores,
        gap=advice.gap,
    )


def changed_map(chart: AccountMap, name: str, found: WhatIf) -> AccountMap:
    """Return the account map with one department where the what-if would have it."""
    account = f"own-{found.subject}" if found.model is AccountModel.OWN else "main"
    departments = tuple(
        replace(
            one,
            model=found.model,
            open=found.label not in FIRM,
            account=account,
        )
        if one.name == name
        else one
        for one in chart.departments
    )
    used = {one.account for one in departments} | {"main"}
    accounts = tuple(one for one in chart.accounts if one.id in used)
    if account not in {one.id for one in accounts}:
        accounts += (MapAccount(account, name, (), name, "its own audience", main=False),)
    order = [AccountModel.OWN, AccountModel.CONTRIBUTOR, AccountModel.CENTRAL, None]
    placed = tuple(sorted(departments, key=lambda one: order.index(one.model)))
    return replace(chart, departments=placed, accounts=accounts)


def _answered(decision: Decision, participant: str, subject: str, question: str) -> bool:
    study = decision.study
    row = study.answers.ids.index(participant)
    column = study.answers.departments.index(subject)
    place = study.model.questions.index(question)
    value = float(study.answers.answers[row, column, place])
    return value == value  # noqa: PLR0124  not a number means not answered
