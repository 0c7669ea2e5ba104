"""One department's page: what we ask of you, in hours a month, and what you get back."""

from __future__ import annotations

from kit.analysis.asks import asks
from kit.analysis.looking import day, number, span, text
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, long_date
from kit.model.decision import Recommendation
from kit.model.report import Block, Paragraph, Section, Table, TableColumn, TableRow
from kit.model.workshop import Row

WEEKS_A_MONTH = 30.4375 / 7
OPEN_LINE = "nothing has been agreed yet."


@section(
    "ask",
    "What we ask of you, what you get back, hours a month",
    *("S0-46", "S0-57", "S4-28", "S0-45", "S4-25"),
)
def what_we_ask(situation: Situation, department: str, mine: tuple[Recommendation, ...]) -> Section:
    """Return the page; situation.viewer must be the department, so that it reads what it may."""
    name = situation.names[department]
    load = situation.loads[department]
    needed = max((load.needs[one.model] for one in mine if one.model), default=None)
    asked = _hours(situation, department)
    extra = sum(hours for _, hours, _ in asked)
    text_ = f"How many hours a month {name} should give is not known before it is decided."
    headline = "What we ask of you is not decided yet"
    if needed is not None:
        month = needed * WEEKS_A_MONTH
        headline = f"We ask for about {counted(round(month + extra), 'hour')} a month"
        offer = f"{name} has not said how many it can give."
        if load.offer is not None:
            offer = f"{name} offers {load.offer * WEEKS_A_MONTH:.0f}."
        parts = f"{month:.0f} for what is advised"
        parts += f" and {extra:.0f} for the work below" if extra else ""
        text_ = f"About {counted(round(month + extra), 'hour')} a month: {parts}. {offer}"
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
