"""What a warm process imports before anybody waits for it."""

from __future__ import annotations

import ast
import contextlib
import importlib
import os
import pkgutil
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGES = {
    "kit": (
        "kit.workshop",
        "kit.show.display",
        "kit.show.report.page",
        "dateutil.easter",
        "encodings.unicode_escape",
    ),
    "worker": (
        "kit.analysis.portfolio_page",
        "kit.batch.rendering",
        "kit.batch.running",
        "kit.show.executed",
        "kit.show.office",
        "papermill",
    ),
    "pandas": ("pandas", "pandas.io.formats.format", "pandas.io.formats.html"),
    "numpy": ("numpy", "numpy.random"),
    "scipy": ("scipy.stats", "scipy.optimize"),
    "matplotlib": ("matplotlib.pyplot", "matplotlib_inline.backend_inline"),
    "figures": (
        "matplotlib.axes",
        "matplotlib.figure",
        "matplotlib.font_manager",
        "matplotlib.backends.backend_agg",
    ),
    "ipywidgets": ("ipywidgets",),
    "forms": ("anywidget", "ipywidgets", "kit.show.forms"),
    "jinja2": ("jinja2",),
}
"""What may be imported before a fork: it starts no thread and opens nothing. pyarrow, polars,
duckdb and torch do, so a notebook that uses them imports them itself.

`matplotlib.pyplot` looks for a shell while it is imported: it may be imported ahead where the shell
exists before (`matplotlib`); for kernels, whose shell comes later, all but that is (`figures`)."""
DRIVERS = {"kit.store.postgres"}
_warm_with: dict[str, str] = {}


def wanted_by(sources: Iterable[str]) -> tuple[str, ...]:
    """Return which of `PACKAGES` the cells of a notebook import, in a fixed order."""
    named = {name.partition(".")[0] for source in sources for name in _imported(source)}
    return tuple(package for package in PACKAGES if package in named)


def _imported(source: str) -> Iterator[str]:
    """Yield what a cell imports, line by line: a cell may hold magics, which are no Python."""
    for line in source.splitlines():
        if line.lstrip().startswith(("import ", "from ")):
            with contextlib.suppress(SyntaxError, ValueError):
                for node in ast.walk(ast.parse(line.strip())):
                    if isinstance(node, ast.Import):
                        yield from (name.name for name in node.names)
                    elif isinstance(node, ast.ImportFrom) and not node.level:
                        yield node.module or ""


def warm_up(packages: Iterable[str]) -> None:
    """Import packages, after a shell was prepared; what is not installed is left out.

    Raises:
        ValueError: A name is none of `PACKAGES`.
    """
    refuse_unknown(packages)
    for package in packages:
        for _ in bit_by_bit(package):
            pass


def refuse_unknown(packages: Iterable[str]) -> None:
    """Refuse what nobody has looked at.

    Raises:
        ValueError: A name is none of `PACKAGES`.
    """
    for package in packages:
        if package not in PACKAGES:
            message = f"{package!r} may not be imported before a fork"
            raise ValueError(message)


def bit_by_bit(package: str) -> Iterator[None]:
    """Import a package, and yield wherever there is time for something else."""
    for module in PACKAGES[package]:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
        yield
    if package == "kit":
        yield from _learn_the_kit()
    if "matplotlib" in sys.modules:
        _warm_with["matplotlibrc"] = sys.modules["matplotlib"].matplotlib_fname()


def _learn_the_kit() -> Iterator[None]:
    """Import whatever a report needs, read the content and draw a page with nothing on it.

    A database's driver is left out, 0.1 s that only a source in a database needs, and so is
    scipy's optimiser, 0.3 s that one report in forty needs.
    """
    import kit  # noqa: PLC0415  loaded when it is needed
    from kit.bank import load  # noqa: PLC0415  loaded when it is needed
    from kit.model.strategy import Strategy  # noqa: PLC0415  loaded when it is needed
    from kit.show.display import show_decisions  # noqa: PLC0415  loaded when it is needed
    from kit.show.report import html  # noqa: PLC0415  loaded when it is needed

    for room in ("analysis", "store", "exchange"):
        place = [f"{path}/{room}" for path in kit.__path__]
        for found in pkgutil.walk_packages(place, f"kit.{room}."):
            if found.name not in DRIVERS:
                importlib.import_module(found.name)
                yield
    load()
    yield
    nothing = Strategy("", "", "", (), (), (), (), (), ())
    html(nothing)
    yield
    show_decisions(nothing)._repr_html_()


def fresh_state(shell: Any = None) -> None:  # noqa: ANN401  ipykernel's own signature
    """Let a forked child be as unlike its siblings as a new process: random numbers above all."""
    import random  # noqa: PLC0415  loaded when it is needed
    import time  # noqa: PLC0415  loaded when it is needed

    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    if hasattr(time, "tzset"):
        time.tzset()
    if "matplotlib" in sys.modules:
        _read_matplotlibrc(sys.modules["matplotlib"])
    if shell is not None:
        shell.init_environment()


def _read_matplotlibrc(matplotlib: Any) -> None:  # noqa: ANN401  a module
    """Read matplotlib's settings again, as its import does: from this folder, this environment."""
    file = matplotlib.matplotlib_fname()
    if file != _warm_with.get("matplotlibrc"):
        settings = dict(matplotlib.rc_params_from_file(file))
        settings.pop("backend", None)
        matplotlib.rcParams.update(settings)
        matplotlib.rcParamsOrig.update(settings)
    if backend := os.environ.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = matplotlib.rcParamsOrig["backend"] = backend


def register_widgets() -> None:
    """Let pages open widgets: ipywidgets does it when it is imported, if there is a kernel then."""
    if "ipywidgets" in sys.modules:
        sys.modules["ipywidgets"].register_comm_target()
