"""Every text in a noun is found once and can be changed, and nothing else is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kit.analysis.strategy import compose
from kit.exchange import read_snapshot
from kit.model.content import AccountModel, Bank
from kit.model.report import Paragraph, Section, SupportChart, SupportRow
from kit.model.strategy import Strategy
from kit.model.texts import change_texts, texts_of, with_texts

ROW = SupportRow("Sales", AccountModel.OWN, {"own": 60, "central": 40}, "clear")
PART = Section(
    "sales", "Label", "Headline", "", (Paragraph("Said"), SupportChart("Title", "How", (ROW,)))
)


class Marked(str):
    """A text of a class of its own, as templates and parsers make them."""

    __slots__ = ()


@dataclass(frozen=True)
class Shelf:
    """What nouns may hold besides: lists, tables of texts, numbers, nothing."""

    words: list[str]
    named: dict[str, object]
    count: int = 3
    missing: None = None


@pytest.fixture(scope="module")
def strategy(bank: Bank, samples: Path) -> Strategy:
    return compose(read_snapshot(samples / "brackwater_outfitters", bank), bank)


def test_every_text_is_found_and_no_enum_key_or_number() -> None:
    assert texts_of(PART) == {
        *("sales", "Label", "Headline", ""),
        *("Said", "Title", "How", "Sales", "clear"),
    }
    shelf = Shelf(["a", "b"], {"key": ("c", ["d"], {"deep": "e"}), "number": 1.5})
    assert texts_of(shelf) == {"a", "b", "c", "d", "e"}
    assert texts_of("alone") == {"alone"}


def test_fields_that_are_left_out_are_neither_found_nor_changed_at_any_depth() -> None:
    left = frozenset({"id", "label"})
    assert texts_of(PART, left).isdisjoint({"sales", "Label", "Sales"})
    told = with_texts(PART, {"sales": "x", "Label": "x", "Sales": "x", "Said": "New"}, left)
    assert (told.id, told.label, told.blocks[0]) == ("sales", "Label", Paragraph("New"))
    assert told.blocks[1] is PART.blocks[1]


def test_a_text_of_another_class_is_a_text_too() -> None:
    paragraph = Paragraph(Marked("secret"))
    assert texts_of(paragraph) == {"secret"}
    assert with_texts(paragraph, {"secret": "kept"}) == Paragraph("kept")
    assert change_texts((Marked("secret"),), str.upper) == ("SECRET",)


def test_every_text_of_a_whole_strategy_is_changed_and_lists_and_tables_keep_their_kind(
    strategy: Strategy,
) -> None:
    told = change_texts(strategy, lambda text: f"{text}!")
    assert texts_of(told) == {f"{text}!" for text in texts_of(strategy)}
    assert change_texts(told, lambda text: text.removesuffix("!")) == strategy
    shelf = change_texts(Shelf(["a"], {"key": ["b"]}), str.upper)
    assert shelf == Shelf(["A"], {"key": ["B"]})


def test_where_nothing_changes_a_noun_stays_the_same_object(strategy: Strategy) -> None:
    assert change_texts(strategy, lambda text: text) is strategy
    assert with_texts(strategy, {"nowhere to be found": "x"}) is strategy
    told = with_texts(strategy, {strategy.headline: "Another"})
    assert told.headline == "Another"
    assert told.sections is strategy.sections


def test_each_text_is_looked_at_once(strategy: Strategy) -> None:
    looked: list[str] = []

    def look(text: str) -> str:
        looked.append(text)
        return text

    change_texts(strategy, look)
    assert len(looked) == len(set(looked)) > 500
