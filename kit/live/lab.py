"""Open JupyterLab on the notebooks, calm and ready: one document, no pop-ups, no delete keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from kit.errors import Problem, SourceError
from kit.live.kernels import warm_kernels
from kit.store import is_url

PARAMETERS = "parameters"
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/application-extension:shell": {"startMode": "single"},
    "@jupyterlab/shortcuts-extension:shortcuts": {
        "shortcuts": [
            {
                "command": command,
                "keys": keys,
                "selector": ".jp-Notebook.jp-mod-commandMode",
                "disabled": True,
            }
            for command, keys in (
                ("notebook:delete-cell", ["D", "D"]),
                ("notebook:cut-cell", ["X"]),
                ("kernelmenu:restart", ["0", "0"]),
            )
        ]
    },
}

# Side bars folded away; they open with one click.
WORKSPACE = {
    "data": {
        "layout-restorer:data": {
            "left": {"collapsed": True, "visible": True, "widgets": []},
            "right": {"collapsed": True, "visible": True, "widgets": []},
            "relativeSizes": [0, 1, 0],
        }
    },
    "metadata": {"id": "default"},
}
WORKSPACE_FILE = "default-37a8.jupyterlab-workspace"
"""JupyterLab's own name for the file of the workspace `default`."""


def open_lab(
    notebook: Path, source: str, port: int, *, browser: bool, participant: str = ""
) -> int:
    """Run JupyterLab on a copy of the notebooks whose parameter is this workshop.

    Args:
        notebook: The notebook to open first; all of its folder are copied.
        source: A workshop file, folder, JSON file or address.
        port: JupyterLab's port on this machine.
        browser: Whether to open the browser.
        participant: Who answers here: an id or a name; empty: tables only.

    Returns:
        JupyterLab's exit code.

    Raises:
        SourceError: There is no such source or notebook, or JupyterLab is not installed.
    """
    needed("jupyterlab", "JupyterLab", "lab")
    with tempfile.TemporaryDirectory(prefix="kit-lab-") as folder:
        place = Path(folder)
        place_notebooks(notebook, place / "notebooks", source, participant)
        config = place / "config" / "labconfig"
        config.mkdir(parents=True)
        (config / "default_setting_overrides.json").write_text(json.dumps(SETTINGS), "utf-8")
        layout = place / "workspaces" / WORKSPACE_FILE
        layout.parent.mkdir()
        layout.write_text(json.dumps(WORKSPACE), "utf-8")
        return subprocess.call(  # noqa: S603  our own Python
            [
                sys.executable, "-m", "jupyterlab", f"--port={port}",
                f"--LabApp.default_url=/doc/tree/{notebook.stem}.ipynb",
                "--ServerApp.ip=127.0.0.1", *([] if browser else ["--no-browser"]),
                *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            ],
            cwd=place / "notebooks",
            env={
                **os.environ,
                **warm_kernels(),
                "JUPYTER_CONFIG_PATH": str(place / "config"),
                "JUPYTERLAB_WORKSPACES_DIR": str(layout.parent),
            },
        )  # fmt: skip


def place_notebooks(notebook: Path, folder: Path, source: str, participant: str) -> None:
    """Write the notebooks beside the one that is wanted into a folder, this workshop in each.

    Raises:
        SourceError: There is no such source or notebook.
    """
    wanted = source if is_url(source) else str(_existing(Path(source)))
    names = copy_notebooks(notebook.parent, folder, wanted, participant)
    if notebook.stem not in names:
        fix = f"Use: {', '.join(names)}."
        raise SourceError([Problem("--notebook", f"'{notebook.stem}'", "a notebook", fix)])


def copy_notebooks(origin: Path, folder: Path, source: str, participant: str) -> list[str]:
    """Write every notebook into a folder with its parameters set; return their names.

    Both are written as literals, as a person would type them: nothing of them is ever code.
    """
    # No sample is compared with this workshop: whoever has an earlier copy names it.
    wanted = {"source": source, "participant": participant, "before": ""}
    folder.mkdir(parents=True)
    names = []
    for file in sorted(origin.glob("*.ipynb")):
        told = json.loads(file.read_text(encoding="utf-8"))
        for cell in told["cells"]:
            if PARAMETERS in cell["metadata"].get("tags", []):
                cell["source"] = [_set(line, wanted) for line in cell["source"]]
        (folder / file.name).write_text(json.dumps(told, indent=1), encoding="utf-8")
        names.append(file.stem)
    return names


def needed(module: str, name: str, extra: str) -> None:
    """Refuse to go on without a program that comes with an extra.

    Raises:
        SourceError: It is not installed.
    """
    if find_spec(module) is None:
        fix = f"Install it: pip install 'social-strategy-kit[{extra}]'."
        raise SourceError([Problem(name, "a program that is missing", "installed", fix)])


def _set(line: str, wanted: dict[str, str]) -> str:
    name, equals, rest = line.partition(" = ")
    if not equals or name not in wanted:
        return line
    _, mark, comment = rest.partition("  #")
    return f"{name} = {wanted[name]!r}{mark}{comment}"


def _existing(path: Path) -> Path:
    if not path.exists():
        fix = "Check the path, or make one with `kit new`."
        raise SourceError([Problem(str(path), "nothing", "a workshop", fix)])
    return path.resolve()
