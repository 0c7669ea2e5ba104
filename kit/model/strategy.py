"""The finished whole: everything a report shows, as one object that can be stored and compared.

The analysis writes a Strategy, sentences included; `kit.show` draws and prints it and adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.model.decision import Finding, Recommendation
from kit.model.encoding import encode
from kit.model.report import Section

STRATEGY_SCHEMA = "social-strategy-kit/strategy/1"
STRATEGY_MIME = "application/vnd.strategy-kit.report+json"


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the few facts under the title: `Workshop` · `22 November 2026`."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ToSettle:
    """One thing to settle before the accounts open."""

    title: str
    text: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Strategy:
    """The finished whole.

    Attributes:
        headline: The decision, as the report's title.
        summary: Two or three sentences.
        recommendations: In the order of the decision table.
        to_settle: At most three things.
        method: What was assumed, one line each: errors, thresholds, versions, seed.
    """

    organisation: str
    headline: str
    summary: str
    facts: tuple[Fact, ...]
    recommendations: tuple[Recommendation, ...]
    to_settle: tuple[ToSettle, ...]
    findings: tuple[Finding, ...]
    sections: tuple[Section, ...]
    method: tuple[str, ...]
    sources: tuple[str, ...] = ()
    weights: dict[str, float] = field(default_factory=dict)
    workshop_date: str = ""
    department: str = ""
    language: str = "en-GB"
    content_version: str = ""
    kit_version: str = ""
    schema: str = STRATEGY_SCHEMA

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002  IPython's signature
        exclude: object = None,  # noqa: ARG002  as above
    ) -> dict[str, object]:
        """Return the whole for the notebook, where the exporters find it again."""
        return {STRATEGY_MIME: encode(self), "text/plain": f"{self.organisation}: {self.headline}"}
