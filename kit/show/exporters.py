"""nbconvert exporters: the executed report notebook as HTML and as PDF.

`jupyter nbconvert --to kit-html executed.ipynb`. The Strategy is found in the notebook's outputs;
cells tagged `include` are printed in a last section. jinja2 and typst load when first used.
"""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter

from kit.show.executed import find_extras, find_strategy
from kit.show.report import html, pdf

__all__ = ["KitHTMLExporter", "KitPDFExporter"]


class KitHTMLExporter(Exporter):
    """The report as one self-contained page: `--to kit-html`."""

    export_from_notebook = "Social Strategy Kit report (HTML)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self,
        nb: Any,  # noqa: ANN401  nbconvert's own signature
        resources: Any = None,  # noqa: ANN401  nbconvert's own signature
        **kw: Any,  # noqa: ANN401  nbconvert's own signature
    ) -> tuple[Any, Any]:
        """Return the page and the resources of an executed notebook."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return html(find_strategy(notebook), find_extras(notebook)), resources


class KitPDFExporter(Exporter):
    """The report as PDF/UA-1: `--to kit-pdf`."""

    export_from_notebook = "Social Strategy Kit report (PDF)"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self,
        nb: Any,  # noqa: ANN401  nbconvert's own signature
        resources: Any = None,  # noqa: ANN401  nbconvert's own signature
        **kw: Any,  # noqa: ANN401  nbconvert's own signature
    ) -> tuple[Any, Any]:
        """Return the PDF and the resources of an executed notebook."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return pdf(find_strategy(notebook), find_extras(notebook)), resources
