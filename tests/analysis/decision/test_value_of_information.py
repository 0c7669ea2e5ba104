"""The value of information against textbook examples."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from kit.analysis.decision import evpi, evppi_discrete
from kit.analysis.decision.draws import even_points
from kit.errors import DecisionInputError


def test_oil_company_of_hillier_and_lieberman() -> None:
    # Goferbroke: recalled from the book, recomputed
    assert evpi([[700, 90], [-100, 90]], [0.25, 0.75]) == pytest.approx(142.5)


def test_seismic_survey_of_hillier_and_lieberman() -> None:
    chances = [0.25 * 0.6, 0.25 * 0.4, 0.75 * 0.2, 0.75 * 0.8]
    land = [[700, 90], [700, 90], [-100, 90], [-100, 90]]

    assert evppi_discrete(land, ["good", "bad"] * 2, chances) == pytest.approx(53)


def loss(z: float) -> float:
    return float(np.exp(-z * z / 2) / np.sqrt(2 * np.pi) - z * (1 - ndtr(z)))


def test_two_normal_parameters_of_the_voi_vignette() -> None:
    # R package voi (Jackson): net benefit (0, p1 - p2), p1 ~ N(1, 1), p2 ~ N(0, 2)
    points = ndtri(np.clip(even_points(1 << 14, 2, 0), 1e-9, 1 - 1e-9))
    one, two = 1 + points[:, 0], 2 * points[:, 1]
    benefit = np.stack([np.zeros(len(one)), one - two], axis=1)

    assert evpi(benefit) == pytest.approx(0.479811, abs=0.01)
    for parameter, place, published in ((one, 0, loss(1)), (two, 1, 2 * loss(0.5))):
        classes = np.floor(ndtr(points[:, place]) * 64)
        assert evppi_discrete(benefit, classes) == pytest.approx(published, abs=0.01), parameter[0]
    assert [loss(1), 2 * loss(0.5)] == pytest.approx([0.083315, 0.395593], abs=5e-7)


def test_knowing_nothing_new_is_worth_nothing() -> None:
    assert evppi_discrete([[1, 0], [0, 3]], ["same", "same"]) == 0


def test_negative_chances_are_refused() -> None:
    with pytest.raises(DecisionInputError, match="zero or more, not all zero"):
        evpi([[1, 2], [3, 4]], [-1, 2])
