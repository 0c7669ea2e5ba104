"""What would change the advice, changed in the folder's own files: exactly that is then advised.

Every change a sample's report announces is made in a copy of its CSV files, and the copy decided
anew from the files on, as `kit decide` does.
"""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from kit.model.content import Bank
from kit.model.decision import Flip, Recommendation
from kit.workshop import open_workshop

WEIGHTS = "account_decision.weights"
Line = dict[str, str]
MEND = {
    "you name a second administrator": {"second_admin": "Somebody Else"},
    "you offer at least 5.4 hours a week": {"hours_a_week": "5.4"},
    "you plan it for at least 12 months": {"life_months": "12"},
}


@dataclass
class Folder:
    """A copy of a sample whose files can be changed."""

    place: Path
    bank: Bank

    def lines(self, name: str) -> list[Line]:
        with (self.place / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def write(self, name: str, lines: list[Line]) -> None:
        with (self.place / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)

    def advice(self) -> dict[str, Recommendation]:
        with open_workshop(str(self.place)) as workshop:
            return {one.subject: one for one in workshop.recommendations}

    def weights(self) -> dict[str, float]:
        with open_workshop(str(self.place)) as workshop:
            study = workshop.decided.study
            return dict(
                zip(study.model.criterion_ids, map(float, study.scores.weights), strict=True)
            )

    def moved(self, lines: list[Line], subject: str, flip: Flip, fewer: int = 0) -> list[Line]:
        """Return the answers with the people whom a flip names one step elsewhere."""
        question = next(
            one for one in self.bank.questions.values() if one.criterion == flip.criterion
        )
        asked = subject if question.by_platform else subject.split("@", maxsplit=1)[0]
        way = 1 if "one step higher" in flip.sentence else -1
        today = _today(lines, question.id, asked)
        moved = list(lines)
        steps = [level for level, count in _steps(flip) for _ in range(count)]
        for level in steps[: len(steps) - fewer]:
            person = next(
                one for one, line in sorted(today.items()) if line["answer"] == str(level)
            )
            old = today.pop(person)
            moved = [line for line in moved if line is not old or old["subject"] != asked]
            moved.append({**old, "subject": asked, "answer": str(level + way)})
        return moved


def _today(lines: list[Line], question: str, subject: str) -> dict[str, Line]:
    """Return each person's last answer about a subject; a platform takes its department's."""
    found: dict[str, Line] = {}
    for about in dict.fromkeys((subject.split("@", maxsplit=1)[0], subject)):
        last: dict[str, Line] = {}
        for line in lines:
            if (line["question"], line["subject"]) == (question, about):
                before = last.get(line["participant"])
                if before is None or int(line["round"]) >= int(before["round"]):
                    last[line["participant"]] = line
        found |= last
    return found


def _steps(flip: Flip) -> list[tuple[int, int]]:
    """Return which levels move and how many people from each, read from the sentence."""
    inside = re.search(r"\(([^()]+ instead of [^()]+)\)", flip.sentence)
    assert inside, flip.sentence
    several = re.findall(r"(\d+) (?:person|people) \d instead of (\d)", inside[1])
    if several:
        return [(int(level), int(count)) for count, level in several]
    return [(int(inside[1][-1]), flip.people or 0)]


def _weighed(flip: Flip, now: dict[str, float]) -> str:
    """Return ratings with which one criterion weighs what a flip says, the others in proportion."""
    then = flip.weight_then or 0.0
    rest = (1 - then) / (1 - now[flip.criterion])
    wanted = {key: then if key == flip.criterion else rest * one for key, one in now.items()}
    highest = max(wanted.values())
    return "; ".join(f"{key}={100 * one / highest:.6f}" for key, one in wanted.items())


@pytest.fixture
def folder(bank: Bank, samples: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Folder:
    place = tmp_path / request.param
    shutil.copytree(samples / request.param, place)
    return Folder(place, bank)


FIVE = ("tannery_row_coffee", "larkfield_clinics", "quillmere_university", "halden_pumps",
        "agency_client_museum")  # fmt: skip


@pytest.mark.parametrize("folder", FIVE, indirect=True)
def test_people_who_answer_as_announced_turn_the_advice_as_announced(folder: Folder) -> None:
    lines, advice = folder.lines("answers.csv"), folder.advice()
    announced = [
        (subject, flip)
        for subject, one in advice.items()
        for flip in one.flips
        if flip.kind == "answers"
    ]
    for subject, flip in announced:
        folder.write("answers.csv", folder.moved(lines, subject, flip))
        assert folder.advice()[subject].model is flip.to, (subject, flip.sentence)
        folder.write("answers.csv", folder.moved(lines, subject, flip, fewer=1))
        assert folder.advice()[subject].model is advice[subject].model, (subject, flip.sentence)


@pytest.mark.parametrize("folder", FIVE, indirect=True)
def test_weights_as_announced_turn_the_advice_as_announced(folder: Folder) -> None:
    lines, advice, now = folder.lines("answers.csv"), folder.advice(), folder.weights()
    announced = [
        (subject, flip)
        for subject, one in advice.items()
        for flip in one.flips
        if flip.kind == "weight"
    ]
    for subject, flip in announced:
        ratings = _weighed(flip, now)
        changed = [
            {**line, "answer": ratings} if line["question"] == WEIGHTS else line for line in lines
        ]
        folder.write("answers.csv", changed)
        assert folder.advice()[subject].model is flip.to, (subject, flip.sentence)


@pytest.mark.parametrize("folder", ["brackwater_outfitters", "public_body"], indirect=True)
def test_a_condition_that_is_met_turns_the_advice_as_announced(folder: Folder) -> None:
    lines = folder.lines("capacity.csv")
    announced = [
        (one, flip) for one in folder.advice().values() for flip in one.flips if flip.kind == "gate"
    ]
    assert announced
    for one, flip in announced:
        mended = MEND[flip.sentence.split(":")[0]]
        mine = {(one.department, ""), (one.department, one.platform)}
        folder.write(
            "capacity.csv",
            [
                {**line, **mended} if (line["department"], line["platform"]) in mine else line
                for line in lines
            ],
        )
        assert folder.advice()[one.subject].model is flip.to, (one.subject, flip.sentence)


def test_the_five_samples_announce_changes_of_every_kind(samples: Path) -> None:
    kinds: list[str] = []
    for name in FIVE:
        with open_workshop(str(samples / name)) as workshop:
            kinds += [flip.kind for one in workshop.recommendations for flip in one.flips]

    assert kinds.count("answers") > 30
    assert kinds.count("weight") > 30
