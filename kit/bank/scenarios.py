"""What departments do together, read from content: assets, campaign types, scenarios."""

from __future__ import annotations

from collections.abc import Iterator

from kit.bank.tables import Ledger, Reading, suggestion
from kit.errors import Problem
from kit.model.content import AssetKind, Bank, CampaignType
from kit.model.scenario import Check, Inject, Need, Promise, Scenario

DIRECTIONS = ("to_social", "from_social")


def assets(data: dict[str, object], ledger: Ledger) -> tuple[AssetKind, ...]:
    """Return what departments hand to each other."""
    return tuple(_asset(reading) for reading in _tables(data, "assets", ledger))


def campaign_types(data: dict[str, object], ledger: Ledger) -> tuple[CampaignType, ...]:
    """Return which departments each type of campaign needs."""
    return tuple(_campaign_type(reading) for reading in _tables(data, "campaign_types", ledger))


def scenarios(tables: dict[str, dict[str, object]], ledger: Ledger) -> tuple[Scenario, ...]:
    """Return the scenarios in the order of their places."""
    found = [_scenario(key, table, ledger) for key, table in tables.items()]
    return tuple(sorted(found, key=lambda one: (one.place, one.id)))


def _tables(data: dict[str, object], key: str, ledger: Ledger) -> list[Reading]:
    where = f"content/{key}.toml"
    whole = Reading(data, where, ledger)
    tables = whole.tables(key)
    whole.close()
    return [Reading(one, f"{where}, {place}", ledger) for place, one in enumerate(tables, 1)]


def _asset(reading: Reading) -> AssetKind:
    direction = reading.text("direction", required=True)
    if direction and direction not in DIRECTIONS:
        reading.ledger.note(
            f"{reading.where}, direction",
            repr(direction),
            f"one of {', '.join(DIRECTIONS)}",
            suggestion(direction, DIRECTIONS),
        )
    asset = AssetKind(
        id=reading.text("id", required=True),
        giver=reading.text("giver"),
        receivers=reading.texts("receivers"),
        returns=direction == "from_social",
        cadence=reading.text("cadence"),
        lead_days=reading.number("lead_days") or 0.0,
        stale_days=reading.number("stale_days") or 0.0,
        accepted_when=reading.text("accepted_when"),
        if_missing=reading.text("if_missing", required=True),
        critical=reading.flag("critical"),
        source=reading.text("source", required=True),
        serves=reading.texts("serves"),
    )
    reading.close()
    return asset


def _campaign_type(reading: Reading) -> CampaignType:
    found = CampaignType(
        id=reading.text("id", required=True),
        contributors=reading.texts("contributors"),
        why=reading.text("why"),
        source=reading.text("source", required=True),
        serves=reading.texts("serves"),
    )
    reading.close()
    return found


def _scenario(key: str, table: dict[str, object], ledger: Ledger) -> Scenario:
    where = f"content/scenarios/{key}.toml"
    reading = Reading(table, where, ledger)
    scenario = Scenario(
        id=key,
        place=reading.whole("place", required=True),
        title=reading.text("title", required=True),
        minutes=reading.whole("minutes"),
        story=reading.text("story", required=True),
        source=reading.text("source", required=True),
        sample=reading.text("sample"),
        discussion=reading.texts("discussion"),
        injects=tuple(
            _inject(Reading(one, f"{where}, inject {place}", ledger))
            for place, one in enumerate(reading.tables("injects"), 1)
        ),
        needs=tuple(
            _need(Reading(one, f"{where}, need {place}", ledger))
            for place, one in enumerate(reading.tables("needs"), 1)
        ),
        serves=reading.texts("serves"),
    )
    reading.close()
    return scenario


def _inject(reading: Reading) -> Inject:
    inject = Inject(
        hour=reading.number("hour") or 0.0,
        what=reading.text("what", required=True),
        asked=reading.text("asked"),
    )
    reading.close()
    return inject


def _need(reading: Reading) -> Need:
    promised = Reading(reading.table("promise"), f"{reading.where}, promise", reading.ledger)
    need = Need(
        id=reading.text("id", required=True),
        check=reading.word("check", Check),
        missing=reading.text("missing", required=True),
        promise=Promise(
            what=promised.text("what", required=True),
            giver=promised.text("giver", required=True),
            receiver=promised.text("receiver"),
            days=promised.whole("days", 14),
        ),
        register=reading.text("register"),
        where=_where(Reading(reading.table("where"), f"{reading.where}, where", reading.ledger)),
        columns=reading.texts("columns"),
        column=reading.text("column"),
        days=reading.number("days"),
        at_least=reading.number("at_least"),
        at_most=reading.number("at_most"),
        count=reading.whole("count", 1),
        rules=reading.texts("rules"),
        serves=reading.texts("serves"),
    )
    promised.close()
    reading.close()
    return need


def _where(reading: Reading) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (key, reading.texts(key) if isinstance(value, list) else (reading.text(key),))
        for key, value in reading.data.items()
    )


def contradictions(bank: Bank) -> Iterator[Problem]:
    """Yield what is wrong between these and the rest of the content."""
    presets = {preset.id for preset in bank.departments}
    sources = {source.id for source in bank.sources}
    cited = [(one.id, one.source) for one in bank.assets]
    cited += [(one.id, one.source) for one in bank.campaign_types]
    cited += [(one.id, one.source) for one in bank.scenarios]
    for name, source in cited:
        yield from _known(source, f"content, {name}, source", sources)
    for asset in bank.assets:
        where = f"content/assets.toml, {asset.id}"
        yield from _known(asset.id, where, {one.id for one in bank.choice_sets.get("assets", ())})
        for department in (asset.giver, *asset.receivers):
            yield from _known(department, where, presets)
    for campaign in bank.campaign_types:
        where = f"content/campaign_types.toml, {campaign.id}"
        labels = {one.id for one in bank.choice_sets.get("campaign_types", ())}
        yield from _known(campaign.id, where, labels)
        for department in campaign.contributors:
            yield from _known(department, where, presets)
    for scenario in bank.scenarios:
        yield from _scenario_problems(scenario, bank, presets)


def _scenario_problems(scenario: Scenario, bank: Bank, presets: set[str]) -> Iterator[Problem]:
    for inject in scenario.injects:
        yield from _known(inject.asked, f"content/scenarios/{scenario.id}.toml, injects", presets)
    for need in scenario.needs:
        where = f"content/scenarios/{scenario.id}.toml, {need.id}"
        for department in (need.promise.giver, need.promise.receiver):
            yield from _known(department, f"{where}, promise", presets)
        kinds = {one.id for one in bank.choice_sets.get("clash_rules", ())}
        for rule in need.rules:
            yield from _known(rule, f"{where}, rules", kinds)
        if need.register or need.check is not Check.CLASH:
            yield from _register_problems(need, bank, where)


def _register_problems(need: Need, bank: Bank, where: str) -> Iterator[Problem]:
    if need.register not in bank.registers:
        yield from _known(need.register or "nothing", f"{where}, register", bank.registers)
        return
    columns = {column.id for column in bank.registers[need.register].columns}
    for column in (*(key for key, _ in need.where), *need.columns, need.column):
        yield from _known(column, f"{where}, {need.register}", columns)
    for key, values in need.where:
        column_found = bank.registers[need.register].column(key)
        allowed = {one.id for one in column_found.format.choices} if column_found else set()
        for value in values if allowed else ():
            yield from _known(value, f"{where}, where {key}", allowed)


def _known(name: str, where: str, known: object) -> Iterator[Problem]:
    names = {str(one) for one in known} if isinstance(known, (set, dict)) else set()
    if name and name not in names:
        yield Problem(where, repr(name), "one of the ids there", suggestion(name, names), "content")
