"""What departments have with each other, counted in pairs, as a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kit.analysis.situation import Situation
from kit.model.report import MatrixChart


def pair_matrix(
    situation: Situation,
    keys: Sequence[str],
    count: Counter[tuple[str, str]],
    *,
    title: str,
    how_to_read: str,
) -> MatrixChart:
    """Return the counts of pairs as a grid, the most frequent one the darkest.

    Args:
        situation: Knows the departments' names.
        keys: The departments that have a row and a column, in order.
        count: How often each pair occurs, the row's department first; one at least.
        title: Of the chart.
        how_to_read: Beside it.
    """
    most = max(count.values())
    return MatrixChart(
        title=title,
        how_to_read=how_to_read,
        columns=tuple(situation.names[key] for key in keys),
        rows=tuple(situation.names[key] for key in keys),
        values=tuple(
            tuple(None if one == to else count[one, to] / most for to in keys) for one in keys
        ),
        texts=tuple(
            tuple(str(count[one, to]) if (one, to) in count else "" for to in keys) for one in keys
        ),
    )
