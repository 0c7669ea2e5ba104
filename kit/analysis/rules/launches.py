"""Campaigns, launches, contests, partners and messages."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import mean

from kit.analysis.looking import (
    day,
    labels,
    lacks,
    named,
    number,
    several,
    span,
    started,
    text,
    today,
)
from kit.analysis.presets import department_for
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, counted_words, listed, listed_few
from kit.model.decision import Evidence, Severity
from kit.model.workshop import Row

HANDED = {"handed_over", "accepted"}
OVER = {"ended"}


@rule(Severity.WARN, "article-launch", "S3-13")
def launch_pack_incomplete(situation: Situation) -> Iterator[Spotted]:
    """A launch whose content, positioning, main message or creatives were not handed over."""
    items = labels(situation, "launch_items")
    rows = situation.snapshot.rows("launch_pack")
    for launch in situation.snapshot.rows("launches"):
        handed = {
            text(row, "item")
            for row in rows
            if text(row, "launch") == launch.id
            and text(row, "state") in HANDED
            and not lacks(row, "version", "handed_over")
        }
        missing = [name.lower() for key, name in items.items() if key not in handed]
        if missing:
            yield Spotted(
                f"{_name(launch, 'launch')}: {listed(missing)} {_have(missing)} not been handed "
                "over with a version and a date",
                "communications cannot begin before all four are there",
                Evidence(rows=len(rows), from_=("launch_pack",)),
                text(launch, "department"),
            )


@rule(Severity.WARN, "article-launch", "S3-05")
def communications_told_late(situation: Situation) -> Iterator[Spotted]:
    """A launch of which communications hears late, or after planning had begun."""
    notice = situation.bank.threshold("launch_notice_days")
    for launch in situation.snapshot.rows("launches"):
        date, told = day(launch, "date"), day(launch, "communications_told_on")
        since = day(launch, "planned_since")
        if date is None and told is None:
            continue
        if told is None:
            words = "communications has not been told yet"
        elif date and told > date:
            words = f"communications heard of it {counted((told - date).days, 'day')} after it"
        elif date and (date - told).days < notice:
            words = f"communications hears of it {counted((date - told).days, 'day')} before"
        elif since and (told - since).days > notice:
            words = f"it was planned for {(told - since).days} days before communications was told"
        else:
            continue
        yield Spotted(
            f"{_name(launch, 'launch')}: {words}",
            f"tell communications when planning starts, at least {notice:.0f} days ahead",
            Evidence(rows=1, from_=("launches",)),
            text(launch, "department"),
        )


@rule(Severity.NOTE, "article-launch", "S3-12", "S3-14")
def launch_without_press(situation: Situation) -> Iterator[Spotted]:
    """A launch without a plan for the press, or with a kind of press that nobody speaks to."""
    kinds = labels(situation, "press_kinds")
    press = situation.snapshot.rows("press_list")
    for launch in situation.snapshot.rows("launches"):
        asked = {text(row, "kind") for row in press if text(row, "launch") in {"", launch.id}}
        missing = [name.lower() for key, name in kinds.items() if key not in asked]
        parts = [] if text(launch, "press_plan") else ["no plan for the press"]
        parts += [f"nobody on the press list for {listed(missing)}"] if missing else []
        if parts:
            yield Spotted(
                f"{_name(launch, 'launch')} has {listed(parts)}",
                "let communications build the press plan from the launch pack, with one name for "
                "each kind of press, or say why not",
                Evidence(rows=1 + len(press), from_=("launches", "press_list")),
                text(launch, "department"),
            )


@rule(Severity.NOTE, "article-launch", "S3-11")
def launch_on_one_leg(situation: Situation) -> Iterator[Spotted]:
    """A launch without owned, paid or earned media."""
    rows = situation.snapshot.rows("launch_media")
    kinds = labels(situation, "media_kinds")
    for launch in situation.snapshot.rows("launches"):
        used = {text(row, "kind") for row in rows if text(row, "launch") == launch.id}
        missing = [f"no {name.lower()}" for key, name in kinds.items() if key not in used]
        if missing:
            yield Spotted(
                f"{_name(launch, 'launch')} has {listed(missing)} media planned",
                "plan one thing of each, or say why not",
                Evidence(rows=len(rows), from_=("launch_media",)),
                text(launch, "department"),
            )


@rule(Severity.NOTE, "article-launch", "S3-15", "S3-06")
def activity_without_goal(situation: Situation) -> Iterator[Spotted]:
    """Planned activities that serve no goal."""
    loose = [
        _name(row, column)
        for register, column in (("launch_media", "activity"), ("campaigns", "campaign"))
        for row in situation.snapshot.rows(register)
        if not text(row, "goal")
    ]
    if loose:
        verb = "points" if len(loose) == 1 else "point"
        yield Spotted(
            f"{listed_few(loose)} {verb} to no goal",
            "name the goal each serves, or drop it",
            Evidence(rows=len(loose), from_=("launch_media", "campaigns")),
        )


@rule(Severity.STOP, "article-silo", "S1-27")
def contest_without_reviewed_terms(situation: Situation) -> Iterator[Spotted]:
    """A contest that is ready or running without reviewed terms entrants can read."""
    for row in situation.snapshot.rows("contests"):
        if text(row, "state") in OVER:
            continue
        missing = []
        if text(row, "terms_written") != "yes":
            missing.append("written terms")
        if lacks(row, "terms_reviewed_by", "terms_reviewed_on"):
            missing.append("a legal review")
        if lacks(row, "terms_link"):
            missing.append("a link entrants can read")
        if missing:
            yield Spotted(
                f"{_name(row, 'contest')} lacks {listed(missing)} and cannot be ready",
                "let legal review the terms, and link them where people enter",
                Evidence(rows=1, from_=("contests",)),
                text(row, "owner"),
            )


@rule(Severity.STOP, "article-silo", "S1-28")
def deal_signed_before_review(situation: Situation) -> Iterator[Spotted]:
    """A partner's contract that was signed, or is about to run, without a review."""
    for row in situation.snapshot.rows("partner_deals"):
        reviewed, signed = day(row, "reviewed_on"), day(row, "signed_on")
        running = text(row, "state") in {"signed", "running"}
        unread = (signed or running) and (reviewed is None or lacks(row, "reviewed_by"))
        if unread or (signed and reviewed and signed < reviewed):
            yield Spotted(
                f"The contract with {_name(row, 'partner')} was signed before legal reviewed it",
                "let legal read it now, and hold posts until then",
                Evidence(rows=1, from_=("partner_deals",)),
            )


@rule(Severity.WARN, "article-silo", "S1-28")
def partner_not_disclosed(situation: Situation) -> Iterator[Spotted]:
    """A paid partner who need not say so by contract."""
    names = [
        _name(row, "partner")
        for row in situation.snapshot.rows("partner_deals")
        if text(row, "disclosure") == "no" and text(row, "state") != "ended"
    ]
    if names:
        yield Spotted(
            f"{listed_few(names)} {'is' if len(names) == 1 else 'are'} not bound to say "
            "that the post is paid",
            "write the duty to disclose into the contract",
            Evidence(rows=len(names), from_=("partner_deals",)),
        )


@rule(Severity.STOP, "article-launch", "S3-16")
def partner_without_one_accountable(situation: Situation) -> Iterator[Spotted]:
    """A partner shared by departments of which none, or two, answer for it."""
    for row in situation.snapshot.rows("partner_deals"):
        accountable = several(row, "accountable")
        shared = several(row, "shared_by")
        if len(accountable) == 1 or (len(shared) < 2 and not accountable):  # noqa: PLR2004  shared
            continue
        both = "both" if len(accountable) == 2 else "all"  # noqa: PLR2004  two are "both"
        names = listed(named(situation, accountable))
        words = f"{names} {both} answer" if accountable else "nobody answers"
        yield Spotted(
            f"{_name(row, 'partner')} is shared and {words} for the contract",
            "choose one department that answers; the others are asked",
            Evidence(rows=1, from_=("partner_deals",)),
        )


@rule(Severity.STOP, "article-communication", "S0-39", "S0-34", "S0-07")
def message_held_by_its_readers(situation: Situation) -> Iterator[Spotted]:
    """A message that outsiders found wrong, unclear or off in tone."""
    clear, fine = (situation.bank.threshold(key) for key in ("clarity_min", "review_min"))
    for message in situation.snapshot.rows("messages"):
        rows = _outside(situation, message)
        lows = [
            f"{column} {mean(levels):.1f} of 5"
            for column, least in (
                ("clarity", clear),
                ("tone", fine),
                ("content", fine),
                ("intention", fine),
            )
            if (levels := _levels(rows, column)) and mean(levels) < least
        ]
        wrong = [text(row, "department") for row in rows if text(row, "accurate") == "no"]
        if wrong:
            lows.append(f"facts wrong, says {listed(named(situation, wrong))}")
        if lows:
            yield Spotted(
                f"“{_name(message, 'message')}” is held: {listed(lows)}",
                "word it anew with them and let them read it again before it goes out",
                Evidence(rows=len(rows), from_=("message_reviews",)),
                text(message, "sponsor"),
            )


@rule(Severity.WARN, "article-communication", "S0-39")
def message_not_read_outside(situation: Situation) -> Iterator[Spotted]:
    """A message that too few departments outside its own have read."""
    least = situation.bank.threshold("clarity_departments_min")
    found = []
    for message in situation.snapshot.rows("messages"):
        rows = _outside(situation, message)
        readers = {text(row, "department") for row in rows if number(row, "clarity") is not None}
        if len(readers) < least:
            found.append(f"“{_name(message, 'message')}”")
    if found:
        verb = "has" if len(found) == 1 else "have"
        yield Spotted(
            f"{listed_few(found, 3)} {verb} not been read by {least:.0f} other departments",
            "show it to two departments that do not know the subject and let them say it back",
            Evidence(rows=len(found), from_=("messages", "message_reviews")),
        )


def _outside(situation: Situation, message: Row) -> list[Row]:
    return [
        row
        for row in situation.snapshot.rows("message_reviews")
        if text(row, "message") == message.id
        and text(row, "department") != text(message, "sponsor")
    ]


def _levels(rows: list[Row], column: str) -> list[float]:
    return [level for row in rows if (level := number(row, column)) is not None]


@rule(Severity.WARN, "article-launch", "S3-18", "S0-07")
def messages_disagree(situation: Situation) -> Iterator[Spotted]:
    """A message that its readers find only partly right."""
    names = {row.id: _name(row, "message") for row in situation.snapshot.rows("messages")}
    partly = dict.fromkeys(
        names[text(row, "message")]
        for row in situation.snapshot.rows("message_reviews")
        if text(row, "accurate") == "partly" and text(row, "message") in names
    )
    if partly:
        shown = [f"“{name}”" for name in partly]
        yield Spotted(
            f"{listed_few(shown, 3)} {'is' if len(shown) == 1 else 'are'} only partly right, "
            "say departments that read it",
            "settle the facts among them first, so that everybody tells the same story",
            Evidence(rows=len(partly), from_=("message_reviews",)),
        )


@rule(Severity.WARN, "article-communication", "S0-10")
def message_without_majority(situation: Situation) -> Iterator[Spotted]:
    """A message with which no more than half agree, privately asked."""
    given = situation.given("launches.agree")
    people = len({answer.participant for answer in given})
    if people < situation.bank.threshold("anonymity_k"):
        return
    share = situation.bank.threshold("agreement_majority") / 100
    for message in situation.snapshot.rows("messages"):
        agree = sum(message.id in _chosen(answer.value) for answer in given)
        if agree <= share * people:
            yield Spotted(
                f"{agree} of {people} people agree with “{_name(message, 'message')}”",
                "talk about what speaks against it, or say it otherwise",
                Evidence(answers=len(given), of=people, from_=("launches.agree",)),
                text(message, "sponsor"),
            )


def _chosen(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@rule(Severity.WARN, "article-communication", "S0-11", "S0-38")
def campaign_misses_a_contributor(situation: Situation) -> Iterator[Spotted]:
    """A campaign without a department that its type needs."""
    kinds = {one.id: one for one in situation.bank.campaign_types}
    for row in situation.snapshot.rows("campaigns"):
        kind = kinds.get(text(row, "kind"))
        there = {text(row, "owner"), *several(row, "contributors")}
        missing = [
            one.name
            for preset in (kind.contributors if kind else ())
            if (one := department_for(situation, preset)) and one.id not in there
        ]
        if kind and missing:
            yield Spotted(
                f"{_name(row, 'campaign')} goes ahead without {listed(missing)}",
                f"ask them before it is made. {kind.why}".strip(),
                Evidence(rows=1, from_=("campaigns",)),
                text(row, "owner"),
            )


@rule(Severity.NOTE, "article-silo", "S1-18", "S1-19", "S1-20")
def campaign_without_echo(situation: Situation) -> Iterator[Spotted]:
    """A campaign in print, outdoors or on air that social media does not take up."""
    planned = {text(row, "campaign") for row in situation.snapshot.rows("calendar_items")}
    silent = [
        _name(row, "campaign")
        for row in situation.snapshot.rows("campaigns")
        if text(row, "social_echo") == "no"
        or (not text(row, "social_echo") and row.id not in planned)
    ]
    if silent:
        verb = "has" if len(silent) == 1 else "have"
        yield Spotted(
            f"{listed_few(silent)} {verb} no echo on social media",
            "plan a post that carries it on, and decide whether to pay for reach",
            Evidence(rows=len(silent), from_=("campaigns",)),
        )


@rule(Severity.NOTE, "article-silo", "S1-23", "S1-24")
def shareable_without_post(situation: Situation) -> Iterator[Spotted]:
    """An article or other piece that nothing in the calendar carries."""
    carried = {
        key for row in situation.snapshot.rows("calendar_items") for key in several(row, "carries")
    }
    now = today(situation)
    bare = [
        _name(row, "title")
        for row in situation.snapshot.rows("shareables")
        if row.id not in carried and not (now and (date := day(row, "date")) and date < now)
    ]
    if bare:
        verb = "is" if len(bare) == 1 else "are"
        yield Spotted(
            f"{listed_few(bare)} {verb} not carried by any post",
            "give each a line in the calendar",
            Evidence(rows=len(bare), from_=("shareables", "calendar_items")),
        )


@rule(Severity.WARN, "article-questions", "S4-04")
def promoted_thing_unconfirmed(situation: Situation) -> Iterator[Spotted]:
    """Something is promoted that its department has not confirmed."""
    rows = situation.snapshot.rows("promoted_products")
    loose = [
        _name(row, "product")
        for row in rows
        if text(row, "confirmed") != "yes" or lacks(row, "confirmed_by")
    ]
    if loose:
        maker = department_for(situation, "product_development")
        verb = "is" if len(loose) == 1 else "are"
        yield Spotted(
            f"{listed_few(loose)} {verb} promoted and not confirmed",
            f"ask {maker.name if maker else 'the department that makes it'} whether it is the "
            "right thing, now, with the right facts",
            Evidence(rows=len(rows), from_=("promoted_products",)),
        )


@rule(Severity.NOTE, "article-questions", "S4-05")
def audience_unconfirmed(situation: Situation) -> Iterator[Spotted]:
    """Nobody in sales or product has confirmed whom we speak to."""
    knowing = [
        one
        for preset in ("sales", "product_development")
        if (one := department_for(situation, preset))
    ]
    rows = situation.snapshot.rows("audiences")
    if not rows or not knowing:
        return
    ids = {one.id for one in knowing}
    open_rows = [
        row for row in rows if not ids & {*several(row, "confirmed_by"), text(row, "department")}
    ]
    if open_rows:
        names = [_name(row, "people") for row in open_rows]
        yield Spotted(
            f"{counted_words(len(names), 'audience').capitalize()} not confirmed by "
            f"{listed([one.name for one in knowing], 'or')}: {listed_few(names, 3)}",
            "ask them whether these are the people who buy and use it",
            Evidence(rows=len(rows), from_=("audiences",)),
        )


@rule(Severity.WARN, "article-silo", "S1-21")
def keyword_list_old(situation: Situation) -> Iterator[Spotted]:
    """There is a keyword list, but none for this month or the next."""
    now, rows = today(situation), situation.snapshot.rows("keywords")
    if now is None or not rows:
        return
    spans = [found for row in rows if (found := span(row, "when"))]
    month = now.year * 12 + now.month - 1
    missing = [
        _month(one)
        for one in (month, month + 1)
        if not any(
            first.year * 12 + first.month - 1 <= one <= last.year * 12 + last.month - 1
            for first, last in spans
        )
    ]
    if missing:
        yield Spotted(
            f"There is no keyword for {listed(missing)}",
            "ask whoever does search for this month's list and the next",
            Evidence(rows=len(rows), from_=("keywords",)),
        )


def _month(count: int) -> str:
    from calendar import month_name  # noqa: PLC0415  the standard library's, for one word

    return f"{month_name[count % 12 + 1]} {count // 12}"


@rule(Severity.NOTE, "article-communication", "S0-38")
def brief_not_checked(situation: Situation) -> Iterator[Spotted]:
    """A technical brief without facts, or that nobody who knows has checked."""
    rows = situation.snapshot.rows("technical_briefs")
    loose = [_name(row, "what") for row in rows if lacks(row, "facts", "for_whom", "checked_by")]
    if loose:
        yield Spotted(
            f"The technical brief on {listed_few(loose)} is not complete or not checked",
            "ask the department it comes from for three facts and the words to avoid",
            Evidence(rows=len(rows), from_=("technical_briefs",)),
        )


@rule(Severity.NOTE, "article-questions", "S4-13", "S0-26")
def executive_without_helper(situation: Situation) -> Iterator[Spotted]:
    """An executive in public without themes, somebody who helps, or their own yes."""
    rows = situation.snapshot.rows("executive_presence")
    loose = [
        _name(row, "executive")
        for row in rows
        if lacks(row, "helper", "themes") or text(row, "agreed") == "no"
    ]
    if loose:
        yield Spotted(
            f"{listed_few(loose)} would be in public without a helper, themes or having agreed",
            "agree on themes, name who helps, and what could go wrong",
            Evidence(rows=len(rows), from_=("executive_presence",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-54")
def influencer_not_checked(situation: Situation) -> Iterator[Spotted]:
    """A deal with a voice that nobody has checked."""
    voices = {row.id: row for row in situation.snapshot.rows("influencers")}
    loose = [
        _name(row, "partner")
        for row in situation.snapshot.rows("partner_deals")
        if (voice := voices.get(text(row, "influencer"))) and text(voice, "state") != "cleared"
    ]
    if loose:
        yield Spotted(
            f"Nobody has cleared {listed_few(loose)} yet",
            "look at what they posted, who comments and whom they worked for",
            Evidence(rows=len(loose), from_=("influencers", "partner_deals")),
        )


@rule(Severity.NOTE, "article-communication", "S0-12")
def message_without_comment_round(situation: Situation) -> Iterator[Spotted]:
    """A message with several makers and no day until which they may comment."""
    loose = [
        f"“{_name(row, 'message')}”"
        for row in situation.snapshot.rows("messages")
        if several(row, "contributors") and day(row, "comments_until") is None
    ]
    if loose and started(situation, "messages"):
        yield Spotted(
            f"No day is set until which its makers may comment on {listed_few(loose, 3)}",
            "send it round with a day, so that silence means yes",
            Evidence(rows=len(loose), from_=("messages",)),
        )


def _name(row: Row, column: str) -> str:
    return text(row, column) or row.id


def _have(names: list[str]) -> str:
    return "has" if len(names) == 1 else "have"
