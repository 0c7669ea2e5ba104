"""How each survey tool lays out its exports, told apart by their headers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from os.path import commonprefix

from kit.answers import folded, one_line
from kit.exchange.reading import Book, Cell, Sheet

GRID = re.compile(r"^(?P<question>.*\S)\s*\[(?P<row>[^\]]+)\]$", re.DOTALL)
LIME_CODE = re.compile(
    r"^(?P<code>[A-Za-z][A-Za-z0-9_]*)(\[(?P<sub>[A-Za-z0-9_]+)\])?\.\s*(?P<text>.*)$", re.DOTALL
)
OPEN_ENDED = frozenset({"response", "open-ended response", ""})
PREVIEWS = frozenset({"survey preview", "spam", "1", "8", "9"})
DONE = frozenset({"true", "1", "yes"})
TICK_MARKS = frozenset({"", "0", "1", "true", "false"})
LIME_MARKS = frozenset({"lastpage", "last page", "letzte seite", "dernière page", "startlanguage"})
LIME_BEGAN = frozenset({"startdate", "date started", "datum gestartet", "date de lancement"})
KOBO_KEYS = ("_uuid", "instanceid", "meta/instanceid", "meta-instanceid", "key")
DASH, SELECTED = " - ", " - Selected Choice"
MATRIX_CODE = re.compile(r"^(?P<base>.+)_\d+$")


@cache
def known(what: str) -> frozenset[str]:
    """Return what survey tools call columns that are no question: `personal`, `telling` ..."""
    text = (files("kit.exchange") / "survey_headers.toml").read_text(encoding="utf-8")
    return frozenset(folded(word) for word in tomllib.loads(text)[what])


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
        return (
            f"{one_line(self.header)} [{one_line(self.sub)}]" if self.sub else one_line(self.header)
        )


@dataclass(frozen=True, slots=True)
class Survey:
    """One export: which tool, which columns, which rows hold somebody's answers.

    Attributes:
        key: The column that tells respondents apart, or None.
        began: The column with the moment they began, where `key` only counts them.
        personal: Columns with names, addresses and places.
        rows: Row number to cells, unfinished ones left out.
        unfinished: How many cells the unfinished and preview rows hold.
        repeats: Columns that say again, choice by choice, what another column says.
    """

    tool: str
    sheet: Sheet
    columns: tuple[SurveyColumn, ...]
    key: int | None
    rows: Mapping[int, Mapping[int, Cell]]
    personal: tuple[SurveyColumn, ...] = ()
    unfinished: int = 0
    header_rows: int = 1
    repeats: tuple[SurveyColumn, ...] = ()
    began: int | None = None


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

    def folded(self, which: int = 0) -> list[str]:
        """Return the same, folded."""
        return [folded(text) for text in self.texts(which)]


def _survey_monkey(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    said = heads.folded()
    if not {"respondent id", "collector id"} <= set(said):
        return None
    below = heads.folded(1)
    # A condensed export has a second header row that is empty, so no row at all is found there.
    two = bool(heads.at[1:2]) and heads.at[1] == heads.at[0] + 1
    two = two and not (below and below[said.index("respondent id")])
    subs = heads.texts(1) if two else [""] * heads.width
    columns, left = [], ""
    for place, text in enumerate(heads.texts(0)):
        left = text or left
        sub = "" if folded(subs[place]) in OPEN_ENDED else subs[place]
        columns.append(SurveyColumn(place, left, sub))
    return _survey("SurveyMonkey", sheet, columns, said.index("respondent id"), 2 if two else 1)


def _qualtrics(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    said = heads.folded()
    if "responseid" not in said or "finished" not in said:
        return None
    codes, texts = heads.texts(0), heads.texts(1)
    third = next((text for text in heads.texts(2) if text), "")
    rows = 3 if third.startswith("{") else 2
    shown = {
        place: texts[place].removesuffix(SELECTED) if place < len(texts) else code
        for place, code in enumerate(codes)
        if code
    }
    parts = _matrix_parts(shown, codes)
    columns = [
        SurveyColumn(place, *parts.get(place, (text, "")), codes[place])
        for place, text in shown.items()
    ]
    survey = _survey("Qualtrics", sheet, columns, said.index("responseid"), rows)
    finished = said.index("finished")
    status = said.index("status") if "status" in said else None

    def is_done(cells: Mapping[int, Cell]) -> bool:
        kind = folded(cells[status].text) if status is not None and status in cells else ""
        return finished in cells and folded(cells[finished].text) in DONE and kind not in PREVIEWS

    return _finished(survey, is_done)


def _matrix_parts(shown: Mapping[int, str], codes: Sequence[str]) -> dict[int, tuple[str, str]]:
    """Return question and line of the columns of a matrix: Q2_1 is headed `question - line`."""
    bases: dict[str, list[int]] = {}
    for place in shown:
        found = MATRIX_CODE.match(codes[place])
        if found and DASH in shown[place]:
            bases.setdefault(found["base"], []).append(place)
    parts = {}
    for places in bases.values():
        # Texts, not paths: what they have in common, sign by sign, is the question.
        same = commonprefix([shown[place] for place in places]) if len(places) > 1 else ""  # noqa: RUF071  texts, not paths
        question = same.rpartition(DASH)[0] or shown[places[0]].rpartition(DASH)[0]
        for place in places:
            line = shown[place].removeprefix(question).removeprefix(DASH)
            parts[place] = (question, line)
    return parts


def _microsoft(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    said = heads.folded()
    place = next((at for at, word in enumerate(said) if word in known("began")), 0)
    if not said or said[0] not in {"id", "id."} or place == 0:
        return None
    columns = [SurveyColumn(place, text) for place, text in enumerate(heads.texts(0)) if text]
    quiz = ("points - ", "feedback - ", "punkte - ", "commentaires - ", "puntos - ")
    columns = [column for column in columns if not folded(column.header).startswith(quiz)]
    return replace(_survey("Microsoft Forms", sheet, columns, 0), began=place)


def _google(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    said = heads.folded()
    if not said or said[0] not in known("timestamp"):
        return None
    columns = [SurveyColumn(0, "Timestamp")]
    columns += [_grid(place, text) for place, text in enumerate(heads.texts(0)) if text and place]
    return _survey("Google Forms", sheet, columns, 0)


def _lime(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    said = [_lime_word(word) for word in heads.folded()]
    if not any(word in known("submitted") | LIME_MARKS for word in said):
        return None
    columns, key = [], None
    for place, text in enumerate(heads.texts(0)):
        match = LIME_CODE.match(text)
        if said[place] in {"id", "response id", "antwort id", "antwort-id"}:
            key = place
        if match and said[place] not in known("telling") | known("personal"):
            grid = _grid(place, match["text"])
            columns.append(SurveyColumn(place, grid.header, grid.sub, match["code"]))
        elif text:
            columns.append(_lime_plain(place, match["text"] if match else text))
    began = next((at for at, word in enumerate(said) if word in LIME_BEGAN), None)
    survey = replace(_survey("LimeSurvey", sheet, columns, key), began=began)
    handed_in = next((at for at, word in enumerate(said) if word in known("submitted")), None)
    if handed_in is None:
        return survey
    return _finished(survey, lambda cells: handed_in in cells)


def _lime_word(word: str) -> str:
    """Return a header's word for what it tells: "submitdate. date submitted" is submitdate."""
    code, dot, rest = word.partition(". ")
    names = known("telling") | known("personal") | known("submitted")
    return next((one for one in (code, rest) if dot and one in names), word)


def _lime_plain(place: int, text: str) -> SurveyColumn:
    code, bracket, sub = text.partition("[")
    if bracket and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", code):
        return SurveyColumn(place, text, sub.rstrip("]"), code)
    grid = _grid(place, text)
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", text)
    return SurveyColumn(place, grid.header, grid.sub, text if plain else "")


def _kobo(sheet: Sheet) -> Survey | None:
    heads = _Heads(sheet)
    said = heads.folded()
    found = [word for word in KOBO_KEYS if word in said]
    if not found:
        return None
    texts = heads.texts(0)
    ticks, repeats = _kobo_choices(sheet, texts)
    columns = []
    for place, text in enumerate(texts):
        if text and place not in repeats:
            header, sub = ticks.get(place, (text, ""))
            columns.append(SurveyColumn(place, header, sub, _kobo_name(header)))
    survey = _survey("Kobo or ODK", sheet, columns, said.index(found[0]))
    again = tuple(SurveyColumn(place, texts[place]) for place in sorted(repeats))
    return replace(survey, repeats=again)


def _kobo_name(header: str) -> str:
    """Return the question's own name behind those of its groups."""
    apart = "/" if " " in header else "[/-]"
    return re.split(apart, header)[-1]


def _kobo_choices(
    sheet: Sheet, texts: Sequence[str]
) -> tuple[dict[int, tuple[str, str]], set[int]]:
    """Return the tick columns `question/choice`, and those that repeat a column `question`."""
    below: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if "/" in text:
            below.setdefault(text.rpartition("/")[0], []).append(place)
    ticks: dict[int, tuple[str, str]] = {}
    repeats: set[int] = set()
    for question, places in below.items():
        if question in texts:
            repeats |= set(places)
        elif len(places) > 1 and _only_ticks(sheet, places):
            ticks |= {place: (question, texts[place].rpartition("/")[2]) for place in places}
    return ticks, repeats


def _only_ticks(sheet: Sheet, places: Sequence[int]) -> bool:
    rows = [cells for _, cells in sheet.rows()][1:]
    said = {folded(cells[place].text) for cells in rows for place in places if place in cells}
    return bool(said) and said <= TICK_MARKS


def _grid(place: int, text: str) -> SurveyColumn:
    match = GRID.match(text)
    return (
        SurveyColumn(place, match["question"], match["row"]) if match else SurveyColumn(place, text)
    )


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
    return not column.sub and bool(_names(column) & known("personal"))


def _is_telling(column: SurveyColumn) -> bool:
    return not column.sub and bool(_names(column) & known("telling"))


def _finished(survey: Survey, is_done: Callable[[Mapping[int, Cell]], bool]) -> Survey:
    """Return the survey without rows that were abandoned or only tried out."""
    kept = {at: cells for at, cells in survey.rows.items() if is_done(cells)}
    left = sum(
        column.place in cells
        for at, cells in survey.rows.items()
        if at not in kept
        for column in survey.columns
    )
    return replace(survey, rows=kept, unfinished=left)
