"""What should come with an item and does not; keywords used twice or not at all (rules 11, 12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kit.analysis.calendar.days import day_of
from kit.analysis.calendar.naming import words_of
from kit.analysis.calendar.nouns import MINUTES_A_DAY, Clash, Conflict, Effect, Item
from kit.analysis.calendar.table import Table
from kit.analysis.calendar.windows import titled
from kit.analysis.wording import counted_words, listed_few

ECHO = "post"
CANCELLED = "cancelled"


def missing_partner(table: Table) -> Iterator[Clash]:
    """Items that lack what must go with them: echo, landing page, terms, contract, rights."""
    echoes = _echoes(table)
    for item in table.items:
        for words, fix, effect in _lacking(table, item, echoes):
            yield Clash(
                Conflict.MISSING_PARTNER,
                effect,
                f"{titled(table, item)} {words}",
                fix,
                (item.id,),
                item.subjects,
                owner=item.department,
                department=item.department,
                day=item.start or 0,
            )


def _lacking(
    table: Table, item: Item, echoes: set[tuple[int, str]]
) -> Iterator[tuple[str, str, Effect]]:
    if item.sort == "press_release":
        day = item.local_start // MINUTES_A_DAY
        if not any((day, mark) in echoes for mark in _marks(item)):
            yield (
                "has no post on the same day",
                "plan a post with the release's ideas and keywords",
                Effect.WARN,
            )
    if item.sort == "ad" and not item.landing_page:
        yield "leads to no page", "name the page people land on", Effect.WARN
    if item.sort == "promotion" and not (item.terms and item.terms_reviewed is not None):
        lack = "has no written terms" if not item.terms else "has terms nobody has reviewed"
        fix = "let legal review the terms and put the link where entrants read it"
        yield lack, fix, Effect.BLOCK
    if item.sort == "influencer_post" and not item.contract:
        yield (
            "has no contract",
            "let legal review a contract before anything is signed",
            Effect.BLOCK,
        )
    if item.rights_until is not None and item.end is not None and item.rights_until < item.end:
        until = table.say(item.rights_until - 1)
        yield (
            f"uses pictures whose rights end on {until}",
            "extend the rights or change the picture",
            Effect.BLOCK,
        )


def _echoes(table: Table) -> set[tuple[int, str]]:
    """Return day and mark of everything that echoes a release, also what is out already."""
    return {
        (item.local_start // MINUTES_A_DAY, mark)
        for item in table.dated
        if item.sort == ECHO and item.status != CANCELLED
        for mark in _marks(item)
    }


def _marks(item: Item) -> Iterator[str]:
    yield item.belongs_to or item.id
    yield from item.subjects
    yield from (" ".join(words_of(keyword)) for keyword in item.keywords)
    if item.campaign:
        yield item.campaign.casefold()


def keyword_clashes(table: Table) -> Iterator[Clash]:
    """Keywords two items of a kind chase at once, keywords unused, posts with too many."""
    used: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in table.items:
        for keyword in item.keywords:
            used[" ".join(words_of(keyword)), item.sort].append(item)
    reach = table.limits.keyword_days * MINUTES_A_DAY
    for (keyword, _), items in sorted(used.items()):
        for group in _close(items, reach):
            yield Clash(
                Conflict.KEYWORD_CLASH,
                Effect.WARN,
                f"{counted_words(len(group), 'item').capitalize()} want “{keyword}” within a "
                f"month: {listed_few([titled(table, item) for item in group], 3)}",
                "let one of them have it and give the others another keyword",
                tuple(item.id for item in group),
                day=group[0].start or 0,
            )
    yield from _keywords_reserved(table)
    yield from _keywords_unused(table)
    yield from _keywords_crammed(table)


def _close(items: list[Item], reach: float) -> Iterator[list[Item]]:
    """Yield runs of items that each begin within `reach` of the run's first."""
    group: list[Item] = []
    for item in items:
        if group and (item.start or 0) - (group[0].start or 0) > reach:
            if len(group) > 1:
                yield group
            group = []
        group.append(item)
    if len(group) > 1:
        yield group


def _keywords_reserved(table: Table) -> Iterator[Clash]:
    kept = {
        " ".join(words_of(one.word)): one for one in table.calendar.keywords if one.reserved_for
    }
    for item in table.items if kept else ():
        for keyword in item.keywords:
            reserved = kept.get(" ".join(words_of(keyword)))
            if reserved and reserved.reserved_for != item.department:
                whose = table.owner(reserved.reserved_for)
                yield Clash(
                    Conflict.KEYWORD_CLASH,
                    Effect.WARN,
                    f"{titled(table, item)} uses “{reserved.word}”, which is kept for {whose}",
                    f"choose another keyword, or ask {whose}",
                    (item.id,),
                    owner=reserved.reserved_for,
                    department=item.department,
                    day=item.start or 0,
                )


def _keywords_unused(table: Table) -> Iterator[Clash]:
    months = set()
    for item in table.dated:
        if item.keywords and item.status != CANCELLED:
            day = day_of(item.local_start)
            months |= {(" ".join(words_of(one)), day.year, day.month) for one in item.keywords}
    for keyword in table.calendar.keywords:
        if keyword.month is None:
            continue
        day = day_of(keyword.month)
        if (" ".join(words_of(keyword.word)), day.year, day.month) not in months:
            yield Clash(
                Conflict.KEYWORD_CLASH,
                Effect.INFO,
                f"Nothing planned in {day:%B %Y} uses the keyword “{keyword.word}”",
                "use it where it fits, or take it off the list",
                day=keyword.month,
            )


def _keywords_crammed(table: Table) -> Iterator[Clash]:
    most = table.limits.keywords_a_post
    for item in table.items:
        if item.sort == "post" and len(item.keywords) > most:
            yield Clash(
                Conflict.KEYWORD_CLASH,
                Effect.INFO,
                f"{titled(table, item)} carries {len(item.keywords)} keywords; {most:g} are enough",
                "keep the ones that say what it is about",
                (item.id,),
                department=item.department,
                day=item.start or 0,
            )
