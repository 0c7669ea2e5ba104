"""Why an account model is advised and what would change it, in sentences that can be checked."""

from __future__ import annotations

import numpy as np

from kit.analysis.decision import Study
from kit.analysis.gates import failed
from kit.analysis.turning_points import BoolArray, Move, Reweighting, TurningPoints
from kit.analysis.wording import MODEL_WORDS, counted, listed, points
from kit.model.content import AccountModel, Bank
from kit.model.decision import Flip, GateResult, Reason

MODELS = tuple(AccountModel)
PER_CENT = 100
LARGE = 0.5


def reasons(study: Study, bank: Bank, row: int, one: int, other: int) -> tuple[Reason, ...]:
    """Return what each criterion adds to the lead of one account model over another.

    In points of 100; they add up to the difference of the two scores exactly. Most first.
    """
    scores, model = study.scores, study.model
    lead = scores.weights * (
        scores.criterion_value[row, :, one] - scores.criterion_value[row, :, other]
    )
    found = []
    for place, criterion in enumerate(bank.criteria):
        mine = np.flatnonzero(model.criterion_of_question == place)
        levels = scores.mean_level[row, mine]
        known = levels[~np.isnan(levels)]
        speaks_for = MODELS[one] if lead[place] >= 0 else MODELS[other]
        found.append(
            Reason(
                criterion=criterion.id,
                label=criterion.label,
                points=float(lead[place]),
                weight=float(scores.weights[place]),
                mean_level=float(known.mean()) + 1 if known.size else None,
                sentence=criterion.reasons[speaks_for] if known.size else "nobody answered",
                answers=int(scores.n_answers[row, mine].sum()),
            )
        )
    return tuple(sorted(found, key=lambda reason: -reason.points))


def flips(
    turning: TurningPoints,
    bank: Bank,
    row: int,
    allowed: BoolArray,
    gates: tuple[GateResult, ...],
) -> tuple[Flip, ...]:
    """Return what would turn the advice: gates, then people (fewest first), then weights."""
    found = _gate_flips(turning, row, allowed, gates)
    found += [_move_flip(turning, bank, row, move) for move in turning.moves(row, allowed)]
    found += [_weight_flip(bank, change) for change in turning.reweightings(row, allowed)]
    return tuple(found)


def _gate_flips(
    turning: TurningPoints, row: int, allowed: BoolArray, gates: tuple[GateResult, ...]
) -> list[Flip]:
    today = turning.today(row, allowed)
    found = []
    for place, name in enumerate(MODELS):
        if allowed[place]:
            continue
        cleared = allowed.copy()
        cleared[place] = True
        then = turning.today(row, cleared)
        if then != today:
            remedies = listed([gate.remedy for gate in failed(gates, name)])
            sentence = f"you {remedies}: then {MODEL_WORDS[MODELS[then]]}"
            found.append(Flip("gate", "", MODELS[then], sentence))
    return found


def _move_flip(turning: TurningPoints, bank: Bank, row: int, move: Move) -> Flip:
    criterion = bank.criteria[int(turning.model.criterion_of_question[move.question])]
    people = len(move.levels)
    answered = int(turning.scores.n_answers[row, move.question])
    mean = float(turning.scores.mean_level[row, move.question]) + 1
    way = "higher" if move.step > 0 else "lower"
    who = f"{people} of {answered}" if answered > 1 else "the one person"
    return Flip(
        kind="answers",
        criterion=criterion.id,
        to=MODELS[move.to],
        sentence=(
            f"{who} answered one step {way} on {criterion.label} ({_steps(move)}): "
            f"then {MODEL_WORDS[MODELS[move.to]]}"
        ),
        people=people,
        level_now=mean,
        level_then=mean + move.step * people / answered,
    )


def _steps(move: Move) -> str:
    """Return who moves from where to where: `4 instead of 3`."""
    counts = {level: move.levels.count(level) for level in dict.fromkeys(move.levels)}
    parts = []
    for level, times in counts.items():
        step = f"{level + 1 + move.step} instead of {level + 1}"
        parts.append(step if len(counts) == 1 else f"{counted(times, 'person', 'people')} {step}")
    return ", ".join(parts)


def _weight_flip(bank: Bank, change: Reweighting) -> Flip:
    criterion = bank.criteria[change.criterion]
    return Flip(
        kind="weight",
        criterion=criterion.id,
        to=MODELS[change.to],
        sentence=(
            f"{criterion.label} weighed {PER_CENT * change.then:.0f} "
            f"instead of {PER_CENT * change.now:.0f} of 100: "
            f"then {MODEL_WORDS[MODELS[change.to]]}"
        ),
        weight_now=change.now,
        weight_then=change.then,
    )


def look_again(changes: tuple[Flip, ...], people: int) -> str:
    """Return the smallest change that turns the advice, in one line.

    A condition that would be cleared comes first; then whichever is smaller, the share of people
    who would answer differently or the change of a weight.
    """
    if not changes:
        return "more than one answer or weight changes: no single one would turn it"
    gates = [change for change in changes if change.kind == "gate"]
    nearest = gates[0] if gates else min(changes, key=lambda change: _effort(change, people))
    if nearest.kind != "gate" and _effort(nearest, people) > LARGE:
        return f"only if much changes: {nearest.sentence}"
    return nearest.sentence


def _effort(change: Flip, people: int) -> float:
    if change.people is not None:
        return change.people / max(1, people)
    return abs((change.weight_then or 0.0) - (change.weight_now or 0.0))


def because(
    found: tuple[Reason, ...],
    advice: AccountModel,
    leader: AccountModel,
    gap: float,
    gates: tuple[GateResult, ...],
) -> str:
    """Return the reason in one line.

    Args:
        found: The reasons of the advised account model over its next rival, most first.
        advice: What is advised.
        leader: What scores highest, gates left aside.
        gap: The leader's lead over the next in points.
        gates: The gates looked at.
    """
    if advice is not leader:
        stopped = [gate.sentence for gate in failed(gates, leader)]
        if stopped:
            return f"{MODEL_WORDS[leader]} would lead by {points(gap)}, but: {listed(stopped)}"
        return (
            f"{MODEL_WORDS[leader]} is only {points(gap)} ahead; "
            "less commitment stands until more is known"
        )
    strong = [reason.sentence for reason in found if reason.points > 0 and reason.answers][:2]
    return "; ".join(strong) if strong else "no criterion speaks clearly for another"
