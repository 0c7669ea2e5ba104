"""The response triage as a graph: questions, answers that lead on, and what is done in the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.analysis.serving import analysis
from kit.analysis.situation import Situation
from kit.model.workshop import Row


@dataclass(frozen=True, slots=True)
class Path:
    """One answer and where it leads: to the next question or to an action, never both."""

    question: str
    answer: str
    to: str


@dataclass(frozen=True, slots=True)
class Triage:
    """The graph, and what is wrong with it.

    Attributes:
        questions: Ids in the order of their places.
        actions: Ids in register order.
        roots: Questions to which nothing leads; the first one too, where only a circle does.
        circle: Questions that lead round in a circle, in order; empty when there is none.
        unreached: Questions and actions that cannot be reached from the first question.
        loose: Answers that lead nowhere, to two things at once, or that stand there twice.
        dead_ends: Questions without any answer.
    """

    questions: tuple[str, ...]
    actions: tuple[str, ...]
    paths: tuple[Path, ...]
    roots: tuple[str, ...] = ()
    circle: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    loose: tuple[Path, ...] = ()
    dead_ends: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)

    @property
    def start(self) -> str:
        """Return the first question: the only root, else the one in first place."""
        return next(iter(self.roots or self.questions), "")


@analysis("Triage checked as a graph: one start, no circle, every end reached", "S1-06", "S1-07")
def read_triage(situation: Situation) -> Triage:
    """Return the triage of a workshop with everything that is wrong with its shape."""
    rows = situation.snapshot.rows("triage_questions")
    placed = sorted(enumerate(rows), key=lambda pair: (_place(pair[1]), pair[0]))
    questions = tuple(row.id for _, row in placed)
    actions = tuple(row.id for row in situation.snapshot.rows("triage_actions"))
    paths, loose, given = [], [], set[tuple[str, str]]()
    for row in situation.snapshot.rows("triage_paths"):
        question, answer = str(row.values.get("question")), str(row.values.get("answer") or "")
        ends = [str(end) for key in ("next_question", "action") if (end := row.values.get(key))]
        paths += [Path(question, answer, end) for end in ends]
        same = (question, " ".join(answer.casefold().split()))
        if len(ends) != 1 or same in given:
            loose.append(Path(question, answer, ""))
        given.add(same)
    names = {row.id: str(row.values.get("question") or row.id) for row in rows}
    for row in situation.snapshot.rows("triage_actions"):
        names[row.id] = str(row.values.get("action") or row.id)
    return checked(Triage(questions, actions, tuple(paths), loose=tuple(loose), names=names))


def checked(graph: Triage) -> Triage:
    """Return a graph with its roots, circle, unreached parts and dead ends filled in."""
    targets = {path.to for path in graph.paths}
    asked = {path.question for path in graph.paths}
    roots = tuple(one for one in graph.questions if one not in targets)
    first = graph.questions[:1]
    if roots and not _reached(graph, *roots).issuperset(first):
        # The first question is where people begin, though a circle leads back to it.
        roots = (*first, *roots)
    circle = _circle(graph)
    reached = _reached(graph, *(roots or graph.questions)[:1])
    every = (*graph.questions, *graph.actions)
    return Triage(
        graph.questions,
        graph.actions,
        graph.paths,
        roots,
        circle,
        tuple(one for one in every if one not in reached and one not in roots),
        graph.loose,
        tuple(one for one in graph.questions if one not in asked),
        graph.names,
    )


def _place(row: Row) -> float:
    place = row.values.get("place")
    return float(place) if isinstance(place, (int, float)) else float("inf")


def _leads(graph: Triage) -> dict[str, list[str]]:
    leads: dict[str, list[str]] = {}
    for path in graph.paths:
        leads.setdefault(path.question, []).append(path.to)
    return leads


def _reached(graph: Triage, *starts: str) -> set[str]:
    leads, reached, ahead = _leads(graph), set(starts), list(starts)
    while ahead:
        for to in leads.get(ahead.pop(), ()):
            if to not in reached:
                reached.add(to)
                ahead.append(to)
    return reached


def _circle(graph: Triage) -> tuple[str, ...]:
    """Return the first circle found, walking without recursion so that no graph is too deep."""
    leads, done = _leads(graph), set[str]()
    for first in graph.questions:
        trail, walked = [first], {first}
        ahead = [iter(leads.get(first, ()))]
        while ahead and first not in done:
            to = next(ahead[-1], None)
            if to is None:
                left = trail.pop()
                walked.discard(left)
                done.add(left)
                ahead.pop()
            elif to in walked:
                return tuple(trail[trail.index(to) :])
            elif to not in done:
                walked.add(to)
                trail.append(to)
                ahead.append(iter(leads.get(to, ())))
    return ()
