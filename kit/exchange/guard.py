"""What a file is, whatever its name says, and whether it may be parsed at all.

Everything here runs in the limited child process of `kit.exchange.child`.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO

BIGGEST_BOOK = 20_000_000
MOST_PARTS = 2_000
MOST_INFLATED = 80_000_000
MOST_RATIO = 200
SMALL_PART = 1_000_000
MOST_ROWS, MOST_COLUMNS = 60_000, 700
MOST_CELLS = 1_500_000
CHUNK = 1 << 18
AGAIN = "Ask for it again: it was cut off or damaged on its way."
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
ODD_ENCODING = re.compile(rb"encoding\s*=\s*[\"'](?!utf-8|us-ascii|ascii)", re.IGNORECASE)
CELL_END = re.compile(rb"</(?:\w+:)?c>")
FORMULA = re.compile(rb"<f[ />]")
WITH_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b")
WITH_ERROR = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>")
RESULT = re.compile(rb"<(?:\w+:)?v>[^<]")
TYPED = re.compile(rb"\bt=[\"'](s|str|inlineStr|b|e)[\"']")
PLACE = re.compile(rb"\br=[\"']([A-Za-z]{1,4})(\d{1,9})[\"']")
OUTER = re.compile(rb'r="(?:[A-Za-z]{2,4}\d|[A-Za-z]?\d{5})')
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d{1,12})[\"']")
HTML = re.compile(rb"\s*(<!doctype\s+html|<html|<table|<head|<body|<meta)", re.IGNORECASE)
REPEATED = re.compile(rb"number-(rows|columns)-repeated=[\"'](\d{1,12})[\"']")


class Container(StrEnum):
    """What a file really is."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"
    ICS = "ics"


@dataclass(frozen=True, slots=True)
class Refused(Exception):  # noqa: N818  a refusal, worded for people
    """Why a file is not parsed: what was found, what is allowed, what to do."""

    found: str
    allowed: str = "a spreadsheet that can be read"
    fix: str = "Save it again as .xlsx and send that."
    where: str = ""


@dataclass(slots=True)
class Flags:
    """What a spreadsheet program shows and a reader of values would not see.

    Attributes:
        cells: Sheet part to cell address to `error`, `formula` or `percent`.
    """

    cells: dict[str, dict[str, str]] = field(default_factory=dict)


def container(file: Path) -> Container:
    """Return what the file is, by its first bytes.

    Raises:
        Refused: It is nothing that can be read, with what it is instead.
    """
    size = file.stat().st_size
    if size == 0:
        raise Refused("an empty file", "a worksheet", "Save the worksheet again and send that.")
    if size > BIGGEST_BOOK:
        found = f"a file of {size:,} bytes"
        raise Refused(found, f"one of at most {BIGGEST_BOOK:,}", "Split it or take pictures out.")
    with file.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(b"PK"):
        return _zipped(file)
    if head.startswith(OLE):
        return _compound(file)
    return _plain(head)


def _plain(head: bytes) -> Container:
    if head.startswith(b"%PDF"):
        fix = "Type the answers into the .xlsx worksheet; the PDF is for paper."
        raise Refused("a PDF", fix=fix)
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if HTML.match(bare):
        fix = "Open it in a spreadsheet program and save it as .xlsx."
        raise Refused("a web page with the name of a spreadsheet", fix=fix)
    if bare.startswith(b"<"):
        raise Refused("an XML file", fix="Open it in a spreadsheet program, save it as .xlsx.")
    if bare.upper().startswith(b"BEGIN:VCALENDAR"):
        return Container.ICS
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Container.TEXT
    if b"\x00" in head and not (
        head[1::2].count(0) > len(head) // 3 or head[::2].count(0) > len(head) // 3
    ):
        raise Refused(
            "a file of no kind known here", fix="Save the worksheet as .xlsx and send that."
        )
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise Refused("a picture or an archive", fix="Send the worksheet itself, as .xlsx.")
    return Container.TEXT


def _zipped(file: Path) -> Container:
    try:
        with zipfile.ZipFile(file) as archive:
            names = [info.filename for info in archive.infolist()]
            kind = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except BROKEN as broken:
        raise Refused("a damaged file", fix=AGAIN) from broken
    if len(names) != len(set(names)):
        raise Refused("a file with two parts of one name")
    lower = {name.casefold() for name in names}
    if "xl/workbook.xml" in lower:
        return Container.XLSX
    if b"opendocument.spreadsheet" in kind:
        return Container.ODS
    raise _other_zip(lower, kind)


def _other_zip(names: set[str], kind: bytes) -> Refused:
    if "xl/workbook.bin" in names:
        return Refused("a binary workbook (.xlsb)")
    if any(name.startswith("word/") for name in names) or b"opendocument.text" in kind:
        return Refused("a text document", fix="Send the worksheet itself, as .xlsx.")
    if any(name.startswith("ppt/") for name in names):
        return Refused("a presentation", fix="Send the worksheet itself, as .xlsx.")
    if any(name.endswith(".iwa") for name in names):
        return Refused("an Apple Numbers file", fix="Choose File, Export To, Excel; send that.")
    return Refused("a zip archive that is no spreadsheet")


def _compound(file: Path) -> Container:
    data = file.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        fix = "Open it, take the password off (File, Info, Protect), save it and send that."
        raise Refused("a file locked with a password", fix=fix)
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return Container.XLS
    raise Refused("an old Office file that is no spreadsheet")


def check_zip(file: Path, *, sheets: bool) -> Flags:
    """Inflate every part within limits and look for what must not be there.

    Args:
        file: A zip container.
        sheets: Whether sheets of the xlsx kind are to be measured as well.

    Raises:
        Refused: It is a bomb, declares entities, is locked, or its cells lie too far apart.
    """
    flags, total = Flags(), 0
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise Refused(f"a file of {len(parts):,} parts", f"one of at most {MOST_PARTS:,}")
        percent = _percent_styles(archive) if sheets else frozenset()
        for part in parts:
            data = b"".join(_inflated(archive, part, MOST_INFLATED - total))
            total += len(data)
            if part.filename.lower().endswith((".xml", ".rels")):
                _check_markup(part.filename, data)
            if sheets and part.filename.startswith("xl/worksheets/"):
                found = _check_sheet(part.filename, data, percent)
                if found:
                    flags.cells[part.filename] = found
            if part.filename == "content.xml" and not sheets:
                _check_repeats(data)
    return flags


def _inflated(archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> Iterator[bytes]:
    if part.flag_bits & 1:
        fix = "Take the password off, save it and send that."
        raise Refused("a file locked with a password", fix=fix)
    size = 0
    stream = _opened(archive, part)
    while piece := _piece(stream):
        size += len(piece)
        if size > room or (size > SMALL_PART and size > MOST_RATIO * max(part.compress_size, 1)):
            raise Refused(
                "a file that unpacks to more than a worksheet ever holds",
                f"one of at most {MOST_INFLATED // 1_000_000} MB unpacked",
                "Copy the answers into a fresh worksheet and send that.",
            )
        yield piece


def _opened(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(part)
    except (*BROKEN, KeyError) as broken:
        raise Refused("a damaged file", fix=AGAIN) from broken


def _piece(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(CHUNK)
    except BROKEN as broken:
        raise Refused("a damaged file", fix=AGAIN) from broken


def _check_markup(name: str, data: bytes) -> None:
    # Looking for one rare sign first is twenty times as fast as looking for two.
    if b"!" in data and DECLARED.search(data):
        found = f"a file whose part {name} declares entities"
        raise Refused(found, "a plain spreadsheet", "Copy the answers into a fresh worksheet.")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or ODD_ENCODING.search(data[:200]):
        raise Refused(f"a file whose part {name} is not UTF-8", "a plain spreadsheet")


def _check_sheet(name: str, data: bytes, percent: frozenset[bytes]) -> dict[str, str]:
    # Most sheets have nothing beyond Z9999; only the others are measured cell by cell.
    if not OUTER.search(data) and not _single_quoted(data):
        return dict(_flags(data, percent))
    places = PLACE.findall(data)
    rows = max((int(row) for row in ROW.findall(data)), default=0)
    rows = max(rows, max((int(row) for _, row in places), default=0))
    columns = max((column_number(one.decode()) for one in {one for one, _ in places}), default=0)
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        found = f"something in row {rows:,}, column {columns:,}"
        allowed = f"within {MOST_ROWS:,} rows and {MOST_COLUMNS} columns"
        fix = "Delete the empty rows and columns after the last answer, save it and send that."
        raise Refused(found, allowed, fix, name)
    return dict(_flags(data, percent))


def _flags(data: bytes, percent: frozenset[bytes]) -> Iterator[tuple[str, str]]:
    """Yield the cells whose values a reader would get wrong, later ones outdoing earlier ones."""
    if percent:
        styles = b"|".join(sorted(percent))
        shown = re.compile(rb"<(?:\w+:)?c\b([^>]*\bs=[\"'](?:" + styles + rb")[\"'][^>]*)>")
        for cell in shown.finditer(data):
            if not TYPED.search(cell.group(1)) and b"v>" in _body(cell, data):
                yield from _at(cell.group(1), "percent")
    with_formula = FORMULA.search(data) or b":f" in data
    for cell in WITH_FORMULA.finditer(data) if with_formula else ():
        if not RESULT.search(_body(cell, data)):
            yield from _at(cell.group(1), "formula")
    with_error = b't="e"' in data or _single_quoted(data)
    for cell in WITH_ERROR.finditer(data) if with_error else ():
        yield from _at(cell.group(1), "error")


def _single_quoted(data: bytes) -> bool:
    """Say whether attributes may stand in single quotes; looking for one sign first is cheap."""
    return b"'" in data and b"='" in data


def _body(cell: re.Match[bytes], data: bytes) -> bytes:
    end = CELL_END.search(data, cell.end())
    return data[cell.start() : end.start() if end else cell.end()]


def _at(attributes: bytes, flag: str) -> Iterator[tuple[str, str]]:
    place = PLACE.search(attributes)
    if place:
        yield (place.group(1) + place.group(2)).decode(), flag


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Return the cell styles under which 0.4 is shown as 40 %."""
    try:
        info = archive.getinfo("xl/styles.xml")
    except KeyError:
        return frozenset()
    data = b"".join(_inflated(archive, info, MOST_INFLATED))
    own = {
        found.group(1)
        for found in re.finditer(rb"<(?:\w+:)?numFmt\b[^>]*numFmtId=[\"'](\d+)[\"'][^>]*>", data)
        if b"%" in found.group(0)
    }
    start = data.find(b"cellXfs")
    block = data[start : data.find(b"cellXfs>", start + 7)]
    styles = re.findall(rb"<(?:\w+:)?xf\b[^>]*numFmtId=[\"'](\d+)[\"']", block)
    wanted = own | {b"9", b"10"}
    return frozenset(str(at).encode() for at, style in enumerate(styles) if style in wanted)


def _check_repeats(data: bytes) -> None:
    """Refuse a cell with a value that is repeated more often than a worksheet has rows."""
    for found in REPEATED.finditer(data):
        rows = found.group(1) == b"rows"
        if int(found.group(2)) <= (MOST_ROWS if rows else MOST_COLUMNS):
            continue
        end = data.find(b"</table:table-row>" if rows else b">", found.end())
        body = data[found.start() : end]
        if b"office:value" in body or (rows and b"<text:p" in body):
            fix = "Delete the rows and columns after the last answer, save it and send that."
            raise Refused(f"a cell repeated {int(found.group(2)):,} times", "a worksheet", fix)


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def letters(column: int) -> str:
    """Return a column as people read it: 0 is A."""
    shown, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        shown = chr(65 + rest) + shown
    return shown
