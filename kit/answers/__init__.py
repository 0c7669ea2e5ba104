"""The one door: whatever a person typed, pasted or sent becomes an answer or a row here.

Forms, worksheets, survey exports, folders and JSON files all enter by `admit`, so there is one
validation and one set of messages.
"""

from kit.answers.dates import day_and_rest
from kit.answers.door import admit, admit_together
from kit.answers.hours import Clock, clock_of
from kit.answers.intake import Intake, RawAnswer, RawRow
from kit.answers.text import clean_text, folded, one_line, short_hash, slug
from kit.answers.values import Refusal, parse

__all__ = [
    "Clock",
    "Intake",
    "RawAnswer",
    "RawRow",
    "Refusal",
    "admit",
    "admit_together",
    "clean_text",
    "clock_of",
    "day_and_rest",
    "folded",
    "one_line",
    "parse",
    "short_hash",
    "slug",
]
