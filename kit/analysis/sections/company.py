"""What all departments can afford together, and what simplicity costs, as the report has it."""

from __future__ import annotations

from math import inf

from kit.analysis.company import SIMILAR_GROUPS, Company
from kit.analysis.decision import Portfolio
from kit.analysis.decision.portfolios import enough, lacking
from kit.analysis.facts import platform_names
from kit.analysis.reasons import MODELS
from kit.analysis.staffing import main_account_hours
from kit.analysis.structure_wanted import sentence
from kit.analysis.together import over_limits
from kit.analysis.wording import (
    MODEL_WORDS,
    capital,
    counted,
    counted_words,
    hours_text,
    listed,
    listed_few,
    signed,
)
from kit.model.content import AccountModel
from kit.model.report import Block, Paragraph, Section, Table, TableColumn, TableRow

OWN = AccountModel.OWN
CORE, BORDER = 0.9, 0.1


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
    over = over_limits(company.decision)
    if over:  # in the figures of page one
        return capital(f"what is advised takes {over[0]}")
    if company.plan.shortfall:
        return capital(f"{_short(company.plan)} short for everything that is advised")
    changed = _changed(company)
    if changed:
        return f"Together, {listed_few([name for name, _, _ in changed], 3)} would stand otherwise"
    return "Everything that is advised can be afforded together"


def _short(plan: Portfolio) -> str:
    parts = [lacking(name, amount) for name, amount in plan.shortfall.items()]
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
            f"table shows what each structure would lack.{_main_alone(company)}"
        )
    modes = [MODELS[int(place)] for place in company.plan.mode if place >= 0]
    own = sum(model is OWN for model in modes)
    contributors = sum(model is AccountModel.CONTRIBUTOR for model in modes)
    spoken_for = len(modes) - own - contributors
    parts = (
        f"{counted_words(own, 'department')} with an own account" if own else "",
        counted_words(contributors, "contributor") if contributors else "",
        f"{counted_words(spoken_for, 'department')} spoken for by the main account"
        if spoken_for
        else "",
    )
    text = (
        "The plan with the highest value that keeps within all hours and limits has "
        f"{listed([part for part in parts if part])}. The literature calls this "
        f"{company.organisational_model}."
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


def _main_alone(company: Company) -> str:
    """Return that the main account leaves nothing of the central team's hours, where it does."""
    situation = company.decision.situation
    there = situation.snapshot.organisation.central_hours_a_week
    taken = main_account_hours(situation)
    if there is None or round(taken, 1) <= round(there, 1):
        return ""
    return (
        f" The main account alone takes {hours_text(taken)} a week of the central team, which has "
        f"{hours_text(there)}: nothing is left for the departments."
    )


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
                capital(row["structure"]) + (" (simple enough)" if row["recommended"] else ""),
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
            "Price: points lost against a free choice for every department. Simple enough: "
            "the simplest affordable structure that loses less than "
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
