"""Hours as ranges: what an account takes at the least, most likely and at the most, and why.

Every default is a triangle (low, mode, high) of thresholds.toml with its source and grade; what a
department has counted itself replaces it and has no range. The three inputs that move the answer
most are found by moving one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from kit.analysis.facts import Capacity
from kit.analysis.serving import analysis, section
from kit.analysis.situation import Situation
from kit.analysis.wording import capital, listed
from kit.model.content import AccountModel, Bank
from kit.model.report import Block, Table, TableColumn, TableRow

MINUTES_AN_HOUR = 60
WEEKS_A_MONTH = 30.4375 / 7
DRAWS = 4096
LOWEST, HIGHEST = 10, 90
MOST_DRIVERS = 3


@dataclass(frozen=True, slots=True)
class Triangle:
    """One input as low, most likely and high; all three the same when somebody has counted it."""

    name: str
    low: float
    mode: float
    high: float

    @property
    def known(self) -> bool:
        """Return whether there is no doubt about it."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Need:
    """The inputs of one account's hours a week.

    Attributes:
        posts: Posts a week.
        formats: Share of posts that are pictures, videos and articles; adds up to 1.
        messages: Messages from the public a week.
    """

    posts: Triangle
    formats: tuple[float, float, float]
    messages: Triangle
    fixed: Triangle
    hours: tuple[Triangle, Triangle, Triangle]
    reply_minutes: Triangle
    reply_share: float
    watching: float

    @property
    def triangles(self) -> dict[str, Triangle]:
        """Return the inputs by the field they stand in."""
        whole = {"posts": self.posts, "messages": self.messages, "fixed": self.fixed}
        whole["reply_minutes"] = self.reply_minutes
        return whole | {f"hours{place}": one for place, one in enumerate(self.hours)}


@dataclass(frozen=True, slots=True)
class Range:
    """Hours a week of one account.

    Attributes:
        low: One case in ten needs less.
        high: One case in ten needs more.
        drivers: What moves the answer most, first, with the hours it moves it by.
    """

    low: float
    likely: float
    high: float
    drivers: tuple[tuple[str, float], ...]


def triangle(bank: Bank, stem: str, name: str) -> Triangle:
    """Return the triangle of three thresholds `stem_low`, `stem_mode`, `stem_high`."""
    low, mode, high = (bank.threshold(f"{stem}_{end}") for end in ("low", "mode", "high"))
    return Triangle(name, low, mode, high)


def given(name: str, value: float) -> Triangle:
    """Return a triangle without doubt."""
    return Triangle(name, value, value, value)


def need_of(
    facts: Capacity,
    followers: float | None,
    bank: Bank,
    formats: tuple[float, float, float] = (1.0, 0.0, 0.0),
) -> Need:
    """Return what one account takes, from what was counted and from defaults where it was not."""
    posts, messages = facts.number("posts_a_week"), facts.number("messages_a_week")
    value = bank.threshold
    inbound = given("messages a week", messages or 0.0)
    if messages is None and followers:
        every = triangle(bank, "messages_per_1000_followers", "messages from followers")
        scale = followers / 1000 / WEEKS_A_MONTH
        inbound = replace(
            every, low=every.low * scale, mode=every.mode * scale, high=every.high * scale
        )
    return Need(
        posts=given("posts a week", posts)
        if posts is not None
        else Triangle("posts a week", value("posts_min"), value("posts_warn"), value("posts_good")),
        formats=formats,
        messages=inbound,
        fixed=triangle(bank, "account_fixed_hours", "planning and reporting"),
        hours=(
            triangle(bank, "post_hours", "time for a post"),
            triangle(bank, "video_hours", "time for a video"),
            triangle(bank, "article_hours", "time for an article"),
        ),
        reply_minutes=triangle(bank, "reply_minutes", "time for a reply"),
        reply_share=value("reply_share") / 100,
        watching=value("monitoring_hours_a_day") * value("working_days_a_week"),
    )


def hours_of(need: Need, at: Callable[[str, Triangle], np.ndarray | float]) -> np.ndarray | float:
    """Return hours a week with every input taken by `at` (given its field and its triangle)."""
    made = sum(
        share * at(f"hours{place}", one)
        for place, (share, one) in enumerate(zip(need.formats, need.hours, strict=True))
    )
    replies = at("messages", need.messages) * need.reply_share
    minutes = at("reply_minutes", need.reply_minutes)
    hours = at("fixed", need.fixed) + need.watching + at("posts", need.posts) * made
    return hours + replies * minutes / MINUTES_AN_HOUR


@analysis("Hours of an account as a range, and the three inputs that drive it", "S2-17", "S2-04")
def range_of(need: Need, seed: int) -> Range:
    """Return the range of an account's hours; the same seed gives the same range."""
    generator = np.random.default_rng(seed)
    drawn = {
        key: np.full(DRAWS, one.mode)
        if one.known
        else generator.triangular(one.low, one.mode, one.high, DRAWS)
        for key, one in need.triangles.items()
    }
    low, high = np.percentile(hours_of(need, lambda key, _: drawn[key]), [LOWEST, HIGHEST])
    likely = float(hours_of(need, lambda _, one: one.mode))
    moved = {
        one.name: float(_with(need, key, one.high) - _with(need, key, one.low))
        for key, one in need.triangles.items()
    }
    drivers = sorted(((by, name) for name, by in moved.items() if by > 0), reverse=True)
    return Range(
        float(low),
        likely,
        float(high),
        tuple((name, by) for by, name in drivers[:MOST_DRIVERS]),
    )


def _with(need: Need, moved: str, value: float) -> np.ndarray | float:
    return hours_of(need, lambda key, one: value if key == moved else one.mode)


def ranges(situation: Situation, subjects: Iterable[str]) -> dict[str, Range]:
    """Return the range of these subjects' own accounts; those of equal needs are drawn once."""
    seed = int(situation.bank.threshold("seed"))
    followers: dict[str, float] = {}
    for row in situation.snapshot.rows("accounts"):
        count = row.values.get("followers")
        if isinstance(count, (int, float)):
            department = str(row.values.get("department") or "")
            for key in (department, f"{department}@{row.values.get('platform')}"):
                followers[key] = followers.get(key, 0.0) + count
    needs = {}
    for key in subjects:
        facts = situation.capacities[key]
        formats = formats_of(situation, key.partition("@")[0], facts.number("posts_a_week"))
        needs[key] = need_of(facts, followers.get(key), situation.bank, formats)
    found = {need: range_of(need, seed) for need in dict.fromkeys(needs.values())}
    return {key: found[need] for key, need in needs.items()}


def formats_of(
    situation: Situation, department: str, posts: float | None
) -> tuple[float, float, float]:
    """Return which share of a department's posts are pictures, videos and articles.

    Videos are what it asks of design, articles what it plans in the calendar; the rest are
    pictures. Without either, all are.
    """
    videos = sum(
        float(count)
        for row in situation.snapshot.rows("design_requests")
        if row.values.get("department") == department
        and row.values.get("sort") == "video"
        and isinstance(count := row.values.get("number_a_month"), (int, float))
    )
    kinds = [
        row.values.get("kind")
        for row in situation.snapshot.rows("calendar_items")
        if row.values.get("department") == department and row.values.get("kind") in {"post", "blog"}
    ]
    video = min(1.0, videos / (posts * WEEKS_A_MONTH)) if posts else 0.0
    article = (1 - video) * kinds.count("blog") / len(kinds) if kinds else 0.0
    return (1 - video - article, video, article)


@section("resources", "Need against offer per account as ranges, with what drives them", "S2-17")
def range_table(situation: Situation) -> Block | None:
    """Return the ranges of the accounts that are advised, or of all when none is."""
    advised = [one for one in situation.recommendations if one.model is AccountModel.OWN]
    advised = advised or [one for one in situation.recommendations if not one.platform]
    if not advised:
        return None
    utilisation = situation.bank.threshold("utilisation")
    found = ranges(situation, (one.subject for one in advised))
    rows = []
    for one in advised:
        this, offer = found[one.subject], situation.loads[one.subject].offer
        where = f" on {one.platform_name}" if one.platform else ""
        rows.append(
            TableRow(
                (
                    f"{one.department_name}{where}",
                    "not said" if offer is None else f"{offer:.1f}",
                    f"{this.low:.1f} to {this.high:.1f}",
                    f"{this.likely:.1f}",
                    capital(listed([f"{name} ({by:.1f} h)" for name, by in this.drivers])),
                )
            )
        )
    return Table(
        caption="Hours a week of an own account, as a range",
        columns=(
            TableColumn("Department"),
            TableColumn("Offered", number=True),
            TableColumn("Needed, 8 of 10 cases", number=True),
            TableColumn("Most likely", number=True),
            TableColumn("What drives it", wide=True),
        ),
        rows=tuple(rows),
        note=(
            "Defaults are triangles with published or estimated ends, listed under Method; your "
            "own numbers replace them. The hours in brackets are what that input alone can change. "
            f"Of shared work, plan only {utilisation:.0f} % of what is offered."
        ),
    )
