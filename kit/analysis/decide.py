"""The account decision: from what people said to one recommendation a department and platform."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from kit.analysis.accounts import transitions
from kit.analysis.decision import DecisionModel, Gate, Study
from kit.analysis.decision import Recommendation as Advice
from kit.analysis.facts import Subject, platform_names
from kit.analysis.gates import gates, open_questions
from kit.analysis.goals_alone import GOALS_ALONE, Guard, turning_points
from kit.analysis.reasons import MODELS, because, disagreement, flips, look_again, reasons
from kit.analysis.serving import analysis
from kit.analysis.shared_accounts import with_partners
from kit.analysis.silence import with_doubts
from kit.analysis.situation import Situation
from kit.analysis.staffing import run_centrally
from kit.analysis.tables import decision_answers, decision_model, stress_settings
from kit.analysis.turning_points import BoolArray, TurningPoints
from kit.analysis.wording import capital, counted, counted_words
from kit.model.content import AccountModel, Bank
from kit.model.decision import (
    GateResult,
    GateState,
    Label,
    Operator,
    Recommendation,
    Step,
    Transition,
)
from kit.model.workshop import Snapshot

OWN = AccountModel.OWN


@analysis(
    "The account decision: scores, stress test, gates, what would change it",
    *("S2-10", "S2-11", "S2-12", "S2-21", "S2-22", "S2-23", "S2-25", "S2-27", "S2-30", "S2-02"),
)
def decide(snapshot: Snapshot, bank: Bank) -> tuple[Recommendation, ...]:
    """Return what is advised for each department, and for each platform with facts of its own.

    The same snapshot and content give the same recommendations to the last digit.
    """
    decision = Decision(Situation(snapshot, bank))
    return decision.recommendations


class Decision:
    """One workshop being decided: the engine's study and what is said about each of its rows."""

    def __init__(self, situation: Situation) -> None:
        """Decide about a situation; everything is computed when it is first asked for."""
        self.situation = situation
        self.bank = situation.bank

    @cached_property
    def study(self) -> Study:
        """Return the engine's study, with the gates as yes-or-no facts."""
        model = decision_model(self.bank)
        answers = decision_answers(self.situation.snapshot, self.situation.subjects, model)
        ungated = Study(model, answers, settings=stress_settings(self.bank))
        guard = Guard(ungated)
        self.gates: dict[str, tuple[GateResult, ...]] = {}
        facts: dict[str, dict[str, bool | None]] = {}
        for row, subject in enumerate(self.situation.subjects):
            checked = self._gates(subject)
            self.gates[subject.key] = (*checked, *guard.shown(row, _allowed(checked)))
            facts[subject.key] = {gate.gate: _fact(gate) for gate in checked}
            facts[subject.key][GOALS_ALONE] = not guard.bars(row)
        return Study(_gated(model, self.gates, facts), answers, facts, stress_settings(self.bank))

    def reconsidered(self, study: Study) -> Study:
        """Return a department's study after answers changed, with the guard looked at anew.

        Whether goals alone speak for an own account depends on the answers; no other condition
        does.
        """
        guard = Guard(study)
        facts = {
            name: {**(study.facts or {})[name], GOALS_ALONE: not guard.bars(row)}
            for row, name in enumerate(study.answers.departments)
        }
        return replace(study, facts=facts)

    @cached_property
    def turning(self) -> TurningPoints:
        """Return what would change each row's advice."""
        return turning_points(self.study)

    @cached_property
    def central(self) -> frozenset[str]:
        """Return the subjects whose own account the central team could run."""
        return run_centrally(self.situation)

    @cached_property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """Return one recommendation a subject, in the order of the departments."""
        if not self.situation.subjects:
            return ()
        advice = self.study.recommendations
        found = tuple(
            self._in_words(self._recommendation(row, subject, advice[row]))
            for row, subject in enumerate(self.situation.subjects)
        )
        return with_partners(with_doubts(found, self.situation), self.situation)

    def _in_words(self, one: Recommendation) -> Recommendation:
        """Begin both lines with a capital; say so where a department runs the main account."""
        because = one.because
        if one.department == self.situation.snapshot.organisation.central_department and (
            one.model not in {None, OWN}
        ):
            because = f"it runs the main account; {because}"
        return replace(one, because=capital(because), look_again_if=capital(one.look_again_if))

    def _recommendation(self, row: int, subject: Subject, advice: Advice) -> Recommendation:
        checked = self.gates[subject.key]
        votes = {} if self._few(advice) else advice.votes
        plain = Recommendation(
            subject=subject.key,
            department=subject.department.id,
            department_name=subject.department.name,
            platform=subject.platform,
            platform_name=platform_names(self.bank).get(subject.platform, subject.platform),
            model=None,
            leader=AccountModel(advice.leader) if advice.leader else None,
            label=advice.label,
            because=_silence(advice),
            look_again_if=self._needed(advice),
            scores=advice.scores,
            gap=advice.gap,
            support=advice.support,
            votes={model: float(count) for model, count in votes.items()},
            people=advice.people,
            answered=advice.answered,
            possible=advice.possible,
            gates=checked,
            transitions=self._transitions(subject, None),
        )
        if self.says_nothing(advice):
            # Nothing is opened, merged or closed on one person's answers, blocked or not.
            return replace(plain, label=Label.NOT_ENOUGH_ANSWERS)
        if advice.alternative is None:
            return replace(
                plain,
                because="every account model fails a condition",
                look_again_if="one of the conditions is met",
            )
        return self._advised(plain, row, subject, advice)

    def _advised(
        self, plain: Recommendation, row: int, subject: Subject, advice: Advice
    ) -> Recommendation:
        model, leader = AccountModel(str(advice.alternative)), AccountModel(str(advice.leader))
        place = MODELS.index(model)
        values = np.where(np.arange(len(MODELS)) == place, -np.inf, self.study.scores.value[row])
        why = reasons(self.study, self.bank, row, place, int(values.argmax()))
        allowed = _allowed(plain.gates)
        changes = flips(self.turning, self.bank, row, allowed, plain.gates)
        few = self._few(advice)
        again = look_again(changes, advice.people, few=few)
        contested = plain.label is Label.CONTESTED
        # Page one has room for a second reason or for who says what.
        told = tuple(reason for reason in why if reason.answers)[:1] if contested else why
        why_this = because(told, model, leader, advice.gap or 0.0, plain.gates)
        if contested:
            why_this = disagreement(plain.votes, model, why_this)
        if few:
            # With so few people, where somebody would have to move says what somebody answered.
            changes = tuple(change for change in changes if change.kind != "answers")
            why = tuple(replace(reason, mean_level=None) for reason in why)
        central = subject.key in self.central
        operator = Operator.CENTRAL_TEAM if central else Operator.DEPARTMENT
        return replace(
            plain,
            model=model,
            because=why_this,
            look_again_if=again,
            operator=operator if model is OWN else None,
            conditional_on=tuple(gate.remedy for gate in open_questions(plain.gates, model)),
            reasons=why,
            flips=changes,
            transitions=self._transitions(subject, model),
        )

    def _gates(self, subject: Subject) -> tuple[GateResult, ...]:
        facts, load = self.situation.capacities[subject.key], self.situation.loads[subject.key]
        checked = gates(subject, facts, load, self.bank)
        if subject.key not in self.central:
            return checked
        sentence = "the central team has the hours to run it"
        return tuple(
            replace(gate, state=GateState.PASS, sentence=sentence, gap=0.0)
            if gate.gate == "hours"
            else gate
            for gate in checked
        )

    def _transitions(self, subject: Subject, model: AccountModel | None) -> tuple[Transition, ...]:
        """Return what the advice means for accounts; a platform decided for itself has its own."""
        own = {
            other.platform
            for other in self.situation.subjects
            if other.department == subject.department and other.platform
        }
        accounts = tuple(
            account
            for account in self.situation.accounts
            if subject.platform or account.platform not in own
        )
        mine = [one for one in self.situation.accounts if one.department == subject.department.id]
        elsewhere = any(one.platform in own and not one.main for one in mine)
        found = transitions(subject, model, accounts, self.bank)
        return () if elsewhere and found[0].step in {Step.NOTHING, Step.OPEN} else found

    def says_nothing(self, advice: Advice) -> bool:
        """Say whether so few people or answers stand behind it that nothing is advised."""
        return advice.label is Label.NOT_ENOUGH_ANSWERS or self._too_few(advice)

    def _few(self, advice: Advice) -> bool:
        """Say whether so few people answered that their counts would tell what somebody said."""
        return advice.people < self.bank.threshold("anonymity_k")

    def _too_few(self, advice: Advice) -> bool:
        model = self.study.model
        rare = advice.answered < model.min_answered * advice.possible
        return advice.people < model.min_people or rare

    def _needed(self, advice: Advice) -> str:
        needed = self.study.model.min_people
        if advice.people < needed:
            return f"at least {counted_words(needed, 'person', 'people')} answer about it"
        return "more of the questions about it are answered"


def _gated(
    model: DecisionModel,
    checked: dict[str, tuple[GateResult, ...]],
    facts: dict[str, dict[str, bool | None]],
) -> DecisionModel:
    """Return the model with every condition as a gate; one that does not apply counts as met."""
    found = {(gate.gate, gate.model) for results in checked.values() for gate in results}
    found.add((GOALS_ALONE, OWN))
    for known in facts.values():
        for gate, _ in found:
            known.setdefault(gate, True)
    return replace(model, gates=tuple(Gate(gate, (where.value,)) for gate, where in sorted(found)))


def _fact(gate: GateResult) -> bool | None:
    return None if gate.state is GateState.UNKNOWN else gate.state is GateState.PASS


def _allowed(checked: tuple[GateResult, ...]) -> BoolArray:
    """Return (A) which account models no gate stops; `goals_alone` is looked at anew each time."""
    stopped = {
        gate.model for gate in checked if gate.state is GateState.FAIL and gate.gate != GOALS_ALONE
    }
    return np.array([model not in stopped for model in MODELS])


def _silence(advice: Advice) -> str:
    if not advice.people:
        return "nobody has answered about it"
    who = counted(advice.people, "person", "people")
    return f"{who} answered {advice.answered} of {advice.possible} questions about it"
