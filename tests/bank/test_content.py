"""The kit's own content keeps its promises, and broken content is refused with every problem."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import kit
from kit.bank import load, load_folder
from kit.errors import ContentError
from kit.model.content import AccountModel, Bank, Kind

CONTENT = Path(kit.__file__).parent / "content"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the content that a test may spoil."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def messages(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as refused:
        load_folder(folder)
    return [str(problem) for problem in refused.value.problems]


def test_the_default_value_tables_are_those_of_the_design(bank: Bank) -> None:
    tables = {criterion.id: criterion.values for criterion in bank.criteria}
    assert list(tables) == ["goals", "audience", "resources", "content", "brand"]
    assert tables["goals"][AccountModel.CONTRIBUTOR] == (65, 75, 75, 60, 40)
    assert tables["audience"][AccountModel.OWN] == (0, 20, 50, 80, 100)
    assert tables["brand"][AccountModel.CENTRAL] == (100, 85, 60, 40, 25)


def test_every_criterion_is_asked_on_five_worded_levels(bank: Bank) -> None:
    for criterion in bank.criteria:
        asked = [one for one in bank.questions.values() if one.criterion == criterion.id]
        assert asked
        assert all(one.format.kind is Kind.SCALE for one in asked)
        assert all(len(set(one.format.levels)) == len(one.format.levels) for one in asked)


def test_every_question_says_why_it_is_asked(bank: Bank) -> None:
    assert [one.id for one in bank.questions.values() if not one.why] == []


def test_every_topic_has_facilitator_notes(bank: Bank) -> None:
    assert [topic.id for topic in bank.topics if not topic.facilitator_notes] == []


def test_every_threshold_is_read_by_code(bank: Bank) -> None:
    code = "\n".join(
        file.read_text(encoding="utf-8") for file in Path(kit.__file__).parent.rglob("*.py")
    )
    # A triangle is read by its stem: `post_hours` for post_hours_low, _mode and _high.
    unread = [
        one.id
        for one in bank.thresholds
        if not re.search(rf"\b({one.id}|{re.sub('_(low|mode|high)$', '', one.id)})\b", code)
    ]
    assert unread == []


def test_two_figures_without_a_source_are_never_facts() -> None:
    texts = [file.read_text(encoding="utf-8") for file in CONTENT.rglob("*.toml")]
    assert not [text for text in texts if re.search(r"\b14\s?(%|per cent)", text)]
    assert not [text for text in texts if re.search(r"almost half of (the )?customers", text)]


def test_the_version_changes_with_the_content_and_not_with_facilitator_notes(copy: Path) -> None:
    before = load_folder(copy).version
    notes = next((copy / "facilitation").glob("*.md"))
    notes.write_text(notes.read_text(encoding="utf-8") + "\nA new hint.\n", encoding="utf-8")
    assert load_folder(copy).version == before == load().version
    sources = copy / "sources.toml"
    sources.write_text(sources.read_text(encoding="utf-8") + "\n# \n", encoding="utf-8")
    assert load_folder(copy).version != before


def test_a_topic_is_one_new_file(copy: Path) -> None:
    (copy / "topics" / "newsletter.toml").write_text(
        'title = "Newsletter"\nplace = 45\npurpose = "Who writes it"\nsource = "our-judgement"\n'
        '[[questions]]\nid = "newsletter.writer"\ntext = "Who writes it?"\nkind = "text"\n'
        'about = "organisation"\nsource = "our-judgement"\n',
        encoding="utf-8",
    )
    bank = load_folder(copy)
    places = [topic.id for topic in bank.topics]
    assert places.index("newsletter") == places.index("content") + 1
    assert "newsletter.writer" in bank.questions


def test_broken_content_is_refused_with_every_problem(copy: Path) -> None:
    (copy / "topics" / "bad.toml").write_text(
        'title = "Bad"\nplace = 46\npurpose = "x"\nsource = "nowhere"\ncolour = "red"\n'
        '[[questions]]\nid = "bad.one"\ntext = "How many hours?"\nkind = "scale"\n'
        'about = "each_department"\ncriterion = "goals"\nlevels = ["a", "b"]\n'
        'source = "our-judgement"\nserves = ["S9-1"]\n'
        '[[questions]]\nid = "goals.difference"\ntext = "Again?"\nkind = "sclae"\n'
        'about = "each_department"\nsource = "our-judgement"\n'
        '[[registers]]\nid = "things"\ntitle = "T"\npurpose = "p"\nkey = ["nmae"]\n'
        'source = "our-judgement"\n[[registers.columns]]\nid = "name"\nlabel = "N"\n'
        'kind = "reference"\nrefers_to = "nothing"\n',
        encoding="utf-8",
    )
    found = messages(copy)
    expected = [
        "content/topics/bad.toml, question 2 (goals.difference), kind: 'sclae' is not one of "
        "choice, choices, scale, number, text, date, date_range, person, link, points, ranking, "
        "ratings, reference. Did you mean 'scale'?",
        "content/topics/bad.toml, colour: the key 'colour' is not a key that is read here. "
        "Use one of: discussion, minutes, place, purpose, questions, registers, result, serves, "
        "source, title.",
        "content, question goals.difference: an id used 2 times is not an id used once. "
        "Rename all but one.",
        "content, bad.one, serves: 'S9-1' is not a requirement id like S1-06. Correct it.",
        "content/topics/bad.toml, bad.one, text: 'hours' is not a word for a criterion's "
        "question. Ask for hours and money in a register.",
        "content/topics/bad.toml, bad.one, levels: 2 levels is not 5 levels. Word each level.",
        "content/topics/bad.toml, things, key: 'nmae' is not a column. Did you mean 'name'?",
    ]
    assert [message for message in expected if message not in found] == []


def test_unreadable_toml_is_named_with_its_line(copy: Path) -> None:
    (copy / "criteria.toml").write_text("[[criteria]\n", encoding="utf-8")
    assert any(
        message.startswith("content/criteria.toml: the text (") and "line 1" in message
        for message in messages(copy)
    )
