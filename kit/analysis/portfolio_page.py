"""What many organisations' strategies have in common, and which of them stand out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from statistics import quantiles
from typing import Any

from kit.analysis import portfolio_words as words
from kit.analysis.wording import capital

Stored = dict[str, Any]
PORTFOLIO_SCHEMA = "social-strategy-kit/portfolio/2"
URGENT = ("stop", "warn")
MODELS = ("own", "contributor", "central", "open")
FIRM = ("clear", "leaning")
MOST_KEPT = 5
MOST_NAMED = 6
MOST_AGAIN = 12
OUTLYING = {
    "support": ("certain", " of 100"),
    "missing": ("answers missing", "%"),
    "stops": ("to stop", ""),
    "cares": ("to take care of", ""),
}
DONE = {"ok", "unchanged"}
SHOWN = (".html", ".pdf", ".docx", ".pptx", ".xlsx", ".zip")
WORST_STATE = ("fail", "unknown")


# --- one organisation -------------------------------------------------------------------------


def summarise(strategy: Stored) -> Stored:
    """Return what the portfolio compares of one strategy: each department counts once.

    Args:
        strategy: A Strategy as `kit.model.encoding.encode` stores it.
    """
    found = [one for one in strategy["recommendations"] if not one["platform"]]
    urgent = [one for one in strategy["findings"] if one["severity"] in URGENT]
    urgent.sort(key=lambda one: URGENT.index(one["severity"]))
    first = {one["rule"]: one for one in reversed(urgent)}
    of_each_rule = sorted(first.values(), key=urgent.index)
    return {
        "headline": strategy["headline"],
        "departments": len(found),
        "models": _counted(one["model"] or "open" for one in found),
        "labels": _counted(one["label"] for one in found),
        "support": _mean_support(found),
        "answered": sum(one["answered"] for one in found),
        "possible": sum(one["possible"] for one in found),
        "severities": _counted(one["severity"] for one in strategy["findings"]),
        "worst": [
            {key: one[key] for key in ("severity", "sentence", "rule")}
            for one in of_each_rule[:MOST_KEPT]
        ],
        "rules": {one["rule"]: one["severity"] for one in of_each_rule},
        "gates": _missed(strategy["recommendations"]),
    }


def _counted(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return dict(sorted(counts.items()))


def _mean_support(found: list[Stored]) -> float | None:
    """Return the mean support of the leading account models, 0 to 100; None without any."""
    shares = [max(one["support"].values()) for one in found if one["support"]]
    return round(sum(shares) / len(shares), 1) if shares else None


def _missed(found: list[Stored]) -> dict[str, str]:
    """Return each condition that is not met somewhere, and its worst state."""
    states: dict[str, str] = {}
    for gate in (gate for one in found for gate in one["gates"]):
        if gate["state"] == "fail" or (gate["state"] == "unknown" and gate["gate"] not in states):
            states[gate["gate"]] = gate["state"]
    return dict(sorted(states.items()))


# --- all of them ------------------------------------------------------------------------------


def compare(manifest: Stored) -> Stored:
    """Return everything the portfolio page shows of a batch's manifest, ready for JSON.

    Each organisation with a report is one row, and the page has them in several orders. An
    organisation stands out when a figure lies further from the middle half of all than one and a
    half times its width (Tukey's fences); with fewer than eight organisations none is said to.
    """
    entries = manifest["organisations"]
    rows = [_row(entry) for entry in entries]
    done = [row for row in rows if row["departments"]]
    _mark_outliers(done)
    summaries = [entry["summary"] for entry in entries if entry.get("summary")]
    models = _summed(one["models"] for one in summaries)
    labels = _summed(one["labels"] for one in summaries)
    failed = words.failures(entries)
    apart = [place for place, row in enumerate(rows) if row["stands_out"]]
    return {
        "schema": PORTFOLIO_SCHEMA,
        "headline": words.headline(models, done, len(rows)),
        "lead": words.lead(models, labels, failed),
        "facts": words.facts(models, done, failed, len(rows)),
        "tally": [[model, models[model]] for model in MODELS if models.get(model)],
        "rows": rows,
        "orders": _orders(rows),
        "table": words.table_headline(done),
        "spread": words.spread_headline(done),
        "apart": words.apart_headline(len(apart)),
        "outliers": apart,
        "gaps": _gaps(summaries),
        "again": _again(rows, entries),
        "failed": failed,
    }


def _row(entry: Stored) -> Stored:
    summary = entry.get("summary") or {}
    severities = summary.get("severities", {})
    possible = summary.get("possible", 0)
    models = summary.get("models", {})
    labels = summary.get("labels", {})
    return {
        "name": entry["name"] or entry["source"],
        "link": _link(entry),
        "status": entry["status"],
        "why": entry["message"],
        "headline": summary.get("headline", ""),
        "departments": summary.get("departments", 0),
        "models": {model: models[model] for model in MODELS if models.get(model)},
        "mostly": max(reversed(MODELS), key=lambda model: models.get(model, 0)),
        "labels": labels,
        "firm": sum(labels.get(label, 0) for label in FIRM),
        "support": summary.get("support"),
        "missing": round(100 - 100 * summary["answered"] / possible, 1) if possible else None,
        "stops": severities.get("stop", 0),
        "cares": severities.get("warn", 0),
        "worst": [one["sentence"] for one in summary.get("worst", [])],
        "stands_out": [],
        "far": False,
    }


def _link(entry: Stored) -> str:
    """Return the document to open: the page where there is one, and never a bare notebook."""
    if entry["status"] not in DONE:
        return str(entry["log"])
    paths = [one["path"] for one in entry["outputs"]]
    shown = [path for end in SHOWN for path in paths if path.endswith(end)]
    return shown[0] if shown else ""


def _mark_outliers(done: list[Stored]) -> None:
    for key, (label, unit) in OUTLYING.items():
        values = [row[key] for row in done if row[key] is not None]
        low, high = _fences(values)
        for row in done:
            if row[key] is not None and not low <= row[key] <= high:
                row["stands_out"].append(f"{row[key]:g}{unit} {label}")
                row["far"] = row["far"] or key == "support"


def _fences(values: list[float]) -> tuple[float, float]:
    if len(values) < words.FEW:
        return float("-inf"), float("inf")
    first, _, third = quantiles(values, n=4, method="inclusive")
    width = 1.5 * (third - first)
    return first - width, third + width


ORDERS: dict[str, tuple[str, Callable[[Stored], Any]]] = {
    "name": ("name", lambda row: row["name"].casefold()),
    "own": ("most own accounts", lambda row: -row["models"].get("own", 0) / row["departments"]),
    "certain": ("least certain", lambda row: 101 if row["support"] is None else row["support"]),
    "missing": ("most answers missing", lambda row: -(row["missing"] or 0)),
    "urgent": ("most to stop", lambda row: (-row["stops"], -row["cares"])),
}
"""How the table can be sorted; the last one is shown first. Equal ones follow the name."""


def _orders(rows: list[Stored]) -> list[Stored]:
    """Return each order with the places of the rows that have a report."""
    shown = [place for place, row in enumerate(rows) if row["departments"]]
    shown.sort(key=lambda place: (rows[place]["name"].casefold(), place))
    return [
        {"id": key, "label": label, "rows": sorted(shown, key=lambda place: rule(rows[place]))}
        for key, (label, rule) in ORDERS.items()
    ]


def _gaps(summaries: list[Stored]) -> Stored:
    counts: dict[str, Counter[str]] = {}
    for summary in summaries:
        for gate, state in summary["gates"].items():
            counts.setdefault(gate, Counter())[state] += 1
    items: list[Stored] = [
        {"label": words.condition(gate), **{state: found[state] for state in WORST_STATE}}
        for gate, found in counts.items()
    ]
    items.sort(key=lambda item: (-item["fail"], -item["unknown"], item["label"]))
    return {
        "headline": words.gaps_headline(items, len(summaries)),
        "of": len(summaries),
        "items": items,
    }


def _again(rows: list[Stored], entries: list[Stored]) -> Stored:
    """Return the urgent findings seen most often, each with where, and one as an example."""
    places: dict[str, list[int]] = {}
    severities: dict[str, str] = {}
    examples: dict[str, Stored] = {}
    for place, entry in enumerate(entries):
        summary = entry.get("summary") or {"rules": {}, "worst": []}
        for rule, severity in summary["rules"].items():
            places.setdefault(rule, []).append(place)
            severities[rule] = severity
        for one in summary["worst"]:
            examples.setdefault(one["rule"], {"sentence": one["sentence"], "row": place})
    ordered = sorted(
        places, key=lambda rule: (URGENT.index(severities[rule]), -len(places[rule]), rule)
    )
    items = [
        {
            "severity": severities[rule],
            "label": capital(rule.replace("_", " ")),
            "count": len(places[rule]),
            "rows": places[rule][:MOST_NAMED],
            "example": examples.get(rule),
        }
        for rule in ordered[:MOST_AGAIN]
    ]
    done = sum(1 for row in rows if row["departments"])
    return {
        "headline": words.again_headline(items, done),
        "more": max(0, len(ordered) - MOST_AGAIN),
        "items": items,
    }


def _summed(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total.most_common())
