"""Goals that cannot be reached or measured as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted_words, listed_few
from kit.model.decision import Evidence, Severity
from kit.model.workshop import Row


@rule(Severity.WARN, "article-communication", "S0-01")
def goal_without_measure_or_owner(situation: Situation) -> Iterator[Spotted]:
    """A goal lacks a measure or an owner."""
    rows = situation.snapshot.rows("goals")
    lacking = [
        str(row.values.get("goal"))
        for row in rows
        if not (row.values.get("measure") or row.values.get("measure_note"))
        or not row.values.get("owner")
    ]
    if lacking:
        count = counted_words(len(lacking), "goal lacks", "goals lack").capitalize()
        yield Spotted(
            f"{count} a measure or an owner: {listed_few(lacking, 3)}",
            "name for each what will be counted and who answers for it",
            Evidence(rows=len(rows), from_=("goals",)),
        )


@rule(Severity.WARN, "article-communication", "S0-16")
def followers_only(situation: Situation) -> Iterator[Spotted]:
    """The only thing anybody counts is followers."""
    rows = situation.snapshot.rows("goals")
    measures = {measure for row in rows if (measure := _measure(row))}
    if measures == {"followers"}:
        yield Spotted(
            "The only measure is the number of followers",
            "add a measure of engagement: what people do, not how many there are",
            Evidence(rows=len(rows), from_=("goals",)),
        )


def _measure(row: Row) -> str:
    """Return what a goal is measured by; followers counted under another name are followers."""
    measure, note = (str(row.values.get(key) or "") for key in ("measure", "measure_note"))
    counted = "follower" in note.casefold() and measure in {"", "other"}
    return "followers" if counted else measure or note


@rule(Severity.NOTE, "article-questions", "S4-15")
def departments_without_goals(situation: Situation) -> Iterator[Spotted]:
    """Goals do not reflect the whole company."""
    rows = situation.snapshot.rows("goals")
    if not rows:
        return
    named = {str(row.values.get("department")) for row in rows if row.values.get("department")}
    named |= {
        str(other)
        for row in rows
        if isinstance(shared := row.values.get("shared_with"), list)
        for other in shared
    }
    missing = [one.name for one in situation.departments if one.id not in named]
    if missing:
        yield Spotted(
            f"No goal names {listed_few(missing, 5, last='or')}",
            "ask what social media should do for them",
            Evidence(rows=len(rows), from_=("goals",)),
        )


@rule(Severity.WARN, "article-accounts", "S2-09")
def no_company_goal(situation: Situation) -> Iterator[Spotted]:
    """A decision about accounts without any goal of the company."""
    rows = situation.snapshot.rows("goals")
    if not any(row.values.get("level") == "company" for row in rows):
        yield Spotted(
            "No goal of the whole company has been written down",
            "agree on three to five before deciding about accounts: goals come first",
            Evidence(rows=len(rows), from_=("goals",)),
        )


@rule(Severity.NOTE, "article-questions", "S4-03")
def company_goal_nobody_carries(situation: Situation) -> Iterator[Spotted]:
    """A goal of the company to which no department's goal is tied."""
    rows = situation.snapshot.rows("goals")
    company = {row.id: str(row.values.get("goal")) for row in rows if _of_company(row)}
    own = [row for row in rows if not _of_company(row)]
    tied = {str(row.values.get("supports") or "") for row in own}
    bare = [name for key, name in company.items() if key not in tied]
    if own and bare:
        verb = "is" if len(bare) == 1 else "are"
        yield Spotted(
            f"{listed_few([f'“{name}”' for name in bare], 3)} {verb} carried by no department's "
            "goal",
            "ask each department which of its goals helps there, or drop the goal",
            Evidence(rows=len(rows), from_=("goals",)),
        )


def _of_company(row: Row) -> bool:
    return row.values.get("level") == "company"
