"""One department's page: what we ask of you, in hours a month, and what you get back."""

from __future__ import annotations

from kit.analysis.asks import asks
from kit.analysis.looking import day, number, span, text
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import capital, counted, long_date
from kit.model.content import AccountModel
from kit.model.decision import Operator, Recommendation
from kit.model.report import Block, Paragraph, Section, Table, TableColumn, TableRow
from kit.model.workshop import Row

WEEKS_A_MONTH = 30.4375 / 7
MANY_PEOPLE = 5
OPEN_LINE = "nothing has been agreed yet."


@section(
    "ask",
    "What we ask of you, what you get back, hours a month",
    *("S0-46", "S0-57", "S4-28", "S0-45", "S4-25"),
)
def what_we_ask(situation: Situation, department: str, mine: tuple[Recommendation, ...]) -> Section:
    """Return the page; situation.viewer must be the department, so that it reads what it may."""
    name = situation.names[department]
    needed = _needed(situation, mine)
    asked = _hours(situation, department)
    extra = sum(hours for _, hours, _ in asked)
    text_ = f"How many hours a month {name} should give is not known before it is decided."
    headline = "What we ask of you is not decided yet"
    if needed is not None:
        month = needed * WEEKS_A_MONTH
        whole = f"about {counted(round(month + extra), 'hour')}"
        whole = whole if round(month + extra) else "no regular hours"
        headline = f"We ask for {whole}{' a month' if round(month + extra) else ''}"
        parts = f"{round(month):,} for what is advised"
        parts += f" and {round(extra):,} for the work below" if extra else ""
        about = f"{capital(whole)} a month: {parts}." if round(month + extra) else ""
        more = (about, _much(situation, needed), _offer(situation, name, mine))
        text_ = " ".join(part for part in more if part)
    blocks: list[Block] = [Paragraph(text_)]
    if asked:
        blocks.append(_hours_table(asked))
    blocks += [
        _side(situation, department, "giver", "What you give"),
        _side(situation, department, "receiver", "What you get back"),
    ]
    gains = [row for row in situation.shown.rows("give_and_get") if text(row, "department") ==
             department and text(row, "gets")]  # fmt: skip
    blocks += [Paragraph(f"What you gain: {text(row, 'gets')}{_measure(row)}") for row in gains]
    label = "What we ask of you, what you get back"
    return Section("ask", label, headline, "We ask", tuple(blocks), department=department)


def _needed(situation: Situation, mine: tuple[Recommendation, ...]) -> float | None:
    """Return the hours a week that what is advised takes of the department; None when undecided.

    Own accounts on several platforms add up. An account that the central team runs takes only
    what the department offers for it.
    """
    own = [one for one in mine if one.model is AccountModel.OWN]
    placed = [one for one in own if one.platform]
    if own:
        return sum(_own_hours(situation, one) for one in placed or own)
    needs = [situation.loads[one.subject].needs[one.model] for one in mine if one.model]
    return max(needs, default=None)


def _own_hours(situation: Situation, one: Recommendation) -> float:
    load = situation.loads[one.subject]
    needed = load.needs[AccountModel.OWN]
    central = one.operator is Operator.CENTRAL_TEAM
    return min(load.offer or 0.0, needed) if central else needed


def _much(situation: Situation, needed: float) -> str:
    """Return a question where nobody can mean so many hours; nothing otherwise."""
    value = situation.bank.threshold
    week = (value("working_day_end") - value("working_day_start")) * value("working_days_a_week")
    people = round(needed / week)
    if people < MANY_PEOPLE:
        return ""
    return (
        f"That is the work of {people:,} people all week: look again at the posts and messages "
        "a week that were given."
    )


def _offer(situation: Situation, name: str, mine: tuple[Recommendation, ...]) -> str:
    keys = [mine[0].department, *(one.subject for one in mine)] if mine else []
    offers = [offer for key in keys if (offer := situation.loads[key].offer) is not None]
    said = f"{name} has not said how many it can give."
    if offers:
        said = f"{name} offers {round(max(offers) * WEEKS_A_MONTH):,}."
    run = [one.operator for one in mine if one.operator]
    central = bool(run) and all(one is Operator.CENTRAL_TEAM for one in run)
    return f"The central team runs its account. {said}" if central else said


def _measure(row: Row) -> str:
    measure = text(row, "measure")
    return f" (seen by: {measure})." if measure else "."


def _hours(situation: Situation, department: str) -> list[tuple[str, float, str]]:
    found = []
    for row in situation.shown.rows("hours_asked"):
        if text(row, "department") == department:
            when = span(row, "when")
            dates = (
                f"{long_date(when[0].isoformat())} to {long_date(when[1].isoformat())}"
                if when
                else "all year"
            )
            found.append((text(row, "what"), number(row, "hours_a_month") or 0.0, dates))
    return found


def _hours_table(asked: list[tuple[str, float, str]]) -> Table:
    return Table(
        caption="Work we ask you for",
        columns=(
            TableColumn("What", wide=True),
            TableColumn("Hours a month", number=True),
            TableColumn("When"),
        ),
        rows=tuple(TableRow((what, f"{hours:g}", when)) for what, hours, when in asked),
    )


def _side(situation: Situation, department: str, column: str, caption: str) -> Block:
    rows = [
        TableRow(
            (
                text(row, "what"),
                text(row, "owner") or "nobody named",
                long_date(text(row, "due")) or "no date",
            )
        )
        for row in situation.shown.rows("commitments")
        if text(row, column) == department and text(row, "state") != "dropped"
    ]
    known = {row.id: row for row in situation.shown.rows("asks")}
    for ask in asks(situation):
        mine = ask.giver if column == "giver" else ask.receiver
        if mine != department or ask.state == "not_needed" or ask.id not in known:
            continue
        due = day(known[ask.id], "due")
        when = "there" if ask.state == "have" else long_date(due.isoformat()) if due else "no date"
        rows.append(TableRow((ask.what, text(known[ask.id], "owner") or "nobody named", when)))
    if not rows:
        return Paragraph(f"{caption}: {OPEN_LINE}")
    columns = (TableColumn("What", wide=True), TableColumn("Who"), TableColumn("By"))
    return Table(caption, columns, tuple(rows))
