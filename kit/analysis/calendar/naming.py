"""Which subjects an item is about: picked from the list, found as an exact alias, or only perhaps.

A phrase of the text that is exactly a name or an alias counts as found. A similar phrase only asks
("maybe about ...?") and never decides: "Leeds shop" is nearly as like Leeds Store as Leeds
Flagship, and nobody wants a post blocked by a resemblance.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from kit.analysis.calendar.nouns import Calendar, Item

BETWEEN = re.compile(r"[^\w\x1e]+|_+")
PART = "\x1e"
APOSTROPHES = dict.fromkeys(map(ord, "'\u2019\u02bc"))
ASCII = {
    code: chr(code).lower() if chr(code).isalnum() or chr(code) == PART else " "
    for code in range(128)
} | {ord("'"): None}
SHORTEST_FUZZY = 5
FEW_SUBJECTS = 3
MOST_WORDS = 6
NOTHING: frozenset[str] = frozenset()


def words_of(text: str) -> list[str]:
    """Return a text's words, folded so that pasted bold letters and capitals do not matter."""
    return _split([text])[0]


def split_words(texts: list[str]) -> list[list[str]]:
    """Return the words of many texts at once, which is several times as fast as one by one.

    Texts in plain ASCII, as most are, are folded by themselves, in a tenth of the others' time.
    """
    plain = iter(_split([text for text in texts if text.isascii()]))
    others = iter(_split([text for text in texts if not text.isascii()]))
    return [next(plain if text.isascii() else others) for text in texts]


def _split(texts: list[str]) -> list[list[str]]:
    joined = PART.join(texts)
    if joined.count(PART) != max(0, len(texts) - 1):
        joined = PART.join(text.replace(PART, " ") for text in texts)
    if joined.isascii():
        plain = joined.translate(ASCII)
    else:
        whole = unicodedata.normalize("NFKC", joined).translate(APOSTROPHES).casefold()
        plain = BETWEEN.sub(" ", whole)
    return [part.split() for part in plain.split(PART)]


@dataclass(frozen=True, slots=True)
class About:
    """What an item is about.

    Attributes:
        subjects: Ids picked or found by name; they decide.
        found: Those of them that only its text names.
        maybe: Ids that a similar word suggests, with that word; they only ask.
    """

    subjects: tuple[str, ...]
    found: frozenset[str] = frozenset()
    maybe: tuple[tuple[str, str], ...] = ()


UNKNOWN = About(())


class Namer:
    """Finds subjects in texts; made once for a calendar."""

    def __init__(self, calendar: Calendar, vocabulary: set[str]) -> None:
        """Index every name and alias by its first word, and the vocabulary by what it resembles.

        Args:
            calendar: The subjects and the words that mark constraints.
            vocabulary: Every word of the items' texts.
        """
        self.parents = {subject.id: subject.parent for subject in calendar.subjects}
        self.share = calendar.limits.ask_share
        named = [(name, one.id) for one in calendar.subjects for name in (one.name, *one.aliases)]
        phrases = _phrases(named)
        tags = _phrases([(one.tag, f"tag:{one.id}") for one in calendar.constraints if one.tag])
        self.by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for phrase, key in (*phrases, *tags):
            if phrase:
                self.by_first[phrase[0]].append((phrase, key))
        self.firsts = frozenset(self.by_first)
        self.telling = _telling_words(phrases)
        self.similar = self._similar(vocabulary)
        self.resembling = frozenset(self.similar)

    def about(self, item: Item, words: list[str]) -> About:
        """Return what an item with these words is about, its subjects' parents included."""
        named = {
            key
            for word in self.firsts.intersection(words)
            for place in (at for at, other in enumerate(words) if other == word)
            for phrase, key in self.by_first[word]
            if tuple(words[place : place + len(phrase)]) == phrase
        }
        if not named and not item.subjects:
            like = self.resembling.intersection(words)
            if not like:
                return UNKNOWN
            return About((), NOTHING, self._maybe([word for word in words if word in like]))
        picked = set(item.subjects)
        decided = self._with_parents(picked | named)
        return About(tuple(sorted(decided)), frozenset(named - picked))

    def _with_parents(self, ids: set[str]) -> set[str]:
        found = set(ids)
        for key in ids:
            parent = self.parents.get(key, "")
            while parent and parent not in found:
                found.add(parent)
                parent = self.parents.get(parent, "")
        return found

    def _maybe(self, words: list[str]) -> tuple[tuple[str, str], ...]:
        """Return each subject with the first word that suggests it, in the text's own order."""
        meant = {key: word for word in reversed(words) for key in self.telling[self.similar[word]]}
        return tuple(sorted(meant.items()))

    def _similar(self, vocabulary: set[str]) -> dict[str, str]:
        """Return each word of the texts that is like a telling word, with that word."""
        by_shortened: dict[str, list[str]] = defaultdict(list)
        for word in self.telling:
            for short in _shortened(word):
                by_shortened[short].append(word)
        found = {}
        for word in vocabulary if by_shortened else ():
            if len(word) < SHORTEST_FUZZY:
                continue
            near = {other for short in _shortened(word) for other in by_shortened.get(short, ())}
            ratios = [(_ratio(word, other), other) for other in near]
            best, nearest = max(ratios, default=(0.0, ""))
            # A word that several names share says nothing itself; a slip in it still asks.
            if best >= self.share and (nearest != word or len(self.telling[nearest]) == 1):
                found[word] = nearest
        return found


def _ratio(word: str, other: str) -> float:
    """Return the share of letters that two words sharing a shortened form have in place."""
    longest = max(len(word), len(other))
    if len(word) != len(other):
        return (longest - 1) / longest
    apart = [place for place in range(longest) if word[place] != other[place]]
    if len(apart) == 2 and apart[1] == apart[0] + 1:  # noqa: PLR2004  two letters changed places
        swapped = word[apart[0]] == other[apart[1]] and word[apart[1]] == other[apart[0]]
        return (longest - swapped - 2 * (not swapped)) / longest
    return (longest - len(apart)) / longest


def _phrases(named: list[tuple[str, str]]) -> list[tuple[tuple[str, ...], str]]:
    """Return the words of each name with the id it stands for; names without words are left out."""
    words = split_words([name for name, _ in named]) if named else []
    return [
        (tuple(found[:MOST_WORDS]), key)
        for found, (_, key) in zip(words, named, strict=True)
        if found
    ]


def _telling_words(phrases: list[tuple[tuple[str, ...], str]]) -> dict[str, tuple[str, ...]]:
    """Return the words that few subjects have in their names, with those subjects' ids."""
    holders: dict[str, set[str]] = defaultdict(set)
    for phrase, key in phrases:
        for word in phrase:
            holders[word].add(key)
    return {
        word: tuple(sorted(keys))
        for word, keys in holders.items()
        if len(keys) <= FEW_SUBJECTS and len(word) >= SHORTEST_FUZZY
    }


def _shortened(word: str) -> set[str]:
    """Return a word and all it becomes without one letter.

    Two words that share one are a slip of the finger apart; so nothing is compared with every name.
    """
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
