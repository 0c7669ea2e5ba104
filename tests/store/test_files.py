"""A workshop file is created whole, opened only when sound, and refused in plain English."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import kit.store
from kit.errors import KitError, SourceError, StoreError
from kit.model.workshop import Answer, Organisation, Row
from kit.store import files, place, schema
from kit.store.files import _damaged
from kit.store.schema import Dialect

ANSWER = Answer("ana", "q1", value=3)
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "w.kit"
    with kit.store.create(path, Organisation("Acme")) as store:
        store.record([Answer(f"p{i}", "q1", value="x" * 50) for i in range(200)])
    return path


def refusal(path: Path, *, readonly: bool = False) -> str:
    with pytest.raises(KitError) as refused:
        kit.store.open_store(path, readonly=readonly)
    return str(refused.value).replace(str(path), "FILE")


def test_a_new_workshop_holds_its_organisation_and_nothing_lies_about(tmp_path: Path) -> None:
    with kit.store.create(tmp_path / "ü ?#%.kit", Organisation("Acme")) as store:
        assert store.snapshot().organisation == Organisation("Acme")
        assert store.doctor().journal == "wal"

    assert sorted(file.name for file in tmp_path.iterdir()) == ["ü ?#%.kit", "ü ?#%.kit-turn"]


def test_creating_never_overwrites(path: Path) -> None:
    before = path.read_bytes()

    with pytest.raises(StoreError, match="a file that exists is not free for a new workshop"):
        kit.store.create(path, Organisation("Other"))

    assert path.read_bytes() == before


def test_creating_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KitError):
        kit.store.create(tmp_path / "w.kit", Organisation("half \ud800"))
    with pytest.raises(StoreError, match="Create the folder first"):
        kit.store.create(tmp_path / "none" / "w.kit", Organisation("Acme"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x" * 300, "a\x00b", "w.kit/inside"])
def test_a_path_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "w.kit").touch()
    with pytest.raises(KitError):
        kit.store.create(tmp_path / name, Organisation("Acme"))
    with pytest.raises(SourceError):
        kit.store.open_store(tmp_path / name)

    assert [file.name for file in tmp_path.iterdir()] == ["w.kit"]


def test_a_file_system_without_hard_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)

    with kit.store.create(tmp_path / "w.kit", Organisation("Acme")) as store:
        store.record([ANSWER])
        assert len(store.snapshot().answers) == 1


def test_what_is_no_workshop_is_refused_in_plain_english(tmp_path: Path) -> None:
    said = {}
    for name, content in {
        "empty": b"",
        "excel": b"PK\x03\x04 a worksheet",
        "noise": b"\x04(\x14\xd1\x5c" * 9,
        "page": b"<!DOCTYPE html>\n<html>",
        "short": b"SQLite format 3\x00 cut",
    }.items():
        file = tmp_path / name
        file.write_bytes(content)
        said[name] = refusal(file)
    foreign = tmp_path / "foreign"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE answer (x)")
    said |= {"foreign": refusal(foreign), "folder": refusal(tmp_path)}
    said["missing"] = refusal(tmp_path / "missing")

    assert said == {
        "empty": "FILE: an empty file is not a workshop file. Use a saved copy of the workshop.",
        "excel": "FILE: a zip archive or an Office document is not a workshop file."
        " Name a workshop file, or import this one into a workshop.",
        "noise": "FILE: a file of another kind is not a workshop file."
        " Name a workshop file, or import this one into a workshop.",
        "page": "FILE: a file that begins with '<!DOCTYPE html>' is not a workshop file."
        " Name a workshop file, or import this one into a workshop.",
        "short": "FILE: a file cut off after 20 bytes is not a whole workshop file."
        " Use a saved copy of the workshop.",
        "foreign": "FILE: another program's database is not a workshop file."
        " Name a workshop file that the kit has made.",
        "folder": "FILE: a folder is not a workshop file. Name the file, or import the folder.",
        "missing": "FILE: no file is not a workshop file."
        " Check the path, or create the workshop first.",
    }


@pytest.mark.parametrize("readonly", [False, True])
def test_a_file_cut_off_anywhere_is_refused(path: Path, *, readonly: bool) -> None:
    whole = path.read_bytes()

    for length in range(0, len(whole), 1000):
        path.write_bytes(whole[:length])
        with pytest.raises(SourceError) as refused:
            kit.store.open_store(path, readonly=readonly)
        assert refused.value.problems[0].code in {"damaged", "foreign"}


def test_a_file_with_a_damaged_page_is_refused(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(reversed(content[4096:]))
    path.write_bytes(content)

    assert "is not a whole workshop file" in refusal(path)


def test_what_sqlite_says_of_damage_is_kept_out_of_the_sentence(path: Path) -> None:
    problem = _damaged(path, "Tree 5 page 5: Rowid 3 out of order")
    assert str(problem) == (
        f"{path}: a damaged file is not a whole workshop file. Use a saved copy of the workshop. "
        "(What SQLite says of it: Tree 5 page 5: Rowid 3 out of order.)"
    )


def test_a_file_from_a_newer_release_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 7")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()

    assert refusal(path) == (
        "FILE: a workshop of version 7 is not one of version 1 to 2, which this release can read."
        " Install a newer release of the kit to open it."
    )
    assert path.read_bytes() == before


def test_a_file_whose_tables_were_changed_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER answer_is_never_changed")

    assert "whose tables another program has changed" in refusal(path)


def test_reading_only_neither_records_nor_leaves_a_trace(path: Path) -> None:
    before = path.read_bytes()
    with kit.store.open_store(path, readonly=True) as store:
        assert len(store.snapshot().answers) == 200
        with pytest.raises(StoreError, match="opened for reading only"):
            store.record([ANSWER])

    assert path.read_bytes() == before


def test_a_store_that_nobody_closes_lets_go_of_its_file(path: Path) -> None:
    store = kit.store.open_store(path)
    store.record([ANSWER])
    del store
    gc.collect()  # Python 3.13 warns here of a connection left open, and warnings are errors

    assert not path.with_name("w.kit-wal").exists()


def test_readers_see_what_a_writer_has_saved_meanwhile(path: Path) -> None:
    with kit.store.open_store(path) as writer, kit.store.open_store(path, readonly=True) as reader:
        before = len(reader.snapshot().answers)
        writer.record([ANSWER])
        assert len(reader.snapshot().answers) == before + 1


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may all")
def test_a_workshop_in_a_folder_that_may_not_be_written_can_be_read(path: Path) -> None:
    path.parent.chmod(0o555)
    path.chmod(0o444)
    script = (
        "import kit.store, sys\n"
        "from kit.errors import KitError\n"
        "print(len(kit.store.open_store(sys.argv[1], readonly=True).snapshot().answers))\n"
        "try: kit.store.open_store(sys.argv[1])\n"
        "except KitError as error: print(error.problems[0].code)\n"
    )
    command = [sys.executable, "-c", script, "/proc/self/cwd/w.kit"]
    unprivileged = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"]
    result = subprocess.run(
        [*(unprivileged if os.geteuid() == 0 else []), *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=path.parent,
        env={**os.environ, "PYTHONPATH": str(Path(kit.store.__file__).parents[2])},
    )
    path.parent.chmod(0o755)

    assert result.stdout.split() == ["200", "read-only"], result.stderr


def test_a_saved_copy_is_one_file_and_the_same_workshop(where: str, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "copy.kit"
    copy.parent.mkdir()
    with kit.store.create(where, Organisation("Acme")) as store:
        store.record([ANSWER, Row("goals", "g1", {"text": "x"})])
        store.save_copy(copy)
        store.record([Answer("ana", "q1", value=4, answer_id="a2")])
        store.record([Answer("ana", "q1", value=4, answer_id="a3"), Answer("ben", "q1", value=1)])
        store.erase("ben")
        store.save_copy(copy)
        snapshot, history = store.snapshot(), store.history(Answer)

    assert [file.name for file in copy.parent.iterdir()] == ["copy.kit"]
    with kit.store.open_store(copy, readonly=True) as saved:
        assert (saved.snapshot(), saved.history(Answer)) == (snapshot, history)
        assert (saved.doctor().journal, saved.doctor().integrity) == ("delete", "ok")
    with kit.store.open_store(copy) as live:
        assert live.record([Answer("ana", "q1", value=4, answer_id="a3")]).unchanged == 1
        with pytest.raises(KitError, match="an erased participant"):
            live.record([Answer("ben", "q1", value=1)])


def test_a_copy_never_replaces_what_is_not_a_copy(path: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all")
    with kit.store.open_store(path) as store:
        for target in (letter, path):
            with pytest.raises(StoreError, match="is not free, or a copy saved earlier"):
                store.save_copy(target)
        with pytest.raises(StoreError, match="Create the folder first"):
            store.save_copy(tmp_path / "none" / "copy.kit")

    assert letter.read_text() == "Dear all"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_synchronised_folder_is_refused_unless_it_is_insisted_on(tmp_path: Path) -> None:
    folder = tmp_path / "OneDrive - Acme"
    folder.mkdir()

    with pytest.raises(StoreError) as refused:
        kit.store.create(folder / "w.kit", Organisation("Acme"))
    assert refused.value.problems[0].found == "a folder that is synchronised (OneDrive - Acme)"

    with kit.store.create(folder / "w.kit", Organisation("Acme"), anywhere=True) as store:
        store.record([ANSWER])
        assert store.doctor().journal == "delete"
        assert "Keep the workshop in a local folder" in store.doctor().notes[-1]
    with pytest.raises(StoreError, match="synchronised"):
        kit.store.open_store(folder / "w.kit")
    with kit.store.open_store(folder / "w.kit", readonly=True) as store:
        assert len(store.snapshot().answers) == 1


@pytest.mark.parametrize(
    ("system", "allowed"),
    [("ext4", True), ("nfs4", False), ("fuse.sshfs", False), ("9p", False), ("fuseblk", True)],
)
def test_a_network_drive_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, *, allowed: bool
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x /srv/my\\040share {system} rw 0 0\n")
    monkeypatch.setattr(place, "_MOUNTS", mounts)

    assert (place.place_problem(Path("/srv/my share/team/w.kit")) is None) is allowed
    assert place.file_system(Path("/srv/my")) == "ext4"


def test_an_older_file_is_brought_up_to_date_with_a_backup(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = schema.migrations(Dialect.SQLITE)
    later = (*steps, ("CREATE TABLE later (later_id TEXT PRIMARY KEY) STRICT",))
    monkeypatch.setattr(schema, "NEWEST", 3)
    monkeypatch.setattr("kit.store.header.NEWEST", 3)
    monkeypatch.setattr(schema, "migrations", lambda _: later)
    files._expected_schema.cache_clear()
    before = path.read_bytes()

    with kit.store.open_store(path, readonly=True) as store:
        assert (store.doctor().schema_version, len(store.snapshot().answers)) == (3, 200)
    assert path.read_bytes() == before
    with kit.store.open_store(path) as store:
        store.record([ANSWER])
        assert (store.doctor().schema_version, len(store.snapshot().answers)) == (3, 201)
    monkeypatch.undo()
    backup = path.with_name("w.kit.v2.bak")
    with kit.store.open_store(backup, readonly=True) as store:
        assert len(store.snapshot().answers) == 200
    assert "Install a newer release" in refusal(path)


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.kit")), ids=lambda file: file.stem)
def test_a_workshop_of_every_released_version_opens(file: Path, tmp_path: Path) -> None:
    path = tmp_path / file.name
    shutil.copy(file, path)

    with kit.store.open_store(path) as store:
        snapshot = store.snapshot()
        assert snapshot.organisation == Organisation("Harbour Grill", central_hours_a_week=12.0)
        assert [(answer.place, answer.value) for answer in snapshot.answers] == [
            (("ana", "goals.clarity", "marketing", 1), 4),
            (("ben", "goals.words", "", 2), "Ä\n🍽"),
        ]
        assert [(row.id, row.version) for row in snapshot.rows("goals")] == [("g1", 2)]
        assert len(store.history(Answer)) == 4
        assert store.doctor().integrity == "ok"
        with pytest.raises(KitError, match="an erased participant"):
            store.record([Answer("cid", "goals.clarity", value=1)])


def test_doctor_tells_what_the_file_is(path: Path) -> None:
    with kit.store.open_store(path) as store:
        facts = store.doctor()

    assert (facts.place, facts.journal, facts.integrity) == (str(path), "wal", "ok")
    assert facts.database == f"SQLite {sqlite3.sqlite_version}"
    assert facts.size >= path.stat().st_size


def test_importing_the_store_imports_no_database() -> None:
    script = "import sys, kit.store; print('sqlite3' in sys.modules, 'psycopg' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert result.stdout.split() == ["False", "False"]
