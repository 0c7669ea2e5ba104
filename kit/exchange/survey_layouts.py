"""How each survey tool lays out its exports, told apart by their headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kit.answers import folded, one_line
from kit.exchange.reading import Book, Cell, Sheet

PERSONAL_WORDS = frozenset({
    "email", "e-mail", "email address", "e-mail address", "username", "ip address", "ipaddress",
    "ip", "ipaddr", "first name", "last name", "name", "full name", "recipientlastname",
    "recipientfirstname", "recipientemail", "locationlatitude", "locationlongitude", "latitude",
    "longitude", "deviceid", "phonenumber", "phone number", "phone", "subscriberid",
    "simserial", "ipadresse", "_geolocation", "_submitted_by", "submittername", "submitterid",
    "refurl", "externalreference", "externaldatareference", "custom data 1", "token", "telephone",
})  # fmt: skip
TELLING = frozenset({
    "id", "start time", "completion time", "last modified time", "total points", "quiz feedback",
    "timestamp", "score", "respondent id", "collector id", "start date", "end date", "startdate",
    "enddate", "status", "progress", "duration (in seconds)", "finished", "recordeddate",
    "responseid", "distributionchannel", "userlanguage", "q_recaptchascore", "language",
    "response id", "date submitted", "submitdate", "last page", "lastpage", "start language",
    "startlanguage", "seed", "date started", "date last action", "datestamp",
    "interviewtime", "start", "end", "today", "submissiondate", "instanceid", "key", "_id",
    "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "__version__", "_tags",
    "_index", "_parent_index", "formhub/uuid", "meta/instanceid", "meta/instancename",
    "meta/rootuuid", "rootuuid", "instancename", "attachmentspresent", "attachmentsexpected",
    "edits", "formversion", "reviewstate", "devicemodel", "_attachments", "_xform_id_string",
    "_bamboo_dataset_id", "meta/audit", "audit", "welcome", "last modified date",
})  # fmt: skip
GRID = re.compile(r"^(?P<question>.*\S)\s*\[(?P<row>[^\]]+)\]$", re.DOTALL)
LIME_CODE = re.compile(r"^(?P<code>[A-Za-z][A-Za-z0-9_]*)(\[(?P<sub>[A-Za-z0-9_]+)\])?\.\s*(?P<text>.*)$", re.DOTALL)  # fmt: skip  # noqa: E501
OPEN_ENDED = frozenset({"response", "open-ended response", ""})
PREVIEWS = frozenset({"survey preview", "spam", "1", "8", "9"})


@dataclass(frozen=True, slots=True)
class SurveyColumn:
    """One column of a survey's answers.

    Attributes:
        place: Its number on the sheet, from 0.
        header: The question as the tool prints it.
        sub: The line of a grid, or the choice of a tick column; empty otherwise.
        code: The name the tool gives it: `Q4`, `goals__difference`; empty where it has none.
    """

    place: int
    header: str
    sub: str = ""
    code: str = ""

    @property
    def shown(self) -> str:
        """Return the header as one line, the grid's line in brackets."""
        return f"{one_line(self.header)} [{one_line(self.sub)}]" if self.sub else one_line(self.header)  # fmt: skip  # noqa: E501


@dataclass(frozen=True, slots=True)
class Survey:
    """One export: which tool, which columns, which rows hold somebody's answers.

    Attributes:
        key: The column that tells respondents apart, or None.
        personal: Columns with names, addresses and places.
        rows: Row number to cells, unfinished ones left out.
        unfinished: How many cells the unfinished and preview rows hold.
    """

    tool: str
    sheet: Sheet
    columns: tuple[SurveyColumn, ...]
    key: int | None
    rows: Mapping[int, Mapping[int, Cell]]
    personal: tuple[SurveyColumn, ...] = ()
    unfinished: int = 0
    header_rows: int = 1


def find_survey(book: Book) -> Survey | None:
    """Return the survey on a book's first sheet with answers, or None when it is none known."""
    for sheet in book.sheets:
        if sheet.hidden or not sheet.lines:
            continue
        for layout in LAYOUTS:
            found = layout(sheet)
            if found is not None:
                return found
    return None


@dataclass(slots=True)
class _Heads:
    """The header rows of a sheet."""

    sheet: Sheet
    at: list[int] = field(default_factory=list)
    width: int = 0

    def __post_init__(self) -> None:
        self.at = list(self.sheet.lines)[:3]
        self.width = max((place for _, line in self.sheet.rows() for place in line), default=-1) + 1

    def texts(self, which: int) -> list[str]:
        """Return the texts of a header row, "" where a cell is empty."""
        if which >= len(self.at):
            return []
        row = self.sheet.row(self.at[which])
        return [row[place].text if place in row else "" for place in range(self.width)]

    def words(self, which: int = 0) -> list[str]:
        """Return the same, folded."""
        return [folded(text) for text in self.texts(which)]


def _survey_monkey(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    words = heads.words()
    if not {"respondent id", "collector id"} <= set(words):
        return None
    below = heads.words(1)
    # A condensed export has a second header row that is empty, so no row at all is found there.
    two = bool(heads.at[1:2]) and heads.at[1] == heads.at[0] + 1
    two = two and not (below and below[words.index("respondent id")])
    subs = heads.texts(1) if two else [""] * heads.width
    columns, left = [], ""
    for place, text in enumerate(heads.texts(0)):
        left = text or left
        sub = "" if folded(subs[place]) in OPEN_ENDED else subs[place]
        columns.append(SurveyColumn(place, left, sub))
    return _survey("SurveyMonkey", sheet, columns, words.index("respondent id"), 2 if two else 1)


def _qualtrics(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    words = heads.words()
    if "responseid" not in words or "finished" not in words:
        return None
    codes, texts = heads.texts(0), heads.texts(1)
    third = next((text for text in heads.texts(2) if text), "")
    rows = 3 if third.startswith("{") else 2
    columns = [
        SurveyColumn(place, texts[place] if place < len(texts) else code, "", code)
        for place, code in enumerate(codes)
        if code
    ]
    survey = _survey("Qualtrics", sheet, columns, words.index("responseid"), rows)
    status = words.index("status") if "status" in words else None
    return _finished(survey, words.index("finished"), status)


def _microsoft(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    words = heads.words()
    if not {"id", "start time", "completion time"} <= set(words):
        return None
    columns = [SurveyColumn(place, text) for place, text in enumerate(heads.texts(0)) if text]
    quiz = ("points - ", "feedback - ")
    columns = [column for column in columns if not folded(column.header).startswith(quiz)]
    return _survey("Microsoft Forms", sheet, columns, words.index("id"))


def _google(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    words = heads.words()
    if not words or words[0] not in {"timestamp", "zeitstempel", "horodateur", "marca temporal"}:
        return None
    columns = [SurveyColumn(0, "Timestamp")]
    columns += [_grid(place, text) for place, text in enumerate(heads.texts(0)) if text and place]
    return _survey("Google Forms", sheet, columns, 0)


def _lime(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    words = heads.words()
    marks = ("submitdate", "date submitted", "lastpage", "last page", "startlanguage")
    if not any(word.partition(". ")[2] in marks or word in marks for word in words):
        return None
    columns, key = [], None
    for place, text in enumerate(heads.texts(0)):
        match = LIME_CODE.match(text)
        if match and folded(match["text"]) in TELLING | PERSONAL_WORDS:
            text, match = match["text"], None  # noqa: PLW2901  "id. Response ID" is Response ID
        if folded(text) in {"id", "response id"}:
            key = place
        if match:
            grid = _grid(place, match["text"])
            columns.append(SurveyColumn(place, grid.header, grid.sub, match["code"]))
        elif text:
            columns.append(_lime_plain(place, text))
    return _survey("LimeSurvey", sheet, columns, key)


def _lime_plain(place: int, text: str) -> SurveyColumn:
    code, bracket, sub = text.partition("[")
    if bracket and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", code):
        return SurveyColumn(place, text, sub.rstrip("]"), code)
    grid = _grid(place, text)
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", text)
    return SurveyColumn(place, grid.header, grid.sub, text if plain else "")


def _kobo(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    words = heads.words()
    marks = {"_uuid", "instanceid", "meta/instanceid", "key", "_submission_time", "meta-instanceid"}
    found = [word for word in ("_uuid", "instanceid", "meta/instanceid", "meta-instanceid", "key")
             if word in words]  # fmt: skip
    if len(marks & set(words)) < 1 or not found:
        return None
    columns = []
    for place, text in enumerate(heads.texts(0)):
        if text:
            name = re.split(r"[/]", text)[-1]
            columns.append(SurveyColumn(place, text, "", name.rpartition("topic_")[2] or name))
    return _survey("Kobo or ODK", sheet, columns, words.index(found[0]))


def _grid(place: int, text: str) -> SurveyColumn:
    match = GRID.match(text)
    return SurveyColumn(place, match["question"], match["row"]) if match else SurveyColumn(place, text)  # fmt: skip  # noqa: E501


LAYOUTS: tuple[Callable[[Sheet], Survey | None], ...] = (
    _survey_monkey,
    _qualtrics,
    _microsoft,
    _lime,
    _kobo,
    _google,
)


def _survey(
    tool: str, sheet: Sheet, columns: list[SurveyColumn], key: int | None, header_rows: int = 1
) -> Survey:
    heads = _Heads(sheet)
    rows = dict(sheet.rows())
    for at in heads.at[:header_rows]:
        rows.pop(at, None)
    personal = tuple(column for column in columns if _is_personal(column))
    asked = tuple(
        column
        for column in columns
        if column not in personal and not _is_telling(column) and column.place != key
    )
    return Survey(tool, sheet, asked, key, rows, personal, 0, header_rows)


def _names(column: SurveyColumn) -> set[str]:
    return {folded(column.header), folded(column.code), folded(column.header).rpartition("/")[2]}


def _is_personal(column: SurveyColumn) -> bool:
    return not column.sub and bool(_names(column) & PERSONAL_WORDS)


def _is_telling(column: SurveyColumn) -> bool:
    return not column.sub and bool(_names(column) & TELLING)


def _finished(survey: Survey, finished: int, status: int | None) -> Survey:
    """Return the survey without rows that were abandoned or only tried out."""
    kept, left = {}, 0
    for at, cells in survey.rows.items():
        done = folded(cells[finished].text) if finished in cells else ""
        kind = folded(cells[status].text) if status is not None and status in cells else ""
        if done in {"true", "1", "yes"} and kind not in PREVIEWS:
            kept[at] = cells
        else:
            left += sum(column.place in cells for column in survey.columns)
    return Survey(survey.tool, survey.sheet, survey.columns, survey.key, kept, survey.personal,
                  left, survey.header_rows)  # fmt: skip
