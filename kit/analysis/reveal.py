"""What the room sees of a question when its round is closed: fixed then, never computed anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kit.analysis import groups
from kit.analysis.heard import Heard, Picture, Shape, drawn, given_of
from kit.analysis.privacy import Discretion, may_stand_beside, what_may_be_shown
from kit.analysis.wording import counted
from kit.model.content import Bank, Privacy
from kit.model.report import Block, Paragraph, Section, Table
from kit.model.workshop import Answer, AnswerState, Snapshot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

GONE = (
    "Somebody has had their answers deleted since this was shown before: another picture is not "
    "shown, or what they said could be read off the difference."
)


@dataclass(frozen=True, slots=True)
class Reveal:
    """One question of one round, as the room sees it.

    Attributes:
        people: How many answered, "don't know" included.
        remark: What the picture leaves out and why, as sentences; or why there is none.
        groups: Anonymous answers by the one fixed partition of the room, where that is safe.
        typed: Whether the shape quotes what people typed: read before the room sees it.
    """

    question: str
    round: int
    title: str
    people: int
    shape: Shape
    remark: str = ""
    groups: Table | None = None
    typed: bool = False


def reveal(  # noqa: PLR0913  which question of what, and the rule it is shown by
    snapshot: Snapshot,
    bank: Bank,
    question_id: str,
    round_no: int,
    rule: Discretion,
    *,
    gone: int = 0,
) -> Reveal:
    """Return what the room may see of one question.

    Anonymous answers are shown for the whole room from k people on, and by the one partition where
    that isolates nobody; answers that speak for a department are shown under its name.

    Args:
        snapshot: The workshop at the close of the round.
        bank: The content.
        question_id: Which question.
        round_no: Which round; each person's answer is the one of this round, or, where they had
            nothing to change, the one before.
        rule: The smallest number of people that is shown, and the partition.
        gone: People who have had their answers deleted since an earlier round was shown.
    """
    question = bank.questions[question_id]
    answers = _of_round(snapshot.answers, question_id, round_no)
    people = len({answer.participant for answer in answers})
    title = question.text.replace("{department}", "each department")

    def shown(picture: Picture) -> Reveal:
        return Reveal(
            question_id,
            round_no,
            title,
            people,
            picture.shape,
            picture.remark,
            picture.groups,
            picture.typed,
        )

    if not people:
        return shown(Picture(None, "Nobody has answered yet."))
    if not question.in_report:
        return shown(Picture(None, "Answers here may give a secret away: no room is shown them."))
    if question.privacy is Privacy.ANONYMOUS and 0 < gone < rule.k:
        return shown(Picture(None, GONE))
    heard, left_out = _beside_earlier(Heard(question, answers, snapshot, rule), round_no)
    if heard.nameless and (withheld := _withheld(heard, people, left_out)):
        return shown(Picture(None, withheld))
    picture = drawn(heard, bank, title)
    unsure = people - len({answer.participant for answer in given_of(answers)})
    told = f"{counted(unsure, 'person', 'people').capitalize()} answered that they do not"
    remarks = [
        picture.remark,
        left_out,
        f"{told} know, or that it does not apply." * bool(unsure),
        groups.too_small(rule.k) * bool(heard.nameless and rule.groups and not _grouped(picture)),
    ]
    return shown(replace(picture, remark=" ".join(filter(None, remarks))))


def _grouped(picture: Picture) -> bool:
    """Return whether nothing more need be said about groups: texts never have any."""
    return picture.groups is not None or picture.typed or picture.shape is None


def _withheld(heard: Heard, people: int, left_out: str) -> str:
    given = len({answer.participant for answer in heard.given})
    if what_may_be_shown({"room": given}, heard.k).whole:
        return ""
    if left_out:
        return left_out
    answered = counted(people, "person has", "people have").capitalize()
    return f"{answered} answered. Anonymous answers are shown from {heard.k} people on."


def _beside_earlier(heard: Heard, round_no: int) -> tuple[Heard, str]:
    """Leave out what would stand out beside the earlier rounds, and say so."""
    if not heard.nameless or round_no == 1:
        return heard, ""
    kept, before = _kept(heard.snapshot.answers, heard.question.id, round_no, heard.k)
    left_out = _left_out(heard.k) * (len(kept) < len(heard.answers))
    return replace(heard, answers=kept, before=before), left_out


def beside_all_rounds(
    answers: Collection[Answer], question: str, k: int
) -> tuple[tuple[Answer, ...], str]:
    """Return everybody's last word as a report may print it beside what rooms were shown.

    Args:
        answers: Of all questions and rounds.
        question: Which is looked at, an anonymous one.
        k: The smallest number of people that is shown.

    Returns:
        The answers, and a sentence where some are left out.
    """
    last = max((one.round for one in answers if one.question == question), default=1)
    kept, _ = _kept(answers, question, last, k)
    everybody = _of_round(answers, question, last)
    return kept, _left_out(k) * (len(kept) < len(everybody))


def _kept(
    answers: Collection[Answer], question: str, round_no: int, k: int
) -> tuple[tuple[Answer, ...], dict[str, Sequence[frozenset[str]]]]:
    """Return the answers of a round that stand out beside no earlier one, and who was in those."""
    rounds = [_of_round(answers, question, number) for number in range(1, round_no + 1)]
    kept: list[Answer] = []
    before: dict[str, Sequence[frozenset[str]]] = {}
    for subject in dict.fromkeys(answer.subject for answer in rounds[-1]):
        people = [
            frozenset(one.participant for one in given_of(said) if one.subject == subject)
            for said in rounds
        ]
        *before[subject], allowed = may_stand_beside(people, k)
        few = len(people[-1]) < k  # withheld for that reason, and counted
        kept += [
            one
            for one in rounds[-1]
            if one.subject == subject
            and (few or one.participant in allowed or one.state is not AnswerState.GIVEN)
        ]
    return tuple(kept), before


def _left_out(k: int) -> str:
    return (
        f"Fewer than {k} people joined or left since the round before: their answers are "
        "left out here, or they could be read off the difference."
    )


def reveal_section(shown: Reveal) -> Section:
    """Return a reveal as a section of a report, for notebooks."""
    people = counted(shown.people, "person", "people").capitalize()
    blocks: list[Block] = [Paragraph(f"{people} answered in round {shown.round}.")]
    blocks += _below(shown.title, shown.shape)
    blocks += [shown.groups] if shown.groups is not None else []
    blocks += [Paragraph(shown.remark)] if shown.remark else []
    name = shown.question.replace(".", "-")
    return Section(name, "What the room said", shown.title, "", tuple(blocks))


def _below(headline: str, shape: Shape | None) -> list[Block]:
    """Return the shape under a title of its own: the headline above it has said the question."""
    if shape is None:
        return []
    if isinstance(shape, Table) or shape.title != headline:
        return [shape]
    return [replace(shape, title="How the answers are spread")]


def _of_round(answers: Iterable[Answer], question: str, round_no: int) -> tuple[Answer, ...]:
    last: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        if answer.question == question and answer.round <= round_no:
            place = (answer.participant, answer.subject)
            if place not in last or last[place].round <= answer.round:
                last[place] = answer
    return tuple(last.values())
