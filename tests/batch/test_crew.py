"""The warm process of a batch: what it knows before it forks, and what it forks when."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbformat.notebooknode import from_dict

from kit.bank import load
from kit.batch.jobs import Status
from kit.batch.manifest import JOURNAL, Entry, Journal, read
from kit.batch.outputs import place_at
from kit.batch.warm.crew import CHECKER, WORKER
from kit.batch.warm.first_report import draw_first_report, made_up
from kit.batch.warm.orders import Started, fork_problem
from kit.batch.warm.starting import Zygote
from kit.model.strategy import STRATEGY_MIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

SAMPLES = Path(__file__).parents[2] / "sample_data"
needs_forks = pytest.mark.skipif(bool(fork_problem()), reason="nothing can be forked here")
REPORT = """
import sys
sys.modules.setdefault("rfc3987_syntax", None)
from kit.batch.warm.crew import _Crew
for _ in _Crew().learn():
    pass
before = set(sys.modules)
from kit import open_workshop
for source in sys.argv[1:]:
    with open_workshop(source) as workshop:
        for part in ("decision", "certainty", "agenda"):
            workshop.show(part)._repr_html_()
        workshop.strategy()._repr_mimebundle_()
print(*sorted(set(sys.modules) - before))
"""

FIRST_CELL = """
import os, socket, sys
said = os.dup(1)
import kit.batch.warm.zygote
from kit.batch.warm.frames import packed
from kit.batch.warm.shell import prepare, serve
kernel = prepare()
before = set(sys.modules)
near, far = socket.socketpair()
told = {"code": "print(6 * 7)", "silent": False, "user_expressions": {}, "allow_stdin": False}
for what, content in (("execute", told), ("shutdown", {})):
    header = {"msg_id": what, "msg_type": what + "_request", "date": "2026-01-01T00:00:00+00:00"}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    for part in packed("shell", message):
        near.sendall(part)
serve(kernel, far)
late = " ".join(sorted(set(sys.modules) - before))
os.write(said, late.encode() + b"\\n" + near.recv(1 << 20))
os._exit(0)
"""


def test_the_content_accepts_what_is_made_up_and_all_of_it_is_in_the_first_report() -> None:
    bank = load()
    told = made_up(bank)

    draw_first_report()

    assert {row.register for row in told.rows} == set(bank.registers)
    assert {answer.cells["question"] for answer in told.answers} == set(bank.questions)


@pytest.mark.slow
def test_a_report_finds_every_module_imported() -> None:
    known = ("brackwater_outfitters", "halden_pumps", "poor_data", "tannery_row_coffee")

    done = subprocess.run(
        [sys.executable, "-c", REPORT, *(SAMPLES / name for name in known)],
        capture_output=True,
        text=True,
        check=True,
    )

    # How a file's bytes are read is a module too, and each source may have its own.
    late = [name for name in done.stdout.split() if not name.startswith("encodings.")]
    assert late == []


def test_a_first_cell_finds_every_module_imported() -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_CELL], capture_output=True, check=True)
    late, _, told = done.stdout.partition(b"\n")

    assert b'"text": "42\\n"' in told
    assert late == b""


def has_mapped(process: Started, library: str) -> bool:
    return library in Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")


@needs_forks
@pytest.mark.slow
def test_a_source_can_be_checked_where_nothing_else_is_imported() -> None:
    zygote = Zygote((), "kit.batch.warm.crew")
    checker = zygote.start_worker(CHECKER)
    task = {"do": "check", "source": str(SAMPLES / "halden_pumps"), "keep": ""}

    checker.end.sendall(json.dumps(task).encode() + b"\n")
    with checker.end.makefile("rb") as heard:
        checked = json.loads(heard.readline())

    assert checked["name"] == "Halden Pumps"
    assert not has_mapped(checker, "numpy")
    checker.close()
    zygote.close()


@needs_forks
@pytest.mark.slow
def test_what_renders_is_forked_only_when_all_is_imported() -> None:
    zygote = Zygote((WORKER,), "kit.batch.warm.crew")

    worker = zygote.start_worker(WORKER)

    assert has_mapped(worker, "numpy")
    worker.close()
    zygote.close()


@pytest.mark.slow
def test_a_strategy_is_written_as_nbformat_writes_it_though_it_stays_plain_data(
    engine: Callable[..., NotebookNode], cells: Callable[..., NotebookNode]
) -> None:
    told = {STRATEGY_MIME: {"sections": [{"id": "a"}, {"id": "b"}]}, "text/plain": "x"}
    shown = f"from IPython.display import display; display({told!r}, raw=True)"

    executed = engine(cells(shown))
    kept = executed.cells[0].outputs[0].data

    assert kept == told
    assert type(kept[STRATEGY_MIME]) is dict
    assert nbformat.writes(executed) == nbformat.writes(from_dict(executed))


def test_what_is_finished_stands_in_the_journal_at_once(tmp_path: Path) -> None:
    entries = [Entry(f"acme-{place}", "acme.json", "Acme", Status.OK) for place in range(3)]
    journal = Journal(tmp_path / JOURNAL)

    for place, entry in enumerate(entries, start=1):
        journal.add(entry)
        assert list(read(place_at(str(tmp_path))).values()) == entries[:place]

    journal.close()
    assert list(read(place_at(str(tmp_path))).values()) == entries
