"""How much one seat or one address may ask for before it has to wait."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

MOST_KEYS = 5000


@dataclass(slots=True)
class Allowance:
    """A bucket that fills by `a_second` up to `most`; each request takes from it.

    Attributes:
        most: What may be taken at once.
        a_second: How fast it fills again.
    """

    most: float
    a_second: float
    left: float
    filled_at: float

    def wait(self, amount: float, now: float) -> float:
        """Take an amount and return 0, or return how many seconds to wait for it."""
        self.left = min(self.most, self.left + (now - self.filled_at) * self.a_second)
        self.filled_at = now
        if self.left < amount:
            return (amount - self.left) / self.a_second
        self.left -= amount
        return 0.0


class Allowances:
    """One bucket a key; the keys not heard of for longest are forgotten first."""

    def __init__(self, most: float, a_second: float) -> None:
        """Give everybody the same."""
        self.most, self.a_second = most, a_second
        self._buckets: OrderedDict[str, Allowance] = OrderedDict()

    def wait(self, key: str, amount: float = 1.0) -> float:
        """Take an amount for a key and return 0, or return how many seconds to wait for it."""
        now = time.monotonic()
        bucket = self._buckets.pop(key, None)
        if bucket is None:
            bucket = Allowance(self.most, self.a_second, self.most, now)
        self._buckets[key] = bucket
        if len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        return bucket.wait(min(amount, self.most), now)
