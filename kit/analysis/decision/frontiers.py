"""What more of the central team's time would buy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kit.analysis.decision.portfolios import portfolio
from kit.analysis.decision.problems import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd

    from kit.analysis.decision.model import DecisionModel
    from kit.analysis.decision.portfolio_parts import Resources
    from kit.analysis.decision.scores import Scores


def hub_frontier(
    model: DecisionModel,
    scores: Scores | npt.ArrayLike,
    resources: Resources,
    hub_hours: Sequence[float],
    **settings: Any,  # noqa: ANN401 - those of portfolio, checked there
) -> pd.DataFrame:
    """Return the best portfolio at each number of hub hours: where another hour stops paying.

    Args:
        model: Alternatives.
        scores: Values (D, A) from `score`.
        resources: As for `portfolio`; its own hub hours are replaced.
        hub_hours: Hours a week to try.
        **settings: As for `portfolio`.

    Returns:
        One row per number: `hub_hours`, `value` (points x stake, fit included), `n_accounts`,
        `status`, `shortfall` in words. The value never falls from one affordable row to the next.

    Raises:
        DecisionInputError: As `portfolio`.

    Cost: a portfolio per row.

    Source: the knapsack of Burkardt's KNAPSACK_01, problem 2, around its 26 hours.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel, Resources, score
    >>> model = DecisionModel((Criterion("worth"),), ("central", "own"), mode="direct")
    >>> scores = score(model, Answers([[[[0, p]] for p in (24, 13, 23, 15, 16)]]))
    >>> hours = Resources(hub_hours_an_account=[12, 7, 11, 8, 9])
    >>> hub_frontier(model, scores, hours, [0, 26, 47])["value"].tolist()
    [0.0, 51.0, 91.0]
    """
    import pandas as pd  # noqa: PLC0415  loaded when it is needed

    rows = []
    for hours in listed(hub_hours):
        plan = portfolio(model, scores, replace(resources, hub_hours=hours), **settings)
        rows.append(
            {
                "hub_hours": hours,
                "value": plan.value + plan.fit_value,
                "n_accounts": plan.n_accounts,
                "status": plan.status,
                "shortfall": plan.sentence if plan.shortfall else "",
            }
        )
    return pd.DataFrame(rows)
