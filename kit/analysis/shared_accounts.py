"""Departments that could share one themed account: on the same platform, for the same people."""

from __future__ import annotations

from dataclasses import replace

from kit.analysis.audiences import overlaps
from kit.analysis.situation import Situation
from kit.model.content import AccountModel
from kit.model.decision import Recommendation

PER_CENT = 100


def with_partners(
    found: tuple[Recommendation, ...], situation: Situation
) -> tuple[Recommendation, ...]:
    """Name the departments that could share one themed account: same platform, same people."""
    minimum = situation.bank.threshold("shared_audience_min") / PER_CENT
    common = overlaps(situation)
    own = [one for one in found if one.model is AccountModel.OWN]
    partners: dict[str, list[str]] = {}
    for one in own:
        for other in own:
            same = one.platform == other.platform and one.department != other.department
            if same and common.get((one.department, other.department), 0.0) >= minimum:
                partners.setdefault(one.subject, []).append(other.department)
    return tuple(
        replace(one, shared_with=tuple(partners[one.subject])) if one.subject in partners else one
        for one in found
    )
