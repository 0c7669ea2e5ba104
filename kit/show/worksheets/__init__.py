"""Worksheets for people who are not in the room: spreadsheets, paper, and a guide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.show.worksheets.form import Form

__all__ = ["draw", "draw_guide"]

PAPERS = ("a4", "letter")


def draw(form: Form, wanted: str) -> Iterator[tuple[str, bytes]]:
    """Yield a worksheet's files: the end of the file's name and its bytes.

    Args:
        form: What is asked and what is known.
        wanted: `xlsx`, `pdf` (questions and tables, A4 and Letter) or `xlsform`.
    """
    if wanted == "xlsx":
        from kit.show.worksheets.book import draw_book  # noqa: PLC0415  XlsxWriter when drawn

        yield ".xlsx", draw_book(form)
    elif wanted == "pdf":
        from kit.show.worksheets.paper import print_questions, print_tables  # noqa: PLC0415  loaded when it is needed

        for paper in PAPERS:
            yield f"-questions-{paper}.pdf", print_questions(form, paper)
            yield f"-tables-{paper}.pdf", print_tables(form, paper)
    elif wanted == "xlsform":
        from kit.show.worksheets.xlsform import draw_xlsform  # noqa: PLC0415  as above

        yield "-xlsform.xlsx", draw_xlsform(form)


def draw_guide(form: Form, wanted: str) -> Iterator[tuple[str, bytes]]:
    """Yield the facilitator's guide and the agendas: the file's name and its bytes.

    Args:
        form: Whose workshop it is.
        wanted: `md` or `pdf`; nothing for other formats.
    """
    from kit.show.worksheets.agenda import agenda_markdown, agendas  # noqa: PLC0415  when drawn
    from kit.show.worksheets.guide import guide_markdown  # noqa: PLC0415  as above

    texts = {"facilitator-guide": ("Facilitator's guide", guide_markdown(form.bank))}
    texts |= {
        f"agenda-{key.replace('_', '-')}": (plan.title, agenda_markdown(plan))
        for key, plan in agendas().items()
    }
    for name, (title, text) in texts.items():
        if wanted == "md":
            yield f"{name}.md", text.encode()
        elif wanted == "pdf":
            from kit.show.worksheets.paper import print_notes  # noqa: PLC0415  as above

            yield f"{name}.pdf", print_notes(form, title, text)
