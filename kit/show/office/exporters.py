"""nbconvert exporters: the executed report notebook as a document, slides or a data book.

`jupyter nbconvert --to kit-docx executed.ipynb`, and kit-pptx, kit-xlsx, kit-csv alike.
"""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter

from kit.show.executed import find_extras, find_strategy
from kit.show.office import csv_zip, data_book, docx, pptx

OFFICE = "application/vnd.openxmlformats-officedocument"


class _OfficeExporter(Exporter):
    """What the four have in common: a strategy out of the notebook, bytes out of the strategy."""

    ending = ""

    def _file_extension_default(self) -> str:
        return self.ending

    def from_notebook_node(
        self,
        nb: Any,  # noqa: ANN401  nbconvert's own signature
        resources: Any = None,  # noqa: ANN401  nbconvert's own signature
        **kw: Any,  # noqa: ANN401  nbconvert's own signature
    ) -> tuple[Any, Any]:
        """Return the file's bytes and the resources of an executed notebook."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return self._made(notebook), resources

    def _made(self, notebook: Any) -> bytes:  # noqa: ANN401  as above
        raise NotImplementedError


class KitDocxExporter(_OfficeExporter):
    """The report as a Word document: `--to kit-docx`."""

    export_from_notebook = "Social Strategy Kit report (Word)"
    output_mimetype = f"{OFFICE}.wordprocessingml.document"
    ending = ".docx"

    def _made(self, notebook: Any) -> bytes:  # noqa: ANN401  as above
        return docx(find_strategy(notebook), find_extras(notebook))


class KitPptxExporter(_OfficeExporter):
    """The report as slides: `--to kit-pptx`."""

    export_from_notebook = "Social Strategy Kit report (slides)"
    output_mimetype = f"{OFFICE}.presentationml.presentation"
    ending = ".pptx"

    def _made(self, notebook: Any) -> bytes:  # noqa: ANN401  as above
        return pptx(find_strategy(notebook), find_extras(notebook))


class KitXlsxExporter(_OfficeExporter):
    """The report's numbers as a data book: `--to kit-xlsx`."""

    export_from_notebook = "Social Strategy Kit data book (Excel)"
    output_mimetype = f"{OFFICE}.spreadsheetml.sheet"
    ending = ".xlsx"

    def _made(self, notebook: Any) -> bytes:  # noqa: ANN401  as above
        return data_book(find_strategy(notebook))


class KitCsvExporter(_OfficeExporter):
    """The report's numbers as a zip of CSV files: `--to kit-csv`."""

    export_from_notebook = "Social Strategy Kit data book (CSV)"
    output_mimetype = "application/zip"
    ending = ".zip"

    def _made(self, notebook: Any) -> bytes:  # noqa: ANN401  as above
        return csv_zip(find_strategy(notebook))
