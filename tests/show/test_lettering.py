"""Widths agree with the fonts, and fitted text fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from kit.show import fonts
from kit.show.fonts.build import EMBEDDED, FACES, letter_widths
from kit.show.lettering import shorten, width, wrap


@pytest.mark.parametrize("face", FACES)
def test_table_of_widths_is_the_font_s(face: str) -> None:
    with TTFont(fonts.FOLDER / f"{face}.ttf") as font:
        assert letter_widths(font) == fonts.widths()[face]


def test_folder_is_small_and_carries_every_licence() -> None:
    files = list(fonts.FOLDER.iterdir())
    assert sum(file.stat().st_size for file in files if file.is_file()) < 2_500_000
    licences = {file.name for file in files if file.name.startswith("OFL")}
    families = {face.split("-")[0] for face in FACES}
    assert licences == {f"OFL-{family}.txt" for family in families}


@pytest.mark.parametrize("licence", sorted(Path(fonts.FOLDER).glob("OFL-*.txt")))
def test_licence_is_open_and_reserves_no_name(licence: Path) -> None:
    text = licence.read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    copyright_lines = text.split("This Font Software is licensed")[0]
    assert "Reserved Font Name" not in copyright_lines


@pytest.mark.parametrize("face", EMBEDDED)
def test_embedded_faces_cover_western_text(face: str) -> None:
    with TTFont(fonts.FOLDER / f"{face}.latin.woff2") as font:
        assert set(map(ord, "Aaéßœ–—“”‘’…·€→0123456789")) <= font.getBestCmap().keys()


def test_figures_are_of_one_width_in_tables() -> None:
    with TTFont(fonts.FOLDER / "Inter-Regular.ttf") as font:
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert "tnum" in features


def test_width_is_the_sum_of_advances() -> None:
    table = fonts.widths()["Inter-Regular"]
    assert width("Ab", 10) == pytest.approx((table["A"] + table["b"]) / 100)
    assert width("Ab", 10, bold=True) > width("Ab", 10)


@given(st.text(max_size=300), st.floats(20, 400), st.integers(1, 4), st.booleans())
def test_wrapped_lines_fit(words: str, room: float, lines: int, bold: bool) -> None:  # noqa: FBT001  a parameter of the table above
    wrapped = wrap(words, 12, room, lines, bold=bold)
    assert 1 <= len(wrapped) <= lines
    for line in wrapped:
        assert width(line, 12, bold=bold) <= room or len(line) <= 1


@given(st.text(max_size=300), st.floats(20, 400))
def test_shortened_text_fits_and_whole_text_stays(words: str, room: float) -> None:
    short = shorten(words, 12, room)
    assert width(short, 12) <= room
    if not short.endswith("…"):
        assert short == " ".join(words.split())


def test_long_words_are_broken_and_marked() -> None:
    assert wrap("x" * 400, 12, 60, 2)[1].endswith("…")
    assert wrap("two words", 12, 400, 2) == ["two words"]
    assert json.dumps(wrap("", 12, 60, 2)) == '[""]'
