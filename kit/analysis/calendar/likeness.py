"""Items that say the same, or say different things of the same (rules 9 and 10).

Likeness is the mean of the shared share of the shorter text and of both texts, each word weighed
by how rare it is; numbers are left out, because the same form with other facts is a template.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

from kit.analysis.calendar.nouns import MINUTES_A_DAY, Clash, Conflict, Effect, Item
from kit.analysis.calendar.table import Table
from kit.analysis.calendar.windows import titled

RARE_WORDS = 4
NEIGHBOURS = 12
SHORTEST = 3
"""Items of fewer words than this say too little to be compared."""
COMPARED = {"post", "blog", "ad", "email", "promotion", "event", "influencer_post"}
FIGURE = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
NUMBERS = frozenset(
    [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "fifteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "hundred",
        "thousand",
        "half",
        "third",
        "quarter",
        "twice",
        "double",
    ]
)
"""Numbers in words; "one" is left out, since it is rarely a figure."""
Words = tuple[frozenset[str], frozenset[str]]
Figures = tuple[str, ...]


def alike(table: Table) -> Iterator[Clash]:
    """Near-duplicates of two departments, and contradictions about one subject, close in time."""
    facts = frozenset(
        word
        for word in table.vocabulary
        if word in NUMBERS or any(letter.isdigit() for letter in word)
    )
    texts = {
        row: (said - facts, said & facts)
        for row, (item, words) in enumerate(zip(table.items, table.words, strict=True))
        if item.sort in COMPARED and len(said := frozenset(words)) >= SHORTEST
    }
    frequency = Counter(chain.from_iterable(words for words, _ in texts.values()))
    rarity = {
        word: math.log((1 + len(texts)) / (1 + count)) + 1 for word, count in frequency.items()
    }
    for one, other in sorted(_candidates(table, texts, frequency)):
        share = _likeness(texts[one][0], texts[other][0], rarity)
        yield from _judged(table, (one, other), texts, share)


def _candidates(
    table: Table, texts: dict[int, Words], frequency: Counter[str]
) -> set[tuple[int, int]]:
    """Return pairs close in time that share a word few others have, or a subject."""
    reach = int(table.limits.near_days * MINUTES_A_DAY)
    by_rarity = sorted((count, word) for word, count in frequency.items() if count > 1)
    rank = {word: place for place, (_, word) in enumerate(by_rarity)}
    buckets: dict[int, list[int]] = defaultdict(list)
    for row, (words, _) in texts.items():
        for place in sorted([rank[word] for word in words if word in rank])[:RARE_WORDS]:
            buckets[place].append(row)
    found: set[tuple[int, int]] = set()
    for rows in buckets.values():
        for place, row in enumerate(rows):
            for other in rows[place + 1 : place + 1 + NEIGHBOURS]:
                if table.start[other] - table.start[row] > reach:
                    break
                found.add((row, other))
    return found


def _judged(
    table: Table, pair: tuple[int, int], texts: dict[int, Words], share: float
) -> Iterator[Clash]:
    first, second = (table.items[row] for row in pair)
    about = [set(table.about[row].subjects) for row in pair]
    common = {key for key in about[0] & about[1] if not key.startswith("tag:")}
    facts = [figures(item) for item in (first, second)] if texts[pair[0]][1] else [(), ()]
    apart = all(facts) and any(_differing(*facts))
    near = share >= table.limits.near_share
    departments = {first.department, second.department}
    items, day = (first.id, second.id), first.start or 0
    if common and apart and share >= table.limits.near_share / 2:
        name = table.subjects[min(common)].name if min(common) in table.subjects else "the same"
        yield Clash(
            Conflict.CONTRADICTION,
            Effect.REVIEW,
            f"{titled(table, first)} and {titled(table, second)} give different figures "
            f"about {name}: {_shown(*facts)}",
            "find out which is right and correct the other",
            items,
            tuple(sorted(common)),
            department=first.department if len(departments) == 1 else "",
            day=day,
        )
    if near and len(departments) > 1 and not (apart and about[0] != about[1]):
        yield Clash(
            Conflict.DUPLICATE,
            Effect.WARN,
            f"{titled(table, first)} and {titled(table, second)} say nearly the same",
            "make one of the two, or let the second build on the first",
            items,
            tuple(sorted(common)),
            day=day,
        )


def figures(item: Item) -> Figures:
    """Return the numbers an item says, as they are written and in their order: 12.50 is one."""
    said = FIGURE.findall(f"{item.title} {item.snippet}".casefold())
    return tuple(dict.fromkeys(one for one in said if one in NUMBERS or any(map(str.isdigit, one))))


def _differing(one: Figures, other: Figures) -> tuple[Figures, Figures]:
    """Return what each says that the other does not; 12,50 is 12.50."""
    mine, theirs = ({figure.replace(",", ".") for figure in said} for said in (one, other))
    return (
        tuple(figure for figure in one if figure.replace(",", ".") not in theirs),
        tuple(figure for figure in other if figure.replace(",", ".") not in mine),
    )


def _shown(one: Figures, other: Figures) -> str:
    """Return in what they differ; all figures where one of them says nothing else."""
    apart = _differing(one, other)
    return " and ".join(", ".join(said) for said in (apart if all(apart) else (one, other)))


def _likeness(one: frozenset[str], other: frozenset[str], rarity: dict[str, float]) -> float:
    common = sum(rarity[word] for word in one & other)
    weights = [sum(rarity[word] for word in words) for words in (one, other)]
    if not min(weights):
        return 0.0
    return (common / min(weights) + common / (sum(weights) - common)) / 2
