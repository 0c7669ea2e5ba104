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
KEPT = "people answer otherwise; with so few of them it is not shown on what"


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
    found += [weight_flip(bank, change) for change in turning.reweightings(row, allowed)]
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


def weight_flip(bank: Bank, change: Reweighting) -> Flip:
    """Return what a criterion would have to weigh, in figures that differ."""
    criterion = bank.criteria[change.criterion]
    now, then = _told_apart(PER_CENT * change.now, PER_CENT * change.then)
    return Flip(
        kind="weight",
        criterion=criterion.id,
        to=MODELS[change.to],
        sentence=(
            f"{criterion.label} weighed {then} instead of {now} of 100: "
            f"then {MODEL_WORDS[MODELS[change.to]]}"
        ),
        weight_now=change.now,
        weight_then=change.then,
    )


def _told_apart(one: float, other: float) -> tuple[str, str]:
    """Return two figures with as few decimals as show that they differ, two at most."""
    shown = [(f"{one:.{places}f}", f"{other:.{places}f}") for places in range(3)]
    return next((pair for pair in shown if pair[0] != pair[1]), shown[-1])


def look_again(changes: tuple[Flip, ...], people: int, *, few: bool = False) -> str:
    """Return the smallest change that turns the advice, in one line.

    A condition that would be cleared comes first; then whichever is smaller, the share of people
    who would answer differently or the change of a weight.

    Args:
        changes: What would turn it.
        people: How many answered.
        few: So few that it is not told what somebody would have to answer.
    """
    if not changes:
        return "several answers or weights change together: none alone would turn it"
    gates = [change for change in changes if change.kind == "gate"]
    nearest = gates[0] if gates else min(changes, key=lambda change: _effort(change, people))
    said = KEPT if few and nearest.kind == "answers" else nearest.sentence
    if nearest.kind != "gate" and _effort(nearest, people) > LARGE:
        return f"only if much changes: {said}"
    return said


def _effort(change: Flip, people: int) -> float:
    if change.people is not None:
        return change.people / max(1, people)
    return abs((change.weight_then or 0.0) - (change.weight_now or 0.0))


def disagreement(votes: dict[str, float], advice: AccountModel, why: str) -> str:
    """Return the reason where people are at odds: what the average hides, then what speaks for it.

    Args:
        votes: Account model to the people whose answers put it first; empty where so few answered
            that it is not told.
        advice: What is advised.
        why: What speaks for it.
    """
    sides = [
        f"{votes[model.value]:.0f} {MODEL_WORDS[model]}"
        for model in MODELS[::-1]
        if votes.get(model.value)
    ]
    split = f": {', '.join(sides)}" if len(sides) > 1 else ""
    return f"people disagree{split}; for {MODEL_WORDS[advice]}: {why}"


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
