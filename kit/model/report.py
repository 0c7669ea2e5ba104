"""The blocks a report is made of: tables, charts as data, lists of findings, quotes.

The analysis fills them; `kit.show` knows how to draw each kind and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from kit.model.content import AccountModel
from kit.model.decision import Finding


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a printed table; numbers stand right."""

    label: str
    number: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; the first cell is its header. `group` starts a new group of rows when it changes."""

    cells: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, printed as it is."""

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    note: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class FindingList:
    """Findings under a small heading."""

    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Quotes:
    """What people wrote, in their own words, without names."""

    title: str
    texts: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class SupportRow:
    """One department's bar: how many of 100 pairings put each account model first."""

    label: str
    model: AccountModel | None
    support: dict[str, int]
    word: str


@dataclass(frozen=True, slots=True)
class SupportChart:
    """How firm each decision is: one stacked bar a department, in the decision table's order."""

    title: str
    how_to_read: str
    rows: tuple[SupportRow, ...]


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One line of answers on a scale: how many people chose each level, lowest first.

    `counts` is empty and `remark` says why when showing them would point at a person.
    """

    label: str
    counts: tuple[int, ...]
    median: float | None
    remark: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class SpreadChart:
    """Where people agree and where not: one dot a person on each line."""

    title: str
    how_to_read: str
    low: str
    high: str
    levels: int
    rows: tuple[SpreadRow, ...]


@dataclass(frozen=True, slots=True)
class MatrixChart:
    """A grid of strengths from 0 to 1; None where nothing is known. `texts` prints the cells."""

    title: str
    how_to_read: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    texts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """Hours a week: what a department offers, what its decision takes, what the others would."""

    label: str
    has: float | None
    needs: float
    model: AccountModel | None
    others: dict[str, float]
    remark: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class CapacityChart:
    """Need against offer."""

    title: str
    how_to_read: str
    unit: str
    rows: tuple[CapacityRow, ...]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """Named shares of one whole, in per cent."""

    label: str
    shares: dict[str, float]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ShareChart:
    """One 100 % bar a row; the parts in the order of `parts`."""

    title: str
    how_to_read: str
    parts: tuple[str, ...]
    rows: tuple[ShareRow, ...]


@dataclass(frozen=True, slots=True)
class WeightRow:
    """What one criterion weighs: the group's mean and each person's, in per cent."""

    label: str
    mean: float
    people: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class WeightChart:
    """What matters how much to whom."""

    title: str
    how_to_read: str
    rows: tuple[WeightRow, ...]


@dataclass(frozen=True, slots=True)
class SettlingPoint:
    """One question about one department: how far people are apart and what agreeing would gain."""

    label: str
    disagreement: float
    value: float
    place: str


@dataclass(frozen=True, slots=True)
class SettlingChart:
    """What to discuss now, check quickly, agree to differ on, or leave as settled.

    The two lines part the field where the places meet; None draws none.
    """

    title: str
    how_to_read: str
    points: tuple[SettlingPoint, ...]
    disagreement_line: float | None = None
    value_line: float | None = None


@dataclass(frozen=True, slots=True)
class MapDepartment:
    """A department on the account map and how firm its place is."""

    name: str
    model: AccountModel | None
    open: bool
    account: str


@dataclass(frozen=True, slots=True)
class MapAccount:
    """An account on the map: its platforms, who runs it and whom it speaks to."""

    id: str
    name: str
    platforms: tuple[str, ...]
    run_by: str
    audience: str
    main: bool


@dataclass(frozen=True, slots=True)
class AccountMap:
    """Who speaks where: departments on the left, accounts in the middle, audiences on the right."""

    title: str
    how_to_read: str
    departments: tuple[MapDepartment, ...]
    accounts: tuple[MapAccount, ...]


@dataclass(frozen=True, slots=True)
class TriageAnswer:
    """One answer to a triage question and where it leads.

    Attributes:
        to: Place of the next question in the flow; None when it ends in an action.
        action: What is done; empty when another question follows.
        owner: Who does it, and how soon: `Customer service, within 2 hours`.
    """

    answer: str
    to: int | None = None
    action: str = ""
    owner: str = ""
    gap: bool = False


@dataclass(frozen=True, slots=True)
class TriageStep:
    """One question of the triage with its answers."""

    question: str
    answers: tuple[TriageAnswer, ...]


@dataclass(frozen=True, slots=True)
class TriageFlow:
    """How a message from the public is answered: questions downwards, what is done to the right.

    Attributes:
        first: Number of questions before the first row, where a long flow is cut.
    """

    title: str
    how_to_read: str
    rows: tuple[TriageStep, ...]
    first: int = 0


@dataclass(frozen=True, slots=True)
class LaneItem:
    """One planned thing: its first day, counted from the start, and how many days it takes."""

    name: str
    day: int
    days: int = 1
    clash: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """What one department plans."""

    label: str
    items: tuple[LaneItem, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class LaneWindow:
    """A span in which something is not allowed, for everybody who reads it."""

    name: str
    day: int
    days: int
    strict: bool


@dataclass(frozen=True, slots=True)
class CalendarLanes:
    """Everybody's plans side by side.

    Attributes:
        start: First day, YYYY-MM-DD.
        days: How many days are shown.
    """

    title: str
    how_to_read: str
    start: str
    days: int
    rows: tuple[Lane, ...]
    windows: tuple[LaneWindow, ...] = ()


Chart: TypeAlias = (
    SupportChart
    | SpreadChart
    | MatrixChart
    | CapacityChart
    | ShareChart
    | WeightChart
    | SettlingChart
    | AccountMap
    | TriageFlow
    | CalendarLanes
)
Block: TypeAlias = Paragraph | Table | FindingList | Quotes | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report.

    Attributes:
        label: The small grey line above: `How firm each decision is`.
        headline: The finding, as a sentence.
        link: One or two words for the table of contents.
        department: Id when the section belongs to one department only.
    """

    id: str
    label: str
    headline: str
    link: str
    blocks: tuple[Block, ...]
    topic: str = ""
    department: str = ""
