"""The calendar's registers, read once into its nouns; what cannot be read is left open.

A day without an hour is the whole day, and the same day everywhere: only hours have a time zone. A
time zone nobody knows counts as the organisation's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kit.analysis.calendar.days import UTC_NAME, known_zone, local_minute, minute_of, zones_of
from kit.analysis.calendar.nouns import (
    ALL_TIME,
    Approver,
    Asset,
    Calendar,
    CalendarSubject,
    Constraint,
    Effect,
    Item,
    Keyword,
    Limits,
    Policy,
)
from kit.answers import clock_of
from kit.model.content import Bank
from kit.model.workshop import Organisation, Row, Snapshot

ARRIVED = {"have", "not_needed", "sent", "accepted"}
DEFAULT_EFFECTS = {
    "embargo": Effect.BLOCK,
    "legal_hold": Effect.BLOCK,
    "quiet_period": Effect.BLOCK,
    "closure": Effect.BLOCK,
    "discontinued": Effect.BLOCK,
    "crisis": Effect.BLOCK,
    "contract_window": Effect.REVIEW,
}


def read_calendar(snapshot: Snapshot, bank: Bank) -> Calendar:
    """Return the calendar that a workshop's registers hold."""
    organisation = snapshot.organisation
    zone = zone_for(organisation)
    reader = _Reader(snapshot, bank, zone)
    today = _day(organisation.workshop_date)
    return Calendar(
        subjects=tuple(reader.subject(row) for row in snapshot.rows("calendar_subjects")),
        items=tuple(reader.item(row) for row in snapshot.rows("calendar_items")),
        constraints=tuple(reader.constraint(row) for row in snapshot.rows("calendar_constraints")),
        policies=tuple(reader.policy(row) for row in snapshot.rows("approval_policy")),
        approvers=_approvers(snapshot),
        assets=_assets(snapshot),
        keywords=tuple(reader.keyword(row) for row in snapshot.rows("keywords")),
        faqs=_prepared(snapshot),
        audiences=_names(snapshot, "audiences", "people"),
        objectives=_names(snapshot, "goals", "goal"),
        channels={one.id: one.label for one in bank.choice_sets.get("platforms", ())},
        names=_names(snapshot, "departments", "name"),
        country=organisation.country,
        zone=zone,
        today=None if today is None else minute_of(today, zone=zone),
        limits=limits(bank),
    )


def zone_for(organisation: Organisation) -> str:
    """Return the organisation's time zone: its country's first; UTC when no country is given."""
    return (
        next(iter(zones_of(organisation.country)), UTC_NAME) if organisation.country else UTC_NAME
    )


def limits(bank: Bank) -> Limits:
    """Return the calendar's thresholds."""
    known = {threshold.id: threshold.value for threshold in bank.thresholds}
    usual = Limits()
    return Limits(
        items_a_day=bank.threshold("channel_posts_a_day_max"),
        audience_a_week=bank.threshold("audience_items_a_week_max"),
        near_days=bank.threshold("duplicate_days"),
        near_share=bank.threshold("duplicate_similarity") / 100,
        approvals_a_day=bank.threshold("approvals_a_day_max"),
        gap_weeks=bank.threshold("silence_weeks"),
        keyword_days=known.get("keyword_days", usual.keyword_days),
        keywords_a_post=bank.threshold("keywords_per_post_max"),
        night_from=bank.threshold("night_start"),
        night_to=bank.threshold("night_end"),
        ask_share=known.get("likely_name_share", usual.ask_share * 100) / 100,
    )


class _Reader:
    """Rows of one workshop as calendar nouns."""

    def __init__(self, snapshot: Snapshot, bank: Bank, zone: str) -> None:
        self.zone = zone
        self.country = snapshot.organisation.country
        self.lifts = self._lifts(snapshot)
        self.keywords = _names(snapshot, "keywords", "term")
        self.campaigns = {row.id: row for row in snapshot.rows("campaigns")}
        self.contests = {row.id: row for row in snapshot.rows("contests")}
        self.deals = {row.id: row for row in snapshot.rows("partner_deals")}
        self.roles = {one.id: one.label for one in bank.choice_sets.get("approval_roles", ())}

    def first(self, value: object) -> int | None:
        """Return the first minute of a day."""
        day = _day(value)
        return None if day is None else minute_of(day, zone=self.zone)

    def after(self, value: object) -> int | None:
        """Return the first minute after a day."""
        day = _day(value)
        return None if day is None else minute_of(day + timedelta(days=1), zone=self.zone)

    def announced(self, row: Row) -> int | None:
        """Return from when an end is public: the day written down, or the lift of its embargo."""
        day = self.first(row.values.get("announced_on"))
        ends = self.after(row.values.get("valid_to"))
        lift = self.lifts.get(row.id)
        return lift if day is None and lift is not None and ends and lift < ends else day

    def _lifts(self, snapshot: Snapshot) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in snapshot.rows("calendar_constraints"):
            end = self.after(row.values.get("to_day"))
            if row.values.get("kind") == "embargo" and end is not None:
                for subject in _ids(row.values.get("subjects")):
                    found[subject] = max(end, found.get(subject, end))
        return found

    def subject(self, row: Row) -> CalendarSubject:
        get = row.values.get
        return CalendarSubject(
            id=row.id,
            name=_text(get("name")) or row.id,
            aliases=parts_of(get("aliases")),
            announced=self.announced(row),
            begins=self.first(get("valid_from")),
            ends=self.after(get("valid_to")),
            changed=self.first(get("changed_on")),
            owner=_text(get("owner")),
            parent=_text(get("part_of")),
        )

    def item(self, row: Row) -> Item:
        get = row.values.get
        zone = _text(get("zone"))
        zone = zone if zone and known_zone(zone) else self.zone
        hours = any(clock(get(key)) is not None for key in ("start_time", "end_time"))
        start, end, local, timed = _span(row, zone if hours else self.zone)
        campaign = self.campaigns.get(_text(get("campaign")))
        contest = self.contests.get(_text(get("contest")))
        deal = self.deals.get(_text(get("partner")))
        return Item(
            id=row.id,
            department=_text(get("department")),
            sort=_text(get("kind")),
            title=_text(get("title")) or row.id,
            snippet=_text(get("snippet")),
            channels=_ids(get("channels")),
            start=start,
            end=end,
            timed=timed,
            local_start=local,
            status=_text(get("state")) or "idea",
            owner=_text(get("owner")),
            approvers=parts_of(get("approvers")),
            subjects=_ids(get("subjects")),
            keywords=tuple(self.keywords.get(key, key) for key in _ids(get("keywords"))),
            campaign=_text(campaign.values.get("campaign")) if campaign else "",
            audiences=_ids(get("audience")),
            objective=_text(get("goal")),
            sensitivity=_text(get("sensitivity")),
            needs=_ids(get("needs")),
            draft_due=_local(get("draft_due")),
            belongs_to=_text(get("belongs_to")),
            country=_text(get("country")) or self.country,
            reviewed=self.first(get("checked_on")),
            rights_until=self.after(get("rights_until")),
            landing_page=_text(campaign.values.get("landing_page")) if campaign else "",
            terms=_terms(contest),
            terms_reviewed=self.first(contest.values.get("terms_reviewed_on")) if contest else None,
            contract=deal.id if deal and _day(deal.values.get("reviewed_on")) else "",
        )

    def constraint(self, row: Row) -> Constraint:
        get = row.values.get
        sort = _text(get("kind"))
        effect = _text(get("effect"))
        end = self.after(get("to_day"))
        lift, last = clock(get("lift_time")), _day(get("to_day"))
        if lift is not None and last is not None:
            end = minute_of(last + timedelta(days=1), *divmod(lift, 60), zone=self.zone)
        known = {one.value for one in Effect}
        return Constraint(
            id=row.id,
            sort=sort,
            title=_text(get("name")),
            subjects=_ids(get("subjects")),
            tag=_text(get("keyword")),
            channels=_ids(get("channels")),
            start=self.first(get("from_day")) or 0,
            end=ALL_TIME if end is None else end,
            effect=Effect(effect) if effect in known else DEFAULT_EFFECTS.get(sort, Effect.WARN),
            may_know=_ids(get("may_know")),
            may_publish=_ids(get("may_publish")),
            reason_public=_text(get("reason_public")),
            reason_restricted=_text(get("reason_restricted")),
            owner=_text(get("owner")),
            lift_condition=_text(get("lift_when")),
        )

    def policy(self, row: Row) -> Policy:
        named = _text(row.values.get("approver"))
        roles = [self.roles.get(key, key) for key in _ids(row.values.get("roles"))]
        days = row.values.get("working_days")
        return Policy(
            sort=_text(row.values.get("kind")),
            sensitivity=_text(row.values.get("sensitivity")),
            approvers=(named, *roles) if named else tuple(roles),
            working_days=float(days) if isinstance(days, (int, float)) else 0.0,
            serial=row.values.get("order") == "serial",
        )

    def keyword(self, row: Row) -> Keyword:
        when = row.values.get("when")
        first = when.get("from") if isinstance(when, dict) else None
        term = _text(row.values.get("term")) or row.id
        return Keyword(term, _local(first), _text(row.values.get("reserved_for")))


def _span(row: Row, zone: str) -> tuple[int | None, int | None, int, bool]:
    """Return start and end in UTC, the local start, and whether an hour was given."""
    first = _day(row.values.get("start"))
    if first is None:
        return None, None, 0, False
    last = max(first, _day(row.values.get("end")) or first)
    opens, closes = clock(row.values.get("start_time")), clock(row.values.get("end_time"))
    start = minute_of(first, *divmod(opens or 0, 60), zone=zone)
    if closes is not None:
        past_midnight = not _day(row.values.get("end")) and closes <= (opens or 0)
        closing_day = first + timedelta(days=1) if past_midnight else last
        end = minute_of(closing_day, *divmod(closes, 60), zone=zone)
    elif opens is not None and last == first:
        end = start + 1
    else:
        end = minute_of(last + timedelta(days=1), zone=zone)
    local = local_minute(first, *divmod(opens or 0, 60))
    return start, max(end, start + 1), local, opens is not None


def _approvers(snapshot: Snapshot) -> tuple[Approver, ...]:
    away: dict[str, list[tuple[int, int]]] = {}
    shown: dict[str, str] = {}
    deputies: dict[str, str] = {}
    for row in snapshot.rows("approval_policy"):
        if person := _text(row.values.get("approver")):
            shown.setdefault(person.casefold(), person)
            deputies[person.casefold()] = _text(row.values.get("deputy"))
    for row in snapshot.rows("absences"):
        person, when = _text(row.values.get("person")), row.values.get("when")
        first = _local(when.get("from")) if isinstance(when, dict) else None
        last = _local(when.get("to")) if isinstance(when, dict) else None
        if not person or first is None or last is None:
            continue
        shown.setdefault(person.casefold(), person)
        deputy = _text(row.values.get("deputy"))
        deputies[person.casefold()] = deputy or deputies.get(person.casefold(), "")
        if not deputies[person.casefold()]:
            away.setdefault(person.casefold(), []).append((first, last + 24 * 60))
    return tuple(
        Approver(name, deputies.get(key, ""), tuple(away.get(key, ())))
        for key, name in shown.items()
    )


def _assets(snapshot: Snapshot) -> tuple[Asset, ...]:
    due: dict[str, int] = {}
    for row in snapshot.rows("deliveries"):
        day = _local(row.values.get("due"))
        came = _day(row.values.get("delivered_on")) or _text(row.values.get("state")) in ARRIVED
        if day is not None and not came:
            key = _text(row.values.get("ask"))
            due[key] = min(day, due.get(key, day))
    return tuple(
        Asset(
            id=row.id,
            name=_text(row.values.get("what")) or row.id,
            giver=_text(row.values.get("giver")),
            due=due.get(row.id, _local(row.values.get("due"))),
            arrived=_text(row.values.get("state")) in ARRIVED,
        )
        for row in snapshot.rows("asks")
    )


def _prepared(snapshot: Snapshot) -> frozenset[str]:
    """Return the subjects about which customer service has an answer ready."""
    rows = (*snapshot.rows("faq"), *snapshot.rows("prepared_reactions"))
    ready = [row for row in rows if row.values.get("answer") or row.values.get("line")]
    return frozenset(_text(row.values.get("subject")) for row in ready) - {""}


def _terms(contest: Row | None) -> str:
    if contest is None or contest.values.get("terms_written") == "no":
        return ""
    link = _text(contest.values.get("terms_link"))
    return link or ("written" if contest.values.get("terms_written") == "yes" else "")


def _names(snapshot: Snapshot, register: str, column: str) -> dict[str, str]:
    return {row.id: _text(row.values.get(column)) or row.id for row in snapshot.rows(register)}


def parts_of(value: object) -> tuple[str, ...]:
    """Return the parts of a cell that lists several things, by semicolons or else by commas."""
    text = _text(value)
    mark = ";" if ";" in text else ","
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def _ids(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(one) for one in value) if isinstance(value, Iterable) else ()


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None


def _local(value: object) -> int | None:
    day = _day(value)
    return None if day is None else local_minute(day)


def clock(value: object) -> int | None:
    """Return the minute of the day of a time like 09:30 or 9.30 pm, or None."""
    found = clock_of(value) if isinstance(value, str) else None
    if found is None or found.offset is not None:
        return None
    return int(found.shown[:2]) * 60 + int(found.shown[3:])
