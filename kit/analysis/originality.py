"""Content: how much of what a department would post is its own, adapted or repeated."""

from __future__ import annotations

from kit.analysis.facts import platform_names
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, listed_few
from kit.model.report import Block, Paragraph, ShareChart, ShareRow

PARTS = ("original", "adapted", "repeated")


def headline(situation: Situation) -> str:
    """Return what the content plans say, in one sentence."""
    mixes = _mixes(situation)
    if not mixes:
        return "No department has said what it would post"
    enough = situation.bank.threshold("original_share_warn")
    own = {
        situation.names.get(key, key) for key, _, mix in mixes if mix.get("original", 0) >= enough
    }
    if not own:
        return "No department would post mostly content of its own"
    if len(own) == len({key for key, _, _ in mixes}):
        return "Every department that answered would post mostly content of its own"
    names = [name for name in situation.names.values() if name in own]
    verb = "has" if len(names) == 1 else "have"
    return (
        f"{listed_few(names)} {verb} enough content of {'its' if len(names) == 1 else 'their'} own"
    )


@section(
    "content",
    "How much of its content each department would make itself",
    "S2-20",
    "S2-21",
    "S2-22",
)
def blocks(situation: Situation) -> tuple[Block, ...]:
    """Return the content mix of every department that gave one, and who did not."""
    mixes = _mixes(situation)
    told = {key for key, _, _ in mixes}
    silent = [name for key, name in situation.names.items() if key not in told]
    found: list[Block] = []
    if mixes:
        platforms = platform_names(situation.bank)
        rows = tuple(
            ShareRow(
                situation.names.get(key, key)
                + (f", {platforms.get(where, where)}" if where else ""),
                {part.capitalize(): mix.get(part, 0.0) for part in PARTS},
            )
            for key, where, mix in mixes
        )
        found.append(
            ShareChart(
                title="What each department would post",
                how_to_read=(
                    "Per cent of its posts: made by the department, adapted from the main account, "
                    f"or repeated. From {counted(len(rows), 'plan')}."
                ),
                parts=tuple(part.capitalize() for part in PARTS),
                rows=rows,
            )
        )
    if silent:
        found.append(Paragraph(f"{listed_few(silent, 8)} did not say what they would post."))
    return tuple(found)


def _mixes(situation: Situation) -> list[tuple[str, str, dict[str, float]]]:
    order = list(situation.names)
    mixes = [
        (
            str(row.values.get("department") or ""),
            str(row.values.get("platform") or ""),
            {key: float(amount) for key, amount in mix.items()},
        )
        for row in situation.snapshot.rows("content_mix")
        if isinstance(mix := row.values.get("mix"), dict)
    ]
    return sorted(mixes, key=lambda mix: order.index(mix[0]) if mix[0] in order else len(order))
