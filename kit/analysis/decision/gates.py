"""Hard conditions: what is missing, by how much, and what would clear it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from kit.analysis.decision.problems import nearest, quoted, refuse_if_any
from kit.errors import Problem
from kit.model.decision import GateState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kit.analysis.decision.model import BoolArray, DecisionModel, Gate

    Fact = float | bool | None
    Facts = Mapping[str, Mapping[str, Fact]]


ROUNDING = 1e-9
"""Hours added up by a machine miss a threshold by less than this, and still reach it."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """One condition looked at for one alternative of one department.

    Attributes:
        gate: Its id.
        department: The subject of the decision.
        alternative: The alternative that needs it.
        state: pass, fail, or unknown when nobody has given the fact.
        measured: The fact as given; None when unknown.
        threshold: What a number must reach; None for a yes-or-no fact.
        gap: How much is missing, in `unit`; 0 when passed, None when unknown or not a number.
        unit: What is counted.
        label: The condition in words.
        remedy: What would clear it.
    """

    gate: str
    department: str
    alternative: str
    state: GateState
    measured: float | bool | None
    threshold: float | None
    gap: float | None
    unit: str
    label: str
    remedy: str

    @property
    def sentence(self) -> str:
        """What was found, in words: `2 of 6.5 hours a week`.

        >>> GateResult("hours", "hr", "own", GateState.FAIL, 2.0, 6.5, 4.5, "hours a week",
        ...            "Hours for the account", "Free 4.5 hours.").sentence
        'Hours for the account: 2 of 6.5 hours a week, 4.5 short'
        """
        name = self.label or self.gate
        if self.state is GateState.UNKNOWN:
            return f"{name}: not known yet"
        if self.threshold is None:
            return f"{name}: {'yes' if self.measured else 'no'}"
        found = f"{name}: {self.measured:g} of {self.threshold:g} {self.unit}".rstrip()
        return f"{found}, {self.gap:g} short" if self.gap else found

    def to_dict(self) -> dict[str, object]:
        """Return the parts and the sentence, ready for JSON; infinity becomes text."""
        parts = {**asdict(self), "state": self.state.value, "sentence": self.sentence}
        if isinstance(self.measured, float) and np.isinf(self.measured):
            parts["measured"] = "unlimited"
        return parts


def check_gates(
    model: DecisionModel, departments: Sequence[str], facts: Facts | None = None
) -> tuple[GateResult, ...]:
    """Return every gate's result for every department and alternative it applies to.

    Args:
        model: Its gates, in order.
        departments: The subjects of the decision.
        facts: For each department the measured value of each gate: a number (infinity allowed),
            yes or no, or None, NaN or nothing at all when not known. Never a default.

    Returns:
        Results by department, then gate, then alternative. A number equal to the threshold passes.

    Raises:
        DecisionInputError: All at once: E02 an unknown gate or a fact of the wrong kind, E07 an
            unknown department, E10 a negative number.

    Cost: D x gates x alternatives; 1 ms for 50 x 8 x 3.

    Source: conditions and not criteria, so that nothing can buy them off: our judgement.

    >>> from kit.analysis.decision import Criterion, DecisionModel, Gate
    >>> hours = Gate("hours", ("own",), "Hours", "Free some.", "min", 3, "hours a week")
    >>> model = DecisionModel((Criterion("goals", values=[[1, 2, 3]] * 5),), gates=(hours,))
    >>> [str(one.state) for one in check_gates(model, ["hr", "it"], {"hr": {"hours": 2}})]
    ['fail', 'unknown']
    """
    given = {} if facts is None else facts
    refuse_if_any(_fact_problems(model, departments, given))
    return tuple(
        _result(gate, department, alternative, given.get(department, {}).get(gate.id))
        for department in departments
        for gate in model.gates
        for alternative in model.alternatives
        if alternative in gate.applies_to
    )


def feasible(
    model: DecisionModel, departments: Sequence[str], results: Sequence[GateResult]
) -> BoolArray:
    """Return (D, A) False where a gate fails; unknown counts as not failed."""
    allowed = np.ones((len(departments), len(model.alternatives)), dtype=np.bool_)
    rows = {name: at for at, name in enumerate(departments)}
    columns = {name: at for at, name in enumerate(model.alternatives)}
    for one in results:
        if one.state is GateState.FAIL:
            allowed[rows[one.department], columns[one.alternative]] = False
    return allowed


def _result(gate: Gate, department: str, alternative: str, fact: Fact) -> GateResult:
    state, gap = GateState.UNKNOWN, None
    threshold = gate.threshold if gate.check == "min" else None
    measured: float | bool | None = None
    if fact is not None and not _is_nan(fact):  # plain types, whatever array they came from
        measured = bool(fact) if threshold is None else float(fact)
    if measured is not None and threshold is not None:
        gap = max(threshold - measured, 0.0)
        gap = 0.0 if gap < ROUNDING else gap
        state = GateState.FAIL if gap else GateState.PASS
    elif measured is not None:
        state = GateState.PASS if measured else GateState.FAIL
    return GateResult(
        gate=gate.id,
        department=department,
        alternative=alternative,
        state=state,
        measured=measured,
        threshold=threshold,
        gap=gap,
        unit=gate.unit,
        label=gate.label or gate.id,
        remedy=gate.remedy,
    )


def _fact_problems(
    model: DecisionModel, departments: Sequence[str], facts: Facts
) -> Iterator[Problem]:
    gates = {gate.id: gate for gate in model.gates}
    fix = "Give each measured value under the name of its gate."
    if not isinstance(facts, Mapping):
        yield Problem("gate facts", quoted(facts), "an object with departments", fix, "E02")
        return
    for department, measured in facts.items():
        if department not in departments:
            named = nearest(department, departments)
            allowed = "a department of this decision"
            yield Problem("gate facts", quoted(department), allowed, named, "E07")
        if not isinstance(measured, Mapping):
            where = f"gate facts of {quoted(department)}"
            yield Problem(where, quoted(measured), "an object with gates", fix, "E02")
            continue
        for name, fact in measured.items():
            where = f"gate facts of {quoted(department)}, {quoted(name)}"
            if name not in gates:
                named = nearest(name, list(gates))
                yield Problem(where, quoted(name), "a gate of the decision model", named, "E02")
            elif fact is not None and not _is_nan(fact):
                yield from _wrong_fact(where, gates[name], fact)


def _wrong_fact(where: str, gate: Gate, fact: object) -> Iterator[Problem]:
    flag = isinstance(fact, bool | np.bool_)
    number = isinstance(fact, int | float | np.integer | np.floating) and not flag
    if gate.check == "min" and not number:
        fix = "Give the number measured, or leave it out when not known."
        yield Problem(where, quoted(fact), "a number", fix, "E02")
    elif gate.check == "flag" and not flag:
        fix = "Give True or False, or leave it out when not known."
        yield Problem(where, quoted(fact), "yes or no", fix, "E02")
    elif number and float(str(fact)) < 0:
        fix = "Give what is there, 0 when there is nothing."
        yield Problem(where, str(fact), "zero or more", fix, "E10")


def _is_nan(fact: object) -> bool:
    return isinstance(fact, float | np.floating) and bool(np.isnan(fact))
