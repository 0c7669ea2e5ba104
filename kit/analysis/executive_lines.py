"""The lines for those who read one page: what we gain, what we will do, what is not safe yet."""

from __future__ import annotations

from kit.analysis.asks import balances
from kit.analysis.calendar_chapter import headline as calendar_headline
from kit.analysis.following_up import due
from kit.analysis.looking import text
from kit.analysis.replying import headline as replies_headline
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, listed_few, long_date, sentence
from kit.analysis.working_together import coverage
from kit.model.report import Section, Table, TableColumn, TableRow


@section(
    "in_short",
    "Executive lines: what we gain, what we do, what is not safe",
    *("S0-04", "S0-58", "S1-08", "S4-16"),
)
def in_short(situation: Situation) -> Section | None:
    """Return what an executive needs of the chapters on working together; None without any."""
    lines = [
        ("Working together", _coverage(situation)),
        ("What departments gain", _gains(situation)),
        ("Answering and crises", _replies(situation)),
        ("The calendar", _calendar(situation)),
        ("Who carries the plan", _signed(situation)),
        ("Next", _next(situation)),
    ]
    rows = tuple(TableRow((label, sentence(words))) for label, words in lines if words)
    if len(rows) < 2:  # noqa: PLR2004  one line alone says nothing the chapters do not
        return None
    columns = (TableColumn("About"), TableColumn("In one sentence", wide=True))
    table = Table("For those who read one page", columns, rows)
    headline = sentence(lines[0][1] or rows[0].cells[1]).rstrip(".")
    return Section("in_short", "In short", headline, "In short", (table,))


def _coverage(situation: Situation) -> str:
    agreed, needed = coverage(situation)
    if not needed:
        return ""
    return f"{agreed} of {counted(needed, 'thing')} departments ask of each other are agreed"


def _gains(situation: Situation) -> str:
    if not situation.snapshot.rows("give_and_get") and not situation.snapshot.rows("asks"):
        return ""
    gaining = sum(one.gets > 0 for one in balances(situation))
    only_give = [situation.names[one.department] for one in balances(situation)
                 if one.gives and not one.gets]  # fmt: skip
    words = f"{gaining} of {counted(len(situation.departments), 'department')} get something back"
    verb = "gives" if len(only_give) == 1 else "give"
    return f"{words}; {listed_few(only_give)} only {verb}" if only_give else words


def _replies(situation: Situation) -> str:
    if not situation.snapshot.rows("crisis_plan"):
        return ""
    return replies_headline(situation)


def _calendar(situation: Situation) -> str:
    return calendar_headline(situation) if situation.shown.rows("calendar_items") else ""


def _signed(situation: Situation) -> str:
    rows = situation.snapshot.rows("sign_offs")
    if not rows:
        return ""
    signed = {text(row, "department") for row in rows if text(row, "signed_on")}
    return f"{len(signed)} of {counted(len(situation.departments), 'department')} have signed"


def _next(situation: Situation) -> str:
    ahead = [one for one in due(situation) if not one.overdue]
    if not ahead:
        return ""
    one = ahead[0]
    who = f", {one.who}" if one.who else ""
    return f"{one.kind}: {one.what} on {long_date(one.day.isoformat())}{who}"
