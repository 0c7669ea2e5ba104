"""Who was heard, and who was not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.analysis.rules.registry import Spotted, rule
from kit.analysis.situation import Situation
from kit.analysis.wording import counted, listed
from kit.answers.text import folded
from kit.model.decision import Evidence, Severity

BETWEEN, WITHIN = re.compile(r"[;,\n]"), re.compile(r"[/+&]|\band\b")


@rule(Severity.STOP, "article-communication", "S0-03", "S3-04")
def one_department_only(situation: Situation) -> Iterator[Spotted]:
    """All answers come from one department although there are others."""
    heard = _heard(situation)
    if len(heard) == 1 and len(situation.departments) > 1:
        name = situation.names.get(next(iter(heard)), "one department")
        yield Spotted(
            f"Only {name} has answered",
            "ask the other departments before anything is decided",
            Evidence(answers=len(situation.answers), from_=("participants",)),
        )


@rule(Severity.WARN, "article-communication", "S0-14", "S4-09")
def silent_departments(situation: Situation) -> Iterator[Spotted]:
    """Departments on the list from which nobody answered."""
    heard = _heard(situation)
    silent = [department.name for department in situation.departments if department.id not in heard]
    if silent and heard and len(heard) > 1:
        verb = "has" if len(silent) == 1 else "have"
        yield Spotted(
            f"{listed(silent)} {verb} not answered",
            "send the worksheet, or ask for half an hour: absent voices are missing, not neutral",
            Evidence(rows=len(silent), from_=("departments", "participants")),
        )


@rule(Severity.NOTE, "article-questions", "S4-11", "S4-09")
def must_invite_missing(situation: Situation) -> Iterator[Spotted]:
    """A department that social media affects most is not on the list."""
    known = {folded(text) for one in situation.departments for text in (one.id, one.name)}
    merged = " ".join(
        folded(str(row.values.get("merged_from") or ""))
        for row in situation.snapshot.rows("departments")
    )
    missing = [
        preset.name
        for preset in situation.bank.departments
        if preset.must_invite
        and not any(_same(preset.id, preset.name, name) for name in known)
        and folded(preset.name) not in merged
    ]
    if missing and situation.departments:
        yield Spotted(
            f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} not on the list",
            "invite them, or note which department does their work",
            Evidence(rows=len(situation.departments), from_=("departments",)),
        )


@rule(Severity.WARN, "article-launch", "S3-07")
def merged_parts_listed_too(situation: Situation) -> Iterator[Spotted]:
    """A department made of others that are on the list as well, so that they count twice."""
    names = {folded(text): one.name for one in situation.departments for text in (one.id, one.name)}
    for row in situation.snapshot.rows("departments"):
        whole = situation.names[row.id]
        parts = [
            part.strip() for part in BETWEEN.split(folded(str(row.values.get("merged_from") or "")))
        ]
        pieces = [
            piece.strip()
            for part in parts
            for piece in ([part] if part in names else WITHIN.split(part))
        ]
        twice = [names[piece] for piece in pieces if piece in names]
        twice = [name for name in dict.fromkeys(twice) if name != whole]
        if twice:
            verb = "is" if len(twice) == 1 else "are"
            yield Spotted(
                f"{listed(twice)} {verb} part of {whole} and on the list as well",
                "keep the whole or its parts, so that nobody is counted twice",
                Evidence(rows=1 + len(twice), from_=("departments",)),
                row.id,
            )


def _same(preset_id: str, preset_name: str, name: str) -> bool:
    wanted = {folded(preset_id), folded(preset_name), folded(preset_id.replace("_", " "))}
    return name in wanted or any(f" {word} " in f" {name} " for word in wanted)


@rule(Severity.WARN, "our-judgement", "S4-18")
def contradictory_capacity(situation: Situation) -> Iterator[Spotted]:
    """Two rows say different things about the same department's people or hours."""
    for subject in situation.subjects:
        facts = situation.capacities[subject.key]
        if facts.contradictions and not subject.platform:
            columns = situation.bank.registers["capacity"]
            labels = [
                column.label for name in facts.contradictions if (column := columns.column(name))
            ]
            yield Spotted(
                f"{subject.department.name} gave two different answers on {listed(labels).lower()}",
                "agree on one; the first row was used here",
                Evidence(rows=facts.rows, from_=("capacity",)),
                subject.department.id,
            )


def _heard(situation: Situation) -> set[str]:
    people = {answer.participant for answer in situation.answers}
    found = {situation.department_of.get(person, "") for person in people}
    return {department for department in found if department}


def participants_text(situation: Situation) -> str:
    """Return how many people of how many departments answered."""
    people = {answer.participant for answer in situation.answers}
    departments = len(_heard(situation))
    return f"{counted(len(people), 'person', 'people')}, {counted(departments, 'department')}"
