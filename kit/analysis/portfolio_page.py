"""What many organisations' strategies have in common, and which of them stand out."""

from __future__ import annotations

from typing import Any

Stored = dict[str, Any]
URGENT = ("stop", "warn")
MOST_KEPT = 5


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


def _counted(words: Any) -> dict[str, int]:  # noqa: ANN401  any iterable of texts
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
