"""What settling an item is worth, against exact fractions."""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import Answers, Call, Criterion, DecisionModel, value_of_settling
from kit.errors import DecisionInputError

from .cases import company, default_model, golden_answers, golden_model, tied_answers, tied_model


def test_value_of_settling_reproduces_golden_example_g1() -> None:
    found = value_of_settling(golden_model(), golden_answers(), exact=True, unheard=0)

    assert found.evpi[0] == pytest.approx(50143 / 9728, abs=1e-12)
    assert found.evppi[0] == pytest.approx([17579 / 7296, 21419 / 7296, 519 / 304], abs=1e-12)
    assert found.evppi_weights[0] == pytest.approx(3 / 4, abs=1e-12)


def test_value_of_settling_with_the_unheard_colleague_reproduces_g1() -> None:
    found = value_of_settling(golden_model(), golden_answers(), exact=True)

    assert found.expected[0] == pytest.approx([42.706491, 62.160263, 60.740482], abs=5e-7)
    assert found.evpi[0] == pytest.approx(6.788020, abs=5e-7)
    assert found.evppi[0] == pytest.approx([2.964679, 2.965461, 2.094991], abs=5e-7)
    assert found.evppi_weights[0] == pytest.approx(107 / 240, abs=1e-12)


def test_ties_of_golden_example_g3_are_worth_nothing_to_settle() -> None:
    found = value_of_settling(tied_model(), tied_answers(), exact=True, unheard=0)

    assert found.evpi.tolist() == [0.0]


def test_no_item_is_worth_more_than_all_of_them() -> None:
    found = value_of_settling(default_model(), company(departments=12))

    assert (found.evppi >= 0).all()
    assert (found.evppi <= found.evpi[:, None]).all()


def test_sampled_evpi_is_within_two_hundredths_of_a_point_of_the_limit() -> None:
    model, answers = default_model(), company(people=20, departments=10)

    limit = value_of_settling(model, answers, n=1 << 17).evpi
    errors = [value_of_settling(model, answers, seed=seed).evpi - limit for seed in range(6)]

    assert np.sqrt(np.mean(np.square(errors))) <= 0.02


def test_closed_form_agrees_with_nested_sampling() -> None:
    model, answers = default_model(), company(departments=1, missing=0.0)
    found = value_of_settling(model, answers, sampled=False)

    generator = np.random.default_rng(3)
    question, people = 1, 12
    levels = answers.answers[:, 0, question]
    teller = generator.integers(0, people + 1, 40_000)
    level = np.where(
        teller < people, levels[np.minimum(teller, people - 1)], generator.integers(0, 5, 40_000)
    )
    low, high = np.maximum(level - 0.5, 0), np.minimum(level + 0.5, 4)
    told = low + (high - low) * generator.random(40_000)
    values = np.stack(
        [np.interp(told, range(5), model.tables[question, :, a]) for a in range(3)], 1
    )
    swing = found.spread[question] * (values - values.mean(axis=0))
    nested = (found.expected[0] + swing).max(axis=1).mean() - found.expected[0].max()

    assert found.evppi[0, question] == pytest.approx(nested, abs=0.05)


def test_agenda_is_greedy_and_revalues_after_each_item() -> None:
    found = value_of_settling(default_model(), company(departments=4))

    rates = [item.value / item.minutes for item in found.plan]
    assert rates[0] == pytest.approx(float((found.evppi / found.minutes).max()))
    assert len({(item.department, item.question) for item in found.plan}) == len(found.plan)
    total = sum(item.value for item in found.plan)
    assert total <= found.evpi.sum() + 0.5


def test_minutes_and_stakes_move_the_agenda() -> None:
    answers = company(departments=2)
    plain = value_of_settling(default_model(), answers)
    stakes = value_of_settling(default_model(), answers, stakes=[0, 1])

    assert {item.department for item in stakes.plan} == {"d1"}
    first = plain.plan[0]
    minutes = np.full((2, 5), 1.0)
    place = (
        answers.departments.index(first.department),
        default_model().questions.index(first.question),
    )
    minutes[place] = 10_000.0
    slow = value_of_settling(default_model(), answers, minutes=minutes)
    assert (slow.plan[0].department, slow.plan[0].question) != (first.department, first.question)


def test_settled_item_is_worth_nothing_more() -> None:
    answers = company(departments=2)
    found = value_of_settling(default_model(), answers, settled={("d0", "goals"): 3})

    assert found.evppi[0, 0] == pytest.approx(0, abs=1e-12)


def test_settled_item_that_is_not_asked_is_refused() -> None:
    with pytest.raises(DecisionInputError) as refused:
        value_of_settling(default_model(), company(), settled={("d9", "gaols"): 3})

    assert [problem.code for problem in refused.value.problems] == ["E07", "E02"]
    assert "Did you mean 'goals'?" in str(refused.value)


def test_every_item_gets_a_call() -> None:
    table = Criterion(
        "goals", values=[[100, 60, 0], [75, 60, 25], [50, 60, 50], [25, 60, 75], [0, 60, 100]]
    )
    flat = Criterion("flat", values=[[50, 50, 50]] * 5)
    model = DecisionModel((table, flat))
    answers = Answers([[[0, 0]], [[4, 4]], [[0, 0]], [[4, 4]]])

    items = {item.question: item.call for item in value_of_settling(model, answers).plan}
    every = value_of_settling(model, answers).items.set_index("question")["call"]

    assert items == {"goals": Call.DISCUSS}
    assert every["flat"] == "agree to differ"


def test_nobody_gave_weights_then_any_weights_are_possible() -> None:
    answers = Answers(golden_answers().answers)

    found = value_of_settling(golden_model(), answers)

    assert found.evppi_weights[0] > 0
    assert value_of_settling(golden_model(), Answers(np.empty((0, 1, 3)))).evpi[0] > 0


def test_stakes_of_another_length_are_refused() -> None:
    with pytest.raises(DecisionInputError) as refused:
        value_of_settling(default_model(), company(), stakes=[1, 2])

    assert str(refused.value) == (
        "stakes: '(2,)' is not one number or a table of 5. Give one for each."
    )


def test_sampled_evpi_reproduces_the_exact_one_of_g1() -> None:
    for unheard, exact in ((0.0, 50143 / 9728), (1.0, 6.788020)):
        found = value_of_settling(
            golden_model(), golden_answers(), answer_error=0, unheard=unheard, n=1 << 15
        )

        assert found.evpi[0] == pytest.approx(exact, abs=0.03)


def test_second_item_of_the_agenda_is_worth_what_it_adds() -> None:
    found = value_of_settling(golden_model(), golden_answers(), answer_error=0, unheard=0)
    first, second = (golden_model().questions.index(item.question) for item in found.plan[:2])

    both = 0.0
    lies, chances = found.beliefs.swings[0], found.beliefs.chances[0]
    for one, other in np.ndindex(5, 5):
        told = found.expected[0] + found.spread[first] * lies[first, one]
        told = told + found.spread[second] * lies[second, other]
        both += chances[first, one] * chances[second, other] * told.max()
    added = both - found.expected[0].max() - found.evppi[0, first]
    assert found.plan[0].value == pytest.approx(found.evppi[0].max())
    assert found.plan[1].value == pytest.approx(added, abs=0.05)


def test_items_of_a_department_come_in_the_order_of_their_worth_times_stake() -> None:
    found = value_of_settling(default_model(), company(departments=2), stakes=[1, 3])

    table = found.items
    for row, name in enumerate(("d0", "d1")):
        worth = table.loc[table["department"] == name, "value"]
        assert worth.tolist() == sorted(worth, reverse=True)
        assert worth.max() == pytest.approx(found.evppi[row].max() * (1, 3)[row])
        assert table.loc[table["department"] == name, "alone"].tolist() == worth.tolist()
    assert len(found.agenda) == len(found.plan) <= 12


def test_slips_are_averaged_over_the_truncated_interval() -> None:
    model, answers = default_model(), Answers([[[0, 1, 2, 3, 4]]])

    found = value_of_settling(model, answers, answer_error=0.4, sampled=False).beliefs.means[0]

    for question, level in enumerate(range(5)):
        low, high = max(level - 0.4, 0), min(level + 0.4, 4)
        fine = low + (high - low) * (np.arange(4000) + 0.5) / 4000
        for alternative in range(3):
            values = np.interp(fine, range(5), model.tables[question, :, alternative])
            assert found[question, alternative] == pytest.approx(values.mean(), abs=1e-3)
