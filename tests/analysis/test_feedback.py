"""The share of feedback by social media is counted here; nobody else's figure stands in for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kit.analysis.feedback import share_block, share_of_social
from kit.analysis.situation import Situation
from kit.model.content import Bank
from kit.model.workshop import Snapshot

Made = Callable[..., Situation]


@pytest.fixture
def counted(make_snapshot: Callable[..., Snapshot], bank: Bank) -> Made:
    def make(**messages: float | None) -> Situation:
        rows = [
            {"channel": key, **({} if count is None else {"messages_a_month": count})}
            for key, count in messages.items()
        ]
        return Situation(make_snapshot({"feedback_channels": rows}), bank)

    return make


def test_the_share_is_that_of_the_channels_counted(counted: Made) -> None:
    found = share_block(counted(social=210, email=160, counter=900, telephone=None))
    assert found is not None
    assert found.text == (
        "17 % of the 1,270 messages a month that were counted here arrive by social media. "
        "Not counted: Telephone, Web form or chat, Letters and Review sites."
    )


@pytest.mark.parametrize(
    "messages", [{}, {"social": 10}, {"email": 10}, {"social": None, "email": 10}, {"social": 0}]
)
def test_without_two_counted_channels_nothing_is_said(
    counted: Made, messages: dict[str, float | None]
) -> None:
    assert share_of_social(counted(**messages)) is None
    assert share_block(counted(**messages)) is None


def test_nothing_at_all_is_no_share(counted: Made) -> None:
    assert share_of_social(counted(social=0, email=0)) is None
