"""Page one of the report: the decision as a title, in a few sentences, and its figures."""

from __future__ import annotations

from kit.analysis import working_together
from kit.analysis.silence import silent_lines
from kit.analysis.situation import Situation
from kit.analysis.subject_names import names_as_a_whole
from kit.analysis.wording import (
    NUMBER_WORDS,
    count_word,
    counted,
    listed_few,
    long_date,
    sentence,
)
from kit.model.content import AccountModel
from kit.model.decision import FIRM, UNSETTLED, Label, Recommendation
from kit.model.strategy import Fact

STANDS = {
    "own": ("speaks for itself", "speak for themselves"),
    "own_placed": (
        "speaks for itself on a platform and is undecided in general",
        "speak for themselves on a platform and are undecided in general",
    ),
    "contributor": ("feeds the main account", "feed the main account"),
    "central": ("stays central", "stay central"),
    "placed": (
        "is decided on a platform but not in general",
        "are decided on a platform but not in general",
    ),
    "open": ("cannot be decided yet", "cannot be decided yet"),
}
"""How one department stands, and how several do, in the order of the title."""


def headline(found: tuple[Recommendation, ...]) -> str:
    """Return the decision as a title: how many departments speak for themselves, and so on."""
    whole = [one for one in found if not one.platform]
    if not whole:
        return "No department is listed yet, so nothing can be decided"
    own = {one.department for one in found if one.model is AccountModel.OWN}
    placed = {one.department for one in found if one.platform and one.model}
    general = {one.department for one in whole if one.model}
    rest = [one for one in whole if one.department not in own]
    undecided = [one.department for one in rest if one.model is None]
    counts = {
        "own": len(own & general),
        "own_placed": len(own - general),
        "contributor": sum(one.model is AccountModel.CONTRIBUTOR for one in rest),
        "central": sum(one.model is AccountModel.CENTRAL for one in rest),
        "placed": sum(one in placed for one in undecided),
        "open": sum(one not in placed for one in undecided),
    }
    parts: list[str] = []
    figures = max(counts.values()) >= len(NUMBER_WORDS)  # one way of writing for all of them
    for key, count in counts.items():
        if count:
            noun = "" if parts else (" department" if count == 1 else " departments")
            number = f"{count:,}" if figures else count_word(count)
            parts.append(sentence(f"{number}{noun} {STANDS[key][count > 1]}"))
    if all(one.label in UNSETTLED for one in found):
        parts.append("None of this is settled.")
    return " ".join(parts)


def summary(found: tuple[Recommendation, ...], situation: Situation) -> str:
    """Return the decision in a few sentences: for whom, how firm, what stands in the way."""
    own = [one for one in found if one.model is AccountModel.OWN]
    firm = [one for one in found if one.label in FIRM]
    close = [one for one in found if one.label in UNSETTLED and one not in own]
    blocked = [one for one in found if one.label is Label.BLOCKED]
    silent = [one for one in found if one.label is Label.NOT_ENOUGH_ANSWERS]
    parts = []
    parts += _own_lines(own)
    if firm:
        parts.append(_firm_line(firm, len(found)))
    if blocked:
        names = names_as_a_whole(blocked)
        verb = "fails" if len(names) == 1 else "fail"
        what = "what the answers favour"
        if all(one.leader is AccountModel.OWN for one in blocked):
            what = "an own account, which the answers favour"
        parts.append(f"{listed_few(names)} {verb} a condition of {what}")
    if close:
        names = names_as_a_whole(close)
        verb = "needs" if len(names) == 1 else "need"
        parts.append(f"{listed_few(names)} {verb} another look")
    if silent:
        parts += silent_lines(silent, found, situation)
    if not parts:
        parts.append("nobody has answered yet" if situation.departments else "")
    return " ".join(sentence(part) for part in parts if part)


def _firm_line(firm: list[Recommendation], of_all: int) -> str:
    """Return how many decisions are firm, and how firm they are."""
    how = " or ".join(dict.fromkeys(one.label.value for one in sorted(firm, key=_firmness)))
    verb = "is" if len(firm) == 1 else "are"
    if len(firm) < of_all:
        return f"{len(firm)} of {counted(of_all, 'decision')} {verb} {how}"
    if of_all == 1:
        return f"the decision is {how}"
    return f"{'both' if of_all == 2 else f'all {count_word(of_all)}'} decisions are {how}"  # noqa: PLR2004  two are both


def _firmness(one: Recommendation) -> int:
    return list(Label).index(one.label)


def _own_lines(own: list[Recommendation]) -> list[str]:
    """Return who should have an own account, and for whom the answers do not settle it."""
    parts = []
    open_ones = [one for one in own if one.label in UNSETTLED]
    if firm := [one for one in own if one not in open_ones]:
        names = names_as_a_whole(firm)
        whose = "its" if len(names) == 1 else "their"
        parts.append(f"{listed_few(names)} should have an account of {whose} own")
    if open_ones:
        names = names_as_a_whole(open_ones)
        whose = "its" if len(names) == 1 else "their"
        parts.append(
            f"For {listed_few(names)} the answers are for an account of {whose} own, "
            "but do not settle it"
        )
    return parts


def facts(situation: Situation) -> tuple[Fact, ...]:
    """Return what stands beside the title: the day, who was heard, who decides."""
    people = {answer.participant for answer in situation.answers}
    heard = {situation.department_of.get(person, "") for person in people} - {""}
    departments = len(situation.departments)
    facts = [
        Fact("Workshop", long_date(situation.snapshot.organisation.workshop_date)),
        Fact(
            "Heard",
            f"{counted(len(people), 'person', 'people')} from {len(heard)} of "
            f"{counted(departments, 'department')}",
        ),
        Fact("Answers", f"{len(situation.snapshot.answers):,}"),
        Fact("Decides", situation.snapshot.organisation.decider),
    ]
    agreed, asked = working_together.coverage(situation)
    if asked:
        facts.append(Fact("Working together", f"{agreed} of {counted(asked, 'ask')} agreed"))
    return tuple(fact for fact in facts if fact.text)
