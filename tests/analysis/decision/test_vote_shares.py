"""Vote shares, such as one department one vote, hold in every layer and not in the score alone."""

from __future__ import annotations

import numpy as np
import pytest

from kit.analysis.decision import (
    Answers,
    Criterion,
    DecisionModel,
    StressSettings,
    Study,
    bootstrap_stability,
    explain,
    joint_answer_flip,
    one_vote_per_group,
    ordinal_stress,
    score,
    support,
)

from .cases import company, default_model

# goals say own, brand says central; four of sales weigh brand, one of legal weighs goals
TABLE = [[100, 0], [0, 100]]
MODEL = DecisionModel(
    (Criterion("goals", values=TABLE), Criterion("brand", values=TABLE)),
    alternatives=("central", "own"),
    indifference=0.0,
)
VOTERS = Answers(
    [[[1, 0]]] * 5,
    [[40, 100]] * 4 + [[100, 10]],
    ids=["s1", "s2", "s3", "s4", "x1"],
    groups=["sales"] * 4 + ["legal"],
    departments=["hr"],
)
SHARES = one_vote_per_group(VOTERS)


def test_one_vote_per_department_turns_a_decision_that_heads_had_made() -> None:
    assert score(MODEL, VOTERS).leader.tolist() == [0]
    assert score(MODEL, VOTERS, SHARES).leader.tolist() == [1]


def test_the_waterfall_of_a_shared_vote_adds_up_to_the_gap_of_that_vote() -> None:
    table = explain(MODEL, VOTERS, "hr", "own", "central", shares=SHARES)

    gap = score(MODEL, VOTERS, SHARES).gap[0]
    assert table["contribution"].sum() == pytest.approx(gap, abs=1e-9)


def test_stability_is_that_of_the_leader_the_shares_made() -> None:
    same = bootstrap_stability(MODEL, VOTERS, shares=SHARES)[0]

    study = Study(MODEL, VOTERS, shares=SHARES)
    assert study.support.bootstrap_stability[0] == same
    # the random shares multiply the votes, so the one of legal leads about as often as not
    assert 0.4 < same < 0.8
    alone = bootstrap_stability(MODEL, VOTERS, shares=[0, 0, 0, 0, 1])
    assert alone.tolist() == [1.0]


def test_equal_shares_change_no_digit_anywhere() -> None:
    model, answers = default_model(), company()
    even = np.ones(len(answers.ids))

    assert (bootstrap_stability(model, answers, shares=even) == bootstrap_stability(model, answers)
            ).all()  # fmt: skip
    first = support(model, answers, n=512, shares=even).first
    assert (first == support(model, answers, n=512).first).all()


def test_readings_of_the_scale_and_joint_flips_take_the_shares_too() -> None:
    assert ordinal_stress(MODEL, VOTERS, shares=SHARES).first[0].argmax() == 1
    flip = joint_answer_flip(MODEL, VOTERS, "hr", "central", shares=SHARES)
    assert flip.change > 0
    assert joint_answer_flip(MODEL, VOTERS, "hr", "central").change == 0


def test_support_within_a_group_takes_the_shares_of_its_people() -> None:
    groups = support(
        MODEL, VOTERS, n=512, by_group=True, shares=[1, 0, 0, 0, 1], unheard=0
    ).by_group  # fmt: skip

    alone = support(MODEL, VOTERS.only([0]), n=512).first
    assert groups["sales"][0, :, 0] == pytest.approx(alone[0], abs=0.02)


def test_one_department_s_study_keeps_its_stake_and_its_minutes() -> None:
    model, answers = default_model(), company(missing=0.0)
    stakes, minutes = [1, 2, 3, 4, 5], np.arange(1.0, 26.0).reshape(5, 5)
    whole = Study(model, answers, stakes=stakes, minutes=minutes)

    alone = whole.about("d3")

    assert alone.settling.stakes.tolist() == [4]
    assert alone.settling.minutes.tolist() == [minutes[3].tolist()]
    theirs = next(one for one in whole.recommendations if one.department == "d3")
    assert alone.recommendations[0] == theirs
    changed = whole.with_answer("01", "d3", "goals", answers.answers[0, 3, 0])
    assert changed.recommendations[0] == theirs


def test_groups_follow_the_settings_of_the_draws_that_are_given() -> None:
    draws = Study(MODEL, VOTERS, settings=StressSettings(n=256)).draws

    groups = support(MODEL, VOTERS, by_group=True, draws=draws).by_group

    for ranks in groups.values():
        assert ranks.sum(axis=2) == pytest.approx(np.ones((1, 2)))
