"""What the people choose who look at the company from above, beside what its departments add up to.

The portfolio grows out of the answers about single departments. Asked directly, executives often
choose another structure; neither is right by itself, and the difference is worth talking about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kit.analysis.decision import OrganisationalModel
from kit.analysis.situation import Situation
from kit.analysis.wording import capital, counted, listed

QUESTION = "account_decision.structure_wanted"
EXECUTIVE = "executive"
STRUCTURES = {
    "centralised": "centralised",
    "hub_and_spoke": "hub-and-spoke",
    "multiple_hubs": "multiple hubs",
    "decentralised": "decentralised",
}
COMES_TO = {
    OrganisationalModel.CENTRALISED: "centralised",
    OrganisationalModel.HUB_AND_SPOKE: "hub-and-spoke",
    OrganisationalModel.MULTIPLE_HUBS: "multiple hubs",
    OrganisationalModel.HOLISTIC: "decentralised",
    OrganisationalModel.DECENTRALISED: "decentralised",
}


@dataclass(frozen=True, slots=True)
class StructureWanted:
    """The structure most people choose for the whole company.

    Attributes:
        structures: Those chosen most often; several when level, simplest first.
        votes: How many chose each of them.
        people: How many chose at all.
        who: `executives`, or `people` where too few executives answered to be shown apart.
    """

    structures: tuple[str, ...]
    votes: int
    people: int
    who: str

    def to_dict(self) -> dict[str, Any]:
        """Return the parts, ready for JSON."""
        return {
            "structures": list(self.structures),
            "votes": self.votes,
            "people": self.people,
            "who": self.who,
        }


def structure_wanted(situation: Situation) -> StructureWanted | None:
    """Return what executives choose, or everybody where too few of them answered; None below that.

    Each participant's last round counts. Executives and everybody are never shown beside each
    other, so that nobody can subtract one from the other.
    """
    level = {row.id: row.values.get("level") for row in situation.snapshot.rows("participants")}
    last = {
        answer.participant: STRUCTURES[str(answer.value)]
        for answer in sorted(situation.given(QUESTION), key=lambda answer: answer.round)
    }
    above = [chosen for person, chosen in last.items() if level.get(person) == EXECUTIVE]
    least = situation.bank.threshold("anonymity_k")
    for who, chosen in (("executives", above), ("people", list(last.values()))):
        if len(chosen) >= least:
            votes = Counter(chosen)
            most = max(votes.values())
            first = tuple(name for name in STRUCTURES.values() if votes[name] == most)
            return StructureWanted(first, most, len(chosen), who)
    return None


def sentence(
    wanted: StructureWanted, found: OrganisationalModel, rows: Sequence[dict[str, Any]]
) -> str:
    """Return the choice beside the plan, with what it would cost.

    Args:
        wanted: What was chosen.
        found: What the common plan comes to.
        rows: What each structure is worth; see `kit.analysis.decision.structures`.
    """
    who = (
        counted(wanted.people, wanted.who[:-1], wanted.who)
        if wanted.who != "people"
        else (counted(wanted.people, "person", "people"))
    )
    each = " each" if len(wanted.structures) > 1 else ""
    text = (
        f"Asked for one structure for the whole company, {wanted.votes} of {who} would choose "
        f"{listed(list(wanted.structures))}{each}"
    )
    plan = COMES_TO[found]
    if wanted.structures == (plan,):
        return f"{text}, which is what the plan comes to."
    rivals = [row for row in rows if row["structure"] in wanted.structures]
    others = [row for row in rivals if row["structure"] != plan]
    costs = [
        f"{row['structure']} costs {row['price_per_department']:.1f} points a department"
        for row in others
        if row["feasible"]
    ]
    dear = [row["structure"] for row in others if not row["feasible"]]
    parts = [f"{text}; the plan comes to {plan}."]
    parts += [f"Against a free choice, {listed(costs)}."] if costs else []
    parts += [f"{capital(listed(dear))} would take more than there is."] if dear else []
    return " ".join([*parts, "Talk about the difference before anything is decided."])
