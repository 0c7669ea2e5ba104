"""Further published tables through the public API; each test is named for its source.

Numbers are quoted from the literature as generally printed. Helsinki harbour was read in the tests
of pysensmcda 2.0.0, which quote the paper; the others were recalled and recomputed, and agree with
the printed results to their last digit.
"""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import (
    Criterion,
    DecisionModel,
    Resources,
    SMAA2Result,
    ahp_priorities,
    evpi,
    evppi_discrete,
    kendall_w,
    krippendorff_alpha,
    portfolio,
    roc_weights,
    smaa2,
    swing_weights,
)

GAP = float("nan")

# Lahdelma and Salminen 2001, SMAA-2, Operations Research 49(3), section 5: a harbour for Helsinki,
# thirteen plans by eleven criteria; -1 where less is better
HARBOUR = np.array([
    [4, 1.0, 985, 30, 166, 705, 25000, 4.5, 4.2, 15.1, 1.75],
    [4, 2.5, 985, 30, 166, 765, 25000, 4.5, 4.1, 15.3, 1.69],
    [4, 1.5, 985, 30, 166, 705, 25000, 4.5, 4.3, 12.7, 1.75],
    [4, 1.5, 985, 30, 166, 705, 25000, 4.5, 4.3, 12.2, 1.65],
    [4, 1.5, 985, 35, 177, 705, 25000, 4.5, 4.4, 15.1, 1.68],
    [4, 2.5, 985, 35, 177, 765, 25000, 4.5, 4.3, 15.3, 1.62],
    [4, 2.0, 985, 35, 177, 705, 25000, 4.5, 4.5, 12.7, 1.68],
    [4, 2.0, 985, 35, 177, 705, 25000, 4.5, 4.5, 12.2, 1.58],
    [4, 1.0, 985, 35, 166, 705, 25000, 4.5, 4.6, 14.8, 1.72],
    [4, 2.5, 985, 35, 166, 765, 25000, 4.5, 4.5, 15.0, 1.66],
    [4, 1.5, 985, 35, 166, 705, 25000, 4.5, 4.7, 12.4, 1.72],
    [4, 2.0, 985, 35, 166, 705, 25000, 4.5, 4.7, 11.9, 1.62],
    [1, 0.0, 1300, 50, 266, 4200, 0, 2.0, 1.0, 18.8, 1.00],
])  # fmt: skip
DIRECTIONS = np.array([-1, -1, -1, 1, 1, -1, 1, 1, 1, -1, 1])
HARBOUR_RANKS = np.array([
    [5, 7, 7, 7, 7, 7, 9, 11, 13, 11, 10, 6, 1],
    [0, 0, 0, 0, 0, 1, 1, 2, 4, 9, 19, 47, 16],
    [5, 8, 9, 11, 12, 13, 11, 9, 8, 7, 5, 2, 1],
    [3, 6, 8, 10, 11, 12, 11, 10, 10, 8, 6, 4, 1],
    [4, 7, 9, 10, 11, 11, 12, 13, 12, 6, 3, 1, 0],
    [0, 1, 1, 2, 3, 4, 5, 7, 10, 19, 26, 19, 2],
    [9, 12, 13, 13, 13, 12, 10, 8, 6, 3, 1, 0, 0],
    [8, 10, 11, 11, 11, 11, 10, 10, 9, 5, 2, 1, 0],
    [18, 15, 11, 10, 9, 9, 11, 8, 5, 3, 1, 1, 0],
    [0, 1, 1, 2, 3, 4, 6, 9, 12, 22, 22, 15, 3],
    [27, 21, 16, 12, 9, 6, 4, 2, 1, 1, 0, 0, 0],
    [11, 12, 12, 11, 10, 10, 9, 9, 8, 5, 2, 1, 0],
    [10, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 76],
])  # fmt: skip


@pytest.fixture(scope="module")
def harbour() -> SMAA2Result:
    """Values spread evenly by a tenth of each criterion's range, scaled worst 0 to best 1."""
    draws, generator = 60_000, np.random.default_rng(2001)
    width = np.ptp(HARBOUR, axis=0) / 10
    shaken = HARBOUR + (2 * generator.random((draws, *HARBOUR.shape)) - 1) * width
    oriented = HARBOUR * DIRECTIONS
    scaled = (shaken * DIRECTIONS - oriented.min(axis=0)) / np.ptp(oriented, axis=0)
    return smaa2(scaled, generator.dirichlet(np.ones(HARBOUR.shape[1]), draws))


def test_smaa2_reproduces_all_ranks_of_the_helsinki_harbour_of_lahdelma_and_salminen_2001(
    harbour: SMAA2Result,
) -> None:
    assert 100 * harbour.rank_acceptability == pytest.approx(HARBOUR_RANKS, abs=1.0)


def test_the_plan_of_building_nothing_is_best_or_worst_and_sure_of_its_own_weights(
    harbour: SMAA2Result,
) -> None:
    assert harbour.confidence_factor[12] == pytest.approx(1.0, abs=0.02)
    assert harbour.rank_acceptability[12, [0, 12]].sum() > 0.85


@pytest.mark.parametrize(
    ("level", "published"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_reproduces_four_observers_of_krippendorff_2011(level: str, published: float) -> None:
    observed = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
        [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
    ]

    assert round(krippendorff_alpha(observed, level), 3) == published  # type: ignore[arg-type]  # looser than the type, for this test


def test_kendall_w_reproduces_three_executives_ranking_six_applicants_of_siegel_1956() -> None:
    found = kendall_w([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]])

    assert round(found.w, 2) == 0.16
    assert found.w == pytest.approx(25.5 / 157.5)


def test_kendall_w_reproduces_ten_things_with_ties_of_siegel_1956() -> None:
    found = kendall_w([
        [1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10],
        [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
        [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10],
    ])  # fmt: skip

    assert round(found.w, 3) == 0.828
    assert found.w == pytest.approx(591 / 714)


def test_eigenvector_reproduces_buying_a_house_of_saaty_1990() -> None:
    upper = iter([
        5, 3, 7, 6, 6, 1 / 3, 1 / 4, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7, 6, 3, 4, 6, 1 / 5,
        1 / 3, 1 / 4, 1 / 7, 1 / 8, 1 / 2, 1 / 5, 1 / 6, 1 / 5, 1 / 6, 1 / 2,
    ])  # fmt: skip
    table = np.eye(8)
    for one, other in zip(*np.triu_indices(8, 1), strict=True):
        table[one, other] = next(upper)
        table[other, one] = 1 / table[one, other]

    found = ahp_priorities(table)

    assert found.weights.round(3).tolist() == [
        0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333,
    ]  # fmt: skip
    assert (round(found.lambda_max, 3), round(found.ci, 3), round(found.cr, 3)) == (
        9.669, 0.238, 0.169,
    )  # fmt: skip
    assert [remark.code for remark in found.warnings] == ["W04", "W10"]


@pytest.mark.parametrize(
    ("count", "published"),
    [
        (2, [0.75, 0.25]),
        (6, [0.4083, 0.2417, 0.1583, 0.1028, 0.0611, 0.0278]),
        (7, [0.3704, 0.2276, 0.1561, 0.1085, 0.0728, 0.0442, 0.0204]),
    ],
)
def test_centroid_weights_reproduce_the_table_of_barron_and_barrett_1996(
    count: int, published: list[float]
) -> None:
    assert roc_weights(range(1, count + 1)).round(4).tolist() == published


def test_swings_reproduce_the_office_of_goodwin_and_wright() -> None:
    weights = swing_weights([100, 80, 70, 30, 20, 10])

    assert weights.round(2).tolist() == [0.32, 0.26, 0.23, 0.1, 0.06, 0.03]


def test_perfect_information_reproduces_the_condominiums_of_anderson_sweeney_and_williams() -> None:
    small, medium, large = [8, 7], [14, 5], [20, -9]

    assert evpi(np.array([small, medium, large]).T, [0.8, 0.2]) == pytest.approx(3.2)


def test_perfect_information_reproduces_thompson_lumber_of_render_and_stair() -> None:
    plants = [[200_000, 100_000, 0], [-180_000, -20_000, 0]]

    assert evpi(plants, [0.5, 0.5]) == pytest.approx(60_000)
    assert evpi(plants) == pytest.approx(60_000)


def test_learning_the_state_itself_is_worth_as_much_as_perfect_information() -> None:
    plants = [[200_000, 100_000, 0], [-180_000, -20_000, 0]]

    assert evppi_discrete(plants, ["good", "bad"], [0.5, 0.5]) == pytest.approx(60_000)
    assert evppi_discrete(plants, ["same", "same"], [0.5, 0.5]) == 0


# Burkardt's collection KNAPSACK_01, problems 4 to 7: room, weights, profits, best profit, choice
KNAPSACKS = {
    "p04": (50, [31, 10, 20, 19, 4, 3, 6], [70, 20, 39, 37, 7, 5, 10], 107, "1001000"),
    "p05": (
        104, [25, 35, 45, 5, 25, 3, 2, 2], [350, 400, 450, 20, 70, 8, 5, 5], 900, "10111011",
    ),
    "p06": (
        170, [41, 50, 49, 59, 55, 57, 60], [442, 525, 511, 593, 546, 564, 617], 1735, "0101001",
    ),
    "p07": (
        750, [70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120],
        [135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240],
        1458, "101010111000011",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KNAPSACKS)
def test_portfolio_reproduces_more_knapsacks_of_burkardt(name: str) -> None:
    room, weights, profits, best, choice = KNAPSACKS[name]
    model = DecisionModel((Criterion("worth"),), ("central", "own"), mode="direct")

    found = portfolio(
        model,
        [[0.0, profit] for profit in profits],
        Resources(hub_hours=room, hub_hours_an_account=weights),
    )

    assert found.value == best
    assert "".join(map(str, found.mode)) == choice
