"""Social Strategy Kit: departments make a social media strategy together.

The dozen names a notebook needs; each is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kit.model.version import VERSION

if TYPE_CHECKING:
    from kit.errors import KitError
    from kit.show.style import use_style
    from kit.workshop import Workshop, new_workshop, open_workshop, work_on

__version__ = VERSION
__all__ = [
    "KitError",
    "Workshop",
    "__version__",
    "new_workshop",
    "open_workshop",
    "use_style",
    "work_on",
]

_HOME = {
    "KitError": "kit.errors",
    "Workshop": "kit.workshop",
    "new_workshop": "kit.workshop",
    "open_workshop": "kit.workshop",
    "work_on": "kit.workshop",
    "use_style": "kit.show.style",
}


def __getattr__(name: str) -> object:
    """Load a public name from the room where it lives."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    message = f"module 'kit' has no attribute {name!r}"
    raise AttributeError(message)
