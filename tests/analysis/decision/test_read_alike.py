from __future__ import annotations

import json

import numpy as np
import pytest

from kit.analysis.decision import Answers, Study, kendall_w, krippendorff_alpha, understanding

from .cases import company, default_model


def test_a_question_everybody_reads_otherwise_is_to_be_reworded() -> None:
    model = default_model()
    answers = np.tile(np.array([0, 2, 4, 1.0])[None, :, None], (6, 1, 5))
    answers[3:, :, 1] = 4 - answers[3:, :, 1]  # half of the people read the scale the other way

    found = understanding(model, Answers(answers))

    assert found.alpha[[0, 2, 3, 4]].tolist() == [1.0] * 4
    assert found.alpha[1] < 0.1
    assert found.reword == ("audience",)


def test_alpha_is_that_of_the_question_across_departments_gaps_and_all() -> None:
    model, answers = default_model(), company(missing=0.2)

    found = understanding(model, answers)

    for question in range(5):
        alone = krippendorff_alpha(answers.answers[:, :, question])
        assert found.alpha[question] == pytest.approx(alone, abs=1e-12)
    assert found.weights == kendall_w(answers.swings).w


@pytest.mark.parametrize(("people", "departments"), [(0, 3), (1, 3), (5, 1), (3, 0)])
def test_what_cannot_be_compared_is_null_and_never_nothing(people: int, departments: int) -> None:
    answers = Answers(np.full((people, departments, 5), 2.0))

    found = understanding(default_model(), answers).to_dict()

    assert set(found["alpha"].values()) == {None}  # type: ignore[attr-defined]  # looser than the type, for this test
    assert found["kendall_w_of_weights"] is None
    assert found["reword"] == []


def test_the_whole_study_tells_it_and_how_often_leaders_stay_when_the_scale_is_a_mere_order() -> (
    None
):
    study = Study(default_model(), company())

    told = json.loads(json.dumps(study.to_dict(), allow_nan=False))

    assert list(told["understanding"]["alpha"]) == list(study.model.questions)
    assert list(told["readings_of_the_scale"]) == list(study.answers.departments)
    assert all(0 <= holds <= 100 for holds in told["readings_of_the_scale"].values())
