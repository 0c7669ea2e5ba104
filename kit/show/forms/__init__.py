"""Forms from the content: one renderer for notebooks, participants' pages and worksheets.

The renderer is plain JavaScript without a build step (`static/`); Python describes what it shows
(`items`), puts its parts together (`assets`) and hosts it in notebooks (`widget`).
"""

from __future__ import annotations

from kit.show.forms.assets import script, style
from kit.show.forms.items import question_item, register_item, replies_of
from kit.show.forms.worksheet import worksheet

__all__ = ["question_item", "register_item", "replies_of", "script", "style", "worksheet"]
