"""What the kit would say knowing nothing, and how hard its tables pull to the middle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.answers import unknown
from kit.analysis.decision.model_check import direct_problems
from kit.analysis.decision.problems import (
    DecisionWarning,
    listed,
    numbers,
    refuse,
    refuse_if_any,
    whole_number_problems,
)
from kit.analysis.decision.scores import TIE, table_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from kit.analysis.decision.model import DecisionModel, FloatArray

DEPARTMENTS = 20_000
CORRELATION = 0.3
CONCENTRATION = 8.0


@dataclass(frozen=True, slots=True)
class NoInformation:
    """What the tables alone favour, before anybody has answered.

    Attributes:
        values: Alternative to its value, 0 to 100, when every answer is as likely as any other
            and all criteria weigh the same.
        alternative: The highest; of equals the least committed.
        lead: Its lead over the next, in points.
    """

    values: dict[str, float]
    alternative: str
    lead: float

    @property
    def sentence(self) -> str:
        """One sentence for `kit check`.

        >>> NoInformation({"central": 59.0, "own": 50.0}, "central", 9.0).sentence
        'Knowing nothing, the tables say central (central 59, own 50).'
        """
        figures = ", ".join(f"{name} {value:.0f}" for name, value in self.values.items())
        return f"Knowing nothing, the tables say {self.alternative} ({figures})."


def no_information_recommendation(model: DecisionModel) -> NoInformation:
    """Return what the model favours when nothing is known: a hidden default made visible.

    Args:
        model: In a direct model every alternative is worth 50.

    Raises:
        Nothing: a model was checked when it was made.

    Cost: Q x L x A.

    Source: ours; the mean over all levels at equal weights.

    >>> from kit.analysis.decision import Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[100, 65, 0], [0, 65, 100]]),))
    >>> no_information_recommendation(model).alternative
    'contributor'
    """
    even = np.full(len(model.criteria), 1.0 / len(model.criteria))
    values = model.spread_over_questions(even) @ model.neutral_values
    first = int((values >= values.max() - TIE).argmax())
    lead = float(values[first] - np.delete(values, first).max())
    named = dict(zip(model.alternatives, map(float, values), strict=True))
    return NoInformation(named, model.alternatives[first], lead)


def compromise_pull(
    model: DecisionModel,
    *,
    alternative: str | None = None,
    shifts: Sequence[float] = (0.0, 5.0, -5.0, -10.0),
    departments: int = DEPARTMENTS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how many random departments each alternative wins, and how a small edit moves them.

    The value column of the middle alternative is raised or lowered by a few points; the shares
    that move with it show how much of all advice rests on that column rather than on answers.

    Args:
        model: Its tables.
        alternative: Whose column is shifted; the middle one when left out.
        shifts: Points added to it, clipped to 0 to 100.
        departments: Invented departments: group levels uniform on the scale and correlated 0.3
            among criteria (some departments are altogether more apart), weights around equal
            (Dirichlet, all parameters 8).
        seed: Of these departments, the same for every shift.

    Returns:
        One row per shift: `shift`, then for each alternative the share it wins; sums to 1.

    Raises:
        DecisionInputError: E02 a direct model, an unknown alternative, no departments; E02, E09
            shifts that are no finite numbers.

    Cost: 60 ms for 20,000 departments and 4 shifts.

    Source: our own check; see the design's table of pulls.

    >>> from kit.analysis.decision import Criterion, DecisionModel
    >>> model = DecisionModel((Criterion("goals", values=[[100, 60, 0], [0, 60, 100]]),))
    >>> compromise_pull(model, departments=2000, shifts=(0, -10)).round(1).values.tolist()
    [[0.0, 0.4, 0.2, 0.4], [-10.0, 0.5, 0.0, 0.5]]
    """
    import pandas as pd  # noqa: PLC0415  loaded when it is needed

    named = model.alternatives[len(model.alternatives) // 2] if alternative is None else alternative
    refuse_if_any(
        [
            *direct_problems(model),
            *unknown("alternative", [named], model.alternatives, "an alternative of the model"),
            *whole_number_problems("departments", departments, 1),
            *whole_number_problems("seed", seed, 0),
        ]
    )
    points = numbers("shifts", listed(shifts))
    if not np.isfinite(points).all():
        refuse("E09", "shifts", points.tolist(), "finite numbers of points", "Correct them.")
    place = model.alternatives.index(named)
    weights, levels = _random_departments(model, departments, seed)
    rows = []
    for shift in points:
        value = np.einsum(
            "dq,dqa->da", weights, table_values(_shifted(model, place, shift), levels)
        )
        first = (value >= value.max(axis=1, keepdims=True) - TIE).argmax(axis=1)
        shares = np.bincount(first, minlength=len(model.alternatives)) / departments
        rows.append({"shift": shift, **dict(zip(model.alternatives, shares, strict=True))})
    return pd.DataFrame(rows)


def table_edit_warnings(before: DecisionModel, after: DecisionModel) -> tuple[DecisionWarning, ...]:
    """Return W08 when a table edit changed what the kit says knowing nothing.

    Args:
        before: The model before the edit.
        after: The model after it.

    Raises:
        Nothing: models were checked when they were made.

    Cost: that of `no_information_recommendation`, twice.

    Source: ours.

    >>> from kit.analysis.decision import Criterion, DecisionModel
    >>> old, new = (DecisionModel((Criterion("goals", values=[[50, middle, 40]] * 5),))
    ...             for middle in (60, 45))
    >>> print(table_edit_warnings(old, new)[0].message)
    The edit changed what the kit says knowing nothing from contributor to central.
    """
    old, new = no_information_recommendation(before), no_information_recommendation(after)
    if old.alternative == new.alternative:
        return ()
    message = (
        f"The edit changed what the kit says knowing nothing from {old.alternative} to "
        f"{new.alternative}."
    )
    return (DecisionWarning("W08", after.table_version or "value tables", message),)


def _shifted(model: DecisionModel, place: int, shift: float) -> DecisionModel:
    """Return the model with one alternative's column raised or lowered."""
    criteria = []
    for criterion in model.criteria:
        table = np.array(criterion.values, dtype=np.float64)
        table[:, place] = np.clip(table[:, place] + shift, 0.0, 100.0)
        criteria.append(replace(criterion, values=table))
    return replace(model, criteria=tuple(criteria))


def _random_departments(
    model: DecisionModel, departments: int, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Return (D, Q) weights and (D, Q) levels of invented departments."""
    from scipy.special import ndtr  # noqa: PLC0415  loaded when it is needed

    generator = np.random.Generator(np.random.PCG64(seed))
    weights = generator.dirichlet(np.full(len(model.criteria), CONCENTRATION), departments)
    shared = generator.standard_normal((departments, 1))
    own = generator.standard_normal((departments, len(model.questions)))
    mixed = np.sqrt(CORRELATION) * shared + np.sqrt(1 - CORRELATION) * own
    levels = ndtr(mixed) * (model.levels - 1)
    return model.spread_over_questions(weights), levels
