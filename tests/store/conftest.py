"""Stores of every kind for the tests, and a private PostgreSQL server."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kit.store
from kit.model.workshop import Organisation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kit.store import Store

ORGANISATION = Organisation("Harbour Grill", industry="restaurants", central_hours_a_week=12.0)
NAMES = count()


@pytest.fixture
def organisation() -> Organisation:
    return ORGANISATION


@pytest.fixture(params=["file", "memory", "postgres"])
def backend(request: pytest.FixtureRequest) -> str:
    """Run the test once for each kind of store."""
    return str(request.param)


@pytest.fixture(params=["file", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return a place for a workshop that outlives its store."""
    if request.param == "file":
        return str(tmp_path / "workshop.kit")
    return new_workshop(request)


@pytest.fixture
def store(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    makers: dict[str, Callable[[], Store]] = {
        "file": lambda: kit.store.create(tmp_path / "workshop.kit", ORGANISATION),
        "memory": lambda: kit.store.in_memory(ORGANISATION),
        "postgres": lambda: kit.store.create(new_workshop(request), ORGANISATION),
    }
    with makers[backend]() as made:
        yield made


def new_workshop(request: pytest.FixtureRequest) -> str:
    cluster = request.getfixturevalue("cluster")
    return f"{cluster}&workshop=w{next(NAMES)}"


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Return the URL of a private PostgreSQL server, reachable by a socket alone."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        missing = "PostgreSQL is not installed: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    programs_folder = programs[-1].parent
    # PostgreSQL refuses to run as root.
    account = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="kit-pg-", dir="/tmp"))
    if account:
        shutil.chown(folder, account, pwd.getpwnam(account).pw_gid)

    def run(*command: str) -> None:
        program = str(programs_folder / command[0])
        log = (folder.parent / f"{folder.name}.log").open("w")
        with log:
            subprocess.run(
                [program, *command[1:]], check=True, stdout=log, stderr=log, user=account, cwd="/"
            )

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "kit", "-A", "trust", "-E", "UTF8", "--no-sync")
    # Without fsync: these tests are about what is said and kept, not about power cuts.
    run("pg_ctl", "-D", data, "-w", "-o", f"-F -k {folder} -c listen_addresses=''", "start")
    try:
        yield f"postgresql:///postgres?host={folder}&user=kit"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)
        (folder.parent / f"{folder.name}.log").unlink()
