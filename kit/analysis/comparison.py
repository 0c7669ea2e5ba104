"""What changed between two states of one workshop: answers, decisions, promises, findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from kit.analysis.decide import Decision
from kit.analysis.facts import latest
from kit.analysis.following_up import Due, due, verdict
from kit.analysis.looking import label, number, text
from kit.analysis.row_names import titles
from kit.analysis.rules import find
from kit.analysis.serving import analysis, section
from kit.analysis.situation import Situation
from kit.analysis.wording import (
    MODEL_WORDS,
    counted,
    counted_words,
    long_date,
    sentence,
)
from kit.model.content import Bank
from kit.model.decision import Finding, Recommendation
from kit.model.report import Section, Table, TableColumn, TableRow
from kit.model.workshop import Row, Snapshot

SAID_APART = {"commitments", "decisions"}
SIGNS = ("new", "changed", "gone")
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is another than before.

    Attributes:
        kind: `answers`, `decision`, `decided`, `commitment`, `finding`, `register` or `forecast`.
        sign: `new`, `gone` or `changed`.
    """

    kind: str
    sign: str
    sentence: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that changed, and what is due now."""

    old_date: str
    new_date: str
    changes: tuple[Change, ...]
    due: tuple[Due, ...]

    def of(self, kind: str) -> tuple[Change, ...]:
        """Return the changes of one kind."""
        return tuple(one for one in self.changes if one.kind == kind)


@analysis(
    "What changed since last time: answers, decisions, commitments, findings, forecasts",
    *("S4-23", "S4-24", "S0-31", "S2-26", "S2-02"),
)
def compare(old: Snapshot, new: Snapshot, bank: Bank) -> Comparison:
    """Return what changed from one state of a workshop to a later one, and what is due.

    Findings are compared by rule, department and sentence; what not everybody may know stays out.
    """
    before, after = _situation(old, bank), _situation(new, bank)
    changes = [
        *_answers(before, after),
        *_decisions(before, after),
        *_decided(before, after),
        *_commitments(before, after),
        *_registers(before, after),
        *_findings(before, after),
        *_forecasts(after),
    ]
    safe = after.reader.safe
    told = (Change(one.kind, one.sign, safe(before.reader.safe(one.sentence)), one.department)
            for one in changes)  # fmt: skip
    ahead = tuple(replace(one, what=safe(one.what)) for one in due(after))
    return Comparison(
        old.organisation.workshop_date, new.organisation.workshop_date, tuple(told), ahead
    )


def _situation(snapshot: Snapshot, bank: Bank) -> Situation:
    advice = Decision(Situation(snapshot, bank)).recommendations
    return Situation(snapshot, bank, advice)


def _answers(before: Situation, after: Situation) -> list[Change]:
    old, new = (latest(one.snapshot.answers) for one in (before, after))
    counts: Counter[tuple[str, str]] = Counter()
    for place, answer in new.items():
        if place not in old:
            counts[place[1], "new"] += 1
        elif (old[place].value, old[place].state) != (answer.value, answer.state):
            counts[place[1], "changed"] += 1
    for place in old.keys() - new.keys():
        counts[place[1], "gone"] += 1
    found = []
    for question in after.bank.questions.values():
        for sign in ("new", "changed", "gone"):
            if count := counts[question.id, sign]:
                words = {"new": "came", "changed": "changed", "gone": "went"}[sign]
                asked = question.text.replace("{department}", "the department")
                found.append(
                    Change("answers", sign, f"{counted(count, 'answer')} {words}: {asked}")
                )
    return found


def _decisions(before: Situation, after: Situation) -> list[Change]:
    old = {one.subject: one for one in before.recommendations}
    new = {one.subject: one for one in after.recommendations}
    found = []
    for key, one in new.items():
        if key not in old:
            words = f"{_subject(one)} is new: {_advice(one)}"
            found.append(Change("decision", "new", words, one.department))
        elif (old[key].model, old[key].label) != (one.model, one.label):
            words = f"{_subject(one)}: {_advice(old[key])} then, {_advice(one)} now"
            found.append(Change("decision", "changed", words, one.department))
    for key in old.keys() - new.keys():
        words = f"{_subject(old[key])} is no longer decided about"
        found.append(Change("decision", "gone", words, old[key].department))
    return found


def _decided(before: Situation, after: Situation) -> list[Change]:
    """Return what the group decided, decided anew or took back, in its own log."""
    old, new = ({row.id: row for row in one.snapshot.rows("decisions")} for one in (before, after))
    found = []
    for key, row in new.items():
        department, words = text(row, "department"), _log(after, row)
        if key not in old:
            found.append(Change("decided", "new", f"{_whose(after, row)}: {words}", department))
        elif (was := _log(before, old[key])) != words:
            told = f"{_whose(after, row)}: {was} then, {words} now"
            found.append(Change("decided", "changed", told, department))
    for key in old.keys() - new.keys():
        words = f"{_whose(before, old[key])}: {_log(before, old[key])}"
        found.append(Change("decided", "gone", words, text(old[key], "department")))
    return found


def _whose(situation: Situation, row: Row) -> str:
    name = situation.names.get(text(row, "department"), text(row, "department"))
    platform = label(situation, "decisions", "platform", text(row, "platform"))
    return f"{name} on {platform}" if platform else name


def _log(situation: Situation, row: Row) -> str:
    """Return what one line of the log decides, and who makes it happen."""
    model = label(situation, "decisions", "decision", text(row, "decision")).lower()
    form = label(situation, "decisions", "form", text(row, "form")).lower()
    what = ", ".join(part for part in (model or "nothing decided", form) if part)
    return f"{what} ({text(row, 'owner') or 'nobody named'})"


def _subject(one: Recommendation) -> str:
    return f"{one.department_name} on {one.platform_name}" if one.platform else one.department_name


def _advice(one: Recommendation) -> str:
    model = MODEL_WORDS[one.model] if one.model else "nothing advised"
    return f"{model} ({one.label.value})"


def _commitments(before: Situation, after: Situation) -> list[Change]:
    old = {row.id: row for row in before.snapshot.rows("commitments")}
    found = []
    for row in after.snapshot.rows("commitments"):
        what, giver = text(row, "what"), text(row, "giver")
        state = _state(after, text(row, "state"))
        if row.id not in old:
            owner = text(row, "owner") or "nobody named"
            found.append(Change("commitment", "new", f"{what} ({owner}, {state})", giver))
            continue
        was = old[row.id]
        if text(was, "state") != text(row, "state"):
            words = f"{what}: {_state(before, text(was, 'state'))} then, {state} now"
            found.append(Change("commitment", "changed", words, giver))
        if text(was, "due") != text(row, "due"):
            words = f"{what}: due {text(was, 'due') or 'on no day'} then, "
            words += f"{text(row, 'due') or 'on no day'} now"
            found.append(Change("commitment", "changed", words, giver))
    gone = old.keys() - {row.id for row in after.snapshot.rows("commitments")}
    found += [Change("commitment", "gone", text(old[key], "what")) for key in sorted(gone)]
    return found


def _state(situation: Situation, state: str) -> str:
    choices = situation.bank.choice_sets.get("commitment_states", ())
    labels = {one.id: one.label.lower() for one in choices}
    return labels.get(state, state) or "open"


def _registers(before: Situation, after: Situation) -> list[Change]:
    found = []
    for register in after.bank.registers.values():
        if register.id in SAID_APART:
            continue
        old = {row.id: row.values for row in before.shown.rows(register.id)}
        new = {row.id: row.values for row in after.shown.rows(register.id)}
        if old == new:
            continue
        parts = []
        for sign, keys in (
            ("new", new.keys() - old.keys()),
            ("gone", old.keys() - new.keys()),
            ("changed", {key for key in old.keys() & new.keys() if old[key] != new[key]}),
        ):
            if keys:
                source = before if sign == "gone" else after
                known = titles(register.id, source.shown, source.bank)
                names = list(dict.fromkeys(known[key] for key in sorted(keys)))
                parts.append(f"{counted(len(keys), sign, sign)} ({_few(names)})")
        found.append(Change("register", "changed", f"{register.title}: {', '.join(parts)}"))
    return found


def _few(names: list[str]) -> str:
    """Return the first names; they hold commas themselves."""
    more = len(names) - MOST_NAMES
    return "; ".join(names[:MOST_NAMES]) + (f"; {more} more" if more > 0 else "")


def _findings(before: Situation, after: Situation) -> list[Change]:
    """Return findings that came and went; one that only says another number has changed."""
    old, new = (_by_rule(find(situation)) for situation in (before, after))
    found = []
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key, []), new.get(key, [])
        gone = [one for one in was if one not in now]
        came = [one for one in now if one not in was]
        if len(gone) == len(came) == 1:
            words = f"{sentence(came[0])} Before: {sentence(gone[0])}"
            found.append(Change("finding", "changed", words, key[1]))
            continue
        found += [Change("finding", "new", sentence(one), key[1]) for one in came]
        found += [Change("finding", "gone", sentence(one), key[1]) for one in gone]
    return sorted(found, key=lambda one: SIGNS.index(one.sign))


def _by_rule(findings: tuple[Finding, ...]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for one in findings:
        found.setdefault((one.rule, one.department), []).append(one.sentence)
    return found


def _forecasts(after: Situation) -> list[Change]:
    found = []
    for row in after.snapshot.rows("forecasts"):
        happened = number(row, "happened")
        if happened is None:
            continue
        words = verdict(number(row, "low"), number(row, "high"), happened)
        likely = number(row, "likely")
        hoped = f", {likely:,.10g} expected" if likely is not None else ""
        told = f"{text(row, 'what')}: {happened:,.10g} happened{hoped}; {words}"
        found.append(Change("forecast", "changed", told.rstrip("; ")))
    return found


WORDS = {"new": "New", "gone": "Gone", "changed": "Changed"}
TITLES = {
    "decision": "Advice",
    "decided": "Decisions",
    "commitment": "Commitments",
    "finding": "Findings",
    "forecast": "Expected and happened",
    "answers": "Answers",
    "register": "Registers",
}


@section("changes", "What changed since last time", "S4-24", "S4-23", "S0-31")
def section_of(found: Comparison) -> Section:
    """Return a comparison as a section of tables, the advice first."""
    blocks = tuple(
        Table(
            caption=title,
            columns=(TableColumn(""), TableColumn("What", wide=True)),
            rows=tuple(TableRow((WORDS[one.sign], one.sentence)) for one in found.of(kind)),
        )
        for kind, title in TITLES.items()
        if found.of(kind)
    )
    count = counted_words(len(found.changes), "thing").capitalize()
    since = f" since {long_date(found.old_date)}" if found.old_date else ""
    verb = "has" if len(found.changes) == 1 else "have"
    headline = f"{count} {verb} changed{since}" if found.changes else f"Nothing changed{since}"
    return Section("changes", "Since last time", headline, "Changes", blocks)
