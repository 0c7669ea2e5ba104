"""The chapter on working together: who gives what to whom, who tells whom, who does what."""

from __future__ import annotations

from collections import Counter

from kit.analysis.asks import Ask, asks, balances, exchanges
from kit.analysis.department_pairs import pair_matrix
from kit.analysis.feedback import share_block
from kit.analysis.looking import label, labels, text
from kit.analysis.roles import RACI, Part, load, parts
from kit.analysis.serving import section
from kit.analysis.situation import Situation
from kit.analysis.wording import MODEL_WORDS, counted, counted_words, listed_few, long_date
from kit.model.content import AccountModel
from kit.model.report import Block, MatrixChart, Table, TableColumn, TableRow
from kit.model.workshop import Row

TOPIC = "working_together"
DONE = ("asks", "roles", "give_and_get", "decision_roles", "data_access", "protocols")
LETTERS = {
    "responsible": "does",
    "accountable": "answers",
    "consulted": "asked",
    "informed": "told",
}


def coverage(situation: Situation) -> tuple[int, int]:
    """Return how many of all asks are there or promised with a day, and how many asks there are."""
    needed = [ask for ask in asks(situation) if ask.state != "not_needed"]
    agreed = [one for one in needed if one.state == "have" or (one.state == "promised" and one.due)]
    return len(agreed), len(needed)


@section(TOPIC, "How far departments work together, in one sentence", "S0-58", "S1-30")
def headline(situation: Situation) -> str:
    """Return what the asks ledger says, in one sentence."""
    agreed, needed = coverage(situation)
    if not needed:
        return "Nobody has asked anybody for anything yet"
    if agreed == needed:
        return "Everything departments ask of each other is there or has a day"
    return (
        f"{agreed} of {counted(needed, 'thing')} departments ask of each other "
        f"{'is' if agreed == 1 else 'are'} there or {'has' if agreed == 1 else 'have'} a day"
    )


def blocks(situation: Situation) -> tuple[Block, ...]:
    """Return the chapter's pictures and tables; what nobody filled is left out."""
    found = (
        _matrix(situation),
        _open_asks(situation),
        _give_and_get(situation),
        _links(situation),
        _roles(situation),
        _load(situation),
        _decisions(situation),
        _data_access(situation),
        share_block(situation),
    )
    return tuple(block for block in found if block is not None)


@section(
    TOPIC, "Asks matrix: what each department has handed to each other", "S1-30", "S1-03", "S0-58"
)
def _matrix(situation: Situation) -> Block | None:
    found = {(one.giver, one.receiver): one for one in exchanges(situation)}
    if not found:
        return None
    givers = [key for key in situation.names if any(giver == key for giver, _ in found)]
    receivers = [key for key in situation.names if any(to == key for _, to in found)]
    late = sum(one.late for one in found.values())
    delay = counted_words(late, "thing is", "things are").capitalize() if late else "Nothing is"
    return MatrixChart(
        title="What each department hands to each other",
        how_to_read=(
            f"Rows give, columns receive: how many of the things asked for are there. {delay} late."
        ),
        columns=tuple(situation.names[key] for key in receivers),
        rows=tuple(situation.names[key] for key in givers),
        values=tuple(
            tuple(
                one.arrived / one.owed if (one := found.get((giver, to))) else None
                for to in receivers
            )
            for giver in givers
        ),
        texts=tuple(
            tuple(
                f"{one.arrived} of {one.owed}" if (one := found.get((giver, to))) else ""
                for to in receivers
            )
            for giver in givers
        ),
    )


@section(TOPIC, "What is still to be handed over, by whom, by when", "S1-03", "S0-04", "S1-10")
def _open_asks(situation: Situation) -> Block | None:
    rows = [ask for ask in asks(situation) if ask.state not in {"have", "not_needed"} or ask.late]
    rows += [ask for ask in asks(situation) if ask.old and not ask.late]
    if not rows:
        return None
    return Table(
        caption="Still to come",
        columns=(
            TableColumn("What", wide=True),
            TableColumn("From"),
            TableColumn("To"),
            TableColumn("State"),
            TableColumn("Without it", wide=True),
        ),
        rows=tuple(
            TableRow(
                (
                    ask.what,
                    situation.names.get(ask.giver, ask.giver),
                    situation.names.get(ask.receiver, ask.receiver),
                    _state(situation, ask),
                    ask.asset.if_missing if ask.asset else "",
                )
            )
            for ask in sorted(rows, key=lambda one: (not one.critical, one.due is None, one.due))
        ),
        note=f"{counted(len(rows), 'thing')}; what may let something wrong go out comes first.",
    )


def _state(situation: Situation, ask: Ask) -> str:
    if ask.old and ask.received:
        return f"too old: of {long_date(ask.received.isoformat())}"
    word = label(situation, "asks", "state", ask.state).lower()
    if ask.due is None:
        return f"{word}, no day"
    day = long_date(ask.due.isoformat())
    return f"late: was due {day}" if ask.late else f"{word}, due {day}"


@section(TOPIC, "What each department gives and what it gets", "S0-57", "S4-28", "S4-06", "S4-07")
def _give_and_get(situation: Situation) -> Block | None:
    rows = {text(row, "department"): row for row in situation.snapshot.rows("give_and_get")}
    balance = [one for one in balances(situation) if one.gives or one.gets]
    if not balance:
        return None
    return Table(
        caption="What each department gives and gets",
        columns=(
            TableColumn("Department"),
            TableColumn("Gives", wide=True),
            TableColumn("Gets", wide=True),
            TableColumn("Seen by", wide=True),
        ),
        rows=tuple(
            TableRow(
                (
                    situation.names[one.department],
                    _told(rows.get(one.department), "gives", one.gives),
                    _told(rows.get(one.department), "gets", one.gets),
                    _seen_by(rows.get(one.department)),
                )
            )
            for one in balance
        ),
    )


def _told(row: Row | None, column: str, count: int) -> str:
    said = text(row, column) if row else ""
    more = count - bool(said)
    rest = f"{counted(more, 'thing')} in the asks" if more > 0 else ""
    return "; ".join(part for part in (said, rest) if part) or "nothing yet"


def _seen_by(row: Row | None) -> str:
    if row is None or not text(row, "measure"):
        return ""
    today, hoped = text(row, "today"), text(row, "hoped_for")
    span = f": {today or 'not counted'} today, {hoped} hoped for" if hoped else ""
    return text(row, "measure") + span


@section(TOPIC, "Who tells whom, and who is left out", "S0-05", "S0-49", "S0-24")
def _links(situation: Situation) -> Block | None:
    rows = situation.snapshot.rows("protocols")
    if not rows:
        return None
    count = Counter((text(row, "from_department"), text(row, "to_department")) for row in rows)
    linked = {key for pair in count for key in pair}
    alone = [name for key, name in situation.names.items() if key not in linked]
    stand = "stands" if len(alone) == 1 else "stand"
    note = f" {listed_few(alone)} {stand} outside." if alone else ""
    return pair_matrix(
        situation,
        list(situation.names),
        count,
        title="Who tells whom",
        how_to_read=f"Rows tell, columns are told: how many subjects by agreement.{note}",
    )


@section(
    TOPIC, "Who does, answers for, is asked and is told, for each kind of work", "S0-15", "S3-16"
)
def _roles(situation: Situation) -> Block | None:
    found = parts(situation, "roles")
    if not found:
        return None
    words = labels(situation, "activities")
    work = [key for key in words if any(part.work == key for part in found)]
    return Table(
        caption="Who does what",
        columns=(
            TableColumn("Work"),
            TableColumn("Does it"),
            TableColumn("Answers for it"),
            TableColumn("Is asked before"),
            TableColumn("Is told after"),
        ),
        rows=tuple(
            TableRow((words[key], *(_who(situation, found, key, role) for role in RACI)))
            for key in work
        ),
        note="Where it depends on the account model, the model stands in brackets.",
    )


def _who(situation: Situation, found: tuple[Part, ...], work: str, role: str) -> str:
    fitting = [one for one in found if one.work == work and one.role == role]
    return ", ".join(
        situation.names.get(one.department, one.department)
        + (f" ({_model(one.model)})" if one.model else "")
        for one in fitting
    )


def _model(model: str) -> str:
    known = {one.value for one in AccountModel}
    return MODEL_WORDS[AccountModel(model)] if model in known else model


@section(TOPIC, "How many parts each department holds under each account model", "S0-15", "S0-46")
def _load(situation: Situation) -> Block | None:
    found = parts(situation, "roles")
    counts = load(found)
    models = [model for model in counts if model]
    if len(models) < 2:  # noqa: PLR2004  nothing to compare
        return None
    return Table(
        caption="What each account model puts on whom",
        columns=(
            TableColumn("Department"),
            *(TableColumn(f"As {_model(model)}") for model in models),
        ),
        rows=tuple(
            TableRow((name, *(_parts_held(counts[model].get(key, {})) for model in models)))
            for key, name in situation.names.items()
            if any(key in counts[model] for model in models)
        ),
        note="Kinds of work a department does, answers for, is asked about or told of.",
    )


def _parts_held(counts: dict[str, int]) -> str:
    held = [f"{LETTERS[role]} {counts[role]}" for role in RACI if counts.get(role)]
    return ", ".join(held) or "–"


@section(TOPIC, "Who drives, approves, has a say in and is told of each decision", "S3-08", "S0-15")
def _decisions(situation: Situation) -> Block | None:
    found = parts(situation, "decision_roles")
    if not found:
        return None
    words = labels(situation, "joint_decisions")
    roles = labels(situation, "daci")
    return Table(
        caption="Who decides what",
        columns=(TableColumn("Decision"), *(TableColumn(name) for name in roles.values())),
        rows=tuple(
            TableRow((words[key], *(_who(situation, found, key, role) for role in roles)))
            for key in words
            if any(part.work == key for part in found)
        ),
    )


@section(TOPIC, "Which department may see which numbers", "S0-27")
def _data_access(situation: Situation) -> Block | None:
    rows = situation.snapshot.rows("data_access")
    if not rows:
        return None
    sets, words = labels(situation, "data_sets"), labels(situation, "data_access")
    given = {(text(row, "department"), text(row, "data")): text(row, "access") for row in rows}
    strength = {"yes": 1.0, "on_request": 0.5, "no": 0.0}
    named = [key for key in situation.names if any(who == key for who, _ in given)]
    shown = [key for key in sets if any(what == key for _, what in given)]
    return MatrixChart(
        title="Who may see which numbers",
        how_to_read="Everybody should see what posts bring in; a no needs a reason.",
        columns=tuple(sets[key] for key in shown),
        rows=tuple(situation.names[key] for key in named),
        values=tuple(
            tuple(strength.get(given.get((who, what), "")) for what in shown) for who in named
        ),
        texts=tuple(
            tuple(words.get(given.get((who, what), ""), "") for what in shown) for who in named
        ),
    )
