"""Files that would hurt: each is refused by name, fast, in little memory, and hurts nobody else."""

from __future__ import annotations

import io
import json
import resource
import signal
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.exchange.reading import Reader

SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>{dtd}<worksheet '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}'
    "</sheetData></worksheet>"
)
TYPES = (
    '<?xml version="1.0"?><Types '
    'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/{kind}" Target="{target}"/></Relationships>'
)
BOOK = (
    '<?xml version="1.0"?><workbook '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def book(rows: str, dtd: str = "", **more: bytes) -> bytes:
    """Return a workbook whose only sheet holds these rows."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "_rels/.rels", RELS.format(kind="officeDocument", target="xl/workbook.xml")
        )
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            RELS.format(kind="worksheet", target="worksheets/sheet1.xml"),
        )
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows=rows, dtd=dtd))
        for name, data in more.items():
            archive.writestr(name, data)
    return stream.getvalue()


def cell(place: str, value: str = "1") -> str:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{place}"><v>{value}</v></c></row>'


def texts(length: int) -> str:
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * length}</t></is></c></row>'


def ods(content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return stream.getvalue()


def zipped(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return stream.getvalue()


BOMB = "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;&b;'>]>"
FAR = "is not within 60,000 rows and 700 columns"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "stray cell in the last corner": ("a.xlsx", lambda: book(cell("A1") + cell("XFD1048576")), FAR),
    "stray cell far to the right": ("a.xlsx", lambda: book(cell("A1") + cell("XFD2000")), FAR),
    "stray cell far below": ("a.xlsx", lambda: book(cell("A1048576")), FAR),
    "a million blank rows": (
        "a.xlsx",
        lambda: book("".join(f'<row r="{at}"/>' for at in range(1, 1_000_000, 7))),
        FAR,
    ),
    "one cell of 400 MB": ("a.xlsx", lambda: book(texts(400_000_000)), "unpacks to more than"),
    "many parts": (
        "a.xlsx",
        lambda: book(cell("A1"), **{f"xl/media/{at}.xml": b"<a/>" for at in range(2500)}),
        "a file of 2,505 parts is not one of at most 2,000",
    ),
    "billion laughs": ("a.xlsx", lambda: book(cell("A1", "&c;"), BOMB), "declares entities"),
    "an entity that reads a file": (
        "a.xlsx",
        lambda: book(cell("A1"), '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "declares entities",
    ),
    "entities in document properties": (
        "a.xlsx",
        lambda: book(cell("A1"), **{"docProps/core.xml": BOMB.encode()}),
        "declares entities",
    ),
    "entities hidden by another encoding": (
        "a.xlsx",
        lambda: book(cell("A1"), **{"docProps/core.xml": BOMB.encode("utf-16")}),
        "is not UTF-8",
    ),
    "a value repeated for ever": (
        "a.ods",
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
            'office:value="1"/></table:table-row>'
        ),
        "a cell repeated 1,048,576 times",
    ),
    "not a whole zip": ("a.xlsx", lambda: book(cell("A1"))[:-40], "a damaged file"),
    "zeros": ("a.xlsx", lambda: b"PK\x03\x04" + bytes(900), "a damaged file"),
    "empty": ("a.xlsx", lambda: b"", "an empty file"),
    "locked with a password": (
        "a.xlsx",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "a file locked with a password",
    ),
    "an old text document": ("a.xls", lambda: OLE + "WordDocument".encode("utf-16-le"),
                             "an old Office file that is no spreadsheet"),
    "a broken old workbook": ("a.xls", lambda: OLE + "Workbook".encode("utf-16-le"),
                              "a damaged spreadsheet"),
    "a saved web page": ("a.xls", lambda: b"<html><table><tr><td>1</table>",
                         "a web page with the name of a spreadsheet"),
    "an XML spreadsheet": ("a.xls", lambda: b'<?xml version="1.0"?><Workbook/>', "an XML file"),
    "a PDF": ("a.xlsx", lambda: b"%PDF-1.7 ...", "a PDF"),
    "a picture": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(90), "a picture or an archive"),
    "a text document": ("a.xlsx", lambda: zipped(word__document="x"), "a text document"),
    "a presentation": ("a.xlsx", lambda: zipped(ppt__presentation="x"), "a presentation"),
    "Apple Numbers": ("a.xlsx", lambda: zipped(**{"Index__Document.iwa": "x"}),
                      "an Apple Numbers file"),
    "a binary workbook": ("a.xlsx", lambda: zipped(**{"xl__workbook.bin": "x"}),
                          "a binary workbook (.xlsb)"),
    "some other zip": ("a.xlsx", lambda: zipped(notes="x"), "a zip archive that is no spreadsheet"),
    "a quote never closed": ("a.csv", lambda: b'a,b\n"1,2\n' * 3, "the text near line"),
    "far too many rows": ("a.csv", lambda: b"1,2\n" * 70_000, "is not 60,000 rows of 700"),
    "more cells than any survey": (
        "a.csv", lambda: b",".join([b"1"] * 30) + b"\n" + (b"1," * 29 + b"1\n") * 20_000,
        "a file of 600,030 filled cells is not one of 400,000",
    ),
    "half a UTF-16 letter": ("a.csv", lambda: b"\xff\xfea\x00b", "a character that cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name(name: str, tmp_path: Path, reader: Reader) -> None:
    file_name, make, said = HOSTILE[name]
    file = tmp_path / file_name
    file.write_bytes(make())

    found = reader.read(file)

    assert found.problem is not None
    assert said in str(found.problem)
    assert str(found.problem).startswith(file_name)
    # The reader gives any file five seconds: one that took longer would be refused for that.
    assert found.problem.fix


def test_what_no_check_foresaw_costs_the_child_and_nobody_else(tmp_path: Path) -> None:
    wild = tmp_path / "wild.xlsx"
    # Extents within the limits, but a dimension that makes a parser reserve half a terabyte.
    data = book(cell("A1")).replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    wild.write_bytes(data)
    fine = tmp_path / "fine.csv"
    fine.write_text("a,b\n1,2\n", encoding="utf-8")

    with Reader() as reader:
        reader.read(wild)
        assert reader.read(fine).sheets[0].row(1)[1].text == "2"


def test_a_parser_that_never_ends_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n", encoding="utf-8")
    with Reader(seconds=0.2) as reader:
        reader.read(file)
        process = reader._running()
        process.send_signal(signal.SIGSTOP)
        found = reader.read(file)
        assert str(found.problem) == (
            "a.csv: a file that takes longer than 0.2 seconds to read is not a worksheet. "
            "Copy the answers into a fresh worksheet and send that."
        )
        reader.seconds = 20
        assert reader.read(file).problem is None


def test_time_is_what_the_file_costs_not_what_the_machine_is_doing(tmp_path: Path) -> None:
    costly = tmp_path / "costly.csv"
    costly.write_text((",".join("abcdefghijklmnop") + "\n") * 20_000, encoding="utf-8")
    waiting = tmp_path / "waiting.csv"
    waiting.write_text("a,b\n1,2\n", encoding="utf-8")

    with Reader() as reader:
        reader.read(waiting)
        reader.seconds = 0.05
        found = reader.read(costly)
        assert "takes longer than 0.05 seconds" in str(found.problem)
        reader.seconds = 3
        reader.read(waiting)
        process = reader._running()
        process.send_signal(signal.SIGSTOP)  # another program has the processor for a while
        Timer(3.5, process.send_signal, [signal.SIGCONT]).start()
        assert reader.read(waiting).problem is None


def test_the_child_may_not_use_more_than_its_share_of_memory(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n", encoding="utf-8")
    with Reader() as reader:
        reader.read(file)
        limit = resource.prlimit(reader._running().pid, resource.RLIMIT_AS)

    assert limit == (250_000_000, 250_000_000)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    at=st.integers(0, 5000),
    length=st.integers(1, 60),
    garbage=st.binary(min_size=1, max_size=60),
    cut=st.integers(0, 4000),
)
def test_damage_anywhere_is_read_or_refused_never_worse(
    at: int, length: int, garbage: bytes, cut: int, tmp_path: Path, reader: Reader
) -> None:
    whole = (Path(__file__).parent / "returned" / "hr.xlsx").read_bytes()
    start = at * len(whole) // 5000
    data = whole[:start] + garbage + whole[start + length :]
    file = tmp_path / "damaged.xlsx"
    file.write_bytes(data[: len(data) - cut] if cut % 3 == 0 else data)

    found = reader.read(file)

    assert (found.problem is None) == bool(found.sheets)
    if found.problem:
        assert found.problem.fix
        assert "Traceback" not in str(found.problem)


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_honest_files_pass(ending: str, reader: Reader) -> None:
    found = reader.read(Path(__file__).parent / "returned" / f"hr.{ending}")

    assert found.problem is None
    assert [sheet.name for sheet in found.sheets][:2] == ["Start here", "Departments"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path, reader: Reader) -> None:
    file = tmp_path / "numbers.csv"
    file.write_bytes(struct.pack("<8d", *range(8)))

    assert "a file of no kind known here" in str(reader.read(file).problem)


def test_the_largest_file_that_is_read_stays_within_300_mb(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    row = b",".join(b"a reply of some length %d" % at for at in range(30))
    file.write_bytes((row + b"\n") * 13_000)
    program = (
        "import sys; from pathlib import Path; from kit.exchange.reading import Reader\n"
        "reader = Reader(seconds=60); found = reader.read(Path(sys.argv[1]))\n"
        "assert found.problem is None, found.problem\n"
        "status = Path('/proc/self/status').read_text().split()\n"
        "print(int(status[status.index('VmHWM:') + 1]) // 1024)"
    )

    said = subprocess.run(
        [sys.executable, "-c", program, str(file)], check=True, capture_output=True, text=True
    )

    assert int(said.stdout) < 300


ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n"
EVENT = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:20260901T000000Z\r\nSUMMARY:Fair\r\n{}END:VEVENT\r\n"
NOT_UNDERSTOOD = (
    "an event, 'Fair', whose dates cannot be understood is not one with a start and a repeat that "
    "exist. Correct it in the calendar and export it again."
)
TOO_MANY = "a calendar of {} events or more is not one of at most {}. Export a shorter time."


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (EVENT.format(1, "RRULE:FREQ=WEEKLY;INTERVAL=0\r\n"), NOT_UNDERSTOOD),
        (EVENT.format(1, "").replace("20260901T000000Z", "99999999"), NOT_UNDERSTOOD),
        ("".join(EVENT.format(at, "") for at in range(20_001)),
         TOO_MANY.format("20,001", "20,000")),
        ("".join(EVENT.format(at, "RRULE:FREQ=DAILY\r\n") for at in range(301)),
         TOO_MANY.format("60,059", "60,000")),
    ],
    ids=["no interval", "no date", "too many", "too many repeats"],
)  # fmt: skip
def test_a_calendar_that_makes_no_sense_is_refused_in_words(
    events: str, said: str, tmp_path: Path, reader: Reader
) -> None:
    file = tmp_path / "a.ics"
    file.write_text(ICS.format(events), encoding="utf-8", newline="")

    assert str(reader.read(file).problem) == f"a.ics: {said}"


def test_a_parsers_own_error_is_the_files_and_not_a_lack_of_memory(
    tmp_path: Path, reader: Reader
) -> None:
    gone = tmp_path / "gone.csv"  # taken away between the look and the reading
    process = reader._running()
    assert process.stdin is not None
    process.stdin.write(json.dumps({"path": str(gone), "seconds": 5}) + "\n")
    process.stdin.flush()

    answer = json.loads(reader._lines.get(timeout=30))

    assert answer["refused"][1:] == [
        "a damaged file", "a file that can be read",
        "Ask for it again: it was cut off or damaged on its way.",
    ]  # fmt: skip
