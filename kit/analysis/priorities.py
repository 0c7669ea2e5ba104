"""Whose priorities clash with whose, and which sides of a department nobody sees."""

from __future__ import annotations

from kit.analysis.looking import labels, several, text
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted
from kit.model.report import Block, MatrixChart


@section("goals", "Clash matrix of priorities", "S0-41", "S0-47")
def clash_matrix(situation: Situation) -> Block | None:
    """Return how many priorities of each department clash with each other one's; None without."""
    count: dict[tuple[str, str], int] = {}
    for row in situation.snapshot.rows("priorities"):
        for other in several(row, "clashes_with"):
            pair = (text(row, "department"), other)
            count[pair] = count.get(pair, 0) + 1
    if not count:
        return None
    keys = [key for key in situation.names if any(key in pair for pair in count)]
    most = max(count.values())
    return MatrixChart(
        title="Whose priorities clash",
        how_to_read=(
            f"Rows say that their priority clashes with the column's: "
            f"{counted(sum(count.values()), 'clash', 'clashes')} named."
        ),
        columns=tuple(situation.names[key] for key in keys),
        rows=tuple(situation.names[key] for key in keys),
        values=tuple(
            tuple(None if one == to else count.get((one, to), 0) / most for to in keys)
            for one in keys
        ),
        texts=tuple(
            tuple(str(count[one, to]) if (one, to) in count else "" for to in keys) for one in keys
        ),
    )


@section("goals", "Sides of each department that are not shown today", "S0-08")
def unseen_sides(situation: Situation) -> Block | None:
    """Return which of culture, values and activities each department says nobody sees."""
    rows = situation.snapshot.rows("not_shown_today")
    if not rows:
        return None
    sides = labels(situation, "sides_of_us")
    named = {(text(row, "department"), text(row, "side")) for row in rows}
    return MatrixChart(
        title="What of each department is not shown today",
        how_to_read="A dark cell names something the public does not see.",
        columns=tuple(sides.values()),
        rows=tuple(situation.names.values()),
        values=tuple(
            tuple(float((key, side) in named) for side in sides) for key in situation.names
        ),
        texts=tuple(
            tuple("not shown" if (key, side) in named else "" for side in sides)
            for key in situation.names
        ),
    )
