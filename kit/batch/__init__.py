"""Reports by papermill: one, or (later) hundreds."""
