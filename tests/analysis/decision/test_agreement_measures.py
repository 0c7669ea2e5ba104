"""Coefficients of agreement against published data."""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    agreement,
    consensus,
    icc,
    kendall_w,
    krippendorff_alpha,
)
from kit.errors import DecisionInputError

ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
GAP = float("nan")
THREE_CODERS = [
    [GAP, GAP, GAP, GAP, GAP, 3, 4, 1, 2, 1, 1, 3, 3, GAP, 3],
    [1, GAP, 2, 1, 3, 3, 4, 3, GAP, GAP, GAP, GAP, GAP, GAP, GAP],
    [GAP, GAP, 2, 1, 3, 4, 4, GAP, 2, 1, 1, 3, 3, GAP, 4],
]


def test_kendall_w_reproduces_the_anxiety_data_of_irr_and_desctools() -> None:
    found = kendall_w(ANXIETY)

    assert found.w_uncorrected == pytest.approx(0.501921, abs=5e-7)
    assert found.w == pytest.approx(0.539657, abs=5e-7)
    assert found.chi_square == pytest.approx(30.760442, abs=5e-7)
    assert found.degrees == 19
    assert found.p_value == pytest.approx(0.042883, abs=5e-7)
    assert found.method == "chi-square"


def test_kendall_w_of_few_things_takes_its_p_value_from_permutations() -> None:
    found = kendall_w([[1, 2, 3, 4]] * 4)

    assert found.w == 1
    assert found.method == "permutation"
    assert found.p_value < 0.005


def test_krippendorff_alpha_reproduces_the_three_coders_of_wikipedia() -> None:
    levels = ("nominal", "interval", "ordinal")

    found = [krippendorff_alpha(THREE_CODERS, level) for level in levels]

    assert found == pytest.approx([0.691358, 0.810845, 0.806721], abs=5e-7)


def test_krippendorff_alpha_is_undefined_without_variation() -> None:
    assert np.isnan(krippendorff_alpha([[2, 2], [2, 2]]))
    assert np.isnan(krippendorff_alpha([[2, GAP], [GAP, 2]]))


def test_icc_reproduces_shrout_and_fleiss_1979() -> None:
    judged = [
        [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
    ]  # fmt: skip

    found = icc(judged)

    assert [found.one_way_single, found.agreement_single, found.consistency_single] == (
        pytest.approx([0.1657, 0.2898, 0.7148], abs=5e-5)
    )
    assert [found.one_way_mean, found.agreement_mean, found.consistency_mean] == (
        pytest.approx([0.4428, 0.6201, 0.9093], abs=5e-5)
    )


def test_gaps_are_refused_where_a_coefficient_has_no_meaning_for_them() -> None:
    for measure in (kendall_w, icc):
        with pytest.raises(DecisionInputError, match="Leave out the gaps"):
            measure([[1, 2], [GAP, 1]])


def five_levels() -> DecisionModel:
    return DecisionModel((Criterion("goals", values=[[level] * 3 for level in range(5)]),))


def test_consensus_counts_steps_quartiles_and_splits() -> None:
    answers = Answers([[[0]], [[1]], [[1]], [[4]], [[GAP]]])

    found = agreement(five_levels(), answers)

    assert found.n[0, 0] == 4
    assert found.median[0, 0] == 1
    assert found.iqr[0, 0] == pytest.approx(np.subtract(*np.percentile([0, 1, 1, 4], [75, 25])))
    assert found.mean_abs_difference[0, 0] == pytest.approx((1 + 1 + 4 + 0 + 3 + 3) / 6)
    assert bool(found.split[0, 0])
    assert not found.settled[0, 0]


def test_item_nobody_answered_has_no_median_and_is_not_settled() -> None:
    table = consensus(five_levels(), Answers([[[GAP]], [[GAP]]], dont_know=[[[True]], [[False]]]))

    assert table["n"].tolist() == [0]
    assert table["dont_know"].tolist() == [1]
    assert np.isnan(table["median"][0])
    assert not table["settled"][0]


def test_quartiles_are_those_of_numpy_and_pairs_are_all_counted() -> None:
    generator = np.random.default_rng(3)
    table = generator.integers(0, 5, (9, 6, 1)).astype(float)
    table[generator.random(table.shape) < 0.3] = GAP

    found = agreement(five_levels(), Answers(table))

    low, middle, high = np.nanpercentile(table, [25, 50, 75], axis=0)
    assert found.median == pytest.approx(middle)
    assert found.iqr == pytest.approx(high - low)
    for department in range(6):
        given = table[:, department, 0][~np.isnan(table[:, department, 0])]
        apart = np.abs(given[:, None] - given)[np.triu_indices(len(given), 1)]
        assert found.mean_abs_difference[department, 0] == pytest.approx(apart.mean())


@pytest.mark.parametrize(
    ("levels", "split"),
    [((1, 1, 3, 3), True), ((0, 2, 2, 4), True), ((0, 2, 2, 2, 4), False), ((1, 2, 2, 2), False)],
)
def test_split_counts_two_levels_at_either_end(levels: tuple[int, ...], *, split: bool) -> None:
    found = agreement(five_levels(), Answers([[[level]] for level in levels]))

    assert bool(found.split[0, 0]) is split
