"""The chapter on who is in the room: walls between departments, levels, ideas, sites."""

from __future__ import annotations

from collections import Counter
from statistics import mean

from kit.analysis.looking import labels, text
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, listed_few
from kit.model.report import Block, MatrixChart, Table, TableColumn, TableRow

TOPIC = "start_here"
DONE = ("start_here.walls",)
WALLS = "start_here.walls"
LEVELS = 5
IDEAS = ("goals.idea", "content.next_posts", "audiences.insight")


def headline(situation: Situation) -> str:
    """Return who was heard, in one sentence."""
    heard = {situation.department_of.get(one.participant, "") for one in situation.answers} - {""}
    total = len(situation.departments)
    if len(heard) == total:
        return "Every department has been heard"
    return f"{len(heard)} of {counted(total, 'department')} have been heard"


def blocks(situation: Situation) -> tuple[Block, ...]:
    """Return the walls, the levels and the ideas; what would point at a person is left out."""
    found = (_walls(situation), _levels(situation))
    return tuple(block for block in found if block is not None)


@section(TOPIC, "Silo heat map: how hard each department is to reach", "S0-24", "S0-49")
def _walls(situation: Situation) -> Block | None:
    """Return how easily departments get what they need of each other, where enough answered."""
    least = situation.bank.threshold("anonymity_k")
    pairs: dict[tuple[str, str], list[float]] = {}
    every: dict[str, list[float]] = {}
    for answer in situation.given(WALLS):
        asker = situation.department_of.get(answer.participant, "")
        if asker and asker != answer.subject:
            level = float(str(answer.value))
            pairs.setdefault((asker, answer.subject), []).append(level)
            every.setdefault(answer.subject, []).append(level)
    pairs = _without_remainders(pairs, least)
    keys = [key for key in situation.names if len(every.get(key, ())) >= least]
    askers = [key for key in situation.names if any(len(pairs.get((key, to), ())) >= least
              for to in keys)]  # fmt: skip
    if not keys:
        return None
    rows = [(situation.names[key], {to: pairs.get((key, to), []) for to in keys}) for key in askers]
    rows.append(("All other departments", {to: every[to] for to in keys}))
    return MatrixChart(
        title="How hard it is to get what one needs",
        how_to_read=(
            "The darker, the harder: rows ask, columns are asked. Mean level of 5, where 1 is "
            f"hardest. A department's own row stands only where {least:.0f} people answered."
        ),
        columns=tuple(situation.names[key] for key in keys),
        rows=tuple(name for name, _ in rows),
        values=tuple(
            tuple(
                (LEVELS - mean(cells[to])) / (LEVELS - 1) if len(cells[to]) >= least else None
                for to in keys
            )
            for _, cells in rows
        ),
        texts=tuple(
            tuple(f"{mean(cells[to]):.1f}" if len(cells[to]) >= least else "" for to in keys)
            for _, cells in rows
        ),
    )


def _without_remainders(
    pairs: dict[tuple[str, str], list[float]], least: float
) -> dict[tuple[str, str], list[float]]:
    """Return the pairs of those columns in which no small group is what the others leave over."""
    hidden: Counter[str] = Counter()
    for (_, asked), levels in pairs.items():
        if len(levels) < least:
            hidden[asked] += len(levels)
    return {key: levels for key, levels in pairs.items() if not 0 < hidden[key[1]] < least}


@section(TOPIC, "Levels and ideas: who takes part, small groups hidden", "S4-14", "S0-33", "S0-32")
def _levels(situation: Situation) -> Block | None:
    least = int(situation.bank.threshold("anonymity_k"))
    level = {row.id: text(row, "level") for row in situation.snapshot.rows("participants")}
    words = labels(situation, "levels")
    people = {answer.participant for answer in situation.answers}
    there = Counter(level.get(one, "") for one in people)
    ideas = Counter(
        level.get(answer.participant, "")
        for question in IDEAS
        for answer in situation.given(question)
    )
    shown = [key for key in words if there[key] >= least]
    if not shown:
        return None
    hidden = [words[key].lower() for key in words if 0 < there[key] < least]
    note = f"Fewer than {least} people: {listed_few(hidden)}; not shown apart." if hidden else ""
    return Table(
        caption="Who takes part, by level",
        columns=(
            TableColumn("Level"),
            TableColumn("People who answered", number=True),
            TableColumn("Ideas and insights written down", number=True),
        ),
        rows=tuple(TableRow((words[key], str(there[key]), str(ideas[key]))) for key in shown),
        note=note,
    )
