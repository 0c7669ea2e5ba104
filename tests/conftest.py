"""What all tests share: the content, the sample organisations, and a workshop made in a line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from kit.answers import Intake, RawAnswer, RawRow, admit
from kit.bank import load
from kit.model.content import Bank
from kit.model.workshop import Organisation, Snapshot
from kit.store import in_memory

settings.register_profile("kit", deadline=None)  # machines are shared: a first example may be slow
settings.load_profile("kit")
ROOT = Path(__file__).parent.parent
Rows = Mapping[str, list[dict[str, object]]]
MakeSnapshot = Callable[..., Snapshot]


@pytest.fixture(scope="session")
def bank() -> Bank:
    return load()


@pytest.fixture(scope="session")
def at_length() -> int:
    """Return how many times as long the tests of faults are: `make prove` sets ten."""
    return int(os.environ.get("KIT_AT_LENGTH", "1"))


@pytest.fixture(scope="session")
def samples() -> Path:
    return ROOT / "sample_data"


@pytest.fixture(scope="session")
def make_snapshot(bank: Bank) -> MakeSnapshot:
    """Return a snapshot made of raw rows and answers, through the one door and a real store.

    `people` lists participants as `id: department`; `answers` are tuples of participant,
    question, subject and answer, with the round as an optional fifth.
    """

    def make(
        rows: Rows | None = None,
        answers: list[tuple[object, ...]] | None = None,
        people: Mapping[str, str] | None = None,
        **organisation: object,
    ) -> Snapshot:
        lines = {name: list(cells) for name, cells in (rows or {}).items()}
        if people:
            lines["participants"] = [
                {"id": person, "department": department} for person, department in people.items()
            ]
        intake = Intake(
            "test",
            {"name": "Harbour Bakery", **organisation},
            tuple(
                RawRow(register, cells, f"{register} row {place}")
                for register, found in lines.items()
                for place, cells in enumerate(found, start=2)
            ),
            tuple(
                RawAnswer(
                    dict(
                        zip(
                            ("participant", "question", "subject", "answer", "round"),
                            answer,
                            strict=False,
                        )
                    ),
                    f"answers row {place}",
                )
                for place, answer in enumerate(answers or [], start=2)
            ),
        )
        entries = admit(bank, intake)
        organisation_entry = next(entry for entry in entries if isinstance(entry, Organisation))
        with in_memory(organisation_entry) as store:
            store.record(entries)
            return store.snapshot()

    return make


SLOW_PLACES = {
    "batch",
    "browser",
    "faults",
    "live",
    "notebooks",
    "oracle",
    "property",
    "show_office",
    "show_worksheets",
    "test_cli.py",
    "test_postgres.py",
    "test_report.py",
}
"""Folders and files whose tests start browsers, servers, kernels or many processes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what takes long out of `make test-fast`; `make test` runs everything."""
    for item in items:
        if SLOW_PLACES & set(item.path.relative_to(ROOT / "tests").parts):
            item.add_marker(pytest.mark.slow)
