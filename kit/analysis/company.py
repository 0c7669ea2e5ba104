"""The company as a whole: its departments under the hours, money and limits they share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from kit.analysis.decide import Decision
from kit.analysis.decision import (
    Limits,
    OrganisationalModel,
    Portfolio,
    Resources,
    organisational_model,
    portfolio,
    score,
)
from kit.analysis.decision.company_structures import compare_structures
from kit.analysis.decision.portfolios import FIT_POINTS
from kit.analysis.decision.scores import Scores
from kit.analysis.facts import Subject, platform_names
from kit.analysis.gates import failed
from kit.analysis.reasons import MODELS
from kit.analysis.staffing import main_account_hours
from kit.analysis.structure_wanted import StructureWanted, structure_wanted
from kit.analysis.together import general_advice
from kit.model.content import AccountModel
from kit.model.decision import Recommendation

OWN = AccountModel.OWN
PER_CENT = 100
SIMILAR_GROUPS = 20
NOT_NAMED = "not named yet"
A_HAIR = 0.01
"""Points by which the advice leads an equal rival, so that a plan does not toss a coin."""


@dataclass(frozen=True)
class Company:
    """All departments under the hours, the money and the limits they share.

    Attributes:
        decision: The decision about each of them alone.
    """

    decision: Decision

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Return the departments for which something is advised in general."""
        return tuple(
            subject
            for subject in self.decision.situation.subjects
            if not subject.platform and subject.key in self.advice
        )

    @cached_property
    def advice(self) -> dict[str, AccountModel]:
        """Return what is advised for each of them when it is looked at alone."""
        return general_advice(self.decision)

    @cached_property
    def plan(self) -> Portfolio:
        """Return the best account model for every department that all can afford together."""
        return portfolio(
            self._model, self._scores, self._resources, shadow=True, **self._sampled, **self._terms
        )

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Return one row a company structure: what it is worth and what its simplicity costs."""
        return compare_structures(self._model, self._scores, self._resources, **self._terms)

    @cached_property
    def organisational_model(self) -> OrganisationalModel:
        """Return the name of what came out, as the literature has it.

        Without an hour a week of a central team nobody coordinates the departments' accounts.
        """
        hub = self.decision.situation.snapshot.organisation.central_hours_a_week
        return organisational_model(self.plan, coordinated=hub is None or hub > 0)

    @cached_property
    def wanted(self) -> StructureWanted | None:
        """Return the structure that people choose from above; None where too few did."""
        return structure_wanted(self.decision.situation)

    def platform_advice(self, subject: Subject) -> bool:
        """Return whether something is advised for one of the department's platforms alone."""
        return bool(self._platform_rows(subject))

    def has_account(self, row: int, platform: str) -> bool:
        """Return whether the plan gives a department's row an account on a platform."""
        return bool(self.plan.accounts[row, self.plan.platforms.index(platform)])

    def to_dict(self) -> dict[str, Any]:
        """Return the plan and the structures, ready for JSON."""
        return {
            "portfolio": self.plan.to_dict(),
            "structures": self.rows,
            "organisational_model": self.organisational_model.value,
            "structure_wanted": self.wanted.to_dict() if self.wanted else None,
        }

    @property
    def _model(self) -> Any:  # noqa: ANN401  the engine's own
        return self.decision.study.model

    @cached_property
    def _scores(self) -> Scores:
        """Return the departments' scores, so that only a limit can make the plan leave the advice.

        What is advised alone is worth as much as the best account model that passes its
        conditions; an own account on one platform comes on top of that with its lead there. Where
        no own account is advised, a platform that fits does not make it worth more.
        """
        keys = [subject.key for subject in self.subjects]
        scores = score(self._model, self.decision.study.answers.about(keys))
        value, own = scores.value.copy(), MODELS.index(OWN)
        for row, subject in enumerate(self.subjects):
            advised = MODELS.index(self.advice[subject.key])
            passing = [not list(failed(self._general(subject).gates, model)) for model in MODELS]
            best = float(value[row, passing].max()) if any(passing) else float(value[row].max())
            value[row, advised] = max(best + self._lead(subject), float(value[row, advised]))
            value[row, advised] += A_HAIR
            if advised != own and self._platforms:
                value[row, own] -= FIT_POINTS * float(self._fit[row].sum())
        return replace(scores, value=value)

    def _general(self, subject: Subject) -> Recommendation:
        return next(one for one in self.decision.recommendations if one.subject == subject.key)

    def _lead(self, subject: Subject) -> float:
        """Return the largest lead of an own account on a platform that is advised to have one."""
        leads = [
            one.scores[OWN.value] - max(one.scores[model.value] for model in MODELS[:-1])
            for one in self._platform_rows(subject)
            if one.model is OWN
        ]
        return max(0.0, *leads) if leads else 0.0

    def _platform_rows(self, subject: Subject) -> list[Recommendation]:
        return [
            one
            for one in self.decision.recommendations
            if one.department == subject.department.id and one.platform and one.scores
        ]

    @cached_property
    def _platforms(self) -> tuple[str, ...]:
        """Return the platforms on which any of these departments could have its account."""
        wanted = {one.platform for subject in self.subjects for one in self._platform_rows(subject)}
        wanted |= {one.platform for one in self.decision.situation.accounts if not one.main}
        wanted |= {
            str(platform)
            for row in self.decision.situation.snapshot.rows("audiences")
            if isinstance(platforms := row.values.get("platforms"), list)
            for platform in platforms
        }
        named = tuple(key for key in platform_names(self.decision.bank) if key in wanted)
        return (*named, NOT_NAMED) if named else ()

    @cached_property
    def _terms(self) -> dict[str, Any]:
        return {
            "departments": [subject.key for subject in self.subjects],
            "platforms": self._platforms,
            "fit": self._fit if self._platforms else None,
            "places": self._fit > 0 if self._platforms else None,
            "limits": self._limits,
            "allowed": self._allowed,
        }

    @property
    def _sampled(self) -> dict[str, Any]:
        keys = [subject.key for subject in self.subjects]
        answers = self.decision.study.answers.about(keys)
        if not answers.ids:
            return {}
        seed = self.decision.study.settings.seed
        return {"core_samples": SIMILAR_GROUPS, "answers": answers, "seed": seed}

    @cached_property
    def _fit(self) -> npt.NDArray[np.float64]:
        """Return (D, F) how much of each department's audience is on each platform, 0 to 1.

        A department for which nobody named a platform has its own account on one yet to be named.
        """
        fit = self._named_fit
        fit[:, self._platforms.index(NOT_NAMED)] = fit.sum(axis=1) == 0
        return fit

    @property
    def _named_fit(self) -> npt.NDArray[np.float64]:
        fit = np.full((len(self.subjects), len(self._platforms)), 0.0)
        for row, subject in enumerate(self.subjects):
            decided = {one.platform for one in self._platform_rows(subject)}
            decided |= {
                one.platform
                for one in self.decision.situation.accounts
                if one.department == subject.key and not one.main
            }
            described = [
                line
                for line in self.decision.situation.snapshot.rows("audiences")
                if line.values.get("department") == subject.department.id
            ]
            shares = [_share(line.values.get("share")) for line in described]
            for column, platform in enumerate(self._platforms):
                there = [
                    share
                    for line, share in zip(described, shares, strict=True)
                    if platform in (line.values.get("platforms") or ())  # type: ignore[operator]  # several values, or none
                ]
                fit[row, column] = sum(there) / sum(shares) if shares and sum(shares) else 0.0
                fit[row, column] = 1.0 if platform in decided else fit[row, column]
        return fit

    @property
    def _limits(self) -> Limits:
        most = self.decision.situation.snapshot.organisation.accounts_max
        mains = sum(one.main for one in self.decision.situation.accounts)
        return Limits(accounts=inf if most is None else max(0, most - mains))

    @cached_property
    def _allowed(self) -> npt.NDArray[np.bool_]:
        """Return (D, A) False where a condition other than hours fails: hours are shared here."""
        allowed = np.ones((len(self.subjects), len(MODELS)), dtype=np.bool_)
        for row, subject in enumerate(self.subjects):
            mine = [
                one
                for one in self.decision.recommendations
                if one.department == subject.department.id
            ]
            for column, model in enumerate(MODELS):
                allowed[row, column] = any(
                    all(gate.gate == "hours" for gate in failed(one.gates, model)) for one in mine
                )
        return allowed

    @cached_property
    def _resources(self) -> Resources:
        situation, value = self.decision.situation, self.decision.bank.threshold
        hub = situation.snapshot.organisation.central_hours_a_week
        return Resources(
            department_hours=[self._offer(subject) for subject in self.subjects],
            hub_hours=inf if hub is None else max(0.0, hub - main_account_hours(situation)),
            department_hours_by_mode={"contributor": value("contributor_hours_a_week")},
            hub_hours_by_mode={
                "central": value("central_hours_a_week"),
                "contributor": value("contributor_hours_a_week"),
                "own": value("own_coordination_hours_a_week"),
            },
            hours_an_account=np.array(
                [
                    [self._need(subject, platform) for platform in self._platforms or ("",)]
                    for subject in self.subjects
                ]
            ),
        )

    def _offer(self, subject: Subject) -> float:
        """Return a department's hours a week, infinite when nobody said how many."""
        keys = [subject.key, *(one.subject for one in self._platform_rows(subject))]
        offers = [self.decision.situation.capacities[key].number("hours_a_week") for key in keys]
        known = [offer for offer in offers if offer is not None]
        return max(known) if known else inf

    def _need(self, subject: Subject, platform: str) -> float:
        """Return the fewest hours a week an account may start with; 0 where the hub runs it."""
        key = f"{subject.key}@{platform}"
        key = key if key in self.decision.situation.capacities else subject.key
        if key in self.decision.central:
            return 0.0
        share = self.decision.bank.threshold("offer_min_share") / PER_CENT
        return share * self.decision.situation.loads[key].needs[OWN]


def _share(raw: object) -> float:
    return float(raw) if isinstance(raw, (int, float)) and raw > 0 else 1.0
