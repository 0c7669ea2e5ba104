"""Anonymous answers by the one fixed partition of a room, under k and the remainder rule.

Groups are shown beside the whole, so whatever is shown can be taken away from it: neither the
groups, nor what is left, may be fewer than k people, or say of everybody in them what they said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from kit.analysis.privacy import (
    Discretion,
    may_compare,
    tells_on_everybody,
    what_may_be_shown,
)
from kit.analysis.wording import counted
from kit.model.report import Table, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

    from kit.model.workshop import Snapshot

ROUNDED_TO = 5
"""Shares of a group, to five points: finer ones could be matched with the dots of single people."""
NOT_SHOWN = "–"


@dataclass(frozen=True, slots=True)
class Grouped:
    """The people of a room by group; whoever belongs to none is only part of the whole.

    Attributes:
        of: Participant to their group.
        rule: How anonymous answers are shown.
        before: Subject to who was in the picture of each earlier round.
    """

    of: Mapping[str, str]
    rule: Discretion
    before: Mapping[str, Sequence[frozenset[str]]] = field(default_factory=dict)

    def shown(self, said: Mapping[str, Hashable], subject: str | None = None) -> tuple[str, ...]:
        """Return the groups that may be shown apart.

        Args:
            said: Participant to what they said.
            subject: About what; None: about all subjects together.
        """
        people: dict[str, list[Hashable]] = {}
        for participant, value in said.items():
            people.setdefault(self.of.get(participant, ""), []).append(value)
        named = [group for group in people if group]
        # Those of no group hide with the hidden: they count as one group that is never shown.
        found = what_may_be_shown(
            {group: len(people[group]) for group in named}, self.rule.k, len(people.get("", ()))
        ).groups
        rest = [value for group in people if group not in found for value in people[group]]
        parts = [part for part in (*(people[group] for group in found), rest) if part]
        if any(self._of_one_mind(part) for part in parts):
            return ()
        if any(self._stands_out(said, earlier, found) for earlier in self._earlier(subject)):
            return ()
        return tuple(sorted(found, key=self.rule.names.index))

    def _earlier(self, subject: str | None) -> list[frozenset[str]]:
        """Return who was in each earlier picture."""
        if subject is not None:
            return list(self.before.get(subject, ()))
        together = zip(*self.before.values(), strict=True)
        return [frozenset[str]().union(*pictures) for pictures in together]

    def _stands_out(
        self, said: Collection[str], earlier: frozenset[str], found: Collection[str]
    ) -> bool:
        """Return whether a group, or what is left, gained or lost so few that it tells on them."""

        def parts(people: Iterable[str]) -> dict[str, set[str]]:
            some: dict[str, set[str]] = {"": set(), **{group: set() for group in found}}
            for who in people:
                group = self.of.get(who, "")
                some[group if group in found else ""].add(who)
            return some

        was, now = parts(earlier), parts(said)
        return not all(may_compare(was[part], now[part], self.rule.k) for part in now)

    def _of_one_mind(self, said: Sequence[Hashable]) -> bool:
        if tells_on_everybody(Counter(said).values(), self.rule.k):
            return True
        picked = [one for one in said if isinstance(one, frozenset)]
        return bool(picked) and bool(picked_by_all(picked, self.rule.k))

    def within(self, group: str, said: Mapping[str, float]) -> list[float]:
        """Return what the people of a group said."""
        return [value for who, value in said.items() if self.of.get(who) == group]


def grouped(
    snapshot: Snapshot,
    rule: Discretion,
    before: Mapping[str, Sequence[frozenset[str]]] | None = None,
) -> Grouped:
    """Return who belongs to which group: the one of the department they speak for."""
    speaks = {row.id: str(row.values.get("department")) for row in snapshot.rows("participants")}
    named = {
        who: rule.groups[key]
        for who, key in speaks.items()
        if who in rule.told and key in rule.groups
    }
    return Grouped({**named, **rule.members}, rule, before or {})


def middles(
    found: Grouped, said: Mapping[str, Mapping[str, int]], labels: Mapping[str, str]
) -> Table | None:
    """Return the middle answer of each group about each subject; None when no group is shown.

    Args:
        found: Who belongs to which group.
        said: Subject to participant to level, only subjects that are shown as a whole.
        labels: Subject to its name, in the order of the rows.
    """
    shown = {subject: found.shown(people, subject) for subject, people in said.items()}
    columns = _columns(found, shown.values())
    if not columns:
        return None
    rows = [
        TableRow(
            (
                labels[subject],
                *(
                    _middle(found.within(group, said[subject]))
                    if group in shown[subject]
                    else NOT_SHOWN
                    for group in columns
                ),
            )
        )
        for subject in labels
        if subject in said
    ]
    return _table("The middle answer of each group", "About", columns, rows, found.rule.k)


def picks(
    found: Grouped, said: Mapping[str, frozenset[str]], labels: Mapping[str, str]
) -> Table | None:
    """Return how many of each group picked each answer; None when no group is shown."""
    columns = found.shown(said)
    if not columns:
        return None
    within: dict[str, list[frozenset[str]]] = {
        group: [picked for who, picked in said.items() if found.of.get(who) == group]
        for group in columns
    }
    heads = [f"{group}, of {len(within[group])}" for group in columns]
    rows = [
        TableRow((label, *(str(sum(key in one for one in within[group])) for group in columns)))
        for key, label in labels.items()
    ]
    return _table("People of each group", "Answer", heads, rows, found.rule.k)


def shares(
    found: Grouped, said: Mapping[str, Mapping[str, float]], labels: Mapping[str, str]
) -> Table | None:
    """Return the mean share of each group, to five points; None when no group is shown."""
    columns = found.shown({who: tuple(sorted(some.items())) for who, some in said.items()})
    if not columns:
        return None
    rows = [
        TableRow(
            (
                label,
                *(
                    _mean(found.within(group, {who: some[key] for who, some in said.items()}))
                    for group in columns
                ),
            )
        )
        for key, label in labels.items()
    ]
    return _table("The mean of each group, to 5 points", "", columns, rows, found.rule.k)


def picked_by_all(said: Sequence[frozenset[str]], k: int) -> frozenset[str]:
    """Return what everybody in a small room picked: to show its count would say so of each."""
    if len(said) >= 2 * k or not said:
        return frozenset()
    return frozenset.intersection(*said)


def too_small(k: int) -> str:
    """Return why nothing is shown apart, for whoever looks for it."""
    people = counted(k, "person", "people")
    return (
        f"Not shown by group: fewer than {people} of a group answered, or so few are left over or "
        "have joined since, or a group was of one mind, that it would say who said what."
    )


def _columns(found: Grouped, shown: Iterable[tuple[str, ...]]) -> list[str]:
    some = {group for names in shown for group in names}
    return [group for group in found.rule.names if group in some]


def _middle(levels: list[float]) -> str:
    return f"{median(levels):g} ({len(levels)})"


def _mean(values: list[float]) -> str:
    return f"{ROUNDED_TO * round(sum(values) / len(values) / ROUNDED_TO)} %"


def _table(
    caption: str, head: str, columns: Sequence[str], rows: Sequence[TableRow], k: int
) -> Table:
    return Table(
        caption=caption,
        columns=(
            TableColumn(head or "What", wide=True),
            *(TableColumn(group, number=True) for group in columns),
        ),
        rows=tuple(rows),
        note=f"Groups of at least {k} people, and those left over are at least as many.",
    )
