"""Putting score, support, gates, flips and the agenda together, department by department."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.acceptability import out_of_100
from kit.analysis.decision.agenda import items_of
from kit.analysis.decision.explanation import contributions
from kit.analysis.decision.gates import feasible
from kit.analysis.decision.labels import Standing, label
from kit.analysis.decision.recommendation import Flip, Reason, Recommendation
from kit.model.decision import GateState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kit.analysis.decision.gates import GateResult
    from kit.analysis.decision.model import BoolArray, FloatArray
    from kit.analysis.decision.study import Study

TWO = 2
NEXT_QUESTIONS = 3


def advise(study: Study) -> tuple[Recommendation, ...]:
    """Return one recommendation per department, in the answers' order."""
    allowed = feasible(study.model, study.answers.departments, study.gates)
    by_department: dict[str, list[GateResult]] = {name: [] for name in study.answers.departments}
    for gate in study.gates:
        by_department[gate.department].append(gate)
    given = study.answers.given.sum(axis=(0, 2))
    return tuple(
        _advise_one(study, row, allowed[row], by_department[name], int(given[row]))
        for row, name in enumerate(study.answers.departments)
    )


def _advise_one(
    study: Study, row: int, allowed: BoolArray, gates: list[GateResult], given: int
) -> Recommendation:
    scores, names = study.scores, study.model.alternatives
    standing = _standing(study, row, allowed, given)
    people, leader = standing.people, standing.leader
    certainty, chosen = label(study.model, standing)
    advised = None if chosen is None else names[chosen]
    blocked_by = _gates(gates, names[leader], GateState.FAIL) if people else ()
    stability = study.support.bootstrap_stability[row]
    several = people >= TWO
    return Recommendation(
        department=study.answers.departments[row],
        label=certainty,
        alternative=advised,
        leader=names[leader] if people else None,
        runner_up=names[int(scores.runner_up[row])] if people else None,
        gap=standing.gap if people else None,
        scores=dict(zip(names, map(float, scores.value[row]), strict=True)) if people else {},
        support=dict(zip(names, out_of_100(standing.first), strict=True)) if several else {},
        votes=_votes(study, row),
        people=people,
        answered=given,
        possible=people * len(study.model.questions),
        stability=round(100 * float(stability)) if several else None,
        conditional_on=_gates(gates, advised, GateState.UNKNOWN) if advised else (),
        blocked_by=blocked_by,
        gates=tuple(gates),
        reasons=_reasons(study, row) if people else (),
        flips=(*_gate_flips(study, standing, gates), *_flips(study, row)) if people else (),
        next_questions=tuple(items_of(study.settling, row, NEXT_QUESTIONS)),
    )


def _standing(study: Study, row: int, allowed: BoolArray, given: int) -> Standing:
    """Return what a department's label rests on."""
    people = int(study.scores.people[row])
    possible = people * len(study.model.questions)
    return Standing(
        value=study.scores.value[row],
        leader=int(study.scores.leader[row]),
        gap=float(study.scores.gap[row]),
        believed=int(study.settling.best[row]),
        first=study.support.first[row],
        allowed=allowed,
        people=people,
        answered=given / possible if possible else 0.0,
    )


def _gates(gates: list[GateResult], alternative: str, state: GateState) -> tuple[GateResult, ...]:
    return tuple(one for one in gates if one.alternative == alternative and one.state is state)


def _votes(study: Study, row: int) -> dict[str, int]:
    choices = study.support.votes[:, row]
    return {
        name: int((choices == place).sum()) for place, name in enumerate(study.model.alternatives)
    }


def _reasons(study: Study, row: int) -> tuple[Reason, ...]:
    scores = study.scores
    points = contributions(scores, row, int(scores.leader[row]), int(scores.runner_up[row]))
    levels, counts = study.criterion_levels
    reasons = [
        Reason(
            criterion=criterion.id,
            label=criterion.label or criterion.id,
            points=float(points[place]),
            weight=float(scores.weights[place]),
            mean_level=None if np.isnan(levels[row, place]) else float(levels[row, place]),
            answers=int(counts[row, place]),
        )
        for place, criterion in enumerate(study.model.criteria)
    ]
    return tuple(sorted(reasons, key=lambda reason: -reason.points))


def _gate_flips(study: Study, standing: Standing, gates: list[GateResult]) -> Iterator[Flip]:
    """Yield each alternative's failed gates where clearing all of them changes what is advised."""
    names = study.model.alternatives
    failed = [[one.gate for one in _gates(gates, name, GateState.FAIL)] for name in names]
    _, today = label(study.model, standing)
    for place in np.flatnonzero(~standing.allowed):
        cleared = np.array([set(one) <= set(failed[place]) for one in failed])
        _, then = label(study.model, replace(standing, allowed=cleared))
        if then is not None and then != today:
            yield Flip("gates", criterion="", to=names[then], gates=tuple(failed[place]))


def _flips(study: Study, row: int) -> Iterator[Flip]:
    """Yield answers by how few people, then weights by how small a change."""
    people = [_answer_flip(study, row, *place) for place in _places(study.flips.people[row])]
    yield from sorted(people, key=lambda flip: flip.people or 0)
    weights = [_weight_flip(study, row, *place) for place in _places(study.flips.weight[row])]
    yield from sorted(weights, key=_weight_change)


def _weight_change(flip: Flip) -> float:
    return abs((flip.weight_then or 0.0) - (flip.weight_now or 0.0))


def _places(found: FloatArray) -> list[tuple[int, int]]:
    return [(int(one), int(other)) for one, other in np.argwhere(~np.isnan(found))]


def _answer_flip(study: Study, row: int, question: int, rival: int) -> Flip:
    model, found = study.model, study.flips
    level = found.answer[row, question, rival]
    return Flip(
        kind="answers",
        criterion=model.criterion_ids[model.criterion_of_question[question]],
        to=model.alternatives[rival],
        question=model.questions[question],
        people=int(found.people[row, question, rival]),
        of=int(study.scores.n_answers[row, question]),
        direction=int(found.direction[row, question, rival]),
        level_now=float(study.scores.mean_level[row, question]),
        level_then=None if np.isnan(level) else float(level),
    )


def _weight_flip(study: Study, row: int, criterion: int, rival: int) -> Flip:
    return Flip(
        kind="weight",
        criterion=study.model.criterion_ids[criterion],
        to=study.model.alternatives[rival],
        weight_now=float(study.scores.weights[criterion]),
        weight_then=float(study.flips.weight[row, criterion, rival]),
    )
