"""Who may know: nothing of an embargo reaches a department outside it, by any page or view."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.analysis.calendar import Reader, conflicts
from kit.analysis.decide import Decision
from kit.analysis.departmental import for_department
from kit.analysis.situation import Situation
from kit.analysis.strategy import compose
from kit.model.content import Bank
from kit.model.encoding import encode
from kit.model.workshop import Snapshot
from kit.workshop import open_workshop

MakeSnapshot = Callable[..., Snapshot]
DEPARTMENTS = [
    {"id": "pr", "name": "Press"},
    {"id": "marketing", "name": "Marketing"},
    {"id": "people", "name": "People"},
    {"id": "customer_service", "name": "Guest care"},
]
SUBJECTS = [
    {
        "id": "leeds",
        "name": "Leeds flagship",
        "kind": "location",
        "aliases": "the Leeds shop",
        "valid_to": "2027-03-14",
    },
    {"id": "falcon", "name": "Project Falcon", "kind": "product", "aliases": "Falcon One"},
]
ITEMS = [
    {
        "id": "advert",
        "title": "20 % off at Leeds flagship",
        "kind": "ad",
        "department": "marketing",
        "start": "2027-03-20",
    },
    {
        "id": "portrait",
        "title": "Anna makes coffee",
        "kind": "post",
        "department": "people",
        "start": "2027-03-20",
        "subjects": ["leeds"],
    },
    {
        "id": "goodbye",
        "title": "We close our oldest shop",
        "snippet": "The lease was not renewed",
        "kind": "press_release",
        "department": "pr",
        "start": "2027-02-20",
        "subjects": ["leeds"],
    },
    {
        "id": "peek",
        "title": "A first look at the machine",
        "snippet": "Falcon One roasts at home",
        "kind": "post",
        "department": "pr",
        "start": "2027-02-21",
        "subjects": ["falcon"],
    },
    {
        "id": "slip",
        "title": "Best of Leedz",
        "kind": "blog",
        "department": "marketing",
        "start": "2027-04-01",
    },
]
CONSTRAINTS = [
    {
        "id": "closing",
        "name": "Leeds closes for good",
        "kind": "embargo",
        "effect": "block",
        "subjects": ["leeds"],
        "from_day": "2027-01-01",
        "to_day": "2027-02-14",
        "may_know": ["pr"],
        "may_publish": ["pr"],
        "reason_restricted": "Rent has doubled and the lease ends",
        "owner": "Inga Vale",
    },
    {
        "id": "machine",
        "name": "Machine for the home",
        "kind": "embargo",
        "effect": "block",
        "subjects": ["falcon"],
        "from_day": "2027-01-01",
        "to_day": "2027-05-14",
        "may_know": ["pr"],
        "reason_restricted": "Patent is pending until May",
        "owner": "Inga Vale",
    },
]
OTHERS = {
    "commitments": [
        {"what": "Photograph Falcon One for the page", "giver": "marketing", "receiver": "pr"}
    ],
    "launches": [
        {"id": "home", "launch": "Home roasting", "subject": "falcon", "department": "pr"}
    ],
    "faq": [
        {
            "question": "Why is the rent so high?",
            "answer": "The lease ends",
            "owner": "pr",
            "subject": "leeds",
        }
    ],
}
TELLING = [
    "Leeds closes for good",
    "Rent has doubled and the lease ends",
    "Patent is pending until May",
    "Machine for the home",
    "Project Falcon",
    "Falcon One",
    "We close our oldest shop",
    "The lease was not renewed",
    "A first look at the machine",
    "Home roasting",
    "Why is the rent so high?",
    "14 March 2027",
    "2027-03-14",
]


@pytest.fixture
def story(make_snapshot: MakeSnapshot) -> Snapshot:
    rows = {
        "departments": DEPARTMENTS,
        "calendar_subjects": SUBJECTS,
        "calendar_items": ITEMS,
        "calendar_constraints": CONSTRAINTS,
        **OTHERS,
    }
    people = {f"p{place}": str(one["id"]) for place, one in enumerate(DEPARTMENTS)}
    answers = [("p0", "start_here.hopes", "", "That Project Falcon sells")]
    return make_snapshot(rows, answers, people, workshop_date="2027-01-15", country="GB")


def told_to(story: Snapshot, bank: Bank, department: str) -> str:
    decision = Decision(Situation(story, bank))
    whole = compose(story, bank, decision)
    strategy = for_department(whole, story, bank, department) if department else whole
    return json.dumps(encode(strategy), ensure_ascii=False)


@pytest.mark.parametrize("department", ["", "marketing", "people", "customer_service"])
def test_no_page_for_outsiders_gives_the_reason_away(
    story: Snapshot, bank: Bank, department: str
) -> None:
    text = told_to(story, bank, department).casefold()
    assert [phrase for phrase in TELLING if phrase.casefold() in text] == []
    assert "ask inga vale" in text or department == "customer_service"


def test_the_departments_that_may_know_read_everything(story: Snapshot, bank: Bank) -> None:
    reader = Reader(story, bank, "pr")
    assert reader.phrases == ()
    assert reader.seen() is story
    sentences = " ".join(clash.sentence for clash in Situation(story, bank, viewer="pr").clashes)
    assert "an embargo (Machine for the home): Patent is pending until May" in sentences
    assert "which ends on 14 March 2027" in sentences


def test_an_outsider_is_told_what_is_on_hold_and_whom_to_ask(story: Snapshot, bank: Bank) -> None:
    clashes = Situation(story, bank, viewer="marketing").clashes
    holds = [(one.sentence, one.fix) for one in clashes]
    assert (
        "“20 % off at Leeds flagship” (Marketing, 20 March 2027) is on hold",
        "hold, ask Inga Vale",
    ) in holds
    assert (
        "“Best of Leedz” (Marketing, 1 April 2027) may touch something that is on hold",
        "ask Inga Vale before it goes out",
    ) in holds


def test_a_subject_outsiders_speak_of_keeps_its_name_and_loses_its_dates(
    story: Snapshot, bank: Bank
) -> None:
    rows = {row.id: row.values for row in Reader(story, bank, "people").seen().rows(
        "calendar_subjects")}  # fmt: skip
    assert rows["leeds"]["name"] == "Leeds flagship"
    assert "valid_to" not in rows["leeds"]
    assert "falcon" not in rows


def test_a_lifted_hold_keeps_nothing_back(make_snapshot: MakeSnapshot, bank: Bank) -> None:
    rows = {
        "departments": DEPARTMENTS,
        "calendar_subjects": SUBJECTS,
        "calendar_items": ITEMS,
        "calendar_constraints": CONSTRAINTS[:1],
    }
    snapshot = make_snapshot(rows, workshop_date="2027-02-15", country="GB")
    assert Reader(snapshot, bank, "marketing").kept == []


def test_a_hold_without_a_workshop_date_stays_secret(
    make_snapshot: MakeSnapshot, bank: Bank
) -> None:
    rows = {
        "departments": DEPARTMENTS,
        "calendar_subjects": SUBJECTS,
        "calendar_constraints": CONSTRAINTS,
    }
    assert len(Reader(make_snapshot(rows), bank, "marketing").kept) == 2


def test_no_clash_told_to_an_outsider_names_a_hidden_item(story: Snapshot, bank: Bank) -> None:
    reader = Reader(story, bank, "people")
    told = reader.told_once(conflicts(reader.calendar))
    assert not {"goodbye", "peek"} & {item for clash in told for item in clash.items}


@pytest.mark.parametrize(
    "sample",
    ["tannery_row_coffee", "brackwater_outfitters", "halden_pumps", "public_body"],
)
def test_no_sample_leaks_its_restricted_reasons(samples: Path, sample: str) -> None:
    with open_workshop(samples / sample) as workshop:
        for department in ["", *(row.id for row in workshop.snapshot.rows("departments"))]:
            reader = Reader(workshop.snapshot, workshop.bank, department)
            text = json.dumps(encode(workshop.strategy(department)), ensure_ascii=False)
            for hold in reader.kept:
                reason = hold.constraint.reason_restricted
                assert not reason or reason not in text, (department, reason)
                assert hold.constraint.title not in text, (department, hold.constraint.title)


@pytest.fixture
def titled(make_snapshot: MakeSnapshot) -> Callable[..., Snapshot]:
    """Return a workshop with one embargo of that title beside a public department Alpha."""

    def make(title: str, subject: str = "", commitment: str = "") -> Snapshot:
        hold = {
            "id": "hold",
            "name": title,
            "kind": "embargo",
            "effect": "block",
            "from_day": "2027-01-01",
            "to_day": "2027-05-14",
            "may_know": ["pr"],
            "owner": "Inga Vale",
        }
        rows: dict[str, list[dict[str, object]]] = {
            "departments": [{"id": "alpha", "name": "Alpha"}, {"id": "pr", "name": "Press"}],
            "calendar_constraints": [hold],
        }
        if subject:
            hold["subjects"] = ["thing"]
            rows["calendar_subjects"] = [{"id": "thing", "name": subject, "kind": "product"}]
        if commitment:
            rows["commitments"] = [{"what": commitment, "giver": "alpha", "receiver": "pr"}]
        people = {f"p{place}": "alpha" for place in range(5)}
        answers = [
            (person, "goals.difference", department, 4)
            for person in people
            for department in ("alpha", "pr")
        ]
        return make_snapshot(rows, answers, people, workshop_date="2027-01-15", country="GB")

    return make


@pytest.mark.parametrize("title", ["Alpha", "Harbour Bakery", "Goals", "Account", "Readiness"])
def test_a_hold_named_like_something_public_blacks_nothing_out(
    titled: Callable[..., Snapshot], bank: Bank, title: str
) -> None:
    snapshot = titled(title)
    for department in ("", "alpha"):
        told = told_to(snapshot, bank, department)
        assert told.count("On hold, ask") == 0, title


def test_a_subject_with_an_everyday_name_is_kept_back_where_people_wrote_of_it(
    titled: Callable[..., Snapshot], bank: Bank
) -> None:
    snapshot = titled("Embargo", subject="Goals", commitment="Photograph the new Goals watch")
    told = told_to(snapshot, bank, "")
    assert "Photograph the new Goals watch" not in told
    assert "On hold, ask Inga Vale" in told
    assert '"label": "Goals"' in told


def test_a_telling_title_is_kept_back_everywhere(
    titled: Callable[..., Snapshot], bank: Bank
) -> None:
    snapshot = titled("Zephyr takeover", commitment="Get ready for the Zephyr takeover")
    assert "Zephyr" not in told_to(snapshot, bank, "alpha")


def test_of_many_texts_those_are_withheld_that_tell_something_whatever_stands_beside_them(
    story: Snapshot, bank: Bank
) -> None:
    reader = Reader(story, bank, "marketing")
    telling = [
        "PROJECT FALCON!",
        "“Project’s” – Project\u00a0Falcon",
        "𝗣𝗿𝗼𝗷𝗲𝗰𝘁 𝗙𝗮𝗹𝗰𝗼𝗻",
        "Home-roasting",
    ]
    innocent = [
        *("Project", "Falcon", "Projects", "Falconry", "Café", "", "abc"),
        *("The last project", "falcon feathers"),  # side by side they would name it
    ]
    told = reader.withheld([*innocent[-2:], *telling, *innocent])
    assert told == dict.fromkeys(telling, "On hold, ask Inga Vale")
    assert [reader.safe(text) for text in innocent] == innocent
    assert Reader(story, bank, "pr").withheld(telling) == {}
