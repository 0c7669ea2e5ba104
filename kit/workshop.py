"""What notebooks and commands call: open a workshop, ask, decide, picture, report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kit.answers import Intake, RawRow, admit, folded
from kit.bank import load
from kit.bank.tables import suggestion
from kit.errors import Problem, SourceError, StoreError
from kit.exchange import (
    Wishes,
    is_kept,
    open_source,
    write_folder,
    write_json,
    write_json_file,
)
from kit.importing import Imported, gather
from kit.model.content import Bank
from kit.model.decision import Recommendation
from kit.model.encoding import encode
from kit.model.report import Section
from kit.model.strategy import Strategy
from kit.model.workshop import Organisation, Snapshot
from kit.store import Recorded, Store, create, is_url, open_store

if TYPE_CHECKING:
    from kit.analysis.decide import Decision
    from kit.desk import Pages, Words
    from kit.show.display import DecisionTable, SectionView
    from kit.show.forms.widget import Form

DECISION_SCHEMA = "social-strategy-kit/decision/1"


class Workshop:
    """One workshop: what people said, and all that follows from it.

    Everything is computed when it is first asked for and kept; `refresh` reads the store anew.
    """

    def __init__(self, store: Store, bank: Bank, *, writable: bool = True) -> None:
        """Look at a workshop that is open; use `open_workshop` to open one."""
        self.store = store
        self.bank = bank
        self.writable = writable

    @cached_property
    def snapshot(self) -> Snapshot:
        """Return what people said, as it stands."""
        return self.store.snapshot()

    @cached_property
    def decided(self) -> Decision:
        """Return the account decision with every intermediate table."""
        from kit.analysis.decide import Decision  # noqa: PLC0415  numpy and scipy when deciding
        from kit.analysis.situation import Situation  # noqa: PLC0415  as above

        return Decision(Situation(self.snapshot, self.bank))

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """Return what is advised for each department and, where asked, for each platform."""
        return self.decided.recommendations

    @cached_property
    def _whole(self) -> Strategy:
        from kit.analysis.strategy import compose  # noqa: PLC0415  as above

        return compose(self.snapshot, self.bank, self.decided)

    def strategy(self, department: str = "") -> Strategy:
        """Return the finished strategy, of the whole organisation or of one department.

        Args:
            department: A department's id or name; empty for the whole.

        Raises:
            SourceError: There is no such department.
        """
        if not department:
            return self._whole
        from kit.analysis.departmental import for_department  # noqa: PLC0415  as above

        return for_department(self._whole, self.snapshot, self.bank, self.department_id(department))

    def department_id(self, name: str) -> str:
        """Return a department's id, given its id or its name; an exact id goes before a name.

        Raises:
            SourceError: There is no such department, or several have that name.
        """
        rows = self.snapshot.rows("departments")
        if any(row.id == name for row in rows):
            return name
        wanted = folded(name)
        found = [row.id for row in rows if wanted == folded(str(row.values.get("name") or ""))]
        found = found or [row.id for row in rows if wanted == folded(row.id)]
        if len(found) == 1:
            return found[0]
        allowed = "the name of one department only" if found else "a department here"
        known = ", ".join(found or (row.id for row in rows)) or "none is listed"
        raise SourceError([Problem("department", f"'{name}'", allowed, f"Use one of: {known}.")])

    def show(self, part: str = "decision", department: str = "") -> DecisionTable | SectionView:
        """Return a part of the report for a notebook to display.

        Args:
            part: `decision` for the decision table, or a section's id; a section about which
                nothing was said yet says so.
            department: As for `strategy`.
        """
        from kit.show.display import show_decisions, show_section  # noqa: PLC0415  jinja2 when shown

        strategy = self.strategy(department)
        if part == "decision":
            return show_decisions(strategy)
        if part not in {section.id for section in strategy.sections}:
            nothing = Section(part, "Not yet", "Nothing has been said about this yet", "", ())
            strategy = replace(strategy, sections=(nothing,))
        return show_section(strategy, part)

    def changed_since(self, earlier: str | Path) -> SectionView:
        """Return what changed since an earlier state of this workshop, for a notebook to display.

        Args:
            earlier: Any source that `open_workshop` takes, as it was then; empty where none was
                kept, which is said.
        """
        from kit.analysis.comparison import compare, section_of  # noqa: PLC0415  as above
        from kit.show.display import show_section  # noqa: PLC0415  as above

        if not str(earlier).strip():
            headline = "No earlier copy is named, so there is nothing to compare with"
            found = Section("changes", "Since last time", headline, "Changes", ())
            return show_section(replace(self.strategy(), sections=(found,)), found.id)
        with open_workshop(earlier) as before:
            found = section_of(compare(before.snapshot, self.snapshot, self.bank))
        return show_section(replace(self.strategy(), sections=(found,)), found.id)

    def ask(
        self,
        *names: str,
        participant: str = "",
        round_no: int = 1,
        registers: Sequence[str] = (),
    ) -> Form:
        """Return a form with the questions of topics, or single questions, and tables below.

        Args:
            names: Ids of topics or questions.
            participant: Id or name of whoever answers.
            round_no: Which round.
            registers: Ids of the tables to fill.

        Raises:
            InputError: A topic, question or person is unknown.
        """
        from kit import desk  # noqa: PLC0415  widgets only in notebooks

        return desk.ask(
            self, names, participant=participant, round_no=round_no, registers=registers
        )

    def record(
        self, replies: Sequence[Mapping[str, object]], participant: str
    ) -> list[dict[str, object]]:
        """Keep what a form sends, each reply by itself, and say of each whether it is saved.

        Args:
            replies: As the form sends them; see `kit.replies`.
            participant: Id of whoever answers; empty for the facilitator's tables.
        """
        from kit import desk  # noqa: PLC0415  as above

        return desk.record(self, replies, participant)

    def reveal(self, question: str, round_no: int = 1) -> SectionView:
        """Return what the room may see of a question: distribution first, small groups never."""
        from kit.analysis.calendar import Reader, without_secrets  # noqa: PLC0415  as above
        from kit.analysis.privacy import Discretion, allowed_k  # noqa: PLC0415  when somebody looks
        from kit.analysis.reveal import reveal, reveal_section  # noqa: PLC0415  as above
        from kit.show.display import SectionView  # noqa: PLC0415  jinja2 when shown

        k = allowed_k(self.bank.threshold("anonymity_k"))
        shown = reveal(self.snapshot, self.bank, question, round_no, Discretion(k))
        everybody = Reader(self.snapshot, self.bank)
        return SectionView(self.strategy(), without_secrets(reveal_section(shown), everybody))

    def what_if(self) -> Form:
        """Return a slider: what would be advised if everybody gave one answer, and the map then."""
        from kit.trying import slider  # noqa: PLC0415  widgets only in notebooks

        return slider(self)

    def about(self, *topics: str, participant: str = "") -> Words:
        """Return how long topics take, who decides, who answers here, and where answers are kept.

        In a notebook it also brings the report's look for the words around it.
        """
        from kit import desk  # noqa: PLC0415  as above

        return desk.opening(self, desk.topics_of(self, topics), participant)

    def discuss(self, topic: str) -> Words:
        """Return the questions to talk about."""
        from kit import desk  # noqa: PLC0415  as above

        return desk.discussion(desk.topics_of(self, [topic])[0])

    def missing(self, *topics: str) -> Words:
        """Return what nobody has said yet."""
        from kit import desk  # noqa: PLC0415  as above

        return desk.missing(self, desk.topics_of(self, topics))

    def wrap_up(self, *topics: str) -> Pages:
        """Return what nobody has said yet, and the facilitator's notes, folded away."""
        from kit import desk  # noqa: PLC0415  as above

        found = desk.topics_of(self, topics)
        return desk.Pages((desk.missing(self, found), desk.notes(found)))

    def assess(self, participant: str, which: str = "full") -> Form | Words:
        """Return the self-guided assessment for one person: `full` or `quick`."""
        from kit import desk  # noqa: PLC0415  as above

        return desk.assess(self, participant, which)

    def result(self, participant: str) -> Words:
        """Return where a person's answers point for their department, and how certain that is."""
        from kit import desk  # noqa: PLC0415  as above

        return desk.result(self, participant)

    def decision(self) -> dict[str, object]:
        """Return the decision part of the strategy, ready for JSON; its schema is versioned."""
        from kit.analysis.company import Company  # noqa: PLC0415  the optimiser only when asked

        company = Company(self.decided)
        return {
            "schema": DECISION_SCHEMA,
            "organisation": self.snapshot.organisation.name,
            "content_version": self.bank.version,
            "recommendations": encode(self.recommendations),
            "study": self.decided.study.to_dict(),
            "company": company.to_dict() if company.subjects else {},
        }

    def import_from(
        self,
        sources: Sequence[str | Path],
        *,
        dry_run: bool = False,
        wishes: Wishes | None = None,
        rename: bool = False,
    ) -> Imported:
        """Record what sources hold: all of it, or nothing.

        What a source does not name stays as it stands. Folders, JSON files and workshops that
        contradict each other are refused, and worksheets that contradict them; an answer that
        differs from the one recorded earlier takes its place and is counted.

        Args:
            sources: Folders, JSON files and other workshops; returned worksheets, surveys and
                calendars, also as folders and zips.
            dry_run: Only read, check and count.
            wishes: How worksheets, surveys and calendars are taken.
            rename: The organisation may take another name, and participants other names or
                departments.

        Raises:
            SourceError, InputError: With every problem of every source; nothing is recorded.
        """
        entries, told = gather(self.bank, self.snapshot, sources, wishes, rename=rename)
        if dry_run:
            return told
        recorded: Recorded = self.store.record(entries)
        self.refresh()
        return replace(told, new=recorded.new, unchanged=recorded.unchanged)

    def export_folder(self, folder: Path, *, blank: bool = False) -> list[Path]:
        """Write the workshop as a folder of TOML and CSV and return the files.

        Args:
            folder: Where.
            blank: Also write tables that hold nothing yet, their header alone, to be filled in.

        Raises:
            StoreError: Something else stands in the way, or it cannot be written; then nothing is.
        """
        return write_folder(self.snapshot, self.bank, folder, blank=blank)

    def export_json(self) -> str:
        """Return the workshop as JSON text in the published shape."""
        return write_json(self.snapshot)

    def export_json_file(self, file: Path) -> Path:
        """Write the workshop as a JSON file and return it.

        Raises:
            StoreError: As `export_folder`.
        """
        return write_json_file(self.snapshot, file)

    def refresh(self) -> None:
        """Forget what was computed, so that the next question reads the store anew."""
        for name in ("snapshot", "decided", "_whole"):
            self.__dict__.pop(name, None)

    def close(self) -> None:
        """Let go of the workshop."""
        self.store.close()

    def __enter__(self) -> Self:
        """Return the workshop itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the workshop."""
        self.close()


def open_workshop(source: str | Path, *, write: bool = False) -> Workshop:
    """Return the workshop in a source.

    Args:
        source: A workshop file, a `postgresql://` address, a folder that `kit export` wrote, or
            a JSON file of the published shape. Folders and JSON files are read into memory.
        write: Open a workshop file or database so that it can be added to.

    Raises:
        SourceError: There is no such source, or it cannot be read.
        InputError: A folder or JSON file holds something that cannot be accepted.
    """
    bank = load()
    if not write:
        store = open_source(source, bank)
        return Workshop(store, _as_promised(bank, store), writable=False)
    if not is_url(source) and not Path(source).is_file():
        raise SourceError(
            [
                Problem(
                    str(source),
                    "nothing that can be added to",
                    "a workshop file or a postgresql:// address",
                    "Make one with `kit new`.",
                )
            ]
        )
    store = open_store(source)
    return Workshop(store, _as_promised(bank, store))


def _as_promised(bank: Bank, store: Store) -> Bank:
    """Return the content under which people answered: no report loosens what a room was told."""
    told = [note.data["k"] for note in store.notes() if note.kind == "rule"]
    return bank.with_least("anonymity_k", told[-1]) if told else bank


def work_on(source: str | Path) -> Workshop:
    """Return a workshop for a notebook: open to be added to where that is possible.

    Workshop files and databases are written to where this account may; a folder or a JSON file is
    read into memory. Where what is answered cannot be kept, the forms say so.

    Raises:
        SourceError, InputError: As `open_workshop`.
    """
    if not is_kept(source):
        return open_workshop(source)
    try:
        return open_workshop(source, write=True)
    except StoreError:
        return open_workshop(source)


def new_workshop(where: str | Path, name: str, departments: Sequence[str] = ()) -> Workshop:
    """Make a workshop and return it, open for writing.

    Args:
        where: A path, or a `postgresql://` address.
        name: The organisation's name.
        departments: Ids of preset departments to begin with; see `kit new --help`.

    Raises:
        StoreError: There is one already, or it cannot be written there.
        InputError: The name is empty, or a department is not a preset one.
    """
    bank = load()
    presets = {preset.id: preset for preset in bank.departments}
    rows = tuple(
        RawRow(
            "departments",
            {"id": preset.id, "name": preset.name, "work": preset.work},
            f"department {preset.id}",
        )
        for key in departments
        if (preset := presets.get(key))
    )
    unknown = tuple(
        Problem("--department", f"'{key}'", "a preset department", suggestion(key, presets))
        for key in departments
        if key not in presets
    )
    intake = Intake("kit new", {"name": name}, rows, (), unknown)
    entries = admit(bank, intake)
    organisation = next(entry for entry in entries if isinstance(entry, Organisation))
    store = create(where, organisation)
    store.record(entries)
    return Workshop(store, bank)
