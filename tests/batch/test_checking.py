from __future__ import annotations

import pytest

from kit.batch.checking import check, printable


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("sample_data/acme", "sample_data/acme"),
        ("postgresql://u:secret@db:5432/kit", "postgresql://u@db:5432/kit"),
        ("postgresql://u:s@cret@db/kit?workshop=a", "postgresql://u@db/kit?workshop=a"),
        ("postgresql://db/kit?password=secret&workshop=a", "postgresql://db/kit?workshop=a"),
        ("postgresql://u:secret@[::1/kit", "a database"),
    ],
)
def test_a_manifest_never_holds_a_password(source: str, kept: str) -> None:
    assert printable(source) == kept


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    found = check("postgresql://u:secret@127.0.0.1:1/kit")
    assert found.problems
    assert "secret" not in repr(found)
