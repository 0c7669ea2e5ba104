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
    from kit.analysis.decision.agreement_measures import (
        ICC,
        KendallW,
        icc,
        kendall_w,
        krippendorff_alpha,
    )
    from kit.analysis.decision.ahp import AHPResult, ahp_priorities
    from kit.analysis.decision.answers import Answers
    from kit.analysis.decision.calibration import Calibration, Company, calibrate
    from kit.analysis.decision.company_structures import (
        OrganisationalModel,
        organisational_model,
        structures,
    )
    from kit.analysis.decision.exact_geometry import halfspace_volume
    from kit.analysis.decision.explanation import explain
    from kit.analysis.decision.flipping import Flips, flips, weight_flip
    from kit.analysis.decision.frontiers import hub_frontier
    from kit.analysis.decision.gates import GateResult, check_gates
    from kit.analysis.decision.honesty import (
        NoInformation,
        compromise_pull,
        no_information_recommendation,
        table_edit_warnings,
    )
    from kit.analysis.decision.item_agreement import Agreement, agreement, consensus
    from kit.analysis.decision.joint_flips import JointFlip, joint_answer_flip, joint_weight_flip
    from kit.analysis.decision.labels import Standing, label
    from kit.analysis.decision.model import ALTERNATIVES, Criterion, DecisionModel, Gate
    from kit.analysis.decision.ordinal import OrdinalStress, ordinal_stress
    from kit.analysis.decision.portfolio_parts import Limits, Resources, StructureRule
    from kit.analysis.decision.portfolios import Portfolio, portfolio
    from kit.analysis.decision.problems import DecisionWarning
    from kit.analysis.decision.read_alike import Understanding, understanding
    from kit.analysis.decision.recommendation import Recommendation
    from kit.analysis.decision.remarking import remarks
    from kit.analysis.decision.scores import Scores, score, votes
    from kit.analysis.decision.settling import Settling, value_of_settling
    from kit.analysis.decision.smaa import SMAA2Result, smaa2
    from kit.analysis.decision.stability import bootstrap_stability
    from kit.analysis.decision.stress_draws import StressDraws, StressSettings
    from kit.analysis.decision.study import Study, recommend
    from kit.analysis.decision.value_of_information import evpi, evppi_discrete
    from kit.analysis.decision.weights import (
        group_weights,
        one_vote_per_group,
        roc_weights,
        swing_weights,
    )

__all__ = [
    "ALTERNATIVES",
    "ICC",
    "AHPResult",
    "AgendaItem",
    "Agreement",
    "Answers",
    "Calibration",
    "Call",
    "Company",
    "Criterion",
    "DecisionModel",
    "DecisionWarning",
    "Flips",
    "Gate",
    "GateResult",
    "JointFlip",
    "KendallW",
    "Limits",
    "NoInformation",
    "OrdinalStress",
    "OrganisationalModel",
    "Portfolio",
    "Recommendation",
    "Resources",
    "SMAA2Result",
    "Scores",
    "Settling",
    "Standing",
    "StressDraws",
    "StressSettings",
    "StructureRule",
    "Study",
    "Support",
    "Understanding",
    "agreement",
    "ahp_priorities",
    "bootstrap_stability",
    "calibrate",
    "check_gates",
    "compromise_pull",
    "consensus",
    "evpi",
    "evppi_discrete",
    "explain",
    "flips",
    "group_weights",
    "halfspace_volume",
    "hub_frontier",
    "icc",
    "joint_answer_flip",
    "joint_weight_flip",
    "kendall_w",
    "krippendorff_alpha",
    "label",
    "no_information_recommendation",
    "one_vote_per_group",
    "ordinal_stress",
    "organisational_model",
    "out_of_100",
    "portfolio",
    "recommend",
    "remarks",
    "roc_weights",
    "score",
    "smaa2",
    "structures",
    "support",
    "swing_weights",
    "table_edit_warnings",
    "understanding",
    "value_of_settling",
    "votes",
    "weight_flip",
]

_HOMES = {
    "acceptability": ("Support", "out_of_100", "support"),
    "agenda": ("AgendaItem", "Call"),
    "agreement_measures": ("ICC", "KendallW", "icc", "kendall_w", "krippendorff_alpha"),
    "ahp": ("AHPResult", "ahp_priorities"),
    "answers": ("Answers",),
    "calibration": ("Calibration", "Company", "calibrate"),
    "company_structures": ("OrganisationalModel", "organisational_model", "structures"),
    "exact_geometry": ("halfspace_volume",),
    "explanation": ("explain",),
    "flipping": ("Flips", "flips", "weight_flip"),
    "frontiers": ("hub_frontier",),
    "gates": ("GateResult", "check_gates"),
    "honesty": (
        "NoInformation",
        "compromise_pull",
        "no_information_recommendation",
        "table_edit_warnings",
    ),
    "item_agreement": ("Agreement", "agreement", "consensus"),
    "joint_flips": ("JointFlip", "joint_answer_flip", "joint_weight_flip"),
    "labels": ("Standing", "label"),
    "model": ("ALTERNATIVES", "Criterion", "DecisionModel", "Gate"),
    "ordinal": ("OrdinalStress", "ordinal_stress"),
    "portfolio_parts": ("Limits", "Resources", "StructureRule"),
    "portfolios": ("Portfolio", "portfolio"),
    "problems": ("DecisionWarning",),
    "recommendation": ("Recommendation",),
    "remarking": ("remarks",),
    "scores": ("Scores", "score", "votes"),
    "settling": ("Settling", "value_of_settling"),
    "smaa": ("SMAA2Result", "smaa2"),
    "stability": ("bootstrap_stability",),
    "stress_draws": ("StressDraws", "StressSettings"),
    "study": ("Study", "recommend"),
    "read_alike": ("Understanding", "understanding"),
    "value_of_information": ("evpi", "evppi_discrete"),
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
