"""What the room sees when a round is closed."""

from __future__ import annotations

from kit.analysis.privacy import Discretion
from kit.analysis.reveal import Reveal, reveal
from kit.bank import load
from kit.model.encoding import decode, encode
from kit.model.report import Quotes, SpreadChart, Table, WeightChart
from kit.model.workshop import Answer, AnswerState, Organisation, Row, Snapshot, Value

K = 3
DEPARTMENTS = tuple(Row("departments", key, {"name": key.upper()}) for key in ("pr", "hr"))
PEOPLE = tuple(
    Row("participants", f"p{n}", {"name": f"P{n}", "department": "pr"}) for n in range(9)
)


def shown(
    question: str, answers: list[Answer], round_no: int = 1, **registers: tuple[Row, ...]
) -> Reveal:
    rows = {"departments": DEPARTMENTS, "participants": PEOPLE, **registers}
    snapshot = Snapshot(Organisation("Acme"), tuple(answers), rows)
    return reveal(snapshot, load(), question, round_no, Discretion(K))


def said(question: str, values: list[Value], subject: str = "", round_no: int = 1) -> list[Answer]:
    return [Answer(f"p{n}", question, subject, round_no, value) for n, value in enumerate(values)]


def test_a_spread_counts_people_on_each_level() -> None:
    found = shown("goals.difference", said("goals.difference", [1, 1, 2, 5], "pr"))

    assert isinstance(found.shape, SpreadChart)
    rows = {row.label: row for row in found.shape.rows}
    assert (rows["PR"].counts, rows["PR"].median) == ((2, 1, 0, 0, 1), 1.5)
    assert rows["HR"].remark == "no answers"


def test_a_split_room_is_marked_and_comes_first() -> None:
    answers = said("goals.difference", [2, 2, 2, 3], "pr")
    answers += said("goals.difference", [1, 1, 5, 5], "hr")
    found = shown("goals.difference", answers)

    assert isinstance(found.shape, SpreadChart)
    assert [(row.label, row.apart) for row in found.shape.rows] == [("HR", True), ("PR", False)]


def test_a_line_with_too_few_answers_is_withheld() -> None:
    answers = said("goals.difference", [1, 2, 5], "pr") + said("goals.difference", [4], "hr")
    found = shown("goals.difference", answers)

    assert isinstance(found.shape, SpreadChart)
    rows = {row.label: row for row in found.shape.rows}
    assert (rows["HR"].counts, rows["HR"].remark) == ((), "fewer than 3 answers")
    assert found.remark == "Fewer than 3 people answered about some lines, or all said the same."


def test_a_small_unanimous_room_is_not_told_on() -> None:
    found = shown("goals.difference", said("goals.difference", [4, 4, 4], "pr"))

    assert isinstance(found.shape, SpreadChart)
    assert {row.label: row.remark for row in found.shape.rows}["PR"] == "close together"


def test_the_second_round_takes_the_first_where_nothing_was_changed() -> None:
    answers = said("goals.difference", [1, 2, 3], "pr")
    answers += [Answer("p0", "goals.difference", "pr", 2, 5)]

    first = shown("goals.difference", answers).shape
    second = shown("goals.difference", answers, 2).shape
    assert isinstance(first, SpreadChart)
    assert isinstance(second, SpreadChart)
    assert first.rows[0].counts == (1, 1, 1, 0, 0)
    assert second.rows[0].counts == (0, 1, 1, 0, 1)


def test_dont_know_is_told_and_not_counted_as_a_level() -> None:
    answers = said("goals.difference", [1, 2, 3], "pr")
    answers += [Answer("p3", "goals.difference", "pr", state=AnswerState.DONT_KNOW)]
    found = shown("goals.difference", answers)

    assert found.people == 4
    assert found.remark == ("1 person answered that they do not know, or that it does not apply.")


def test_anonymous_texts_come_without_names_in_an_order_of_their_own() -> None:
    texts: list[Value] = ["alpha", "beta", "gamma", "delta"]
    found = shown("start_here.hopes", said("start_here.hopes", texts))

    assert isinstance(found.shape, Quotes)
    assert sorted(found.shape.texts) == sorted(map(str, texts))
    assert found == shown("start_here.hopes", said("start_here.hopes", texts))


def test_attributed_texts_come_with_their_department() -> None:
    found = shown("goals.not_shown", said("goals.not_shown", ["Our cooks decide"], "pr"))

    assert isinstance(found.shape, Table)
    assert [row.cells for row in found.shape.rows] == [("PR", "Our cooks decide")]


def test_points_are_shares_of_the_goals_that_got_any() -> None:
    goals = tuple(Row("goals", key, {"goal": f"Goal {key}"}) for key in ("a", "b", "c"))
    answers = said("goals.importance", [{"a": 60, "b": 40}, {"a": 100}], "pr")
    found = shown("goals.importance", answers, goals=goals)

    assert isinstance(found.shape, WeightChart)
    assert [(row.label, row.mean, row.people) for row in found.shape.rows] == [
        ("Goal a", 80.0, (60.0, 100.0)),
        ("Goal b", 20.0, (0.0, 40.0)),
    ]


def test_choices_are_tallied_most_first() -> None:
    question = "account_decision.for_one_account"
    picks: list[Value] = [["same_image"], ["same_image", "less_time"], ["less_time"]]
    found = shown(question, said(question, picks))

    assert isinstance(found.shape, Table)
    assert [row.cells[1] for row in found.shape.rows][:3] == ["2", "2", "0"]


def test_a_reveal_is_kept_as_it_was_shown() -> None:
    found = shown("goals.difference", said("goals.difference", [1, 2, 5], "pr"))

    assert decode(Reveal, encode(found)) == found
