"""The company as a whole: what all departments can afford together, and what simplicity costs."""

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
from kit.analysis.decision.portfolios import FIT_POINTS, enough
from kit.analysis.decision.scores import Scores
from kit.analysis.facts import Subject, platform_names
from kit.analysis.gates import failed
from kit.analysis.reasons import MODELS
from kit.analysis.staffing import main_account_hours
from kit.analysis.structure_wanted import StructureWanted, sentence, structure_wanted
from kit.analysis.together import general_advice, over_limits
from kit.analysis.wording import (
    MODEL_WORDS,
    capital,
    counted,
    counted_words,
    listed,
    listed_few,
    signed,
)
from kit.model.content import AccountModel
from kit.model.decision import Recommendation
from kit.model.report import Block, Paragraph, Section, Table, TableColumn, TableRow

OWN = AccountModel.OWN
PER_CENT = 100
SIMILAR_GROUPS = 20
CORE, BORDER = 0.9, 0.1
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


def section(company: Company) -> Section | None:
    """Return what all can afford together, as the report has it; None when nobody has answered."""
    if not company.subjects:
        return None
    blocks: list[Block] = [Paragraph(_together(company)), _resources_table(company)]
    blocks.append(_structures_table(company))
    if company.wanted:
        words = sentence(company.wanted, company.organisational_model, company.rows)
        blocks.append(Paragraph(words))
    borderline = _borderline(company)
    if borderline and not company.plan.shortfall:
        blocks.append(Paragraph(borderline))
    return Section(
        "company", "The company as a whole", _headline(company), "As a whole", tuple(blocks)
    )


def _headline(company: Company) -> str:
    plan = company.plan
    if plan.shortfall:
        return capital(f"{_short(plan)} short for everything that is advised")
    over = over_limits(company.decision)
    if over:
        return capital(f"what is advised takes {over[0]}")
    changed = _changed(company)
    if changed:
        return f"Together, {listed_few([name for name, _, _ in changed], 3)} would stand otherwise"
    return "Everything that is advised can be afforded together"


def _short(plan: Portfolio) -> str:
    parts = [f"{enough(amount):g} {name}" for name, amount in plan.shortfall.items()]
    return listed(parts[:2])


def _changed(company: Company) -> list[tuple[str, str, str]]:
    """Return the departments that the common plan gives another account model, or fewer accounts.

    Each with its name, what is advised alone, and what the plan has.
    """
    own: dict[str, set[str]] = {}
    for one in company.decision.recommendations:
        if one.platform and one.model is OWN:
            own.setdefault(one.department, set()).add(one.platform)
    labels, found = platform_names(company.decision.bank), []
    for row, (subject, place) in enumerate(zip(company.subjects, company.plan.mode, strict=True)):
        if place < 0:
            continue
        name, alone = subject.department.name, company.advice[subject.key]
        then = MODELS[int(place)]
        wanted = [key for key in company.plan.platforms if key in own.get(subject.key, set())]
        kept = [key for key in wanted if company.has_account(row, key)]
        if then is not alone:
            found.append((name, MODEL_WORDS[alone], MODEL_WORDS[then]))
        elif kept and len(kept) < len(wanted):
            places = [listed([labels[key] for key in keys]) for keys in (wanted, kept)]
            found.append((name, f"on {places[0]}", f"on {places[1]} only"))
    return found


def _together(company: Company) -> str:
    if company.plan.shortfall:
        return (
            f"No plan keeps within all hours and limits: the nearest lacks {_short(company.plan)}. "
            "Find them, or decide what the central team may drop, before anything is opened. The "
            "table shows what each structure would lack."
        )
    modes = [MODELS[int(place)] for place in company.plan.mode if place >= 0]
    own = sum(model is OWN for model in modes)
    contributors = sum(model is AccountModel.CONTRIBUTOR for model in modes)
    text = (
        f"The plan with the highest value that keeps within all hours and limits has "
        f"{counted_words(own, 'department')} with an own account, "
        f"{counted_words(contributors, 'contributor')} and "
        f"{counted_words(len(modes) - own - contributors, 'department')} spoken for by the main "
        f"account. The literature calls this {company.organisational_model}."
    )
    changed = [
        f"{name} would be {then} instead of {alone}" for name, alone, then in _changed(company)
    ]
    if changed:
        text += f" Other than alone: {listed_few(changed, 4)}."
    over = over_limits(company.decision)
    if over:
        text += f" All that is advised would take {'; '.join(over)}."
    return text


def _resources_table(company: Company) -> Table:
    plan, rows = company.plan, []
    names = {
        f"hours a week of {subject.key}": f"hours of {subject.department.name}"
        for subject in company.subjects
    }
    for name, used in plan.used.items():
        if not used and not plan.shortfall.get(name) and (name in names or plan.slack[name] == inf):
            continue
        slack, short = plan.slack[name], plan.shortfall.get(name, 0.0)
        limited = "no limit given" if slack == inf else _amount(used + slack - short)
        left = f"{enough(short):g} short" if short else ("–" if slack == inf else _amount(slack))
        less, more = plan.shadow.get(name, (0.0, 0.0))
        effect = "–" if name not in plan.shadow else f"{signed(-less)} / {signed(more)}"
        rows.append(
            TableRow((capital(names.get(name, name)), _amount(used), limited, left, effect))
        )
    return Table(
        caption="What the common plan takes",
        columns=(
            TableColumn("Resource", wide=True),
            TableColumn("Taken", number=True),
            TableColumn("There is", number=True),
            TableColumn("Left", number=True),
            TableColumn("A tenth less / more", number=True),
        ),
        rows=tuple(rows),
        note=(
            "Hours a week; an own account is counted with the "
            f"{company.decision.bank.threshold('offer_min_share'):.0f} % of its hours with which "
            "it may start. The last column: points of value lost or won over all departments with "
            "a tenth less or more of it."
        ),
    )


def _amount(number: float) -> str:
    """Return a number with the decimals it has, two at most, so that what is shown adds up."""
    return f"{round(number, 2):g}"


def _structures_table(company: Company) -> Table:
    rows = tuple(
        TableRow(
            (
                capital(row["structure"]) + (" (advised)" if row["recommended"] else ""),
                f"{row['value']:.0f}",
                f"{row['price_of_simplicity']:.0f}",
                f"{row['price_per_department']:.2f}",
                str(row["n_accounts"]),
                "yes" if row["feasible"] else _lacks(company, row["shortfall"]),
            )
        )
        for row in company.rows
    )
    return Table(
        caption="The price of simplicity: one rule for the whole company",
        columns=(
            TableColumn("Structure", wide=True),
            TableColumn("Value", number=True),
            TableColumn("Price", number=True),
            TableColumn("A department", number=True),
            TableColumn("Accounts", number=True),
            TableColumn("Affordable"),
        ),
        rows=rows,
        note=(
            "Price: points lost against a free choice for every department. Advised is the "
            "simplest affordable structure that loses less than "
            f"{company.decision.bank.threshold('indifference'):g} points a department."
        ),
    )


def _lacks(company: Company, shortfall: str) -> str:
    """Return what is short in words, with the departments' names for their ids."""
    for subject in company.subjects:
        shortfall = shortfall.replace(
            f"of {subject.key} short", f"of {subject.department.name} short"
        )
    return f"no: {shortfall}"


def _borderline(company: Company) -> str:
    core = company.plan.core_index
    if core is None:
        return ""
    own = core[:, MODELS.index(OWN)]
    shares = [
        (subject.department.name, share)
        for subject, share in zip(company.subjects, own, strict=True)
        if not company.platform_advice(subject)
    ]
    if not shares:
        return ""
    sure = [name for name, share in shares if share >= CORE]
    open_ones = [name for name, share in shares if BORDER < share < CORE]
    text = (
        f"{listed_few(sure, 5)} {'has' if len(sure) == 1 else 'have'} an own account in nearly "
        "every similar group's plan. "
        if sure
        else "No department has an own account in nearly every similar group's plan. "
    )
    if open_ones:
        text += f"In some plans but not in others: {listed_few(open_ones, 5)}. "
    return text + f"From {counted(SIMILAR_GROUPS, 'similar group')}."
