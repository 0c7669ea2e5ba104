"""What the advice for all departments takes together, against the limits the company has set."""

from __future__ import annotations

from dataclasses import dataclass

from kit.analysis.decide import Decision
from kit.analysis.facts import platform_names
from kit.analysis.staffing import main_account_hours
from kit.analysis.wording import count_word, counted_words, hours_text, listed
from kit.model.content import AccountModel
from kit.model.decision import Operator, Recommendation

OWN, CONTRIBUTOR = AccountModel.OWN, AccountModel.CONTRIBUTOR
PER_CENT = 100


@dataclass(frozen=True, slots=True)
class OwnAccounts:
    """The own accounts that one department is advised to have.

    Attributes:
        platforms: Ids of their platforms; one empty text where no platform is named yet.
    """

    department: str
    name: str
    platforms: tuple[str, ...]


def general_advice(decision: Decision) -> dict[str, AccountModel]:
    """Return the account model advised for each department in general; undecided ones are left out.

    A department with an own account anywhere counts as speaking for itself.
    """
    found = {
        one.department: one.model
        for one in decision.recommendations
        if one.model and not one.platform
    }
    own = {one.department for one in decision.recommendations if one.model is OWN}
    return {department: OWN if department in own else model for department, model in found.items()}


def own_accounts(decision: Decision) -> tuple[OwnAccounts, ...]:
    """Return the own accounts advised, existing ones that stay included, one entry a department."""
    mine: dict[str, list[Recommendation]] = {}
    for one in decision.recommendations:
        mine.setdefault(one.department, []).append(one)
    found = []
    for department, advice in mine.items():
        if platforms := _platforms(department, advice, decision):
            found.append(OwnAccounts(department, advice[0].department_name, platforms))
    return tuple(found)


def _platforms(
    department: str, advice: list[Recommendation], decision: Decision
) -> tuple[str, ...]:
    decided = {one.platform for one in advice if one.platform}
    wanted = {one.platform for one in advice if one.platform and one.model is OWN}
    if any(one.model is OWN and not one.platform for one in advice):
        wanted |= {
            account.platform
            for account in decision.situation.accounts
            if account.department == department and not account.main
        } - decided
        wanted = wanted or {""}
    order = ["", *platform_names(decision.bank)]
    return tuple(sorted(wanted, key=order.index))


def over_limits(decision: Decision) -> tuple[str, ...]:
    """Return in words which limits the advice breaks when all of it is taken together."""
    return tuple(
        said for said in (_accounts(decision), _hub(decision), *_departments(decision)) if said
    )


def _accounts(decision: Decision) -> str:
    most = decision.situation.snapshot.organisation.accounts_max
    mains = sum(account.main for account in decision.situation.accounts)
    own = sum(len(one.platforms) for one in own_accounts(decision))
    if most is None or own + mains <= most:
        return ""
    parts = [counted_words(own, "own account")] if own else []
    parts += [counted_words(mains, "main account")] if mains else []
    limit = f"at most {count_word(most)}" if most else "none"
    return f"{listed(parts)}, where {limit} may be run"


def _hub(decision: Decision) -> str:
    situation, value = decision.situation, decision.bank.threshold
    there = situation.snapshot.organisation.central_hours_a_week
    if there is None:
        return ""
    hours = {
        OWN: value("own_coordination_hours_a_week"),
        CONTRIBUTOR: value("contributor_hours_a_week"),
        AccountModel.CENTRAL: value("central_hours_a_week"),
    }
    needed = main_account_hours(situation)
    needed += sum(hours[model] for model in general_advice(decision).values())
    if round(needed, 1) <= round(there, 1):
        return ""
    mains = ", the main account included" if main_account_hours(situation) else ""
    hours_ = hours_text(needed)
    return f"{hours_} a week of the central team{mains}, which has {hours_text(there)}"


def _departments(decision: Decision) -> list[str]:
    """Return the departments whose several own accounts take more hours than they offer.

    What a department said of itself as a whole counts once, however many accounts it keeps.
    """
    situation, found = decision.situation, []
    share = decision.bank.threshold("offer_min_share") / PER_CENT
    central = {
        one.subject for one in decision.recommendations if one.operator is Operator.CENTRAL_TEAM
    }
    for one in own_accounts(decision):
        keys = [f"{one.department}@{platform}" for platform in one.platforms]
        known = {key if key in situation.loads else one.department for key in keys} - central
        loads = [situation.loads[key] for key in sorted(known)]
        offers = [load.offer for load in loads if load.offer is not None]
        needed = share * sum(load.needs[OWN] for load in loads)
        if len(loads) > 1 and offers and round(needed, 1) > round(max(offers), 1):
            found.append(
                f"{hours_text(needed)} a week of {one.name} for "
                f"{counted_words(len(loads), 'account')}, where it offers {hours_text(max(offers))}"
            )
    return found
