"""Manifests of batches that never ran, compared."""

from __future__ import annotations

import json
import re
from typing import Any

from kit.analysis.portfolio_page import compare


def summary(support: float = 60.0, **more: Any) -> dict[str, Any]:  # noqa: ANN401  passed on as it is
    """Return what a batch keeps of one strategy."""
    return {
        "headline": "Two departments stay central.",
        "departments": 2,
        "models": {"central": 1, "own": 1},
        "labels": {"clear": 1, "contested": 1},
        "support": support,
        "answered": 90,
        "possible": 100,
        "severities": {"stop": 1},
        "worst": [{"severity": "stop", "sentence": "There is no crisis plan", "rule": "no_crisis"}],
        "rules": {"no_crisis": "stop"},
        "gates": {"hours": "fail"},
        **more,
    }


def entry(name: str, status: str = "ok", **more: Any) -> dict[str, Any]:  # noqa: ANN401  passed on as it is
    """Return what a manifest says of one organisation."""
    key = re.sub(r"\W+", "-", name.casefold())
    page = {"path": f"{key}/strategy.html", "sha256": "0", "size": 1}
    return {
        "id": key,
        "source": f"in/{key}.json",
        "name": name,
        "status": status,
        "outputs": [page] if status == "ok" else [],
        "code": "",
        "message": "",
        "log": "" if status == "ok" else f"failures/{key}.txt",
        "problems": [],
        "summary": summary() if status == "ok" else None,
        **more,
    }


def told(*entries: dict[str, Any]) -> dict[str, Any]:
    """Return the comparison, which is plain JSON."""
    found = compare({"organisations": list(entries)})
    assert json.loads(json.dumps(found)) == found
    return found
