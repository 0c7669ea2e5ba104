"""Who does what: RACI for recurring work, DACI for decisions, and what each adds up to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kit.analysis.serving import analysis
from kit.analysis.situation import Situation

RACI = ("responsible", "accountable", "consulted", "informed")
DACI = ("driver", "approver", "contributor", "informed")


@dataclass(frozen=True, slots=True)
class Part:
    """One department's part in one piece of work; `model` is empty where it holds for all."""

    work: str
    department: str
    role: str
    person: str = ""
    deputy: str = ""
    within_hours: float | None = None
    model: str = ""


@analysis("Roles read as parts in recurring work and in decisions", "S0-15", "S3-08", "S3-16")
def parts(situation: Situation, register: str) -> tuple[Part, ...]:
    """Return the parts written in `roles` or in `decision_roles`."""
    work = "activity" if register == "roles" else "decision"
    found = []
    for row in situation.snapshot.rows(register):
        hours = row.values.get("within_hours")
        found.append(
            Part(
                work=str(row.values.get(work) or ""),
                department=str(row.values.get("department") or ""),
                role=str(row.values.get("role") or ""),
                person=str(row.values.get("person") or ""),
                deputy=str(row.values.get("deputy") or ""),
                within_hours=float(hours) if isinstance(hours, (int, float)) else None,
                model=str(row.values.get("account_model") or ""),
            )
        )
    return tuple(found)


def holders(found: tuple[Part, ...], role: str) -> dict[tuple[str, str], list[str]]:
    """Return the departments holding a role for each piece of work, under each account model.

    A part without an account model holds under every model that the same work names.
    """
    models: dict[str, set[str]] = {}
    for part in found:
        models.setdefault(part.work, set()).add(part.model)
    held: dict[tuple[str, str], list[str]] = {}
    for work, named in models.items():
        for model in sorted(named - {""}) or [""]:
            fitting = (one for one in found if one.work == work and one.model in {model, ""})
            held[work, model] = [one.department for one in fitting if one.role == role]
    return held


@analysis("Load per role under each account model", "S0-15", "S0-46")
def load(found: tuple[Part, ...]) -> dict[str, dict[str, Counter[str]]]:
    """Return for each account model and department how often it holds each role.

    Under "" stands what holds whatever model is chosen; it is part of every other count.
    """
    models = {part.model for part in found} - {""} or {""}
    counts: dict[str, dict[str, Counter[str]]] = {}
    for model in sorted(models):
        by_department: dict[str, Counter[str]] = {}
        for part in found:
            if part.model in {model, ""}:
                by_department.setdefault(part.department, Counter())[part.role] += 1
        counts[model] = by_department
    return counts
