"""Imported pairwise comparisons against published examples."""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import ahp_priorities
from kit.errors import DecisionInputError

DRINKS = [
    [9, 5, 2, 1, 1, 1 / 2],
    [1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [1 / 2, 1, 1 / 3],
    [2, 1 / 2],
    [1 / 3],
]


def drinks() -> np.ndarray:
    """Saaty 2008, IJSSCI: coffee, wine, tea, beer, soda, milk, water."""
    matrix = np.eye(7)
    for row, upper in enumerate(DRINKS):
        for step, times in enumerate(upper, start=1):
            matrix[row, row + step], matrix[row + step, row] = times, 1 / times
    return matrix


def test_eigenvector_reproduces_drink_consumption_of_saaty_2008() -> None:
    found = ahp_priorities(drinks())

    published = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert found.weights.round(3).tolist() == published
    assert found.weights == pytest.approx(
        [0.177457, 0.019149, 0.041831, 0.116417, 0.189572, 0.128781, 0.326793], abs=5e-7
    )
    assert found.lambda_max == pytest.approx(7.176629, abs=5e-7)
    assert found.ci == pytest.approx(0.029438, abs=5e-7)
    assert found.cr == pytest.approx(0.02230, abs=5e-6)
    assert (found.method, found.random_index) == ("eigenvector", "saaty1980")


def test_geometric_mean_differs_and_says_so() -> None:
    found = ahp_priorities(drinks(), "geometric_mean")

    assert found.weights == pytest.approx(
        [0.178723, 0.018461, 0.042234, 0.116498, 0.191136, 0.128625, 0.324323], abs=5e-7
    )
    assert found.method == "geometric_mean"


def test_ahp_reverses_ranks_in_belton_and_gear_1983() -> None:
    # why it is an import format for weights here and never decides
    one = [[1, 1 / 9, 1], [9, 1, 9], [1, 1 / 9, 1]]
    two = [[1, 9, 9], [1 / 9, 1, 1], [1 / 9, 1, 1]]
    three = [[1, 8 / 9, 8], [9 / 8, 1, 9], [1 / 8, 1 / 9, 1]]

    def total(matrices: list[np.ndarray]) -> np.ndarray:
        return np.mean([ahp_priorities(matrix).weights for matrix in matrices], axis=0)

    before = [np.array(matrix) for matrix in (one, two, three)]
    copies = [np.pad(matrix, (0, 1)) for matrix in before]
    for matrix in copies:
        matrix[3, :3], matrix[:3, 3], matrix[3, 3] = matrix[1, :3], matrix[:3, 1], 1.0

    assert total(before) == pytest.approx([0.451178, 0.469697, 0.079125], abs=5e-7)
    assert total(copies) == pytest.approx([0.365432, 0.288889, 0.056790, 0.288889], abs=5e-7)


def test_inconsistent_comparisons_are_remarked_on() -> None:
    circle = [[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]]

    assert [one.code for one in ahp_priorities(circle).warnings] == ["W04", "W10"]


def test_two_criteria_are_always_consistent() -> None:
    found = ahp_priorities([[1, 3], [1 / 3, 1]])

    assert found.weights.tolist() == pytest.approx([0.75, 0.25])
    assert found.cr == 0


def test_every_wrong_pair_is_named() -> None:
    with pytest.raises(DecisionInputError) as refused:
        ahp_priorities([[1, 3, 2], [0.5, 1, -1], [0.5, 1, 1]])

    assert str(refused.value) == (
        "comparison of 2 with 3: -1 is not a positive number. Use 1/9 to 9.\n"
        "comparison of 1 with 2: 3 against 0.5 is not a pair of reciprocals. "
        "Make each entry one over its mirror entry; 1 on the diagonal.\n"
        "comparison of 2 with 3: -1 against 1 is not a pair of reciprocals. "
        "Make each entry one over its mirror entry; 1 on the diagonal."
    )
    assert {problem.code for problem in refused.value.problems} == {"E08"}


@pytest.mark.parametrize("times", range(2, 10))
def test_a_table_as_a_book_prints_it_in_two_digits_is_taken(times: int) -> None:
    printed = round(1 / times, 2)

    found = ahp_priorities([[1, times], [printed, 1]])

    assert found.weights == pytest.approx([times / (times + 1), 1 / (times + 1)], abs=0.01)
