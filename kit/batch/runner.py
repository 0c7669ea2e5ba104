"""Hundreds of reports: check every source, render what is new, and keep account of all of it."""

from __future__ import annotations

import base64
import contextlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import kit
from kit.batch import fingerprint, manifest, verdicts
from kit.batch.checking import Checked, printable
from kit.batch.jobs import BAD, DONE, Job, Limits, Rendered, Status
from kit.batch.manifest import Entry, Journal
from kit.batch.outputs import Place, place_at
from kit.batch.places import notebook
from kit.batch.rendering import NAME
from kit.batch.report import ReportFormat

if TYPE_CHECKING:
    from kit.batch.pool import Executor, Task
    from kit.batch.tables import Part

Tell: TypeAlias = Callable[[dict[str, Any]], None]
TRIES = 2
CHECK_SECONDS = 60.0
EXPORT_SECONDS = 120.0
REFRESH_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Choices:
    """How a batch is to be run.

    Attributes:
        out: A folder, or an address that fsspec can write.
        notebook: The text of a notebook of the user's own; empty for the kit's.
        force: Render all, even what is unchanged.
        only_failed: Render only what failed in an earlier run.
        failures: Stop after so many; 0 for never.
        send_data: Send each workshop with its job, for workers that cannot read our files.
        parts: What a source is that was taken out of a table, by its folder.
    """

    out: str
    formats: tuple[ReportFormat, ...] = (ReportFormat.HTML,)
    notebook: str = ""
    limits: Limits = field(default_factory=Limits)
    force: bool = False
    only_failed: bool = False
    failures: int = 0
    send_data: bool = False
    parts: Mapping[str, Part] = field(default_factory=dict)
    index: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a batch ended."""

    entries: tuple[Entry, ...]
    interrupted: bool = False

    @property
    def counts(self) -> Counter[Status]:
        """Return how many organisations ended how."""
        return Counter(entry.status for entry in self.entries)

    @property
    def exit_code(self) -> int:
        """Return 0 all well, 1 some failed, 3 nothing rendered, 130 interrupted."""
        if self.interrupted:
            return 130
        counts = self.counts
        if not any(counts[status] for status in DONE):
            return 3
        return 1 if any(counts[status] for status in (*BAD, Status.NOT_RUN)) else 0


class Batch:
    """One run over many sources."""

    def __init__(
        self, choices: Choices, executor: Executor, tell: Tell, stop: Callable[[], bool]
    ) -> None:
        """Prepare a run.

        Args:
            choices: How it is to be run.
            executor: Does the work.
            tell: Is told of everything that happens, as plain data without a name or an answer.
            stop: Says whether somebody asked to stop.
        """
        self.choices = choices
        self.executor = executor
        self.tell = tell
        self.stop = stop
        self.place: Place = place_at(choices.out)
        text = choices.notebook or notebook(NAME).read_text(encoding="utf-8")
        self.fingerprint = fingerprint.of_a_run(text, [one.value for one in choices.formats])
        self.entries: dict[str, Entry] = {}
        self.failures = 0

    def run(self, sources: Sequence[str]) -> Outcome:
        """Check all sources, render those that can be rendered, and leave a manifest.

        Raises:
            StoreError: Another batch is writing to the same folder.
        """
        with self.place.lock(), tempfile.TemporaryDirectory(prefix="kit-batch-") as spool:
            before = manifest.read(self.place)
            good = self._check(sources, Path(spool), self._known(before))
            with self._journal() as journal:
                self._render(good, before, journal)
                self._write_manifest()
            if self.choices.index and not self.stop():
                self._write_index(Path(spool))
        return Outcome(tuple(self.entries.values()), self.stop())

    # --- checking -----------------------------------------------------------------------------

    def check(self, sources: Sequence[str]) -> Outcome:
        """Only check all sources; nothing is written."""
        self._check(sources, None, {})
        return Outcome(tuple(self.entries.values()), self.stop())

    def _known(self, before: dict[str, Entry]) -> dict[str, dict[str, str]]:
        """Return, by source, what need not be read again: its report stands, made by this kit."""
        standing = [
            one
            for one in before.values()
            if one.stamp and self._stands(one, self._key(one.input_sha256))
        ]
        return {
            one.source: {
                "id": one.id, "name": one.name, "sha256": one.input_sha256, "stamp": one.stamp,
            }
            for one in standing
        }  # fmt: skip

    def _check(
        self, sources: Sequence[str], spool: Path | None, known: dict[str, dict[str, str]]
    ) -> list[tuple[Checked, str]]:
        """Return what can be rendered, with the kept workshop's path, in the sources' order."""
        self.tell({"event": "checking", "sources": len(sources)})
        found: dict[int, Checked] = {}
        parts = self.choices.parts
        tasks = (
            {
                "do": "check",
                "place": place,
                "source": source,
                "keep": str(spool / f"{place}.z") if spool else "",
                "known": known.get(parts[source].shown if source in parts else source),
            }
            for place, source in enumerate(sources)
        )
        for task, result in self.executor.run(tasks, CHECK_SECONDS, self.stop):
            checked = (
                Checked.of(result)
                if result
                else verdicts.unreadable(printable(task["source"]), CHECK_SECONDS)
            )
            if task["source"] in parts:
                checked = parts[task["source"]].told(checked)
            found[task["place"]] = checked
            self.tell({"event": "checked", "done": len(found), "ok": not checked.problems})
        return self._without_repeats(sources, found, spool)

    def _without_repeats(
        self, sources: Sequence[str], found: dict[int, Checked], spool: Path | None
    ) -> list[tuple[Checked, str]]:
        first: dict[str, str] = {}
        good: list[tuple[Checked, str]] = []
        for place in range(len(sources)):
            checked = found.get(place)
            if checked is None:
                continue
            if checked.id and checked.same in first:
                checked = replace(
                    checked, problems=(verdicts.repeated(checked.source, first[checked.same]),)
                )
            elif checked.id:
                first[checked.same] = checked.source
            if checked.problems:
                self._note(verdicts.refused(checked, self.entries))
            else:
                good.append((checked, str(spool / f"{place}.z") if spool else ""))
                if spool is None:
                    entry = Entry(
                        checked.id,
                        checked.source,
                        checked.name,
                        Status.OK,
                        input_sha256=checked.sha256,
                    )
                    self.entries[entry.id] = entry
        return good

    # --- rendering ----------------------------------------------------------------------------

    def _render(
        self,
        good: list[tuple[Checked, str]],
        before: dict[str, Entry],
        journal: Journal | None,
    ) -> None:
        to_do: list[tuple[Checked, str]] = []
        for entry in self.entries.values():
            _add(journal, entry)
        for checked, kept in good:
            old = before.get(checked.id)
            fresh = self._entry(checked, Status.NOT_RUN)
            if old is not None and self._stands(old, fresh.key):
                self._note(self._unchanged(old, checked), journal)
            elif self.choices.only_failed and (old is None or old.status not in BAD):
                self._note(old if old is not None and old.status in DONE else fresh, journal)
            else:
                self.entries[checked.id] = fresh
                to_do.append((checked, kept))
        self.tell({"event": "rendering", "reports": len(to_do)})
        self._do(to_do, journal)

    @staticmethod
    def _unchanged(old: Entry, checked: Checked) -> Entry:
        """Return the entry of a report that is there already, from wherever it came this time."""
        return replace(old, source=checked.source, stamp=checked.stamp, status=Status.UNCHANGED)

    def _stands(self, old: Entry, key: str) -> bool:
        """Say whether a report is there already, byte for byte as it was written."""
        if self.choices.force or old.status not in DONE or old.key != key or not old.outputs:
            return False
        return all(
            (data := self.place.read(one.path)) is not None
            and sha256(data).hexdigest() == one.sha256
            for one in old.outputs
        )

    def _do(self, to_do: list[tuple[Checked, str]], journal: Journal | None) -> None:
        by_id = {checked.id: (checked, kept) for checked, kept in to_do}
        tries: Counter[str] = Counter()
        waiting = list(reversed(to_do))
        seconds = self.choices.limits.seconds + EXPORT_SECONDS
        refreshed = time.monotonic()

        def tasks() -> Iterator[Task]:
            while waiting:
                checked, kept = waiting.pop()
                tries[checked.id] += 1
                yield {"do": "render", "job": self._job(checked, kept).plain()}

        # A second try is added while the last tasks run, so the executor is asked again.
        while waiting and not self._enough():
            for task, result in self.executor.run(tasks(), seconds, self._enough):
                rendered = verdicts.of_result(task["job"]["id"], result)
                checked, kept = by_id[rendered.id]
                if rendered.status in BAD and tries[checked.id] < TRIES and not self.stop():
                    self.tell(verdicts.event("retry", rendered, self.choices.limits))
                    waiting.insert(0, (checked, kept))
                    continue
                Path(kept).unlink(missing_ok=True)
                self._finish(checked, rendered, tries[checked.id], journal)
                if time.monotonic() - refreshed > REFRESH_SECONDS:
                    self._write_manifest()
                    refreshed = time.monotonic()

    def _enough(self) -> bool:
        most = self.choices.failures
        return self.stop() or bool(most and self.failures >= most)

    def _job(self, checked: Checked, kept: str) -> Job:
        choices = self.choices
        data = ""
        if choices.send_data:
            data, kept = base64.b64encode(Path(kept).read_bytes()).decode(), ""
        out = choices.out if "://" in choices.out else str(Path(choices.out).resolve())
        formats = tuple(one.value for one in choices.formats)
        return Job(checked.id, out, formats, kept, data, choices.notebook, choices.limits)

    def _finish(
        self, checked: Checked, rendered: Rendered, tries: int, journal: Journal | None
    ) -> None:
        entry = replace(
            self._entry(checked, rendered.status),
            outputs=rendered.outputs,
            seconds=round(rendered.seconds, 3),
            tries=tries,
            code=rendered.code,
            summary=rendered.summary,
            message=verdicts.message(rendered, self.choices.limits),
        )
        if rendered.status in BAD:
            said = f"{entry.message}\n\n{rendered.detail}\n"
            path = f"failures/{rendered.id}.txt"
            self.place.write(path, said.encode("utf-8", "replace"))
            entry = replace(entry, log=path)
        self._note(entry, journal, verdicts.event("finished", rendered, self.choices.limits))

    def _entry(self, checked: Checked, status: Status) -> Entry:
        key = self._key(checked.sha256)
        return Entry(
            checked.id, checked.source, checked.name, status, checked.sha256, checked.stamp, key
        )

    def _key(self, digest: str) -> str:
        """Return the hash of an input and of everything its report depends on."""
        return sha256(f"{digest}:{self.fingerprint}".encode()).hexdigest()

    # --- keeping account ----------------------------------------------------------------------

    def _note(
        self, entry: Entry, journal: Journal | None = None, event: dict[str, Any] | None = None
    ) -> None:
        self.entries[entry.id] = entry
        self.failures += entry.status in BAD
        _add(journal, entry)
        finished = sum(one.status is not Status.NOT_RUN for one in self.entries.values())
        event = event or {"event": "noted", "key": entry.digits, "status": entry.status}
        self.tell({**event, "done": finished})

    @contextlib.contextmanager
    def _journal(self) -> Iterator[Journal | None]:
        """Keep a journal where the output is a folder; elsewhere the manifest is refreshed."""
        if "://" in self.choices.out:
            yield None
            return
        journal = Journal(Path(self.choices.out) / manifest.JOURNAL)
        try:
            yield journal
        finally:
            journal.close()

    def _write_index(self, spool: Path) -> None:
        """Render the page and the workbook that compare all; a failure there spoils no report."""
        copy = spool / manifest.MANIFEST
        copy.write_bytes(self.place.read(manifest.MANIFEST) or b"")
        task = {"do": "index", "manifest": str(copy), "out": self.choices.out}
        for _, result in self.executor.run([task], EXPORT_SECONDS):
            self.tell({"event": "index", "ok": bool(result and result.get("ok"))})

    def _write_manifest(self) -> None:
        data = manifest.written(self.entries.values(), self.fingerprint, kit.__version__)
        self.place.write(manifest.MANIFEST, data)


def _add(journal: Journal | None, entry: Entry) -> None:
    if journal is not None:
        journal.add(entry)
