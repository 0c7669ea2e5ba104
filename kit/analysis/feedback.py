"""The organisation's own share of feedback that arrives by social media.

The article says that almost half of customers prefer it and names no source: it is never printed as
a fact. Counting one's own month takes an hour and says more.
"""

from __future__ import annotations

from kit.analysis.looking import labels, number, text
from kit.analysis.serving import analysis, section
from kit.analysis.situation import Situation
from kit.analysis.wording import listed_few
from kit.model.report import Paragraph

SOCIAL = "social"


@analysis("The share of feedback that arrives by social media, counted here", "S4-17")
def share_of_social(situation: Situation) -> float | None:
    """Return the share, from 0 to 1, among the channels counted; None before two are counted."""
    counted = {
        text(row, "channel"): messages
        for row in situation.snapshot.rows("feedback_channels")
        if (messages := number(row, "messages_a_month")) is not None
    }
    whole = sum(counted.values())
    return counted[SOCIAL] / whole if SOCIAL in counted and len(counted) > 1 and whole else None


@section("working_together", "Your own share of feedback by social media", "S4-17")
def share_block(situation: Situation) -> Paragraph | None:
    """Return the share in a sentence, with what was not counted."""
    share = share_of_social(situation)
    if share is None:
        return None
    rows = situation.snapshot.rows("feedback_channels")
    whole = sum(number(row, "messages_a_month") or 0 for row in rows)
    known = {text(row, "channel") for row in rows if number(row, "messages_a_month") is not None}
    left = [
        name for key, name in labels(situation, "feedback_channels").items() if key not in known
    ]
    note = f" Not counted: {listed_few(left)}." if left else ""
    return Paragraph(
        f"{100 * share:.0f} % of the {whole:,.0f} messages a month that were counted here arrive "
        f"by social media.{note}"
    )
