"""What would it be worth to settle one question before deciding? The facilitator's agenda."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.agenda import AgendaItem, Calls, items_of, plan_agenda
from kit.analysis.decision.answers_check import refuse_mismatch
from kit.analysis.decision.belief_atoms import Beliefs, pooled_beliefs, settled_problems
from kit.analysis.decision.combinations import combined_values
from kit.analysis.decision.draws import draw_colleagues, even_points, folded, uniform_simplex
from kit.analysis.decision.item_agreement import agreement
from kit.analysis.decision.problems import Collected, numbers, refuse
from kit.analysis.decision.products import column_sums
from kit.analysis.decision.scores import voting_weights
from kit.analysis.decision.sparse_parts import BLOCK, CHUNK, sparse_leads
from kit.analysis.decision.stress_draws import StressSettings
from kit.analysis.decision.weights import group_weights

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.belief_atoms import Settled
    from kit.analysis.decision.model import DecisionModel, FloatArray, IntArray

MINUTES = 5.0


@dataclass(frozen=True, eq=False)
class Settling:
    """What perfect answers would be worth, in points of value times the department's stake.

    Attributes:
        evpi: (D,) settling everything at once, weights included.
        evppi: (D, Q) settling one item; 0 <= evppi <= evpi.
        evppi_weights: (D,) agreeing on what matters.
        expected: (D, A) expected value of each alternative under the pooled belief.
        best: (D,) position of the highest expected value; of equals the least committed.
        stakes: (D,) importance of each department; 1 unless given.
        minutes: (D, Q) time to settle each item.
    """

    evpi: FloatArray
    evppi: FloatArray
    evppi_weights: FloatArray
    expected: FloatArray
    best: IntArray
    stakes: FloatArray
    minutes: FloatArray
    calls: Calls = field(repr=False)
    beliefs: Beliefs = field(repr=False)
    spread: FloatArray = field(repr=False)

    @property
    def weights_value(self) -> float:
        """What agreeing on the weights is worth over all departments, stakes counted."""
        return float(self.stakes @ self.evppi_weights)

    @cached_property
    def plan(self) -> tuple[AgendaItem, ...]:
        """The agenda: the next item is always the one worth most per minute after those before."""
        return plan_agenda(self)

    @cached_property
    def agenda(self) -> pd.DataFrame:
        """`plan` as a table: `department`, `question`, `value`, `minutes`, `call` and more."""
        import pandas as pd  # noqa: PLC0415  loaded when it is needed

        return pd.DataFrame(
            [item.to_dict() for item in self.plan], columns=list(AgendaItem.__dataclass_fields__)
        )

    @cached_property
    def items(self) -> pd.DataFrame:
        """Every item with its value, disagreement and call, by department: the 2 x 2 chart."""
        import pandas as pd  # noqa: PLC0415  loaded when it is needed

        return pd.DataFrame(
            [item.to_dict() for row in range(len(self.evpi)) for item in items_of(self, row)],
            columns=list(AgendaItem.__dataclass_fields__),
        )


def value_of_settling(  # noqa: PLR0913 - settings, all named
    model: DecisionModel,
    answers: Answers,
    *,
    n: int = 8192,
    seed: int = 0,
    stakes: npt.ArrayLike | None = None,
    minutes: npt.ArrayLike | None = None,
    answer_error: float = 0.5,
    unheard: float = 1.0,
    exact: bool = False,
    settled: Settled | None = None,
    shares: npt.ArrayLike | None = None,
    sampled: bool = True,
) -> Settling:
    """Return what it would be worth to settle each item before deciding.

    Settling an item means learning its true answer without changing any other: items are
    independent by that definition, and so are weights and answers. With U the expected values and
    w_q the group's weight,
    EVPPI(item) = E[max over a of (U_a + w_q (v_qa(answer) - E v_qa))] - max over a of U_a,
    the outer expectation a sum over the pooled answers, so nothing nested is sampled. Only
    EVPI = E[max over a of u_a] - max over a of U_a is sampled.

    Args:
        model: Tables and alternatives.
        answers: P participants, D departments.
        n: Draws for EVPI only.
        seed: Shifts its points.
        stakes: (D,) or one number, zero or more: importance of the departments.
        minutes: (D, Q), (Q,) or one number above zero: time to settle an item; 5 by default.
        answer_error: Half-width of a slip in levels.
        unheard: How many people the unheard colleague counts as, in answers (not in weights); as
            in `support` there is none where one participant answers.
        exact: Enumerate all answers and all weights, with no slips; `unheard` stays as given.
        settled: For (department, question) the level agreed on: run again as the room decides.
        shares: (P,) vote shares for the weights.
        sampled: False leaves EVPI out (NaN) when only the items matter.

    Returns:
        Settling, with `agenda` (what to discuss, best first) and `items` (all, with the call
        `discuss now`, `quick check`, `agree to differ` or `settled`).

    Raises:
        DecisionInputError: All at once: E01, E02 as `score`; E01, E02, E07 something settled that
            is not asked or off its scale; E02 stakes or minutes of another shape, draws or seed
            out of range; E10 negative stakes, minutes not above zero.

    Cost: 64 x D x Q x A for all items, n x D x Q x A for EVPI; 8 ms for 50 x 6 x 3 at 8,192.

    Source: value of information, Raiffa and Schlaifer 1961; EVPPI of a single item is the
    expected value of partial perfect information, Felli and Hazen 1998.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel
    >>> flat = Criterion("brand", values=[[50, 50]] * 2)
    >>> split = Criterion("goals", values=[[100, 0], [0, 100]])
    >>> model = DecisionModel((flat, split), alternatives=("central", "own"))
    >>> found = value_of_settling(model, Answers([[[0, 0]], [[0, 1]]]), exact=True, unheard=0)
    >>> found.evppi.tolist(), found.evpi.tolist()
    ([[0.0, 25.0]], [25.0])
    """
    wide = (len(answers.departments), len(model.questions))
    found = Collected()
    found.take(lambda: refuse_mismatch(model, answers), None)
    found.take(lambda: StressSettings(n, seed, answer_error, unheard=unheard), None)
    weighed = found.take(lambda: _amounts("stakes", stakes, 1.0, wide[:1]), np.ones(wide[:1]))
    taken = found.take(lambda: _amounts("minutes", minutes, MINUTES, wide), np.ones(wide))
    found.problems += settled_problems(model, answers, settled or {})
    found.refuse()
    error = 0.0 if exact else answer_error
    silent = 0.0 if len(answers.ids) == 1 else unheard
    beliefs = pooled_beliefs(model, answers, error, silent, settled)
    spread = model.spread_over_questions(group_weights(model, answers, shares))
    expected = np.einsum("q,dqa->da", spread, beliefs.means)
    best = (expected >= expected.max(axis=1, keepdims=True) - 1e-9).argmax(axis=1)
    weights, votes = _possible_weights(model, answers, shares, seed)
    evppi = _item_values(beliefs, spread, expected)
    evppi_weights = _weights_value(beliefs, weights, votes, best)
    if exact:
        evpi = _exact_evpi(beliefs, weights, votes, best)
    elif sampled:
        evpi = _sampled_evpi(beliefs, weights, votes, best, n=n, seed=seed)
    else:
        evpi = np.full(len(expected), np.nan)
    floor = np.maximum(evppi.max(axis=1), evppi_weights)
    return Settling(
        evpi=np.maximum(evpi, floor) if sampled or exact else evpi,
        evppi=evppi,
        evppi_weights=evppi_weights,
        expected=expected,
        best=best,
        stakes=weighed,
        minutes=taken,
        calls=Calls(model, answers.departments, agreement(model, answers)),
        beliefs=beliefs,
        spread=spread,
    )


def _item_values(beliefs: Beliefs, spread: FloatArray, expected: FloatArray) -> FloatArray:
    """Return (D, Q) EVPPI by a sum over the possible answers."""
    told = expected[:, None, None] + spread[None, :, None, None] * beliefs.swings
    best = (beliefs.chances * told.max(axis=3)).sum(axis=2)
    value: FloatArray = np.maximum(best - expected.max(axis=1, keepdims=True), 0.0)
    return value


def _possible_weights(
    model: DecisionModel, answers: Answers, shares: npt.ArrayLike | None, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Return (W, Q) weights and their chances: everybody's own, or any when nobody gave some."""
    weights, votes = voting_weights(model, answers, shares)
    if len(weights):
        return weights, votes
    any_weights = uniform_simplex(even_points(CHUNK, len(model.criteria), seed))
    return model.spread_over_questions(any_weights), np.full(CHUNK, 1.0 / CHUNK)


def _weights_value(
    beliefs: Beliefs, weights: FloatArray, votes: FloatArray, best: IntArray
) -> FloatArray:
    """Return (D,) EVPPI of the weights: everybody's priorities on the expected values."""
    value = np.einsum("wq,dqa->wda", weights, beliefs.means)
    lead = value.max(axis=2) - np.take_along_axis(value, best[None, :, None], axis=2)[..., 0]
    gain: FloatArray = votes @ lead
    return gain


def _sampled_evpi(  # noqa: PLR0913 - two of them named
    beliefs: Beliefs,
    weights: FloatArray,
    votes: FloatArray,
    best: IntArray,
    *,
    n: int,
    seed: int,
) -> FloatArray:
    """Return (D,) the mean lead, over draws, of whichever is best over what looked best."""
    departments, questions = beliefs.means.shape[:2]
    points = folded(even_points(n, 1 + questions, seed))
    who = draw_colleagues(points[:, 0], votes, 0.0)
    picked = weights[np.minimum(who, len(weights) - 1)].astype(np.float32)
    values = beliefs.equal_rows()
    depth = values.shape[2]
    indices = (np.arange(questions) * depth + points[:, 1:] * depth).astype(np.int32)
    evpi = np.zeros(departments)
    for at in range(0, departments, BLOCK):
        part = slice(at, at + BLOCK)
        leads = (values[part, ..., 1:] - values[part, ..., :1]).transpose(1, 2, 3, 0)
        rows = leads.reshape(questions * depth, -1).astype(np.float32)
        wide = leads.shape[3]
        for start in range(0, n, CHUNK):
            drawn = sparse_leads(
                picked[start : start + CHUNK], indices[start : start + CHUNK], rows
            )
            highest = np.maximum(drawn[:, :wide], 0)
            for other in range(wide, drawn.shape[1], wide):
                np.maximum(highest, drawn[:, other : other + wide], out=highest)
            every = np.concatenate([np.zeros(wide), column_sums(drawn)]).reshape(-1, wide)
            evpi[part] += column_sums(highest) - every[best[part], np.arange(wide)]
    return np.maximum(evpi / n, 0.0)


def _exact_evpi(
    beliefs: Beliefs, weights: FloatArray, votes: FloatArray, best: IntArray
) -> FloatArray:
    """Return (D,) EVPI by enumerating all combinations of possible answers and weights."""
    evpi = np.empty(len(best))
    for department, looked_best in enumerate(best):
        chances = beliefs.chances[department]
        possible = [row > 0 for row in chances]
        values = [
            one[mask] for one, mask in zip(beliefs.outcomes[department], possible, strict=True)
        ]
        likely = [one[mask] for one, mask in zip(chances, possible, strict=True)]
        value, chance = combined_values(weights, values, likely)
        lead = value.max(axis=2) - value[:, :, looked_best]
        evpi[department] = votes @ lead @ chance
    return evpi


def _amounts(
    name: str, given: npt.ArrayLike | None, default: float, shape: tuple[int, ...]
) -> FloatArray:
    """Return amounts of a shape, checked."""
    amounts = numbers(name, default if given is None else given)
    try:
        wide = np.broadcast_to(amounts, shape)
    except ValueError:
        allowed = f"one number or a table of {' x '.join(map(str, shape))}"
        refuse("E02", name, f"{amounts.shape}", allowed, "Give one for each.")
        raise
    if not (np.isfinite(wide) & (wide >= 0)).all():
        refuse("E10", name, amounts.tolist(), "zero or more", "Correct the numbers.")
    if name == "minutes" and not wide.all():
        refuse("E10", name, amounts.tolist(), "above zero", "Nothing is settled in no time.")
    return wide
