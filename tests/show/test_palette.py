"""Colours read on their grounds and stay apart in grey."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from kit.model.content import AccountModel
from kit.model.decision import Severity
from kit.show import palette


def luminance(colour: str) -> float:
    """Return WCAG's relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lightness(colour: str) -> float:
    """Return CIE L*."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16


@pytest.mark.parametrize("text", [palette.INK, palette.MUTED, palette.ALERT, palette.GOOD])
@pytest.mark.parametrize("ground", [palette.WHITE, palette.TINT])
def test_text_reads_on_every_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("look", palette.LOOKS.values(), ids=lambda look: look.key)
def test_text_reads_on_account_models(look: palette.Look) -> None:
    assert contrast(look.on_fill, look.fill) >= 4.5
    assert contrast(palette.INK, look.tint) >= 4.5
    assert contrast(palette.ALERT, look.tint) >= 4.5


@pytest.mark.parametrize("place", range(5))
def test_text_reads_on_every_step(place: int) -> None:
    assert contrast(palette.on_step(place), palette.STEPS[place]) >= 4.5


def test_account_models_stand_out_and_apart_in_grey() -> None:
    fills = [palette.LOOKS[model].fill for model in AccountModel]
    assert all(contrast(fill, palette.WHITE) >= 3 for fill in fills)
    assert min(abs(lightness(a) - lightness(b)) for a, b in combinations(fills, 2)) >= 11


def test_steps_grow_darker_evenly() -> None:
    grey = [lightness(step) for step in palette.STEPS]
    assert all(before - after >= 7 for before, after in pairwise(grey))


def test_every_severity_and_model_has_words() -> None:
    assert set(palette.SEVERITY_WORDS) == set(Severity)
    assert set(palette.LOOKS) == {*AccountModel, None}


@pytest.mark.parametrize(
    ("value", "expected"), [(0, 0), (0.19, 0), (0.2, 1), (0.59, 2), (0.8, 4), (1, 4), (-1, 0)]
)
def test_step_of_a_strength(value: float, expected: int) -> None:
    assert palette.step(value) == expected


def test_one_department_is_counted_in_the_singular() -> None:
    own, contributor = (palette.LOOKS[model] for model in tuple(palette.LOOKS)[:2])
    assert (own.counted(1), own.counted(2)) == ("own account", "own accounts")
    assert (contributor.counted(1), contributor.counted(12)) == ("contributor", "contributors")
