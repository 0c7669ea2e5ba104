"""Matrix products that stay on one thread.

Above some size the linear algebra library wakes several threads, which wait for each other for
longer than they save here, and which a batch of hundreds of reports needs for other reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.model import FloatArray

LARGEST = 1 << 18
"""Multiplications of the largest product that OpenBLAS leaves to one thread."""


def column_sums(table: npt.NDArray[np.float32]) -> FloatArray:
    """Return (C,) sums of the columns of (R, C) numbers, a product being the fastest way.

    Two rows of ones where one would do: a product of a single row wakes a second thread.

    >>> column_sums(np.ones((3, 2), dtype=np.float32)).tolist()
    [3.0, 3.0]
    """
    sums = np.zeros(table.shape[1])
    high = max(LARGEST // max(2 * table.shape[1], 1), 1)
    for at in range(0, len(table), high):
        part = table[at : at + high]
        sums += (np.ones((2, len(part)), dtype=np.float32) @ part)[0]
    return sums


def one_thread_product(left: FloatArray, right: FloatArray) -> FloatArray:
    """Return left (M, N) times right (N, C), a few columns at a time.

    >>> one_thread_product(np.ones((2, 3)), np.ones((3, 2))).tolist()
    [[3.0, 3.0], [3.0, 3.0]]
    """
    rows, depth = left.shape
    wide = max(LARGEST // max(rows * depth, 1), 1)
    product = np.empty((rows, right.shape[1]))
    for at in range(0, right.shape[1], wide):
        part = slice(at, at + wide)
        np.matmul(left, right[:, part], out=product[:, part])
    return product
