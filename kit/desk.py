"""What notebooks put on the desk: forms to answer, what was said, what to talk about, the notes.

Each function returns something a notebook cell displays. `kit.workshop.Workshop` offers them as
methods; nothing here is computed that the workshop does not compute.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kit.errors import InputError, KitError, Problem
from kit.model.workshop import Answer, Row
from kit.replies import Judge, Refused, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kit.model.content import Topic
    from kit.show.forms.widget import Form
    from kit.workshop import Workshop

WHO = "Nobody is named who answers. Set `participant` in the settings cell and run this cell again."
COPY = "This is a copy in memory: nothing is kept. Open a workshop file to keep answers"
READ_ONLY = "This workshop can only be read here: nothing is kept. Ask for the right to write it"


@dataclass(frozen=True, slots=True)
class Words:
    """Words for a notebook cell, escaped.

    Attributes:
        title: Above the lines.
        lines: One paragraph each, or one item where they are `ordered`.
        folded: Hidden until somebody asks.
        look: Style of ours, as it is, for the words and the notebook around them.
    """

    title: str
    lines: tuple[str, ...]
    folded: bool = False
    ordered: bool = False
    look: str = ""

    def _repr_html_(self) -> str:
        listed = "".join(f"<li>{html.escape(line)}</li>" for line in self.lines)
        said = "".join(f"<p>{html.escape(line)}</p>" for line in self.lines)
        body = f"<ol>{listed}</ol>" if self.ordered else said
        title = html.escape(self.title)
        if self.folded:
            told = f"<details><summary>{title}</summary>{body}</details>"
        else:
            told = f"<b>{title}</b>{body}"
        style = f"<style>{self.look}</style>" if self.look else ""
        return f'<div class="kit words">{style}{told}</div>'

    def __repr__(self) -> str:
        """Return the words as plain lines."""
        return "\n".join([self.title, *self.lines])


@dataclass(frozen=True, slots=True)
class Pages:
    """Several words below each other."""

    pages: tuple[Words, ...]

    def _repr_html_(self) -> str:
        return "".join(page._repr_html_() for page in self.pages)

    def __repr__(self) -> str:
        """Return all words as plain lines."""
        return "\n\n".join(map(repr, self.pages))


def ask(
    workshop: Workshop,
    names: Sequence[str],
    *,
    participant: str = "",
    round_no: int = 1,
    registers: Sequence[str] = (),
) -> Form:
    """Return a form with questions and tables, as far as whoever answers may know their rows.

    Args:
        workshop: Where answers go.
        names: Ids of topics (all their questions) or of questions.
        participant: Id or name of whoever answers; empty: tables only can be filled.
        round_no: Which round.
        registers: Ids of registers to fill below the questions.

    Raises:
        InputError: A name is unknown.
    """
    from kit.analysis.calendar import known_whole  # noqa: PLC0415  numpy when asked
    from kit.show.forms import question_item, register_item, replies_of  # noqa: PLC0415  widgets when asked
    from kit.show.forms.widget import Form, told  # noqa: PLC0415  as above

    bank = workshop.bank
    person = person_id(workshop, participant) if participant else ""
    department = department_of(workshop, person)
    snapshot = known_whole(workshop.snapshot, bank, department)
    items = [
        question_item(bank.questions[one], bank, snapshot, department=department, round_no=round_no)
        for one in _questions(workshop, names)
    ]
    items += [register_item(bank.registers[one], bank, snapshot) for one in registers]
    mine = [answer for answer in snapshot.answers if answer.participant == person]
    key = f"notebook:{workshop.store.where}:{person or 'facilitator'}"
    shown = told("", items, replies_of(mine), key, not_kept(workshop))
    return Form(shown, lambda entries: record(workshop, entries, person))


def not_kept(workshop: Workshop) -> str:
    """Return why answers given here are not kept; "" where they are."""
    if workshop.store.where == "memory":
        return COPY
    return "" if workshop.writable else READ_ONLY


def record(workshop: Workshop, entries: Iterable[Reply], participant: str) -> list[dict[str, Any]]:
    """Keep what a form sends and return, for each entry, whether it is saved or why not."""
    results = []
    for entry in entries:
        result: dict[str, Any] = {"answer_id": str(entry.get("answer_id", ""))[:80], "ok": False}
        try:
            results.append({**result, **_recorded(workshop, entry, participant)})
        except KitError as error:
            problem = error.problems[0]
            message = f"{problem.found} is not {problem.allowed}. {problem.fix}"
            results.append({**result, "message": message})
    workshop.refresh()
    return results


def _recorded(workshop: Workshop, entry: Reply, participant: str) -> dict[str, Any]:
    if workshop.store.where != "memory" and not workshop.writable:
        return {"message": f"{READ_ONLY}."}
    judge = Judge(workshop.bank, workshop.snapshot)
    found: Answer | Row | Refused
    if entry.get("kind") == "row":
        found = judge.row(entry, participant or "facilitator")
    elif participant:
        found = judge.answer(entry, participant)
    else:
        return {"message": WHO}
    if isinstance(found, Refused):
        return {"message": found.sentence}
    if isinstance(found, Answer) and workshop.store.where != "memory":
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        found = judge.stamped(found, now)
    workshop.store.record([found], by=participant or "facilitator")
    if entry.get("kind") != "row":
        return {"ok": True}
    workshop.refresh()
    rows = workshop.snapshot.rows(str(entry.get("register")))
    return {"ok": True, "version": next((r.version for r in rows if r.id == entry.get("id")), 0)}


def assess(workshop: Workshop, participant: str, which: str = "full") -> Form | Words:
    """Return the self-guided assessment as a form for one listed person."""
    if not participant:
        return Words("Who answers?", (WHO,))
    from kit.analysis.calendar import known_whole  # noqa: PLC0415  numpy when asked
    from kit.assessing import input_item  # noqa: PLC0415  widgets when asked
    from kit.facilitation import assessment  # noqa: PLC0415  as above
    from kit.show.forms import replies_of  # noqa: PLC0415  as above
    from kit.show.forms.widget import Form, told  # noqa: PLC0415  as above

    person = person_id(workshop, participant)
    department = department_of(workshop, person)
    snapshot = known_whole(workshop.snapshot, workshop.bank, department)
    items = [
        input_item(one, workshop.bank, snapshot, department, person)
        for part in assessment(which).parts
        for one in part.inputs
        if not one.setting
    ]
    mine = [answer for answer in snapshot.answers if answer.participant == person]
    key = f"notebook:{workshop.store.where}:{person}"
    shown = told("", items, replies_of(mine), key, not_kept(workshop))
    return Form(shown, lambda entries: record(workshop, entries, person))


def result(workshop: Workshop, participant: str) -> Words:
    """Return where the answers about a person's department point."""
    if not participant:
        return Words("Who answers?", (WHO,))
    from kit.analysis.one_view import one_view  # noqa: PLC0415  numpy when there is a result
    from kit.analysis.wording import MODEL_WORDS, capital  # noqa: PLC0415  as above

    department = department_of(workshop, person_id(workshop, participant))
    found = one_view(workshop.decided, department)
    title = capital(MODEL_WORDS[found.model]) if found.model else "Not enough answers yet"
    lines = [found.certainty, *(f"Because: {reason}." for reason in found.reasons)]
    lines += [f"What would change it: {found.look_again_if}."] if found.look_again_if else []
    lines += [f"Still missing: {one}." for one in found.missing]
    return Words(title, tuple(lines))


def opening(workshop: Workshop, topics: Sequence[Topic], participant: str = "") -> Words:
    """Return what is good to know before anything is asked, and the look of a notebook."""
    from kit.show.forms.assets import notebook_look  # noqa: PLC0415  typefaces when shown

    organisation = workshop.snapshot.organisation
    minutes = sum(topic.minutes for topic in topics)
    where = workshop.store.where
    lines = [
        f"About {minutes} minutes." if minutes else "",
        f"Who decides in the end: {organisation.decider or 'nobody is named yet'}.",
        _who_answers(workshop, participant),
        f"{not_kept(workshop)}." if not_kept(workshop) else f"Answers are kept in {where}.",
    ]
    told = tuple(line for line in lines if line)
    return Words(organisation.name, told, look=notebook_look())


def _who_answers(workshop: Workshop, participant: str) -> str:
    if not participant:
        return "Nobody is named who answers: tables can be filled, questions wait."
    try:
        person = person_id(workshop, participant)
    except InputError as error:
        # Said, and no more: in notebook 00 they are added to the table just below.
        return str(error)
    row = next(row for row in workshop.snapshot.rows("participants") if row.id == person)
    department = department_of(workshop, person)
    rows = workshop.snapshot.rows("departments")
    spoken_for = next((str(one.values.get("name")) for one in rows if one.id == department), "")
    name = str(row.values.get("name") or person)
    return f"{name} answers here, for {spoken_for}." if spoken_for else f"{name} answers here."


def discussion(topic: Topic) -> Words:
    """Return the questions to talk about."""
    return Words("Talk about", topic.discussion, ordered=True)


def notes(topics: Sequence[Topic]) -> Words:
    """Return the facilitator's notes, hidden until somebody opens them."""
    told = "\n".join(topic.facilitator_notes for topic in topics)
    lines = (line.strip("# ").replace("**", "") for line in told.splitlines() if line.strip())
    return Words("Facilitator's notes: timing, traps, what to say if …", tuple(lines), folded=True)


def missing(workshop: Workshop, topics: Sequence[Topic]) -> Words:
    """Return what nobody has said yet on some topics, as sentences."""
    people = len(workshop.snapshot.rows("participants"))
    said: dict[str, set[str]] = {}
    for answer in workshop.snapshot.answers:
        said.setdefault(answer.question, set()).add(answer.participant)
    lines = [
        f"{question.text.replace('{department}', 'each department')} "
        f"{len(said.get(question.id, ()))} of {people} have answered."
        for topic in topics
        for question in topic.questions
        if len(said.get(question.id, ())) < people
    ]
    lines += [
        f"The table {register.title} is empty."
        for topic in topics
        for register in topic.registers
        if not workshop.snapshot.rows(register.id)
    ]
    return Words("What is missing", tuple(lines or ["Nothing: everybody has answered everything."]))


def person_id(workshop: Workshop, name: str) -> str:
    """Return the id of a listed person, given the id or the name.

    Raises:
        InputError: Nobody of that name is listed.
    """
    rows = workshop.snapshot.rows("participants")
    wanted = name.casefold().strip()
    for row in rows:
        if wanted in {row.id.casefold(), str(row.values.get("name", "")).casefold()}:
            return row.id
    fix = "Add them to the table of people in the room first (notebook 00)."
    raise InputError([Problem("participant", f"'{name}'", "listed in this workshop", fix)])


def department_of(workshop: Workshop, person: str) -> str:
    """Return the department somebody speaks for; "" for nobody."""
    rows = workshop.snapshot.rows("participants")
    return next((str(r.values.get("department") or "") for r in rows if r.id == person), "")


def topics_of(workshop: Workshop, names: Sequence[str]) -> list[Topic]:
    """Return topics by their ids.

    Raises:
        InputError: One of them is unknown.
    """
    known = {topic.id: topic for topic in workshop.bank.topics}
    if unknown := [name for name in names if name not in known]:
        fix = f"Use: {', '.join(known)}."
        raise InputError([Problem("topic", f"'{one}'", "a topic", fix) for one in unknown])
    return [known[name] for name in names]


def _questions(workshop: Workshop, names: Sequence[str]) -> list[str]:
    questions = workshop.bank.questions
    found = []
    for name in names:
        if name in questions:
            found.append(name)
        else:
            found += [question.id for question in topics_of(workshop, [name])[0].questions]
    return found
