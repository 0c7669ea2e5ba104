"""All organisations of a batch compared, for the notebook that `kit batch` ends with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.analysis.portfolio_page import compare
from kit.errors import Problem, SourceError
from kit.show.portfolio import display

PORTFOLIO_MIME = "application/vnd.strategy-kit.portfolio+json"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What a batch's organisations have in common; a notebook shows it and stores it."""

    told: dict[str, Any]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002  IPython's
        """Return the comparison for a notebook, where the batch finds it again."""
        return {
            PORTFOLIO_MIME: self.told,
            "text/html": display(self.told),
            "text/plain": f"{len(self.told['rows'])} organisations",
        }


def portfolio(manifest: str) -> Portfolio:
    """Return the comparison of a batch's organisations, given its manifest's path.

    Raises:
        SourceError: There is no manifest there.
    """
    try:
        told = json.loads(Path(manifest).read_text(encoding="utf-8"))
        return Portfolio(compare(told))
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = f"a file that cannot be read ({type(error).__name__})"
        fix = "Name the manifest.json that `kit batch` wrote with this release."
        raise SourceError([Problem(manifest, found, "a batch's manifest", fix)]) from error
