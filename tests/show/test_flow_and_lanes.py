"""The triage flow and the calendar lanes: whole, cut for printing, narrow, with hostile texts."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from kit.model.report import (
    CalendarLanes,
    Lane,
    LaneItem,
    LaneWindow,
    TriageAnswer,
    TriageFlow,
    TriageStep,
)
from kit.show import charts

HOSTILE = "<script>alert(1)</script> & “Grüße” مرحبا \x00" + "x" * 300
STEPS = tuple(
    TriageStep(
        f"Question {place + 1}?",
        (
            TriageAnswer("yes", action=f"Do {place + 1}", owner="Ann, within 2 hours"),
            TriageAnswer("no", to=place + 1),
        ),
    )
    for place in range(20)
)
FLOW = TriageFlow("What happens to a message", "Begin at 1.", (*STEPS, TriageStep("Last?", ())))
LANES = CalendarLanes(
    "Who plans what",
    "One lane a department.",
    "2027-01-15",
    120,
    (
        Lane("Marketing", (LaneItem("Spring", 3), LaneItem("Sale", 40, 10, "about a closed shop"))),
        Lane("Legal", ()),
    ),
    (LaneWindow("Quiet", 10, 5, strict=True), LaneWindow("Care", 30, 5, strict=False)),
)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("chart", [FLOW, LANES])
def test_a_picture_is_svg_with_a_name_and_a_description(
    chart: TriageFlow | CalendarLanes, *, narrow: bool
) -> None:
    picture = charts.draw(chart, narrow=narrow)
    root = ET.fromstring(picture.svg)  # noqa: S314  our own picture
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == chart.title
    assert root.findtext(f"{space}desc") == picture.alt
    assert picture.table.rows


def test_the_words_say_every_answer_and_who_acts() -> None:
    alt = charts.draw(FLOW).alt
    assert alt.startswith(
        "1. Question 1? yes: Do 1 (Ann, within 2 hours); no: question 2. 2. Question 2?"
    )
    assert alt.endswith("21. Last? no answer leads on.")


def test_a_long_flow_is_cut_and_keeps_its_numbers() -> None:
    pieces = charts.parts(FLOW)
    assert [piece.first for piece in pieces if isinstance(piece, TriageFlow)] == [0, 7, 14]
    assert "8. Question 8?" in charts.draw(pieces[1]).alt


def test_lanes_say_how_many_clash_and_between_which_days() -> None:
    assert charts.draw(LANES).alt == (
        "Marketing: 2 items from 18 January 2027 to 24 February 2027, 1 of them clash. "
        "Legal: 0 items."
    )


def test_an_empty_flow_and_an_empty_calendar_are_drawn() -> None:
    assert charts.draw(TriageFlow("Nothing", "", ())).alt == "No question yet."
    empty = CalendarLanes("Nothing", "", "2027-01-15", 1, ())
    assert charts.draw(empty).alt == "Nothing is planned yet."


@pytest.mark.parametrize("narrow", [False, True])
def test_hostile_texts_stay_texts(*, narrow: bool) -> None:
    flow = TriageFlow(
        HOSTILE, HOSTILE, (TriageStep(HOSTILE, (TriageAnswer(HOSTILE, None, HOSTILE, HOSTILE),)),)
    )
    lanes = CalendarLanes(
        HOSTILE,
        HOSTILE,
        "2027-01-15",
        30,
        (Lane(HOSTILE, (LaneItem(HOSTILE, 1, 1, HOSTILE),), HOSTILE),),
    )
    for chart in (flow, lanes):
        svg = charts.draw(chart, narrow=narrow).svg
        assert "<script>" not in svg
        ET.fromstring(svg)  # noqa: S314  our own picture


def test_a_crowded_day_is_counted() -> None:
    items = tuple(LaneItem(f"Post {place}", 5) for place in range(30))
    chart = CalendarLanes("Full", "", "2027-01-15", 30, (Lane("Marketing", items),))
    assert ">30<" in charts.draw(chart).svg
