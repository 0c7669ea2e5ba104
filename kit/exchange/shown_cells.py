"""What .ods and .xls cells show beyond their values: errors, 0.4 shown as 40 %, joined cells.

calamine gives nothing for an error and a bare number for a per cent, so both would be read wrong
in silence. Runs in the limited child process, after the file's size and declarations were checked.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.parsers import expat

from kit.exchange.guard import MOST_COLUMNS, MOST_INFLATED, MOST_ROWS

Flags = dict[str, dict[tuple[int, int], str]]
"""Sheet name to cell (row and column from 0) to `error` or `percent`."""

Merged = dict[str, list[tuple[int, int, int, int]]]
"""Sheet name to areas joined into one cell: first row and column, last row and column."""
TELLING = re.compile(rb'value-type="(?:error|percentage)"|number-(?:rows|columns)-spanned="(?!1")')

COMMENTS = re.compile(r"xl/(?:\w+/)?comments?\d*\.xml")
COMMENT = re.compile(rb"<(?:comment|x:comment|office:annotation)[ >]")
AUTHOR = "Social Strategy Kit"
OUR_AUTHOR = f"<author>{AUTHOR}</author>".encode()

# --- OpenDocument -------------------------------------------------------------------------------


def ods_shown(file: Path) -> tuple[Flags, Merged]:
    """Return the flagged cells of an OpenDocument spreadsheet, and the cells joined into one."""
    with zipfile.ZipFile(file) as archive, archive.open("content.xml") as stream:
        data = stream.read(MOST_INFLATED)
    if not TELLING.search(data):
        return {}, {}
    walk = _Walk()
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    try:
        parser.Parse(data, True)  # noqa: FBT003  expat's own signature
    except expat.ExpatError:
        return {}, {}
    return walk.flags, walk.merged


def comments(file: Path) -> int:
    """Return how many comments people put on cells; those of a copy to correct are ours."""
    found = 0
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name == "content.xml" or COMMENTS.fullmatch(name):
                with archive.open(name) as stream:
                    data = stream.read(MOST_INFLATED)
                ours = data.count(b"<author>") == data.count(OUR_AUTHOR) > 0
                found += 0 if ours else len(COMMENT.findall(data))
    return found


class _Walk:
    """Where the parser is: sheet, row and column, repeats counted."""

    def __init__(self) -> None:
        self.flags: Flags = {}
        self.merged: Merged = {}
        self.sheet = ""
        self.row = self.column = self.rows = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        """Enter an element."""
        if name == "table:table":
            self.sheet, self.row = given.get("table:name", ""), 0
        elif name == "table:table-row":
            self.column, self.rows = 0, _count(given, "rows-repeated")
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            wide = _count(given, "columns-repeated")
            kind = given.get("calcext:value-type") or given.get("office:value-type", "")
            flag = {"error": "error", "percentage": "percent"}.get(kind)
            if flag:
                self._keep(flag, wide)
            high, across = _count(given, "rows-spanned"), _count(given, "columns-spanned")
            if high > 1 or across > 1:
                last = (self.row + high - 1, self.column + across - 1)
                self.merged.setdefault(self.sheet, []).append((self.row, self.column, *last))
            self.column += wide

    def _keep(self, flag: str, wide: int) -> None:
        cells = self.flags.setdefault(self.sheet, {})
        for row in range(self.row, min(self.row + self.rows, MOST_ROWS)):
            for column in range(self.column, min(self.column + wide, MOST_COLUMNS)):
                cells[row, column] = flag

    def end(self, name: str) -> None:
        """Leave an element."""
        if name == "table:table-row":
            self.row += self.rows


def _count(given: dict[str, str], what: str) -> int:
    text = given.get(f"table:number-{what}", "1")
    return int(text) if text.isdecimal() else 1


# --- the old binary workbook --------------------------------------------------------------------

END, NONE = 0xFFFFFFFA, b""
BOF, EOF, SHEET, FORMAT, XF = 0x809, 0x0A, 0x85, 0x41E, 0xE0
NUMBER, RK, MULRK, FORMULA, BOOLERR = 0x203, 0x27E, 0xBD, 0x06, 0x205
BUILT_IN_PERCENT = {9, 10}
SMALLEST_STREAM, ENTRY, SMALL = 4096, 128, 64
Record = tuple[int, bytes]


def xls_flags(file: Path) -> Flags:
    """Return the flagged cells of an .xls file; none where its structure is not understood."""
    try:
        stream = _workbook(file.read_bytes())
        return _sheet_flags(stream) if stream else {}
    except (struct.error, IndexError):
        return {}


def _workbook(data: bytes) -> bytes:
    """Return the workbook's stream out of the compound file."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    sectors = [n for n in struct.unpack_from("<109I", data, 76) if n < END]
    fat: list[int] = []
    for number in sectors:
        fat += struct.unpack_from(f"<{size // 4}I", data, (number + 1) * size)

    def chain(number: int) -> bytes:
        numbers = _numbers(number, fat)
        return b"".join(data[(one + 1) * size : (one + 2) * size] for one in numbers)

    directory = chain(struct.unpack_from("<I", data, 48)[0])
    root = chain(struct.unpack_from("<I", directory, 116)[0])
    for at in range(0, len(directory), ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        first, whole = struct.unpack_from("<II", directory, at + 116)
        if name in {"Workbook", "Book"}:
            if whole >= SMALLEST_STREAM:
                return chain(first)[:whole]
            # A short stream lies in small sectors inside the root's.
            small = chain(struct.unpack_from("<I", data, 60)[0])
            table = struct.unpack(f"<{len(small) // 4}I", small)
            pieces = (root[one * SMALL : (one + 1) * SMALL] for one in _numbers(first, table))
            return b"".join(pieces)[:whole]
    return NONE


def _numbers(first: int, table: Sequence[int]) -> Iterator[int]:
    """Yield the sectors of a chain; one that runs in a circle ends."""
    seen = 0
    while first < END and seen <= len(table):
        yield first
        first, seen = table[first], seen + 1


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Yield the records of one part of the stream, charts inside it left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == BOF) - (kind == EOF)
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        if depth == 0:
            return
        at += 4 + length


def _sheet_flags(stream: bytes) -> Flags:
    sheets, formats, styles = [], set(BUILT_IN_PERCENT), []
    for kind, body in _records(stream, 0):
        if kind == SHEET:
            sheets.append((struct.unpack_from("<I", body)[0], _text(body[6:], body[6])))
        elif kind == FORMAT and b"%" in body[4:]:
            formats.add(struct.unpack_from("<H", body)[0])
        elif kind == XF:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    percent = {at for at, style in enumerate(styles) if style in formats}
    return {name: dict(_cells(stream, at, percent)) for at, name in sheets}


def _text(body: bytes, length: int) -> str:
    wide = body[1] & 1
    raw = body[2 : 2 + length * (1 + wide)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _cells(stream: bytes, at: int, percent: set[int]) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, body in _records(stream, at):
        if kind == MULRK:
            row, first = struct.unpack_from("<HH", body)
            for place in range((len(body) - 6) // 6):
                if struct.unpack_from("<H", body, 4 + 6 * place)[0] in percent:
                    yield (row, first + place), "percent"
        elif kind in {NUMBER, RK, FORMULA, BOOLERR}:
            row, column, style = struct.unpack_from("<HHH", body)
            if (kind == BOOLERR and body[7] == 1) or (
                kind == FORMULA and body[6] == 2 and body[12:14] == b"\xff\xff"  # noqa: PLR2004  the format's own bytes
            ):
                yield (row, column), "error"
            elif style in percent and kind != BOOLERR:
                yield (row, column), "percent"
