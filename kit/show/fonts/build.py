"""Cut the shipped font files and the table of letter widths from the full fonts.

Run by hand when a font changes: `npm pack inter-ui @expo-google-fonts/literata
@fontsource/noto-sans-arabic @fontsource/noto-sans-hebrew`, unpack each, then
`python -m kit.show.fonts.build FOLDER`. Needs fonttools and brotli; the kit itself needs neither.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]
JOINING = [*FEATURES, "init", "medi", "fina", "isol", "rlig", "calt"]
SCRIPTS = {
    "latin": [
        *((0x20, 0x7E), (0xA0, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2C6, 0x2DC)),
        *((0x2000, 0x206F), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2193)),
        *((0x2212, 0x2212), (0x2260, 0x2265), (0x25CF, 0x25CF), (0x2713, 0x2713)),
    ],
    "latin-ext": [(0x100, 0x24F), (0x300, 0x36F), (0x1E00, 0x1EFF), (0x20A0, 0x20CF)],
    "greek": [(0x370, 0x3FF)],
    "cyrillic": [(0x400, 0x52F), (0x2116, 0x2116)],
}
PRINT_ONLY = [(0x2070, 0x209F), (0x2100, 0x22FF), (0x25A0, 0x25FF), (0x2600, 0x27BF)]
FACES = {
    "Inter-Regular": ("inter-ui*/package/web/Inter-Regular.woff2", FEATURES),
    "Inter-SemiBold": ("inter-ui*/package/web/Inter-SemiBold.woff2", FEATURES),
    "Literata-SemiBold": ("*literata*/package/600SemiBold/Literata_600SemiBold.ttf", FEATURES),
    "NotoSansArabic-Regular": ("*/package/files/noto-sans-arabic-arabic-400-normal.woff2", JOINING),
    "NotoSansArabic-SemiBold": (
        "*/package/files/noto-sans-arabic-arabic-600-normal.woff2",
        JOINING,
    ),
    "NotoSansHebrew-Regular": (
        "*/package/files/noto-sans-hebrew-hebrew-400-normal.woff2",
        FEATURES,
    ),
    "NotoSansHebrew-SemiBold": (
        "*/package/files/noto-sans-hebrew-hebrew-600-normal.woff2",
        FEATURES,
    ),
}
EMBEDDED = ("Inter-Regular", "Inter-SemiBold", "Literata-SemiBold")


def characters(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """Return every code point of the ranges."""
    return [point for first, last in ranges for point in range(first, last + 1)]


def cut(source: Path, points: list[int] | None, features: list[str], flavor: str | None) -> TTFont:
    """Return the font with only these characters and features."""
    options = Options(layout_features=features, flavor=flavor, hinting=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    font = TTFont(source)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points if points is not None else list(font.getBestCmap()))
    subsetter.subset(font)
    font.flavor = flavor
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    return font


def write_faces(folder: Path) -> dict[str, dict[str, int]]:
    """Write the TTF and woff2 files and return each face's widths, in thousandths of the size."""
    widths = {}
    everything = characters([span for spans in SCRIPTS.values() for span in spans] + PRINT_ONLY)
    for name, (pattern, features) in FACES.items():
        source = next(iter(sorted(folder.glob(pattern))))
        points = everything if name in EMBEDDED else None
        face = cut(source, points, features, None)
        face.save(HERE / f"{name}.ttf")
        widths[name] = letter_widths(face)
        for script, spans in SCRIPTS.items() if name in EMBEDDED else ():
            cut(source, characters(spans), features, "woff2").save(HERE / f"{name}.{script}.woff2")
    return widths


def letter_widths(face: TTFont) -> dict[str, int]:
    """Return each character's advance in thousandths of the font size."""
    scale = 1000 / face["head"].unitsPerEm
    return {
        chr(point): round(face["hmtx"][glyph][0] * scale)
        for point, glyph in sorted(face.getBestCmap().items())
    }


if __name__ == "__main__":
    table = write_faces(Path(sys.argv[1]))
    (HERE / "widths.json").write_text(
        json.dumps(table, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
