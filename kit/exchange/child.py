"""The child process that parses files people send: `python -m kit.exchange.child`.

One line of JSON with a path comes in, one line of JSON with cells or a refusal goes out, until
the input ends. A file that makes the parser run wild costs this process and nothing else.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import re
import signal
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from kit.answers.lines import LISTS
from kit.exchange.guard import (
    AGAIN,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Container,
    Refused,
    check_zip,
    letters,
)
from kit.exchange.guard import container as container_of
from kit.exchange.shown_cells import Flags, Merged, comments, ods_shown, xls_flags

FOLD = re.compile(rb"\r?\n[ \t]")
MEMORY = 250_000_000
DELIMITERS = ",;\t|"
SAMPLE_LINES = 30
LONGEST_CELL = 200_000
LEAST_SIGNS = 3
LATIN = re.compile("[\u00a0-\u024f\u2000-\u20ff]")
EXACT = 1e15
MOST_FILLED = 400_000
"""Filled cells of a file; as many take the parent 100 MB."""


def main() -> None:
    """Answer one request a line until there are no more."""
    _limit()
    gc.disable()  # cells make no cycles, and looking for some doubles the time a file takes
    for line in sys.stdin:
        request = json.loads(line)
        _limit_time(request["seconds"])
        try:
            answer = read(Path(request["path"]))
        except Refused as refused:
            answer = {
                "refused": [refused.where, refused.found, refused.allowed, refused.fix],
            }
        except MemoryError:
            answer = {"refused": ["", "a file that needs more memory than a worksheet ever does",
                                  "a worksheet", "Copy the answers into a fresh one."]}  # fmt: skip
        except Exception:  # noqa: BLE001  whatever a parser stumbles over, it is the file
            answer = {"refused": ["", "a damaged file", "a file that can be read", AGAIN]}
        # ASCII: whatever a cell holds, lone surrogates included, arrives as it is.
        sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
        sys.stdout.flush()
        _limit_time(0)


def _limit() -> None:
    """Cap the memory of this process, where the system knows how."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float) -> None:
    """End this process after so many CPU seconds; 0: no longer. Parsers in C cannot hold it up."""
    if hasattr(signal, "setitimer"):  # not on Windows, where the parent's clock has to do
        signal.setitimer(signal.ITIMER_PROF, seconds)


def read(file: Path) -> dict[str, Any]:
    """Return the sheets of a file, cell by cell.

    Raises:
        Refused: It is not to be parsed, or cannot be.
    """
    answer = _parsed(file)
    filled = sum(len(sheet["cells"]) for sheet in answer["sheets"])
    if filled > MOST_FILLED:
        fix = "Split the file, or take out columns nobody needs."
        raise Refused(f"a file of {filled:,} filled cells", f"one of {MOST_FILLED:,}", fix)
    return answer


def _parsed(file: Path) -> dict[str, Any]:
    kind = container_of(file)
    if kind in {Container.TEXT, Container.ICS}:
        data = file.read_bytes()
        if kind is Container.ICS:
            data = FOLD.sub(b"", data)  # before decoding: a fold may stand within a character
        text, encoding = decoded(data)
        if "\x00" in text:
            fix = "Save the worksheet as .xlsx and send that."
            raise Refused("a file of no kind known here", fix=fix)
        if kind is Container.ICS:
            from kit.exchange.ics_sheet import ics_sheet  # noqa: PLC0415  icalendar only for these

            sheet, told = ics_sheet(text)
            return {
                "kind": kind.value,
                "encoding": encoding,
                "sheets": [sheet],
                "remarks": told,
            }
        sheet, delimiter = _text_sheet(text, file.stem)
        return {
            "kind": kind.value,
            "encoding": encoding,
            "delimiter": delimiter,
            "sheets": [sheet],
        }
    merged: Merged = {}
    if kind is Container.ODS:
        check_zip(file, sheets=False)
        shown, merged = ods_shown(file)
        flags = _addressed(shown)
    elif kind is Container.XLS:
        flags = _addressed(xls_flags(file))
    else:
        found = check_zip(file, sheets=True)
        flags = _by_sheet(file, found.cells) if found.cells else {}
    told = []
    if kind is not Container.XLS and (count := comments(file)):
        which = "1 comment on a cell was" if count == 1 else f"{count:,} comments on cells were"
        told = [f"{which} not read; write into the cells what should count."]
    sheets = list(_book_sheets(file, flags, merged))
    return {"kind": kind.value, "sheets": sheets, "remarks": told}


def _addressed(shown: Flags) -> dict[str, dict[str, str]]:
    return {
        sheet: {f"{letters(column)}{row + 1}": flag for (row, column), flag in cells.items()}
        for sheet, cells in shown.items()
    }


# --- workbooks --------------------------------------------------------------------------------


def _book_sheets(
    file: Path, flags: dict[str, dict[str, str]], merged: Merged
) -> Iterator[dict[str, Any]]:
    import python_calamine as calamine  # noqa: PLC0415  only for workbooks

    try:
        book = calamine.CalamineWorkbook.from_path(str(file))
        for about in book.sheets_metadata:
            if about.typ is not calamine.SheetTypeEnum.WorkSheet or about.name == LISTS:
                continue
            sheet = book.get_sheet_by_name(about.name)
            yield {
                "name": about.name,
                "hidden": about.visible is not calamine.SheetVisibleEnum.Visible,
                "cells": list(_cells(sheet)),
                "merged": [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
                + [list(area) for area in merged.get(about.name, ())],
                "flags": flags.get(about.name, {}),
            }
    except calamine.PasswordError as locked:
        fix = "Open it, take the password off, save it and send that."
        raise Refused("a file locked with a password", fix=fix) from locked
    except (calamine.CalamineError, ValueError, OSError) as broken:
        if "password" in str(broken).lower() or "encrypt" in str(broken).lower():
            fix = "Open it, take the password off, save it and send that."
            raise Refused("a file locked with a password", fix=fix) from broken
        fix = "Open it in a spreadsheet program, save it as .xlsx and send that."
        raise Refused("a damaged spreadsheet", fix=fix) from broken


def _cells(sheet: Any) -> Iterator[list[Any]]:  # noqa: ANN401  calamine's own type has no stub
    if sheet.start is None:
        return
    last_row, last_column = sheet.end
    if last_row >= MOST_ROWS or last_column >= MOST_COLUMNS or (
        (last_row + 1) * (last_column + 1) > MOST_CELLS
    ):  # fmt: skip
        found = f"something in row {last_row + 1:,}, column {last_column + 1:,}"
        allowed = f"within {MOST_ROWS:,} rows and {MOST_COLUMNS} columns"
        fix = "Delete the empty rows and columns after the last answer, save it and send that."
        raise Refused(found, allowed, fix, str(sheet.name))
    top = sheet.start[0]
    for at, row in enumerate(sheet.to_python(skip_empty_area=False)):
        if at < top:
            continue
        for place, value in enumerate(row):
            if type(value) is str:
                if value:
                    yield [at, place, value]
            else:
                yield [at, place, *_plain(value)]


def _plain(value: object) -> tuple[Any, ...]:  # noqa: PLR0911  one line a type
    """Return a value as JSON has it, and its kind where that would be lost."""
    match value:
        case bool():
            return ("TRUE" if value else "FALSE", "truth")
        case int() | float():
            number = float(value)
            return (number, "long") if abs(number) >= EXACT else (number,)
        case datetime():
            midnight = value.time() == time()
            return (value.date().isoformat() if midnight else value.isoformat(" "), "date")
        case date():
            return (value.isoformat(), "date")
        case time():
            return (value.isoformat("minutes"), "time")
        case timedelta():
            return (str(value), "time")
        case _:
            return (str(value),)


def _by_sheet(file: Path, cells: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return the flags by the sheets' names instead of the parts' names."""
    import xml.etree.ElementTree as ET  # noqa: PLC0415  entities were refused before

    with zipfile.ZipFile(file) as archive:
        try:
            book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  as above
            rels = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  what declares entities was refused before
        except (KeyError, ET.ParseError) as broken:
            raise Refused("a damaged spreadsheet") from broken
    target = {
        one.get("Id", ""): "xl/" + one.get("Target", "").removeprefix("/xl/").removeprefix("xl/")
        for one in rels
    }
    named = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            named[target.get(link, "")] = sheet.get("name", "")
    return {named[part]: found for part, found in cells.items() if part in named}


# --- text files -------------------------------------------------------------------------------


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the encoding it was read in.

    Raises:
        Refused: No encoding fits.
    """
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, name), name
    with suppress(UnicodeDecodeError):
        text = data.decode("utf-8")
        if "\x00" not in text:
            return text, "utf-8"
    odd, even = data[1::2].count(0), data[::2].count(0)
    if max(odd, even) > len(data) // 5:
        name = "utf-16-le" if odd > even else "utf-16-be"
        return _strictly(data, name), name
    _refuse_two_encodings(data)
    import chardet  # noqa: PLC0415  only for texts in an older encoding

    name = chardet.detect(data[:200_000]).get("encoding") or "cp1252"
    with suppress(UnicodeDecodeError, LookupError):
        return data.decode(name), name.lower()
    return _strictly(data, "cp1252"), "cp1252"


def _refuse_two_encodings(data: bytes) -> None:
    """Refuse UTF-8 with lines of an older encoding, as files pasted together have them.

    Raises:
        Refused: With the first line of the other encoding.
    """
    odd = [(at, line) for at, line in enumerate(data.split(b"\n"), 1) if not line.isascii()]
    wrong = [at for at, line in odd if _as_utf_8(line) is None]
    read = "".join(_as_utf_8(line) or "" for _, line in odd)
    signs = [sign for sign in read if not sign.isascii()]
    # A word or two of an older encoding may look like UTF-8 by chance, though hardly like Latin.
    if wrong and len(signs) >= LEAST_SIGNS and all(LATIN.match(sign) for sign in signs):
        found = f"a text in two encodings: line {wrong[0]:,} is not UTF-8, as other lines are,"
        fix = "Save it again from one program and choose the encoding UTF-8."
        raise Refused(found, "a text in one encoding", fix)


def _as_utf_8(line: bytes) -> str | None:
    with suppress(UnicodeDecodeError):
        return line.decode("utf-8")
    return None


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as broken:
        line = data[: broken.start].count(b"\n") + 1
        fix = "Save it again and choose the encoding UTF-8."
        raise Refused(f"a character that cannot be read in line {line}", "UTF-8", fix) from broken


def _text_sheet(text: str, name: str) -> tuple[dict[str, Any], str]:
    csv.field_size_limit(LONGEST_CELL)
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    widths = {len(row) for row in rows if any(row)}
    cells = [
        [at, place, value]
        for at, row in enumerate(rows)
        for place, value in enumerate(row)
        if value.strip()
    ]
    if len(rows) > MOST_ROWS or max(widths, default=0) > MOST_COLUMNS:
        found = f"{len(rows):,} rows of up to {max(widths, default=0):,} cells"
        raise Refused(found, f"{MOST_ROWS:,} rows of {MOST_COLUMNS}", "Split the file.")
    sheet = {"name": name, "hidden": False, "cells": cells, "merged": [], "flags": {}}
    sheet["widths"] = [len(row) for row in rows]
    return sheet, delimiter


def _rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [row for row, _ in zip(reader, range(MOST_ROWS + 2), strict=False)]
    except csv.Error as error:
        found = f"the text near line {reader.line_num} ({error})"
        fix = "Look for a quote that is not closed, or save it as .xlsx."
        raise Refused(found, "CSV", fix) from error


def _delimiter(text: str) -> str:
    """Return the separator under which most lines have the same number of cells."""
    declared = text.split("\n", 1)[0].strip().lower()
    if declared.startswith("sep=") and len(declared) == len("sep=,"):
        return declared[-1]
    sample = "".join(_first(io.StringIO(text, newline=""), SAMPLE_LINES))

    def consistency(delimiter: str) -> tuple[float, int]:
        try:
            reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            widths = [len(row) for row in reader if any(row)]
        except csv.Error:
            return (0.0, 0)
        wide = [width for width in widths if width > 1]
        common = max(set(wide), key=wide.count, default=0)
        return (wide.count(common) / max(len(widths), 1) if common else 0.0, common)

    return max(DELIMITERS, key=consistency)


def _first(lines: Iterable[str], most: int) -> Iterator[str]:
    for line, _ in zip(lines, range(most), strict=False):
        yield line


if __name__ == "__main__":
    main()
