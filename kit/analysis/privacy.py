"""What of anonymous answers may be shown: k, the remainder rule, one partition, publish at close.

A group is shown when at least k people in it answered. If any group is hidden, the hidden ones
together must be at least k people as well, or what is hidden could be had by subtraction from the
whole. There is one partition and no second, overlapping one; what is shown is fixed when a round
is closed, for watching a figure move tells the answer of whoever came last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

SMALLEST_K = 3


@dataclass(frozen=True, slots=True)
class Discretion:
    """How anonymous answers are shown in one workshop, fixed before the first of them is.

    Attributes:
        k: The smallest number of people that is shown; see `allowed_k`.
        groups: A department's id to the group it is shown in, the one partition of the room;
            departments that are not named are only ever part of the whole.
        told: Participants who were told of the groups before they answered; everybody else is only
            ever part of the whole.
        members: Participants whose group, empty for none, was settled when it was first shown: it
            is the same in every later picture, whatever their department is called by then.
    """

    k: int
    groups: Mapping[str, str] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    members: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the groups, in the order in which they are shown."""
        return tuple(filter(None, dict.fromkeys([*self.groups.values(), *self.members.values()])))


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of one question about one subject.

    Attributes:
        whole: Whether the answers of the whole room may be shown.
        groups: The groups that may be shown apart, in the order given.
        rest: People in all hidden groups together; 0, or at least k when `groups` is not empty.
    """

    whole: bool
    groups: tuple[str, ...] = ()
    rest: int = 0


def allowed_k(wanted: float) -> int:
    """Return the smallest group to show: what is wanted, but never fewer than three."""
    return max(SMALLEST_K, int(wanted))


def what_may_be_shown(people: Mapping[str, int], k: int, others: int = 0) -> Shown:
    """Return what may be shown of answers.

    Args:
        people: Each group to how many of it have answered, of one partition of the room.
        k: The smallest number of people that is shown; see `allowed_k`.
        others: People who belong to no group: part of the whole, never shown apart.
    """
    answered = {group: number for group, number in people.items() if number > 0}
    total = sum(answered.values()) + others
    if total < k:
        return Shown(whole=False, rest=total)
    shown = [group for group, number in answered.items() if number >= k]
    rest = total - sum(answered[group] for group in shown)
    # Hide the next smallest until those hidden hide each other.
    while shown and 0 < rest < k:
        smallest = min(shown, key=lambda group: answered[group])
        shown.remove(smallest)
        rest += answered[smallest]
    if len(shown) == 1 and not rest:
        return Shown(whole=True)  # one group that is everybody says no more than the whole
    return Shown(whole=True, groups=tuple(shown), rest=rest if shown else total)


def may_compare(before: Collection[str], after: Collection[str], k: int) -> bool:
    """Return whether two rounds may stand side by side: the same people, or k who differ.

    Args:
        before: Who answered in the earlier round.
        after: Who answered in the later one.
        k: The smallest number of people that is shown.
    """
    left, joined = set(before) - set(after), set(after) - set(before)
    return all(not some or len(some) >= k for some in (left, joined))


def may_stand_beside(rounds: Iterable[frozenset[str]], k: int) -> tuple[frozenset[str], ...]:
    """Return whose answers may be in the picture of each round, beside all that were shown before.

    Whoever joined since is left out while fewer than k have joined: what a picture gained could be
    read off as theirs. Where fewer than k have taken their answer back, what it lost could be; then
    nothing is shown. Every earlier picture counts, for people keep them all.

    Args:
        rounds: Who had answered by each round, the first round first.
        k: The smallest number of people that is shown.

    Returns:
        For each round the people; nobody where it may not be shown at all.
    """
    pictures: list[frozenset[str]] = []
    for given in rounds:
        shown = [one for one in pictures if one]
        # The joined are left out first: that cannot mend that somebody left.
        wanted = (given, *(given & one for one in reversed(shown)))
        fitting = (
            people
            for people in wanted
            if len(people) >= k and all(may_compare(one, people, k) for one in shown)
        )
        pictures.append(next(fitting, frozenset()))
    return tuple(pictures)


def tells_on_everybody(counts: Collection[int], k: int) -> bool:
    """Return whether counts would say what each single person answered.

    If all agree, a distribution tells everybody's answer; that is said only of rooms large enough
    (twice k) for it to be no news about one person.
    """
    return sum(counts) < 2 * k and sum(count > 0 for count in counts) == 1
