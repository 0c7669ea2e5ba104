"""Answers and content as the tables the decision engine takes."""

from __future__ import annotations

import numpy as np

from kit.analysis.decision import Answers, Criterion, DecisionModel, StressSettings
from kit.analysis.facts import Subject, latest
from kit.model.content import AccountModel, Bank
from kit.model.workshop import AnswerState, Snapshot

WEIGHTS = "account_decision.weights"
PER_CENT = 100


def decision_model(bank: Bank) -> DecisionModel:
    """Return the content's criteria, value tables and thresholds as the engine's model.

    Gates are not given to it: `kit.analysis.gates` knows the facts behind them.
    """
    asked: dict[str, list[str]] = {criterion.id: [] for criterion in bank.criteria}
    for question in bank.questions.values():
        if question.criterion:
            asked[question.criterion].append(question.id)
    return DecisionModel(
        criteria=tuple(
            Criterion.from_columns(
                criterion.id,
                {model.value: values for model, values in criterion.values.items()},
                questions=tuple(asked[criterion.id]),
                label=criterion.label,
            )
            for criterion in bank.criteria
        ),
        alternatives=tuple(model.value for model in AccountModel),
        indifference=bank.threshold("indifference"),
        thresholds=(
            bank.threshold("clear_support") / PER_CENT,
            bank.threshold("leaning_support") / PER_CENT,
        ),
        min_people=int(bank.threshold("min_people")),
        min_answered=bank.threshold("min_answered_share") / PER_CENT,
        table_version=bank.version,
    )


def decision_answers(
    snapshot: Snapshot, subjects: tuple[Subject, ...], model: DecisionModel
) -> Answers:
    """Return what everybody answered about every subject, and what everybody cares about.

    Each participant's last round counts. A platform takes the answers about its department where
    it has none of its own. Participants who answered none of these questions are left out.
    """
    asked = {*model.questions, WEIGHTS}
    last = latest(answer for answer in snapshot.answers if answer.question in asked)
    people = sorted({person for person, _, _ in last})
    shape = (len(people), len(subjects), len(model.questions))
    levels, unsure = np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_)
    swings = np.full((len(people), len(model.criteria)), np.nan)
    for row, person in enumerate(people):
        for column, subject in enumerate(subjects):
            for place, question in enumerate(model.questions):
                answer = last.get((person, question, subject.key)) or last.get(
                    (person, question, subject.department.id)
                )
                if answer is not None and isinstance(answer.value, (int, float)):
                    levels[row, column, place] = answer.value - 1
                unsure[row, column, place] = (
                    answer is not None and answer.state is AnswerState.DONT_KNOW
                )
        ratings = last.get((person, WEIGHTS, ""))
        if ratings is not None and isinstance(ratings.value, dict):
            swings[row] = [float(ratings.value.get(key, np.nan)) for key in model.criterion_ids]
    keys = [subject.key for subject in subjects]
    return Answers(levels, swings, ids=people, departments=keys, dont_know=unsure)


def stress_settings(bank: Bank) -> StressSettings:
    """Return the errors that the stress test assumes, as thresholds.toml has them."""
    return StressSettings(
        n=int(bank.threshold("draws")),
        seed=int(bank.threshold("seed")),
        answer_error=bank.threshold("answer_error"),
        swing_error=bank.threshold("swing_error"),
        unheard=bank.threshold("unheard"),
    )
