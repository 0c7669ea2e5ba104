"""The plain facts that travel between the runner and its workers, here or on another machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """How it ended for one organisation."""

    OK = "ok"
    UNCHANGED = "unchanged"
    REFUSED = "refused-input"
    FAILED = "failed"
    TIMEOUT = "timeout"
    KILLED = "killed"
    NOT_RUN = "not-run"


DONE = {Status.OK, Status.UNCHANGED}
BAD = {Status.REFUSED, Status.FAILED, Status.TIMEOUT, Status.KILLED}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one report may take: seconds as a whole, and MB beyond what it starts with."""

    seconds: float = 60.0
    megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class Job:
    """One report to render; the same job gives the same bytes wherever it runs.

    Attributes:
        id: The folder's name, which is also the organisation's in logs and events.
        workshop: The checked workshop: a path the worker can read, or empty.
        data: Its bytes, compressed and in base64, where the worker cannot read the path.
        out: The folder or address under which the organisation's folder lies.
        formats: Names of `ReportFormat`.
        notebook: The notebook's text, or empty for the kit's own.
    """

    id: str
    out: str
    formats: tuple[str, ...]
    workshop: str = ""
    data: str = ""
    notebook: str = ""
    limits: Limits = field(default_factory=Limits)

    def plain(self) -> dict[str, Any]:
        """Return the job as plain data."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Job:
        """Return the job that `plain` made."""
        parts = {**plain, "formats": tuple(plain["formats"]), "limits": Limits(**plain["limits"])}
        return cls(**parts)


@dataclass(frozen=True, slots=True)
class Output:
    """A file that was written, by its place under the output folder."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of a job.

    Attributes:
        code: The kind of failure, one word; never text from an answer.
        cell: The number of the cell that failed, from 1; 0 where that has no meaning.
        detail: Everything the failing cell said; may quote answers and is kept beside the reports.
        summary: What the portfolio page compares, where the notebook showed a strategy.
    """

    id: str
    status: Status
    outputs: tuple[Output, ...] = ()
    seconds: float = 0.0
    code: str = ""
    cell: int = 0
    detail: str = ""
    summary: dict[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Rendered:
        """Return the result that `plain` made."""
        outputs = tuple(Output(**one) for one in plain["outputs"])
        return cls(**{**plain, "outputs": outputs, "status": Status(plain["status"])})
