"""The engine beside other people's programs, where these are installed (extra `oracle`)."""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    halfspace_volume,
    icc,
    krippendorff_alpha,
    smaa2,
    support,
)


def test_alpha_agrees_with_krippendorff() -> None:
    peer = pytest.importorskip("krippendorff")
    generator = np.random.default_rng(0)
    for _ in range(20):
        data = generator.integers(0, 5, (4, 12)).astype(float)
        data[generator.random(data.shape) < 0.3] = np.nan
        for level in ("nominal", "ordinal", "interval", "ratio"):
            theirs = peer.alpha(reliability_data=data, level_of_measurement=level)
            assert krippendorff_alpha(data, level) == pytest.approx(theirs, abs=1e-12), level


def test_icc_agrees_with_pingouin() -> None:
    peer = pytest.importorskip("pingouin")
    pandas = pytest.importorskip("pandas")
    ratings = np.random.default_rng(0).integers(0, 10, (8, 4)).astype(float)
    rows = [(t, j, ratings[t, j]) for t, j in np.ndindex(ratings.shape)]
    frame = pandas.DataFrame(rows, columns=["target", "judge", "rating"])

    theirs = peer.intraclass_corr(frame, targets="target", raters="judge", ratings="rating")

    ours = icc(ratings)
    found = [
        ours.one_way_single, ours.agreement_single, ours.consistency_single,
        ours.one_way_mean, ours.agreement_mean, ours.consistency_mean,
    ]  # fmt: skip
    assert found == pytest.approx(theirs["ICC"].tolist(), abs=1e-9)


def plain_value(matrix: np.ndarray, weights: np.ndarray, _types: np.ndarray) -> np.ndarray:
    return matrix @ weights


def test_smaa2_agrees_with_pysensmcda_on_the_same_samples() -> None:
    peer = pytest.importorskip("pysensmcda.smaa")
    generator = np.random.default_rng(0)
    values, weights = generator.random((2000, 4, 3)), generator.dirichlet(np.ones(3), 2000)

    theirs = peer.smaa2(
        plain_value,
        values.mean(axis=0),
        np.ones(3),
        weights=weights,
        matrix_samples=values,
        reverse_ranking=True,
    )

    ours = smaa2(values, weights)
    assert ours.rank_acceptability == pytest.approx(theirs.rank_acceptability, abs=1e-12)
    assert ours.central_weights == pytest.approx(theirs.central_weights, abs=1e-12)
    assert ours.confidence_factor == pytest.approx(theirs.confidence_factors, abs=1e-12)


def test_smaa2_agrees_with_exact_polytopes_of_pysensmcda() -> None:
    peer = pytest.importorskip("pysensmcda.smaa")
    matrix = np.random.default_rng(3).random((4, 4))

    theirs = peer.exact_acceptability(matrix, np.ones(4), scaling="none")

    ours = smaa2(matrix)
    assert ours.rank_acceptability[:, 0] == pytest.approx(theirs.acceptability, abs=0.003)
    assert ours.central_weights == pytest.approx(theirs.central_weights, abs=0.01, nan_ok=True)


def test_halfspace_volume_agrees_with_exact_polytopes_of_pysensmcda() -> None:
    peer = pytest.importorskip("pysensmcda.smaa")
    for matrix in np.random.default_rng(4).random((5, 2, 4)):
        theirs = peer.exact_acceptability(matrix, np.ones(4), scaling="none").acceptability

        assert halfspace_volume(matrix[0] - matrix[1]) == pytest.approx(theirs[0], abs=1e-9)


def test_whole_engine_agrees_with_pysensmcda_on_all_pairs_of_colleagues() -> None:
    peer = pytest.importorskip("pysensmcda.smaa")
    generator = np.random.default_rng(5)
    tables = generator.integers(0, 101, (4, 5, 3)).astype(float)
    levels = generator.integers(0, 5, (6, 1, 4))
    swings = generator.integers(1, 101, (6, 4)).astype(float)
    model = DecisionModel(tuple(Criterion(f"c{at}", values=one) for at, one in enumerate(tables)))
    answers = Answers(levels, swings)
    pairs = [(one, other) for one in range(6) for other in range(6)]
    weights = np.array([swings[one] / swings[one].sum() for one, _ in pairs])
    values = np.array([tables[np.arange(4), levels[other, 0]].T for _, other in pairs])

    theirs = peer.simulate(
        plain_value, values[0], np.ones(4), weights=weights, matrix_samples=values,
        reverse_ranking=True,
    )  # fmt: skip

    ours = support(model, answers, exact=True).rank_acceptability[0]
    assert ours == pytest.approx(theirs.rank_acceptability(), abs=1e-12)
