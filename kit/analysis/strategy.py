"""The finished whole: every section of the report, with the sentences it is made of."""

from __future__ import annotations

from typing import Protocol

from kit.analysis import (
    audiences,
    calendar_chapter,
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
from kit.analysis.executive_lines import in_short
from kit.analysis.hours_asked import asked_matrix
from kit.analysis.priorities import clash_matrix, unseen_sides
from kit.analysis.question_blocks import question_blocks
from kit.analysis.register_tables import register_tables
from kit.analysis.rules import find
from kit.analysis.sections import account_steps, company
from kit.analysis.sections.account_map import account_map
from kit.analysis.sections.agenda import agenda
from kit.analysis.sections.certainty import certainty
from kit.analysis.sections.first_page import facts, headline, summary
from kit.analysis.sections.hours import capacity_blocks
from kit.analysis.sections.taking_part import participation
from kit.analysis.sections.to_settle import to_settle
from kit.analysis.sections.weights import weights
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.staffing_ranges import range_table
from kit.analysis.subject_names import in_table_order
from kit.analysis.wording import counted, counted_words, long_date
from kit.model.content import Bank, Topic
from kit.model.decision import Finding, Severity
from kit.model.report import Block, FindingList, Section
from kit.model.strategy import Strategy
from kit.model.version import VERSION
from kit.model.workshop import Snapshot


class Chapter(Protocol):
    """A module that writes one topic's chapter: registers it prints itself, headline, blocks."""

    TOPIC: str
    DONE: tuple[str, ...]

    def headline(self, situation: Situation) -> str:
        """Return the chapter's finding, in one sentence."""

    def blocks(self, situation: Situation) -> tuple[Block, ...]:
        """Return its tables and pictures; nothing when nobody filled them."""


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
        summary=summary(made.recommendations, situation),
        facts=facts(situation),
        recommendations=in_table_order(made.recommendations),
        to_settle=to_settle(made, findings),
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


def _sections(
    decision: Decision, situation: Situation, findings: tuple[Finding, ...]
) -> tuple[Section, ...]:
    found: list[Section | None] = []
    if situation.departments:
        found += [account_map(decision), certainty(decision)]
        found += [agenda(decision), weights(decision), company.section(Company(decision))]
        found.append(in_short(situation))
    found += [_topic(topic, decision, situation) for topic in situation.bank.topics]
    found += [_next_steps(situation), _findings(findings), participation(situation)]
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
        steps = account_steps.transitions_table(decision)
        title, own = account_steps.headline(decision), (steps,) if steps else ()
    elif topic.id in CHAPTERS and situation.departments:
        chapter = CHAPTERS[topic.id]
        own = chapter.blocks(situation)
        title = chapter.headline(situation) if own else title
        done |= set(chapter.DONE) if own else set()
    rest = _all_said(topic, situation, leave_out=done)
    if not own and not rest:
        return None
    label = topic.title if title != topic.title else "What was said"
    return Section(topic.id, label, title, topic.title, (*own, *rest), topic=topic.id)


def _all_said(topic: Topic, situation: Situation, *, leave_out: set[str]) -> tuple[Block, ...]:
    """Return all that was said under a topic, questions first, then its registers."""
    blocks: list[Block] = []
    for question in topic.questions:
        if question.in_report and question.id not in leave_out:
            blocks += question_blocks(question, situation)
    for register in topic.registers:
        if register.in_report and register.id not in leave_out:
            blocks += register_tables(register, situation.shown, situation.bank, folded=True)
    return tuple(blocks)


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
        f"Value tables and defaults: content version {bank.version}; “kit check” prints what "
        "they say knowing nothing."
    )
    return (score, stress, words, privacy, tables)


def _by(author: str, year: str) -> str:
    known = ", ".join(part for part in (author, year) if part)
    return f" ({known})" if known else ""
