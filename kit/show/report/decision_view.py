"""The decision table as plain data: a row a subject, by account model, and how many hold each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.model.content import AccountModel
from kit.show import palette, words
from kit.show.cleaning import CELL, NAME, cap

if TYPE_CHECKING:
    from kit.model.strategy import Strategy
    from kit.show.report.medium import View


def tally(strategy: Strategy) -> list[View]:
    """Return how many departments each account model holds, in the order of the table.

    A department counts once, as in the title: with its own account as soon as it has one anywhere.
    """
    models: dict[str, AccountModel | None] = {}
    for one in sorted(strategy.recommendations, key=lambda one: bool(one.platform)):
        if not one.platform or one.model is AccountModel.OWN:
            models[one.department] = one.model
    counts = list(models.values())
    return [
        {"model": look.key, "word": look.counted(count), "count": count}
        for model, look in palette.LOOKS.items()
        if (count := counts.count(model))
    ]


def groups(strategy: Strategy) -> list[View]:
    """Return the rows of the decision table by account model, in the order of the tally."""
    names = {r.department: r.department_name for r in strategy.recommendations}
    return [
        {
            "model": look.key,
            "word": look.group,
            "note": look.note,
            "rows": _joined(
                [_decision(r, names) for r in strategy.recommendations if r.model is model]
            ),
        }
        for model, look in palette.LOOKS.items()
        if any(r.model is model for r in strategy.recommendations)
    ]


def _joined(rows: list[View]) -> list[View]:
    """Return the rows with those of one department that say the same on several platforms as one.

    A platform about which nothing of its own was said has its department's answers.
    """
    found: dict[tuple[Any, ...], View] = {}
    places: dict[int, list[str]] = {}
    for row in rows:
        same = tuple(str(value) for key, value in row.items() if key != "platform")
        first = found.setdefault((*same, bool(row["platform"])), row)
        places.setdefault(id(first), []).append(row["platform"])
    return [{**row, "platform": words.listed(places[id(row)])} for row in found.values()]


def _decision(recommendation: Any, names: dict[str, str]) -> View:  # noqa: ANN401  any of the report's dataclasses
    leader = recommendation.model or recommendation.leader
    share = recommendation.support.get(leader.value) if leader else None
    return {
        "name": cap(recommendation.department_name, NAME) or "A department without a name",
        "platform": cap(recommendation.platform_name, NAME),
        "model": palette.LOOKS[recommendation.model].key,
        "leader": palette.LOOKS[leader].key,
        "leader_word": palette.LOOKS[leader].word if leader else "",
        "label": recommendation.label.value,
        "unsure": recommendation.label in palette.UNSURE,
        "share": share,
        "share_text": "" if share is None else f"{share} of 100",
        "because": cap(recommendation.because, CELL),
        "look_again": cap(recommendation.look_again_if, CELL),
        "remarks": _remarks(recommendation, names),
        "evidence": (
            f"{recommendation.answered:,} of {recommendation.possible:,} answers"
            if recommendation.possible
            else ""
        ),
    }


def _remarks(recommendation: Any, names: dict[str, str]) -> list[str]:  # noqa: ANN401  any of the report's dataclasses
    """Return the small lines under a reason: who runs it, whom it is shared with, what is open."""
    said = []
    if recommendation.operator is not None and recommendation.operator.value == "central team":
        said.append("Run by the central team.")
    if recommendation.shared_with:
        shared = (names.get(name, name) for name in recommendation.shared_with)
        said.append(f"Shared with {words.listed(shared)}.")
    if facts := recommendation.not_known or recommendation.conditional_on:
        open_ = words.listed(facts)
        said.append(f"Provisional until known: {open_}.")
    return [cap(line, CELL) for line in said]
