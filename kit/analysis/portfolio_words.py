"""The sentences of the page that compares organisations."""

from __future__ import annotations

from statistics import median, quantiles
from typing import Any

from kit.analysis.wording import capital, count_word, counted, listed
from kit.errors import Problem

Stored = dict[str, Any]
VERBS = {
    "own": ("speaks for itself", "speak for themselves"),
    "contributor": ("feeds the main account", "feed the main account"),
    "central": ("stays central", "stay central"),
    "open": ("is not decided", "are not decided"),
}
CONDITIONS = {
    "admins": "Two administrators for each account",
    "approver": "Somebody who approves posts",
    "contributor_hours": "Hours to contribute",
    "crisis": "A contact in a crisis",
    "goals_alone": "More than goals that speak for an own account",
    "hours": "Enough hours to run an account",
    "legal": "A contact for legal questions",
    "liaison": "A contact in the central team",
    "life": "A reason to last",
    "monitoring": "Hours to watch for replies",
    "posts": "Enough to post",
}
WHY = {
    "refused-input": (
        "The source could not be read",
        "Mend what is named here and run the same command again.",
    ),
    "timeout": (
        "It took longer than a report may",
        "Look for an endless loop in cells of your own, or allow more with --seconds.",
    ),
    "memory": (
        "It needed more memory than a report may",
        "Look for what a cell of your own keeps, or allow more with --memory.",
    ),
    "killed": (
        "Its process ended before the report did",
        "Look for what ends Python in cells of your own; otherwise for lack of memory.",
    ),
    "failed": (
        "A cell of the notebook failed",
        "The file beside each name says which, and why.",
    ),
    "not-run": (
        "It was not rendered in this run",
        "Run the same command again; what is done is not done twice.",
    ),
}
MOST_SHOWN = 3
FEW = 8
"""Fewer organisations than this have no middle half worth telling, and no outliers."""


def headline(models: dict[str, int], done: list[Stored], sources: int) -> str:
    """Return the page's title: what is advised most."""
    total = sum(models.values())
    if not total:
        return "No organisation has a strategy yet" if sources else "No organisation was named"
    if len(done) == 1:
        return f"One organisation: {done[0]['headline']}"
    model = next(iter(models))
    where = f"Across {count_word(len(done))} organisations"
    if models[model] == total:
        return f"{where}, every department {VERBS[model][0]}"
    return f"{where}, {models[model]:,} of {total:,} departments {VERBS[model][1]}"


def lead(models: dict[str, int], labels: dict[str, int], failed: Stored) -> str:
    """Return two or three sentences: what else is advised, how certain, what is missing."""
    said = []
    others = [f"{count:,} {_verb(model, count)}" for model, count in list(models.items())[1:]]
    if others:
        said.append(f"{listed(others)}.")
    if total := sum(models.values()):
        firm = labels.get("clear", 0) + labels.get("leaning", 0)
        close = labels.get("contested", 0) + labels.get("too close to call", 0)
        said.append(
            f"The advice is clear or leaning for {firm:,} of {total:,}, and contested or too "
            f"close to call for {close:,}."
        )
    if failed["count"]:
        said.append(f"{failed['headline']}.")
    return " ".join(said)


def _verb(model: str, count: int) -> str:
    return VERBS[model][0 if count == 1 else 1]


def _without(count: int, total: int) -> str:
    verb = "has" if count == 1 else "have"
    return f"{count_word(count)} of {counted(total, 'organisation')} {verb} no report"


def facts(
    models: dict[str, int], done: list[Stored], failed: Stored, sources: int
) -> list[list[str]]:
    """Return the few figures under the title."""
    found = [["Organisations", f"{sources:,}"], ["With a report", f"{sources - failed['count']:,}"]]
    if done:
        found.append(["Departments", f"{sum(models.values()):,}"])
        found.append(["To stop", counted(sum(row["stops"] for row in done), "finding")])
    certain = [row["support"] for row in done if row["support"] is not None]
    if certain:
        found.append(["Median certainty", f"{median(certain):.0f} of 100"])
    return found


def table_headline(done: list[Stored]) -> str:
    """Return the finding above the table."""
    stop = sum(1 for row in done if row["stops"])
    if not done:
        return "There is nothing to compare yet"
    if not stop:
        return "No organisation has anything to stop"
    return f"{capital(count_word(stop))} of {len(done):,} have something to stop first"


def spread_headline(done: list[Stored]) -> str:
    """Return the finding above the picture: where the middle half lies, and how many do not."""
    certain = sorted(row["support"] for row in done if row["support"] is not None)
    if len(certain) < 2:  # noqa: PLR2004  nothing to compare with
        return "How certain the advice is"
    if len(certain) < FEW:
        return f"The organisations lie between {certain[0]:.0f} and {certain[-1]:.0f} of 100"
    first, _, third = quantiles(certain, n=4, method="inclusive")
    apart = sum(1 for row in done if row["far"])
    half = f"Half of the organisations lie between {first:.0f} and {third:.0f} of 100"
    if not apart:
        return f"{half}, and none is far off"
    return f"{half}, and {count_word(apart)} {'is' if apart == 1 else 'are'} far off"


def apart_headline(count: int) -> str:
    """Return how many stand out."""
    noun = "organisation is" if count == 1 else "organisations are"
    return f"{capital(count_word(count))} {noun} unlike the others"


def condition(gate: str) -> str:
    """Return a condition of an account in words."""
    return CONDITIONS.get(gate, capital(gate.replace("_", " ")))


def gaps_headline(items: list[Stored], total: int) -> str:
    """Return the gap that is met most often."""
    if not items:
        return "Every condition of an account is met"
    worst = items[0]
    count = worst["fail"] or worst["unknown"]
    state = "missing" if worst["fail"] else "not known"
    label = worst["label"][:1].lower() + worst["label"][1:]
    return f"The commonest gap: {label}, {state} in {count:,} of {total:,}"


def again_headline(items: list[Stored], total: int) -> str:
    """Return which urgent finding comes again most often."""
    if not items:
        return "Nothing urgent was found"
    first = max(items, key=lambda item: item["count"])
    return f"“{first['label']}” comes up in {first['count']:,} of {total:,}"


def failures(entries: list[Stored]) -> Stored:
    """Return what has no report, grouped by why, with what to do."""
    groups: dict[str, list[Stored]] = {}
    for entry in entries:
        if not entry.get("summary"):
            reason = "memory" if entry["code"] == "memory" else entry["status"]
            groups.setdefault(reason, []).append(_failure(entry))
    told = [
        {"why": why, "fix": fix, "items": groups[reason]}
        for reason, (why, fix) in WHY.items()
        if reason in groups
    ]
    count = sum(len(group["items"]) for group in told)
    return {
        "headline": capital(_without(count, len(entries))) if count else "",
        "count": count,
        "groups": told,
    }


def _failure(entry: Stored) -> Stored:
    problems = [str(Problem(**one)) for one in entry["problems"]]
    lines = problems[:MOST_SHOWN]
    if not problems and entry["message"]:
        lines = [capital(f"{entry['message']}.")]
    return {
        "name": entry["name"] or entry["source"],
        "source": entry["source"] if entry["name"] else "",
        "link": entry["log"],
        "lines": lines,
        "more": max(0, len(problems) - MOST_SHOWN),
    }
