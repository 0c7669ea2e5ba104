"""The decision engine: a group's answers in, recommendations with their certainty out.

The main call, from inputs to recommendations:

>>> from kit.analysis.decision import Answers, Criterion, DecisionModel, Gate, recommend
>>> table = [[100, 70, 0], [75, 65, 25], [50, 60, 50], [25, 55, 75], [0, 50, 100]]
>>> model = DecisionModel(
...     criteria=(Criterion("goals", values=table), Criterion("audience", values=table)),
...     gates=(Gate("admin", ("own",), "Second administrator", "Name one."),),
... )
>>> answers = Answers(
...     answers=[[[4, 3]], [[4, 4]], [[3, 4]]],  # people x departments x questions, NaN missing
...     swings=[[100, 80], [100, 60], [90, 100]],  # people x criteria, NaN row: no weights
...     ids=["ann", "bo", "cy"],
...     departments=["hr"],
... )
>>> facts = {"hr": {"admin": True}}  # what is left out is unknown, never a default
>>> for advice in recommend(model, answers, facts):
...     print(advice.department, advice.label.value, advice.alternative, advice.support["own"])
hr clear own 84

`Study(model, answers, facts)` gives the same with every intermediate table: `scores`, `support`,
`settling` (its `plan` is the agenda), `flips`, `gates`, `warnings`, `recommendations`,
`to_dict()`. A department's name is any subject of a decision, such as `hr` or `hr@linkedin`.

The engine reads no content, prints nothing, and gives the same digits in whatever order people
come. Names are loaded when first used; pandas and the optimiser only where they are needed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.analysis.decision.acceptability import Support, out_of_100, support
    from kit.analysis.decision.agenda import AgendaItem, Call
    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.explanation import explain
    from kit.analysis.decision.flipping import Flips, flips, weight_flip
    from kit.analysis.decision.gates import GateResult, check_gates
    from kit.analysis.decision.item_agreement import Agreement, agreement, consensus
    from kit.analysis.decision.model import ALTERNATIVES, Criterion, DecisionModel, Gate
    from kit.analysis.decision.problems import DecisionWarning
    from kit.analysis.decision.recommendation import Recommendation
    from kit.analysis.decision.remarks import remarks
    from kit.analysis.decision.scores import Scores, score, votes
    from kit.analysis.decision.settling import Settling, value_of_settling
    from kit.analysis.decision.stability import bootstrap_stability
    from kit.analysis.decision.stress_draws import StressSettings
    from kit.analysis.decision.study import Study, recommend
    from kit.analysis.decision.weights import (
        group_weights,
        one_vote_per_group,
        roc_weights,
        swing_weights,
    )

__all__ = [
    "ALTERNATIVES",
    "AgendaItem",
    "Agreement",
    "Answers",
    "Call",
    "Criterion",
    "DecisionModel",
    "DecisionWarning",
    "Flips",
    "Gate",
    "GateResult",
    "Recommendation",
    "Scores",
    "Settling",
    "StressSettings",
    "Study",
    "Support",
    "agreement",
    "bootstrap_stability",
    "check_gates",
    "consensus",
    "explain",
    "flips",
    "group_weights",
    "one_vote_per_group",
    "out_of_100",
    "recommend",
    "remarks",
    "roc_weights",
    "score",
    "support",
    "swing_weights",
    "value_of_settling",
    "votes",
    "weight_flip",
]

_HOMES = {
    "acceptability": ("Support", "out_of_100", "support"),
    "agenda": ("AgendaItem", "Call"),
    "answers": ("Answers",),
    "explanation": ("explain",),
    "flipping": ("Flips", "flips", "weight_flip"),
    "gates": ("GateResult", "check_gates"),
    "item_agreement": ("Agreement", "agreement", "consensus"),
    "model": ("ALTERNATIVES", "Criterion", "DecisionModel", "Gate"),
    "problems": ("DecisionWarning",),
    "recommendation": ("Recommendation",),
    "remarks": ("remarks",),
    "scores": ("Scores", "score", "votes"),
    "settling": ("Settling", "value_of_settling"),
    "stability": ("bootstrap_stability",),
    "stress_draws": ("StressSettings",),
    "study": ("Study", "recommend"),
    "weights": ("group_weights", "one_vote_per_group", "roc_weights", "swing_weights"),
}


def __getattr__(name: str) -> object:
    """Load a public name from its module the first time it is used."""
    for home, names in _HOMES.items():
        if name in names:
            found: object = getattr(import_module(f"{__name__}.{home}"), name)
            globals()[name] = found
            return found
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return __all__
