"""What is written down of a source or a report: entries, events, and why something failed.

Nothing anybody said and nobody's name is in what may be logged.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.answers import short_hash, slug
from kit.batch.checking import Checked
from kit.batch.jobs import Limits, Rendered, Status
from kit.batch.manifest import Entry
from kit.errors import Problem

if TYPE_CHECKING:
    from kit.batch.pool import Task

MESSAGES = {
    Status.TIMEOUT: "took longer than it may",
    Status.KILLED: "its process ended before the report did",
    Status.FAILED: "a cell failed",
}


def event(name: str, rendered: Rendered, limits: Limits) -> dict[str, Any]:
    """Return what may be logged of a result: nothing anybody said, and nobody's name."""
    return {
        "event": name,
        "key": rendered.id[-8:],
        "status": rendered.status,
        "code": rendered.code,
        "message": message(rendered, limits),
        "cell": rendered.cell,
        "seconds": round(rendered.seconds, 3),
    }


def of_result(job: str, result: Task | None) -> Rendered:
    """Return what became of a job, whether a worker answered, could not, or was lost."""
    if result is None:
        detail = "The worker ended, or was ended."
        return Rendered(job, Status.KILLED, code="died", detail=detail)
    if "failed" in result:
        return Rendered(job, Status.FAILED, code=result["failed"], detail=result["detail"])
    return Rendered.of(result)


def unreadable(source: str, seconds: float) -> Checked:
    """Return what is said of a source on which a checker was lost or gave up."""
    found = f"a source that could not be read in {seconds:.0f} seconds"
    fix = "Look for an enormous or endless file."
    return Checked(source, problems=(Problem(source, found, "a workshop", fix, "source"),))


def repeated(source: str, first: str) -> Problem:
    """Return what is wrong with a source that is the same organisation as an earlier one."""
    fix = "Take one of the two out, or rename one."
    found = f"the same organisation as in {first}"
    return Problem(source, found, "one of its own", fix, "duplicate")


def refused(checked: Checked, present: dict[str, Entry]) -> Entry:
    """Return the entry of a source that is not rendered, under an id of its own."""
    readable = slug(Path(checked.source).name).replace("_", "-")[:60].strip("-")
    readable, digits = readable or "source", short_hash(checked.source)
    entry_id = f"{readable}-{digits}"
    if entry_id in present:
        entry_id = f"{readable}-{len(present)}-{digits}"
    count = len(checked.problems)
    return Entry(
        entry_id,
        checked.source,
        checked.name,
        Status.REFUSED,
        checked.sha256,
        code="refused",
        message=f"{count} {'problem' if count == 1 else 'problems'} in the source",
        problems=checked.problems,
    )


def message(rendered: Rendered, limits: Limits) -> str:
    """Return why there is no report, in a few words of ours; empty where there is one."""
    if rendered.status is Status.OK:
        return ""
    said = MESSAGES[rendered.status]
    if rendered.status is Status.TIMEOUT:
        return f"{said}: {limits.seconds:g} seconds"
    if rendered.status is Status.FAILED and not rendered.cell:
        said = "it could not be rendered"
    where = f"cell {rendered.cell}, " if rendered.cell else ""
    return f"{said} ({where}{rendered.code})"
