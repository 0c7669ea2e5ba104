"""One model for the whole company: what each would cost against the freest plan."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.analysis.decision.portfolio_check import StructureName
from kit.analysis.decision.portfolio_parts import Resources, StructureRule
from kit.analysis.decision.portfolios import Portfolio, portfolio

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from kit.analysis.decision.model import DecisionModel
    from kit.analysis.decision.scores import Scores

SIMPLEST_FIRST: tuple[StructureName, ...] = (
    "centralised",
    "hub-and-spoke",
    "multiple hubs",
    "decentralised",
)
FREE = "free choice"
NEARLY_ALL = 0.8


class OrganisationalModel(StrEnum):
    """The five ways of organising social media that the literature describes."""

    CENTRALISED = "centralised"
    DECENTRALISED = "decentralised"
    HUB_AND_SPOKE = "hub-and-spoke"
    MULTIPLE_HUBS = "multiple hubs (dandelion)"
    HOLISTIC = "holistic (honeycomb)"


def structures(
    model: DecisionModel,
    scores: Scores | npt.ArrayLike,
    resources: Resources,
    *,
    hubs: int = 3,
    **settings: Any,  # noqa: ANN401 - those of portfolio, checked there
) -> pd.DataFrame:
    """Return what each company structure is worth, and what its simplicity costs.

    Each structure is the portfolio with a restriction, so the freest is never worse: the price of
    simplicity is what the restriction loses against it. The simplest affordable structure that
    loses less than the indifference per department on average is recommended.

    Args:
        model: Alternatives and indifference.
        scores: Values (D, A) from `score`.
        resources: As for `portfolio`.
        hubs: Departments that may have their own accounts under `multiple hubs`; 2 to 5.
        **settings: `departments`, `stakes`, `platforms`, `fit`, `limits`, `musts`, `allowed`,
            `core_samples`, `answers` of `portfolio`.

    Returns:
        One row per structure, the simplest first and free choice last: `structure`, `value`
        (points x stake, fit included), `price_of_simplicity` (points x stake, zero or more for an
        affordable structure), `price_per_department`, `n_accounts`, `feasible`, `shortfall` (in
        words), `recommended`, `core` (departments whose mode is the same in nine of ten similar
        groups; missing unless sampled).

    Raises:
        DecisionInputError: As `portfolio`.

    Cost: five portfolios; 0.05 to 0.3 s for 50 departments x 4 platforms.

    Source: structures after Owyang 2010 (Altimeter); the price of simplicity is ours.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel, Resources, score
    >>> model = DecisionModel((Criterion("worth"),), mode="direct")
    >>> scores = score(model, Answers([[[[50, 60, 40]], [[50, 40, 70]], [[55, 56, 50]]]]))
    >>> table = structures(model, scores, Resources())
    >>> table["structure"].tolist()
    ['centralised', 'hub-and-spoke', 'multiple hubs', 'decentralised', 'free choice']
    >>> table["price_of_simplicity"].tolist(), table["recommended"].tolist()
    ([31.0, 20.0, 0.0, 26.0, 0.0], [False, False, True, False, False])
    """
    import pandas as pd  # noqa: PLC0415  loaded when it is needed

    return pd.DataFrame(compare_structures(model, scores, resources, hubs=hubs, **settings))


def compare_structures(
    model: DecisionModel,
    scores: Scores | npt.ArrayLike,
    resources: Resources,
    *,
    hubs: int = 3,
    **settings: Any,  # noqa: ANN401 - those of portfolio, checked there
) -> list[dict[str, Any]]:
    """Return the rows of `structures` for a report, which needs no table: pandas loads slowly."""
    plans: dict[str, Portfolio] = {
        name: portfolio(model, scores, resources, structure=StructureRule(name, hubs), **settings)
        for name in SIMPLEST_FIRST
    }
    plans[FREE] = portfolio(model, scores, resources, **settings)
    best = plans[FREE].value + plans[FREE].fit_value
    each = max(len(plans[FREE].mode), 1)
    rows = [_row(name, plan, best, each) for name, plan in plans.items()]
    cheap = [row["feasible"] and row["price_per_department"] < model.indifference for row in rows]
    for row, chosen in zip(rows, np.cumsum(cheap) == 1, strict=True):
        row["recommended"] = bool(chosen) and cheap[rows.index(row)]
    return rows


def organisational_model(plan: Portfolio, *, coordinated: bool = True) -> OrganisationalModel:
    """Return the model of the literature that a plan comes to.

    No department with its own accounts: centralised when four fifths are served centrally,
    otherwise hub-and-spoke (a central team, departments contribute). Four fifths or more with
    their own: holistic when a hub coordinates them, otherwise decentralised. Between: multiple
    hubs, when a hub coordinates them; without one, decentralised.

    Args:
        plan: A portfolio.
        coordinated: Whether a central team keeps common rules, training and calendar.

    Raises:
        Nothing: a plan is what `portfolio` returned.

    Cost: D.

    Source: Owyang 2010 and Altimeter 2011 (decentralised or organic, centralised, hub-and-spoke
    or coordinated, multiple hub-and-spoke or dandelion, holistic or honeycomb); the borders in
    numbers are our judgement.

    >>> from kit.analysis.decision import Criterion, DecisionModel, Resources
    >>> model = DecisionModel((Criterion("worth"),), mode="direct")
    >>> plan = portfolio(model, [[0, 9, 1], [9, 1, 0], [0, 1, 9]], Resources())
    >>> organisational_model(plan).value
    'multiple hubs (dandelion)'
    """
    modes = plan.mode[plan.mode >= 0]
    most = len(plan.alternatives) - 1
    own = float((modes == most).mean()) if len(modes) else 0.0
    central = float((modes == 0).mean()) if len(modes) else 1.0
    if not own:
        served = central >= NEARLY_ALL
        return OrganisationalModel.CENTRALISED if served else OrganisationalModel.HUB_AND_SPOKE
    if not coordinated:
        return OrganisationalModel.DECENTRALISED
    return OrganisationalModel.HOLISTIC if own >= NEARLY_ALL else OrganisationalModel.MULTIPLE_HUBS


def _row(name: str, plan: Portfolio, best: float, departments: int) -> dict[str, Any]:
    worth = plan.value + plan.fit_value
    price = round(best - worth, 9) + 0.0
    core = None
    if plan.core_index is not None:
        core = int((plan.core_index.max(axis=1) >= 0.9).sum())  # noqa: PLR2004 - nine of ten
    return {
        "structure": name,
        "value": worth,
        "price_of_simplicity": price,
        "price_per_department": price / departments,
        "n_accounts": plan.n_accounts,
        "feasible": plan.status == "optimal",
        "shortfall": plan.sentence if plan.shortfall else "",
        "core": core,
        "recommended": False,
    }
