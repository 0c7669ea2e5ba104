"""The page and the workbook that compare organisations."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from invented_portfolios import entry, summary, told

from kit.analysis.portfolio_page import summarise
from kit.model.encoding import encode
from kit.show.portfolio import display, html, workbook
from kit.workshop import open_workshop

HOSTILE = "<script>alert(1)</script>\u202e=HYPERLINK(1)"


def order(page: str, key: str) -> list[str]:
    part = page.split(f'id="by-{key}"')[1].split("</table>", maxsplit=1)[0]
    return re.findall(r"<bdi>(.*?)</bdi>", part)


def test_a_strategy_is_summarised_by_department_with_one_finding_a_rule(samples: Path) -> None:
    with open_workshop(samples / "poor_data") as workshop:
        found = summarise(encode(workshop.strategy()))

    assert found["departments"] == sum(found["models"].values()) == sum(found["labels"].values())
    rules = [one["rule"] for one in found["worst"]]
    assert len(rules) == len(set(rules)) == 5
    assert set(found["gates"].values()) <= {"fail", "unknown"}


def test_headlines_are_findings() -> None:
    found = told(entry("A"), entry("B"), entry("C", "timeout", message="took longer than it may"))

    assert found["headline"] == "Across two organisations, 2 of 4 departments stay central"
    assert found["lead"] == (
        "2 speak for themselves. The advice is clear or leaning for 2 of 4, and contested or too "
        "close to call for 2. One of 3 organisations has no report."
    )
    assert found["gaps"]["headline"] == (
        "The commonest gap: enough hours to run an account, missing in 2 of 2"
    )
    assert found["again"]["headline"] == "“No crisis” comes up in 2 of 2"


def test_what_failed_is_told_in_plain_words_with_what_to_do() -> None:
    problem = {
        "where": "b.json", "found": "the key 'x'", "allowed": "known", "fix": "Take it out.",
        "code": "",
    }  # fmt: skip
    page = html(
        told(
            entry("A"),
            entry("B", "refused-input", problems=[problem] * 5, log=""),
            entry("C", "timeout", message="took longer than it may: 10 seconds"),
            entry("D", "failed", code="memory", message="a cell failed (cell 13, memory)"),
        )
    )

    for words in (
        "b.json: the key &#39;x&#39; is not known. Take it out.",
        "2 more in manifest.json",
        "It took longer than a report may (1)",
        "or allow more with --seconds",
        "It needed more memory than a report may (1)",
        'href="./failures/c.txt"',
    ):
        assert words in page


def test_an_organisation_stands_out_by_tukeys_fences_and_never_among_few() -> None:
    names = [f"Org {place}" for place in range(9)]
    same = [entry(name, summary=summary(60 + place)) for place, name in enumerate(names)]
    odd = entry("Odd", summary=summary(5))

    apart = told(*same, odd)

    assert [apart["rows"][place]["name"] for place in apart["outliers"]] == ["Odd"]
    assert apart["rows"][9]["stands_out"] == ["5 of 100 certain"]
    assert told(*same[:5], odd)["outliers"] == []


def test_every_order_is_sorted_and_equals_follow_the_name() -> None:
    page = html(
        told(
            entry("beta", summary=summary(30, severities={"stop": 9})),
            entry("Alpha", summary=summary(50)),
            entry("gamma", summary=summary(50, models={"own": 2})),
        )
    )

    assert order(page, "name") == ["Alpha", "beta", "gamma"]
    assert order(page, "certain") == ["beta", "Alpha", "gamma"]
    assert order(page, "own") == ["gamma", "Alpha", "beta"]
    assert order(page, "urgent") == ["beta", "Alpha", "gamma"]


def test_a_long_portfolio_has_all_by_name_and_the_first_of_every_other_order() -> None:
    page = html(told(*(entry(f"Organisation {place}") for place in range(160))))

    assert len(order(page, "name")) == 160
    assert len(order(page, "urgent")) == 100
    assert "The first 100 of 160." in page


def test_the_page_has_no_script_and_nobody_elses_words_are_markup() -> None:
    page = html(told(entry(HOSTILE), entry(HOSTILE + "x", "failed", message=HOSTILE)))

    assert "<script" not in page
    assert "\u202e" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"\sstyle=", page)


def test_a_link_never_leads_out_of_the_folder() -> None:
    hostile = entry("A", log="javascript:alert(1)", status="failed", message="x")
    page = html(told(hostile))

    assert 'href="./javascript%3Aalert%281%29"' in page


@pytest.mark.parametrize("count", [0, 1, 3])
def test_few_organisations_make_a_page_too(count: int) -> None:
    names = ["A", "B", "C"][:count]

    page = html(told(*(entry(name) for name in names)))

    assert page.startswith("<!DOCTYPE html>")
    assert all(f"<bdi>{name}</bdi>" in page for name in names)


def test_an_organisation_whose_notebook_shows_no_strategy_is_not_called_failed() -> None:
    found = told(entry("A"), entry("B", summary=None))

    assert found["failed"]["count"] == 0
    assert ["With a report", "2"] in found["facts"]


def test_the_workbook_has_text_that_never_runs_and_the_same_bytes() -> None:
    found = told(
        entry("=1+1"), entry("external:c:/x"), entry("B", "failed", code="memory", message="m")
    )
    data = workbook(found)

    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Organisations", "Gaps", "Findings", "No report"]
    sheet = book["Organisations"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["A3"].hyperlink is None
    assert sheet["P2"].hyperlink.target == "-1-1\\strategy.html"
    assert sheet.auto_filter.ref == "A1:P4"
    assert book["No report"]["B2"].value == "It needed more memory than a report may"
    assert workbook(found) == data


def test_a_notebook_shows_the_comparison_without_ids_or_scripts() -> None:
    shown = display(told(entry("A"), entry(HOSTILE)))

    assert "Across two organisations" in shown
    assert not re.search(r"<script|\sid=", shown)
