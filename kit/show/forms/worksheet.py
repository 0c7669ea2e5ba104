"""The mailable worksheet: one HTML file with the form inside; its answers leave as a JSON file."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from typing import TYPE_CHECKING

from kit.show.forms.assets import script, style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kit.show.forms.items import Item


def worksheet(organisation: str, participant: str, items: Sequence[Item], schema: str) -> str:
    """Return one HTML file that works from a disk or a mail, without a server.

    What is typed stays in that browser; `Save my answers` writes a JSON file of the published
    shape, which `kit import` takes.

    Args:
        organisation: Its name, for the heading.
        participant: Id of the person it is for; empty lets the reader of the file say so.
        items: What is asked, as `question_item` and `register_item` give it.
        schema: The name of the JSON shape that `kit import` reads.
    """
    told = {
        "organisation": organisation,
        "participant": participant,
        "items": list(items),
        "schema": schema,
    }
    code, look = script("worksheet"), style("worksheet")
    policy = (
        f"default-src 'none'; script-src 'sha256-{_hash(code)}'; style-src 'sha256-{_hash(look)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    # In a data block only "<" could end it; JSON may write it as \u003c.
    data = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>Worksheet: {html.escape(organisation)}</title>\n"
        f"<style>{look}</style>\n</head>\n"
        '<body class="kit follow">\n<main id="page"></main>\n'
        f'<script type="application/json" id="told">{data}</script>\n'
        f'<script type="module">{code}</script>\n</body>\n</html>\n'
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
