"""Which question a survey's column holds: by id, by code, by the same words, or a proposal."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kit.answers import folded, one_line
from kit.answers import lines as wording
from kit.errors import InputError, Problem
from kit.exchange.survey_layouts import Survey, SurveyColumn
from kit.model.content import About, Bank
from kit.model.workshop import Snapshot

LIKE, APART = 92, 8
NAME_WORDS = frozenset({"your name", "your name, initials or role", "what is your name?"})
DEPARTMENT_WORDS = frozenset({
    "department", "your department", "the department you speak for", "which department are you in?",
    "what department do you work in?", "which department do you work in?",
    "what is your department?", "which department do you speak for?",
})  # fmt: skip
BRACKETED = re.compile(r"\[([A-Za-z0-9_.#]+)\]|^([A-Z2-9]{4})[ .:)]")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
HEAD = """\
# Which question each column of this survey answers. Look through it, correct it, set
# confirmed = true, and import the survey with --mapping and this file.
#   question: a question's id; "" leaves the column out; "who.department" and "who.name" say who.
#   subject:  the department it is about, where the question is asked about each; "" is one's own.
#   part:     the choice or line, where the question has several.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What a column holds.

    Attributes:
        question: A question's id, `who.name`, `who.department`, or "" to leave the column out.
        why: How it was matched, for people.
        sure: Whether it may be taken without anybody confirming it.
    """

    question: str
    subject: str = ""
    part: str = ""
    why: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What somebody confirmed: header and sub-header to target.

    Attributes:
        department: The department all answers are from, where the survey does not ask.
    """

    targets: Mapping[tuple[str, str], Target]
    department: str = ""


class Matcher:
    """What the questions may be called, made once a survey."""

    def __init__(self, bank: Bank, present: Snapshot) -> None:
        """Learn every wording of every question about every department."""
        self.questions = bank.questions
        self.names = wording.names_of(bank, present)
        departments = self.names.get("departments", {})
        self.codes = {wording.code_of(key): key for key in self.questions}
        self.said: dict[str, Target] = {}
        for key, question in self.questions.items():
            each = question.about is About.EACH_DEPARTMENT
            known = departments if each else {"": "your department"}
            for subject, name in {"": "your department", **known}.items():
                text = folded(question.text.replace("{department}", name))
                self.said.setdefault(text, Target(key, subject, "", "the same words", sure=True))
        self.departments = {folded(text): key for key, name in departments.items()
                            for text in (key, name)}  # fmt: skip

    def match(self, column: SurveyColumn) -> Target:
        """Return what a column holds; an unsure target is a proposal, or nothing."""
        return self._by_name(column) or self._by_words(column) or self._alike(column)

    def _by_name(self, column: SurveyColumn) -> Target | None:
        for name in (column.sub, column.code, column.header.rpartition("/")[2]):
            found = wording.from_form_name(name, self.questions) if name else None
            if found:
                target = Target(*found, "its name", sure=True)
                whole = name == column.sub or target.part
                return target if whole else self._with_sub(target, column)
        match = BRACKETED.search(column.header)
        names = (column.header, column.code, *(match.groups() if match else ()))
        for name in filter(None, names):
            key, _, part = one_line(name).partition(wording.PART)
            key = self.codes.get(key, key)
            if key in self.questions:
                return self._with_sub(Target(key, "", part, "its id", sure=True), column)
        return None

    def _by_words(self, column: SurveyColumn) -> Target | None:
        word = folded(column.header)
        if not column.sub and word in NAME_WORDS:
            return Target(wording.WHO_NAME, why="the same words", sure=True)
        if not column.sub and word in DEPARTMENT_WORDS:
            return Target(wording.WHO_DEPARTMENT, why="the same words", sure=True)
        found = self.said.get(word)
        return self._with_sub(found, column) if found else None

    def _with_sub(self, target: Target, column: SurveyColumn) -> Target:
        """Return the target with its grid line: a department, or a part of the question."""
        sub = folded(column.sub)
        if not sub:
            return target
        question = self.questions[target.question]
        if question.about is About.EACH_DEPARTMENT and sub in self.departments:
            return Target(target.question, self.departments[sub], "", target.why, target.sure)
        for part in wording.parts(question.format, self.names):
            if sub in {folded(part.id), folded(part.label)}:
                return Target(target.question, target.subject, part.id, target.why, target.sure)
        return Target(target.question, target.subject, column.sub, "its line is not known")

    def _alike(self, column: SurveyColumn) -> Target:
        from rapidfuzz import fuzz, process  # noqa: PLC0415  only for columns nothing else matches

        word = folded(column.header)
        best = process.extract(word, list(self.said), scorer=fuzz.ratio, limit=6)
        if not best or best[0][1] < LIKE:
            return Target("", why="no question like it")
        found = self.said[best[0][0]]
        rival = next((score for text, score, _ in best[1:]
                      if self.said[text].question != found.question), 0.0)  # fmt: skip
        if best[0][1] - rival < APART:
            return Target("", why="two questions like it")
        why = f"{best[0][1]:.0f} of 100 alike"
        return self._with_sub(Target(found.question, found.subject, "", why), column)


def match_columns(
    survey: Survey, matcher: Matcher, mapping: Confirmed | None
) -> Iterator[tuple[SurveyColumn, Target]]:
    """Yield each column with what it holds: as confirmed, or as matched."""
    for column in survey.columns:
        place = (one_line(column.header), one_line(column.sub))
        if mapping is not None and place in mapping.targets:
            yield column, mapping.targets[place]
        else:
            yield column, matcher.match(column)


def mapping_toml(survey: Survey, pairs: Sequence[tuple[SurveyColumn, Target]]) -> str:
    """Return a mapping for people to confirm."""
    lines = [
        HEAD,
        f"tool = {_quoted(survey.tool)}",
        "confirmed = false",
        'department = ""  # fill in where all answers are from one department',
        "",
    ]
    for column, target in pairs:
        lines += ["[[columns]]", f"header = {_quoted(one_line(column.header))}"]
        if column.sub:
            lines.append(f"line = {_quoted(one_line(column.sub))}")
        lines.append(f"question = {_quoted(target.question)}  # {target.why}")
        if target.subject:
            lines.append(f"subject = {_quoted(target.subject)}")
        if target.part:
            lines.append(f"part = {_quoted(target.part)}")
        lines.append("")
    return "\n".join(lines)


def read_mapping(text: str, name: str, bank: Bank) -> Confirmed:
    """Return a mapping that somebody confirmed.

    Raises:
        InputError: It is no TOML, not confirmed, or names a question that does not exist.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem(name, f"the text ({error})", "TOML", "Mend it.")]) from error
    problems = []
    if table.get("confirmed") is not True:
        fix = "Look through it, then write confirmed = true."
        problems.append(Problem(f"{name}, confirmed", "a mapping nobody confirmed", "ready", fix))
    targets = {}
    known = {*bank.questions, wording.WHO_NAME, wording.WHO_DEPARTMENT, wording.WHO_LEVEL, ""}
    for at, column in enumerate(table.get("columns", ()), start=1):
        question = str(column.get("question", ""))
        if question not in known:
            where = f"{name}, columns {at}, question"
            fix = 'Correct it, or write "" to leave the column out.'
            problems.append(Problem(where, f"'{question}'", "a question of this kit", fix))
        place = (one_line(str(column.get("header", ""))), one_line(str(column.get("line", ""))))
        subject, part = str(column.get("subject", "")), str(column.get("part", ""))
        targets[place] = Target(question, subject, part, "confirmed", sure=True)
    if problems:
        raise InputError(problems)
    return Confirmed(targets, str(table.get("department", "")))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + CONTROL.sub(lambda found: f"\\u{ord(found.group()):04X}", escaped) + '"'
