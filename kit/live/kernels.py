"""Let JupyterLab and Voila start their kernels as forks of a warm process."""

from __future__ import annotations

import os
from importlib.metadata import entry_points

GROUP = "jupyter_client.kernel_provisioners"
CHOICE = "JUPYTER_DEFAULT_PROVISIONER_NAME"


def warm_kernels() -> dict[str, str]:
    """Return what the environment of a Jupyter program needs for it; nothing where it cannot be.

    The notebooks keep asking for `python3`, which everybody has. A choice that somebody made
    stands, and a kit whose installation does not tell Jupyter of it leaves Jupyter as it is.
    """
    if CHOICE in os.environ or not entry_points(group=GROUP, name="kit"):
        return {}
    return {CHOICE: "kit"}
