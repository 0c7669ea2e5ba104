"""Whose priorities clash with whose, and which sides of a department nobody sees."""

from __future__ import annotations

from collections import Counter

from kit.analysis.department_pairs import pair_matrix
from kit.analysis.looking import labels, several, text
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted
from kit.model.report import Block, MatrixChart


@section("goals", "Clash matrix of priorities", "S0-41", "S0-47")
def clash_matrix(situation: Situation) -> Block | None:
    """Return how many priorities of each department clash with each other one's; None without."""
    count = Counter(
        (text(row, "department"), other)
        for row in situation.snapshot.rows("priorities")
        for other in several(row, "clashes_with")
    )
    if not count:
        return None
    return pair_matrix(
        situation,
        [key for key in situation.names if any(key in pair for pair in count)],
        count,
        title="Whose priorities clash",
        how_to_read=(
            f"Rows say that their priority clashes with the column's: "
            f"{counted(count.total(), 'clash', 'clashes')} named."
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
