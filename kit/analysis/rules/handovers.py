"""What departments hand to each other."""

from __future__ import annotations

from collections.abc import Iterator

from kit.analysis.asks import OPEN, asks, balances, never_asked
from kit.analysis.calendar.days import working_days
from kit.analysis.looking import day, labels, number, started, text, today
from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted_words, listed_few
from kit.model.decision import Evidence, Severity


@rule(Severity.STOP, "article-silo", "S1-03", "S1-30")
def critical_asset_missing(situation: Situation) -> Iterator[Spotted]:
    """Something without which wrong things go out is missing, or late."""
    found = asks(situation)
    for ask in found:
        if ask.asset and ask.critical and (ask.state == "missing" or ask.late):
            giver = situation.names.get(ask.giver, "its giver")
            state = "is missing" if ask.state == "missing" else "is late"
            yield Spotted(
                f"{ask.what} {state}: {ask.asset.if_missing}",
                f"ask {giver} for a day and a person",
                Evidence(rows=len(found), from_=("asks",)),
                ask.giver,
            )


@rule(Severity.WARN, "article-silo", "S1-03")
def ask_late_or_without_day(situation: Situation) -> Iterator[Spotted]:
    """Other things promised that are late or have no day."""
    found = [ask for ask in asks(situation) if not ask.critical]
    late = [ask.what for ask in found if ask.late]
    loose = [ask.what for ask in found if ask.state in OPEN and ask.due is None]
    if late:
        verb = "is" if len(late) == 1 else "are"
        yield Spotted(
            f"{listed_few(late)} {verb} late",
            "agree on a new day, or do without and say so",
            Evidence(rows=len(found), from_=("asks", "deliveries")),
        )
    if loose:
        verb = "has" if len(loose) == 1 else "have"
        yield Spotted(
            f"{listed_few(loose)} {verb} been asked for without a day",
            "write a day to each: a wish without a day is not an ask",
            Evidence(rows=len(found), from_=("asks",)),
        )


@rule(Severity.NOTE, "article-silo", "S1-03")
def asked_with_too_little_notice(situation: Situation) -> Iterator[Spotted]:
    """Something asked for sooner than its giver can make it, and not promised yet."""
    now, country = today(situation), situation.snapshot.organisation.country
    rows = {row.id: row for row in situation.snapshot.rows("asks")}
    for ask in asks(situation):
        if now is None or ask.state != "asked" or ask.due is None or ask.due < now:
            continue
        usual = ask.asset.lead_days if ask.asset else 0.0
        own = number(rows[ask.id], "lead_days")
        needed, left = usual if own is None else own, working_days(now, ask.due, country)
        if left < needed:
            giver = situation.names.get(ask.giver, "its giver")
            yield Spotted(
                f"“{ask.what}” is asked of {giver} in {counted_words(left, 'working day')}; "
                f"it needs {needed:g}",
                "move the day, or ask what can be had by then",
                Evidence(rows=len(rows), from_=("asks",)),
                ask.giver,
            )


@rule(Severity.WARN, "article-silo", "S1-21", "S1-04", "S1-13")
def asset_too_old(situation: Situation) -> Iterator[Spotted]:
    """Something handed over so long ago that it is no longer safe to use."""
    found = asks(situation)
    for ask in found:
        if ask.old and ask.received:
            yield Spotted(
                f"{ask.what} is too old: it came on {ask.received.day} {ask.received:%B %Y}",
                f"ask {situation.names.get(ask.giver, 'its giver')} for the present one",
                Evidence(rows=len(found), from_=("asks", "deliveries")),
                ask.giver,
            )


@rule(Severity.WARN, "article-silo", "S1-13")
def picture_rights_ended(situation: Situation) -> Iterator[Spotted]:
    """Pictures or other things whose rights have ended by the workshop's day."""
    now = today(situation)
    rows = situation.snapshot.rows("asks")
    ended = [
        text(row, "what")
        for row in rows
        if now and (until := day(row, "rights_until")) and until < now
    ]
    if ended:
        yield Spotted(
            f"The rights have ended: {listed_few(ended)}",
            "extend them or take the pictures out of everything planned",
            Evidence(rows=len(rows), from_=("asks",)),
        )


@rule(Severity.NOTE, "article-silo", "S1-02", "S1-03")
def asset_never_asked_for(situation: Situation) -> Iterator[Spotted]:
    """What departments here usually give, and nobody has asked for."""
    if not started(situation, "asks"):
        return
    words = labels(situation, "assets")
    missing = [words.get(kind.id, kind.id) for kind in never_asked(situation)]
    if missing:
        count = counted_words(len(missing), "thing", "things").capitalize()
        yield Spotted(
            f"{count} that departments here usually give {'has' if len(missing) == 1 else 'have'} "
            f"not been asked for: {listed_few(missing)}",
            "add each to the asks ledger, or mark it as not needed",
            Evidence(rows=len(situation.snapshot.rows("asks")), from_=("asks",)),
        )


@rule(Severity.WARN, "article-communication", "S0-57", "S4-28")
def department_only_gives(situation: Situation) -> Iterator[Spotted]:
    """A department that gives and is promised nothing in return."""
    if not started(situation, "asks", "give_and_get"):
        return
    for one in balances(situation):
        if one.gives and not one.gets:
            name = situation.names[one.department]
            count = counted_words(one.gives, "thing")
            yield Spotted(
                f"{name} gives, or is asked for, {count} and gets nothing back",
                "agree on at least one thing it gains: fewer repeated questions, leads, a report",
                Evidence(rows=one.gives, from_=("asks", "give_and_get", "hours_asked")),
                one.department,
            )


@rule(Severity.NOTE, "article-questions", "S4-06", "S4-07", "S0-04")
def gain_nobody_measures(situation: Situation) -> Iterator[Spotted]:
    """A gain that was named without a way to see whether it came."""
    rows = situation.snapshot.rows("give_and_get")
    loose = [
        situation.names.get(text(row, "department"), "?")
        for row in rows
        if text(row, "gets") and not text(row, "measure")
    ]
    if loose:
        yield Spotted(
            f"The gain of {listed_few(loose)} has no measure",
            "write down what would be counted, today's figure and the one hoped for",
            Evidence(rows=len(rows), from_=("give_and_get",)),
        )


@rule(Severity.WARN, "article-silo", "S1-14")
def more_design_wanted_than_there_is(situation: Situation) -> Iterator[Spotted]:
    """More design hours asked for than designers have free."""
    wanted = sum(
        float(pieces) * float(hours)
        for row in situation.snapshot.rows("design_requests")
        if isinstance(pieces := row.values.get("number_a_month"), (int, float))
        and isinstance(hours := row.values.get("hours_each"), (int, float))
    )
    free = [
        float(hours)
        for row in situation.snapshot.rows("skills")
        if text(row, "skill") in {"design", "photo", "video"}
        and isinstance(hours := row.values.get("hours_a_month"), (int, float))
    ]
    if wanted and free and wanted > sum(free):
        yield Spotted(
            f"Design is asked for {wanted:.0f} hours a month and {sum(free):.0f} are free",
            "drop what matters least, use templates, or find more hours before promising",
            Evidence(rows=len(free), from_=("design_requests", "skills")),
        )
