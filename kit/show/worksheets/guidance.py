"""The words printed on worksheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.model.content import Privacy

if TYPE_CHECKING:
    from kit.model.content import Question
    from kit.show.worksheets.form import Form

LABELS = ("(id)", "Code", "About", "Question", "Your answer", "How to answer", "Who sees it")
WELCOME = (
    "Your answers count exactly as if you were in the room. Leave empty what you have not thought "
    "about: empty means “not answered” and is never counted as zero."
)
PURPOSE = f"{WELCOME} The yellow cells are yours."
RETURN = (
    "Save the file in any spreadsheet program (.xlsx, .ods or .xls) and send the whole file back. "
    "A single sheet saved as .csv is read too."
)
HOW_TO = (
    "You may sort, insert and move rows and columns. Please keep the grey ids beside them.",
    "Pick “don't know” or “does not apply” where that is the honest answer.",
    "Write dates as year-month-day: 2026-03-14. Cells keep what you type exactly as you type it.",
    "Anything you add elsewhere is not read; you will be told what was left out.",
)
QUESTIONS = "Yellow cells are yours. The list in a cell shows what may be picked."
TABLE = "One thing a row; columns with * are needed. Add rows where you like."
OWN_ROWS = " Leave the department empty for your own. Rows already filled in may be corrected."
ALONE = " (only if you return this sheet alone)"
NAME = "So that a corrected worksheet takes the place of your first one"
PICK = (
    "Please pick from the list. Something missing? Leave the cell empty and tell the facilitator."
)
ON_PAPER = (
    "Tick one box a line, or write. The code before each question says which one it is: whoever "
    "types this in writes the code beside the answer."
)
TABLES_ON_PAPER = (
    "One thing a row or a card; columns with * are needed. The code before each title says which "
    "table it is."
)
SHORT_LIST = 90


def privacy(question: Question) -> str:
    """Return what becomes of an answer, in the words that every form has."""
    if question.privacy is Privacy.ATTRIBUTED:
        return "speaks for your department"
    if question.by_department:
        return "anonymous: shown for the whole room and for large groups"
    return "anonymous: shown for the whole room only"


def title(form: Form) -> str:
    """Return the worksheet's title."""
    whose = f" for {form.department_name}" if form.department else ""
    return f"{form.organisation or 'Social media strategy'}: worksheet{whose}"
