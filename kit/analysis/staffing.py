"""Which accounts the central team could run where the department itself cannot."""

from __future__ import annotations

from kit.analysis.capacity import own_account_hours
from kit.analysis.facts import Subject
from kit.analysis.situation import Situation
from kit.model.content import AccountModel

OWN = AccountModel.OWN
PER_CENT = 100


def run_centrally(situation: Situation) -> frozenset[str]:
    """Return the subjects whose own account lacks hours that the central team has to spare.

    The central team's hours pay for the main accounts first, then for its part with every other
    department, then for accounts that miss the fewest hours. Nothing is assumed when nobody said
    how many hours it has.
    """
    hours = situation.snapshot.organisation.central_hours_a_week
    if hours is None:
        return frozenset()
    spare = hours - main_account_hours(situation) - _coordination(situation)
    minimum = situation.bank.threshold("offer_min_share") / PER_CENT
    short: list[tuple[float, Subject]] = []
    for subject in situation.subjects:
        load = situation.loads[subject.key]
        if load.offer is not None and load.offer < minimum * load.needs[OWN]:
            short.append((load.needs[OWN] - load.offer, subject))
    taken = []
    for missing, subject in sorted(short, key=lambda pair: (pair[0], pair[1].key)):
        if missing <= spare:
            spare -= missing
            taken.append(subject.key)
    return frozenset(taken)


def main_account_hours(situation: Situation) -> float:
    """Return the hours a week that today's main accounts take."""
    weeks_a_month = 30.4375 / 7
    total = 0.0
    for row in situation.snapshot.rows("accounts"):
        if any(account.id == row.id and account.main for account in situation.accounts):
            monthly = row.values.get("posts_a_month")
            posts = float(monthly) / weeks_a_month if isinstance(monthly, (int, float)) else None
            total += own_account_hours(posts, None, situation.bank)
    return total


def _coordination(situation: Situation) -> float:
    return len(situation.departments) * situation.bank.threshold("own_coordination_hours_a_week")
