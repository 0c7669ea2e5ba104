"""The finished whole: every section of the report, with the sentences it is made of."""

from __future__ import annotations

from typing import Protocol

from kit.analysis import (
    audiences,
    calendar_chapter,
    company,
    following_up,
    goals,
    launching,
    originality,
    replying,
    who_is_heard,
    working_together,
)
from kit.analysis.calendar import without_secrets
from kit.analysis.company import Company
from kit.analysis.decide import Decision
from kit.analysis.entries import register_tables, topic_blocks
from kit.analysis.executive_lines import in_short
from kit.analysis.priorities import clash_matrix, unseen_sides
from kit.analysis.rules import find
from kit.analysis.sections import (
    account_map,
    account_steps,
    agenda,
    capacity_blocks,
    certainty,
    general_names,
    in_table_order,
    subject_name,
    transitions_table,
    weights,
)
from kit.analysis.serving import section
from kit.analysis.silence import ask_again, silent_lines, with_doubts
from kit.analysis.situation import Situation
from kit.analysis.staffing_ranges import asked_matrix, range_table
from kit.analysis.together import over_limits
from kit.analysis.wording import (
    NUMBER_WORDS,
    capital,
    count_word,
    counted,
    counted_words,
    listed,
    listed_few,
    long_date,
    sentence,
)
from kit.model.content import AccountModel, Bank, Topic
from kit.model.decision import Finding, Label, Recommendation, Severity, Step
from kit.model.report import Block, FindingList, Paragraph, Section, Table, TableColumn, TableRow
from kit.model.strategy import Fact, Strategy, ToSettle
from kit.model.version import VERSION
from kit.model.workshop import AnswerState, Snapshot


class Chapter(Protocol):
    """A module that writes one topic's chapter: registers it prints itself, headline, blocks."""

    TOPIC: str
    DONE: tuple[str, ...]

    def headline(self, situation: Situation) -> str:
        """Return the chapter's finding, in one sentence."""

    def blocks(self, situation: Situation) -> tuple[Block, ...]:
        """Return its tables and pictures; nothing when nobody filled them."""


FIRM = {Label.CLEAR, Label.LEANING}
UNSETTLED = {Label.TOO_CLOSE, Label.CONTESTED}
ENDINGS = {Step.MERGE, Step.CLOSE, Step.MERGE_OR_CLOSE, Step.REVIVE_OR_CLOSE}
COMMITMENTS = "commitments"
CHAPTERS: dict[str, Chapter] = {
    chapter.TOPIC: chapter
    for chapter in (
        who_is_heard,
        working_together,
        launching,
        replying,
        calendar_chapter,
        following_up,
    )
}
DECIDED_ELSEWHERE = {"account_decision.weights", COMMITMENTS, "departments"}
MOST_TO_SETTLE = 3
ON_PAGE_ONE = {"no_crisis_plan"}
"""Rules whose findings stand on page one whatever else there is (requirement S1-08)."""


def compose(snapshot: Snapshot, bank: Bank, decision: Decision | None = None) -> Strategy:
    """Return the whole strategy of a workshop; the same workshop gives the same strategy.

    Args:
        snapshot: What people said.
        bank: The content it was said under.
        decision: The decision about it, if it was made already.
    """
    made = decision or Decision(Situation(snapshot, bank))
    situation = Situation(snapshot, bank, made.recommendations)
    findings = find(situation)
    whole = Strategy(
        organisation=snapshot.organisation.name,
        headline=headline(made.recommendations),
        summary=_summary(made.recommendations, situation),
        facts=_facts(situation),
        recommendations=in_table_order(with_doubts(made.recommendations, situation)),
        to_settle=_to_settle(made, findings),
        findings=findings,
        sections=_sections(made, situation, findings),
        method=_method(made),
        sources=tuple(
            f"{source.title}{_by(source.author, source.year)}" for source in bank.sources
        ),
        weights=dict(
            zip(
                (criterion.id for criterion in bank.criteria),
                map(float, made.study.scores.weights),
                strict=True,
            )
        ),
        workshop_date=snapshot.organisation.workshop_date,
        content_version=bank.version,
        kit_version=VERSION,
    )
    return without_secrets(whole, situation.reader)


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
    verbs = {
        "own": ("speaks for itself", "speak for themselves"),
        "own_placed": (
            "speaks for itself on a platform and is undecided in general",
            "speak for themselves on a platform and are undecided in general",
        ),
        "placed": (
            "is decided on a platform but not in general",
            "are decided on a platform but not in general",
        ),
        "contributor": ("feeds the main account", "feed the main account"),
        "central": ("stays central", "stay central"),
        "open": ("cannot be decided yet", "cannot be decided yet"),
    }
    parts: list[str] = []
    figures = max(counts.values()) >= len(NUMBER_WORDS)  # one way of writing for all of them
    for key, count in counts.items():
        if count:
            noun = "" if parts else (" department" if count == 1 else " departments")
            number = f"{count:,}" if figures else count_word(count)
            parts.append(sentence(f"{number}{noun} {verbs[key][count > 1]}"))
    return " ".join(parts)


def _summary(found: tuple[Recommendation, ...], situation: Situation) -> str:
    own = [one for one in found if one.model is AccountModel.OWN]
    firm = [one for one in found if one.label in FIRM]
    close = [one for one in found if one.label in UNSETTLED and one not in own]
    blocked = [one for one in found if one.label is Label.BLOCKED]
    silent = [one for one in found if one.label is Label.NOT_ENOUGH_ANSWERS]
    parts = []
    parts += _own_lines(own)
    if firm:
        verb = "is" if len(firm) == 1 else "are"
        parts.append(f"{len(firm)} of {counted(len(found), 'decision')} {verb} clear or leaning")
    if blocked:
        names = _names(blocked)
        verb = "fails" if len(names) == 1 else "fail"
        what = "what the answers favour"
        if all(one.leader is AccountModel.OWN for one in blocked):
            what = "an own account, which the answers favour"
        parts.append(f"{listed_few(names)} {verb} a condition of {what}")
    if close:
        names = _names(close)
        verb = "needs" if len(names) == 1 else "need"
        parts.append(f"{listed_few(names)} {verb} another look")
    if silent:
        parts += silent_lines(silent, found, situation)
    if not parts:
        parts.append("nobody has answered yet" if situation.departments else "")
    return " ".join(sentence(part) for part in parts if part)


def _own_lines(own: list[Recommendation]) -> list[str]:
    """Return who should have an own account, and for whom the answers do not settle it."""
    parts = []
    open_ones = [one for one in own if one.label in UNSETTLED]
    if firm := [one for one in own if one not in open_ones]:
        names = _names(firm)
        whose = "its" if len(names) == 1 else "their"
        parts.append(f"{listed_few(names)} should have an account of {whose} own")
    if open_ones:
        names = _names(open_ones)
        whose = "its" if len(names) == 1 else "their"
        parts.append(
            f"For {listed_few(names)} the answers are for an account of {whose} own, "
            "but do not settle it"
        )
    return parts


def _names(found: list[Recommendation]) -> list[str]:
    """Return the subjects' names; a platform is left out where its department stands as a whole."""
    whole = {one.department for one in found if not one.platform}
    return [subject_name(one) for one in found if not one.platform or one.department not in whole]


def _facts(situation: Situation) -> tuple[Fact, ...]:
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


def _to_settle(decision: Decision, findings: tuple[Finding, ...]) -> tuple[ToSettle, ...]:
    """Return the gravest things first, three at most."""
    urgent = [one for one in findings if one.severity in {Severity.STOP, Severity.WARN}]
    things = [
        *_undecided(decision.recommendations, decision.situation),
        *_blocked(decision.recommendations),
        *_together(decision),
        *_provisional(decision.recommendations),
        *_open(decision),
        *(_from_finding(finding) for finding in urgent if finding.rule not in ON_PAGE_ONE),
    ]
    always = [_from_finding(finding) for finding in urgent if finding.rule in ON_PAGE_ONE]
    return (*things[: MOST_TO_SETTLE - len(always)], *always)


def _from_finding(finding: Finding) -> ToSettle:
    return ToSettle(sentence(finding.sentence), sentence(finding.advice), "findings")


def _undecided(found: tuple[Recommendation, ...], situation: Situation) -> list[ToSettle]:
    silent = [one for one in found if one.model is None]
    if not silent:
        return []
    title = f"{listed_few(general_names(silent, found), 3)} cannot be decided."
    unheard = [one for one in silent if one.label is Label.NOT_ENOUGH_ANSWERS]
    if not unheard:
        text = "Every account model fails a condition: mend one before anything is opened."
        return [ToSettle(title, text, "certainty")]
    return [ToSettle(title, ask_again(unheard, situation), "participation")]


def _blocked(found: tuple[Recommendation, ...]) -> list[ToSettle]:
    blocked = [one for one in found if one.label is Label.BLOCKED and one.model]
    if not blocked:
        return []
    stopped = _names(blocked)
    verb = "is" if len(stopped) == 1 else "are"
    because = blocked[0].because
    text = because if len(blocked) == 1 else f"{subject_name(blocked[0])}: {because}"
    return [ToSettle(f"{listed_few(stopped, 3)} {verb} blocked.", sentence(text), "certainty")]


def _together(decision: Decision) -> list[ToSettle]:
    over = over_limits(decision)
    if not over:
        return []
    title = "All that is advised is more than can be run together."
    return [ToSettle(title, sentence(f"it takes {'; '.join(over)}"), "company")]


def _provisional(found: tuple[Recommendation, ...]) -> list[ToSettle]:
    unknown = [one for one in found if one.conditional_on and one.model is AccountModel.OWN]
    if not unknown:
        return []
    facts = list(dict.fromkeys(fact for one in unknown for fact in one.not_known))
    names = _names(unknown)
    verb, whose = ("is", "its own account") if len(names) == 1 else ("are", "their own accounts")
    text = f"Not known yet for {whose}: {listed_few(facts, 6)}."
    return [ToSettle(f"{listed_few(names, 3)} {verb} provisional.", text, "certainty")]


def _open(decision: Decision) -> list[ToSettle]:
    found = decision.recommendations
    close = [one for one in found if one.label in UNSETTLED]
    if not close:
        return []
    names = _names(close)
    verb = "is" if len(names) == 1 else "are"
    plan, first = decision.study.settling.plan, ""
    if plan:
        question = decision.bank.questions[plan[0].question]
        label = next(c.label for c in decision.bank.criteria if c.id == question.criterion)
        by_key = {one.subject: subject_name(one) for one in found}
        first = f" Begin with {label} of {by_key[plan[0].department]}."
    text = f"The answers do not settle {'it' if len(close) == 1 else 'them'}.{first}"
    return [ToSettle(f"{listed_few(names, 3)} {verb} open.", text, "agenda")]


def _sections(
    decision: Decision, situation: Situation, findings: tuple[Finding, ...]
) -> tuple[Section, ...]:
    found: list[Section | None] = []
    if situation.departments:
        found += [account_map(decision), certainty(decision)]
        found += [agenda(decision), weights(decision), company.section(Company(decision))]
        found.append(in_short(situation))
    found += [_topic(topic, decision, situation) for topic in situation.bank.topics]
    found += [_next_steps(situation), _findings(findings), _participation(situation)]
    return tuple(section for section in found if section is not None)


def _topic(topic: Topic, decision: Decision, situation: Situation) -> Section | None:
    title, done = topic.title, set(DECIDED_ELSEWHERE)
    own: tuple[Block, ...] = ()
    if topic.id == "goals":
        alignment = goals.alignment(situation)
        title, own = goals.headline(situation, alignment), goals.blocks(situation, alignment)
        more = (clash_matrix(situation), unseen_sides(situation))
        own += tuple(block for block in more if block is not None)
        done.add(goals.IMPORTANCE)
    elif topic.id == "audiences":
        common = audiences.overlaps(situation)
        title, own = audiences.headline(situation, common), audiences.blocks(situation, common)
    elif topic.id == "resources" and situation.departments:
        title, own = capacity_blocks(decision)
        more = (range_table(situation), asked_matrix(situation))
        own += tuple(block for block in more if block is not None)
    elif topic.id == "content":
        title, own = originality.headline(situation), originality.blocks(situation)
    elif topic.id == "account_decision" and situation.departments:
        steps = transitions_table(decision)
        title, own = _account_steps(decision), (steps,) if steps else ()
    elif topic.id in CHAPTERS and situation.departments:
        chapter = CHAPTERS[topic.id]
        own = chapter.blocks(situation)
        title = chapter.headline(situation) if own else title
        done |= set(chapter.DONE) if own else set()
    rest = topic_blocks(topic, situation, leave_out=done)
    if not own and not rest:
        return None
    label = topic.title if title != topic.title else "What was said"
    return Section(topic.id, label, title, topic.title, (*own, *rest), topic=topic.id)


def _account_steps(decision: Decision) -> str:
    """Return what happens to the accounts, counted as the table below it lists them."""
    rows = account_steps(decision)
    opened = sum(row.step is Step.OPEN for row in rows)
    ended = sum(row.step in ENDINGS and row.decided for row in rows)
    waiting = sum(bool(row.account) and not row.decided for row in rows)
    parts = []
    if opened:
        how = "as a pilot" if opened == 1 else "as pilots"
        parts.append(f"{counted_words(opened, 'account opens', 'accounts open')} {how}")
    if ended:
        parts.append(f"{counted_words(ended, 'account is', 'accounts are')} to merge or close")
    if waiting:
        parts.append(f"{counted_words(waiting, 'waits', 'wait')} for a decision")
    return capital(listed(parts) or "no account opens or closes")


@section("commitments", "Commitments with owners and dates", "S0-04", "S4-16", "S4-25")
def _next_steps(situation: Situation) -> Section | None:
    register = situation.bank.registers[COMMITMENTS]
    tables = register_tables(register, situation.snapshot, situation.bank)
    if not tables:
        return None
    rows = situation.snapshot.rows(COMMITMENTS)
    due = sorted(str(row.values["due"]) for row in rows if row.values.get("due"))
    first = f", the first by {long_date(due[0])}" if due else ", none with a date"
    count = counted_words(len(rows), "commitment").capitalize()
    return Section("commitments", "What happens next", f"{count}{first}", "Next", tables)


@section("findings", "What to mend, with advice and evidence", "S4-09", "S2-24")
def _findings(findings: tuple[Finding, ...]) -> Section | None:
    if not findings:
        return None
    urgent = sum(finding.severity in {Severity.STOP, Severity.WARN} for finding in findings)
    count = counted_words(urgent, "thing needs", "things need").capitalize()
    headline = f"{count} mending" if urgent else "Nothing urgent; a few things to know"
    block = FindingList("What the answers and registers show", findings)
    return Section("findings", "What to mend", headline, "To mend", (block,))


@section("participation", "Who took part, and who was not heard", "S0-03", "S0-14", "S4-09")
def _participation(situation: Situation) -> Section | None:
    if not situation.departments:
        return None
    people: dict[str, set[str]] = {}
    unsure: dict[str, int] = {}
    for answer in situation.answers:
        department = situation.department_of.get(answer.participant, "")
        people.setdefault(department, set()).add(answer.participant)
        unsure[department] = unsure.get(department, 0) + (answer.state is AnswerState.DONT_KNOW)
    invited: dict[str, int] = {}
    for department in situation.department_of.values():
        invited[department] = invited.get(department, 0) + 1
    rows = tuple(
        TableRow(
            (
                one.name,
                str(len(people.get(one.id, ()))),
                str(invited.get(one.id, 0)),
                str(unsure.get(one.id, 0)),
            )
        )
        for one in situation.departments
    )
    silent = [one.name for one in situation.departments if one.id not in people]
    title = "Every department was heard"
    if silent:
        verb = "has" if len(silent) == 1 else "have"
        title = f"{listed_few(silent)} {verb} not been heard"
    table = Table(
        caption="Who took part",
        columns=(
            TableColumn("Department"),
            TableColumn("People who answered", number=True),
            TableColumn("On the list", number=True),
            TableColumn("“Don't know”", number=True),
        ),
        rows=rows,
    )
    return Section(
        "participation", "Who took part", title, "Who took part", (table, *_rounds(situation))
    )


def _rounds(situation: Situation) -> tuple[Block, ...]:
    rounds = {answer.round for answer in situation.snapshot.answers}
    if len(rounds) < 2:  # noqa: PLR2004  nothing to compare
        return ()
    first: dict[tuple[str, str, str], object] = {}
    changed = total = 0
    for answer in sorted(situation.snapshot.answers, key=lambda one: one.round):
        place = answer.place[:3]
        if place in first:
            total += 1
            changed += first[place] != answer.value
        first[place] = answer.value
    text = (
        f"{counted(total, 'question was', 'questions were')} answered a second time after the "
        f"talk; {counted(changed, 'answer')} changed. Both rounds are kept; the later one counts."
    )
    return (Paragraph(text),)


def _method(decision: Decision) -> tuple[str, ...]:
    bank, settings = decision.bank, decision.study.settings
    value = bank.threshold
    score = (
        "Score: the mean of the answers, valued by a table for each criterion and weighed by the "
        "mean of everybody's weights; nothing is sampled and missing answers are left out, never "
        "counted as zero."
    )
    stress = (
        f"Stress test: {settings.n:,} pairings of one colleague's priorities with another's "
        f"assessment (seed {settings.seed}); each answer may slip by {settings.answer_error:g} of "
        f"a level and each weight by {settings.swing_error:g} points, and "
        f"{counted(int(settings.unheard), 'colleague')} nobody heard might say anything."
    )
    words = (
        f"Words: clear from {value('clear_support'):.0f} of 100, leaning from "
        f"{value('leaning_support'):.0f}, contested below; too close to call under "
        f"{value('indifference'):g} points; not enough answers under {value('min_people'):.0f} "
        f"people or {value('min_answered_share'):.0f} % of the questions."
    )
    privacy = f"Anonymous answers are shown from {value('anonymity_k'):.0f} people on."
    tables = (
        f"Value tables and defaults: content version {bank.version}; `kit check` prints what "
        "they say knowing nothing."
    )
    return (score, stress, words, privacy, tables)


def _by(author: str, year: str) -> str:
    known = ", ".join(part for part in (author, year) if part)
    return f" ({known})" if known else ""
