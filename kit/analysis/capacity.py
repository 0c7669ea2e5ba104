"""Hours a week: what an account model takes of a department, and what the department offers.

Source: thresholds.toml (`account_fixed_hours_mode` and its neighbours), each with its own source.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit.analysis.facts import Capacity
from kit.analysis.serving import analysis
from kit.model.content import AccountModel, Bank

MINUTES_AN_HOUR = 60
LIVES_ON_REPLIES = {"service", "recruiting"}


@dataclass(frozen=True, slots=True)
class Load:
    """Need against offer of one subject, in hours a week.

    Attributes:
        offer: None when nobody said.
        needs: What each account model takes of the department.
        assumed: Whether the number of posts was not given, so that the fallback stands in.
    """

    offer: float | None
    needs: dict[AccountModel, float]
    assumed: bool

    def shortfall(self, model: AccountModel) -> float:
        """Return the hours missing for an account model; 0 when none or not known."""
        return 0.0 if self.offer is None else max(0.0, self.needs[model] - self.offer)


@analysis("Hours an account takes against hours offered", "S2-17", "S2-04", "S2-18")
def load(facts: Capacity, bank: Bank, work: str = "") -> Load:
    """Return the hours that each account model takes of a department, and its offer.

    An account that does not live on replies takes at least the fewest posts it may have, so that
    clearing one condition does not raise the next.

    Args:
        facts: What is known of its people and hours.
        bank: The content with the hours' defaults.
        work: Its kind of work.
    """
    posts, messages = facts.number("posts_a_week"), facts.number("messages_a_week")
    planned = posts
    if posts is not None and work not in LIVES_ON_REPLIES:
        planned = max(posts, bank.threshold("posts_min"))
    return Load(
        offer=facts.number("hours_a_week"),
        needs={
            AccountModel.CENTRAL: bank.threshold("central_hours_a_week"),
            AccountModel.CONTRIBUTOR: bank.threshold("contributor_hours_a_week")
            + (posts or 0.0) * bank.threshold("post_hours_low"),
            AccountModel.OWN: own_account_hours(planned, messages, bank),
        },
        assumed=posts is None,
    )


def own_account_hours(posts: float | None, messages: float | None, bank: Bank) -> float:
    """Return the hours a week that running one account takes.

    Planning, reporting and watching are fixed; posts and replies come on top. While nobody has
    said how many posts, the published fallback stands in.

    Args:
        posts: Posts a week, None when unknown.
        messages: Messages from the public a week, None when unknown.
        bank: The content with the hours' defaults.
    """
    watching = bank.threshold("monitoring_hours_a_day") * bank.threshold("working_days_a_week")
    replies = (
        (messages or 0.0)
        * bank.threshold("reply_share")
        / 100
        * bank.threshold("reply_minutes_mode")
        / MINUTES_AN_HOUR
    )
    if posts is None:
        return max(bank.threshold("hours_fallback"), watching + replies)
    writing = posts * bank.threshold("post_hours_mode")
    return bank.threshold("account_fixed_hours_mode") + watching + writing + replies
