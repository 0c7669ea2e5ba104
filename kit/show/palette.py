"""The colours, words and shapes of the account models, severities and labels.

Checked for grey print and colour-blind readers: the three account models differ in lightness by
at least 12 steps, and a shape or a word always stands beside the colour.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit.model.content import AccountModel
from kit.model.decision import Label, Severity

INK = "#16202b"
MUTED = "#51606f"
FAINT = "#8592a0"
HAIR = "#d8dee4"
TINT = "#f3f5f7"
BAR = "#d3dbe3"
ALERT = "#b3261e"
ALERT_PALE = "#fbe9e7"
GOOD = "#1f6b3a"
WHITE = "#ffffff"

STEPS = ("#eef3f8", "#cfdeec", "#9dbbd8", "#3f6ea5", "#1d3f72")
"""Five steps of one hue; text is ink on the first three and white on the others."""


@dataclass(frozen=True, slots=True)
class Look:
    """How one account model appears everywhere."""

    key: str
    fill: str
    on_fill: str
    tint: str
    word: str
    group: str
    note: str

    def counted(self, count: int) -> str:
        """Return the words behind a number of departments: `1 own account`, `2 own accounts`."""
        return self.word if count == 1 else self.group.lower()


LOOKS: dict[AccountModel | None, Look] = {
    AccountModel.OWN: Look(
        "own", "#d4781a", INK, "#fbeedd", "own account", "Own accounts", "They speak for themselves"
    ),
    AccountModel.CONTRIBUTOR: Look(
        "contributor",
        "#2b7b8b",
        WHITE,
        "#e0eff1",
        "contributor",
        "Contributors",
        "They feed the main accounts",
    ),
    AccountModel.CENTRAL: Look(
        "central",
        "#1d3f72",
        WHITE,
        "#e4eaf3",
        "central",
        "Central",
        "The main accounts speak for them",
    ),
    None: Look(
        "undecided",
        "#ffffff",
        INK,
        "#f3f5f7",
        "not decided",
        "Not decided",
        "To be settled before an account opens",
    ),
}
"""In the order of the decision table."""

DECIDED = (AccountModel.OWN, AccountModel.CONTRIBUTOR, AccountModel.CENTRAL)

SEVERITY_WORDS = {
    Severity.STOP: "Stop",
    Severity.WARN: "Take care",
    Severity.NOTE: "Note",
    Severity.GOOD: "Good",
}

UNSURE = frozenset({Label.BLOCKED, Label.NOT_ENOUGH_ANSWERS, Label.TOO_CLOSE, Label.CONTESTED})


def step(value: float) -> int:
    """Return which of the five steps a strength from 0 to 1 falls in."""
    return min(4, max(0, int(value * 5)))


def on_step(place: int) -> str:
    """Return the text colour that reads on that step."""
    return INK if place < 3 else WHITE  # noqa: PLR2004  the fourth step is the first dark one
