"""The command as people type it, in a process of its own."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.text import Text

from kit.bank import load
from kit.cli.workshop_commands import new
from kit.model.workshop import Organisation
from kit.show.terminal import decision_table
from kit.store import in_memory
from kit.workshop import Workshop, new_workshop, open_workshop

ROOT = Path(__file__).parent.parent
POOR = str(ROOT / "sample_data" / "poor_data")


class Screen(StringIO):
    """A terminal without colours."""

    def isatty(self) -> bool:
        return True


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kit", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, check=False, timeout=120
    )


def test_help_names_every_command() -> None:
    found = run("--help")
    assert found.returncode == 0
    for command in ("new", "import", "export", "schema", "check", "decide", "report"):
        assert f"  {command}" in found.stdout


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom kit.cli import app\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'papermill', 'nbconvert', 'rich', 'jinja2',"
        " 'sqlite3', 'typst'} & set(sys.modules)\nprint(sorted(heavy))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_deciding_loads_neither_pandas_nor_papermill() -> None:
    code = (
        "import sys\nfrom kit.workshop import open_workshop\n"
        f"open_workshop({POOR!r}).recommendations\n"
        "print(sorted({'pandas', 'papermill', 'jinja2', 'matplotlib'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_workshop_from_new_to_export(tmp_path: Path) -> None:
    made = run("new", "w.workshop", "--name", "Kestrel Lane Trust", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    dry = run("import", "w.workshop", POOR, "--dry-run", cwd=tmp_path)
    assert "can be imported; nothing was written." in dry.stdout
    first = run("import", "w.workshop", POOR, cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    again = run("import", "w.workshop", POOR, cwd=tmp_path)
    assert " 0 new or changed" in again.stdout
    assert run("export", "w.workshop", "--to", "out", cwd=tmp_path).returncode == 0
    for file in Path(POOR).iterdir():
        assert (tmp_path / "out" / file.name).read_bytes() == file.read_bytes()
    assert run("export", "w.workshop", "--to", "w.json", cwd=tmp_path).returncode == 0
    decisions = [
        json.loads(run("decide", source, "--json", cwd=tmp_path).stdout)
        for source in ("w.workshop", "out", "w.json", POOR)
    ]
    assert all(decision == decisions[0] for decision in decisions)
    assert decisions[0]["schema"] == "social-strategy-kit/decision/1"


def test_the_next_command_can_be_copied(tmp_path: Path) -> None:
    made = run("new", "a b's.workshop", "--name", "Möwe & Söhne", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    typed = made.stdout.splitlines()[1].removeprefix("Next: ").split(", then ")
    assert [shlex.split(command)[2] for command in typed] == ["a b's.workshop"] * 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_no_name_stops_a_command_where_letters_are_few(tmp_path: Path, encoding: str) -> None:
    with new_workshop(tmp_path / "w.workshop", "Möwe ∑ 東京"):
        pass
    few = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "kit", "check", "w.workshop", "nöwhere 東"]
    found = subprocess.run(command, capture_output=True, cwd=tmp_path, env=few, check=False)
    assert found.returncode == 2
    assert found.stdout.decode().startswith("Möwe ∑ 東京: 0 answers")
    assert b"where \\u6771: nothing is there" in found.stderr


def test_a_narrow_terminal_gets_lines_instead_of_slivers(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_workshop(POOR) as workshop:
        advice = workshop.recommendations
    for columns, first in ((69, "Advice: "), (70, "Department")):
        screen = Screen()
        monkeypatch.setattr(sys, "stdout", screen)
        monkeypatch.setenv("COLUMNS", str(columns))
        decision_table("Kestrel", advice)
        printed = Text.from_ansi(screen.getvalue()).plain  # without the codes for bold
        lines = printed.splitlines()
        assert max(map(len, lines)) <= columns
        assert any(line.startswith(first) for line in lines)
        assert all(word in printed for word in ("How sure", "Because", "Look again"))


def test_a_second_new_does_not_overwrite(tmp_path: Path) -> None:
    assert run("new", "w.workshop", "--name", "One", cwd=tmp_path).returncode == 0
    before = (tmp_path / "w.workshop").read_bytes()
    found = run("new", "w.workshop", "--name", "Two", cwd=tmp_path)
    assert found.returncode == 2
    assert (tmp_path / "w.workshop").read_bytes() == before


def test_bad_input_is_told_whole_and_nothing_is_written(tmp_path: Path) -> None:
    broken = Path(shutil.copytree(POOR, tmp_path / "broken"))
    answers = broken / "answers.csv"
    lines = answers.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].rsplit(",", 1)[0] + ",lots"
    lines[2] = "nobody_knows," + lines[2].split(",", 1)[1]
    answers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("new", "w.workshop", "--name", "Kestrel Lane Trust", cwd=tmp_path)
    before = run("export", "w.workshop", "--to", "a.json", cwd=tmp_path)
    found = run("import", "w.workshop", "broken", cwd=tmp_path)
    assert found.returncode == 2
    assert found.stdout == ""
    assert "answers.csv row 2" in found.stderr
    assert "'lots' is not" in found.stderr
    assert "answers.csv row 3, participant: the participant 'nobody_knows'" in found.stderr
    assert found.stderr.splitlines()[-1] == "2 problems; nothing was written."
    run("export", "w.workshop", "--to", "b.json", cwd=tmp_path)
    assert before.returncode == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.json", None, "nothing is there; it should be a workshop file"),
        ("cut.json", '{"schema": "social-str', "is not JSON"),
        ("other.json", "{}", "schema None is not 'social-strategy-kit/workshop/1'"),
        ("deep.json", "[" * 100_000, "is not"),
        ("zip.workshop", "PK\x03\x04 not a workshop", "is not"),
        ("empty.workshop", "", "is not"),
        (
            "twice.json",
            '{"a": 1, "a": 2}',
            "the key 'a', which stands twice in one object, is not allowed.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    found = run("decide", name, cwd=tmp_path)
    assert found.returncode == 2, found.stderr
    assert said in found.stderr
    assert "Traceback" not in found.stderr


def test_check_says_what_is_missing() -> None:
    found = run("check", POOR)
    assert found.returncode == 0, found.stderr
    assert "Volunteers" in found.stdout
    assert "Knowing nothing, the tables say contributor" in found.stdout


def test_the_schemas_are_json(tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    run("export", POOR, "--to", "poor.json", cwd=tmp_path)
    jsonschema.validate(json.loads((tmp_path / "poor.json").read_text("utf-8")), schema)
    jsonschema.Draft202012Validator.check_schema(json.loads(run("schema", "--strategy").stdout))


def test_an_unknown_format_is_refused() -> None:
    found = run("report", POOR, "--format", "html,docs")
    assert found.returncode == 2
    assert found.stderr.startswith("--format: 'docs' is not one of html, pdf")


def test_importing_a_part_leaves_the_rest_and_says_what_it_replaces(tmp_path: Path) -> None:
    run("new", "w.workshop", "--name", "Kestrel Lane Trust", cwd=tmp_path)
    run("import", "w.workshop", POOR, cwd=tmp_path)
    run("export", "w.workshop", "--to", "a.json", cwd=tmp_path)
    whole = json.loads((tmp_path / "a.json").read_text("utf-8"))
    part = tmp_path / "part"
    part.mkdir()
    (part / "organisation.toml").write_text('name = "Kestrel Lane Trust"\n', encoding="utf-8")
    first = next(one for one in whole["answers"] if isinstance(one["answer"], int))
    changed = 1 if first["answer"] != 1 else 2
    line = [first["participant"], first["round"], first["question"], first["subject"], changed]
    (part / "answers.csv").write_text(
        f"participant,round,question,subject,answer\n{','.join(map(str, line))}\n",
        encoding="utf-8",
    )
    found = run("import", "w.workshop", "part", cwd=tmp_path)
    assert found.stdout.splitlines()[-1] == "1 answer replaced what was said earlier.", found.stderr
    run("export", "w.workshop", "--to", "b.json", cwd=tmp_path)
    now = json.loads((tmp_path / "b.json").read_text("utf-8"))
    assert now["organisation"] == whole["organisation"]
    assert now["registers"] == whole["registers"]


def test_every_source_is_checked_before_the_command_fails(tmp_path: Path) -> None:
    (tmp_path / "w.json").write_text('{"schema": 3}', encoding="utf-8")
    found = run("check", POOR, "w.json", "nosuch", POOR, cwd=tmp_path)
    assert found.returncode == 2
    assert found.stdout.count("Kestrel Lane Trust: ") == 2
    lines = found.stderr.splitlines()
    assert lines[0].startswith("w.json: schema 3 is not ")
    assert lines[1].startswith("nosuch: nothing is there; it should be a workshop file")
    assert lines[2] == "2 problems; nothing was written."


def test_no_source_is_not_this_folder() -> None:
    found = run("check", "", cwd=Path(POOR))
    assert found.returncode == 2
    assert found.stderr.startswith("SOURCE: nothing is there; it should be a workshop file")


def test_files_beside_a_workshop_are_named(tmp_path: Path) -> None:
    shutil.copytree(POOR, tmp_path / "poor")
    (tmp_path / "poor" / "notes.txt").write_text("hello", encoding="utf-8")
    assert "  Not read: notes.txt." in run("check", "poor", cwd=tmp_path).stdout.splitlines()
    run("new", "w.workshop", "--name", "Kestrel Lane Trust", cwd=tmp_path)
    found = run("import", "w.workshop", "poor", "--dry-run", cwd=tmp_path)
    assert found.stderr == "Not read: notes.txt.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "a" * 300),
        ("export", POOR, "--to", "taken"),
        ("export", POOR, "--to", "taken/x.json"),
        ("export", POOR, "--to", "d.json"),
        ("export", POOR, "--to", "note.json"),
        ("report", POOR, "--format", "html", "--out", "taken"),
    ],
    ids=str,
)
def test_a_place_that_cannot_be_used_is_refused_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    (tmp_path / "note.json").write_text("mine", encoding="utf-8")
    (tmp_path / "d.json").mkdir()
    found = run(*arguments, cwd=tmp_path)
    assert found.returncode == 2, found.stderr
    assert found.stderr.splitlines()[-1] == "1 problem; nothing was written."
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "note.json").read_text(encoding="utf-8") == "mine"


def test_a_disk_that_is_full_leaves_the_earlier_export(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    run("export", POOR, "--to", "old.json", cwd=tmp_path)
    before = (tmp_path / "old.json").read_bytes()
    found = subprocess.run(
        [sys.executable, "-m", "kit", "export", POOR, "--to", "old.json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )
    assert found.returncode == 2
    assert found.stderr.splitlines()[0] == (
        "old.json: a limit on the size of files is not enough for this. "
        "Free some space and try again."
    )
    assert (tmp_path / "old.json").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["old.json"]


def test_the_password_of_a_database_is_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "postgresql://ann:secret@db:5432/kit"

    def made(where: str, name: str, departments: object) -> Workshop:
        assert (where, list(departments)) == (address, [])  # type: ignore[call-overload]  # looser than the type, for this test
        store = in_memory(Organisation(name))
        store.where = "postgresql://ann@db:5432/kit?workshop=workshop"
        return Workshop(store, load())

    monkeypatch.setattr("kit.workshop.new_workshop", made)
    new(address, "Kestrel")
    shown = "postgresql://ann@db:5432/kit?workshop=workshop"
    assert capsys.readouterr().out.splitlines() == [
        f"Made {shown} for Kestrel with 0 departments.",
        f"Next: kit import '{shown}' FOLDER, then kit report '{shown}'",
    ]
