"""Invented blocks of realistic length: every kind a report is made of."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from kit.model.content import AccountModel
from kit.model.decision import (
    Evidence,
    Finding,
    Label,
    Operator,
    Recommendation,
    Severity,
)
from kit.model.report import (
    AccountMap,
    CapacityChart,
    CapacityRow,
    FindingList,
    MapAccount,
    MapDepartment,
    MatrixChart,
    Paragraph,
    Quotes,
    SettlingChart,
    SettlingPoint,
    ShareChart,
    ShareRow,
    SpreadChart,
    SpreadRow,
    SupportChart,
    SupportRow,
    Table,
    TableColumn,
    TableRow,
    WeightChart,
    WeightRow,
)

if TYPE_CHECKING:
    from kit.model.report import Block

OWN, FEED, CENTRAL = AccountModel.OWN, AccountModel.CONTRIBUTOR, AccountModel.CENTRAL
DEPARTMENTS: tuple[tuple[str, AccountModel | None, Label, int, str, str], ...] = (
    (
        "Human resources",
        OWN,
        Label.CLEAR,
        97,
        "Candidates are a separate audience and gather on LinkedIn",
        "Fewer than four openings a month",
    ),
    (
        "Customer service",
        OWN,
        Label.LEANING,
        78,
        "Four in ten contacts already arrive as replies; staffed 12 hours a day",
        "The main account answers within one hour",
    ),
    (
        "PR and press",
        FEED,
        Label.CLEAR,
        99,
        "Needs the brand’s reach on release days",
        "Three of four people find a newsroom audience of their own",
    ),
    (
        "Sales",
        FEED,
        Label.CLEAR,
        94,
        "Shares the brand’s customers; no hours for daily replies",
        "A regional team gains a community budget of 6 hours a week",
    ),
    (
        "Product development",
        FEED,
        Label.LEANING,
        79,
        "Original stories, but only around four launches a year",
        "Launches become monthly",
    ),
    (
        "Search and content",
        FEED,
        Label.LEANING,
        75,
        "Keyword lists and articles strengthen the brand’s posts",
        "Content originality weighs 38% instead of 24%",
    ),
    (
        "Executive office",
        FEED,
        Label.CONTESTED,
        55,
        "A trusted voice, but about two posts a month",
        "A spokesperson can give two hours a week",
    ),
    ("Legal", CENTRAL, Label.CLEAR, 100, "Reviews and trains; does not publish", "Nothing likely"),
    (
        "Marketing communications",
        CENTRAL,
        Label.CLEAR,
        96,
        "Runs the main accounts",
        "The main accounts move to another department",
    ),
    (
        "Design",
        None,
        Label.TOO_CLOSE,
        49,
        "Central and contributor lie less than one point apart",
        "Two people agree on the question of original content",
    ),
    (
        "Advertising",
        None,
        Label.NOT_ENOUGH_ANSWERS,
        0,
        "Nobody from the department has answered",
        "Two people answer the eight questions",
    ),
)


def _support(model: AccountModel | None, share: int) -> dict[str, int]:
    if not share:
        return {}
    rest = 100 - share
    leader = model or CENTRAL
    others = [other for other in AccountModel if other is not leader]
    first = rest if leader is not FEED else rest * 3 // 4
    second = rest - first
    order = sorted(others, key=lambda other: other is not FEED)
    return {leader.value: share, order[0].value: first, order[1].value: second}


def recommendation(
    row: tuple[str, AccountModel | None, Label, int, str, str],
) -> Recommendation:
    """Return one department's recommendation."""
    name, model, label, share, because, look_again = row
    return Recommendation(
        subject=name.lower().replace(" ", "_"),
        department=name.lower().replace(" ", "_"),
        department_name=name,
        platform="",
        platform_name="",
        model=model,
        leader=model or (CENTRAL if share else None),
        label=label,
        because=because,
        look_again_if=look_again,
        support=_support(model, share),
        gap=4.2,
        people=3,
        answered=22,
        possible=24,
        operator=Operator.DEPARTMENT if model is OWN else None,
        conditional_on=("hours of the Christmas weeks",) if name == "Customer service" else (),
    )


def findings() -> tuple[Finding, ...]:
    """Return one finding of each severity."""
    return (
        Finding(
            "capacity.own",
            Severity.STOP,
            "Human resources has 6.5 hours a week; its own account takes 10.",
            "Find 3.5 hours a week, or start with LinkedIn alone.",
            Evidence(23, 27, 0, ("resources.hours",)),
            "hootsuite-2024",
            "human_resources",
        ),
        Finding(
            "crisis.plan",
            Severity.WARN,
            "No crisis plan names who may answer at the weekend.",
            "Name two people and a stand-in before the first account opens.",
            Evidence(11, 11, 2),
            "ico-guidance",
        ),
        Finding(
            "audience.overlap",
            Severity.NOTE,
            "Sales and PR speak to the same buyers in two of three regions.",
            "Share one editorial calendar.",
            Evidence(0, 0, 14),
            "our-judgement",
        ),
        Finding(
            "rights.images",
            Severity.GOOD,
            "Every department knows whom to ask for image rights.",
            "",
            Evidence(25, 0, 0),
            "our-judgement",
        ),
    )


def support_chart(names: tuple[tuple[str, AccountModel | None, Label, int], ...]) -> SupportChart:
    """Return the stacked bars of these departments."""
    return SupportChart(
        "Share of 100 pairings of weights and answers that put each account model first",
        "Each bar pairs the weights of one person with the answers of another, a hundred times. "
        "A decision is clear from 90 and leaning from 60.",
        tuple(SupportRow(n, m, _support(m, s), label.value) for n, m, label, s in names),
    )


def account_map() -> AccountMap:
    """Return three accounts for eleven departments."""
    account = {"Human resources": "careers", "Customer service": "help"}
    return AccountMap(
        "Departments, the accounts that speak for them, and whom they reach",
        "A line leads from each department to the account it speaks through; broken lines are "
        "not settled.",
        tuple(
            MapDepartment(
                name,
                model,
                label in {Label.TOO_CLOSE, Label.CONTESTED},
                account.get(name, "main" if model else ""),
            )
            for name, model, label, *_ in DEPARTMENTS
        ),
        (
            MapAccount(
                "main",
                "Harbour & Pine",
                ("Instagram", "Facebook", "LinkedIn", "YouTube"),
                "Marketing communications",
                "customers and the public",
                main=True,
            ),
            MapAccount(
                "help",
                "Harbour & Pine Help",
                ("X", "Messenger"),
                "Customer service",
                "customers with a question",
                main=False,
            ),
            MapAccount(
                "careers",
                "Harbour & Pine Careers",
                ("LinkedIn", "TikTok"),
                "Human resources",
                "candidates",
                main=False,
            ),
        ),
    )


def spread_chart() -> SpreadChart:
    """Return answers that agree, that lie apart, and too few to show."""
    return SpreadChart(
        "How different is your audience from the company’s?",
        "Each dot is one person; the pointer above is the middle answer.",
        "the same people",
        "entirely other people",
        5,
        (
            SpreadRow("Human resources", (0, 0, 1, 6, 14), 5),
            SpreadRow("Customer service", (1, 3, 12, 8, 2), 3),
            SpreadRow("Sales", (9, 4, 0, 3, 8), 2, apart=True, remark="talk again"),
            SpreadRow("Design", (6, 6, 2, 5, 7), 3, apart=True),
            SpreadRow("Marketing communications and brand management", (26, 1, 0, 0, 0), 1),
            SpreadRow("Legal", (), None, "fewer than four answers: not shown"),
        ),
    )


def matrix_chart() -> MatrixChart:
    """Return departments against company goals."""
    goals = (
        "Be known in the north",
        "Hire 40 people",
        "Fewer returns",
        "Trust after the recall",
        "Online sales up by a fifth",
    )
    random = Random(7)  # noqa: S311  invented data
    rows = tuple(name for name, *_ in DEPARTMENTS)
    values = tuple(
        tuple(None if random.random() < 0.08 else round(random.random(), 2) for _ in goals)
        for _ in rows
    )
    return MatrixChart(
        "How much each department’s work serves each goal",
        "Darker is stronger. A dash: nobody answered.",
        goals,
        rows,
        values,
        tuple(tuple("" if value is None else f"{value:.0%}" for value in line) for line in values),
    )


def capacity_chart() -> CapacityChart:
    """Return hours against needs."""
    has = (6.5, 60, 12, 9, 14, 16, None, 4, 48, 11, 8)
    needs = (10, 52, 4, 4.5, 5, 5, 3, 1, 40, 4, 2)
    rows = []
    for (name, model, *_), hours, need in zip(DEPARTMENTS, has, needs, strict=True):
        spare = None if hours is None else hours - need
        remark = "hours not given" if spare is None else f"{spare:g} h to spare"
        remark = f"{-spare:g} h short" if spare is not None and spare < 0 else remark
        others = {"central": need * 0.5, "contributor": need * 0.9, "own": need + 8}
        rows.append(CapacityRow(name, hours, need, model, others, remark, short="short" in remark))
    return CapacityChart(
        "Hours a week that each department has, and that its decision takes",
        "The grey bar is the time a department says it has; the filled mark is what its decision "
        "takes.",
        "hours a week",
        tuple(rows),
    )


def settling_chart() -> SettlingChart:
    """Return questions to discuss, check, differ on and leave."""
    random = Random(3)  # noqa: S311  invented data
    points = []
    for name, *_ in DEPARTMENTS[:9]:
        for topic in ("audience", "content", "resources"):
            apart, value = random.random() * 2.6, random.random() ** 3 * 4
            place = (
                ("discuss now" if apart > 1.2 else "check quickly")
                if value > 1
                else ("agree to differ" if apart > 1.2 else "settled")
            )
            points.append(SettlingPoint(f"{name}: {topic}", apart, value, place))
    return SettlingChart(
        "How far people are apart, and what agreeing would gain",
        "To the right people differ more; higher up agreeing changes more. Red is worth the "
        "room’s time.",
        tuple(points),
        disagreement_line=1.2,
        value_line=1.0,
    )


def share_chart() -> ShareChart:
    """Return content by originality."""
    shares = ((70, 20, 10), (30, 50, 20), (12, 8, 80), (0, 0.4, 99.6), (55, 45, 0))
    parts = ("original", "adapted", "repeated")
    rows = tuple(
        ShareRow(name, dict(zip(parts, share, strict=True)), "12 posts a month")
        for (name, *_), share in zip(DEPARTMENTS, shares, strict=False)
    )
    return ShareChart(
        "Where the posts of each department come from",
        "Read from dark (made for the channel) to light (repeated from elsewhere).",
        parts,
        (*rows, ShareRow("Legal", {}, "no posts")),
    )


def weight_chart() -> WeightChart:
    """Return weights of eight criteria."""
    random = Random(5)  # noqa: S311  invented data
    names = (
        "Goals of its own",
        "Audience of its own",
        "Original content",
        "Hours and skills",
        "Speed of reply",
        "Risk",
    )
    rows = []
    for place, name in enumerate(names):
        people = tuple(round(max(0, random.gauss(28 - place * 4, 6)), 0) for _ in range(27))
        rows.append(WeightRow(name, sum(people) / len(people), people))
    return WeightChart(
        "Weight of each criterion, in per cent",
        "The bar is the mean of the group, each ring one person.",
        tuple(rows),
    )


def action_table() -> Table:
    """Return a grouped table with a number column."""
    return Table(
        "Commitments by department",
        (
            TableColumn("Action", wide=True),
            TableColumn("Who"),
            TableColumn("For"),
            TableColumn("Hours", number=True),
            TableColumn("By", number=True),
        ),
        (
            TableRow(
                (
                    "Name an owner and a stand-in each",
                    "Marketing",
                    "All",
                    "2",
                    "1 Dec",
                ),
                "Before opening",
            ),
            TableRow(
                (
                    "Hand on the response chart",
                    "PR and press",
                    "Help",
                    "4",
                    "5 Dec",
                ),
                "Before opening",
            ),
            TableRow(
                ("Share campaign dates a month ahead", "Advertising", "Main", "1.5", "15 Dec"),
                "In the first quarter",
            ),
        ),
        note="Hours are estimates of the people named.",
    )


def folded_table() -> Table:
    """Return the long form that most readers skip."""
    return Table(
        "Scores of every account model",
        (
            TableColumn("Department"),
            TableColumn("Own", number=True),
            TableColumn("Contributor", number=True),
            TableColumn("Central", number=True),
        ),
        tuple(TableRow((name, "61.2", "54.0", "47.9")) for name, *_ in DEPARTMENTS),
        folded=True,
    )


def blocks() -> dict[str, tuple[str, str, tuple[Block, ...]]]:
    """Return label, headline and blocks of each section, by id."""
    firm = tuple((n, m, label, s) for n, m, label, s, *_ in DEPARTMENTS)
    quotes = Quotes(
        "In their own words",
        (
            "We answer the same question forty times a week, and nobody outside the team sees it.",
            "I would rather have one good page than five that sleep.",
        ),
        left_out=3,
    )
    return {
        "map": (
            "Who speaks where",
            "Three accounts speak, and seven departments speak through the main one",
            (account_map(),),
        ),
        "firm": (
            "How firm each decision is",
            "Five decisions are clear, three lean, one is contested",
            (support_chart(firm), Paragraph("Design lies between two account models.")),
        ),
        "room": (
            "Where the room disagreed",
            "People disagree most about Sales and Design",
            (spread_chart(), settling_chart(), quotes),
        ),
        "goals": (
            "Goals",
            "Marketing and Sales carry most of the company’s goals",
            (matrix_chart(),),
        ),
        "capacity": (
            "Capacity and load",
            "Human resources is 3.5 hours a week short; all others can carry their decision",
            (capacity_chart(), FindingList("What to look after", findings())),
        ),
        "content": (
            "Content",
            "Legal and Advertising mostly repeat what others made",
            (share_chart(), weight_chart()),
        ),
        "next": (
            "What happens next",
            "Three actions, the first by 1 December",
            (action_table(), folded_table()),
        ),
    }
