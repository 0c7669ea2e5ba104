"""Content that repeats the main account or does not fit its platform."""

from __future__ import annotations

from collections.abc import Iterator

from kit.analysis.facts import platform_names
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import listed_few
from kit.model.content import AccountModel
from kit.model.decision import Evidence, Severity
from kit.model.workshop import Row


@rule(Severity.WARN, "article-accounts", "S2-20", "S2-22")
def own_account_with_little_of_its_own(situation: Situation) -> Iterator[Spotted]:
    """An own account is advised to a department that would mostly repeat others."""
    minimum = situation.bank.threshold("original_share_warn")
    own = {one.subject for one in situation.recommendations if one.model is AccountModel.OWN}
    for row in situation.snapshot.rows("content_mix"):
        key = _subject(row)
        mix = row.values.get("mix")
        if key not in own or not isinstance(mix, dict):
            continue
        original = float(mix.get("original", 0))
        if original < minimum:
            name = situation.names.get(str(row.values.get("department")), key)
            yield Spotted(
                f"{name} would make only {original:.0f} % of its posts itself",
                f"plan for {minimum:.0f} % before the account opens, or contribute instead",
                Evidence(rows=1, from_=("content_mix",)),
                str(row.values.get("department")),
            )


@rule(Severity.NOTE, "article-communication", "S0-17")
def content_that_does_not_fit(situation: Situation) -> Iterator[Spotted]:
    """Content rated a weak fit for its platform."""
    rows = situation.snapshot.rows("content_mix")
    platforms = platform_names(situation.bank)
    weak = [
        situation.names.get(str(row.values.get("department")), "?")
        + (
            f" on {platforms.get(str(where), where)}"
            if (where := row.values.get("platform"))
            else ""
        )
        for row in rows
        if row.values.get("fit") == "weak"
    ]
    if weak:
        yield Spotted(
            f"Content fits its platform badly: {listed_few(weak)}",
            "change the form or the platform before planning more of it",
            Evidence(rows=len(rows), from_=("content_mix",)),
        )


def _subject(row: Row) -> str:
    department, platform = row.values.get("department"), row.values.get("platform")
    return f"{department}@{platform}" if platform else str(department)
