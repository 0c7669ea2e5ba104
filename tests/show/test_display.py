"""What notebook cells show: whole, escaped, scoped to its own card, without script or id."""

from __future__ import annotations

import re

import pytest
from invented_strategies import company, empty, with_texts
from payloads import PAYLOADS
from test_html import Page

from kit.show.display import show_chart, show_decisions, show_section


def displays(hostile: str = "") -> list[str]:
    told = with_texts(lambda text: f"{text}{hostile}") if hostile else company()
    chart = told.sections[0].blocks[0]
    return [
        show_decisions(told)._repr_html_(),
        *(show_section(told, part.id)._repr_html_() for part in told.sections),
        show_chart(chart)._repr_html_(),
    ]


def test_every_rule_is_scoped_to_our_card() -> None:
    style = re.search(r"<style>(.*?)</style>", displays()[0])
    assert style is not None
    selectors = re.findall(r"(?:^|\})\s*([^{}]+)\{", style.group(1))
    for selector in selectors:
        assert all(part.strip().startswith(".ssk") for part in selector.split(","))


@pytest.mark.parametrize("payload", ["", *PAYLOADS.values()], ids=["none", *PAYLOADS])
def test_displays_are_well_formed_and_harmless(payload: str) -> None:
    for shown in displays(payload):
        page = Page(shown)
        assert page.problems == []
        assert page.open == []
        assert not page.named("script", "iframe", "img", "a", "link", "object", "form")
        used = {name for _, attributes in page.tags for name in attributes}
        assert not {"id", "style"} & used
        assert not {name for name in used if name.startswith("on")}


def test_ink_stands_on_our_own_ground_in_dark_themes() -> None:
    assert ".ssk{background:#fff;color:#16202b" in displays()[0]


def test_consoles_get_words() -> None:
    assert repr(show_decisions(company())).startswith(
        "Human resources: own (clear), Candidates are a separate audience"
    )
    told = company()
    assert repr(show_section(told, "map")).startswith("Who speaks where: Three accounts speak")
    assert "11 departments, 3 accounts." in repr(show_chart(told.sections[0].blocks[0]))


def test_empty_company_shows_a_sentence() -> None:
    assert "No department has been looked at yet." in show_decisions(empty())._repr_html_()


def test_unknown_section_names_those_that_exist() -> None:
    with pytest.raises(KeyError, match="no section 'x'; this strategy has: map, firm"):
        show_section(company(), "x")
