"""Warm starts: one process that has imported everything, and a fresh forked child a notebook."""
