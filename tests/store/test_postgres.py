"""A workshop in PostgreSQL: kept apart from others, and refused in plain English."""

from __future__ import annotations

import subprocess
import sys
import threading
from itertools import count

import psycopg
import pytest

import kit.store
from kit.errors import KitError, SourceError, StoreError
from kit.model.workshop import Answer, Organisation

ANSWER = Answer("ana", "q1", value=3)
ACME = Organisation("Acme")
NUMBERS = count()


@pytest.fixture
def url(cluster: str) -> str:
    return f"{cluster}&workshop=p{next(NUMBERS)}"


def refusal(url: str) -> str:
    with pytest.raises(SourceError) as refused:
        kit.store.open_store(url)
    return str(refused.value)


def test_workshops_in_one_database_are_kept_apart(url: str) -> None:
    with (
        kit.store.create(url, ACME) as one,
        kit.store.create(f"{url}-other", Organisation("Other")) as other,
    ):
        one.record([ANSWER])

        assert other.snapshot().answers == ()
        assert other.snapshot().organisation.name == "Other"
        with pytest.raises(StoreError, match="a workshop that exists is not free"):
            kit.store.create(url, ACME)


def test_a_workshop_that_is_missing_is_told_with_those_that_are_there(url: str) -> None:
    kit.store.create(url, ACME).close()

    said = refusal(f"{url}x")

    name = url.partition("&workshop=")[2]
    assert f"'{name}x' is not one of the workshops in this database ({name}, " in said


def test_a_newer_workshop_is_refused(url: str) -> None:
    kit.store.create(url, ACME).close()
    plain, _, name = url.partition("&workshop=")
    with psycopg.connect(plain) as server:
        server.execute(f"COMMENT ON SCHEMA \"kit_{name}\" IS 'kit workshop, version 9'")

    assert "a workshop of version 9 is not one of version 1 to 2" in refusal(url)


@pytest.mark.parametrize("name", ["", "Acme", "a b", "x" * 41, 'a"; DROP SCHEMA public; --'])
def test_a_name_that_is_none_is_refused(cluster: str, name: str) -> None:
    assert "is not a workshop's name" in refusal(f"{cluster}&workshop={name}")


def test_a_server_that_is_away_is_told_without_the_password() -> None:
    said = refusal("postgresql://kit:secret@127.0.0.1:9/db?password=secret2&workshop=w")

    assert said.startswith("postgresql://kit@127.0.0.1:9/db?workshop=w: a database that cannot be")
    assert "secret" not in said


def test_a_url_that_is_none_is_refused() -> None:
    assert "is not of the form postgresql://" in refusal("postgresql://[::1/db")


def test_reading_only_does_not_record(url: str) -> None:
    kit.store.create(url, ACME).close()

    with kit.store.open_store(url, readonly=True) as store:
        assert store.snapshot().organisation == ACME
        with pytest.raises(StoreError, match="opened for reading only"):
            store.record([ANSWER])


def test_a_store_connects_again_after_the_server_was_away(url: str) -> None:
    with kit.store.create(url, ACME) as store:
        with psycopg.connect(url.partition("&workshop=")[0], autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        with pytest.raises(StoreError, match="a database that cannot be reached"):
            store.record([ANSWER])

        assert store.record([ANSWER]).new == 1


def test_many_writers_at_the_same_moment_lose_nothing(url: str) -> None:
    kit.store.create(url, ACME).close()
    together = threading.Barrier(12)

    def answer(number: int) -> None:
        with kit.store.open_store(url) as store:
            together.wait()
            for value in range(5):
                store.record([Answer(f"p{number % 4}", "q1", value=100 * number + value)])

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with kit.store.open_store(url) as store:
        history = store.history(Answer)
    assert len({version.entry.value for version in history}) == 60
    assert sorted(v.version for v in history if v.entry.participant == "p0") == list(range(1, 16))


def test_doctor_knows_postgresql(url: str) -> None:
    with kit.store.create(url, ACME) as store:
        facts = store.doctor()

    assert facts.database.startswith("PostgreSQL ")
    assert (facts.integrity, facts.schema_version) == ("ok", 2)
    assert facts.size > 0


def test_a_closed_store_says_so(url: str) -> None:
    store = kit.store.create(url, ACME)
    store.close()
    store.close()

    with pytest.raises(StoreError, match="a closed store is not open"):
        store.snapshot()


def test_without_psycopg_it_is_told_what_to_install() -> None:
    script = (
        "import sys; sys.modules['psycopg'] = None\n"
        "import kit.store\n"
        "try: kit.store.open_store('postgresql://x/y')\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert result.stdout == (
        "StoreError PostgreSQL: a Python without psycopg is not ready for a workshop in PostgreSQL."
        ' Install it with: pip install "social-strategy-kit[postgres]"\n'
    )


def test_nothing_is_left_of_a_workshop_that_could_not_be_created(url: str) -> None:
    with pytest.raises(KitError):
        kit.store.create(url, Organisation("half \ud800"))

    kit.store.create(url, ACME).close()
