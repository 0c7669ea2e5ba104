"""Whether everybody could speak: voices, sites, levels, comfort, walls between departments."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import mean, median

from kit.analysis.looking import number, text
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted_words, listed_few
from kit.model.decision import Evidence, Severity

LOW = 2
MIDDLE = 3
UNHEARD = {"", "not_yet"}


@rule(Severity.WARN, "article-questions", "S4-09", "S0-14")
def voice_not_heard(situation: Situation) -> Iterator[Spotted]:
    """Somebody who must be heard has not been."""
    rows = situation.snapshot.rows("voices")
    silent = [text(row, "who") for row in rows if text(row, "heard") in UNHEARD]
    if silent:
        yield Spotted(
            f"{listed_few(silent)} {'has' if len(silent) == 1 else 'have'} not been heard yet",
            "send the worksheet, or ask somebody to talk with them by a day",
            Evidence(rows=len(rows), from_=("voices",)),
        )


@rule(Severity.NOTE, "article-questions", "S4-08")
def site_not_heard(situation: Situation) -> Iterator[Spotted]:
    """A site for which nobody speaks."""
    rows = situation.snapshot.rows("sites")
    silent = [
        text(row, "site")
        for row in rows
        if text(row, "heard") in UNHEARD or not text(row, "speaks")
    ]
    if silent:
        people = sum(number(row, "people") or 0 for row in rows if text(row, "site") in silent)
        told = f", with {people:,.0f} people" if people else ""
        yield Spotted(
            f"Nobody has spoken for {listed_few(silent)}{told}",
            "find one person there who answers for the site",
            Evidence(rows=len(rows), from_=("sites",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-35")
def marketing_less_mixed_than_company(situation: Situation) -> Iterator[Spotted]:
    """People say that those who make the posts are less mixed than the company."""
    levels = _levels(situation, "start_here.like_us")
    if len(levels) >= situation.bank.threshold("anonymity_k") and median(levels) <= LOW:
        yield Spotted(
            "Most people say that those who make our posts are less mixed than we all are",
            "ask a panel of colleagues to read before publishing, and thank them for it",
            Evidence(answers=len(levels), from_=("start_here.like_us",)),
        )


@rule(Severity.WARN, "article-questions", "S4-10", "S0-32")
def room_not_free(situation: Situation) -> Iterator[Spotted]:
    """People do not feel free to say what they think."""
    levels = _levels(situation, "start_here.free_to_speak") or _levels(
        situation, "account_decision.comfort"
    )
    if len(levels) >= situation.bank.threshold("anonymity_k") and median(levels) < MIDDLE:
        yield Spotted(
            "Half of the room or more does not feel free to say what it thinks",
            "go on in pairs, collect answers without names, let those who hold back begin",
            Evidence(answers=len(levels), from_=("start_here.free_to_speak",)),
        )


@rule(Severity.NOTE, "article-communication", "S0-24")
def walled_off_department(situation: Situation) -> Iterator[Spotted]:
    """A department that others find hard to reach."""
    answers = situation.given("start_here.walls")
    for department in situation.departments:
        levels = [
            float(str(one.value))
            for one in answers
            if one.subject == department.id
            and situation.department_of.get(one.participant) != department.id
        ]
        if len(levels) >= situation.bank.threshold("anonymity_k") and mean(levels) <= 2:  # noqa: PLR2004  "I have to ask several times"
            yield Spotted(
                f"{department.name} feels walled off to the other departments",
                "let two people from each side interview each other with the kit's questions",
                Evidence(answers=len(levels), from_=("start_here.walls",)),
                department.id,
            )


@rule(Severity.NOTE, "our-judgement", "S1-01", "S0-58")
def subject_not_begun(situation: Situation) -> Iterator[Spotted]:
    """Whole topics about which nothing has been written down."""
    if not situation.departments or not situation.snapshot.answers:
        return
    empty = [
        topic.title
        for topic in situation.bank.topics
        if topic.registers
        and not any(situation.snapshot.rows(register.id) for register in topic.registers)
    ]
    if empty:
        count = counted_words(len(empty), "subject has", "subjects have").capitalize()
        yield Spotted(
            f"{count} not been talked about yet: {listed_few(empty)}",
            "take one a session; start with what would hurt most",
            Evidence(rows=0, from_=("topics",)),
        )


def _levels(situation: Situation, question: str) -> list[float]:
    return [float(str(one.value)) for one in situation.given(question)]
