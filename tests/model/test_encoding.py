from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kit.analysis.strategy import compose
from kit.exchange import read_snapshot, strategy_schema
from kit.model.content import AccountModel, Bank
from kit.model.decision import Evidence, Finding, Label, Recommendation, Severity
from kit.model.encoding import decode, encode
from kit.model.report import Paragraph, Section
from kit.model.strategy import STRATEGY_MIME, Strategy


def test_a_strategy_survives_json(bank: Bank, samples: Path) -> None:
    strategy = compose(read_snapshot(samples / "poor_data", bank), bank)
    assert decode(Strategy, json.loads(json.dumps(encode(strategy)))) == strategy


def test_a_strategy_fits_its_published_schema(bank: Bank, samples: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    strategy = compose(read_snapshot(samples / "restaurant_chain", bank), bank)
    jsonschema.validate(encode(strategy), strategy_schema())


def test_enums_optionals_and_trailing_underscores_survive() -> None:
    finding = Finding("r", Severity.STOP, "s", "a", Evidence(3, 4, 0, ("q",)), "source")
    assert encode(finding)["evidence"]["from"] == ["q"]
    assert decode(Finding, encode(finding)) == finding
    advice = Recommendation(
        "hr", "hr", "HR", "", "", AccountModel.OWN, None, Label.CLEAR, "b", "l", gap=2
    )
    assert decode(Recommendation, encode(advice)) == advice


def test_a_wrong_shape_says_where() -> None:
    data = encode(Section("id", "label", "headline", "link", (Paragraph("text"),)))
    data["blocks"][0]["text"] = 5
    with pytest.raises(ValueError, match=r"Section.blocks\[0\].text: expected str, found 5"):
        decode(Section, data)
    data["blocks"][0] = {"type": "Nonsense"}
    with pytest.raises(ValueError, match="expected one of Paragraph, Table"):
        decode(Section, data)


def test_a_notebook_finds_the_whole_strategy_in_the_mime_bundle() -> None:
    strategy = Strategy("Acme", "One speaks.", "", (), (), (), (), (), ())
    bundle = strategy._repr_mimebundle_()
    assert decode(Strategy, bundle[STRATEGY_MIME]) == strategy
    assert bundle["text/plain"] == "Acme: One speaks."


@dataclass(frozen=True, slots=True)
class Branch:
    """A noun that holds its own kind, and every shape a field can have."""

    name: str
    size: float = 0.0
    shares: dict[str, float] = field(default_factory=dict)
    pair: tuple[str, int] = ("", 0)
    grown: tuple[Branch, ...] = ()


def test_a_noun_may_hold_its_own_kind() -> None:
    tree = Branch("root", 1.5, {"a": 2.0}, ("x", 1), (Branch("leaf", grown=(Branch("bud"),)),))

    assert decode(Branch, json.loads(json.dumps(encode(tree)))) == tree


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": 5}, r"Branch\.name: expected str, found 5"),
        ({"name": "a", "grown": {}}, r"Branch\.grown: expected list, found {}"),
        ({"name": "a", "shares": []}, r"Branch\.shares: expected dict, found \[\]"),
        ({"name": "a", "shares": {"b": "c"}}, r"Branch\.shares\[b\]: expected float, found 'c'"),
        ({"name": "a", "size": True}, r"Branch\.size: expected float, found True"),
        (
            {"name": "a", "grown": [{"name": "b"}, {"name": "c", "grown": [7]}]},
            r"Branch\.grown\[1\]\.grown\[0\]: expected dict, found 7",
        ),
    ],
)
def test_every_shape_that_is_wrong_is_named_by_its_place(
    wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        decode(Branch, wrong)


def test_a_whole_number_is_taken_where_a_fraction_may_stand() -> None:
    assert decode(Branch, {"name": "a", "size": 2}).size.is_integer()
    assert type(decode(Branch, {"name": "a", "size": 2}).size) is float
