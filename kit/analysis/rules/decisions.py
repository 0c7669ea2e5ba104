"""Decisions and pilots as the group wrote them down."""

from __future__ import annotations

from collections.abc import Iterator

from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import MODEL_WORDS, counted, counted_words, listed_few
from kit.model.content import AccountModel
from kit.model.decision import Evidence, Severity
from kit.model.workshop import Row

BOTH_READ = "account_decision.both_sides_read"


@rule(Severity.NOTE, "article-accounts", "S2-05")
def both_sides_not_read(situation: Situation) -> Iterator[Spotted]:
    """People judge accounts who have not read what speaks for and against both."""
    judged = {
        answer.participant
        for answer in situation.answers
        if answer.value is not None and answer.question.startswith("account_decision.")
    }
    read = {answer.participant for answer in situation.given(BOTH_READ) if answer.value == "yes"}
    missing = len(judged - read)
    if missing:
        people = counted(len(judged), "person", "people")
        who = (
            f"{missing} of {people} who judged the accounts {'has' if missing == 1 else 'have'} not"
        )
        if not judged & read:
            who = "Nobody who judged the accounts has"
        yield Spotted(
            f"{who} said that they read both sides",
            "let them read the two lists before anything is decided",
            Evidence(answers=len(read), of=len(judged), from_=(BOTH_READ,)),
        )


@rule(Severity.WARN, "our-judgement", "S0-04")
def decision_without_owner_or_date(situation: Situation) -> Iterator[Spotted]:
    """Something was decided, but nobody is named or no day."""
    rows = situation.snapshot.rows("decisions")
    loose = [
        _name(situation, row)
        for row in rows
        if not row.values.get("owner") or not row.values.get("decided_on")
    ]
    if loose:
        count = counted_words(len(loose), "decision lacks", "decisions lack").capitalize()
        yield Spotted(
            f"{count} an owner or a date: {listed_few(loose)}",
            "write both down while everybody remembers",
            Evidence(rows=len(rows), from_=("decisions",)),
        )


@rule(Severity.NOTE, "our-judgement", "S2-23")
def decided_against_the_advice(situation: Situation) -> Iterator[Spotted]:
    """The group decided otherwise than the answers advise; it may, and it should say why."""
    advice = {one.subject: one for one in situation.recommendations}
    for row in situation.snapshot.rows("decisions"):
        platform = row.values.get("platform")
        department = str(row.values.get("department"))
        found = advice.get(f"{department}@{platform}" if platform else department)
        decided = row.values.get("decision")
        if found and found.model and decided and decided != found.model.value:
            reason = "; the reason is in the log" if row.values.get("reason") else ""
            yield Spotted(
                f"{_name(situation, row)} was decided as "
                f"{MODEL_WORDS[AccountModel(str(decided))]}; "
                f"the answers advise {MODEL_WORDS[found.model]}{reason}",
                "keep the decision if the reason holds, and review it with the pilot",
                Evidence(answers=found.answered, of=found.possible, from_=("decisions",)),
                department,
            )


@rule(Severity.WARN, "article-accounts", "S2-26")
def pilot_without_stop_rule_or_review(situation: Situation) -> Iterator[Spotted]:
    """A pilot that nobody can end."""
    rows = situation.snapshot.rows("pilots")
    endless = [
        _name(situation, row)
        for row in rows
        if not row.values.get("stop_rule") or not row.values.get("review")
    ]
    if endless:
        count = counted_words(len(endless), "pilot lacks", "pilots lack").capitalize()
        yield Spotted(
            f"{count} a stop rule or a review date: {listed_few(endless)}",
            "agree now at which number it ends",
            Evidence(rows=len(rows), from_=("pilots",)),
        )


@rule(Severity.WARN, "our-judgement", "S0-04")
def commitment_without_owner_or_date(situation: Situation) -> Iterator[Spotted]:
    """A promise that nobody has to keep by any day."""
    rows = situation.snapshot.rows("commitments")
    loose = [
        str(row.values.get("what"))
        for row in rows
        if row.values.get("state") != "dropped"
        and (not row.values.get("owner") or not row.values.get("due"))
    ]
    if loose:
        count = counted_words(len(loose), "commitment lacks", "commitments lack").capitalize()
        yield Spotted(
            f"{count} an owner or a date: {listed_few(loose, 3)}",
            "name a person and a day for each",
            Evidence(rows=len(rows), from_=("commitments",)),
        )


def _name(situation: Situation, row: Row) -> str:
    name = situation.names.get(str(row.values.get("department")), row.id)
    platforms = {choice.id: choice.label for choice in situation.bank.choice_sets["platforms"]}
    platform = row.values.get("platform")
    return f"{name} on {platforms.get(str(platform), platform)}" if platform else name
