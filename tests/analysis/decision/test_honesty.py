"""Hidden defaults shown, labels that mean what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kit.analysis.decision import (
    Answers,
    Company,
    Criterion,
    DecisionModel,
    calibrate,
    compromise_pull,
    no_information_recommendation,
    ordinal_stress,
    table_edit_warnings,
)
from kit.errors import DecisionInputError

from .cases import company, default_model


def test_default_tables_say_contribute_knowing_nothing() -> None:
    found = no_information_recommendation(default_model())

    assert {name: round(value) for name, value in found.values.items()} == {
        "central": 59,
        "contributor": 63,
        "own": 50,
    }
    assert found.alternative == "contributor"
    assert found.sentence == (
        "Knowing nothing, the tables say contributor (central 59, contributor 63, own 50)."
    )


def test_pull_of_the_middle_reproduces_the_designs_table() -> None:
    designed = {
        0: (0.30, 0.44, 0.26),
        5: (0.22, 0.57, 0.21),
        -5: (0.39, 0.29, 0.32),
        -10: (0.48, 0.14, 0.37),
    }

    found = compromise_pull(default_model()).set_index("shift")

    for shift, shares in designed.items():
        assert found.loc[shift].tolist() == pytest.approx(shares, abs=0.025)
    assert found.sum(axis=1).tolist() == pytest.approx([1, 1, 1, 1])


def test_edit_that_changes_the_hidden_default_is_remarked_on() -> None:
    model = default_model()
    criteria = []
    for one in model.criteria:
        table = np.array(one.values)
        table[:, 1] -= 10
        criteria.append(replace(one, values=table))
    lowered = DecisionModel(tuple(criteria), table_version="lower middle")

    found = table_edit_warnings(model, lowered)

    assert [one.to_dict() for one in found] == [
        {
            "code": "W08",
            "where": "lower middle",
            "message": "The edit changed what the kit says knowing nothing from contributor to "
            "central.",
        }
    ]
    assert table_edit_warnings(model, model) == ()


def test_ordinal_stress_counts_readings_in_which_the_leader_stays() -> None:
    found = ordinal_stress(default_model(), company())

    assert found.first.sum(axis=1) == pytest.approx(np.ones(5))
    assert ((found.holds >= 0) & (found.holds <= 100)).all()


def test_ordinal_stress_is_certain_at_the_ends_of_the_scale() -> None:
    found = ordinal_stress(default_model(), Answers(np.full((3, 1, 5), 4.0)))

    assert found.holds.tolist() == [100]


def test_ordinal_stress_keeps_peaks_and_order() -> None:
    from kit.analysis.decision.ordinal import _another_reading  # noqa: PLC0415  only this needs it

    tables = default_model().tables
    drawn = _another_reading(default_model(), np.random.default_rng(0))

    steps = np.sign(np.diff(tables, axis=1)) * np.sign(np.diff(drawn, axis=1))
    assert (steps >= 0).all()
    assert drawn[:, [0, 4]].tolist() == tables[:, [0, 4]].tolist()


def test_ordinal_stress_has_no_meaning_for_direct_ratings() -> None:
    model = DecisionModel((Criterion("worth"),), mode="direct")

    with pytest.raises(DecisionInputError, match="is not a model with tables"):
        ordinal_stress(model, Answers([[[[1, 2, 3]]]]))


def test_labels_of_a_small_calibration_mean_what_they_say() -> None:
    found = calibrate(default_model(), companies=(Company(9, 0.45, 0.8, 0.4),), n=1024)

    assert found.passes
    assert sum(record.departments for record in found.records) == 400
    assert found.to_text().splitlines()[1].startswith("clear")


@pytest.mark.slow
def test_labels_mean_what_they_say_in_all_twelve_companies() -> None:
    assert calibrate(default_model()).passes
