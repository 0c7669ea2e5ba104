"""One decision from answers to recommendations, each part computed once and when asked for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from kit.analysis.decision.acceptability import Support, support
from kit.analysis.decision.advice import advise
from kit.analysis.decision.answers import unknown
from kit.analysis.decision.flipping import Flips, flips
from kit.analysis.decision.gates import check_gates
from kit.analysis.decision.ordinal import OrdinalStress, ordinal_stress
from kit.analysis.decision.problems import Collected, refuse_if_any
from kit.analysis.decision.read_alike import Understanding, understanding
from kit.analysis.decision.remarking import remarks
from kit.analysis.decision.scores import Scores, score
from kit.analysis.decision.settling import Settling, value_of_settling
from kit.analysis.decision.stress_draws import StressDraws, StressSettings, draw_stress

if TYPE_CHECKING:
    import numpy.typing as npt

    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.gates import Facts, GateResult
    from kit.analysis.decision.model import DecisionModel, FloatArray, IntArray
    from kit.analysis.decision.problems import DecisionWarning
    from kit.analysis.decision.recommendation import Recommendation

SCHEMA = "kit.decision.study/1"


@dataclass(frozen=True, eq=False)
class Study:
    """A decision in hand: hold it while people change answers, and only what changed is redone.

    Attributes:
        model: Criteria, tables, alternatives, gates, thresholds.
        answers: P participants, D departments.
        facts: For each department the measured value of each gate; see `check_gates`.
        settings: The errors assumed by the stress test.
        shares: (P,) vote shares for the weights; equal when left out.
        stakes: (D,) or one number: importance of the departments, for the agenda.
        minutes: (D, Q), (Q,) or one number: time to settle an item, for the agenda.
        given_draws: Draws of an earlier study of the same participants and settings.
    """

    model: DecisionModel
    answers: Answers
    facts: Facts | None = None
    settings: StressSettings = field(default_factory=StressSettings)
    shares: npt.ArrayLike | None = None
    stakes: npt.ArrayLike | None = None
    minutes: npt.ArrayLike | None = None
    given_draws: StressDraws | None = field(default=None, repr=False)

    @cached_property
    def scores(self) -> Scores:
        """The values, in plain means."""
        return score(self.model, self.answers, self.shares)

    @cached_property
    def draws(self) -> StressDraws:
        """The points and drawn weights, the same for every department."""
        if self.given_draws is not None:
            return self.given_draws
        return draw_stress(self.model, self.answers, self.settings, self.shares)

    @cached_property
    def support(self) -> Support:
        """How often each alternative comes first."""
        return support(
            self.model,
            self.answers,
            n=self.settings.n,
            seed=self.settings.seed,
            answer_error=self.settings.answer_error,
            swing_error=self.settings.swing_error,
            unheard=self.settings.unheard,
            joint=self.settings.joint,
            shares=self.shares,
            draws=self.draws,
        )

    @cached_property
    def settling(self) -> Settling:
        """What settling each item is worth, and the agenda."""
        return value_of_settling(
            self.model,
            self.answers,
            n=self.settings.n,
            seed=self.settings.seed,
            stakes=self.stakes,
            minutes=self.minutes,
            answer_error=self.settings.answer_error,
            unheard=self.settings.unheard,
            shares=self.shares,
        )

    @cached_property
    def criterion_levels(self) -> tuple[FloatArray, IntArray]:
        """(D, K) mean level over each criterion's answered questions, and its answers in all."""
        known = ~np.isnan(self.scores.mean_level)
        levels = self.model.gather_to_criteria(np.nan_to_num(self.scores.mean_level))
        questions = self.model.gather_to_criteria(known.astype(np.float64))
        counts = self.model.gather_to_criteria(self.scores.n_answers.astype(np.float64))
        mean = np.where(questions > 0, levels / np.maximum(questions, 1), np.nan)
        return mean, counts.astype(np.int64)

    @cached_property
    def flips(self) -> Flips:
        """What would bring each rival level."""
        return flips(self.model, self.answers, self.scores)

    @cached_property
    def gates(self) -> tuple[GateResult, ...]:
        """Every gate's result for every department."""
        return check_gates(self.model, self.answers.departments, self.facts)

    @cached_property
    def warnings(self) -> tuple[DecisionWarning, ...]:
        """Remarks on answers, weights and tables."""
        return remarks(self.model, self.answers, self.shares)

    @cached_property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """One per department, in the answers' order.

        Raises:
            DecisionInputError: Everything that is wrong with answers, shares and facts.
        """
        found = Collected()
        found.take(lambda: self.scores, None)
        found.take(lambda: self.gates, None)
        found.refuse()
        return advise(self)

    @cached_property
    def readings(self) -> OrdinalStress | None:
        """How often the leaders stay when the scale is read as a mere order; None if rated."""
        if self.model.mode == "direct":
            return None
        return ordinal_stress(self.model, self.answers, seed=self.settings.seed, shares=self.shares)

    @cached_property
    def understanding(self) -> Understanding:
        """Whether questions and weights are read alike, for the analyst's appendix."""
        return understanding(self.model, self.answers)

    def about(self, department: str) -> Study:
        """Return the study of one department; its figures are those it has among the others.

        Raises:
            DecisionInputError: E07 a department that was not asked about.
        """
        facts, answers = self.facts or {}, self.answers.about([department])
        row = self.answers.departments.index(department)
        return Study(
            self.model,
            answers,
            {department: facts[department]} if department in facts else None,
            self.settings,
            self.shares,
            _of_row(self.stakes, row, axes=1),
            _of_row(self.minutes, row, axes=2),
            given_draws=self.draws,
        )

    def with_answer(
        self, participant: str, department: str, question: str, answer: npt.ArrayLike | None
    ) -> Study:
        """Return the study of one department after one changed answer; None takes it away.

        An answer is a level; in a direct model (A,) ratings.

        No other department changes by a digit, and the draws are not made anew, so a figure
        moves only because the answer did. Some 5 ms.

        Raises:
            DecisionInputError: E02 an unknown participant or question, or an answer that is no
                number, E07 an unknown department.
        """
        refuse_if_any(
            unknown("question", [question], self.model.questions, "a question of the model")
        )
        place = self.model.questions.index(question)
        changed = self.answers.with_answer(participant, department, place, answer)
        return replace(self, answers=changed, given_draws=self.draws).about(department)

    def assumptions(self) -> dict[str, Any]:
        """Return what was assumed, for the footer of every page: errors, thresholds, version."""
        return {
            **asdict(self.settings),
            "indifference": self.model.indifference,
            "clear_from": self.model.thresholds[0],
            "leaning_from": self.model.thresholds[1],
            "min_people": self.model.min_people,
            "min_answered": self.model.min_answered,
            "table_version": self.model.table_version,
            "weights": dict(
                zip(self.model.criterion_ids, map(float, self.scores.weights), strict=True)
            ),
        }

    def _readings_held(self) -> dict[str, int]:
        """Return for each department in how many of 100 readings of the scale its leader stays."""
        if self.readings is None:
            return {}
        return dict(zip(self.answers.departments, map(int, self.readings.holds), strict=True))

    def to_dict(self) -> dict[str, Any]:
        """Return the whole decision as plain lists, texts and numbers, schema versioned."""
        return {
            "schema": SCHEMA,
            "alternatives": list(self.model.alternatives),
            "criteria": list(self.model.criterion_ids),
            "assumptions": self.assumptions(),
            "recommendations": [one.to_dict() for one in self.recommendations],
            "agenda": [item.to_dict() for item in self.settling.plan],
            "weights_discussion_value": self.settling.weights_value,
            "readings_of_the_scale": self._readings_held(),
            "understanding": self.understanding.to_dict(),
            "warnings": [one.to_dict() for one in self.warnings],
        }


def _of_row(given: npt.ArrayLike | None, row: int, *, axes: int) -> npt.ArrayLike | None:
    """Return the part of stakes or minutes that is about one department."""
    table = np.asarray(given)
    return given if given is None or table.ndim < axes else table[row : row + 1]


def recommend(  # noqa: PLR0913 - settings, all named
    model: DecisionModel,
    answers: Answers,
    facts: Facts | None = None,
    *,
    n: int = 8192,
    seed: int = 0,
    answer_error: float = 0.5,
    swing_error: float = 10.0,
    unheard: float = 1.0,
    joint: bool = False,
    shares: npt.ArrayLike | None = None,
) -> list[Recommendation]:
    """Return the advice for every department: from inputs to recommendations in one call.

    Score, support, gates and flips put together. `Study` gives the same with every intermediate
    table at hand.

    Args:
        model: Criteria, tables, alternatives, gates, thresholds.
        answers: P participants, D departments.
        facts: For each department the measured value of each gate; what is not there is unknown
            and makes the advice conditional. See `check_gates`.
        n: Draws of the stress test.
        seed: Shifts the points.
        answer_error: Half-width of a slip of an answer, in levels.
        swing_error: Half-width of a slip of a swing rating, in points.
        unheard: How many people the unheard colleague counts as.
        joint: Pair everybody's priorities with their own answers only.
        shares: (P,) vote shares for the weights.

    Returns:
        One recommendation per department, in the answers' order; each `to_dict` and `to_json`.

    Raises:
        DecisionInputError: All at once: everything that is wrong with answers (E01, E02), shares
            (E02) and facts (E02, E07, E10); settings before (E02, E10).

    Cost: 30 ms CPU for 50 departments x 30 people x 6 criteria.

    Source: those of `score`, `support`, `value_of_settling`, `flips` and `label`.

    >>> from kit.analysis.decision import Answers, Criterion, DecisionModel, Gate
    >>> table = [[100, 70, 0], [75, 65, 25], [50, 60, 50], [25, 55, 75], [0, 50, 100]]
    >>> admin = Gate("admin", ("own",), "Second administrator", "Name one.")
    >>> model = DecisionModel((Criterion("goals", values=table),), gates=(admin,))
    >>> answers = Answers([[[4]], [[4]], [[4]]], departments=["hr"])
    >>> for facts in (None, {"hr": {"admin": False}}):
    ...     one = recommend(model, answers, facts)[0]
    ...     print(one.label.value, one.alternative, [gate.gate for gate in one.conditional_on])
    clear own ['admin']
    blocked contributor []
    """
    settings = StressSettings(n, seed, answer_error, swing_error, unheard, joint)
    return list(Study(model, answers, facts, settings, shares).recommendations)
