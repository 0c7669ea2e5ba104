"""Which departments get accounts, and where, under hours, budget and limits that all share."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.portfolio_choices import choices_of
from kit.analysis.decision.portfolio_combining import best_plan
from kit.analysis.decision.portfolio_parts import (
    Limits,
    Programme,
    Resources,
    StructureRule,
    build_programme,
)
from kit.analysis.decision.portfolio_sensitivity import (
    core_index,
    sampling_problems,
    shadow_prices,
    similar_groups,
)
from kit.analysis.decision.problems import numbers, refuse, refuse_if_any
from kit.analysis.decision.scores import Scores

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.model import BoolArray, DecisionModel, FloatArray, IntArray
    from kit.analysis.decision.portfolio_solving import Solution

FIT_POINTS = 10.0
TENTHS, SURE_DIGITS = 10, 6
ONE_OF = {
    "hub hours": "hub hour",
    "hours": "hour",
    "accounts": "account",
    "departments with their own accounts": "department with its own accounts",
}
"""How a resource's name begins, and how it does where one of it is missing."""


@dataclass(frozen=True, eq=False)
class Portfolio:
    """The best affordable set of account models and accounts.

    Attributes:
        status: `optimal`; `short` when no plan keeps within the resources, and this one is short
            by the least; `impossible` when musts or gates leave a department nothing at all.
        mode: (D,) position of each department's alternative, -1 where none is possible.
        accounts: (D, F) True where the department has an account on the platform.
        value: Sum over departments of stake x value of its alternative.
        fit_value: Sum of stake x points for platforms that fit.
        used: Resource to what the plan takes.
        slack: Resource to what is left over; infinite where there is no limit.
        shortfall: Resource to how much is missing; empty when optimal.
        contradictions: Musts that gates, places or the structure forbid, in words; they were
            left aside.
        shadow: Resource to (value lost with a tenth less, value won with a tenth more), infinite
            where a tenth less leaves no plan at all; only where asked for.
        core_index: (D, A) share of similar groups whose best portfolio gives the department that
            alternative: 1 core, 0 exterior, between borderline; None unless asked for.
        departments: Names of the rows.
        platforms: Names of the columns of `accounts`.
        alternatives: What `mode` points at.
    """

    status: str
    mode: IntArray
    accounts: BoolArray
    value: float
    fit_value: float
    used: dict[str, float]
    slack: dict[str, float]
    shortfall: dict[str, float]
    departments: tuple[str, ...]
    platforms: tuple[str, ...]
    alternatives: tuple[str, ...]
    contradictions: tuple[str, ...] = ()
    shadow: dict[str, tuple[float, float]] = field(default_factory=dict)
    core_index: FloatArray | None = None

    @property
    def n_accounts(self) -> int:
        """Accounts in total."""
        return int(self.accounts.sum())

    @property
    def sentence(self) -> str:
        """What is missing, in words: `7 hub hours a week short`."""
        if not self.shortfall:
            noun = "account" if self.n_accounts == 1 else "accounts"
            return f"{self.n_accounts} {noun} within all limits"
        return "; ".join(
            f"{lacking(name, amount)} short" for name, amount in self.shortfall.items()
        )

    def to_dict(self) -> dict[str, object]:
        """Return plain lists, texts and numbers; no limit is the text `unlimited`."""
        chosen = [None if at < 0 else self.alternatives[at] for at in self.mode]
        return {
            "schema": "kit.decision.portfolio/1",
            "status": self.status,
            "modes": dict(zip(self.departments, chosen, strict=True)),
            "accounts": {
                name: [self.platforms[at] for at in np.flatnonzero(row)]
                for name, row in zip(self.departments, self.accounts, strict=True)
            },
            "value": self.value,
            "fit_value": self.fit_value,
            "used": self.used,
            "slack": {
                name: left if np.isfinite(left) else "unlimited"
                for name, left in self.slack.items()
            },
            "shortfall": self.shortfall,
            "contradictions": list(self.contradictions),
            "shadow": {
                name: [one if np.isfinite(one) else None for one in pair]
                for name, pair in self.shadow.items()
            },
            "core_index": None if self.core_index is None else self.core_index.tolist(),
        }


def enough(amount: float) -> float:
    """Return an amount in tenths, rounded up: whoever finds that much has found enough.

    >>> enough(0.25), enough(7.0), enough(0.546)
    (0.3, 7.0, 0.6)
    """
    return ceil(round(amount * TENTHS, SURE_DIGITS)) / TENTHS


def lacking(name: str, amount: float) -> str:
    """Return how much of a resource is missing, in words.

    >>> lacking("hub hours a week", 7), lacking("accounts", 1), lacking("accounts on LinkedIn", 2)
    ('7 hub hours a week', '1 account', '2 accounts on LinkedIn')
    """
    found = enough(amount)
    for several, one in ONE_OF.items():
        if found == 1 and name.startswith(several):
            return f"1 {one}{name.removeprefix(several)}"
    return f"{found:g} {name}"


def portfolio(  # noqa: PLR0913 - settings, all named
    model: DecisionModel,
    scores: Scores | npt.ArrayLike,
    resources: Resources,
    *,
    departments: Sequence[str] | None = None,
    stakes: npt.ArrayLike | None = None,
    platforms: Sequence[str] = (),
    fit: npt.ArrayLike | None = None,
    fit_points: float = FIT_POINTS,
    places: npt.ArrayLike | None = None,
    limits: Limits | None = None,
    musts: Sequence[tuple[str, str]] = (),
    allowed: npt.ArrayLike | None = None,
    structure: StructureRule | None = None,
    core_samples: int = 0,
    answers: Answers | None = None,
    shadow: bool = False,
    seed: int = 0,
) -> Portfolio:
    """Return the best account model for every department that all can afford together.

    Every department gets exactly one alternative, so adding a constant to a department's values
    changes nothing. Only the most committed alternative has accounts, on at least one platform.
    Among equally good plans the one with the fewest accounts is taken. Where nothing is
    affordable, the plan that is short by the least is returned and says by how much: an answer,
    not an error.

    Args:
        model: Alternatives.
        scores: Values (D, A) from `score`, or any table of them.
        resources: What there is and what each alternative and account takes.
        departments: D names, for the result and the musts; numbered when left out.
        stakes: (D,) or one number, zero or more: importance of the departments.
        platforms: F names; none stands for one account per department, wherever.
        fit: (D, F) 0 to 1 how well a platform fits; 1 when left out.
        fit_points: Points of the department's value that a fit of 1 is worth, zero or more; so
            few that platforms stay secondary to the model.
        places: (D, F) False where a department can have no account; anywhere when left out.
        limits: Most accounts in total, on a platform, and departments with their own.
        musts: (department, alternative or platform) that has to be in the plan.
        allowed: (D, A) False where a gate fails; see `check_gates`.
        structure: A company structure to keep to; see `StructureRule` and `structures`.
        core_samples: Similar groups whose best portfolio is found too, for `core_index`; each
            costs a solve.
        answers: Needed for `core_samples`. Where `scores` differ from their own score, similar
            groups' values differ by as much.
        shadow: Also solve with a tenth less and more of each shared resource.
        seed: Of the similar groups.

    Raises:
        DecisionInputError: All at once: E02 unknown or repeated names, shapes, a fit above 1; E07
            an unknown department in the musts; E09 endless needs or stakes (what there is may be
            endless); E10 negative amounts.

    Cost: partial plans that no other beats, department by department: 0.5 ms for ten departments.
    Where limits and choices leave too many, two mixed-integer programmes of D x (A + F)
    yes-or-no variables; 35 ms for 50 x 4.

    Source: portfolio decision analysis; the core index is robust portfolio modelling, Liesioe,
    Mild and Salo 2007; one mode each avoids the baseline problem of Clemen and Smith 2009.

    A knapsack of five departments with 26 hours (Burkardt, KNAPSACK_01, problem 2) gives 51:

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel, score
    >>> model = DecisionModel((Criterion("worth"),), ("central", "own"), mode="direct")
    >>> scores = score(model, Answers([[[[0, p]] for p in (24, 13, 23, 15, 16)]]))
    >>> hours = Resources(hub_hours=26, hub_hours_an_account=[12, 7, 11, 8, 9])
    >>> best = portfolio(model, scores, hours)
    >>> best.value, best.mode.tolist(), best.slack["hub hours a week"]
    (51.0, [0, 1, 1, 1, 0], 0.0)
    """
    values = value_table(model, scores)
    refuse_if_any(sampling_problems(values, departments, core_samples, answers, seed))
    programme = build_programme(
        model,
        values,
        resources,
        departments=departments,
        stakes=stakes,
        platforms=platforms,
        fit=fit,
        places=places,
        fit_points=fit_points,
        limits=limits or Limits(),
        musts=musts,
        allowed=allowed,
        structure=structure,
    )
    choices = choices_of(programme)
    best = best_plan(programme, choices)
    return _result(
        programme,
        best,
        shadow=shadow_prices(programme, choices, best) if shadow and not best.short else {},
        core=core_index(
            programme,
            choices,
            similar_groups(model, programme.value, answers, core_samples, seed),
        ),
    )


def value_table(model: DecisionModel, scores: Scores | npt.ArrayLike) -> FloatArray:
    """Return the (D, A) values of a score, or of a table given instead.

    Raises:
        DecisionInputError: E02 another number of alternatives, E09 a value that is not finite.
    """
    if isinstance(scores, Scores):
        return scores.value
    table = numbers("scores", scores)
    if table.ndim != 2 or table.shape[1] != len(model.alternatives):  # noqa: PLR2004 - two axes
        allowed = f"departments x {len(model.alternatives)} alternatives"
        refuse("E02", "scores", f"shape {table.shape}", allowed, "Give one row a department.")
    if not np.isfinite(table).all():
        refuse("E09", "scores", "not finite", "finite values", "Correct the values.")
    return table


def _result(
    programme: Programme,
    found: Solution,
    *,
    shadow: dict[str, tuple[float, float]],
    core: FloatArray | None,
) -> Portfolio:
    mode, accounts = programme.read(found.plan)
    used = programme.used(found.plan)
    caps = dict(zip(programme.resource_names, programme.resource_limits, strict=True))
    missing = {
        name: round(float(amount - caps[name]), 6)
        for name, amount in used.items()
        if amount > caps[name] + 1e-6
    }
    picked = mode >= 0
    value = (programme.stakes * programme.value[np.arange(len(mode)), mode])[picked].sum()
    fit_value = (programme.stakes[:, None] * programme.fit_value * accounts).sum()
    status = "short" if found.short else "optimal"
    return Portfolio(
        status="impossible" if programme.contradictions or not picked.all() else status,
        mode=mode,
        accounts=accounts if programme.named_platforms else accounts[:, :1],
        value=float(value),
        fit_value=float(fit_value),
        used=used,
        slack={name: float(max(caps[name] - amount, 0.0)) for name, amount in used.items()},
        shortfall=missing,
        departments=programme.departments,
        platforms=programme.platforms,
        alternatives=programme.alternatives,
        contradictions=programme.contradictions,
        shadow=shadow,
        core_index=core,
    )
