"""What many organisations' strategies have in common, and which of them stand out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import quantiles
from typing import Any

Stored = dict[str, Any]
URGENT = ("stop", "warn")
MOST_KEPT = 5
OUTLYING = {
    "support": "mean support",
    "missing": "% of answers missing",
    "urgent": "urgent findings",
}
FEWEST = 8
DONE = {"ok", "unchanged"}


def summarise(strategy: Stored) -> Stored:
    """Return what the portfolio compares of one strategy.

    Args:
        strategy: A Strategy as `kit.model.encoding.encode` stores it.
    """
    found = strategy["recommendations"]
    findings = strategy["findings"]
    return {
        "headline": strategy["headline"],
        "departments": len({one["department"] for one in found}),
        "models": _counted(one["model"] or "open" for one in found),
        "labels": _counted(one["label"] for one in found),
        "support": _mean_support(found),
        "answered": sum(one["answered"] for one in found),
        "possible": sum(one["possible"] for one in found),
        "severities": _counted(one["severity"] for one in findings),
        "worst": [
            {"severity": one["severity"], "sentence": one["sentence"], "rule": one["rule"]}
            for severity in URGENT
            for one in findings
            if one["severity"] == severity
        ][:MOST_KEPT],
        "rules": sorted({one["rule"] for one in findings if one["severity"] in URGENT}),
        "gates": sorted({gate["gate"] for one in found for gate in _missed(one)}),
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


def _missed(recommendation: Stored) -> list[Stored]:
    return [gate for gate in recommendation["gates"] if gate["state"] != "pass"]


def compare(manifest: Stored) -> Stored:
    """Return what the portfolio page shows of a batch's manifest, ready for JSON.

    Each organisation is one row: how it ended, its account models, how certain, how many answers
    are missing, how many urgent findings, and why it stands out. An organisation stands out when
    a figure lies further from the middle half of all than one and a half times its width (Tukey's
    fences); with fewer than eight organisations nothing is called an outlier.
    """
    entries = manifest["organisations"]
    rows = [_row(entry) for entry in entries]
    done = [row for row in rows if row["departments"]]
    for key, label in OUTLYING.items():
        low, high = _fences([row[key] for row in done if row[key] is not None])
        for row in done:
            if row[key] is not None and not low <= row[key] <= high:
                row["stands_out"].append(f"{label}: {row[key]:g}")
    summaries = [entry["summary"] for entry in entries if entry.get("summary")]
    return {
        "rows": rows,
        "models": _summed(one["models"] for one in summaries),
        "labels": _summed(one["labels"] for one in summaries),
        "gaps": _most(name for one in summaries for name in one["gates"]),
        "rules": _most(name for one in summaries for name in one["rules"]),
    }


def _row(entry: Stored) -> Stored:
    summary = entry.get("summary") or {}
    severities = summary.get("severities", {})
    possible = summary.get("possible", 0)
    documents = [one["path"] for one in entry["outputs"] if not one["path"].endswith(".ipynb")]
    return {
        "name": entry["name"] or entry["source"],
        "link": documents[0] if documents and entry["status"] in DONE else entry["log"],
        "status": entry["status"],
        "why": entry["message"],
        "departments": summary.get("departments", 0),
        "models": summary.get("models", {}),
        "labels": summary.get("labels", {}),
        "support": summary.get("support"),
        "missing": round(100 - 100 * summary["answered"] / possible, 1) if possible else None,
        "urgent": sum(severities.get(word, 0) for word in URGENT),
        "worst": [one["sentence"] for one in summary.get("worst", [])][:2],
        "stands_out": [],
    }


def _fences(values: list[float]) -> tuple[float, float]:
    if len(values) < FEWEST:
        return float("-inf"), float("inf")
    first, _, third = quantiles(values, n=4, method="inclusive")
    width = 1.5 * (third - first)
    return first - width, third + width


def _summed(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total.most_common())


def _most(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names).most_common(10))
