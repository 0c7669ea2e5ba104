"""Who speaks where, as a picture: departments, accounts, and the people they speak to."""

from __future__ import annotations

from kit.analysis.decide import Decision
from kit.analysis.facts import platform_names
from kit.analysis.serving import section
from kit.analysis.subject_names import in_table_order
from kit.analysis.wording import count_word, counted_words, listed_few
from kit.model.content import AccountModel
from kit.model.decision import FIRM, Operator, Recommendation
from kit.model.report import AccountMap, MapAccount, MapDepartment, Section


@section("map", "Who speaks where, as a picture", "S2-28", "S2-30")
def account_map(decision: Decision) -> Section:
    """Return who speaks where, as a picture."""
    departments, accounts = [], [_main_account(decision)]
    whole = [one for one in decision.recommendations if not one.platform]
    for one in in_table_order(tuple(whole)):
        mine = _own_rows(one, decision.recommendations)
        account = f"own-{one.department}" if mine else "main"
        if mine:
            accounts.append(_own_account(account, mine, decision))
        departments.append(
            MapDepartment(
                name=one.department_name,
                model=AccountModel.OWN if mine else one.model,
                open=one.label not in FIRM,
                account=account,
            )
        )
    chart = AccountMap(
        title="Who speaks where",
        how_to_read=(
            "Departments on the left, the accounts that speak in the middle, the people they "
            "speak to on the right. A dashed line is not firm yet."
        ),
        departments=tuple(departments),
        accounts=tuple(accounts),
    )
    headline = _headline(departments, own=len(accounts) - 1)
    return Section("map", "Who speaks where", headline, "Who speaks where", (chart,))


def _headline(departments: list[MapDepartment], own: int) -> str:
    """Return how many accounts speak, and for how many departments the main one does."""
    speaking = (
        "One account speaks" if not own else f"{count_word(own + 1).capitalize()} accounts speak"
    )
    undecided = sum(one.model is None for one in departments)
    through = len(departments) - own - undecided
    parts = []
    if through or not undecided:
        verb = "speaks" if through == 1 else "speak"
        parts.append(f"{counted_words(through, 'department')} {verb} through the main one")
    if undecided:
        noun = "" if parts else (" department" if undecided == 1 else " departments")
        verb = "is" if undecided == 1 else "are"
        parts.append(f"{count_word(undecided)}{noun} {verb} undecided")
    return f"{speaking}; {', '.join(parts)}"


def _main_account(decision: Decision) -> MapAccount:
    organisation = decision.situation.snapshot.organisation
    names = platform_names(decision.bank)
    mains = [one for one in decision.situation.accounts if one.main]
    central = decision.situation.names.get(organisation.central_department, "")
    return MapAccount(
        id="main",
        name=organisation.name,
        platforms=tuple(dict.fromkeys(names.get(one.platform, one.platform) for one in mains)),
        run_by=central or "the central team",
        audience=next((one.audience for one in mains if one.audience), "the public"),
        main=True,
    )


def _own_rows(one: Recommendation, every: tuple[Recommendation, ...]) -> tuple[Recommendation, ...]:
    mine = [other for other in every if other.department == one.department]
    return tuple(other for other in mine if other.model is AccountModel.OWN)


def _own_account(account: str, mine: tuple[Recommendation, ...], decision: Decision) -> MapAccount:
    department = mine[0].department
    existing = [one for one in decision.situation.accounts if one.department == department]
    kept = {one.platform_name for one in mine if one.platform}
    names = platform_names(decision.bank)
    if not kept:
        kept = {names.get(one.platform, one.platform) for one in existing if not one.main}
    people = [
        str(row.values["people"])
        for row in decision.situation.snapshot.rows("audiences")
        if row.values.get("department") == department
    ]
    central = any(one.operator is Operator.CENTRAL_TEAM for one in mine)
    return MapAccount(
        id=account,
        name=f"{mine[0].department_name}",
        platforms=tuple(sorted(kept)),
        run_by="the central team" if central else mine[0].department_name,
        audience=listed_few(people, 3) or "its own audience",
        main=False,
    )
