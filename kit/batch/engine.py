"""The papermill engine `kit`: `papermill --engine kit notebook.ipynb out.ipynb`.

Each notebook runs in a fresh process that starts warm; everything else is papermill's. This
module imports nothing of weight: papermill loads every engine that is installed, whoever it is
used by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode


class KitEngine:
    """What papermill calls an engine.

    Options beside papermill's own: `memory_limit` in MB, `time_limit` in seconds for the whole
    notebook.
    """

    @classmethod
    def execute_notebook(  # noqa: PLR0913, PLR0917  papermill's own signature
        cls,
        nb: NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool = True,  # noqa: FBT001, FBT002  papermill's own signature
        log_output: bool = False,  # noqa: FBT001, FBT002  papermill's own signature
        autosave_cell_every: int = 30,
        **options: Any,  # noqa: ANN401  papermill's own signature
    ) -> NotebookNode:
        """Run a notebook and return it with its outputs.

        Raises:
            DeadKernelError, CellTimeoutError: The notebook's process died or took too long; the
                notebook says so, in the cell and in papermill's metadata.
        """
        from kit.batch.running import run_managed  # noqa: PLC0415  papermill, only when it runs

        return run_managed(
            nb,
            kernel_name,
            output_path,
            progress_bar=progress_bar,
            log_output=log_output,
            autosave_cell_every=autosave_cell_every,
            **options,
        )

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Return the kernel a notebook asks for."""
        from papermill.utils import nb_kernel_name  # noqa: PLC0415  loaded when it is needed

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Return the language a notebook is written in."""
        from papermill.utils import nb_language  # noqa: PLC0415  loaded when it is needed

        return str(nb_language(nb, language))
