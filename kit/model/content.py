"""What the workshop says: topics, questions, registers, criteria, thresholds, sources.

The files under `kit/content` are read into these by `kit.bank`, and nothing else makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from kit.model.scenario import Scenario


class Kind(StrEnum):
    """How a question is answered, or a register's cell is filled."""

    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    DATE_RANGE = "date_range"
    PERSON = "person"
    LINK = "link"
    POINTS = "points"
    RANKING = "ranking"
    RATINGS = "ratings"
    REFERENCE = "reference"


class About(StrEnum):
    """What a question is asked about: its answers' subject."""

    ORGANISATION = "organisation"
    OWN_DEPARTMENT = "own_department"
    EACH_DEPARTMENT = "each_department"


class Privacy(StrEnum):
    """Whether an answer speaks for a department or for nobody in particular."""

    ATTRIBUTED = "attributed"
    ANONYMOUS = "anonymous"


class AccountModel(StrEnum):
    """The three ways in which a department may be present; least commitment first."""

    CENTRAL = "central"
    CONTRIBUTOR = "contributor"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen, ranked, rated or given points."""

    id: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Format:
    """What may be answered: the kind and its limits.

    Attributes:
        kind: How it is answered.
        choices: What can be chosen, ranked, rated or given points; fixed by the content.
        levels: For a scale, the wording of each level from the lowest (1) to the highest.
        unit: For a number, what is counted: `hours a week`.
        minimum: Lowest number allowed.
        maximum: Highest number allowed.
        whole: Whether a number must be whole.
        longest: Most characters of a text.
        refers_to: The register whose rows are referred to, ranked or given points.
        several: Whether a reference may name several rows.
    """

    kind: Kind
    choices: tuple[Choice, ...] = ()
    levels: tuple[str, ...] = ()
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    longest: int = 20_000
    refers_to: str = ""
    several: bool = False

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Return the label of every choice by its id."""
        return {choice.id: choice.label for choice in self.choices}


@dataclass(frozen=True, slots=True)
class Question:
    """One prompt asked of each participant.

    Attributes:
        id: `topic.name`, never reused with another meaning.
        text: What is asked.
        format: What may be answered.
        about: Whether it is asked once, about one's own department, or about every department.
        by_platform: Whether it may also be answered for a department on one platform.
        criterion: The criterion its answers feed, if any.
        privacy: Fixed beforehand and shown at the question.
        why: One sentence on what the answer is used for.
        help: How to answer, for whoever asks.
        good_example: An answer that helps.
        poor_example: An answer that does not.
        source: A key of sources.toml.
        serves: Requirement ids.
        replaces: The id of the question whose meaning this one changed.
        in_report: Whether the report prints its answers; not where they may give a secret away.
        by_department: Whether the report shows anonymous answers by the department that gives them,
            where enough of it answered; every form says so.
    """

    id: str
    text: str
    format: Format
    about: About
    source: str
    by_platform: bool = False
    criterion: str = ""
    privacy: Privacy = Privacy.ANONYMOUS
    why: str = ""
    help: str = ""
    good_example: str = ""
    poor_example: str = ""
    serves: tuple[str, ...] = ()
    replaces: str = ""
    in_report: bool = True
    by_department: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a register."""

    id: str
    label: str
    format: Format
    required: bool = False
    help: str = ""
    source: str = ""
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """A shared table that the group fills.

    Attributes:
        id: Name of the register and of its CSV file.
        title: What people call it.
        purpose: Why it is filled, in one sentence.
        columns: The columns in reading order.
        key: The columns whose values name a row when it brings no id of its own.
        in_report: Whether the report prints its rows.
    """

    id: str
    title: str
    purpose: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    source: str
    in_report: bool = True
    serves: tuple[str, ...] = ()

    def column(self, column_id: str) -> Column | None:
        """Return the column of that id, or None."""
        return next((column for column in self.columns if column.id == column_id), None)


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject the workshop walks through."""

    id: str
    place: int
    title: str
    minutes: int
    purpose: str
    result: str
    source: str
    questions: tuple[Question, ...] = ()
    registers: tuple[Register, ...] = ()
    discussion: tuple[str, ...] = ()
    facilitator_notes: str = ""
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something the account models differ on.

    Attributes:
        values: For each account model, its value (0 to 100) at each level of the scale,
            lowest level first.
        low: What the lowest level means, in two or three words.
        high: What the highest level means.
        swing: What improving it from worst to best would mean, for the weights question.
    """

    id: str
    place: int
    label: str
    low: str
    high: str
    swing: str
    values: dict[AccountModel, tuple[float, ...]]
    source: str
    reasons: dict[AccountModel, str] = field(default_factory=dict)
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number the rules and gates compare with; editable, printed in every report."""

    id: str
    label: str
    value: float
    unit: str
    published_range: str
    use: str
    source: str
    note: str = ""
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a recommendation, a formula or a number comes from."""

    id: str
    title: str
    author: str = ""
    year: str = ""
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentPreset:
    """A department that most companies have, ready to be picked."""

    id: str
    name: str
    work: str
    must_invite: bool
    role: str
    source: str
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AssetKind:
    """Something departments hand to each other, as most companies do it.

    Attributes:
        id: A choice of the set `assets`, where its label stands.
        giver: A preset's id, or empty.
        receivers: Presets' ids; empty: whoever runs the accounts.
        returns: Whether it flows back from social media to the departments.
        lead_days: Working days it must be asked for ahead.
        stale_days: Days after which it is too old; 0: never.
        if_missing: What happens without it, as a clause.
        critical: Whether something wrong may be published without it.
    """

    id: str
    giver: str
    receivers: tuple[str, ...]
    returns: bool
    cadence: str
    lead_days: float
    stale_days: float
    accepted_when: str
    if_missing: str
    critical: bool
    source: str
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignType:
    """A type of campaign (of the set `campaign_types`) and the presets that must contribute."""

    id: str
    contributors: tuple[str, ...]
    why: str
    source: str
    serves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bank:
    """All content, checked; immutable.

    Attributes:
        version: Hash of the content files, printed in reports and stored with answers.
    """

    topics: tuple[Topic, ...]
    criteria: tuple[Criterion, ...]
    thresholds: tuple[Threshold, ...]
    departments: tuple[DepartmentPreset, ...]
    sources: tuple[Source, ...]
    choice_sets: dict[str, tuple[Choice, ...]]
    version: str
    assets: tuple[AssetKind, ...] = ()
    campaign_types: tuple[CampaignType, ...] = ()
    scenarios: tuple[Scenario, ...] = ()

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Return every question by its id, in workshop order."""
        return {question.id: question for topic in self.topics for question in topic.questions}

    @cached_property
    def registers(self) -> Mapping[str, Register]:
        """Return every register by its id, in workshop order."""
        return {register.id: register for topic in self.topics for register in topic.registers}

    def threshold(self, threshold_id: str) -> float:
        """Return a threshold's value.

        Raises:
            KeyError: No threshold has that id.
        """
        return self._threshold_values[threshold_id]

    def with_least(self, threshold_id: str, value: float) -> Bank:
        """Return the content with a threshold of at least this value."""
        if self.threshold(threshold_id) >= value:
            return self
        raised = (
            replace(one, value=value) if one.id == threshold_id else one for one in self.thresholds
        )
        return replace(self, thresholds=tuple(raised))

    @cached_property
    def _threshold_values(self) -> Mapping[str, float]:
        return {threshold.id: threshold.value for threshold in self.thresholds}
