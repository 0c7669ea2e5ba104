"""What many organisations' strategies have in common, and which stand out."""

from __future__ import annotations

from typing import Any

from kit.model.strategy import Strategy


def summarise(strategy: Strategy) -> dict[str, Any]:
    """Return what the portfolio compares of one strategy, ready for JSON."""
    return {"departments": len(strategy.recommendations)}
