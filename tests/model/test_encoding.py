from __future__ import annotations

import json
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
