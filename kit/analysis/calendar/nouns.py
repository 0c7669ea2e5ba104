"""The calendar's nouns: subjects with validity, items, constraints, policies, and what clashes.

Times are whole minutes since 1970 in UTC; spans are half-open: the end is no longer inside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MINUTES_A_DAY = 24 * 60
ALL_TIME = 2**40
"""Later than any minute a calendar names; stands for "no end"."""


class Effect(StrEnum):
    """What a constraint, or a clash, asks for; strictest first."""

    BLOCK = "block"
    REVIEW = "review"
    WARN = "warn"
    INFO = "info"


class Conflict(StrEnum):
    """The kinds of clash, each with one sentence and one way out (data.md 3.3)."""

    AFTER_END = "after_end"
    BEFORE_END = "before_end"
    BEFORE_LIFT = "before_lift"
    ON_HOLD = "on_hold"
    IN_BLACKOUT = "in_blackout"
    APPROVAL_LATE = "approval_late"
    APPROVER_OVERLOADED = "approver_overloaded"
    CROWDED = "crowded"
    DUPLICATE = "duplicate"
    CONTRADICTION = "contradiction"
    KEYWORD_CLASH = "keyword_clash"
    MISSING_PARTNER = "missing_partner"
    ASSET_LATE = "asset_late"
    HOLIDAY_OR_NIGHT = "holiday_or_night"
    GAP = "gap"
    STALE_FACT = "stale_fact"
    MAYBE_ABOUT = "maybe_about"


@dataclass(frozen=True, slots=True)
class CalendarSubject:
    """Something that items are about and that can end: a place, a product, a campaign, a claim.

    Attributes:
        aliases: Other names; an alias found in an item's text counts, a similar word only asks.
        announced: From when its end is public; None when nothing was announced.
        begins: First minute it holds; None: always did.
        ends: First minute it no longer holds; None: no end known.
        changed: When a fact about it last changed.
        owner: Id of the department that owns the fact, or empty.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    announced: int | None = None
    begins: int | None = None
    ends: int | None = None
    changed: int | None = None
    owner: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One planned thing.

    Attributes:
        start: None while nobody has set a day.
        end: First minute after it; equal to start plus one for a moment.
        timed: Whether an hour was given; without one it takes the whole local day.
        local_start: The start as its audience's clock shows it, in minutes since 1970.
        status: As chosen; what is published and runs on for days still meets facts and windows.
        needs: Ids of the assets it needs.
        draft_due: Day, as a local minute, by which it is to be ready; None: not written down.
        belongs_to: Id of the item it echoes.
        country: Whose holidays count for its audience.
        reviewed: When somebody last read it through.
    """

    id: str
    department: str
    sort: str
    title: str
    snippet: str = ""
    channels: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    timed: bool = False
    local_start: int = 0
    status: str = "idea"
    owner: str = ""
    approvers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    campaign: str = ""
    audiences: tuple[str, ...] = ()
    objective: str = ""
    sensitivity: str = ""
    needs: tuple[str, ...] = ()
    draft_due: int | None = None
    belongs_to: str = ""
    country: str = ""
    reviewed: int | None = None
    rights_until: int | None = None
    landing_page: str = ""
    terms: str = ""
    terms_reviewed: int | None = None
    contract: str = ""

    @property
    def live(self) -> bool:
        """Return whether it may still go out."""
        return self.status not in {"cancelled", "published"}

    def open_at(self, minute: int | None) -> bool:
        """Return whether something about it can still be changed at a minute.

        What is over cannot; what is out can while it runs on for days, as an advert does.
        """
        if minute is None:
            return self.live
        lasts = (self.end or 0) - (self.start or 0) > MINUTES_A_DAY * 3 // 2
        return (self.end or 0) > minute and (self.live or (self.status == "published" and lasts))


@dataclass(frozen=True, slots=True)
class Constraint:
    """A span in which something may not, or not without care, be published.

    Attributes:
        subjects: What it is about; empty and no tag: everything.
        tag: A word or phrase that marks the items it is about.
        channels: Empty: every channel.
        may_know: Departments that may know the reason; empty: everybody may.
        may_publish: Departments that may publish all the same.
        reason_restricted: Never shown outside `may_know`.
    """

    id: str
    sort: str
    title: str
    subjects: tuple[str, ...] = ()
    tag: str = ""
    channels: tuple[str, ...] = ()
    start: int = 0
    end: int = ALL_TIME
    effect: Effect = Effect.WARN
    may_know: tuple[str, ...] = ()
    may_publish: tuple[str, ...] = ()
    reason_public: str = ""
    reason_restricted: str = ""
    owner: str = ""
    lift_condition: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may approve a kind of item (a person or a role), and in how many working days.

    An empty sort or sensitivity means any. Several policies for the same make a chain.

    Attributes:
        serial: Whether the next is asked only after this one has said yes.
    """

    sort: str
    sensitivity: str
    approvers: tuple[str, ...]
    working_days: float
    serial: bool = False


@dataclass(frozen=True, slots=True)
class Approver:
    """A person who approves: when away, who stands in, how many a day.

    Attributes:
        away: Spans of absence.
        a_day: None: the threshold counts.
    """

    person: str
    deputy: str = ""
    away: tuple[tuple[int, int], ...] = ()
    a_day: float | None = None


@dataclass(frozen=True, slots=True)
class Asset:
    """Something an item needs from another department; due is None while nobody set a day."""

    id: str
    name: str
    giver: str
    due: int | None = None
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Keyword:
    """A search word that somebody wants used in one month (any minute of it).

    Attributes:
        reserved_for: Id of the only department that may use it; empty: anybody may.
    """

    word: str
    month: int | None
    reserved_for: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The calendar's thresholds, each a row of thresholds.toml."""

    items_a_day: float = 3
    audience_a_week: float = 5
    near_days: float = 14
    near_share: float = 0.6
    approvals_a_day: float = 5
    gap_weeks: float = 4
    keyword_days: float = 31
    keywords_a_post: float = 2
    night_from: float = 22
    night_to: float = 7
    ask_share: float = 0.8


@dataclass(frozen=True, slots=True)
class Calendar:
    """Everything planned, with the facts and windows it must respect.

    Attributes:
        names: Department id to its name.
        country: Two letters, for holidays; empty: only weekends are known.
        zone: The time zone in which days are written.
        today: The workshop's day; None: nothing counts as past.
        audiences: Audience id to its name; with the objectives, what should not be forgotten.
        objectives: Goal id to its name.
        channels: Channel id to its name.
    """

    subjects: tuple[CalendarSubject, ...] = ()
    items: tuple[Item, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    policies: tuple[Policy, ...] = ()
    approvers: tuple[Approver, ...] = ()
    assets: tuple[Asset, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    faqs: frozenset[str] = frozenset()
    audiences: dict[str, str] = field(default_factory=dict)
    objectives: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    country: str = ""
    zone: str = "UTC"
    today: int | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Clash:
    """One conflict in one sentence, with the way out.

    Attributes:
        items: Ids, the earliest first.
        subjects: Ids of the subjects it is about.
        constraint: Id, or empty.
        owner: Id of the department to ask.
        department: Id of the department whose item must change, or empty.
        day: The minute of the first item, for sorting.
    """

    conflict: Conflict
    effect: Effect
    sentence: str
    fix: str
    items: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    constraint: str = ""
    owner: str = ""
    department: str = ""
    day: int = 0
