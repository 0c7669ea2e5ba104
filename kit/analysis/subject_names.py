"""Recommendations' subjects as people say them, in the order of the decision table."""

from __future__ import annotations

from collections.abc import Sequence

from kit.model.content import AccountModel
from kit.model.decision import Recommendation


def subject_name(one: Recommendation) -> str:
    """Return a recommendation's subject as people say it: `HR on LinkedIn`."""
    return f"{one.department_name} on {one.platform_name}" if one.platform else one.department_name


def names_as_a_whole(found: list[Recommendation]) -> list[str]:
    """Return the subjects' names; a platform is left out where its department stands as a whole."""
    whole = {one.department for one in found if not one.platform}
    return [subject_name(one) for one in found if not one.platform or one.department not in whole]


def general_names(some: Sequence[Recommendation], found: Sequence[Recommendation]) -> list[str]:
    """Return subjects' names; a department decided on a platform is named `in general` apart.

    A platform is left out where its department stands in the list as a whole.

    Args:
        some: Those to name.
        found: All recommendations.
    """
    decided = {one.department for one in found if one.platform and one.model}
    whole = {one.department for one in some if not one.platform}
    return [
        f"{one.department_name} in general"
        if not one.platform and one.model is None and one.department in decided
        else subject_name(one)
        for one in some
        if not one.platform or one.department not in whole
    ]


def in_table_order(found: tuple[Recommendation, ...]) -> tuple[Recommendation, ...]:
    """Return recommendations as the decision table has them: own, contributor, central, none."""
    order = [AccountModel.OWN, AccountModel.CONTRIBUTOR, AccountModel.CENTRAL, None]
    return tuple(sorted(found, key=lambda one: order.index(one.model)))
