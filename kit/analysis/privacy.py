"""What of anonymous answers may be shown: k, the remainder rule, one partition, publish at close.

A group is shown when at least k people in it answered. If any group is hidden, the hidden ones
together must be at least k people as well, or what is hidden could be had by subtraction from the
whole. There is one partition and no second, overlapping one; what is shown is fixed when a round
is closed, for watching a figure move tells the answer of whoever came last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SMALLEST_K = 3


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


def what_may_be_shown(people: Mapping[str, int], k: int) -> Shown:
    """Return what may be shown of answers.

    Args:
        people: Each group to how many of it have answered, of one partition of the room.
        k: The smallest number of people that is shown; see `allowed_k`.
    """
    answered = {group: number for group, number in people.items() if number > 0}
    total = sum(answered.values())
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


def tells_on_everybody(counts: Collection[int], k: int) -> bool:
    """Return whether counts would say what each single person answered.

    If all agree, a distribution tells everybody's answer; that is said only of rooms large enough
    (twice k) for it to be no news about one person.
    """
    return sum(counts) < 2 * k and sum(count > 0 for count in counts) == 1
