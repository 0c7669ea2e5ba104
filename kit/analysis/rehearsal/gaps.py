"""A scenario run against a workshop: every gap with the commitment that would close it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kit.analysis.looking import text, today
from kit.analysis.presets import department_for, owner_for
from kit.analysis.rehearsal.needs import unmet
from kit.analysis.serving import analysis
from kit.analysis.situation import Situation
from kit.model.content import Bank
from kit.model.scenario import Need, Scenario
from kit.model.workshop import Row, Snapshot


@dataclass(frozen=True, slots=True)
class Gap:
    """One need that is not met, and what to promise.

    Attributes:
        scenario: Id of the scenario; needs of two scenarios may share an id.
        shown: What shows it: rows that lack something, items that clash.
        giver: Id of the department that should give; empty when there is none.
        owner: Who carries the plan in the giving department; empty while nobody does.
        due: YYYY-MM-DD; empty when the workshop has no date.
    """

    scenario: str
    need: str
    sentence: str
    shown: tuple[str, ...]
    what: str
    giver: str
    giver_name: str
    receiver: str
    receiver_name: str
    due: str
    owner: str = ""
    serves: tuple[str, ...] = ()

    def commitment(self) -> Row:
        """Return the proposed commitment as a register row."""
        values = {"what": self.what, "giver": self.giver, "receiver": self.receiver}
        values |= {"owner": self.owner, "due": self.due, "note": self.sentence}
        return Row(
            "commitments",
            f"rehearsal_{self.scenario}_{self.need}",
            {k: v for k, v in values.items() if v},
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happens, and whether the department that is asked is there."""

    hour: float
    what: str
    asked: str
    absent: bool


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a rehearsal showed.

    Attributes:
        met: How many needs are met, of how many.
    """

    scenario: Scenario
    moments: tuple[Moment, ...]
    gaps: tuple[Gap, ...]
    met: int
    needs: int


@analysis(
    "Rehearsal of a scenario: gaps as proposed commitments with owner and date",
    *("S0-29", "S0-39", "S0-50", "S1-09", "S1-27", "S2-15", "S3-09", "S4-19", "S4-20", "S4-21"),
)
def rehearse(snapshot: Snapshot, bank: Bank, scenario: Scenario) -> Rehearsal:
    """Return what a workshop lacks to stand a scenario, in the scenario's order.

    Reasons that only some may know are not told here: a rehearsal is for the whole room.
    """
    situation = Situation(snapshot, bank)
    names = {one.id: one.name for one in bank.departments}
    gaps = [gap for need in scenario.needs if (gap := _gap(need, situation, scenario.id))]
    moments = tuple(
        Moment(
            inject.hour,
            inject.what,
            found.name
            if (found := department_for(situation, inject.asked))
            else names.get(inject.asked, inject.asked),
            absent=bool(inject.asked) and found is None,
        )
        for inject in scenario.injects
    )
    return Rehearsal(
        scenario, moments, tuple(gaps), len(scenario.needs) - len(gaps), len(scenario.needs)
    )


def _carrier(situation: Situation, department: str) -> str:
    """Return who carries the plan in a department, else whom to ask there for fast answers."""
    for register, column in (("sign_offs", "carried_by"), ("contacts", "person")):
        for row in situation.snapshot.rows(register):
            if department and text(row, "department") == department and text(row, column):
                return text(row, column)
    return ""


def _gap(need: Need, situation: Situation, scenario: str) -> Gap | None:
    shown = unmet(need, situation)
    if shown is None:
        return None
    now, promise = today(situation), need.promise
    giver = owner_for(situation, promise.giver)
    receiver = owner_for(situation, promise.receiver) if promise.receiver else ""
    receiver = "" if receiver == giver else receiver
    safe = situation.reader.safe
    return Gap(
        scenario=scenario,
        need=need.id,
        sentence=need.missing,
        shown=tuple(dict.fromkeys(safe(one) for one in shown)),
        what=promise.what,
        giver=giver,
        giver_name=situation.names.get(giver, "nobody yet"),
        receiver=receiver,
        receiver_name=situation.names.get(receiver, ""),
        due=(now + timedelta(days=promise.days)).isoformat() if now else "",
        owner=_carrier(situation, giver),
        serves=need.serves,
    )
