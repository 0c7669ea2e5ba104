"""Open the notebooks as pages without code: Voila, for one to five people at this machine.

Voila gives each page a kernel of its own, so a room of phones is `kit live` and not this.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kit.errors import InputError, Problem
from kit.live.kernels import warm_kernels
from kit.live.lab import needed, place_notebooks

if TYPE_CHECKING:
    from collections.abc import Callable

LOOPBACK = "127.0.0.1"
PATIENCE = 60
# Voila's own page fetches two style sheets from a network of others: who looks at what, when, is
# nobody's business, and without a network the page waits for them. This one leaves them out.
PAGE = """{%- extends 'voila/templates/lab/index.html.j2' -%}
{% import "spinner.macro.html.j2" as spinner %}
{%- block notebook_css -%}
{{ resources.include_js("static/voila-style.js") }}
{{ spinner.css() }}
<style>.jp-mod-noOutputs.jp-mod-noInput{display:none}#loading svg{display:none}</style>
{{ super.super() }}
{%- endblock notebook_css -%}
{%- block body_header -%}
{{ super() }}
<script>document.getElementById("rendered_cells").setAttribute("role", "main")</script>
{%- endblock body_header -%}
"""


def open_without_code(  # noqa: PLR0913  the last two have their usual values
    notebook: Path,
    source: str,
    port: int,
    started: Callable[[str], None],
    *,
    participant: str = "",
    dark: bool = False,
) -> int:
    """Serve the notebooks as pages without code until the process is told to stop.

    Args:
        notebook: The notebook to open first; all of its folder are served.
        source: A workshop file, folder, JSON file or address.
        port: On this machine only; 0 picks one.
        started: Told the link once the page can be opened.
        participant: Who answers here: an id or a name; empty: tables only.
        dark: Light letters on a dark ground.

    Returns:
        Voila's exit code.

    Raises:
        SourceError: There is no such source or notebook, or Voila is not installed.
        InputError: The port is taken.
    """
    needed("voila", "Voila", "lab,live")
    port = _free(port)
    with tempfile.TemporaryDirectory(prefix="kit-pages-") as folder:
        place = Path(folder)
        place_notebooks(notebook, place / "notebooks", source, participant)
        template = place / "jupyter" / "voila" / "templates" / "kit"
        template.mkdir(parents=True)
        (template / "index.html.j2").write_text(PAGE, encoding="utf-8")
        (template / "conf.json").write_text('{"base_template": "lab"}', encoding="utf-8")
        key = secrets.token_urlsafe(24)
        served = subprocess.Popen(  # noqa: S603  our own Python
            _command(place / "notebooks", port, dark=dark),
            cwd=place / "notebooks",
            env=_surroundings(place / "jupyter", key),
        )
        try:  # whoever stops this process stops Voila and its kernels too
            if _answers(served, port):
                started(f"http://{LOOPBACK}:{port}/voila/render/{notebook.stem}.ipynb?token={key}")
            return served.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            served.terminate()
            served.wait()


def _command(folder: Path, port: int, *, dark: bool) -> list[str]:
    return [
        sys.executable, "-m", "voila", str(folder), "--no-browser", f"--port={port}",
        f"--Voila.ip={LOOPBACK}", "--Voila.auto_token=True", "--Voila.log_level=WARN",
        "--template=kit", f"--theme={'dark' if dark else 'light'}",
        # A page's address may not choose another template; an idle kernel does not stay for ever.
        "--VoilaConfiguration.allow_template_override=NO",
        "--VoilaConfiguration.allow_theme_override=NO",
        # The kit's errors are plain words without a traceback: let them be read.
        "--show_tracebacks=True",
        "--MappingKernelManager.cull_idle_timeout=120", "--MappingKernelManager.cull_interval=30",
    ]  # fmt: skip


def _surroundings(jupyter: Path, key: str) -> dict[str, str]:
    """Return the environment; the key stays out of the command line, which others can read."""
    path = os.pathsep.join(filter(None, [str(jupyter), os.environ.get("JUPYTER_PATH", "")]))
    return {**os.environ, **warm_kernels(), "JUPYTER_PATH": path, "JUPYTER_TOKEN": key}


def _free(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            fix = "Choose another one, or 0 for any."
            raise InputError([Problem("--port", f"{port}, which is taken,", "free", fix)]) from None
        return int(probe.getsockname()[1])


def _answers(served: subprocess.Popen[bytes], port: int) -> bool:
    last = time.monotonic() + PATIENCE
    while served.poll() is None and time.monotonic() < last:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return True
        time.sleep(0.1)
    return False
