"""SMAA-2 and exact geometry against published and derived figures."""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import halfspace_volume, roc_weights, smaa2
from kit.analysis.decision.draws import even_points, uniform_simplex
from kit.errors import DecisionInputError


def municipal_plan(draws: int) -> np.ndarray:
    """Lahdelma, Hokkanen & Salminen 1998, EJOR 106(1), with its uniform errors."""
    table = np.array(
        [
            [5, -1.5, 15, 4],
            [2.5, -3.8, 25, 2.5],
            [3, -2.8, 10, 2.8],
            [3, -3.2, 16, 3.2],
            [2, -6.7, 0, 1],
            [4, -3.4, 30, 3.5],
        ]
    )
    half = np.stack(
        [np.full(6, 0.5), 0.1 * np.abs(table[:, 1]), np.full(6, 10.0), np.full(6, 0.5)], axis=1
    )
    noise = np.random.default_rng(1).uniform(-1, 1, (draws, 6, 4))
    low, high = table.min(axis=0), table.max(axis=0)
    return (table + noise * half - low) / (high - low)


@pytest.mark.slow
def test_smaa2_reproduces_the_municipal_plan_of_lahdelma_hokkanen_and_salminen_1998() -> None:
    # numbers as used by the tests of pysensmcda 2.0.0, not read in the paper itself
    values = municipal_plan(400_000)
    weights = np.random.default_rng(2).dirichlet(np.ones(4), len(values))

    found = smaa2(values, weights)

    first = 100 * found.rank_acceptability[:, 0]
    assert first == pytest.approx([74, 1, 0, 0, 0, 25], abs=1)
    assert first == pytest.approx([73.25, 1.43, 0.0005, 0.18, 0, 25.14], abs=0.25)
    assert 100 * found.confidence_factor[[0, 1, 3, 5]] == pytest.approx([99, 12, 1, 71], abs=2)
    assert np.isnan(found.confidence_factor[4])
    assert found.central_weights[0] == pytest.approx([0.281, 0.283, 0.170, 0.265], abs=0.005)
    assert found.central_weights[1] == pytest.approx([0.086, 0.151, 0.648, 0.114], abs=0.005)
    assert found.central_weights[5] == pytest.approx([0.171, 0.155, 0.460, 0.214], abs=0.005)


def test_smaa2_reproduces_the_municipal_plan_roughly_with_few_even_points() -> None:
    found = smaa2(municipal_plan(20_000))

    assert 100 * found.rank_acceptability[:, 0] == pytest.approx([74, 1, 0, 0, 0, 25], abs=1.5)


def test_smaa2_reproduces_exact_polytopes() -> None:
    found = smaa2([[1, 0, 0.5], [0.5, 0.6, 0.6], [0, 1, 0.5]])

    exact = [25 / 66, 263 / 990, 16 / 45]
    assert found.rank_acceptability[:, 0] == pytest.approx(exact, abs=0.002)
    central = [
        [0.570707, 0.151515, 0.277778],
        [0.242725, 0.255501, 0.501774],
        [0.148148, 0.585185, 0.266667],
    ]
    assert found.central_weights == pytest.approx(np.array(central), abs=0.002)


def test_smaa2_of_the_identity_has_rank_order_centroids_as_central_weights() -> None:
    found = smaa2(np.eye(3))

    assert found.rank_acceptability[:, 0] == pytest.approx([1 / 3] * 3, abs=0.002)
    assert np.diag(found.central_weights) == pytest.approx([11 / 18] * 3, abs=0.003)


def test_ties_share_ranks_so_rows_and_columns_sum_to_one() -> None:
    found = smaa2([[1, 1], [1, 1], [0, 0]])

    assert found.rank_acceptability.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]
    assert found.pairwise_winning[0, 1] == 0.5


@pytest.mark.parametrize(
    ("differences", "share"),
    [
        ((1, -1, 0.5), 2 / 3),
        ((3, -2, -1, 1), 71 / 120),
        ((1, 1, -1, -1), 0.5),
        ((0, 1, 2), 1),
        ((0, 0, -1), 0),
        ((0, 0), 0),
    ],
)
def test_halfspace_volume_is_exact(differences: tuple[float, ...], share: float) -> None:
    assert halfspace_volume(differences) == pytest.approx(share, abs=1e-12)


def test_halfspace_volume_agrees_with_counting_weights() -> None:
    generator = np.random.default_rng(4)
    weights = uniform_simplex(even_points(1 << 15, 5, 0))
    for differences in generator.normal(0, 1, (10, 5)):
        counted = float((weights @ differences > 0).mean())
        assert halfspace_volume(differences) == pytest.approx(counted, abs=0.005)


@pytest.mark.parametrize(
    ("count", "published"),
    [
        (3, [0.6111, 0.2778, 0.1111]),
        (4, [0.5208, 0.2708, 0.1458, 0.0625]),
        (5, [0.4567, 0.2567, 0.1567, 0.0900, 0.0400]),
    ],
)
def test_roc_weights_reproduce_edwards_and_barron_1994(count: int, published: list[float]) -> None:
    assert roc_weights(range(1, count + 1)).round(4).tolist() == published


def test_tied_ranks_share_their_places() -> None:
    assert roc_weights([1, 1]).tolist() == [0.5, 0.5]
    assert roc_weights([2, 1, 2]).round(4).tolist() == [0.1944, 0.6111, 0.1944]


def test_values_and_weights_of_other_lengths_are_refused() -> None:
    with pytest.raises(DecisionInputError) as refused:
        smaa2(np.ones((5, 2, 3)), np.ones((4, 3)))

    assert str(refused.value) == "weights: '4 draws' is not 5, as the values. Draw as many of both."
