"""Who took part, who was not heard, and what a second round changed."""

from __future__ import annotations

from collections import Counter

from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, listed_few
from kit.model.report import Block, Paragraph, Section, Table, TableColumn, TableRow
from kit.model.workshop import AnswerState


@section("participation", "Who took part, and who was not heard", "S0-03", "S0-14", "S4-09")
def participation(situation: Situation) -> Section | None:
    """Return who took part; None when no department is listed."""
    if not situation.departments:
        return None
    people: dict[str, set[str]] = {}
    unsure: Counter[str] = Counter()
    for answer in situation.answers:
        department = situation.department_of.get(answer.participant, "")
        people.setdefault(department, set()).add(answer.participant)
        unsure[department] += answer.state is AnswerState.DONT_KNOW
    invited = Counter(situation.department_of.values())
    table = Table(
        caption="Who took part",
        columns=(
            TableColumn("Department"),
            TableColumn("People who answered", number=True),
            TableColumn("On the list", number=True),
            TableColumn("“Don't know”", number=True),
        ),
        rows=tuple(
            TableRow(
                (
                    one.name,
                    str(len(people.get(one.id, ()))),
                    str(invited[one.id]),
                    str(unsure[one.id]),
                )
            )
            for one in situation.departments
        ),
    )
    return Section(
        "participation",
        "Who took part",
        _headline([one.name for one in situation.departments if one.id not in people]),
        "Who took part",
        (table, *_rounds(situation)),
    )


def _headline(silent: list[str]) -> str:
    if not silent:
        return "Every department was heard"
    verb = "has" if len(silent) == 1 else "have"
    return f"{listed_few(silent)} {verb} not been heard"


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
