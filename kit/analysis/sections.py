"""The report's sections on the decision itself: map, certainty, agenda, reasons, weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit.analysis.decide import Decision
from kit.analysis.decision.agenda import items_of
from kit.analysis.facts import platform_names
from kit.analysis.reasons import MODELS
from kit.analysis.serving import section
from kit.analysis.tables import WEIGHTS
from kit.analysis.wording import (
    MODEL_WORDS,
    capital,
    count_word,
    counted,
    counted_words,
    listed,
    listed_few,
    sentence,
    signed,
)
from kit.model.content import AccountModel
from kit.model.decision import GateState, Label, Operator, Recommendation, Step
from kit.model.report import (
    AccountMap,
    Block,
    CapacityChart,
    CapacityRow,
    MapAccount,
    MapDepartment,
    Paragraph,
    Section,
    SettlingChart,
    SettlingPoint,
    SupportChart,
    SupportRow,
    Table,
    TableColumn,
    TableRow,
    WeightChart,
    WeightRow,
)

PER_CENT = 100
MOST_POINTS = 40
FIRM = {Label.CLEAR, Label.LEANING}
FIND_AN_OWNER = "Find whose it is, or merge or close it"
CALLS = ("discuss now", "quick check", "agree to differ", "settled")


def subject_name(one: Recommendation) -> str:
    """Return a recommendation's subject as people say it: `HR on LinkedIn`."""
    return f"{one.department_name} on {one.platform_name}" if one.platform else one.department_name


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


@section("map", "Who speaks where, as a picture", "S2-28", "S2-30")
def account_map(decision: Decision) -> Section:
    """Return who speaks where, as a picture."""
    organisation = decision.situation.snapshot.organisation
    names = platform_names(decision.bank)
    mains = [one for one in decision.situation.accounts if one.main]
    central = decision.situation.names.get(organisation.central_department, "")
    accounts = [
        MapAccount(
            id="main",
            name=organisation.name,
            platforms=tuple(dict.fromkeys(names.get(one.platform, one.platform) for one in mains)),
            run_by=central or "the central team",
            audience=next((one.audience for one in mains if one.audience), "the public"),
            main=True,
        )
    ]
    departments = []
    whole = [one for one in decision.recommendations if not one.platform]
    for one in in_table_order(tuple(whole)):
        mine = _own_rows(one, decision.recommendations)
        account = f"own-{one.department}" if mine else "main"
        if mine:
            accounts.append(_own_account(account, mine, decision))
        departments.append(
            MapDepartment(
                name=one.department_name,
                model=AccountModel.OWN if mine else one.model,
                open=one.label not in FIRM,
                account=account,
            )
        )
    own = len(accounts) - 1
    speaking = (
        "One account speaks" if not own else f"{count_word(own + 1).capitalize()} accounts speak"
    )
    undecided = sum(one.model is None for one in departments)
    through = len(departments) - own - undecided
    parts = []
    if through or not undecided:
        verb = "speaks" if through == 1 else "speak"
        parts.append(f"{counted_words(through, 'department')} {verb} through the main one")
    if undecided:
        noun = "" if parts else (" department" if undecided == 1 else " departments")
        verb = "is" if undecided == 1 else "are"
        parts.append(f"{count_word(undecided)}{noun} {verb} undecided")
    headline = f"{speaking}; {', '.join(parts)}"
    chart = AccountMap(
        title="Who speaks where",
        how_to_read=(
            "Departments on the left, the accounts that speak in the middle, the people they "
            "speak to on the right. A dashed line is not firm yet."
        ),
        departments=tuple(departments),
        accounts=tuple(accounts),
    )
    return Section("map", "Who speaks where", headline, "Who speaks where", (chart,))


def _own_rows(one: Recommendation, every: tuple[Recommendation, ...]) -> tuple[Recommendation, ...]:
    mine = [other for other in every if other.department == one.department]
    return tuple(other for other in mine if other.model is AccountModel.OWN)


def _own_account(account: str, mine: tuple[Recommendation, ...], decision: Decision) -> MapAccount:
    department = mine[0].department
    existing = [one for one in decision.situation.accounts if one.department == department]
    kept = {one.platform_name for one in mine if one.platform}
    names = platform_names(decision.bank)
    if not kept:
        kept = {names.get(one.platform, one.platform) for one in existing if not one.main}
    people = [
        str(row.values["people"])
        for row in decision.situation.snapshot.rows("audiences")
        if row.values.get("department") == department
    ]
    central = any(one.operator is Operator.CENTRAL_TEAM for one in mine)
    return MapAccount(
        id=account,
        name=f"{mine[0].department_name}",
        platforms=tuple(sorted(kept)),
        run_by="the central team" if central else mine[0].department_name,
        audience=listed_few(people, 3) or "its own audience",
        main=False,
    )


@section("certainty", "How firm each decision is", "S2-27", "S2-23")
def certainty(decision: Decision) -> Section:
    """Return how firm each decision is, and why, exactly."""
    found = in_table_order(decision.recommendations)
    firm = sum(one.label in FIRM for one in found)
    open_ones = general_names([one for one in found if one.label not in FIRM], found)
    headline = f"{capital(counted_words(firm, 'decision is', 'decisions are'))} clear or leaning"
    if open_ones:
        verb = "is" if len(open_ones) == 1 else "are"
        headline += f"; {listed_few(open_ones, 3)} {verb} open"
    chart = SupportChart(
        title="How often each account model comes first",
        how_to_read=(
            "Of 100 ways of pairing one colleague's priorities with another's assessment, how "
            "many put each account model first, with room for slips and for a colleague nobody "
            f"heard. Clear from {decision.bank.threshold('clear_support'):.0f}, leaning from "
            f"{decision.bank.threshold('leaning_support'):.0f}."
        ),
        rows=tuple(
            SupportRow(subject_name(one), one.model, one.support, one.label.value) for one in found
        ),
    )
    blocks: list[Block] = [chart, _votes_table(found), _reasons_table(decision, found)]
    conditions = _conditions_table(found)
    if conditions:
        blocks.append(conditions)
    return Section("certainty", "How firm each decision is", headline, "How firm", tuple(blocks))


def _votes_table(found: tuple[Recommendation, ...]) -> Table:
    return Table(
        caption="Where each person's own answers and priorities point",
        columns=(
            TableColumn("Department"),
            *(TableColumn(MODEL_WORDS[model].capitalize(), number=True) for model in MODELS[::-1]),
            TableColumn("Answers", number=True),
        ),
        rows=tuple(
            TableRow(
                (
                    subject_name(one),
                    *(f"{one.votes.get(model.value, 0):.0f}" for model in MODELS[::-1]),
                    f"{one.answered} of {one.possible}",
                )
            )
            for one in found
        ),
        note="People whose answers put that account model first; ties go to less commitment.",
        folded=True,
    )


def _reasons_table(decision: Decision, found: tuple[Recommendation, ...]) -> Table:
    criteria = decision.bank.criteria
    rows = []
    for one in found:
        if not one.reasons:
            continue
        terms = {reason.criterion: reason.points for reason in one.reasons}
        rows.append(
            TableRow(
                (
                    subject_name(one),
                    MODEL_WORDS[one.model] if one.model else "",
                    *(signed(terms.get(criterion.id, 0.0)) for criterion in criteria),
                    signed(sum(terms.values())),
                )
            )
        )
    return Table(
        caption="What each criterion adds to the lead of the advice over the next account model",
        columns=(
            TableColumn("Department"),
            TableColumn("Advice"),
            *(TableColumn(criterion.label, number=True) for criterion in criteria),
            TableColumn("Lead", number=True),
        ),
        rows=tuple(rows),
        note=(
            "In points of 100; each row adds up to its lead. A negative lead means that another "
            "account model scores higher but is blocked, or too close to be preferred."
        ),
        folded=True,
    )


def _conditions_table(found: tuple[Recommendation, ...]) -> Table | None:
    words = {GateState.FAIL: "not met", GateState.UNKNOWN: "not known", GateState.PASS: "met"}
    rows = tuple(
        TableRow(
            (
                subject_name(one),
                MODEL_WORDS[gate.model],
                words[gate.state],
                gate.sentence,
                gate.remedy,
            )
        )
        for one in found
        for gate in one.gates
        if gate.state is not GateState.PASS and gate.model in {one.leader, one.model}
    )
    if not rows:
        return None
    return Table(
        caption="Conditions that are not met or not known",
        columns=(
            TableColumn("Department"),
            TableColumn("For"),
            TableColumn("State"),
            TableColumn("What was found", wide=True),
            TableColumn("What would clear it", wide=True),
        ),
        rows=rows,
        note="Conditions are about feasibility and safety, never about taste.",
        folded=True,
    )


@section("agenda", "What to talk about again", "S2-02", "S2-24")
def agenda(decision: Decision) -> Section | None:
    """Return what to talk about next and what to leave alone; None without answers."""
    settling, model = decision.study.settling, decision.study.model
    criteria = {
        question: decision.bank.criteria[place]
        for question, place in zip(model.questions, model.criterion_of_question, strict=True)
    }
    names = {one.subject: subject_name(one) for one in decision.recommendations}
    points = [
        SettlingPoint(
            label=f"{names[item.department]}: {criteria[item.question].label}",
            disagreement=item.mean_abs_difference or 0.0,
            value=item.alone,
            place=item.call.value,
        )
        for row in range(len(decision.situation.subjects))
        for item in items_of(settling, row)
        if item.mean_abs_difference is not None
    ]
    if not points:
        return None
    plan = [item for item in settling.plan if item.call.value in CALLS[:2]]
    tally = {call: sum(point.place == call for point in points) for call in CALLS}
    headline = (
        "Nothing that was asked needs another round"
        if not plan
        else f"{counted_words(len(plan), 'question is', 'questions are').capitalize()} worth "
        f"settling, first {names[plan[0].department]}: {criteria[plan[0].question].label}"
    )
    chart = SettlingChart(
        title="Disagreement and what settling it is worth",
        how_to_read=(
            "To the right: two colleagues differ by more steps. Upwards: settling the question "
            "would improve the decision by more points. Only the upper right is worth the room's "
            "time."
        ),
        points=tuple(sorted(points, key=lambda point: -point.value)[:MOST_POINTS]),
    )
    table = Table(
        caption="The agenda, the most useful first",
        columns=(
            TableColumn("Question", wide=True),
            TableColumn("Do"),
            TableColumn("Two people differ by", number=True),
            TableColumn("Worth", number=True),
        ),
        rows=tuple(
            TableRow(
                (
                    f"{names[item.department]}: {criteria[item.question].label}",
                    item.call.value,
                    _steps(item.mean_abs_difference),
                    f"{item.value:.1f}",
                )
            )
            for item in plan
        ),
        note="Worth: points of 100 gained once it is settled, after those above it.",
    )
    left = _left_alone(tally["agree to differ"], tally["settled"])
    blocks: tuple[Block, ...] = (
        (chart, table, Paragraph(left)) if plan else (chart, Paragraph(left))
    )
    return Section("agenda", "What to talk about next", headline, "Talk about", blocks)


def _left_alone(apart: int, settled: int) -> str:
    """Return in words what needs no more talk."""
    parts = []
    if apart:
        parts.append(
            f"Agree to differ on {counted(apart, 'question')}: people are apart there, but no "
            "agreement would change what to do."
        )
    parts.append(f"{counted_words(settled, 'question is', 'questions are').capitalize()} settled.")
    return " ".join(parts)


def _steps(difference: float | None) -> str:
    return "–" if difference is None else f"{difference:.1f} steps"


@section("weights", "What matters how much to whom", "S2-27")
def weights(decision: Decision) -> Section:
    """Return what matters how much to whom."""
    given = decision.situation.given(WEIGHTS)
    criteria, mean = decision.bank.criteria, decision.study.scores.weights
    if not given:
        text = (
            "Nobody has weighed the criteria against each other. They count equally in the scores; "
            "the stress test tries every possible weighting."
        )
        blocks: tuple[Block, ...] = (Paragraph(text),)
        headline = "Nobody has weighed the criteria yet"
        return Section("weights", "What matters most", headline, "Weights", blocks)
    order = sorted(range(len(criteria)), key=lambda place: -mean[place])
    shown = len(given) >= decision.bank.threshold("anonymity_k")
    rows = []
    for place in order:
        key = criteria[place].id
        shares = [
            PER_CENT * float(answer.value[key]) / sum(map(float, answer.value.values()))
            for answer in given
            if isinstance(answer.value, dict)
        ]
        rows.append(
            WeightRow(
                criteria[place].label,
                PER_CENT * float(mean[place]),
                tuple(sorted(round(share, 1) for share in shares)) if shown else (),
            )
        )
    first, last = criteria[order[0]].label, criteria[order[-1]].label
    headline = f"{first} matters most, {last} least"
    if PER_CENT * float(mean[order[0]] - mean[order[-1]]) < decision.bank.threshold("indifference"):
        headline = "All criteria matter about equally"
    chart = WeightChart(
        title="What each criterion weighs",
        how_to_read=(
            "Per cent of the whole: the mark is the group's mean"
            + (", each dot is one person. " if shown else ". ")
            + f"From {counted(len(given), 'person', 'people')}."
        ),
        rows=tuple(rows),
    )
    return Section("weights", "What matters most", headline, "Weights", (chart,))


@section("resources", "Hours offered and needed under each account model", "S2-17", "S2-04")
def capacity_blocks(decision: Decision) -> tuple[str, tuple[Block, ...]]:
    """Return the headline and the picture of hours needed against hours offered."""
    rows, unknown = [], []
    for one in in_table_order(decision.recommendations):
        load = decision.situation.loads[one.subject]
        if load.offer is None:
            unknown.append(subject_name(one))
            continue
        model = one.model or AccountModel.CENTRAL
        missing = load.shortfall(model)
        central = one.operator is Operator.CENTRAL_TEAM
        remark = "run by the central team" if central else _remark(load.offer - load.needs[model])
        rows.append(
            CapacityRow(
                label=subject_name(one),
                has=load.offer,
                needs=load.needs[model],
                model=one.model,
                others={
                    other.value: hours for other, hours in load.needs.items() if other is not model
                },
                remark=remark if one.model else "not decided",
                short=bool(missing) and not central and one.model is not None,
            )
        )
    short = [row for row in rows if row.short]
    if not rows:
        return "Nobody has said how many hours there are", ()
    if short:
        headline = f"{listed_few([row.label for row in short], 3)} " + (
            "lacks hours for its advice" if len(short) == 1 else "lack hours for their advice"
        )
    else:
        headline = "Every department that told its hours can carry its advice"
    chart = CapacityChart(
        title="Hours a week: offered and needed",
        how_to_read=(
            "The grey bar is what a department offers. The filled mark is what its advice takes, "
            "the small rings what the other account models would take."
        ),
        unit="hours a week",
        rows=tuple(rows),
    )
    note = f"Hours are not known for {listed(unknown)}." if unknown else ""
    return headline, (chart, Paragraph(note)) if note else (chart,)


def _remark(spare: float) -> str:
    if round(spare, 1) < 0:
        return f"{-spare:.1f} h short"
    return f"{spare:.1f} h to spare" if round(spare, 1) > 0 else "just enough"


@dataclass(frozen=True, slots=True)
class AccountStep:
    """One line of what happens to an account, existing or to be opened.

    Attributes:
        who: The department, with its platform; empty where nobody owns the account.
        account: Its name; empty for one that does not exist yet.
        words: The step in words.
        decided: Whether it rests on a decision.
    """

    who: str
    account: str
    today: str
    step: Step
    words: str
    decided: bool = True


def account_steps(decision: Decision) -> tuple[AccountStep, ...]:
    """Return one line an account, each account once, those to be opened included.

    An account in general is left out where the department opens or keeps one on a platform.
    """
    found = in_table_order(decision.recommendations)
    placed = {one.department for one in found if one.platform and one.model is AccountModel.OWN}
    lines = [
        AccountStep(
            subject_name(one),
            step.account,
            step.state_today,
            step.step,
            sentence(step.step.value).rstrip("."),
            one.model is not None,
        )
        for one in found
        for step in one.transitions
        if step.account
        or (step.step is Step.OPEN and (one.platform or one.department not in placed))
    ]
    lines += [
        AccountStep("", one.name, one.state.value, Step.DECIDE_FIRST, FIND_AN_OWNER)
        for one in decision.situation.accounts
        if not one.main and not one.department
    ]
    return tuple(lines)


@section("account_decision", "What happens to each account", "S2-30", "S2-26")
def transitions_table(decision: Decision) -> Table | None:
    """Return what happens to each account, and how."""
    steps = account_steps(decision)
    if not steps:
        return None
    return Table(
        caption="What happens to each account",
        columns=(
            TableColumn("Department"),
            TableColumn("Account"),
            TableColumn("Today"),
            TableColumn("Step"),
        ),
        rows=tuple(
            TableRow(
                (
                    step.who or "Nobody's",
                    step.account or "none yet",
                    step.today or "–",
                    step.words,
                )
            )
            for step in steps
        ),
        note=_schedule(decision),
    )


def _schedule(decision: Decision) -> str:
    value = decision.bank.threshold
    first, second = value("closing_notice_first_days"), value("closing_notice_second_days")
    return (
        f"A pilot: {value('trial_days_contributor'):.0f} days of supplying the main account, then "
        f"{value('trial_days_pilot'):.0f} days on trial, then the review. Closing takes "
        f"{value('closing_weeks'):.0f} weeks, with notices {first:.0f} and {second:.0f} days and "
        f"{value('closing_notice_last_hours'):.0f} hours before."
    )
