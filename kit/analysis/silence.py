"""Why nothing can be decided about a department: too few people, too few questions, "don't know".

Somebody who answers "don't know" has answered; a report that says "nobody answered" is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from kit.analysis.situation import Situation
from kit.analysis.subject_names import general_names
from kit.analysis.wording import capital, counted_words, listed_few
from kit.model.content import Bank
from kit.model.decision import Label, Recommendation
from kit.model.workshop import AnswerState

HEARD = (AnswerState.GIVEN, AnswerState.DONT_KNOW)


class Silence(StrEnum):
    """What is missing for a decision."""

    PEOPLE = "too few people"
    QUESTIONS = "too few questions"
    DOUBT = "don't know"


def doubters(situation: Situation) -> dict[str, int]:
    """Return by subject how many people answered "don't know" and nothing else about it."""
    asked = {key for key, question in situation.bank.questions.items() if question.criterion}
    said: dict[str, dict[str, bool]] = {}
    for answer in situation.answers:
        if answer.question in asked and answer.state in HEARD:
            people = said.setdefault(answer.subject, {})
            known = answer.state is AnswerState.GIVEN
            people[answer.participant] = people.get(answer.participant, False) or known
    return {
        subject: sum(not known for known in people.values()) for subject, people in said.items()
    }


def with_doubts(
    found: tuple[Recommendation, ...], situation: Situation
) -> tuple[Recommendation, ...]:
    """Return recommendations that say so where people answered, but only "don't know"."""
    doubts = doubters(situation)
    return tuple(_doubted(one, doubts.get(one.subject, 0), situation.bank) for one in found)


def _doubted(one: Recommendation, doubts: int, bank: Bank) -> Recommendation:
    if not doubts or one.label is not Label.NOT_ENOUGH_ANSWERS:
        return one
    who = counted_words(doubts, "person", "people")
    if one.people:
        return replace(one, because=f"{one.because}; {who} answered “don't know”")
    needed = counted_words(int(bank.threshold("min_people")), "person", "people")
    return replace(
        one,
        because=capital(f"{who} answered “don't know” about it"),
        look_again_if=f"At least {needed} who know it answer about it",
    )


def why_silent(one: Recommendation, situation: Situation) -> Silence:
    """Return what is missing for a recommendation that says nothing."""
    if one.people >= situation.bank.threshold("min_people"):
        return Silence.QUESTIONS
    if not one.people and doubters(situation).get(one.subject):
        return Silence.DOUBT
    return Silence.PEOPLE


def silent_lines(
    silent: Sequence[Recommendation],
    found: tuple[Recommendation, ...],
    situation: Situation,
) -> list[str]:
    """Return one line a reason: about whom too little was said, and what was missing."""
    words = {
        Silence.PEOPLE: "too few people have answered about {}",
        Silence.QUESTIONS: "too few questions about {} are answered",
        Silence.DOUBT: "those asked about {} answered “don't know”",
    }
    lines = []
    for reason, line in words.items():
        mine = [one for one in silent if why_silent(one, situation) is reason]
        if mine:
            lines.append(line.format(listed_few(general_names(mine, found))))
    return lines


def ask_again(silent: Sequence[Recommendation], situation: Situation) -> str:
    """Return what to do about departments that cannot be decided."""
    reasons = {why_silent(one, situation) for one in silent}
    if reasons == {Silence.QUESTIONS}:
        return "Too few questions are answered: ask the rest before anything is opened or closed."
    if reasons == {Silence.DOUBT}:
        return "People answered “don't know”: ask somebody who knows before anything is opened."
    return "Too few answers: ask again before anything is opened or closed."
